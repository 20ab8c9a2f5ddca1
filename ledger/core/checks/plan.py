"""Check `draw.plan`: the announcement follows from plan, order, registry and the year so far by the rules. The command alone
makes it."""

from ledger.core.checks.report import Status
from ledger.core.encoding import day_of
from ledger.core.errors import FormError
from ledger.core.history import Expired, past_of
from ledger.core.life import DrawLife, Life
from ledger.core.pool import Pool
from ledger.core.published import (
    calendars,
    item_list_of,
    january_snapshot,
    newest,
    quarter_plan_of,
    snapshot_at,
    yearly_plan_of,
)
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.plan import PlanRow, QuarterPlan, YearPlan
from ledger.core.rules.pool import class_problem, make_pool, officers
from ledger.core.rules.seats import seats_for
from ledger.core.rules.working_days import REVEAL_WITHIN, due


def check_plan(view: Life, life: DrawLife, pool: Pool) -> tuple[Status, str]:
    """Recompute the pool from what was published before the announcement, and compare all of it."""
    body, before = life.body, life.announced.index
    plan, order = quarter_plan_of(view, life), view.documents.order(body.order)
    yearly = yearly_plan_of(view, plan, before)
    _refuse_late_start(view, yearly)
    _refuse_superseded(view, life, plan)
    _refuse_other_organiser(view, order)
    if (order.draw, order.plan) != (body.draw, plan.id):
        raise FormError(f"抽取单写的是批次 {order.draw}、计划 {order.plan}，公告的是 {body.draw}、{plan.id}")
    if order.sources != body.sources or order.reveal_by != body.reveal_by:
        raise FormError("抽取单的信标轮次或揭示期限与公告不同")
    for kind in order.classes:
        refuse_other_seats(view, plan, plan.row(order.area, kind, order.filter, order.departments), before)
    refuse_other_officers(view, yearly, order)
    _refuse_other_classes(view, life, order)
    try:
        past = past_of(view, order.area, plan.year, before)
    except Expired as error:
        return "unproven", f"{error}，抽取池不能再按规则重算"
    _compare(make_pool(order, plan, yearly, snapshot_at(view, body.snapshot), past), pool)
    last = due(plan.end, REVEAL_WITHIN, calendars(view, before))
    if body.reveal_by > last.day:
        raise FormError(f"揭示期限 {body.reveal_by} 晚于计划期满后第 {REVEAL_WITHIN} 个工作日 {last.day}")
    return "pass", f"由计划 {plan.id}、抽取单和快照重算的抽取池相同；揭示期限 {body.reveal_by} 不晚于 {last.day}"


def _refuse_late_start(view: Life, yearly: YearPlan) -> None:
    """R9: a year's quotas count from its first quarter; in the year in which the ledger begins, from the next one at latest."""
    begun = day_of(view.entries[0].time)
    latest = (begun.month + 2) // 3 + 1 if begun.year == yearly.year else 1
    if yearly.first_quarter > latest:
        raise FormError(f"年度计划 {yearly.id} 自第 {yearly.first_quarter} 季度起算，最迟应自第 {latest} 季度起算")


def _refuse_superseded(view: Life, life: DrawLife, plan: QuarterPlan) -> None:
    """R4, R5: an announcement rests on the newest plan and the newest snapshot, never on one that suits it better."""
    before = life.announced.index
    found = newest(view, "plan", plan.id, before)
    if found is None or found[0] != life.body.plan:
        raise FormError(f"公告依据的第 {life.body.plan} 号条目不是计划 {plan.id} 当时最新的一版")
    snapshots = [entry.index for entry in view.snapshots if entry.index < before]
    if life.body.snapshot != max(snapshots, default=None):
        raise FormError(f"公告依据的第 {life.body.snapshot} 号条目不是当时最新的名录快照")


def _refuse_other_organiser(view: Life, order: DrawOrder) -> None:
    """R1: 各区县（市）生态环境分局 draws for its own area, and 支队, the ledger's agency, for any."""
    agency = view.genesis.agency_code if view.genesis is not None else ""
    if order.organiser not in (order.area, agency):
        raise FormError(f"{order.organiser} 不能组织区域 {order.area} 的抽取")


def refuse_other_seats(view: Life, plan: QuarterPlan, row: PlanRow, before: int | None) -> None:
    """R12: seats follow from the items' lines, the departments and the experts; R4: joint rows from the joint list."""
    id, kind = (plan.joint_list, "joint") if row.departments else (plan.item_list, "own")
    items = item_list_of(view, id, before)
    if items.kind != kind:
        raise FormError(f"计划 {plan.id} 区域 {row.area} 依据的事项清单 {id} 类型不对")
    lines = {items.item(id).line for id in row.items} - {""}
    if row.seats != seats_for(lines, row.team, row.departments, row.experts):
        raise FormError(f"计划 {plan.id} 区域 {row.area} 的席位与事项所属专业推出的不同")


def refuse_other_officers(view: Life, yearly: YearPlan, order: DrawOrder) -> None:
    """R8: certificate holders on 1 January, as the registry shows them."""
    registry = january_snapshot(view, yearly.year)
    if registry is None or not order.regular or "general" not in order.classes:
        return
    counted, planned = officers(registry, order.area), yearly.area(order.area).officers
    if counted != planned:
        raise FormError(f"区域 {order.area} 年初在岗执法人员按名录是 {counted} 名，年度计划写的是 {planned} 名")


def _refuse_other_classes(view: Life, life: DrawLife, order: DrawOrder) -> None:
    """R5: each class in the area is the one that follows from the facts on the announcement's day, also of those who are
    not in the pool: a wrong class is how one would be kept out of it."""
    for id, record in snapshot_at(view, life.body.snapshot).entities.items():
        problem = class_problem(record, id, day_of(life.announced.time)) if record.get("area") == order.area else None
        if problem is not None:
            raise FormError(problem)


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
