"""四(一), 四(二): the plan that follows from the registry and the year so far, with its arithmetic, for staff to go on from.

Numbers are the least that the rules ask for. A quarter makes up for 一般 not drawn in earlier ones; 特殊 is drawn in the first
quarter of each half-year, or in the second if the first had no draw of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.core.coverage import WHOLE
from ledger.core.encoding import EntityId
from ledger.core.life import Life
from ledger.core.owed.duty import name_of
from ledger.core.rules.plan import CLASSES, YearArea, YearPlan
from ledger.core.rules.pool import ACTIVE, officers, text_of
from ledger.core.rules.quotas import (
    QUARTERS,
    Quota,
    ceil_div,
    general_quarter,
    general_year,
    key_quarter,
    special_half,
)
from ledger.core.snapshot import RegistrySnapshot
from ledger.core.year import Year, class_on

Members = dict[tuple[str, str], frozenset[EntityId]]


@dataclass(frozen=True)
class ProposedArea:
    """One area's line of a yearly plan, and what the year will ask of it."""

    row: YearArea
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """One row of a quarterly plan: `how` is the arithmetic, in words."""

    area: str
    kind: str
    take: int
    how: str


def _members(registry: RegistrySnapshot, day: date, year: Year | None = None) -> Members:
    """Active entities by area and class on a day; who is in a draw not yet revealed keeps the class that it had there."""
    found: dict[tuple[str, str], set[EntityId]] = {}
    for id, record in registry.entities.items():
        if text_of(record, "status", id) == ACTIVE:
            area, entity = text_of(record, "area", id), EntityId(id)
            sealed = None if year is None else year.past(area).sealed_class.get(entity)
            found.setdefault((area, sealed or class_on(record, id, day).kind), set()).add(entity)
    return {key: frozenset(ids) for key, ids in found.items()}


def propose_year(
    registry: RegistrySnapshot, january: RegistrySnapshot, areas: Iterable[str], day: date, ratio: int, first: int = 1
) -> tuple[ProposedArea, ...]:
    """A yearly plan. `january`: the registry of 1 January, for the certificate holders; `ratio`: the bureau's."""
    members, found = _members(registry, day), []
    for area in areas:
        sizes = {kind: len(members.get((area, kind), ())) for kind in CLASSES}
        row = YearArea(area, officers(january, area), ratio)
        if any(sizes.values()):
            found.append(ProposedArea(row, tuple(_year_reasons(row, sizes, first))))
    return tuple(found)


def _year_reasons(row: YearArea, sizes: dict[str, int], first: int) -> Iterable[str]:
    quarters = [quarter for quarter in WHOLE if quarter >= first]
    special, key, general = sizes["special"], sizes["key"], sizes["general"]
    yield f"{name_of('special')} {special} 家：每半年全部抽查"
    covered, takes = 0, []
    for quarter in quarters:
        takes.append(key_quarter(key, covered, quarter, first).take)
        covered += takes[-1]
    least = f"每季度至少 ⌈{key}/{QUARTERS}⌉ = {ceil_div(key, QUARTERS)}，全年查一遍"
    yield f"{name_of('key')} {key} 家：{least}；各季度至少 {_sum(quarters, takes)}"
    year = general_year(general, row.officers, row.ratio)
    parts = [general_quarter(general, row.officers, quarter, row.ratio, first).take for quarter in quarters]
    yield f"{name_of('general')} {general} 家：全年 {year.how}；各季度 {_sum(quarters, parts)}"


def _sum(quarters: Iterable[int], takes: list[int]) -> str:
    parts = "，".join(f"第 {quarter} 季度 {take}" for quarter, take in zip(quarters, takes, strict=True))
    return f"{parts}，共 {sum(takes)}"


def propose_quarter(view: Life, registry: RegistrySnapshot, yearly: YearPlan, quarter: int, day: date) -> tuple[ProposedRow, ...]:
    """A quarterly plan's regular rows: those areas of the yearly plan that owe something."""
    year = Year(view, day, yearly.year)
    members, found = _members(registry, day, year), []
    for area in yearly.areas:
        for kind in CLASSES:
            here = members.get((area.area, kind), frozenset[EntityId]())
            quota = _quota(year, yearly, area, kind, quarter, here)
            if quota.take:
                found.append(ProposedRow(area.area, kind, quota.take, quota.how))
    return tuple(found)


def _quota(year: Year, yearly: YearPlan, area: YearArea, kind: str, quarter: int, here: frozenset[EntityId]) -> Quota:
    size, first = len(here), yearly.first_quarter
    if kind == "key":
        covered = year.past(area.area).covered("key", here)
        quota = key_quarter(size, covered, quarter, first)
        return Quota(quota.take, f"{size} 家，今年已抽查 {covered} 家：{quota.how}")
    if kind == "special":
        earlier = quarter % 2 == 0 and any(d.order.regular for d in year.drawn(area.area, kind, (quarter - 1,)))
        return Quota(0, "") if earlier else special_half(size)
    quota = general_quarter(size, area.officers, quarter, area.ratio, first)
    total = general_year(size, area.officers, area.ratio).take
    ranks = [rank for d in year.drawn(area.area, kind, tuple(range(1, quarter))) for rank in d.ranks(kind)]
    drawn = sum(rank.status != "void" for rank in ranks)
    due = ceil_div(total * (quarter - first + 1), QUARTERS - first + 1) - drawn
    if due <= quota.take:
        return Quota(quota.take, f"{size} 家：{quota.how}")
    take = min(size, due)
    return Quota(take, f"{size} 家：{quota.how}；前几季度只抽了 {drawn} 家，补足为 {take}")
