"""The public registry at a snapshot: one canonical line a record, the root of its tree in the ledger.

A line is jcs({"id","kind","record"}); lines are sorted by kind, then id (protocol, entry type ``snapshot``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ledger.core.encoding import Digest, Json, jcs, parse_jcs, parse_record_id
from ledger.core.errors import FormError
from ledger.core.tree import leaf_hash, root

Kind = Literal["entity", "inspector"]


@dataclass(frozen=True)
class RegistrySnapshot:
    """Public records by id, and the root over their lines."""

    root: Digest
    entities: Mapping[str, dict[str, Json]]
    inspectors: Mapping[str, dict[str, Json]]


def snapshot_line(kind: Kind, id: str, record: dict[str, Json]) -> bytes:
    """One record's line, without the line feed: also the data of its leaf."""
    return jcs({"id": id, "kind": kind, "record": record})


def format_snapshot(entities: Mapping[str, dict[str, Json]], inspectors: Mapping[str, dict[str, Json]]) -> bytes:
    """The whole file: entities, then inspectors, each sorted by id."""
    lines = [snapshot_line("entity", id, entities[id]) for id in sorted(entities)]
    lines += [snapshot_line("inspector", id, inspectors[id]) for id in sorted(inspectors)]
    return b"".join(line + b"\n" for line in lines)


def parse_snapshot(data: bytes) -> RegistrySnapshot:
    """Lines to records, with the root computed. Raises `FormError` for anything `format_snapshot` does not write."""
    lines = data.split(b"\n")
    if lines.pop() != b"":
        raise FormError("快照须以换行结束")
    found: dict[str, dict[str, dict[str, Json]]] = {"entity": {}, "inspector": {}}
    last: tuple[str, str] = ("", "")
    for number, line in enumerate(lines, start=1):
        value = parse_jcs(line, f"快照第 {number} 行")
        if not (isinstance(value, dict) and value.keys() == {"id", "kind", "record"} and value["kind"] in tuple(found)):
            raise FormError(f"快照第 {number} 行须有 id、kind、record")
        kind, record = value["kind"], value["record"]
        if not isinstance(value["id"], str) or not isinstance(record, dict):
            raise FormError(f"快照第 {number} 行的 id 或 record 类型不对")
        key = (kind, parse_record_id(value["id"]))
        if key <= last:
            raise FormError(f"快照第 {number} 行的次序不对或重复")
        last = key
        found[kind][key[1]] = record
    digest = Digest(root([leaf_hash(line) for line in lines]).hex())
    return RegistrySnapshot(digest, found["entity"], found["inspector"])
