"""四(一): 统筹制定抽查计划. 应在年初制定年度抽查工作计划，每季度初制定季度抽查计划.

The yearly plan fixes what a year's arithmetic rests on: the certificate holders of each area on 1 January, adjusted
ratios with their reasons (四(二)1: 辖区面积较大、污染源分散的可适当调整抽查比例), and the bureau's settings. A quarterly plan
names its yearly plan; each of its rows stands for one stratum of a draw. Undirected rows cover a class of an area;
定向 rows have a filter of tags, joint rows other departments.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from ledger.core.encoding import Json, jcs, parse_jcs
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_record_id, as_text
from ledger.core.rules.quotas import QUARTERS
from ledger.core.rules.seats import LEAST_TEAM, OWN
from ledger.core.rules.settings import Settings, parse_settings

CLASSES = ("key", "special", "general")
"""重点, 特殊, 一般 (三(二))."""


@dataclass(frozen=True, slots=True)
class YearArea:
    """One area's year: certificate holders on 1 January, and the ratio of R8 with the reason for another than the usual."""

    area: str
    officers: int
    ratio: int
    reason: str = ""


@dataclass(frozen=True)
class YearPlan:
    """年度抽查工作计划. `first_quarter` is 1, but for the year in which a ledger is taken up."""

    id: str
    name: str
    year: int
    first_quarter: int
    settings: Settings
    areas: tuple[YearArea, ...]

    def area(self, code: str) -> YearArea:
        """An area's row; `FormError` where the plan has none."""
        for area in self.areas:
            if area.area == code:
                return area
        raise FormError(f"年度计划 {self.id} 没有区域 {code}")


@dataclass(frozen=True)
class PlanRow:
    """What a quarter asks of one class in one area. `seats` follow from items, team, departments and experts (R12).

    `reason` says why `take` is below its quota, where it is.
    """

    area: str
    kind: str
    take: int
    items: tuple[str, ...]
    seats: tuple[frozenset[str], ...]
    team: int = LEAST_TEAM
    filter: frozenset[str] = frozenset()
    departments: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()
    reason: str = ""

    @property
    def regular(self) -> bool:
        """Undirected and the bureau's own: the quotas of 四(二) are about these."""
        return not self.filter and not self.departments

    @property
    def key(self) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
        """What tells a row from the others of its plan."""
        return self.area, self.kind, tuple(sorted(self.filter)), self.departments


@dataclass(frozen=True)
class QuarterPlan:
    """季度抽查计划. `item_list` and `joint_list` are the lists that its rows rest on; `joint_list` may be empty."""

    id: str
    name: str
    year: int
    quarter: int
    yearly: str
    item_list: str
    joint_list: str
    rows: tuple[PlanRow, ...]

    @property
    def start(self) -> date:
        """The first day of the quarter."""
        return date(self.year, 3 * self.quarter - 2, 1)

    @property
    def end(self) -> date:
        """The last day of the quarter."""
        return date(self.year, 3 * self.quarter, monthrange(self.year, 3 * self.quarter)[1])

    def row(self, area: str, kind: str, filter: frozenset[str], departments: tuple[str, ...]) -> PlanRow:
        """The row that a draw order asks for; `FormError` where the plan has none."""
        for row in self.rows:
            if row.key == (area, kind, tuple(sorted(filter)), departments):
                return row
        kinds = "定向" if filter else "联合" if departments else "常规"
        raise FormError(f"计划 {self.id} 没有区域 {area} 类别 {kind} 的{kinds}安排")


Plan = YearPlan | QuarterPlan


def format_plan(plan: Plan) -> bytes:
    """The published document."""
    return jcs(_year_json(plan) if isinstance(plan, YearPlan) else _quarter_json(plan))


def _year_json(plan: YearPlan) -> dict[str, Json]:
    areas: list[Json] = [{"area": a.area, "officers": a.officers, "ratio": a.ratio, "reason": a.reason} for a in plan.areas]
    return {
        "areas": areas,
        "first_quarter": plan.first_quarter,
        "id": plan.id,
        "level": "year",
        "name": plan.name,
        "settings": plan.settings.json(),
        "year": plan.year,
    }


def _quarter_json(plan: QuarterPlan) -> dict[str, Json]:
    rows: list[Json] = [
        {
            "area": row.area,
            "class": row.kind,
            "departments": list(row.departments),
            "experts": list(row.experts),
            "filter": sorted(row.filter),
            "items": list(row.items),
            "reason": row.reason,
            "seats": [{"tags": sorted(tags)} for tags in row.seats],
            "take": row.take,
            "team": row.team,
        }
        for row in plan.rows
    ]
    return {
        "id": plan.id,
        "item_list": plan.item_list,
        "joint_list": plan.joint_list,
        "level": "quarter",
        "name": plan.name,
        "quarter": plan.quarter,
        "rows": rows,
        "year": plan.year,
        "yearly": plan.yearly,
    }


def _year_area(value: Json) -> YearArea:
    f = Fields(value, "计划.areas", ("area", "officers", "ratio", "reason"))
    return YearArea(f.record_id("area"), f.integer("officers"), f.integer("ratio", 1, 1000), f.text("reason"))


def _seat(value: Json) -> frozenset[str]:
    return frozenset(Fields(value, "计划.rows.seats", ("tags",)).ascending("tags", as_text))


def _row(value: Json) -> PlanRow:
    names = (
        "area", "class", "departments", "experts", "filter", "items", "reason", "seats", "take", "team",
    )  # fmt: skip
    f = Fields(value, "计划.rows", names)
    if not f.value["items"]:
        raise FormError("一项安排至少要有一个抽查事项", place="计划.rows.items")
    departments = f.ascending("departments", as_text)
    if OWN in departments:
        raise FormError(f"只写参加联合抽查的其他部门，不写“{OWN}”", place="计划.rows.departments")
    return PlanRow(
        area=f.record_id("area"),
        kind=f.word("class", CLASSES),
        take=f.integer("take"),
        items=f.ascending("items", as_record_id),
        seats=f.items("seats", _seat, LEAST_TEAM),
        team=f.integer("team", LEAST_TEAM, 20),
        filter=frozenset(f.ascending("filter", as_text)),
        departments=departments,
        experts=f.ascending("experts", as_text),
        reason=f.text("reason"),
    )


def parse_plan(data: bytes) -> Plan:
    """A published plan, yearly or quarterly; no row twice."""
    value = parse_jcs(data, "计划")
    level = value.get("level") if isinstance(value, dict) else None
    if level == "year":
        return _parse_year(value)
    if level == "quarter":
        return _parse_quarter(value)
    raise FormError("须为 year 或 quarter", place="计划.level")


def _parse_year(value: Json) -> YearPlan:
    f = Fields(value, "计划", ("areas", "first_quarter", "id", "level", "name", "settings", "year"))
    areas = f.items("areas", _year_area)
    if len({area.area for area in areas}) != len(areas):
        raise FormError("同一区域有两行", place="计划.areas")
    return YearPlan(
        id=f.record_id("id"),
        name=f.text("name"),
        year=f.integer("year", 2000, 9998),
        first_quarter=f.integer("first_quarter", 1, QUARTERS),
        settings=f.get("settings", parse_settings),
        areas=areas,
    )


def _parse_quarter(value: Json) -> QuarterPlan:
    names = ("id", "item_list", "joint_list", "level", "name", "quarter", "rows", "year", "yearly")
    f = Fields(value, "计划", names)
    rows = f.items("rows", _row)
    if len({row.key for row in rows}) != len(rows):
        raise FormError("同一区域同一类别有两项相同的安排", place="计划.rows")
    return QuarterPlan(
        id=f.record_id("id"),
        name=f.text("name"),
        year=f.integer("year", 2000, 9998),
        quarter=f.integer("quarter", 1, QUARTERS),
        yearly=f.record_id("yearly"),
        item_list=f.record_id("item_list"),
        joint_list=f.text("joint_list"),
        rows=rows,
    )
