"""Check `draw.plan`: the announcement follows from plan, order and snapshot by the rules. The command alone makes it."""

from ledger.core.checks.report import Status
from ledger.core.errors import FormError
from ledger.core.life import DrawLife, Life
from ledger.core.pool import Pool
from ledger.core.published import calendars, plan_of, snapshot_at
from ledger.core.rules.pool import make_pool
from ledger.core.rules.working_days import REVEAL_WITHIN, due


def check_plan(view: Life, life: DrawLife, pool: Pool) -> tuple[Status, str]:
    """Recompute the pool from the published plan, order and snapshot, and compare all of it."""
    body = life.body
    plan, order = plan_of(view, life), view.documents.order(body.order)
    if (order.draw, order.plan) != (body.draw, plan.id):
        raise FormError(f"抽取单写的是批次 {order.draw}、计划 {order.plan}，公告的是 {body.draw}、{plan.id}")
    if order.sources != body.sources or order.reveal_by != body.reveal_by:
        raise FormError("抽取单的信标轮次或揭示期限与公告不同")
    _compare(make_pool(order, plan, snapshot_at(view, body.snapshot)), pool)
    last = due(plan.end, REVEAL_WITHIN, calendars(view))
    if body.reveal_by > last.day:
        raise FormError(f"揭示期限 {body.reveal_by} 晚于计划期满后第 {REVEAL_WITHIN} 个工作日 {last.day}")
    return "pass", f"由计划 {plan.id}、抽取单和快照重算的抽取池相同；揭示期限 {body.reveal_by} 不晚于 {last.day}"


def _compare(computed: Pool, announced: Pool) -> None:
    """Raises `FormError` that names the first part that differs."""
    parts = (
        ("检查对象", computed.entities, announced.entities),
        ("排除名单", computed.excluded, announced.excluded),
        ("检查人员", computed.inspectors, announced.inspectors),
        ("席位", computed.seats, announced.seats),
        ("各层抽取数", computed.strata, announced.strata),
        ("不重复抽取的批次", computed.without, announced.without),
    )
    for what, mine, theirs in parts:
        if mine != theirs:
            raise FormError(f"抽取池的{what}与按规则重算的不同")
