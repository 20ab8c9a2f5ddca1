"""The plan (clause 四(一), 四(二)): per area and class, how many are drawn, by which seats, on which items.

One row stands for one stratum of a draw: its `take`, its seats (at least two: 五(一), 每个检查组不少于2人) and its items.
"""

from dataclasses import dataclass
from datetime import date

from ledger.core.encoding import Json, jcs, parse_jcs
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_record_id, as_text

CLASSES = ("key", "special", "general")
"""重点, 特殊, 一般 (clause 三(二))."""
LEAST_TEAM = 2
"""五(一): each team has at least two."""


@dataclass(frozen=True)
class PlanRow:
    """What the plan asks of one class in one area. `seats` holds the tags that each seat asks for."""

    area: str
    kind: str
    take: int
    seats: tuple[frozenset[str], ...]
    items: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A plan over a period, both days included; `item_list` is the id of the list that it rests on."""

    id: str
    name: str
    start: date
    end: date
    item_list: str
    rows: tuple[PlanRow, ...]

    def row(self, area: str, kind: str) -> PlanRow:
        """The row of an area and class; `FormError` where the plan has none."""
        for row in self.rows:
            if (row.area, row.kind) == (area, kind):
                return row
        raise FormError(f"计划 {self.id} 没有区域 {area} 类别 {kind} 的安排")


def format_plan(plan: Plan) -> bytes:
    """The published document."""
    rows: list[Json] = [
        {
            "area": row.area,
            "class": row.kind,
            "items": list(row.items),
            "seats": [{"tags": sorted(tags)} for tags in row.seats],
            "take": row.take,
        }
        for row in plan.rows
    ]
    return jcs(
        {
            "end": plan.end.isoformat(),
            "id": plan.id,
            "item_list": plan.item_list,
            "name": plan.name,
            "rows": rows,
            "start": plan.start.isoformat(),
        }
    )


def _seat(value: Json) -> frozenset[str]:
    return frozenset(Fields(value, "计划.rows.seats", ("tags",)).ascending("tags", as_text))


def _row(value: Json) -> PlanRow:
    f = Fields(value, "计划.rows", ("area", "class", "items", "seats", "take"))
    return PlanRow(
        area=f.record_id("area"),
        kind=f.word("class", CLASSES),
        take=f.integer("take"),
        seats=f.items("seats", _seat, LEAST_TEAM),
        items=f.ascending("items", as_record_id),
    )


def parse_plan(data: bytes) -> Plan:
    """A published plan; no area and class twice."""
    f = Fields(parse_jcs(data, "计划"), "计划", ("end", "id", "item_list", "name", "rows", "start"))
    rows = f.items("rows", _row)
    if len({(row.area, row.kind) for row in rows}) != len(rows):
        raise FormError("同一区域同一类别有两项安排", place="计划.rows")
    plan = Plan(f.record_id("id"), f.text("name"), f.day("start"), f.day("end"), f.record_id("item_list"), rows)
    if plan.end < plan.start:
        raise FormError("计划的止日早于起日", place="计划.end")
    return plan
