"""Where rows come from: what the pages say (`Site`) and the verified ledger behind it, with the look-ups that tables share."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from generator.model import Appearance, Site
from generator.registry import Registry
from ledger.core.bodies import Snapshot
from ledger.core.checks.report import Check
from ledger.core.encoding import format_time
from ledger.core.entry import Entry
from ledger.core.life import DrawLife, Life
from ledger.core.verify import Report


@dataclass(frozen=True)
class Origin:
    """One site with its ledger. `areas` are names by code."""

    site: Site
    report: Report
    areas: dict[str, str] = field(default_factory=dict)

    @property
    def view(self) -> Life:
        """The verified ledger."""
        return self.report.view

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check, in the verifier's order."""
        return self.report.checks

    @cached_property
    def registry(self) -> Registry:
        """The newest word on every enterprise and inspector ever listed."""
        return Registry(self.view)

    @cached_property
    def listed_inspectors(self) -> frozenset[str]:
        """Who is in the newest snapshot."""
        body = self.view.snapshots[-1].body if self.view.snapshots else None
        return frozenset(self.view.documents.snapshot(body.root).inspectors) if isinstance(body, Snapshot) else frozenset()

    def draw(self, id: str) -> DrawLife:
        """A draw's life."""
        return self.view.draws[id]

    def area_name(self, code: str) -> str:
        """An area by code; the code itself where the table has none."""
        return self.areas.get(code, code)

    @cached_property
    def appearances(self) -> dict[tuple[str, str], Appearance]:
        """What each draw says of each enterprise, by draw and code: the one place that knows what is public of whom."""
        return {(seen.draw, entity.code): seen for entity in self.site.entities for seen in entity.appearances}

    @cached_property
    def results(self) -> Counter[str]:
        """How many public results each enterprise has."""
        return Counter(row.entity.code for row in self.site.newest if row.entity is not None)

    @cached_property
    def pools(self) -> Counter[str]:
        """In how many pools each enterprise was."""
        verdicts = ((e.code, seen.verdict) for e in self.site.entities for seen in e.appearances)
        return Counter(code for code, verdict in verdicts if verdict != "excluded")


def entry_time(entry: Entry | None) -> str | None:
    """When an entry was written, in +08:00."""
    return None if entry is None else format_time(entry.time)


def entry_index(entry: Entry | None) -> int | None:
    """An entry's number."""
    return None if entry is None else entry.index
