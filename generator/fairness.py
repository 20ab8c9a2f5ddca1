"""What chance predicts and what came out: how often enterprises were drawn, whether tickets are spread evenly, who inspected.

Everything is computed from what is public: whom a draw took is known once it is revealed, its tickets as soon as it is held,
its teams as soon as a place is opened. A number here proves nothing by itself; the page says what each can tell.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, sqrt

from generator.chance import Paths, times_drawn
from generator.model import Change, EntityRef, Person
from generator.registry import Registry
from ledger.core.bodies import Reveal
from ledger.core.encoding import DrawId, EntityId, Hash, InspectorId, parse_hex
from ledger.core.life import Life
from ledger.core.opening import nonce_of
from ledger.core.pool import Pool, may_sit
from ledger.core.recompute import Known, hold_draw
from ledger.core.team import team

BINS = 20
"""Parts of equal width into which the range of tickets is cut."""


@dataclass(frozen=True)
class Chance:
    """An enterprise: how often it could have been drawn, how often it was, what chance predicts, and how likely at least so
    many are."""

    entity: EntityRef
    pools: int
    drawn: int
    expected: float
    at_least: float

    @property
    def certain(self) -> bool:
        """Whether it had to be drawn so often."""
        return self.at_least > 1 - 1e-9


@dataclass(frozen=True)
class CountRow:
    """How many enterprises were drawn so many times, and how many chance predicts."""

    times: int
    observed: int
    expected: float


@dataclass(frozen=True)
class Spread:
    """Tickets by part of their range; `p` is the probability of a deviation at least as large (Kolmogorov–Smirnov)."""

    tickets: int
    bins: tuple[int, ...]
    distance: float
    p: float


@dataclass(frozen=True)
class Load:
    """An inspector: places for which they could have been drawn, how many they were drawn for, what chance predicts, recusals."""

    person: Person
    places: int
    drawn: int
    expected: float
    left: int


@dataclass(frozen=True)
class Fairness:
    """All of it. `draws` are the revealed ones that the counts rest on, `weighted` those left out for their weights."""

    draws: tuple[str, ...]
    weighted: tuple[str, ...]
    counts: tuple[CountRow, ...]
    chances: tuple[Chance, ...]
    """Of every enterprise that was in a pool of these draws, by code."""
    spread: Spread | None
    loads: tuple[Load, ...]

    @property
    def repeated(self) -> tuple[Chance, ...]:
        """Who was drawn twice or more though it might not have been, the least likely first."""
        found = (one for one in self.chances if one.drawn >= 2 and not one.certain)
        return tuple(sorted(found, key=lambda one: one.at_least))

    @property
    def certain(self) -> int:
        """How many were drawn twice or more because each of these draws took all of their stratum that it could."""
        return sum(one.drawn >= 2 and one.certain for one in self.chances)


def kolmogorov(values: Sequence[float]) -> tuple[float, float]:
    """The largest distance of the empirical from the uniform distribution on [0, 1), and its probability under uniformity
    (asymptotic, with Stephens' correction for the size)."""
    ordered, n = sorted(values), len(values)
    distance = max(max((i + 1) / n - v, v - i / n) for i, v in enumerate(ordered))
    scaled = (sqrt(n) + 0.12 + 0.11 / sqrt(n)) * distance
    if scaled < 0.3:
        return distance, 1.0  # the series converges badly, and the probability differs from 1 by less than 1e-5
    p = 2 * sum((-1) ** (k - 1) * exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return distance, min(max(p, 0.0), 1.0)


def _master(view: Life, id: DrawId) -> bytes:
    revealed = view.draws[id].revealed
    assert revealed is not None and isinstance(revealed.body, Reveal)  # noqa: S101  asked of revealed draws only
    return parse_hex(revealed.body.master, 32)


def _is_even(pool: Pool) -> bool:
    return all(entity.weight == 1 for entity in pool.entities)


def _spread(view: Life) -> Spread | None:
    """All public tickets of draws without weights (the least of several numbers is not spread evenly)."""
    values: list[float] = []
    for life in view.draws.values():
        pool, body = life.pool, life.draw_body
        if pool is not None and body is not None and _is_even(pool):
            for stratum in view.documents.tickets(body.tickets).strata:
                values += [int(ticket[:13], 16) / 16**13 for ticket in stratum.sequence]
    if not values:
        return None
    bins = Counter(int(value * BINS) for value in values)
    distance, p = kolmogorov(values)
    return Spread(len(values), tuple(bins[n] for n in range(BINS)), distance, p)


def loads(view: Life, registry: Registry) -> tuple[Load, ...]:
    """Over every opened place: its team as drawn at first is what chance decided; who left it later counts in `with_changes`."""
    places: Counter[InspectorId] = Counter()
    drawn: Counter[InspectorId] = Counter()
    expected: dict[InspectorId, float] = {}
    for members, seats in _teams(view):
        drawn.update(members)
        places.update({id for candidates in seats for id in candidates})
        for candidates in seats:
            for id in candidates:
                expected[id] = expected.get(id, 0.0) + 1 / len(candidates)
    found = [Load(registry.person(id), places[id], drawn[id], expected[id], 0) for id in places]
    return tuple(sorted(found, key=lambda load: (-load.drawn, load.person.id)))


def _teams(view: Life) -> Iterator[tuple[tuple[InspectorId, ...], list[list[InspectorId]]]]:
    """Of each opened row, given up or in force: the team drawn at first, and the candidates of each seat then."""
    for life in view.draws.values():
        body, pool = life.draw_body, life.pool
        if body is None or pool is None:
            continue
        seed = Hash(parse_hex(view.documents.tickets(body.tickets).seed, 32))
        for rank in life.ranks.values():
            endings: list[int | None] = [entry.index for entry in rank.given_up]
            endings += [None] if rank.status in ("disclosed", "withheld") else []
            for ending in endings:
                opening = view.documents.opening(life.id, rank.rank, ending)
                members = team(pool, seed, opening.entity, nonce_of(opening))
                yield members, _candidates(pool, opening.entity, members)


def _candidates(pool: Pool, entity: EntityId, members: Sequence[InspectorId]) -> list[list[InspectorId]]:
    return [
        [one.id for one in pool.inspectors if one.id not in members[:position] and may_sit(one, seat, entity)]
        for position, seat in enumerate(pool.seats)
    ]


def with_changes(found: Iterable[Load], changes: Iterable[Change]) -> tuple[Load, ...]:
    """The same, with how often each inspector left a team; `changes` are the adjustments of all draws."""
    left = Counter(change.inspector.id for change in changes if change.inspector is not None)
    return tuple(replace(load, left=left[load.person.id]) for load in found)


def fairness(view: Life, registry: Registry) -> Fairness:
    """Everything that the page of fairness shows but the inspectors' loads."""
    paths, known = Paths(), Known()
    weighted = []
    for life in view.draws.values():
        if life.revealed is None or life.pool is None:
            continue
        if not _is_even(life.pool):
            weighted.append(life.id)
            continue
        known[life.body.draw] = held = hold_draw(view, life, lambda id: _master(view, id), known=known)
        paths.add(life.pool, held)
    times = Counter(id for taken in paths.taken.values() for id in taken)
    law = cache(times_drawn)  # those of a stratum mostly share it
    laws = {id: law(tuple(places)) for id, places in sorted(paths.places.items())}
    return Fairness(
        draws=tuple(paths.taken),
        weighted=tuple(weighted),
        counts=_counts(laws, times),
        chances=tuple(
            Chance(registry.ref(id), len(own) - 1, times[id], _mean(own), sum(own[times[id] :])) for id, own in laws.items()
        ),
        spread=_spread(view),
        loads=(),
    )


def _mean(law: Sequence[float]) -> float:
    return sum(times * p for times, p in enumerate(law))


def _counts(laws: Mapping[EntityId, Sequence[float]], times: Counter[EntityId]) -> tuple[CountRow, ...]:
    observed = Counter(times[id] for id in laws)
    most = max((len(law) - 1 for law in laws.values()), default=0)
    expected = [sum(law[k] for law in laws.values() if k < len(law)) for k in range(most + 1)]
    shown = [k for k in range(most + 1) if observed[k] or expected[k] >= 0.05]
    return tuple(CountRow(k, observed[k], expected[k]) for k in shown)
