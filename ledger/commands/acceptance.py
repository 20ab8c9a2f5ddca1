"""Whether an announcement would be accepted, and if not, which rule stands against it and what to do.

`announce` asks before it writes, `check` asks of every draw order that is still to be announced. Nothing is put right
silently: a list that a rule fixes is told, and staff write it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.core import layout
from ledger.core.bodies import Announce, Body
from ledger.core.checks.plan import check_plan
from ledger.core.draw import commitment
from ledger.core.encoding import Digest, sha256
from ledger.core.errors import FormError
from ledger.core.history import Expired, past_of
from ledger.core.life import Life
from ledger.core.owed.duty import name_of, told
from ledger.core.owed.quotas import TIMES_OWED
from ledger.core.pool import Pool, format_pool, infeasible, rank_strata
from ledger.core.published import calendars, quarter_plan_of
from ledger.core.rules.order import DrawOrder, format_order
from ledger.core.rules.past import Past
from ledger.core.rules.plan import QuarterPlan, YearPlan
from ledger.core.rules.pool import CAPPED, make_pool, required_without
from ledger.core.rules.working_days import REVEAL_WITHIN, Calendar, due
from ledger.core.snapshot import RegistrySnapshot
from ledger.storage.signing import life_after


class NotAccepted(FormError):
    """An announcement that a rule stands against. `field` is the key of the draw order to look at."""

    def __init__(self, field: str, problem: str, hint: str) -> None:
        super().__init__(problem, hint=hint)
        self.field = field


@dataclass(frozen=True)
class Asked:
    """What one announcement rests on."""

    order: DrawOrder
    plan: QuarterPlan
    yearly: YearPlan
    registry: RegistrySnapshot


def accepted_pool(view: Life, asked: Asked, days: Mapping[int, Calendar] | None = None) -> Pool:
    """The pool to announce as the next entry. Raises `NotAccepted`."""
    order, plan = asked.order, asked.plan
    _refuse_late_reveal(order, plan, calendars(view) if days is None else days)
    _refuse_drawn(view, order, plan)
    past = past_for(view, asked)
    _refuse_other_without(view, order, past)
    try:
        pool = make_pool(order, plan, asked.yearly, asked.registry, past)
    except FormError as error:
        raise NotAccepted(*_placed(order, error)) from error
    if not rank_strata(pool):
        raise NotAccepted("区域", f"批次 {order.draw} 的抽取池里没有可抽的检查对象", "请核对区域、监管类别和标签")
    short = infeasible(pool)
    if short is not None:
        seat = f"第 {short.seat + 1} 席（{'、'.join(sorted(pool.seats[short.seat]))}）"
        hint = "请增加检查人员区域，减少事项的专业或组员数，或补充名录（四（四））"
        raise NotAccepted("检查人员区域", f"{seat}的检查人员不够：遇到 {short.entity} 时可能无人可抽", hint)
    return pool


def past_for(view: Life, asked: Asked) -> Past:
    """The year so far. Raises `NotAccepted` where it cannot be told any more."""
    try:
        return past_of(view, asked.order.area, asked.plan.year, len(view.entries))
    except Expired as error:
        raise NotAccepted("计划", f"{error.problem}，本年度的抽取不能再按规则推算", "请改用新年度的计划") from error


def _refuse_late_reveal(order: DrawOrder, plan: QuarterPlan, days: Mapping[int, Calendar]) -> None:
    last = due(plan.end, REVEAL_WITHIN, days)
    if order.reveal_by > last.day:
        hint = f"计划期 {plan.end} 满后 {REVEAL_WITHIN} 个工作日以内"
        raise NotAccepted("揭示期限", f"揭示期限 {order.reveal_by} 晚于 {told(last)}", hint)


def _refuse_drawn(view: Life, order: DrawOrder, plan: QuarterPlan) -> None:
    """四(一): one arrangement of one published version of a plan is drawn once. Drawn again and again, one could choose the list
    that pleases; who needs more publishes the plan anew, for all to see."""
    for life in view.draws.values():
        other = view.documents.order(life.body.order)
        same = (other.area, other.filter, other.departments) == (order.area, order.filter, order.departments)
        kinds = [kind for kind in order.classes if kind in other.classes]
        if life.id == order.draw or life.drawn is None or not same or not kinds or quarter_plan_of(view, life) != plan:
            continue
        names = "、".join(name_of(kind) for kind in kinds)
        problem = f"计划 {plan.id} 里{names}的这一项安排，批次 {life.id} 已经抽了"
        raise NotAccepted("监管类别", problem, "同一版计划的一项安排只抽一次；确要再抽，先修改计划写明理由，重新公布")


def _refuse_other_without(view: Life, order: DrawOrder, past: Past) -> None:
    """R9: the list is fixed, and still for staff to write: it is announced under their names."""
    wanted = required_without(order, past)
    if tuple(order.without) != tuple(wanted):
        listed = "、".join(wanted) or "（空，删去这一项）"
        problem = f"抽重点监管对象，今年还没查过的要先抽，不重复抽取的批次须恰为：{listed}（四（二）2）"
        raise NotAccepted("不重复", problem, f"请把“不重复”写成：{listed}")
    unheld = [id for id in order.without if id not in view.draws or view.draws[id].drawn is None]
    if unheld:
        raise NotAccepted("不重复", f"批次 {'、'.join(unheld)} 还没有抽", "只写已经抽过的批次")


def _placed(order: DrawOrder, error: FormError) -> tuple[str, str, str]:
    """Where in the draw order an error of the rules belongs, and what to do about it."""
    if order.filter:
        return "标签", f"{error.problem}（四（一））", error.hint or "请减少标签，或改为不定向；定向的要写明定向理由"
    if "理由" in error.problem:
        return "计划", error.problem, error.hint or "请在计划里补足抽取数，或写明理由（四（二）1）"
    return "计划", error.problem, error.hint or "请修改计划或抽取单"


def announcement(
    asked: Asked, pool: Pool, master: bytes, nonces: Digest, plan: int, snapshot: int
) -> tuple[Announce, dict[str, bytes]]:
    """The body of an announcement and the files that it calls for. `nonces` is the root of the tree of nonces, `plan` and
    `snapshot` are the indexes of their entries."""
    pool_file, order_file = format_pool(pool), format_order(asked.order)
    body = Announce(
        draw=pool.draw,
        master=commitment(pool.draw, master),
        nonces=nonces,
        order=sha256(order_file),
        plan=plan,
        pool=sha256(pool_file),
        reveal_by=asked.order.reveal_by,
        snapshot=snapshot,
        sources=asked.order.sources,
    )
    return body, {layout.file(sha256(data)): data for data in (pool_file, order_file)}


def rehearse(view: Life, bodies: Sequence[Body], files: Mapping[str, bytes], time: datetime) -> None:
    """Write the entries nowhere, and make of the last, an announcement, the check that every verifier will make of it.

    Raises `NotAccepted`: nothing is announced that would fail ``draw.plan`` for ever after.
    """
    after, problems = life_after(view, bodies, files, time)
    announce = bodies[-1]
    try:
        if problems:
            raise problems[0]
        assert isinstance(announce, Announce)  # noqa: S101  as asked for above
        status, evidence = check_plan(after, after.draws[announce.draw], after.documents.pool(announce.pool))
        if status != "pass":
            raise FormError(evidence)
    except FormError as error:
        hint = error.hint or "请按这条规则修改计划、抽取单或名录"
        raise NotAccepted("", f"按规则不能公告：{error.problem}", hint) from error


def notes(asked: Asked, past: Past, pool: Pool) -> Iterator[str]:
    """Where the yearly cap meets the quotas in this draw, and which gives way, as the yearly plan has it."""
    cap = asked.yearly.settings.cap
    if cap is None or not asked.order.regular:
        return
    capped = [one.id for one in pool.excluded if one.reason == CAPPED]
    if capped:
        yield f"{len(capped)} 家今年已查满 {cap.times} 次（{cap.source}），年度计划写明抽查比例让位，不进抽取池"
    members = {entity.id for entity in pool.entities}
    over = [id for id in members if past.inspected.get(id, 0) >= cap.times]
    if over:
        yield f"{len(over)} 家今年已查满 {cap.times} 次（{cap.source}），年度计划写明频次上限让位，仍在抽取池"
    for kind in asked.order.classes:
        if cap.times < TIMES_OWED[kind]:
            yield f"{name_of(kind)}每年至少应查 {TIMES_OWED[kind]} 次，频次上限是 {cap.times} 次（{cap.source}）"
