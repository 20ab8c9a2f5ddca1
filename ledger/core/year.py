"""One year of the ledger as it stood on a day: its plans, its draws, the registry. What coverage and duties are reckoned from.

Everything is gathered once, so that twenty thousand entities are gone through a few times and not once for every rule.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ledger.core import layout
from ledger.core.bodies import Amend, Disclose, Publish
from ledger.core.encoding import EntityId, day_of
from ledger.core.entry import Entry
from ledger.core.history import Expired, opened_entity, past_of
from ledger.core.life import DrawLife, Life, RankLife, fold
from ledger.core.pool import Pool, rank_strata
from ledger.core.published import calendars, quarter_plan_of, snapshot_at
from ledger.core.result import PublishedResult
from ledger.core.rules.classes import Classified, classify
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.past import NOTHING, Past
from ledger.core.rules.plan import PlanRow, QuarterPlan, YearArea, YearPlan
from ledger.core.rules.pool import ACTIVE, Record, facts_of, officers, text_of
from ledger.core.rules.quotas import GENERAL_RATIO
from ledger.core.rules.working_days import Calendar, Due, publish_by
from ledger.core.snapshot import RegistrySnapshot


def quarter_of(day: date) -> int:
    """The quarter that a day lies in."""
    return (day.month + 2) // 3


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """The first and the last day of a quarter."""
    return date(year, 3 * quarter - 2, 1), date(year, 3 * quarter, monthrange(year, 3 * quarter)[1])


def until(view: Life, day: date) -> Life:
    """The ledger as it stood at the end of a day."""
    entries = [entry for entry in view.entries if day_of(entry.time) <= day]
    return view if len(entries) == len(view.entries) else fold(entries, view.documents)[0]


def result_of(view: Life, life: DrawLife, rank: RankLife) -> PublishedResult | None:
    """What was published of a rank, as the newest of the view's own commitments has it; None where it is withheld, or taken
    down at the end of its term."""
    if rank.status != "disclosed":
        return None
    entry = rank.commitments[-1]
    for version in (None, entry.index):
        if view.documents.bytes_or_none(layout.result(life.id, rank.rank, version)) is not None:
            result = view.documents.result(life.id, rank.rank, version)
            if isinstance(entry.body, Disclose | Amend) and result.digest == entry.body.record:
                return result
    return None


def class_on(record: Record, id: str, day: date) -> Classified:
    """An entity's class on a day, by the facts of its record (R5)."""
    return classify(*facts_of(record, id), day)


@dataclass(frozen=True)
class Drawing:
    """A draw that is announced, held or revealed, and what it rests on."""

    life: DrawLife
    order: DrawOrder
    plan: QuarterPlan
    pool: Pool

    @cached_property
    def _strata(self) -> list[str]:
        return rank_strata(self.pool)

    def ranks(self, kind: str) -> list[RankLife]:
        """The drawn places of one class."""
        return [rank for rank in self.life.ranks.values() if self._strata[rank.rank] == kind]

    @cached_property
    def members(self) -> dict[str, frozenset[EntityId]]:
        """Who could be drawn, by class."""
        found: dict[str, set[EntityId]] = {stratum.name: set() for stratum in self.pool.strata}
        for entity in self.pool.entities:
            found[entity.stratum].add(entity.id)
        return {kind: frozenset(ids) for kind, ids in found.items()}

    def serves(self, plan: QuarterPlan, row: PlanRow) -> bool:
        """Whether it carries out a row of a plan."""
        order = self.order
        asked = (order.plan, order.area, order.filter, order.departments)
        return asked == (plan.id, row.area, row.filter, row.departments) and row.kind in order.classes


@dataclass(frozen=True)
class Planned:
    """A quarterly plan in its newest version, and when it was first and last published."""

    plan: QuarterPlan
    first: Entry
    newest: Entry


class Year:
    """One year, seen on `day`. `view` holds nothing later than that day."""

    def __init__(self, view: Life, day: date, year: int) -> None:
        self.view, self.day, self.year = until(view, day), day, year
        self.documents = self.view.documents
        self._pasts: dict[tuple[str, int], Past] = {}

    @property
    def last_day(self) -> date:
        """The last day of the year, or the day on which it is looked at."""
        return min(date(self.year, 12, 31), self.day)

    @cached_property
    def calendars(self) -> dict[int, Calendar]:
        """The published working-day calendars."""
        return calendars(self.view)

    @cached_property
    def deadline(self) -> Callable[[date], Due]:
        """The last day to publish what was inspected on a day."""
        return publish_by(self.calendars)

    @cached_property
    def entry_days(self) -> list[date]:
        """The day of each entry."""
        return [day_of(entry.time) for entry in self.view.entries]

    def registry_on(self, day: date) -> RegistrySnapshot | None:
        """The newest snapshot until a day or, before the first one, the first."""
        entries = self.view.snapshots
        known = [entry for entry in entries if day_of(entry.time) <= day]
        return snapshot_at(self.view, (known[-1:] or entries[:1])[0].index) if entries else None

    @cached_property
    def registry(self) -> RegistrySnapshot | None:
        """The registry that the year's numbers are reckoned from."""
        return self.registry_on(self.last_day)

    @cached_property
    def _published(self) -> list[tuple[Entry, YearPlan | QuarterPlan]]:
        found = []
        for entry in self.view.published:
            if isinstance(entry.body, Publish) and entry.body.kind == "plan":
                plan = self.documents.plan(entry.body.sha256)
                if plan.year == self.year:
                    found.append((entry, plan))
        return found

    @cached_property
    def plans(self) -> tuple[Planned, ...]:
        """The year's quarterly plans, by quarter and id."""
        found: dict[str, Planned] = {}
        for entry, plan in self._published:
            if isinstance(plan, QuarterPlan):
                before = found.get(plan.id)
                found[plan.id] = Planned(plan, entry if before is None else before.first, entry)
        return tuple(sorted(found.values(), key=lambda planned: (planned.plan.quarter, planned.plan.id)))

    @cached_property
    def yearly(self) -> dict[str, tuple[YearPlan, Entry]]:
        """Each area's yearly plan in its newest version, and the entry that first published a yearly plan for it."""
        found: dict[str, tuple[YearPlan, Entry]] = {}
        for entry, plan in self._published:
            if isinstance(plan, YearPlan):
                for row in plan.areas:
                    found[row.area] = plan, found[row.area][1] if row.area in found else entry
        return found

    def yearly_row(self, area: str) -> YearArea:
        """The numbers that a general quota rests on: as planned or, without a yearly plan, as the registry shows them."""
        if area in self.yearly:
            return self.yearly[area][0].area(area)
        registry = self.registry_on(date(self.year, 1, 1))
        return YearArea(area, 0 if registry is None else officers(registry, area), GENERAL_RATIO)

    @cached_property
    def begun(self) -> date:
        """The day on which the ledger begins."""
        return day_of(self.view.entries[0].time) if self.view.entries else self.day

    def first_quarter(self, area: str) -> int:
        """The quarter from which the year's quotas count; 5: none of them (R9).

        Without a yearly plan, the first one or, in the year in which the ledger begins, the next one after.
        """
        if area in self.yearly:
            return self.yearly[area][0].first_quarter
        return quarter_of(self.begun) + 1 if self.begun.year == self.year else 1

    @cached_property
    def drawings(self) -> tuple[Drawing, ...]:
        """The year's draws that are not cancelled, in order of announcement."""
        return tuple(self._drawings())

    def _drawings(self) -> Iterator[Drawing]:
        for life in self.view.draws.values():
            if life.cancelled is None:
                plan = quarter_plan_of(self.view, life)
                if plan.year == self.year:
                    order = self.documents.order(life.body.order)
                    yield Drawing(life, order, plan, self.documents.pool(life.body.pool))

    def drawn(self, area: str, kind: str, quarters: tuple[int, ...]) -> list[Drawing]:
        """The draws of a class of an area in some quarters."""
        return [d for d in self.drawings if d.order.area == area and d.plan.quarter in quarters and kind in d.order.classes]

    def past(self, area: str, before: int | None = None) -> Past:
        """An area's year so far, as an entry finds it. What rests on results that are taken down counts for nothing."""
        key = area, len(self.view.entries) if before is None else before
        if key not in self._pasts:
            try:
                self._pasts[key] = past_of(self.view, area, self.year, key[1])
            except Expired:
                self._pasts[key] = NOTHING
        return self._pasts[key]

    @cached_property
    def members(self) -> dict[tuple[str, str], frozenset[EntityId]]:
        """The active entities of each area and class, on the last day of the year or of what is known of it."""
        found: dict[tuple[str, str], set[EntityId]] = {}
        for id, record in self.registry.entities.items() if self.registry is not None else ():
            if text_of(record, "status", id) == ACTIVE:
                area, entity = text_of(record, "area", id), EntityId(id)
                kind = self.past(area).sealed_class.get(entity) or class_on(record, id, self.last_day).kind
                found.setdefault((area, kind), set()).add(entity)
        return {key: frozenset(ids) for key, ids in found.items()}

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """The areas that owe something: those with entities, and those that a plan names."""
        named = {row.area for planned in self.plans for row in planned.plan.rows}
        return tuple(sorted({area for area, _ in self.members} | set(self.yearly) | named))

    def size(self, area: str, kind: str) -> int:
        """How many active entities of a class an area has."""
        return len(self.members.get((area, kind), ()))

    def rows(self, area: str, kind: str, quarter: int) -> list[tuple[Planned, PlanRow]]:
        """What the quarter's plans ask of a class of an area, but for rows that a superior draws for itself."""
        found = []
        for planned in self.plans:
            for row in planned.plan.rows if planned.plan.quarter == quarter else ():
                serving = [d for d in self.drawings if d.serves(planned.plan, row)]
                if (row.area, row.kind) == (area, kind) and not (serving and all(d.order.superior for d in serving)):
                    found.append((planned, row))
        return found

    def given_up(self, drawing: Drawing) -> frozenset[EntityId]:
        """Who was drawn and then found closed."""
        pairs = [(rank, entry) for rank in drawing.life.ranks.values() for entry in rank.given_up]
        return frozenset(self.documents.opening(drawing.life.id, rank.rank, entry.index).entity for rank, entry in pairs)

    def opened(self, drawing: Drawing, kind: str) -> Iterator[EntityId]:
        """Who was drawn in a class and accounted for."""
        for rank in drawing.ranks(kind):
            if rank.status in ("disclosed", "withheld"):
                yield opened_entity(self.view, drawing.life, rank)
