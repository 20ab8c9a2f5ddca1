"""A bureau's year in memory, quarter by quarter, on real ledgers: for tests of what the rules bring about over a year.

Draws are announced by the real rules on the real history, held with the real tickets; the beacon alone is made up
(`MadeUp`), since nothing here looks at it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from types import MappingProxyType

from ledger.core.beacon import PUBLIC_CHAINS
from ledger.core.bodies import AnnouncedSource
from ledger.core.checks.plan import check_plan
from ledger.core.checks.report import Check, attempt
from ledger.core.documents import Documents
from ledger.core.encoding import CHINA, DrawId, EntityId, Json, format_time
from ledger.core.history import past_of
from ledger.core.life import fold
from ledger.core.pool import Pool, rank_strata
from ledger.core.published import snapshot_at
from ledger.core.rules.classes import CLASS_NAMES, Downgrade, Fact, classify
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.past import Past
from ledger.core.rules.plan import PlanRow, QuarterPlan, YearArea, YearPlan
from ledger.core.rules.seats import seats_for
from ledger.core.rules.settings import Settings
from ledger.core.snapshot import RegistrySnapshot
from tests.support.bureau import Bureau
from tests.support.ledgers import item_list

YEAR, AREA, CITY = 2024, "430902", "430900"
CHAIN = PUBLIC_CHAINS[0]
POSITIVE = ("在线监控:有", "正面清单")
_SINCE, _BASIS = date(2022, 1, 1), "示例文件"
DISCHARGER = Fact("key-discharger", _SINCE, _BASIS)
SUPERVISED = Fact("supervised", _SINCE, _BASIS)
FACTS: Mapping[str, tuple[Fact, ...]] = {"key": (DISCHARGER,), "special": (SUPERVISED,), "general": ()}


class MadeUp(dict[int, str]):
    """A signature for any round."""

    def __missing__(self, number: int) -> str:
        return sha256(b"%d" % number).hexdigest() + "0" * 32


def entity(
    facts: Iterable[Fact] = (),
    *,
    day: date,
    downgrade: Downgrade | None = None,
    tags: Iterable[str] = (),
    status: str = "active",
    area: str = AREA,
) -> dict[str, Json]:
    """A public record, its class that of the day."""
    facts = tuple(facts)
    found = classify(facts, downgrade, day)
    listed: list[Json] = [
        {"basis": fact.basis, "kind": fact.kind, "since": fact.since.isoformat()}
        | ({} if fact.until is None else {"until": fact.until.isoformat()})
        for fact in facts
    ]
    record: dict[str, Json] = {
        "address": "示例路", "area": area, "class": found.kind, "facts": listed, "industry": "示例行业", "name": "示例厂",
        "permit": "重点管理", "status": status, "tags": sorted(tags), "why": found.why,
    }  # fmt: skip
    if downgrade is not None:
        record["downgrade"] = {"basis": downgrade.basis, "since": downgrade.since.isoformat()}
    return record


def inspector(*tags: str, area: str = AREA, status: str = "active") -> dict[str, Json]:
    """A public record of somebody who may inspect."""
    return {
        "area": area, "name": "示例检查员", "post": "科员", "recuse": [], "status": status, "tags": sorted(tags),
        "unit": "示例分局",
    }  # fmt: skip


@dataclass
class Member:
    """One enterprise of the registry, as the records know it."""

    facts: tuple[Fact, ...] = ()
    downgrade: Downgrade | None = None
    tags: tuple[str, ...] = ()
    status: str = "active"


@dataclass
class Year:
    """A ledger begun on the year's first day or the first of its first quarter, with every plan published."""

    members: dict[str, Member]
    first: int = 1
    settings: Settings = field(default_factory=lambda: Settings(least_directed=3))
    inspectors: int = 3
    takes: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """What a quarter's plan takes of a class, where that is not 1."""
    rows: tuple[PlanRow, ...] = ()
    """More rows of every quarter's plan."""

    def __post_init__(self) -> None:
        self.bureau = Bureau(lead=0, signatures=MadeUp())
        self.bureau.inspectors |= {f"I{number:02d}": inspector("执法") for number in range(self.inspectors)}
        self._now = datetime.combine(date(YEAR, 3 * self.first - 2, 1), time(8), CHINA)
        self.bureau.genesis(self.tick())
        self.bureau.publish(self.tick(), "item-list", "2023", item_list())
        areas = (YearArea(AREA, self.inspectors, 5),)
        self.yearly = YearPlan(str(YEAR), "示例年度计划", YEAR, self.first, self.settings, areas)
        self.bureau.publish_plan(self.tick(), self.yearly)
        self.snapshot()
        for quarter in range(self.first, 5):
            self.bureau.publish_plan(self.tick(), self.plan(quarter))

    def plan(self, quarter: int) -> QuarterPlan:
        """A quarter's plan: a row a class."""
        rows = tuple(
            PlanRow(AREA, kind, self.takes.get((quarter, kind), 1), ("03",), seats_for(()), reason="示例理由")
            for kind in CLASS_NAMES
        )
        return QuarterPlan(f"{YEAR}Q{quarter}", "示例季度计划", YEAR, quarter, str(YEAR), "2023", "", rows + self.rows)

    def tick(self) -> str:
        """A time later than all before."""
        self._now += timedelta(minutes=1)
        return format_time(self._now)

    def go_to(self, day: date) -> None:
        """Let time pass."""
        self._now = max(self._now, datetime.combine(day, time(8), CHINA))

    def snapshot(self, forged: Mapping[str, Mapping[str, Json]] = MappingProxyType({})) -> int:
        """Put the registry on record as it is on this day; `forged`: what is written of some of them instead."""
        self.bureau.entities = {
            id: entity(m.facts, day=self._now.date(), downgrade=m.downgrade, tags=m.tags, status=m.status)
            | dict(forged.get(id, {}))
            for id, m in self.members.items()
        }
        return self.bureau.snapshot(self.tick(), f"{YEAR}Q{(self._now.month + 2) // 3}")

    def order(self, draw: str, quarter: int, *kinds: str, **other: object) -> DrawOrder:
        """A regular draw order, on the next round; `other` replaces any of it."""
        number = int((self._now.timestamp() + 600 - CHAIN.genesis_time) // CHAIN.period) + 2
        order = DrawOrder(
            draw=DrawId(draw), plan=f"{YEAR}Q{quarter}", organiser=AREA, area=AREA, classes=kinds, inspector_areas=(AREA,),
            filter=frozenset(), reason="", departments=(), without=self.held if "key" in kinds else (),
            sources=(AnnouncedSource(CHAIN.hash, number),), reveal_by=self.plan(quarter).end,
        )  # fmt: skip
        return replace(order, **other)  # type: ignore[arg-type]

    @property
    def registry(self) -> RegistrySnapshot:
        """The registry as last put on record."""
        return snapshot_at(self.bureau.life, self.bureau.life.snapshots[-1].index)

    @property
    def past(self) -> Past:
        """The year so far."""
        return past_of(self.bureau.life, AREA, YEAR, len(self.bureau.lines))

    @property
    def held(self) -> tuple[DrawId, ...]:
        """The draws held so far, sorted."""
        return tuple(sorted(batch.order.draw for batch in self.bureau.batches.values() if batch.held is not None))

    def announce(self, order: DrawOrder, change: Callable[[Pool], Pool] = lambda pool: pool) -> Check:
        """Announce, with another pool if `change` makes one; what ``draw.plan`` says of it."""
        self.bureau.announce(self.tick(), order, change)
        return self.check(order.draw)

    def hold(self, order: DrawOrder) -> None:
        """Announce and draw."""
        self.bureau.announce(self.tick(), order)
        self._now += timedelta(minutes=20)
        self.bureau.draw(self.tick(), order.draw)

    def check(self, draw: str) -> Check:
        """The check ``draw.plan``."""
        life, pool = self.bureau.life.draws[draw], self.bureau.batches[draw].pool
        return attempt("draw.plan", draw, lambda: check_plan(self.bureau.life, life, pool))

    def reread(self) -> None:
        """Read the ledger anew, as a verifier does who comes now."""
        self.bureau.life, _ = fold(self.bureau.life.entries, Documents(self.bureau.published().get))

    def rows_of(self, draw: str, kind: str | None = None) -> list[EntityId]:
        """Who is in force in a draw (of a class)."""
        batch = self.bureau.batches[draw]
        assert batch.rows is not None
        found = zip(batch.rows.all(), rank_strata(batch.pool), strict=True)
        return [row.entity for row, stratum in found if row is not None and kind in (None, stratum)]

    def voided(self, draw: str, kind: str) -> set[EntityId]:
        """Who was found closed, with no reserve left to step in; he may be back by now."""
        life, strata = self.bureau.life, rank_strata(self.bureau.batches[draw].pool)
        void = [rank for rank in life.draws[draw].ranks.values() if rank.status == "void" and strata[rank.rank] == kind]
        return {life.documents.opening(draw, rank.rank, rank.given_up[-1].index).entity for rank in void}

    def members_of(self, draw: str, kind: str) -> set[EntityId]:
        """A stratum of a draw's pool."""
        return {one.id for one in self.bureau.batches[draw].pool.entities if one.stratum == kind}

    def disclose(self, draw: str, *, part: int = 1) -> None:
        """Publish every result that is still owed, or every `part`-th of those that wait for no other draw."""
        batch = self.bureau.batches[draw]
        ranks = [rank.rank for rank in self.bureau.life.draws[draw].open_ranks]
        if part > 1:
            ranks = [rank for rank in ranks if batch.row(rank).entity not in batch.later][::part]
        for rank in ranks:
            now = self.tick()
            self.bureau.disclose(now, draw, rank, now[:10])

    def reveal(self, draw: str) -> None:
        """Publish what is owed, then the master."""
        self.disclose(draw)
        self.bureau.reveal(self.tick(), draw)
