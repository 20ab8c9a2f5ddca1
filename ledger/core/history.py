"""The year so far, as it was public when an entry was written: which draws were held, who was opened, what is still sealed.

It looks only at entries below an index, so that the verifier finds later what the signer found then.
"""

from collections import Counter
from collections.abc import Iterator

from ledger.core import layout
from ledger.core.bodies import Adjust
from ledger.core.encoding import DrawId, EntityId
from ledger.core.errors import FormError
from ledger.core.life import DrawLife, Life, RankLife
from ledger.core.pool import Pool, rank_strata
from ledger.core.published import quarter_plan_of
from ledger.core.recompute import public_rows
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.past import Past

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


def past_of(view: Life, area: str, year: int, before: int) -> Past:
    """Everything that earlier draws of the area and year mean for one announced by entry `before`."""
    held: list[DrawId] = []
    sealed_class: dict[EntityId, str] = {}
    opened: dict[str, set[EntityId]] = {}
    sealed: Counter[str] = Counter()
    inspected: Counter[EntityId] = Counter()
    clean: set[EntityId] = set()
    for life, order, pool in draws_of_year(view, area, year, before):
        held.append(life.body.draw)
        if life.revealed is None or life.revealed.index >= before:
            sealed_class.update({entity.id: entity.stratum for entity in pool.entities})
        strata = rank_strata(pool)
        repeats = _repeats(view, life, pool, before)
        for rank in life.ranks.values():
            kind = strata[rank.rank]
            if not ended_before(rank, before):
                sealed[kind] += rank.rank not in repeats
            elif rank.status != "void":
                entity = opened_entity(view, life, rank)
                opened.setdefault(kind, set()).add(entity)
                inspected[entity] += 1
                if order.superior and outcome_of(view, life, rank, before) == CLEAN:
                    clean.add(entity)
    return Past(
        held=tuple(sorted(held)),
        sealed_class=sealed_class,
        opened={kind: frozenset(entities) for kind, entities in opened.items()},
        sealed=dict(sealed),
        superior_clean=frozenset(clean),
        inspected=dict(inspected),
    )


def _repeats(view: Life, life: DrawLife, pool: Pool, before: int) -> set[int]:
    """The ranks whose ticket stands in ``later``: their entities were drawn before in the same year, and count once."""
    body = life.draw_body
    if body is None or not pool.without:
        return set()
    tickets = view.documents.tickets(body.tickets)
    later = {ticket for stratum in tickets.strata for ticket in stratum.later}
    adjustments = [e for e in life.adjustments if e.index < before and isinstance(e.body, Adjust)]
    rows = public_rows(pool, tickets, adjustments).in_force
    return {rank for rank, ticket in enumerate(rows) if ticket in later}
