"""二(一): 除下列情形外，生态环境领域的计划性检查均要采取随机抽查方式. The nine exemptions.

Reading (R2): such a check is recorded with its exemption number, a reason and an approver; it is never called random,
is in no draw, and its share of all checks is published. (In 2 the printed text has a slip, 工作不熟 for 工作部署.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ledger.core.encoding import EntityId, Json, parse_jcs
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_entity_id, in_order
from ledger.core.result import METHODS, OUTCOMES

EXEMPTIONS: Mapping[int, str] = MappingProxyType(
    {
        1: "法律法规规章对监督检查方式有明确规定的",
        2: "生态环境部、省人民政府对监督检查有专门要求或者重点工作部署的",
        3: "投诉举报",
        4: "上级部门转办、交办、督办的案件",
        5: "其他部门移送的案件线索",
        6: "突发环境事件",
        7: "核安全检查",
        8: "数据分析或监测发现的问题线索",
        9: "其他需要对具体被检查对象实施针对性检查的",
    }
)


EMERGENCY = 6
"""突发环境事件: the one that cannot wait for its approval."""


def approved_in_time(number: int, approved: date, inspected: date) -> bool:
    """Reading (R2): an exempt check is approved by its day at the latest, but for an emergency, which may be approved after."""
    return number == EMERGENCY or approved <= inspected


def share(exempt: int, random: int) -> tuple[int, int]:
    """Exempt checks of all checks, as numerator and denominator, for the site and the report."""
    return exempt, exempt + random


_GUIDE = "exempt-"


@dataclass(frozen=True, slots=True)
class ExemptCheck:
    """One check outside the random selection, as published. `number` is that of its exemption in 二(一)."""

    id: str
    number: int
    entity: EntityId
    inspected: date
    reason: str
    approver: str
    approved: date
    method: str
    content: str
    outcome: str
    mode_reason: str = ""


def guide_id(year: int) -> str:
    """Under which id a year's exempt checks are published, as a guide."""
    return f"{_GUIDE}{year}"


def guide_year(id: str) -> int | None:
    """The year whose exempt checks are published under this id; None where it is another guide's."""
    year = id.removeprefix(_GUIDE)
    return int(year) if id == f"{_GUIDE}{year}" and year.isascii() and year.isdigit() else None


def _check(value: Json) -> ExemptCheck:
    names = ("approved", "approver", "content", "entity", "id", "inspected", "method", "number", "outcome", "reason")
    f = Fields(value, "不随机的检查.checks", names, ("mode_reason",))
    for name in ("reason", "approver"):
        if not f.text(name):
            raise FormError("须写明", place=f"不随机的检查.checks.{name}")
    return ExemptCheck(
        id=f.record_id("id"),
        number=f.integer("number", min(EXEMPTIONS), max(EXEMPTIONS)),
        entity=f.get("entity", as_entity_id),
        inspected=f.day("inspected"),
        reason=f.text("reason"),
        approver=f.text("approver"),
        approved=f.day("approved"),
        method=f.word("method", METHODS),
        content=f.text("content"),
        outcome=f.word("outcome", OUTCOMES),
        mode_reason=f.text("mode_reason") if f.has("mode_reason") else "",
    )


def parse_exempt(data: bytes) -> tuple[ExemptCheck, ...]:
    """A published year of exempt checks, sorted by id."""
    f = Fields(parse_jcs(data, "不随机的检查"), "不随机的检查", ("checks", "id", "name", "year"))
    f.word("id", (guide_id(f.integer("year", 2000, 9998)),))
    return in_order(f.items("checks", _check), lambda check: check.id)
