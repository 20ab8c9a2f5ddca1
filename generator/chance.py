"""How often chance draws an enterprise, over draws of which one may rest on another.

Within a year those not drawn yet come first (clause 四（二）2; protocol, ``without``), so what one draw decided changes the
chances in the next. Counted as if draws had nothing to do with one another, chance would draw many enterprises twice that the
rules let be drawn once, and leave out many that it must reach.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from ledger.core.encoding import DrawId, EntityId
from ledger.core.held import HeldDraw
from ledger.core.pool import Pool


@dataclass(frozen=True, eq=False)
class Place:
    """A member's place in one pool.

    `first` and `last` are its chances to be drawn where it comes first, and where it comes last. It comes last once it was drawn
    in one of its own places `after` which this one comes (by number), or for another reason anyway (`behind`).
    """

    first: float
    last: float = 0.0
    after: frozenset[int] = frozenset()
    behind: bool = False


def chances(take: int, first: int, last: int) -> tuple[float, float]:
    """The chance of each member of a stratum of which `first` come first and `last` come last; where there are none of a kind,
    the chance that one would have."""
    taken = min(take, first)
    left = take - taken
    return taken / first if first else float(take > 0), min(left, last) / last if last else float(left > 0)


def times_drawn(places: Sequence[Place]) -> list[float]:
    """P(X = k) for k = 0 … n: how often a member of these n pools, in the order of their draws, is drawn."""
    # Probabilities by where it was drawn (as far as a later place asks) and how often.
    states = {(frozenset[int](), 0): 1.0}
    for number, place in enumerate(places):
        asked = frozenset[int]().union(*(later.after for later in places[number + 1 :]))
        grown: dict[tuple[frozenset[int], int], float] = {}
        for (drawn, times), p in states.items():
            chance = place.last if place.behind or drawn & place.after else place.first
            for hit, own in ((0, 1 - chance), (1, chance)):
                if own:
                    key = ((drawn | {number} if hit else drawn) & asked, times + hit)
                    grown[key] = grown.get(key, 0.0) + p * own
        states = grown
    found = [0.0] * (len(places) + 1)
    for (_, times), p in states.items():
        found[times] += p
    return found


@dataclass
class Paths:
    """Of every member of the draws so far, its places in order and which draws they are in; whom each draw took."""

    places: dict[EntityId, list[Place]] = field(default_factory=dict)
    draws: dict[EntityId, list[DrawId]] = field(default_factory=dict)
    taken: dict[DrawId, frozenset[EntityId]] = field(default_factory=dict)

    def add(self, pool: Pool, held: HeldDraw) -> None:
        """The next draw, in the order of their announcements."""
        taken: list[EntityId] = []
        without = frozenset(pool.without)
        for stratum in pool.strata:
            order = list(held.strata[stratum.name])
            last = sum(one.later for one in order)
            place = cache(partial(Place, *chances(stratum.take, len(order) - last, last)))
            for one in order:
                own = self.draws.setdefault(one.id, [])
                after = frozenset(number for number, other in enumerate(own) if other in without)
                behind = one.later and not any(one.id in self.taken[own[number]] for number in after)
                self.places.setdefault(one.id, []).append(place(after, behind))
                own.append(pool.draw)
            taken += [one.id for one in order[: stratum.take]]
        self.taken[pool.draw] = frozenset(taken)
