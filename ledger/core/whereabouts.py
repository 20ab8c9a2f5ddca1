"""Where one entity of a pool came out in its draw, as far as that is public: out of the openings and, once the master is
known, out of the rows recomputed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ledger.core.checks.draw import DrawFacts
from ledger.core.encoding import EntityId, day_of
from ledger.core.entry import Entry
from ledger.core.errors import FormError
from ledger.core.life import DrawLife, Life, RankLife
from ledger.core.recompute import follow


@dataclass(frozen=True)
class Place:
    """A rank at which the entity was in force: since when, and until which ``closed`` or ``void``, where it was given up."""

    rank: RankLife
    since: datetime
    given_up: Entry | None = None


Whereabouts = Place | Literal["not-drawn", "sealed"]


def whereabouts(view: Life, life: DrawLife, entity: EntityId) -> Whereabouts:
    """Of an entity of the pool of a draw that was held."""
    for place, who in _opened(view, life):
        if who == entity:
            return place
    if not life.open_ranks:
        return "not-drawn"
    return "sealed" if life.revealed is None else _recomputed(view, life, entity)


def _since(life: DrawLife, rank: RankLife, given_up: int) -> datetime:
    """When the row came into force that follows so many given up."""
    entry = rank.given_up[given_up - 1] if given_up else life.drawn
    assert entry is not None  # noqa: S101  asked of draws that were held
    return entry.time


def _opened(view: Life, life: DrawLife) -> Iterator[tuple[Place, EntityId]]:
    for rank in life.ranks.values():
        for n, entry in enumerate(rank.given_up):
            opening = view.documents.opening(life.id, rank.rank, entry.index)
            yield Place(rank, _since(life, rank, n), entry), opening.entity
        if rank.status in ("disclosed", "withheld"):
            opening = view.documents.opening(life.id, rank.rank, None)
            yield Place(rank, _since(life, rank, len(rank.given_up))), opening.entity


def _recomputed(view: Life, life: DrawLife, entity: EntityId) -> Whereabouts:
    """Revealed, with ranks that were never accounted for."""
    try:
        facts = DrawFacts(view, life, day_of(life.announced.time), frozenset())
        rows = follow(facts.pool, facts.held, life, len(view.entries)).all()
    except FormError:
        return "sealed"
    for row in rows:
        if row is not None and row.entity == entity:
            rank = life.ranks[row.rank]
            return Place(rank, _since(life, rank, len(rank.given_up)))
    return "not-drawn"
