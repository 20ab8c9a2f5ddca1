"""How the record of each enterprise changed, from Git, told only where the ledger has published both sides of the change.

One walk over the main line of the history finds every version of every file below ``entities/``; only those that changed are
read. A value is shown when some registry snapshot published it, and what was committed after the newest snapshot is not: a
change of a record can tell who was inspected before the opening does (clause 六(二)1).
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath

import yaml
from git import GitCommandError, InvalidGitRepositoryError, NoSuchPathError, Repo

from generator.registry import Record, text, texts
from generator.wording import STATUSES
from ledger.core.bodies import Snapshot
from ledger.core.encoding import CHINA, Json
from ledger.core.life import Life
from ledger.core.rules.classes import CLASS_NAMES, FACTS

FOLDER = "entities"
LISTED = "名录"
"""The change of being there at all."""
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SECTION = re.compile(r"^(?=[^\s#-])", re.MULTILINE)
_ORDER = ("情形", "起", "止", "依据")
Value = str | tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One field of one record, on one day. A text has `before` and `after`; of a list, what was `added` and what `removed`."""

    day: date
    field: str
    before: str = ""
    after: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Version:
    """What one commit did to one record: the blobs before and after, empty where there is none."""

    day: date
    before: str
    after: str


Versions = Mapping[str, Sequence[_Version]]
Histories = Mapping[str, tuple[Change, ...]]
"""By code, each with the newest change first."""


def _commits(log: str) -> Iterator[tuple[date, list[str]]]:
    """The day of each commit and its fields as ``--raw -z`` writes them."""
    for part in log.split("\x01")[1:]:
        seconds, _, rest = part.partition("\0")
        yield datetime.fromtimestamp(int(seconds), CHINA).date(), rest.strip("\n\0").split("\0")


def _versions(log: str) -> Versions:
    """Every version of every record, the oldest first. A record that moved to another area went and came in one commit."""
    found: dict[str, list[_Version]] = {}
    for day, fields in _commits(log):
        here: dict[str, tuple[str, str]] = {}
        for meta, path in zip(fields[::2], fields[1::2], strict=False):
            place, parts = PurePosixPath(path), meta.lstrip("\n:").split(" ")
            if place.suffix == ".yaml" and len(parts) == 5:
                old, new = ("" if blob.strip("0") == "" else blob for blob in parts[2:4])
                before, after = here.get(place.stem, ("", ""))
                here[place.stem] = (old or before, new or after)
        for code, (old, new) in here.items():
            if old != new:
                found.setdefault(code, []).append(_Version(day, old, new))
    return found


def _blobs(repo: Repo, names: Iterable[str]) -> dict[str, bytes]:
    """The contents of these blobs, by one process that is asked for all of them at once."""
    wanted = sorted(set(names))
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{name}\n" for name in wanted).encode())
        asked.seek(0)
        data: bytes = repo.git.cat_file(
            "--batch", "--buffer", istream=asked, stdout_as_string=False, strip_newline_in_stdout=False
        )
    found, at = {}, 0
    while at < len(data):
        end = data.index(b"\n", at)
        name, kind, *size = data[at:end].decode().split(" ")
        at = end + 1
        if kind != "missing":
            length = int(size[0])
            found[name] = data[at : at + length]
            at += length + 1
    return found


def _sections(data: bytes) -> dict[str, str]:
    """A record cut at its keys; `_value` reads those that matter."""
    parts = _SECTION.split(data.decode("utf-8", "replace"))
    return {part.partition(":")[0].strip("\"' "): part for part in parts if ":" in part}


def _flat(value: object) -> Value:
    """A value in one form, however it was written: lists in order, tables as one text."""
    if isinstance(value, list):
        return tuple(sorted(_told(item) for item in value))
    return _told(value)


def _place(pair: tuple[str, object]) -> tuple[int, str]:
    """What it is, from when, until when, by which document; then the rest."""
    name = pair[0]
    return _ORDER.index(name) if name in _ORDER else len(_ORDER), name


def _told(value: object) -> str:
    if isinstance(value, dict):
        return "，".join(f"{name} {_told(one)}" for name, one in sorted(value.items(), key=_place))
    return "" if value is None else str(value)


@lru_cache(maxsize=65_536)
def _value(section: str) -> Value | None:
    """What a section says; None where it is no YAML."""
    try:
        found = yaml.load(section, Loader=_LOADER)  # noqa: S506  the base loader makes texts, lists and tables only
        return _flat(next(iter(found.values()), "")) if isinstance(found, dict) else None
    except (yaml.YAMLError, RecursionError):
        return None


def _fact(value: Json) -> dict[str, str]:
    record = value if isinstance(value, dict) else {}
    found = {"情形": FACTS.get(text(record, "kind"), ""), "依据": text(record, "basis"), "起": text(record, "since")}
    return found | ({"止": text(record, "until")} if "until" in record else {})


def _public(record: Record) -> dict[str, Value]:
    """A published record in the words and forms of the records' files."""
    facts, lowered = record.get("facts"), record.get("downgrade")
    return {
        "名称": text(record, "name"),
        "区域": text(record, "area"),
        "地址": text(record, "address"),
        "行业": text(record, "industry"),
        "监管类别": next((name for kind, name in CLASS_NAMES.items() if kind == text(record, "class")), ""),
        "情形": _flat([_fact(one) for one in facts]) if isinstance(facts, list) else (),
        "调整": _flat({"依据": text(lowered, "basis"), "起": text(lowered, "since")}) if isinstance(lowered, dict) else "",
        "排污许可": text(record, "permit"),
        "标签": _flat(list(texts(record, "tags"))),
        "状态": STATUSES.get(text(record, "status"), ""),
    }


State = tuple[date, Value | None]


def _states(versions: Sequence[_Version], contents: Mapping[str, bytes]) -> dict[str, list[State]]:
    """The values of each field in turn, with the day of each. Of a first version nobody reads more than that it came."""
    found: dict[str, list[State]] = {}
    for version in versions:
        if not version.before or not version.after:
            found.setdefault(LISTED, []).append((version.day, "列入" if version.after else "删去"))
        old, new = (_sections(contents.get(blob, b"")) for blob in (version.before, version.after))
        if old and new:
            for name in old.keys() | new.keys():
                if old.get(name) != new.get(name):
                    before, after = (_value(each[name]) if name in each else "" for each in (old, new))
                    states = found.setdefault(name, [])
                    if not states or states[-1][1] != before:
                        states.append((version.day, before))
                    states.append((version.day, after))
    return found


def _change(day: date, field: str, before: Value, after: Value) -> Change:
    """One step. Of a list, what came and what went."""
    if isinstance(before, tuple) or isinstance(after, tuple):
        old, new = (value if isinstance(value, tuple) else tuple(filter(None, [value])) for value in (before, after))
        added, removed = (tuple(one for one in a if one not in b) for a, b in ((new, old), (old, new)))
        return Change(day, field, added=added, removed=removed)
    return Change(day, field, before, after)


def _changes(field: str, states: Sequence[State], published: Sequence[Value]) -> Iterator[Change]:
    """The steps between published values, up to the one that the newest snapshot has; `published` ends with it."""
    states = list(states)
    while states and states[-1][1] != published[-1]:
        states.pop()
    last: Value | None = None
    for day, value in states:
        if value is not None and value in published and value != last:
            if last is not None:
                yield _change(day, field, last, value)
            last = value


def _listed(states: Sequence[State], listed: bool) -> Iterator[Change]:
    """Coming and going: what the newest snapshot does not show yet is left out."""
    states = list(states)
    while states and states[-1][1] != ("列入" if listed else "删去"):
        states.pop()
    for day, value in states:
        yield Change(day, LISTED, after=str(value))


def _empty(value: Value) -> Value:
    return () if value == "" else value


def _history(
    versions: Sequence[_Version], contents: Mapping[str, bytes], records: Sequence[Record], listed: bool
) -> tuple[Change, ...]:
    """Of one enterprise, the newest change first. `records` are what the snapshots published of it, the newest last."""
    states = _states(versions, contents)
    found = list(_listed(states.pop(LISTED, []), listed))
    public = [_public(record) for record in records] if states else []
    for field, own in states.items():
        if field in public[0]:
            values = [record[field] for record in public]
            if isinstance(values[-1], tuple):
                own = [(day, None if value is None else _empty(value)) for day, value in own]
            found += _changes(field, own, values)
    return tuple(sorted(found, key=lambda change: (change.day, _order(change)), reverse=True))


def _order(change: Change) -> int:
    """Of one day: it comes first, and goes last."""
    return 1 if change.field != LISTED else 0 if change.after == "列入" else 2


def _log(repo: Repo, folder: Path) -> str:
    """The walk: the main line from its beginning, each commit against the one before it on that line."""
    raw: bytes = repo.git.log(
        "--first-parent", "-m", "--reverse", "--raw", "--no-renames", "--no-abbrev", "-z", "--format=%x01%ct", "--",
        str(folder), stdout_as_string=False, strip_newline_in_stdout=False,
    )  # fmt: skip
    return raw.decode("utf-8", "surrogateescape")


def _walked(records: Path) -> tuple[Versions, dict[str, bytes]] | None:
    folder = records.resolve() / FOLDER
    try:
        with Repo(records, search_parent_directories=True) as repo:
            if repo.working_tree_dir is None or repo.git.rev_parse("--is-shallow-repository") != "false":
                return None
            versions = _versions(_log(repo, folder))
            changed = [one for each in versions.values() for one in each if one.before and one.after]
            return versions, _blobs(repo, (blob for one in changed for blob in (one.before, one.after)))
    except (InvalidGitRepositoryError, NoSuchPathError, GitCommandError):
        return None


def _named(change: Change, areas: Mapping[str, str]) -> Change:
    if change.field != "区域":
        return change
    return replace(change, before=areas.get(change.before, change.before), after=areas.get(change.after, change.after))


def histories(records: Path, view: Life, areas: Mapping[str, str]) -> Histories | None:
    """The history of every enterprise whose record Git has; None where there is no Git repository, or a shallow one. `areas` are
    names by code."""
    walked = _walked(records)
    if walked is None or not walked[0]:
        return None
    versions, contents = walked
    snapshots = [view.documents.snapshot(entry.body.root) for entry in view.snapshots if isinstance(entry.body, Snapshot)]
    found = {}
    for code, each in versions.items():
        own = [snapshot.entities[code] for snapshot in snapshots if code in snapshot.entities]
        if own:  # never published: not even its name is public
            changes = _history(each, contents, own, code in snapshots[-1].entities)
            found[code] = tuple(_named(change, areas) for change in changes)
    return found
