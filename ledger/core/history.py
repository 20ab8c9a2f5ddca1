"""The year so far, as it was public when an entry was written: which draws were held, who was opened, what is still sealed.

It looks only at entries below an index, so that the verifier finds later what the signer found then.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.core import layout
from ledger.core.bodies import Adjust
from ledger.core.encoding import DrawId, EntityId
from ledger.core.errors import FormError
from ledger.core.life import DrawLife, Life, RankLife
from ledger.core.pool import Pool, rank_strata
from ledger.core.published import quarter_plan_of
from ledger.core.recompute import public_rows
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.past import Past, PastDraw

CLEAN = "未发现问题"


class Expired(FormError):
    """A result that a rule needs has reached the end of its publicity term: what rests on it cannot be recomputed."""


def order_of(view: Life, life: DrawLife) -> DrawOrder:
    """The draw's order."""
    return view.documents.order(life.body.order)


def draws_of_year(view: Life, area: str, year: int, before: int) -> Iterator[tuple[DrawLife, DrawOrder, Pool]]:
    """The draws of an area held for a year's plans before an entry, in order of announcement."""
    for life in view.draws.values():
        if life.drawn is not None and life.drawn.index < before:
            order = order_of(view, life)
            if order.area == area and quarter_plan_of(view, life).year == year:
                yield life, order, view.documents.pool(life.body.pool)


def ended_before(rank: RankLife, before: int) -> bool:
    """Whether a rank was accounted for by then."""
    return rank.ended is not None and rank.ended.index < before


def opened_entity(view: Life, life: DrawLife, rank: RankLife) -> EntityId:
    """The entity of an opened rank."""
    return view.documents.opening(life.id, rank.rank, None).entity


def outcome_of(view: Life, life: DrawLife, rank: RankLife, before: int) -> str | None:
    """A rank's published outcome as it stood before an entry; None where it is withheld. Raises `Expired`."""
    if rank.status != "disclosed":
        return None
    versions = [entry for entry in rank.commitments if entry.index < before]
    newest = versions[-1] is rank.commitments[-1]
    path = layout.result(life.id, rank.rank, None if newest else versions[-1].index)
    if rank.expired is not None and view.documents.bytes_or_none(path) is None:
        raise Expired(f"{life.id}/{rank.rank} 的结果公示期已届满")
    return view.documents.result(life.id, rank.rank, None if newest else versions[-1].index).outcome


@dataclass(frozen=True)
class _Held:
    """A held draw as it is public at an entry. By rank: who is opened, and the entries by which rows were given up."""

    view: Life
    life: DrawLife
    order: DrawOrder
    pool: Pool
    opened: dict[int, EntityId]
    given_up: dict[int, list[int]]
    repeats: frozenset[int]
    """The ranks whose ticket stands in ``later``: their entities were drawn before in the same year, and count once."""

    @property
    def id(self) -> DrawId:
        """The draw's id."""
        return self.life.body.draw

    def in_force(self, at: int) -> Iterator[EntityId]:
        """Those in force at an entry, as far as they are open."""
        for rank, entries in self.given_up.items():
            after = [index for index in entries if index > at]
            if after:
                yield self.view.documents.opening(self.id, rank, after[0]).entity
            elif rank in self.opened:
                yield self.opened[rank]

    def first_drawn(self) -> Iterator[EntityId]:
        """Those opened who are no repeats: in no draw that this one names were they in force when it was announced."""
        return (entity for rank, entity in self.opened.items() if rank not in self.repeats)


def _held(view: Life, life: DrawLife, order: DrawOrder, pool: Pool, before: int) -> _Held:
    ranks = life.ranks.values()
    opened = {one.rank: opened_entity(view, life, one) for one in ranks if ended_before(one, before) and one.status != "void"}
    given_up = {one.rank: [entry.index for entry in one.given_up if entry.index < before] for one in ranks}
    return _Held(view, life, order, pool, opened, given_up, _repeats(view, life, pool, before))


def past_of(view: Life, area: str, year: int, before: int) -> Past:
    """Everything that earlier draws of the area and year mean for one announced by entry `before`."""
    held = [_held(view, life, order, pool, before) for life, order, pool in draws_of_year(view, area, year, before)]
    sealed_class: dict[EntityId, str] = {}
    inspected: Counter[EntityId] = Counter()
    clean: set[EntityId] = set()
    for one in held:
        if one.life.revealed is None or one.life.revealed.index >= before:
            sealed_class.update({entity.id: entity.stratum for entity in one.pool.entities})
        for rank, entity in one.opened.items():
            inspected[entity] += 1
            if one.order.superior and outcome_of(view, one.life, one.life.ranks[rank], before) == CLEAN:
                clean.add(entity)
    return Past(tuple(_past_draw(one, held, before) for one in held), sealed_class, frozenset(clean), dict(inspected))


def _past_draw(one: _Held, held: list[_Held], before: int) -> PastDraw:
    strata = rank_strata(one.pool)
    naming = [other for other in held if one.id in other.pool.without]
    unchanged_since = min((other.life.announced.index for other in naming), default=before)
    sealed: Counter[str] = Counter()
    for rank, ended in ((rank.rank, ended_before(rank, before)) for rank in one.life.ranks.values()):
        counts = not ended and rank not in one.repeats and max(one.given_up[rank], default=0) < unchanged_since
        sealed[strata[rank]] += counts
    # Whoever is known not to stand at one of these: opened or given up here, drawn by a draw that this one names, or drawn
    # anew by one that names this.
    known = set(one.opened.values()).union(*(other.first_drawn() for other in naming))
    for rank, entries in one.given_up.items():
        known.update(one.view.documents.opening(one.id, rank, index).entity for index in entries)
    for other in held:
        if other.id in one.pool.without:
            known.update(other.in_force(one.life.announced.index))
    unopened: dict[str, set[EntityId]] = {stratum.name: set() for stratum in one.pool.strata}
    for member in one.pool.entities:
        if member.id not in known:
            unopened[member.stratum].add(member.id)
    still = {kind: frozenset(entities) for kind, entities in unopened.items()}
    return PastDraw(one.id, frozenset(one.pool.without), frozenset(one.opened.values()), dict(sealed), still)


def _repeats(view: Life, life: DrawLife, pool: Pool, before: int) -> frozenset[int]:
    body = life.draw_body
    if body is None or not pool.without:
        return frozenset()
    tickets = view.documents.tickets(body.tickets)
    later = {ticket for stratum in tickets.strata for ticket in stratum.later}
    adjustments = [e for e in life.adjustments if e.index < before and isinstance(e.body, Adjust)]
    rows = public_rows(pool, tickets, adjustments).in_force
    return frozenset(rank for rank, ticket in enumerate(rows) if ticket in later)
