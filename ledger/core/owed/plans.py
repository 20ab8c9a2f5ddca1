"""四(一): 应在年初制定年度抽查工作计划，每季度初制定季度抽查计划. Plans that are missing or came late, and rows without a draw.

Reading: 年初 and 每季度初 are the first ten working days of the year and of the quarter. In the year in which a ledger begins,
the yearly plan is due ten working days after its first entry.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from ledger.core.coverage import WHOLE
from ledger.core.encoding import day_of
from ledger.core.owed.duty import SOON, SOON_TO_DRAW, Duty, name_of, state_on, told
from ledger.core.rules.plan import CLASSES, PlanRow
from ledger.core.rules.quotas import general_quarter
from ledger.core.rules.working_days import Due, due
from ledger.core.year import Year, quarter_days

PLAN_WITHIN = 10
"""Working days from the first day of a year or a quarter to its plan."""
CLAUSE = "四（一）"


def plan_duties(year: Year) -> Iterator[Duty]:
    """Yearly plans, quarterly plans, and the rows of these."""
    for area in year.areas:
        yield from _yearly(year, area)
        for quarter in WHOLE:
            if quarter >= year.first_quarter(area):
                yield from _quarterly(year, area, quarter)
    yield from _undrawn(year)


def plan_limit(year: Year, first: date) -> Due:
    """The last day for the plan of a period that begins on this day."""
    return due(first - timedelta(days=1), PLAN_WITHIN, year.calendars)


def _yearly(year: Year, area: str) -> Iterator[Duty]:
    first = max(date(year.year, 1, 1), day_of(year.view.entries[0].time))
    limit = plan_limit(year, first)
    subject = str(year.year)
    if area in year.yearly:
        on = day_of(year.yearly[area][1].time)
        if on > limit.day:
            text = f"{year.year} 年度计划 {on} 才公布，应在年初（{told(limit)} 前）"
            yield Duty("plan-year", area, subject, "note", text, CLAUSE, limit.day, limit.provisional)
    elif year.day >= first - SOON:
        text = f"还没有公布 {year.year} 年度计划，最迟 {told(limit)}"
        yield Duty("plan-year", area, subject, state_on(year.day, limit.day), text, CLAUSE, limit.day, limit.provisional)


def _quarterly(year: Year, area: str, quarter: int) -> Iterator[Duty]:
    first, _ = quarter_days(year.year, quarter)
    if year.day < first - SOON:
        return
    limit, subject = plan_limit(year, first), f"{year.year}Q{quarter}"
    here = [planned for planned in year.plans if planned.plan.quarter == quarter]
    mine = [planned for planned in here if any(row.area == area for row in planned.plan.rows)]
    if not mine:
        text = f"还没有公布 {year.year} 年第 {quarter} 季度的计划，最迟 {told(limit)}"
        yield Duty("plan-quarter", area, subject, state_on(year.day, limit.day), text, CLAUSE, limit.day, limit.provisional)
        return
    on = day_of(min(planned.first.time for planned in mine))
    if on > limit.day:
        text = f"{year.year} 年第 {quarter} 季度的计划 {on} 才公布，应在季度初（{told(limit)} 前）"
        yield Duty("plan-quarter", area, subject, "note", text, CLAUSE, limit.day, limit.provisional)
    for kind in CLASSES:
        if _owes_row(year, area, kind, quarter) and not any(row.regular for _, row in year.rows(area, kind, quarter)):
            text = f"{subject} 的计划没有安排{name_of(kind)}监管对象（现有 {year.size(area, kind)} 家）"
            state = state_on(year.day, limit.day)
            yield Duty("plan-row", area, f"{subject} {kind}", state, text, "四（二）", limit.day, limit.provisional)


def _owes_row(year: Year, area: str, kind: str, quarter: int) -> bool:
    """Whether a quarter has to plan this class: 特殊 in the second quarter of a half-year that has not planned them yet."""
    size = year.size(area, kind)
    if kind == "key":
        return size > 0
    if kind == "general":
        row = year.yearly_row(area)
        return general_quarter(size, row.officers, quarter, row.ratio, year.first_quarter(area)).take > 0
    return size > 0 and quarter % 2 == 0 and not any(row.regular for _, row in year.rows(area, kind, quarter - 1))


def row_name(row: PlanRow) -> str:
    """How people speak of a row."""
    if row.filter:
        return f"{name_of(row.kind)}（定向：{'、'.join(sorted(row.filter))}）"
    return f"{name_of(row.kind)}（联合：{'、'.join(row.departments)}）" if row.departments else name_of(row.kind)


def _undrawn(year: Year) -> Iterator[Duty]:
    for planned in year.plans:
        plan = planned.plan
        for row in plan.rows:
            if year.day < plan.start or any(drawing.serves(plan, row) for drawing in year.drawings):
                continue
            state = state_on(year.day, plan.end, SOON_TO_DRAW)
            text = f"计划 {plan.id} 安排的{row_name(row)}还没有公告抽取，计划期至 {plan.end}"
            yield Duty("undrawn", row.area, f"{plan.id} {row.kind}", state, text, CLAUSE, plan.end)
