"""The board (七(四), R20): coverage against quota, timeliness, overdue results, outcomes, exempt and withheld shares.

The numbers of coverage and the duties are those of `ledger.core.duties`, which `mingchou status` prints; the rest is counted
from the rows that the pages show.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.exempt import Exempt
from generator.model import DrawPage, OutcomeKey, Row
from generator.quarters import quarter
from ledger.core.coverage import Coverage
from ledger.core.duties import Duty, Standing
from ledger.core.rules.classes import CLASS_NAMES
from ledger.core.rules.working_days import PUBLISH_WITHIN, Calendar, is_working_day

LAGS = ((0, 5), (6, 10), (11, 15), (16, PUBLISH_WITHIN), (PUBLISH_WITHIN + 1, None))
"""Working days from inspection to publication, by bounds; the last is late (五(三))."""
RECENT = 8
"""Quarters of outcomes that the page shows; all are in the data."""
PERIODS = {"Q1": "第一季度", "Q2": "第二季度", "Q3": "第三季度", "Q4": "第四季度", "H1": "上半年", "H2": "下半年", "Y": "全年"}


@dataclass(frozen=True)
class CoverageLine:
    """One area and class: its year (or half-years), and its quarters."""

    area: str
    kind: str
    whole: tuple[Coverage, ...]
    quarters: tuple[Coverage, ...]


@dataclass(frozen=True)
class Lag:
    """How many results were published from `low` to `high` working days after the inspection; None: or more."""

    low: int
    high: int | None
    results: int

    @property
    def name(self) -> str:
        """The bounds in words."""
        return f"超过 {self.low - 1} 天" if self.high is None else f"{self.low}–{self.high} 天"


@dataclass(frozen=True)
class Share:
    """Of one quarter: what was published, what was withheld, by the day of either, and the exempt checks made."""

    quarter: str
    published: int
    withheld: int
    exempt: int


@dataclass(frozen=True)
class Board:
    """All of it for the year of the site's day. `late`, `soon` and `past` are of every year, as `mingchou status` tells them;
    `outcomes` are of every quarter since the first result."""

    year: int
    areas: Mapping[str, str]
    lines: tuple[CoverageLine, ...]
    late: tuple[Duty, ...]
    soon: tuple[Duty, ...]
    past: tuple[Duty, ...]
    lags: tuple[Lag, ...]
    overdue: tuple[Row, ...]
    outcomes: tuple[tuple[str, Mapping[OutcomeKey, int]], ...]
    exempt: tuple[Exempt, ...]
    shares: tuple[Share, ...]

    @property
    def published(self) -> int:
        """Results published this year."""
        return sum(share.published for share in self.shares)

    @property
    def withheld(self) -> int:
        """Results lawfully withheld this year."""
        return sum(share.withheld for share in self.shares)

    @property
    def recent(self) -> tuple[tuple[str, Mapping[OutcomeKey, int]], ...]:
        """The newest quarters of outcomes."""
        return self.outcomes[-RECENT:]

    def where(self, duty: Duty) -> str:
        """The area of a duty by name, with a colon; nothing for one that is everybody's."""
        return f"{self.areas.get(duty.area, duty.area)}：" if duty.area else ""

    @property
    def kinds(self) -> tuple[tuple[str, int, int], ...]:
        """Each class over all areas: name, owed and done so far this year."""
        found = []
        for kind, name in CLASS_NAMES.items():
            rows = [row for line in self.lines for row in line.whole if row.kind == kind]
            found.append((name, sum(row.quota for row in rows), sum(min(row.done, row.quota) for row in rows)))
        return tuple(found)

    @property
    def owed(self) -> int:
        """Inspections owed so far this year, over all areas and classes."""
        return sum(owed for _, owed, _ in self.kinds)

    @property
    def done(self) -> int:
        """Those of them that are done."""
        return sum(done for _, _, done in self.kinds)


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


def _lags(rows: Iterable[Row], calendars: Mapping[int, Calendar]) -> tuple[Lag, ...]:
    counts: Counter[int] = Counter()
    spans = Counter((row.result.inspected, row.disclosed) for row in rows if row.result is not None and row.disclosed is not None)
    for (inspected, disclosed), results in spans.items():
        days = working_days_between(inspected, disclosed, calendars)
        counts[next(low for low, high in LAGS if high is None or days <= high)] += results
    return tuple(Lag(low, high, counts[low]) for low, high in LAGS)


def quarters_of(first: date, last: date) -> list[str]:
    """Every quarter from that of the first day to that of the last: ``2024Q4``."""
    begin, end = (day.year * 4 + (day.month - 1) // 3 for day in (first, last))
    return [f"{number // 4}Q{number % 4 + 1}" for number in range(begin, end + 1)]


def _outcomes(rows: Iterable[Row], day: date) -> tuple[tuple[str, Mapping[OutcomeKey, int]], ...]:
    results = [row.result for row in rows if row.result is not None]
    days = [day, *(result.inspected for result in results)]
    found: dict[str, Counter[OutcomeKey]] = {id: Counter() for id in quarters_of(min(days), max(days))}
    for result in results:
        found[quarter(result.inspected)][result.outcome_key] += 1
    return tuple(found.items())


def _shares(rows: Iterable[Row], exempt: Iterable[Exempt], day: date) -> tuple[Share, ...]:
    counts = Counter((quarter(row.disclosed), row.state) for row in rows if row.disclosed is not None)
    made = Counter(quarter(one.day) for one in exempt)
    return tuple(
        Share(id, counts[id, "disclosed"], counts[id, "withheld"], made[id]) for id in quarters_of(date(day.year, 1, 1), day)
    )


def board(
    areas: Mapping[str, str],
    draws: Iterable[DrawPage],
    calendars: Mapping[int, Calendar],
    now: Standing,
    exempt: Iterable[Exempt],
) -> Board:
    """Everything that the board shows, on the day of the standing `now`. `exempt` are the exempt checks of all years."""
    day = now.day
    rows = [row for draw in draws for row in draw.rows]
    this_year = [row for row in rows if row.disclosed is not None and row.disclosed.year == day.year]
    this_years = tuple(one for one in exempt if one.day.year == day.year)
    return Board(
        year=day.year,
        areas=areas,
        lines=_lines((row for row in now.coverage if row.year == day.year), areas),
        late=now.in_state("late"),
        soon=now.in_state("soon"),
        past=now.in_state("past"),
        lags=_lags(this_year, calendars),
        overdue=tuple(row for row in rows if row.overdue),
        outcomes=_outcomes(rows, day),
        exempt=this_years,
        shares=_shares(this_year, this_years, day),
    )
