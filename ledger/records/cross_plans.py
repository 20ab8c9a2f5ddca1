"""What plans and draw orders say of each other, of item lists and beacons: all that needs no ledger.

Whether a draw's pool and numbers follow from registry and ledger is for `announce` and the check `draw.plan` to say.
"""

from dataclasses import replace
from datetime import date

from ledger.core.beacon import round_time
from ledger.core.encoding import DrawId, day_of
from ledger.core.errors import MingchouError
from ledger.core.rules.classes import CLASS_NAMES
from ledger.core.rules.plan import CLASSES
from ledger.core.rules.quotas import GENERAL_RATIO
from ledger.core.rules.seats import OWN, seats_for
from ledger.core.rules.working_days import REVEAL_WITHIN, due
from ledger.records.agency import Agency
from ledger.records.collection import Draft
from ledger.records.item_lists import ItemList
from ledger.records.nodes import Step
from ledger.records.planning import DrawOrder, PlanRow, QuarterPlan, YearPlan

AREA_HINT = "区域代码要先写进 areas.yaml"
_KIND_WORDS = {"own": "本部门", "joint": "联合"}
_CHINESE: dict[str, str] = {kind: name for kind, name in CLASS_NAMES.items() if kind in CLASSES}


def check_planning(draft: Draft) -> None:
    """Every rule below, after filling in what plans and orders take from other records."""
    for id, plan in draft.plans.items():
        draft.plans[id] = _with_settings(draft, plan) if isinstance(plan, YearPlan) else _with_seats(draft, plan)
    if draft.agency is not None:
        resolve_beacons(draft, draft.agency)
    for plan in draft.plans.values():
        if isinstance(plan, YearPlan):
            check_year(draft, plan)
        else:
            check_quarter(draft, plan)
    for order in draft.draws.values():
        check_order(draft, order)


def _with_settings(draft: Draft, plan: YearPlan) -> YearPlan:
    """A yearly plan with the bureau's settings beneath its own."""
    return plan if draft.agency is None else replace(plan, base=draft.agency.rules)


def _with_seats(draft: Draft, plan: QuarterPlan) -> QuarterPlan:
    """R12: a plan whose rows have the seats that follow from their items' lines."""
    rows = []
    for row in plan.rows:
        items = draft.items.get(plan.list_of(row))
        lines = {items.line(item) for item in row.items} - {""} if items is not None else set()
        rows.append(replace(row, seats=seats_for(lines, row.team, tuple(sorted(row.departments)), row.experts)))
    return replace(plan, rows=tuple(rows))


def check_year(draft: Draft, plan: YearPlan) -> None:
    """R8: one line an area; a ratio other than 1:5 has its reason (辖区面积较大、污染源分散的可适当调整抽查比例)."""
    draft.note_repeats(plan.source, ((("区域安排", n, "区域"), a.area) for n, a in enumerate(plan.areas)), "区域重复")
    for n, (area, rule) in enumerate(zip(plan.areas, plan.rule.areas, strict=True)):
        if not draft.knows_area(area.area):
            draft.note(plan.source, ("区域安排", n, "区域"), f"没有区域 {area.area}", AREA_HINT)
        if rule.ratio != GENERAL_RATIO and not area.reason:
            problem = f"一般比例是 {rule.ratio}，不是 {GENERAL_RATIO}，要写“比例理由”"
            hint = "四（二）1：辖区面积较大、污染源分散的可适当调整"
            draft.note(plan.source, ("区域安排", n, "一般比例"), problem, hint)


def check_quarter(draft: Draft, plan: QuarterPlan) -> None:
    """A quarterly plan rests on a yearly one and on item lists of the right kind (R4); one arrangement for each class, area,
    set of tags and set of departments."""
    _check_yearly(draft, plan)
    _check_list(draft, plan, "事项清单", plan.item_list, "own")
    if plan.joint_list:
        _check_list(draft, plan, "联合清单", plan.joint_list, "joint")
    rows = ((("安排", n, "监管类别"), row.rule.key) for n, row in enumerate(plan.rows))
    draft.note_repeats(plan.source, rows, "这个区域的这个监管类别已经有一项同样的安排")
    for n, row in enumerate(plan.rows):
        check_row(draft, plan, n, row)


def _check_yearly(draft: Draft, plan: QuarterPlan) -> None:
    if not draft.has("plans", plan.yearly):
        draft.note(plan.source, ("年度计划",), f"没有计划 {plan.yearly}", f"应有 plans/{plan.yearly}.yaml")
    yearly = draft.plans.get(plan.yearly)
    if yearly is None:
        return
    if not isinstance(yearly, YearPlan):
        draft.note(plan.source, ("年度计划",), f"{plan.yearly} 是季度计划", "写年度计划的编号")
        return
    if yearly.year != plan.year:
        draft.note(plan.source, ("年度计划",), f"{plan.yearly} 是 {yearly.year} 年的计划", "请核对年份和年度计划")
    if plan.quarter < yearly.first_quarter:
        hint = f"年度计划从第 {yearly.first_quarter} 季度起"
        draft.note(plan.source, ("季度",), f"早于年度计划 {plan.yearly} 的起季度", hint)
    for n, row in enumerate(plan.rows):
        if draft.knows_area(row.area) and all(area.area != row.area for area in yearly.areas):
            hint = f"先在 plans/{plan.yearly}.yaml 的“区域安排”里加上"
            draft.note(plan.source, ("安排", n, "区域"), f"年度计划 {plan.yearly} 没有区域 {row.area}", hint)


def _check_list(draft: Draft, plan: QuarterPlan, label: str, id: str, kind: str) -> None:
    if not draft.has("items", id):
        draft.note(plan.source, (label,), f"没有事项清单 {id}", f"应有 items/{id}.yaml")
    items = draft.items.get(id)
    if items is not None and items.kind != kind:
        wanted = _KIND_WORDS[kind]
        draft.note(
            plan.source, (label,), f"清单 {id} 的类型是{_KIND_WORDS[items.kind]}，不是{wanted}", f"写一份类型为{wanted}的清单"
        )


def check_row(draft: Draft, plan: QuarterPlan, n: int, row: PlanRow) -> None:
    """A row's area and items exist; a joint row has other departments and a joint list."""
    if not draft.knows_area(row.area):
        draft.note(plan.source, ("安排", n, "区域"), f"没有区域 {row.area}", AREA_HINT)
    _check_departments(draft, plan, ("安排", n), row.departments)
    if row.departments and not plan.joint_list:
        draft.note(plan.source, ("安排", n, "部门"), "联合抽查要有“联合清单”", "在计划里写明依据哪一份联合清单")
    items = draft.items.get(plan.list_of(row))
    known = None if items is None else {item.id for item in items.items}
    for k, item in enumerate(row.items):
        if known is not None and item not in known:
            draft.note(plan.source, ("安排", n, "事项", k), f"清单 {plan.list_of(row)} 没有事项 {item}", "请核对事项编号")


def _check_departments(
    draft: Draft, record: QuarterPlan | DrawOrder, steps: tuple[Step, ...], departments: tuple[str, ...]
) -> None:
    for n, department in enumerate(departments):
        if department == OWN:
            draft.note(record.source, (*steps, "部门", n), f"“{OWN}”是本部门", "只写参加联合抽查的其他部门")


def check_order(draft: Draft, order: DrawOrder) -> None:
    """A draw order names a plan, areas, classes with an arrangement each, beacons and earlier draws that exist."""
    for label, areas in (("区域", (order.area,)), ("检查人员区域", order.inspector_areas)):
        for n, area in enumerate(areas):
            if not draft.knows_area(area):
                draft.note(order.source, (label, n), f"没有区域 {area}", AREA_HINT)
    _check_departments(draft, order, (), order.departments)
    check_organiser(draft, order)
    if order.filter and not order.reason:
        draft.note(order.source, ("标签",), "定向抽查要写“定向理由”", "四（一）：特定时段、特定行业、特定区域")
    if order.reason and not order.filter:
        draft.note(order.source, ("定向理由",), "没有标签，不是定向抽查", "写出标签，或删掉定向理由")
    if not draft.has("plans", order.plan):
        draft.note(order.source, ("计划",), f"没有计划 {order.plan}", f"应有 plans/{order.plan}.yaml")
    plan = draft.plans.get(order.plan)
    if isinstance(plan, YearPlan):
        draft.note(order.source, ("计划",), f"{order.plan} 是年度计划", "抽取依据季度计划，写季度计划的编号")
    elif plan is not None:
        _check_rows(draft, order, plan)
        _check_reveal(draft, order, plan)
        _check_without(draft, order, plan)


def check_organiser(draft: Draft, order: DrawOrder) -> None:
    """R1: an area draws for itself, the bureau for any."""
    allowed = {order.area} | ({draft.agency.code} if draft.agency is not None else set())
    if order.organiser and draft.agency is not None and order.organiser not in allowed:
        hint = f"由本区域组织的不写，由支队组织的写 {draft.agency.code}"
        draft.note(order.source, ("组织",), f"{order.organiser} 不能组织区域 {order.area} 的抽取", hint)


def _check_rows(draft: Draft, order: DrawOrder, plan: QuarterPlan) -> None:
    """Each class has its arrangement, and those that are drawn together ask for the same seats."""
    seats = None
    sort = "定向" if order.filter else "联合" if order.departments else "常规"
    for n, kind in enumerate(order.classes):
        row, name = plan.row(order, kind), _CHINESE[kind]
        if row is None:
            hint = f"先在 plans/{plan.id}.yaml 里加一项安排，标签和部门与抽取单相同"
            draft.note(order.source, ("监管类别", n), f"计划 {plan.id} 没有区域 {order.area} {name}的{sort}安排", hint)
            continue
        if seats is not None and row.seats != seats:
            draft.note(order.source, ("监管类别", n), f"{name}的席位与前面的类别不同", "席位不同的分成两批")
        seats = row.seats


def _check_reveal(draft: Draft, order: DrawOrder, plan: QuarterPlan) -> None:
    """Protocol, "Reveal": `reveal_by` is at most 20 working days after the plan's period.

    A date that rests on a year without a calendar is left to the announcement."""
    last = due(plan.end, REVEAL_WITHIN, draft.rule_calendars())
    if not last.provisional and order.reveal_by > last.day:
        hint = f"计划期（至 {plan.end}）后 {REVEAL_WITHIN} 个工作日以内"
        draft.note(order.source, ("揭示期限",), f"最迟为 {last.day}", hint)


def _check_without(draft: Draft, order: DrawOrder, plan: QuarterPlan) -> None:
    """R9: 不重复 names other draws, and in a regular draw of 重点 those of this area and year.

    Whether it names all that were held, the ledger tells."""
    regular_key = order.rule.regular and "key" in order.classes
    for n, other in enumerate(order.without):
        if other == order.draw or not draft.has("draws", other):
            draft.note(order.source, ("不重复", n), f"没有另一个批次 {other}", f"应有 draws/{other}.yaml")
            continue
        theirs = draft.draws.get(other)
        their_plan = draft.plans.get(theirs.plan) if theirs is not None else None
        if not regular_key or theirs is None or not isinstance(their_plan, QuarterPlan):
            continue
        if (theirs.area, their_plan.year) != (order.area, plan.year):
            problem = f"{other} 不是本区域 {plan.year} 年的批次"
            draft.note(order.source, ("不重复", n), problem, "重点监管对象只避开本区域当年已抽的批次（四（二）2）")


def resolve_beacons(draft: Draft, agency: Agency) -> None:
    """Each beacon that a draw order names is one of the agency's; its hash is filled in. The reveal is after the round."""
    for draw, order in draft.draws.items():
        sources = []
        for n, source in enumerate(order.sources):
            chain = agency.chain(source.chain)
            if chain is None:
                names = "、".join(chain.beacon_id for chain in agency.beacons)
                draft.note(order.source, ("信标", n, "链"), f"agency.yaml 没有信标 {source.chain}", f"可用的有 {names}")
                continue
            sources.append(replace(source, hash=chain.hash))
            try:
                out = day_of(round_time(chain, source.round))
            except MingchouError as error:
                draft.note(order.source, ("信标", n, "轮次"), error.problem, "请核对轮次")
                continue
            if order.reveal_by < out:
                draft.note(order.source, ("揭示期限",), f"早于信标轮次之日 {out}", "请核对揭示期限和轮次")
        pairs = ((("信标", n), (s.hash, s.round)) for n, s in enumerate(sources))
        draft.note_repeats(order.source, pairs, "同一轮写了两次")
        if len(sources) == len(order.sources):
            draft.draws[draw] = replace(order, sources=tuple(sources))


def last_round(draft: Draft, draw: DrawId) -> date | None:
    """The day of the last beacon round of a draw, where it is known."""
    days, order = [], draft.draws.get(draw)
    for source in order.sources if order is not None else ():
        chain = draft.agency.chain(source.chain) if draft.agency is not None else None
        try:
            days += [] if chain is None else [day_of(round_time(chain, source.round))]
        except MingchouError:
            return None
    return max(days, default=None)


def list_and_row(draft: Draft, draw: DrawId) -> tuple[ItemList | None, PlanRow | None]:
    """The item list and the first arrangement that a draw rests on, as far as they can be read."""
    order = draft.draws.get(draw)
    plan = draft.plans.get(order.plan) if order is not None else None
    row = plan.row(order, order.classes[0]) if order is not None and isinstance(plan, QuarterPlan) else None
    return (None, None) if row is None or not isinstance(plan, QuarterPlan) else (draft.items.get(plan.list_of(row)), row)
