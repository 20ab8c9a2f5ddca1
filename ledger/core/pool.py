"""The pool: who can be drawn, who can inspect, how many, in which seats (protocol, "Pool")."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ledger.core.encoding import DrawId, EntityId, InspectorId, Json, jcs, parse_jcs
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_draw_id, as_entity_id, as_text, in_order


@dataclass(frozen=True, slots=True)
class PoolEntity:
    """Who can be drawn. `weight` is 1–100."""

    id: EntityId
    stratum: str
    weight: int


@dataclass(frozen=True, slots=True)
class Excluded:
    """Who was selected by the draw order and left out, and why."""

    id: EntityId
    reason: str


@dataclass(frozen=True, slots=True)
class PoolInspector:
    """Who can inspect: from whom they recuse themselves, and their tags."""

    id: InspectorId
    recuse: frozenset[EntityId]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class StratumTake:
    """A stratum and how many are taken from it."""

    name: str
    take: int


@dataclass(frozen=True)
class Pool:
    """All that is fixed for one draw. `seats` holds the tags that each seat asks for, in order."""

    draw: DrawId
    entities: tuple[PoolEntity, ...]
    excluded: tuple[Excluded, ...]
    inspectors: tuple[PoolInspector, ...]
    seats: tuple[frozenset[str], ...]
    strata: tuple[StratumTake, ...]
    without: tuple[DrawId, ...]
    lots: dict[object, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """Remembered by `ledger.core.team`: the order of the inspectors for each row that was asked for."""

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """How many entities each stratum holds."""
        counted = Counter([entity.stratum for entity in self.entities])
        return {stratum.name: counted[stratum.name] for stratum in self.strata}

    @cached_property
    def ranks(self) -> tuple[str, ...]:
        """The stratum of each rank: ranks run from 0 through the strata in order, min(take, size) each."""
        takes = ((stratum.name, min(stratum.take, self.sizes[stratum.name])) for stratum in self.strata)
        return tuple(name for name, take in takes for _ in range(take))


def format_pool(pool: Pool) -> bytes:
    """The published file."""
    value: Json = {
        "draw": pool.draw,
        "entities": [{"id": e.id, "stratum": e.stratum, "weight": e.weight} for e in pool.entities],
        "excluded": [{"id": e.id, "reason": e.reason} for e in pool.excluded],
        "inspectors": [{"id": i.id, "recuse": sorted(i.recuse), "tags": sorted(i.tags)} for i in pool.inspectors],
        "seats": [{"tags": sorted(tags)} for tags in pool.seats],
        "strata": [{"name": s.name, "take": s.take} for s in pool.strata],
        "without": list(pool.without),
    }
    return jcs(value)


def _entity(value: Json) -> PoolEntity:
    f = Fields(value, "抽取池.entities", ("id", "stratum", "weight"))
    return PoolEntity(f.get("id", as_entity_id), f.text("stratum"), f.integer("weight", 1, 100))


def _excluded(value: Json) -> Excluded:
    f = Fields(value, "抽取池.excluded", ("id", "reason"))
    return Excluded(f.get("id", as_entity_id), f.text("reason"))


def _inspector(value: Json) -> PoolInspector:
    f = Fields(value, "抽取池.inspectors", ("id", "recuse", "tags"))
    recuse, tags = f.ascending("recuse", as_entity_id), f.ascending("tags", as_text)
    return PoolInspector(InspectorId(f.record_id("id")), frozenset(recuse), frozenset(tags))


def _stratum(value: Json) -> StratumTake:
    f = Fields(value, "抽取池.strata", ("name", "take"))
    return StratumTake(f.text("name"), f.integer("take"))


def _seat(value: Json) -> frozenset[str]:
    return frozenset(Fields(value, "抽取池.seats", ("tags",)).ascending("tags", as_text))


def parse_pool(data: bytes) -> Pool:
    """A pool file of the protocol's form, sorted, whole and without contradictions."""
    f = Fields(parse_jcs(data, "抽取池"), "抽取池", ("draw", "entities", "excluded", "inspectors", "seats", "strata", "without"))
    entities = in_order(f.items("entities", _entity), lambda e: e.id)
    excluded = in_order(f.items("excluded", _excluded), lambda e: e.id)
    inspectors = in_order(f.items("inspectors", _inspector), lambda i: i.id)
    ids = {entity.id for entity in entities}
    for left_out in excluded:
        if left_out.id in ids:
            raise FormError(f"{left_out.id} 既在抽取池又被排除")
    strata = f.items("strata", _stratum)
    names = {stratum.name for stratum in strata}
    if len(names) != len(strata):
        raise FormError("抽取池的层名有重复")
    for entity in entities:
        if entity.stratum not in names:
            raise FormError(f"{entity.id} 的层 {entity.stratum} 不在 strata 里")
    seats = f.items("seats", _seat)
    return Pool(f.draw_id("draw"), entities, excluded, inspectors, seats, strata, f.ascending("without", as_draw_id))


def stratum_sizes(pool: Pool) -> dict[str, int]:
    """How many entities each stratum of the pool holds."""
    return dict(pool.sizes)


def rank_strata(pool: Pool) -> list[str]:
    """The stratum of each rank."""
    return list(pool.ranks)


def may_sit(inspector: PoolInspector, seat: Iterable[str], entity: EntityId) -> bool:
    """Holds all tags of the seat and need not recuse."""
    return inspector.tags.issuperset(seat) and entity not in inspector.recuse


@dataclass(frozen=True, slots=True)
class Infeasible:
    """The first entity and seat for which too few inspectors are fit."""

    entity: EntityId
    seat: int


def infeasible(pool: Pool) -> Infeasible | None:
    """Where the pool is not feasible, or None.

    More inspectors must be fit for a seat than there are earlier seats sharing one of them. Entities from whom nobody
    recuses himself are all alike, and looked at once.
    """
    touched = {id for inspector in pool.inspectors for id in inspector.recuse}
    untouched_done = False
    for entity in pool.entities:
        if entity.id not in touched:
            if untouched_done:
                continue
            untouched_done = True
        fit = [{i.id for i in pool.inspectors if may_sit(i, seat, entity.id)} for seat in pool.seats]
        for seat, candidates in enumerate(fit):
            sharing = sum(not earlier.isdisjoint(candidates) for earlier in fit[:seat])
            if len(candidates) <= sharing:
                return Infeasible(entity.id, seat)
    return None
