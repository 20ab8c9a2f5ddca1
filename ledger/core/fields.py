"""A JSON object read field by field: unknown, missing or mistyped fields are errors (protocol, "Encodings")."""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar, cast

from ledger.core.encoding import (
    MAX_INTEGER,
    Digest,
    DrawId,
    EntityId,
    InspectorId,
    Json,
    parse_day,
    parse_digest,
    parse_draw_id,
    parse_entity_id,
    parse_hex,
    parse_inspector_id,
    parse_record_id,
)
from ledger.core.errors import FormError

T = TypeVar("T")
DIGEST = 64
"""Characters of a digest."""
_HEX = re.compile("[0-9a-f]*")


class Fields:
    """One object, whose fields are exactly `required` and any of `optional`. `what` names it in messages."""

    __slots__ = ("value", "what")

    def __init__(self, value: Json, what: str, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        self.what = what
        if not isinstance(value, dict):
            raise FormError("须为对象", place=what)
        if value.keys() != set(required):
            required = tuple(required)
            for name in value:
                if name not in required and name not in optional:
                    raise FormError(f"有不认识的字段 {name}", place=what)
            for name in required:
                if name not in value:
                    raise FormError(f"缺少字段 {name}", place=what)
        self.value = value

    def has(self, name: str) -> bool:
        """Whether an optional field is there."""
        return name in self.value

    def get(self, name: str, read: Callable[..., T], *how: object) -> T:
        """The field, read; an error names it."""
        try:
            return read(self.value[name], *how)
        except FormError as error:
            raise FormError(error.problem, place=error.place or f"{self.what}.{name}") from None

    def text(self, name: str) -> str:
        """Any string."""
        value = self.value[name]
        return value if isinstance(value, str) else self.get(name, as_text)

    def integer(self, name: str, least: int = 0, most: int = MAX_INTEGER) -> int:
        """A whole number within bounds, both included."""
        return self.get(name, as_integer, least, most)

    def digest(self, name: str) -> Digest:
        """A SHA-256 or other 32 bytes as hex."""
        return self.get(name, as_digest)

    def hex(self, name: str, size: int) -> bytes:
        """Bytes of a fixed size, written as hex."""
        return self.get(name, as_hex, size)

    def record_id(self, name: str) -> str:
        """An id of a record."""
        return self.get(name, as_record_id)

    def draw_id(self, name: str) -> DrawId:
        """An id of a draw."""
        return self.get(name, as_draw_id)

    def day(self, name: str) -> date:
        """A day in +08:00."""
        return self.get(name, as_day)

    def word(self, name: str, words: Iterable[str]) -> str:
        """One of a closed list."""
        return self.get(name, as_word, words)

    def items(self, name: str, read: Callable[[Json], T], least: int = 0) -> tuple[T, ...]:
        """A list of at least `least` items, each read."""
        return self.get(name, as_list, read, least)

    def digests(self, name: str) -> tuple[Digest, ...]:
        """A list of digests."""
        return self.get(name, as_digests)

    def ascending(self, name: str, read: Callable[[Json], T]) -> tuple[T, ...]:
        """A list of words, ids or days: sorted, without repeats."""
        return self.get(name, as_ascending, read)


def as_text(value: Json) -> str:
    """A string."""
    if not isinstance(value, str):
        raise FormError("须为字符串")
    return value


def as_integer(value: Json, least: int = 0, most: int = MAX_INTEGER) -> int:
    """A whole number within bounds."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise FormError(f"须为 {least} 以上的整数")
    return value


def as_word(value: Json, words: Iterable[str]) -> str:
    """One of a closed list."""
    if not isinstance(value, str) or value not in words:
        raise FormError(f"须为 {'、'.join(words)} 之一")
    return value


def as_hex(value: Json, size: int) -> bytes:
    """Bytes of a fixed size, written as hex."""
    return parse_hex(as_text(value), size)


def as_digest(value: Json) -> Digest:
    """32 bytes as hex."""
    return parse_digest(as_text(value))


def as_digests(value: Json) -> tuple[Digest, ...]:
    """A list of them: all at once where they are good, as they nearly always are, and else one by one."""
    if isinstance(value, list) and all(isinstance(one, str) and len(one) == DIGEST for one in value):
        texts = cast("list[Digest]", value)
        if _HEX.fullmatch("".join(texts)):
            return tuple(texts)
    return as_list(value, as_digest)


def as_day(value: Json) -> date:
    """A day."""
    return parse_day(as_text(value))


def as_record_id(value: Json) -> str:
    """An id of a record."""
    return parse_record_id(as_text(value))


def as_entity_id(value: Json) -> EntityId:
    """An id of an entity."""
    return parse_entity_id(as_text(value))


def as_inspector_id(value: Json) -> InspectorId:
    """An id of an inspector."""
    return parse_inspector_id(as_text(value))


def as_draw_id(value: Json) -> DrawId:
    """An id of a draw."""
    return parse_draw_id(as_text(value))


def as_list(value: Json, read: Callable[[Json], T], least: int = 0) -> tuple[T, ...]:
    """A list, each item read."""
    if not isinstance(value, list):
        raise FormError("须为数组")
    if len(value) < least:
        raise FormError(f"至少要有 {least} 项")
    return tuple(map(read, value))


def as_ascending(value: Json, read: Callable[[Json], T]) -> tuple[T, ...]:
    """A list of words, ids or days: sorted, without repeats."""
    return in_order(as_list(value, read), str)


def in_order(items: Sequence[T], key: Callable[[T], str]) -> tuple[T, ...]:
    """The list as it is, if its keys ascend strictly (as UTF-8, which is the order of code points)."""
    keys = [key(item) for item in items]
    for before, after in itertools.pairwise(keys):
        if before >= after:
            raise FormError(f"{after} 的次序不对或重复")
    return tuple(items)
