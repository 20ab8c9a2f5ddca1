"""Everything that was read from `records/`: first as it comes (`Draft`), then without a problem (`Records`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.core.encoding import DrawId, EntityId, InspectorId, Json
from ledger.core.rules import working_days
from ledger.records.agency import Agency
from ledger.records.nodes import Source, Step
from ledger.records.planning import Calendar, DrawOrder, ItemList, Plan
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

    def entity_documents(self) -> dict[str, dict[str, Json]]:
        """The public records of all entities, by code."""
        return {code: entity.document() for code, entity in self.entities.items()}

    def inspector_documents(self) -> dict[str, dict[str, Json]]:
        """The public records of all inspectors, by certificate."""
        return {certificate: inspector.document() for certificate, inspector in self.inspectors.items()}


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
