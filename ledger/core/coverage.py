"""四(二), 五(三), 七(四): of each class in each area, what a period owes, what was drawn, and what counts as done.

Readings. A row's entities are those of the period's last regular draw (who becomes 特殊 after it is owed the next half-year)
or, before there is one, those of the registry. A period that owes every single one counts those too whom that draw left out
because they had been inspected in the period before it. 特殊 is owed by the half-year, the others by the quarter and the year.
已实施检查但未进行公示的，视为未完成: only what is published, or withheld on a lawful ground, is done; who was drawn and found
closed is owed no more.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.core.encoding import EntityId, Json, day_of
from ledger.core.errors import FormError
from ledger.core.life import RankLife
from ledger.core.published import newest
from ledger.core.rules.exempt import ExemptCheck, guide_id, parse_exempt, share
from ledger.core.rules.past import Past
from ledger.core.rules.plan import CLASSES
from ledger.core.rules.pool import CAPPED, SUPERIOR_CLEAN
from ledger.core.rules.quotas import QUARTERS, Quota, general_quarter, general_year, half_of, key_quarter, special_half
from ledger.core.year import Drawing, Year, class_on, quarter_days, result_of

WHOLE = tuple(range(1, QUARTERS + 1))
"""The quarters of a year."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One class of an area in one period: ``Q1``–``Q4``, ``H1``, ``H2`` or ``Y``.

    `quota` with `how` it comes about, 0 where the period owes nothing of its own; `planned` as the plans have it; `drawn`
    places in force, or entities certainly covered where the period owes every single one; of these `disclosed`, `withheld`,
    `open` within their limit, `overdue` past it; `late`: disclosed after its day; `done`: what counts toward the quota;
    `excused`: places ended without a reserve left. `exempt`: checks outside the draws (二(一)).
    """

    area: str
    kind: str
    year: int
    period: str
    first: date
    last: date
    entities: int
    quota: int
    how: str
    planned: int
    drawn: int
    disclosed: int
    withheld: int
    open: int
    overdue: int
    late: int
    excused: int
    done: int
    exempt: int

    @property
    def published(self) -> int:
        """Places accounted for: disclosed or withheld."""
        return self.disclosed + self.withheld

    @property
    def undrawn(self) -> int:
        """How many of the quota have not been drawn."""
        return max(0, self.quota - self.drawn - self.excused)

    @property
    def short(self) -> int:
        """How many of the quota are not done."""
        return max(0, self.quota - self.done - self.excused)

    @property
    def share(self) -> tuple[int, int]:
        """Exempt checks of all checks, as numerator and denominator."""
        return share(self.exempt, self.published)

    def json(self) -> dict[str, Json]:
        """For programs."""
        return {
            "area": self.area, "class": self.kind, "disclosed": self.disclosed, "done": self.done, "drawn": self.drawn,
            "entities": self.entities, "excused": self.excused, "exempt": self.exempt, "exempt_of": self.share[1],
            "first": self.first.isoformat(), "how": self.how, "last": self.last.isoformat(), "late": self.late,
            "open": self.open, "overdue": self.overdue, "period": self.period, "planned": self.planned, "quota": self.quota,
            "short": self.short, "undrawn": self.undrawn, "withheld": self.withheld, "year": self.year,
        }  # fmt: skip


def coverage(year: Year) -> tuple[Coverage, ...]:
    """All rows of a year: by area and class, quarters first, then half-years or the year."""
    exempt = _exempt_days(year)
    rows: list[Coverage] = []
    for area in year.areas:
        for kind in CLASSES:
            counter = _Counter(year, area, kind, exempt.get((area, kind), ()))
            rows += [counter.quarter(q) for q in WHOLE]
            rows += [counter.half(1), counter.half(2)] if kind == "special" else [counter.whole()]
    return tuple(rows)


def exempt_checks(year: Year) -> tuple[ExemptCheck, ...]:
    """The year's exempt checks, as published. Raises `FormError` where the document is not of its form."""
    found = newest(year.view, "guide", guide_id(year.year))
    return () if found is None else parse_exempt(year.documents.file(found[1].sha256))


def _exempt_days(year: Year) -> Mapping[tuple[str, str], list[date]]:
    """The days of exempt checks by the area and class of whom they were on."""
    found: dict[tuple[str, str], list[date]] = {}
    entities = year.registry.entities if year.registry is not None else {}
    try:
        checks = exempt_checks(year)
    except FormError:
        return found  # `exempt_duties` says so
    for check in checks:
        record = entities.get(check.entity)
        if record is not None and check.inspected <= year.day:
            kind = class_on(record, check.entity, check.inspected).kind
            found.setdefault((str(record["area"]), kind), []).append(check.inspected)
    return found


def key_quota(year: Year, area: str, quarter: int, members: frozenset[EntityId], past: Past) -> Quota:
    """What a quarter owes of 重点."""
    return key_quarter(len(members), past.covered("key", members), quarter, year.first_quarter(area))


class _Counter:
    """Counts one class of an area."""

    def __init__(self, year: Year, area: str, kind: str, exempt: Iterable[date]) -> None:
        self._year, self._area, self._kind, self._exempt = year, area, kind, tuple(exempt)
        self._first = year.first_quarter(area)

    def _drawn(self, quarters: tuple[int, ...]) -> list[Drawing]:
        return self._year.drawn(self._area, self._kind, quarters)

    def _basis(self, quarters: tuple[int, ...]) -> tuple[frozenset[EntityId], Drawing | None]:
        """Who is owed: the members of the last regular draw of these quarters, or the registry's."""
        regular = [d for d in self._drawn(quarters) if d.order.regular]
        if regular:
            return regular[-1].members[self._kind], regular[-1]
        return self._year.members.get((self._area, self._kind), frozenset()), None

    def quarter(self, quarter: int) -> Coverage:
        """One quarter."""
        first, last = quarter_days(self._year.year, quarter)
        members, drawing = self._basis((quarter,))
        if quarter < self._first:
            quota = Quota(0, f"自第 {self._first} 季度起算" if self._first <= QUARTERS else "下一年度起算")
        elif self._kind == "special":
            quota = Quota(0, "按半年计")
        elif self._kind == "general":
            row = self._year.yearly_row(self._area)
            quota = general_quarter(len(members), row.officers, quarter, row.ratio, self._first)
        else:
            before = self._entries_until(first) if drawing is None else drawing.life.announced.index
            quota = key_quota(self._year, self._area, quarter, members, self._year.past(self._area, before))
        ranks = [rank for d in self._drawn((quarter,)) for rank in d.ranks(self._kind)]
        drawn = sum(rank.status != "void" for rank in ranks)
        done = sum(rank.status in ("disclosed", "withheld") for rank in ranks)
        return self._row(f"Q{quarter}", (quarter,), (first, last), len(members), quota, drawn, done)

    def _entries_until(self, day: date) -> int:
        """How many entries are older than a day."""
        return sum(one < day for one in self._year.entry_days)

    def half(self, half: int) -> Coverage:
        """R10: all of them, each half-year."""
        quarters = tuple(q for q in WHOLE if half_of(q) == half)
        return self._every(f"H{half}", quarters, special_half)

    def whole(self) -> Coverage:
        """The year: R9 all of 重点; R8 the number that the certificate holders give."""
        if self._kind == "key":
            return self._every("Y", WHOLE, lambda n: Quota(n, f"全年全部 {n} 家"))
        members, _ = self._basis(WHOLE)
        row = self._year.yearly_row(self._area)
        quota = general_year(len(members), row.officers, row.ratio)
        if self._first > QUARTERS:
            quota = Quota(0, "下一年度起算")
        ranks = [rank for d in self._drawn(WHOLE) for rank in d.ranks(self._kind)]
        drawn = sum(rank.status != "void" for rank in ranks)
        done = sum(rank.status in ("disclosed", "withheld") for rank in ranks)
        return self._row("Y", WHOLE, self._days(WHOLE), len(members), quota, drawn, done)

    def _days(self, quarters: tuple[int, ...]) -> tuple[date, date]:
        return quarter_days(self._year.year, quarters[0])[0], quarter_days(self._year.year, quarters[-1])[1]

    def _every(self, period: str, quarters: tuple[int, ...], owed: Callable[[int], Quota]) -> Coverage:
        """A period that owes every single one: entities are counted, each once, in whatever class they were drawn."""
        members, last = self._basis(quarters)
        draws = [d for d in self._year.drawings if d.order.area == self._area and d.plan.quarter in quarters]
        if last is not None:
            left_out = {one.id for one in last.pool.excluded if one.reason in (SUPERIOR_CLEAN, CAPPED)}
            members |= left_out & {entity for d in draws for entity in self._year.opened(d, self._kind)}
        opened = {entity for d in draws for kind in d.order.classes for entity in self._year.opened(d, kind)}
        closed = {entity for d in draws for entity in self._year.given_up(d)} - opened
        members -= closed
        ids = {d.life.body.draw for d in draws}
        past = self._year.past(self._area)
        here = Past(draws=tuple(draw for draw in past.draws if draw.id in ids))
        quota = owed(len(members))
        if quarters[-1] < self._first:
            quota = Quota(0, f"自第 {self._first} 季度起算" if self._first <= QUARTERS else "下一年度起算")
        # A stratum that is drawn whole tells who was drawn, sealed or not.
        whole = {
            entity
            for d in draws
            for stratum in d.pool.strata
            if d.life.drawn is not None and stratum.take >= d.pool.sizes[stratum.name]
            for entity in d.members[stratum.name]
        }
        drawn, done = max(here.covered(self._kind, members), len(members & (opened | whole))), len(members & opened)
        return self._row(period, quarters, self._days(quarters), len(members), quota, drawn, done)

    def _row(
        self, period: str, quarters: tuple[int, ...], days: tuple[date, date], entities: int, quota: Quota, drawn: int, done: int
    ) -> Coverage:
        year, day = self._year, self._year.day
        pairs = [(d, rank) for d in self._drawn(quarters) for rank in d.ranks(self._kind)]
        status = [rank.status for _, rank in pairs]
        overdue = sum(rank.status == "open" and day > d.life.body.reveal_by for d, rank in pairs)
        return Coverage(
            area=self._area,
            kind=self._kind,
            year=year.year,
            period=period,
            first=days[0],
            last=days[1],
            entities=entities,
            quota=quota.take,
            how=quota.how,
            planned=sum(self._planned(quarter) for quarter in quarters),
            drawn=drawn,
            disclosed=status.count("disclosed"),
            withheld=status.count("withheld"),
            open=status.count("open") - overdue,
            overdue=overdue,
            late=sum(published_late(year, d, rank) for d, rank in pairs),
            excused=status.count("void") if period.startswith("Q") else 0,
            done=done,
            exempt=sum(days[0] <= checked <= days[1] for checked in self._exempt),
        )

    def _planned(self, quarter: int) -> int:
        """What the plans ask; of 特殊 always everyone."""
        rows = [row for _, row in self._year.rows(self._area, self._kind, quarter)]
        if self._kind == "special" and any(row.regular for row in rows):
            return len(self._basis((quarter,))[0])
        return sum(row.take for row in rows)


def published_late(year: Year, drawing: Drawing, rank: RankLife) -> bool:
    """五(三): whether a result came out after the twentieth working day."""
    result = result_of(year.view, drawing.life, rank)
    if result is None or rank.ended is None:
        return False
    return day_of(rank.ended.time) > year.deadline(result.inspected).day
