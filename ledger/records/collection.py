"""Everything that was read from `records/`: first as it comes (`Draft`), then without a problem (`Records`)."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ledger.core.encoding import DrawId, EntityId, InspectorId, Json
from ledger.core.pool import Pool
from ledger.core.rules import working_days
from ledger.records.agency import Agency
from ledger.records.exempt import ExemptCheck, exempt_document
from ledger.records.item_lists import ItemList
from ledger.records.nodes import Source, Step
from ledger.records.planning import Calendar, DrawOrder, Plan, QuarterPlan, YearPlan
from ledger.records.problems import Problems
from ledger.records.registry import AreaTable, Entity, Inspector
from ledger.records.results import ResultFile


@dataclass(frozen=True)
class Records:
    """All records, each of them right, and all that refers to another record finding it."""

    agency: Agency
    areas: AreaTable
    items: Mapping[str, ItemList]
    plans: Mapping[str, Plan]
    draws: Mapping[DrawId, DrawOrder]
    calendars: Mapping[int, Calendar]
    entities: Mapping[EntityId, Entity]
    inspectors: Mapping[InspectorId, Inspector]
    results: Mapping[tuple[DrawId, int], ResultFile]
    exempt: Mapping[tuple[int, str], ExemptCheck]
    """By year and id."""

    def entity_documents(self, day: date) -> dict[str, dict[str, Json]]:
        """The public records of all entities, by code, with the class that each has on a day."""
        return {code: entity.document(day) for code, entity in self.entities.items()}

    def inspector_documents(self) -> dict[str, dict[str, Json]]:
        """The public records of all inspectors, by certificate."""
        return {certificate: inspector.document() for certificate, inspector in self.inspectors.items()}

    def exempt_documents(self) -> dict[int, dict[str, Json]]:
        """The published documents of exempt checks, by year."""
        years = sorted({year for year, _ in self.exempt})
        return {year: exempt_document(year, (one for one in self.exempt.values() if one.year == year)) for year in years}

    @property
    def year_plans(self) -> dict[str, YearPlan]:
        """The yearly plans, by id."""
        return {id: plan for id, plan in self.plans.items() if isinstance(plan, YearPlan)}

    @property
    def quarter_plans(self) -> dict[str, QuarterPlan]:
        """The quarterly plans, by id."""
        return {id: plan for id, plan in self.plans.items() if isinstance(plan, QuarterPlan)}

    def plan_of(self, order: DrawOrder) -> QuarterPlan:
        """The quarterly plan that a draw order rests on."""
        return self.quarter_plans[order.plan]

    def yearly_of(self, plan: QuarterPlan) -> YearPlan:
        """The yearly plan that a quarterly one rests on."""
        return self.year_plans[plan.yearly]


@dataclass
class Draft:
    """What has been read so far. `names` holds the file names of each folder, of files with problems too, so that one
    slip in a file does not make every reference to it look wrong."""

    problems: Problems
    agency: Agency | None = None
    areas: AreaTable | None = None
    items: dict[str, ItemList] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    draws: dict[DrawId, DrawOrder] = field(default_factory=dict)
    calendars: dict[int, Calendar] = field(default_factory=dict)
    entities: dict[EntityId, Entity] = field(default_factory=dict)
    inspectors: dict[InspectorId, Inspector] = field(default_factory=dict)
    results: dict[tuple[DrawId, int], ResultFile] = field(default_factory=dict)
    exempt: dict[tuple[int, str], ExemptCheck] = field(default_factory=dict)
    published: set[tuple[DrawId, int]] = field(default_factory=set)
    """Results that the ledger holds: they were lawful when they were published, whatever the registry says today."""
    pools: dict[DrawId, Pool] = field(default_factory=dict)
    """The announced pools of draws that have results still to be published."""
    names: dict[str, set[str]] = field(default_factory=dict)

    def finish(self) -> Records:
        """The records, or `RecordErrors` with every problem."""
        self.problems.raise_all()
        assert self.agency is not None and self.areas is not None  # noqa: S101  without either there is a problem
        return Records(
            self.agency,
            self.areas,
            self.items,
            self.plans,
            self.draws,
            self.calendars,
            self.entities,
            self.inspectors,
            self.results,
            self.exempt,
        )

    def has(self, folder: str, name: str) -> bool:
        """Whether there is such a file."""
        return name in self.names.get(folder, ())

    def knows_area(self, code: str) -> bool:
        """Whether the area exists; without an area table, every one does."""
        return self.areas is None or any(area.code == code for area in self.areas.areas)

    def rule_calendars(self) -> dict[int, working_days.Calendar]:
        """The calendars as the rules take them."""
        return {year: calendar.rule for year, calendar in self.calendars.items()}

    def note(self, source: Source, steps: tuple[Step, ...], problem: str, hint: str = "") -> None:
        """A problem of the value under these keys."""
        label = next((step for step in reversed(steps) if isinstance(step, str)), "")
        self.problems.add(source.path, source.spot(*steps), label, problem, hint)

    def note_repeats(self, source: Source, values: Iterable[tuple[tuple[Step, ...], Hashable]], problem: str) -> None:
        """The same problem wherever a value comes a second time."""
        seen: set[Hashable] = set()
        for steps, value in values:
            if value in seen:
                self.note(source, steps, problem, "只留一个，或改成不同的")
            seen.add(value)
