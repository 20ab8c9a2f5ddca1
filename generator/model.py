"""What the pages say, as frozen values: made once from the verified ledger (`generator.gather`), then only written out.

Nothing here names an entity of a rank that is still open: such a rank is a number, a stratum and a ticket, and an entity of
a sealed pool only has `Appearance.verdict == "sealed"`, the same for every one of them (protocol, "Why it is built this way").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from ledger.core.checks.report import Check
from ledger.core.encoding import Json

if TYPE_CHECKING:
    from generator.board import Board
    from generator.exempt import Exempt
    from generator.fairness import Fairness
    from generator.history import Histories
    from generator.library import Library

OutcomeKey = Literal["none-found", "rectify-ordered", "case-filed"]
RankState = Literal["open", "disclosed", "withheld", "void"]
DrawState = Literal["announced", "cancelled", "drawn", "revealed"]
Verdict = Literal["excluded", "waiting", "cancelled", "sealed", "not-drawn", "given-up", "row", "undisclosed"]

OUTCOMES: Mapping[str, OutcomeKey] = {
    "未发现问题": "none-found",
    "发现问题已责令整改": "rectify-ordered",
    "发现涉嫌违法行为已立案调查": "case-filed",
}
"""The three phrases (clause 五(三)), letter for letter, and the key by which each always has its one mark and colour."""


@dataclass(frozen=True, slots=True)
class Agency:
    """Who runs this ledger. `foot` holds what a government site's foot names: label and text, in order."""

    name: str
    code: str
    origin: str
    url: str = ""
    example: bool = False
    foot: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EntityRef:
    """An enterprise by code and name, as the newest public registry has it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was checked; `name` is the id itself where no published item list has it."""

    id: str
    name: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An inspector of an opened row."""

    id: str
    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A published result. Days are in +08:00; `due` is the 20th working day after `inspected` (clause 五(三))."""

    outcome: str
    method: str
    content: str
    inspected: date
    items: tuple[Item, ...]
    inspectors: tuple[Person, ...]
    more: Mapping[str, Json] = field(default_factory=dict)
    """What the record tells beyond the protocol's own fields (`generator.followups`)."""

    @property
    def outcome_key(self) -> OutcomeKey:
        """Which of the three phrases it is."""
        return OUTCOMES[self.outcome]


@dataclass(frozen=True, slots=True)
class Change:
    """One `adjust`: what happened to a rank, in words of the protocol's closed lists."""

    entry: int
    day: date
    rank: int
    kind: str
    reason: str
    seat: int | None = None
    entity: EntityRef | None = None
    """The entity of the row given up, by `closed` or `void`: public with its opening."""
    inspector: Person | None = None
    """Who left the seat; known once the rank is opened."""
    opening_path: str = ""
    """Under ``ledger/``: the opening of the row given up."""


@dataclass(frozen=True, slots=True)
class Row:
    """One drawn place. While `state` is open it holds nothing but what the tickets file itself says; `entity` joins when the
    reveal shows whom a rank without a result had drawn."""

    draw: str
    rank: int
    stratum: str
    state: RankState
    ticket: str = ""
    entity: EntityRef | None = None
    result: Result | None = None
    ground: str = ""
    disclosed: date | None = None
    due: date | None = None
    due_provisional: bool = False
    overdue: bool = False
    expired: date | None = None
    amended: tuple[tuple[date, str], ...] = ()
    """Later words on it after the first publication: day and reason."""
    corrected: bool = False
    """Whether one of them said something else of the inspection, and not only what came of it."""
    earlier: tuple[str, ...] = ()
    """Paths of superseded results, under ``ledger/``."""
    inspectors: tuple[Person, ...] = ()
    """The team in force once the rank is opened, also where the result is withheld or has expired."""
    opening_path: str = ""
    record_path: str = ""


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum of a pool: its class, how many there are, how many are taken, and its tickets in order once drawn."""

    name: str
    size: int
    take: int
    tickets: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @property
    def drawn(self) -> int:
        """All, if fewer than asked."""
        return min(self.take, self.size)

    @property
    def whole(self) -> bool:
        """Whether everyone is drawn: then nobody's being drawn is a secret."""
        return self.take >= self.size


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a draw's life. `state`: done, now (waited for), next, or late."""

    title: str
    when: str
    text: str
    state: Literal["done", "now", "next", "late"]
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A beacon round, announced and perhaps out."""

    beacon: str
    chain: str
    round: int
    time: datetime
    signature: str = ""
    public: bool = True
    """Whether the chain is one of the public ones that this program knows (`ledger.core.beacon.PUBLIC_CHAINS`)."""


@dataclass(frozen=True, slots=True)
class DrawPage:
    """One draw from its announcement to its reveal."""

    id: str
    title: str
    state: DrawState
    area: str
    plan: str
    announced: datetime
    reveal_by: date
    sources: tuple[Source, ...]
    strata: tuple[Stratum, ...]
    seats: tuple[tuple[str, ...], ...]
    members: tuple[EntityRef, ...]
    excluded: tuple[tuple[EntityRef, str], ...]
    inspectors: int
    without: tuple[str, ...]
    filter: tuple[str, ...]
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]
    timeline: tuple[Event, ...]
    checks: tuple[Check, ...]
    files: tuple[tuple[str, str], ...]
    """Downloads: label and path under ``ledger/``."""
    drawn: datetime | None = None
    revealed: datetime | None = None
    cancelled: datetime | None = None
    cancel_reason: str = ""
    seed: str = ""
    announce_entry: int = 0
    note: str = ""
    plan_id: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """The stratum of each member, by code."""
    weighted: bool = False
    """Whether the members' weights differ."""

    def count(self, state: RankState) -> int:
        """How many ranks are in this state."""
        return sum(row.state == state for row in self.rows)

    @property
    def overdue(self) -> int:
        """Ranks whose duty was not done in its time."""
        return sum(row.overdue for row in self.rows)

    @property
    def unpublished(self) -> int:
        """Those of them that are not published at all."""
        return sum(row.overdue and row.state == "open" for row in self.rows)

    @property
    def own_beacon(self) -> bool:
        """Whether it rests on a beacon for which nobody but the ledger vouches."""
        return not all(source.public for source in self.sources)

    @property
    def missed(self) -> tuple[str, ...]:
        """Duties of the draw as a whole that were not done in their time, by the name of the check."""
        return tuple(check.name for check in self.checks if check.subject == self.id and check.status == "late")


@dataclass(frozen=True, slots=True)
class Appearance:
    """One draw that an entity had to do with, from that entity's side."""

    draw: str
    title: str
    announced: date
    verdict: Verdict
    row: Row | None = None
    reason: str = ""
    drawn: int = 0
    """Of its class, as is `open`: those drawn, and those of them not public yet."""
    open: int = 0
    reveal_by: date | None = None
    chance: str = ""
    """What every member of its stratum could expect, in words."""
    whole: bool = False
    """Whether its class was drawn whole."""
    late: bool = False
    """Whether the reveal is."""


@dataclass(frozen=True, slots=True)
class EntityPage:
    """One enterprise of the public registry."""

    code: str
    name: str
    area: str
    area_name: str
    kind: str
    industry: str
    permit: str
    status: str
    tags: tuple[str, ...]
    listed: bool
    """False: no longer in the newest snapshot."""
    appearances: tuple[Appearance, ...] = ()
    why: str = ""
    """Why it is of this class, where the record says so."""
    facts: tuple[str, ...] = ()
    exempt: "tuple[Exempt, ...]" = ()
    """Checks on it outside the random selection (`generator.exempt`)."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area, with its enterprises in order of name and code."""

    code: str
    name: str
    entities: tuple[EntityPage, ...]
    results: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One ledger entry in words."""

    index: int
    time: datetime
    type: str
    summary: str
    draw: str
    signers: tuple[str, ...]
    leaf: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Totals over everything published."""

    entities: int = 0
    inspectors: int = 0
    draws: int = 0
    drawn: int = 0
    disclosed: int = 0
    withheld: int = 0
    void: int = 0
    open: int = 0
    overdue: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the pages are written from."""

    agency: Agency
    as_of: date
    genesis: str
    entries: tuple[EntryLine, ...]
    checkpoint: str
    kept: tuple[int, ...]
    checks: Mapping[str, int]
    """How many checks have each status."""
    areas: tuple[Area, ...]
    entities: tuple[EntityPage, ...]
    draws: tuple[DrawPage, ...]
    newest: tuple[Row, ...]
    figures: Figures
    fairness: "Fairness | None" = None
    """What chance predicts and what came out (`generator.fairness`)."""
    exempt: "tuple[Exempt, ...]" = ()
    """Checks outside the random selection, of all years."""
    board: "Board | None" = None
    """Coverage, timeliness and what is owed (`generator.board`)."""
    library: "Library | None" = None
    """The documents and registries that the ledger published (`generator.library`)."""
    histories: "Histories | None" = None
    """How each record changed (`generator.history`); None where Git does not say."""
    preview: bool = False
    """Built to be looked at, not to be put before the public: every page says so."""
