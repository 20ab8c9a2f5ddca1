"""One draw's page out of the verified ledger."""

from collections.abc import Mapping
from datetime import date

from generator.model import DrawPage, Source, Stratum
from generator.ranks import Ranks
from generator.registry import Registry
from generator.timeline import Timeline
from generator.wording import EXCLUDED, draw_title
from ledger.core import layout
from ledger.core.beacon import round_time
from ledger.core.bodies import Cancel, Snapshot
from ledger.core.checks.report import Check
from ledger.core.draw import Tickets
from ledger.core.life import DrawLife, Life
from ledger.core.policy import Policy
from ledger.core.pool import Pool, stratum_sizes
from ledger.core.published import quarter_plan_of
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.plan import QuarterPlan
from ledger.core.rules.working_days import Calendar

_PUBLIC = Policy().accepted


def _sources(view: Life, draw: DrawLife) -> tuple[Source, ...]:
    signatures = [source.signature for source in draw.draw_body.sources] if draw.draw_body is not None else []
    found = []
    for place, announced in enumerate(draw.body.sources):
        chain = view.chains[announced.chain]
        signature = signatures[place] if place < len(signatures) else ""
        time = round_time(chain, announced.round)
        public = announced.chain in _PUBLIC
        found.append(Source(chain.beacon_id, announced.chain, announced.round, time, signature, public))
    return tuple(found)


def _strata(pool: Pool, tickets: Tickets | None) -> tuple[Stratum, ...]:
    sizes = stratum_sizes(pool)
    lists = {one.name: one for one in tickets.strata} if tickets is not None else {}
    found = []
    for stratum in pool.strata:
        drawn = lists.get(stratum.name)
        order = (drawn.tickets, drawn.later) if drawn is not None else ((), ())
        found.append(Stratum(stratum.name, sizes[stratum.name], stratum.take, *order))
    return tuple(found)


def _files(view: Life, draw: DrawLife) -> tuple[tuple[str, str], ...]:
    snapshot, plan = view.entries[draw.body.snapshot].body, view.entries[draw.body.plan].body
    found = [("抽取单", layout.file(draw.body.order)), ("抽取池", layout.file(draw.body.pool))]
    if draw.draw_body is not None:
        found.append(("签号", layout.file(draw.draw_body.tickets)))
    found.append(("抽查计划", layout.file(str(getattr(plan, "sha256", "")))))
    if isinstance(snapshot, Snapshot):
        found.append(("名录快照", layout.snapshot(snapshot.root)))
    return tuple(found)


def _title(order: DrawOrder, plan: QuarterPlan, area: str) -> str:
    return draw_title(plan.start, plan.end, area, order.classes)


def draw_page(
    view: Life,
    draw: DrawLife,
    registry: Registry,
    areas: Mapping[str, str],
    checks: tuple[Check, ...],
    days: Mapping[int, Calendar],
    as_of: date,
) -> DrawPage:
    """All that the page says. `checks` are those on this draw and its ranks."""
    documents, body = view.documents, draw.body
    pool, order, plan = documents.pool(body.pool), documents.order(body.order), quarter_plan_of(view, draw)
    overdue = frozenset(check.subject for check in checks if (check.name, check.status) == ("draw.disclosed", "late"))
    ranks = Ranks(view, draw, registry, overdue, days) if draw.drawn is not None else None
    rows = ranks.rows() if ranks is not None else ()
    sources, strata = _sources(view, draw), _strata(pool, ranks.tickets if ranks is not None else None)
    late = {check.name for check in checks if check.status == "late"}
    cancel = draw.cancelled.body if draw.cancelled is not None else None
    return DrawPage(
        id=draw.id,
        title=_title(order, plan, areas.get(order.area, order.area)),
        state=draw.state,
        area=areas.get(order.area, order.area),
        plan=plan.name,
        announced=draw.announced.time,
        reveal_by=body.reveal_by,
        sources=sources,
        strata=strata,
        seats=tuple(tuple(sorted(tags)) for tags in pool.seats),
        members=tuple(registry.ref(entity.id) for entity in pool.entities),
        excluded=tuple((registry.ref(one.id), EXCLUDED.get(one.reason, one.reason)) for one in pool.excluded),
        inspectors=len(pool.inspectors),
        without=tuple(pool.without),
        filter=tuple(sorted(order.filter)),
        rows=rows,
        changes=ranks.changes() if ranks is not None else (),
        timeline=Timeline(draw, sources, strata, rows, late, as_of).events(),
        checks=checks,
        files=_files(view, draw),
        drawn=draw.drawn.time if draw.drawn is not None else None,
        revealed=draw.revealed.time if draw.revealed is not None else None,
        cancelled=draw.cancelled.time if draw.cancelled is not None else None,
        cancel_reason=cancel.reason if isinstance(cancel, Cancel) else "",
        seed=ranks.tickets.seed if ranks is not None else "",
        announce_entry=draw.announced.index,
        note=order.note,
        plan_id=plan.id,
        kinds={entity.id: entity.stratum for entity in pool.entities},
        weighted=len({entity.weight for entity in pool.entities}) > 1,
    )
