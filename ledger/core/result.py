"""The published result of one row (protocol, "A result's record")."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.core.encoding import Digest, DrawId, EntityId, InspectorId, Json, jcs, parse_jcs, tagged_form
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_entity_id, as_inspector_id, as_record_id

OUTCOMES: Final = ("未发现问题", "发现问题已责令整改", "发现涉嫌违法行为已立案调查")
"""The three phrases of clause 五(三), letter for letter."""
METHODS: Final = ("现场", "非现场", "委托第三方")
"""The modes of inspection of clause 五(一)."""
_FIELDS = ("content", "draw", "entity", "inspected", "inspectors", "items", "method", "outcome", "rank")


@dataclass(frozen=True, slots=True)
class PublishedResult:
    """A result as published; `digest` is what the ledger committed to, `more` what the rules add."""

    digest: Digest
    content: str
    draw: DrawId
    entity: EntityId
    inspected: date
    inspectors: tuple[InspectorId, ...]
    items: tuple[str, ...]
    method: str
    outcome: str
    rank: int
    more: dict[str, Json]


def record_digest(record: dict[str, Json], salt: bytes) -> Digest:
    """What the ledger commits to: the published file, under its label."""
    return tagged_form("record", format_result(record, salt))


def format_result(record: dict[str, Json], salt: bytes) -> bytes:
    """The published file."""
    return jcs({"record": record, "salt": salt.hex()})


def parse_result(data: bytes) -> PublishedResult:
    """A published result of the protocol's form."""
    top = Fields(parse_jcs(data, "结果"), "结果", ("record", "salt"))
    f = Fields(top.value["record"], "结果.record", _FIELDS, ("more",))
    top.digest("salt")
    more = f.value.get("more", {})
    if not isinstance(more, dict):
        raise FormError("须为对象", place="结果.record.more")
    return PublishedResult(
        digest=tagged_form("record", data),
        content=f.text("content"),
        draw=f.draw_id("draw"),
        entity=f.get("entity", as_entity_id),
        inspected=f.day("inspected"),
        inspectors=f.items("inspectors", as_inspector_id),
        items=f.ascending("items", as_record_id),
        method=f.word("method", METHODS),
        outcome=f.word("outcome", OUTCOMES),
        rank=f.integer("rank"),
        more=more,
    )
