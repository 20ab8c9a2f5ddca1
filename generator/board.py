"""The board (七(四), R20): coverage against quota, timeliness, overdue results, outcomes, exempt and withheld shares.

The numbers of coverage and the duties are those of `ledger.core.duties`, which `mingchou status` prints; the rest is counted
from the rows that the pages show.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.model import DrawPage, EntityRef, OutcomeKey, Row
from generator.registry import Registry
from ledger.core.coverage import Coverage, exempt_checks
from ledger.core.duties import Duty, standing
from ledger.core.errors import FormError
from ledger.core.life import Life
from ledger.core.rules.classes import CLASS_NAMES
from ledger.core.rules.exempt import EXEMPTIONS
from ledger.core.rules.working_days import PUBLISH_WITHIN, Calendar, is_working_day
from ledger.core.year import Year

LAGS = ((0, 5), (6, 10), (11, 15), (16, PUBLISH_WITHIN))
"""Working days from inspection to publication, by bounds; more than the last is late (五(三))."""
PERIODS = {"Q1": "第一季度", "Q2": "第二季度", "Q3": "第三季度", "Q4": "第四季度", "H1": "上半年", "H2": "下半年", "Y": "全年"}


@dataclass(frozen=True)
class CoverageLine:
    """One area and class: its year (or half-years), and its quarters."""

    area: str
    kind: str
    whole: tuple[Coverage, ...]
    quarters: tuple[Coverage, ...]


@dataclass(frozen=True)
class Exempt:
    """One exempt check (二(一)), as published."""

    entity: EntityRef
    day: date
    number: int
    ground: str
    reason: str
    approver: str
    outcome: str


@dataclass(frozen=True)
class Board:
    """All of it for the year of the site's day; `late` holds what was due in that year."""

    year: int
    lines: tuple[CoverageLine, ...]
    late: tuple[Duty, ...]
    soon: tuple[Duty, ...]
    lags: tuple[tuple[str, int], ...]
    overdue: tuple[Row, ...]
    outcomes: tuple[tuple[str, Mapping[OutcomeKey, int]], ...]
    exempt: tuple[Exempt, ...]
    published: int
    withheld: int

    @property
    def kinds(self) -> tuple[tuple[str, int, int], ...]:
        """Each class over all areas: name, owed and done so far this year."""
        found = []
        for kind, name in CLASS_NAMES.items():
            rows = [row for line in self.lines for row in line.whole if row.kind == kind]
            found.append((name, sum(row.quota for row in rows), sum(min(row.done, row.quota) for row in rows)))
        return tuple(found)


def _lines(rows: Iterable[Coverage], areas: Mapping[str, str]) -> tuple[CoverageLine, ...]:
    found: dict[tuple[str, str], list[Coverage]] = {}
    for row in rows:
        found.setdefault((row.area, row.kind), []).append(row)
    return tuple(
        CoverageLine(
            areas.get(area, area),
            CLASS_NAMES[kind],  # type: ignore[index]  # coverage names no other class
            tuple(row for row in group if row.period in ("Y", "H1", "H2")),
            tuple(row for row in group if row.period.startswith("Q")),
        )
        for (area, kind), group in found.items()
        if any(row.entities for row in group)
    )


def working_days_between(first: date, last: date, calendars: Mapping[int, Calendar]) -> int:
    """Working days after the first day up to the last (R15: day 0 is the day of the inspection)."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working_day(day, calendars) for day in days)


def _lags(rows: Iterable[Row], calendars: Mapping[int, Calendar]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for row in rows:
        if row.result is not None and row.disclosed is not None:
            days = working_days_between(row.result.inspected, row.disclosed, calendars)
            counts[next((f"{low}–{high} 天" for low, high in LAGS if days <= high), f"超过 {PUBLISH_WITHIN} 天")] += 1
    names = [f"{low}–{high} 天" for low, high in LAGS] + [f"超过 {PUBLISH_WITHIN} 天"]
    return tuple((name, counts[name]) for name in names)


def _outcomes(rows: Iterable[Row], year: int) -> tuple[tuple[str, Mapping[OutcomeKey, int]], ...]:
    found: dict[int, Counter[OutcomeKey]] = {quarter: Counter() for quarter in (1, 2, 3, 4)}
    for row in rows:
        if row.result is not None and row.result.inspected.year == year:
            found[(row.result.inspected.month + 2) // 3][row.result.outcome_key] += 1
    return tuple((PERIODS[f"Q{quarter}"], counts) for quarter, counts in found.items())


def _exempt(view: Life, registry: Registry, day: date) -> tuple[Exempt, ...]:
    try:
        checks = exempt_checks(Year(view, day, day.year))
    except FormError:
        return ()
    return tuple(
        Exempt(registry.ref(c.entity), c.inspected, c.number, EXEMPTIONS[c.number], c.reason, c.approver, c.outcome)
        for c in sorted(checks, key=lambda check: check.inspected, reverse=True)
    )


def board(
    view: Life,
    registry: Registry,
    areas: Mapping[str, str],
    draws: Iterable[DrawPage],
    calendars: Mapping[int, Calendar],
    day: date,
) -> Board:
    """Everything that the board shows."""
    now = standing(view, day)
    rows = [row for draw in draws for row in draw.rows]
    this_year = [row for row in rows if row.disclosed is not None and row.disclosed.year == day.year]
    return Board(
        year=day.year,
        lines=_lines((row for row in now.coverage if row.year == day.year), areas),
        late=tuple(duty for duty in now.in_state("late") if duty.due is None or duty.due.year == day.year),
        soon=now.in_state("soon"),
        lags=_lags(this_year, calendars),
        overdue=tuple(row for row in rows if row.overdue),
        outcomes=_outcomes(rows, day.year),
        exempt=_exempt(view, registry, day),
        published=sum(row.state == "disclosed" for row in this_year),
        withheld=sum(row.state == "withheld" for row in this_year),
    )
