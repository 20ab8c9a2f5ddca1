"""What can be recomputed of a draw: its seed from the sources, the ticket in force at each rank, and, once the master is
known, every nonce, ticket and row (protocol, "Draw", "Adjust", "Reveal")."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ledger.core.beacon import verify_round
from ledger.core.bodies import Adjust
from ledger.core.draw import Tickets, cut, seed
from ledger.core.encoding import Digest, DrawId, EntityId, Hash, InspectorId
from ledger.core.entry import Entry
from ledger.core.errors import FormError
from ledger.core.held import HeldDraw, hold
from ledger.core.life import DrawLife, Life, RankLife
from ledger.core.pool import Pool
from ledger.core.team import Row, Rows
from ledger.core.tree import Run

Masters = Callable[[DrawId], bytes]
"""The master secret of a draw: from its reveal, or from an officer's sealed copy. Raises `FormError` where unknown."""
Named = Callable[[Row, Entry], InspectorId]
"""Who an ``appointed`` adjustment named, given the row in force and the entry."""
Known = dict[DrawId, HeldDraw]
"""Draws of ``without`` that were held already, with the masters of one caller."""


def source_values(view: Life, life: DrawLife) -> list[Hash]:
    """The values of a draw's sources, each verified against the announced chain."""
    body = life.draw_body
    if body is None:
        raise FormError("还没有抽")
    if len(body.sources) != len(life.body.sources):
        raise FormError("信标轮次的个数与公告不同")
    values = []
    for announced, drawn in zip(life.body.sources, body.sources, strict=True):
        if announced.round != drawn.round:
            raise FormError(f"用的是第 {drawn.round} 轮，公告的是第 {announced.round} 轮")
        if announced.chain not in view.chains:
            raise FormError(f"信标链 {announced.chain} 未在创世条目中声明")
        values.append(verify_round(view.chains[announced.chain], drawn.round, drawn.signature))
    return values


def draw_seed(view: Life, life: DrawLife) -> Hash:
    """The public seed of a draw."""
    return seed(life.announced.leaf, source_values(view, life))


@dataclass(frozen=True)
class PublicRows:
    """The tickets of the rows, without knowing whose they are: by rank, in force; and of each row given up, by entry."""

    in_force: list[Digest | None]
    given_up: dict[int, Digest]


def public_rows(pool: Pool, tickets: Tickets, adjustments: Iterable[Entry]) -> PublicRows:
    """Follow ``closed`` and ``void`` through the public tickets: each takes the next ticket of its stratum."""
    drawn = cut(pool, tickets)
    in_force: list[Digest | None] = [one.ticket for one in drawn]
    left = {stratum.name: list(stratum.sequence) for stratum in tickets.strata}
    for one in drawn:
        left[one.stratum].remove(one.ticket)
    given_up = {}
    for entry in adjustments:
        body = entry.body
        if isinstance(body, Adjust) and body.kind in ("closed", "void") and body.rank < len(drawn):
            before = in_force[body.rank]
            if before is not None:
                given_up[entry.index] = before
            reserves = left[drawn[body.rank].stratum]
            in_force[body.rank] = reserves.pop(0) if reserves else None
    return PublicRows(in_force, given_up)


def seat_adjustments(rank: RankLife, given_up: Entry | None) -> list[Adjust]:
    """The adjustments made to seats while a row was in force: the last row, or the one that `given_up` gave up."""
    return [entry.body for entry in rank.seat_changes(given_up) if isinstance(entry.body, Adjust)]


def _unnamed(row: Row, entry: Entry) -> InspectorId:
    """Stands for whoever was appointed, where only the entity of the row matters."""
    return InspectorId(f"appointed-{entry.index}")


def follow(pool: Pool, held: HeldDraw, life: DrawLife, before: int, named: Named = _unnamed) -> Rows:
    """The rows in force after the adjustments of entries with an index below `before`."""
    rows = Rows(pool, held)
    for entry in life.adjustments:
        if entry.index < before and isinstance(entry.body, Adjust):
            rows.apply(entry.body, lambda row, entry=entry: named(row, entry))  # type: ignore[misc]
    return rows


def hold_draw(
    view: Life, life: DrawLife, masters: Masters, source: Hash | None = None, run: Run = map, known: Known | None = None
) -> HeldDraw:
    """The whole draw from its master. `source` is the seed where the draw's entry is not written yet; `known` remembers the
    draws of `without`, which the later draws of a year all rest on."""
    if life.pool is None:
        raise FormError("抽取池读不到")
    value = draw_seed(view, life) if source is None else source
    later = later_entities(view, life, masters, {} if known is None else known)
    return hold(life.pool, masters(life.body.draw), value, later, run)


def later_entities(view: Life, life: DrawLife, masters: Masters, known: Known) -> frozenset[EntityId]:
    """Entities in force in a draw of ``without`` when this one was announced.

    Each draw that it rests on is held once, the earliest first: a year's draws name one another, and to hold each anew for
    every way that leads to it takes twice as long with every draw.
    """
    for other in _rested_on(view, life):
        if other.body.draw not in known:
            pool = view.documents.pool(other.body.pool)
            later = _in_force(view, other, known)
            known[other.body.draw] = hold(pool, masters(other.body.draw), draw_seed(view, other), later)
    return _in_force(view, life, known)


def _rested_on(view: Life, life: DrawLife) -> list[DrawLife]:
    """The draws of ``without``, those of theirs and so on, in the order of their announcements."""
    found: dict[DrawId, DrawLife] = {}
    waiting = [life]
    while waiting:
        one = waiting.pop()
        for id in one.pool.without if one.pool is not None else ():
            other = view.draws.get(id)
            if other is None or other.pool is None or other.drawn is None or other.drawn.index >= one.announced.index:
                raise FormError(f"不重复抽取的批次 {id} 在公告时还没有抽")
            if id not in found:
                found[id] = other
                waiting.append(other)
    return sorted(found.values(), key=lambda other: other.announced.index)


def _in_force(view: Life, life: DrawLife, known: Known) -> frozenset[EntityId]:
    """Who was in force in a draw of ``without`` when this one was announced, out of those that are held."""
    found: set[EntityId] = set()
    for id in life.pool.without if life.pool is not None else ():
        other = view.draws[id]
        if id not in known or other.pool is None:
            raise FormError(f"不重复抽取的批次 {id} 在公告时还没有抽")
        rows = follow(other.pool, known[id], other, life.announced.index)
        found.update(row.entity for row in rows.all() if row is not None)
    return frozenset(found)
