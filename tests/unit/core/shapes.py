"""Every way in which a JSON value can have another shape: for tests that a parser takes one shape alone."""

import copy
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value within a value, itself included, by its path."""
    yield path, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield from places(item, (*path, key))


def put(value: Any, path: Path, new: Any) -> Any:
    """A copy with another value at a path."""
    if not path:
        return new
    whole = copy.deepcopy(value)
    at = whole
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = new
    return whole


def other_shapes(value: Any, *, free: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Copies, named: with a field too many, one missing (but for `optional` names) or one of another JSON type.

    What lies below a `free` name is let be: its content is not defined.
    """
    for path, item in places(value):
        name = ".".join(map(str, path)) or "itself"
        if set(free).intersection(path):
            continue
        for other in (None, 1, True, "x", [], {}, 1.5):
            if other is None or type(other) is not type(item):
                yield f"{name} = {other!r}", put(value, path, other)
        if isinstance(item, dict):
            yield f"{name} + field", put(value, path, item | {"zzz": 1})
            for key in item.keys() - set(optional):
                yield f"{name} - {key}", put(value, path, {k: v for k, v in item.items() if k != key})
