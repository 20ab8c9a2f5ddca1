"""What records say of each other. Each function holds one rule, and notes every place where it is broken."""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import date

from ledger.core.beacon import round_time
from ledger.core.encoding import day_of
from ledger.core.errors import MingchouError
from ledger.core.rules.plan import LEAST_TEAM
from ledger.core.rules.working_days import REVEAL_WITHIN, due
from ledger.records.agency import Agency
from ledger.records.collection import Draft
from ledger.records.forms import CLASS_WORDS
from ledger.records.nodes import Source, Step
from ledger.records.planning import DrawOrder, Plan
from ledger.records.registry import Entity, Inspector
from ledger.records.results import ResultFile

CLASS_NAMES = {english: chinese for chinese, english in CLASS_WORDS.items()}
_AREA_HINT = "区域代码要先写进 areas.yaml"


def check_all(draft: Draft) -> None:
    """Every rule below."""
    if draft.agency is not None:
        check_agency(draft, draft.agency)
        resolve_beacons(draft, draft.agency)
    check_unique_names(draft)
    for entity in draft.entities.values():
        check_place(draft, entity)
    for inspector in draft.inspectors.values():
        check_place(draft, inspector)
        check_recusals(draft, inspector)
    check_calendars(draft)
    for plan in draft.plans.values():
        check_plan(draft, plan)
    for order in draft.draws.values():
        check_order(draft, order)
    for result in draft.results.values():
        check_result(draft, result)


def _repeats(draft: Draft, source: Source, values: Iterable[tuple[tuple[Step, ...], Hashable]], problem: str) -> None:
    seen: set[Hashable] = set()
    for steps, value in values:
        if value in seen:
            draft.note(source, steps, problem, "只留一个，或改成不同的")
        seen.add(value)


def check_unique_names(draft: Draft) -> None:
    """Areas, and the items of one list, are told apart by code and by name. (Enterprises and people may share a name:
    they are told apart by code.)"""
    if draft.areas is not None:
        areas, source = draft.areas.areas, draft.areas.source
        _repeats(draft, source, ((("区域", n, "代码"), a.code) for n, a in enumerate(areas)), "区域代码重复")
        _repeats(draft, source, ((("区域", n, "名称"), a.name) for n, a in enumerate(areas)), "区域名称重复")
    for found in draft.items.values():
        rows, source = found.items, found.source
        _repeats(draft, source, ((("事项", n, "编号"), row.id) for n, row in enumerate(rows)), "事项编号重复")
        _repeats(draft, source, ((("事项", n, "名称"), row.name) for n, row in enumerate(rows)), "事项名称重复")


def check_place(draft: Draft, record: Entity | Inspector) -> None:
    """An entity and an inspector lie in the folder of their area, and the area exists."""
    if not draft.knows_area(record.area):
        draft.note(record.source, ("区域",), f"没有区域 {record.area}", _AREA_HINT)
    elif record.source.folder != record.area:
        draft.note(record.source, ("区域",), f"与所在文件夹 {record.source.folder} 不一致", "改区域，或把文件移到对应的文件夹")


def check_recusals(draft: Draft, inspector: Inspector) -> None:
    """四(四): an inspector recuses from entities that exist; a wrong code would leave the conflict standing."""
    for n, code in enumerate(inspector.recuse):
        if not draft.has("entities", code):
            draft.note(inspector.source, ("回避", n), f"名录里没有检查对象 {code}", "请核对统一社会信用代码")


def check_calendars(draft: Draft) -> None:
    """The days of a calendar lie in its year; make-up days are weekend days, and none of them is off too."""
    for calendar in draft.calendars.values():
        for label, days in (("放假", calendar.off), ("上班", calendar.work)):
            for n, day in enumerate(days):
                if day.year != calendar.year:
                    draft.note(calendar.source, (label, n), f"{day} 不在 {calendar.year} 年", "请照通知核对")
        for n, day in enumerate(calendar.work):
            if day in calendar.off:
                draft.note(calendar.source, ("上班", n), f"{day} 同时写在放假里", "请照通知核对")
            elif day.weekday() < 5:
                draft.note(calendar.source, ("上班", n), f"{day} 不是周末，本来就上班", "只写调休上班的周末")


def check_plan(draft: Draft, plan: Plan) -> None:
    """A plan rests on an item list that exists; one arrangement per area and class, its items in the list, its team of
    two at least (五(一): 每个检查组不少于2人)."""
    if plan.end < plan.start:
        draft.note(plan.source, ("止",), f"早于起日 {plan.start}", "请核对起止日期")
    if not draft.has("items", plan.item_list):
        draft.note(plan.source, ("事项清单",), f"没有事项清单 {plan.item_list}", f"应有 items/{plan.item_list}.yaml")
    items = draft.items.get(plan.item_list)
    known = None if items is None else {row.id for row in items.items}
    pairs = ((("安排", n, "监管类别"), (row.area, row.kind)) for n, row in enumerate(plan.rows))
    _repeats(draft, plan.source, pairs, "这个区域的这个监管类别已经有一项安排")
    for n, row in enumerate(plan.rows):
        if not draft.knows_area(row.area):
            draft.note(plan.source, ("安排", n, "区域"), f"没有区域 {row.area}", _AREA_HINT)
        if len(row.seats) < LEAST_TEAM:
            draft.note(plan.source, ("安排", n, "席位"), f"只有 {len(row.seats)} 席", f"检查组不少于 {LEAST_TEAM} 人（五（一））")
        for k, item in enumerate(row.items):
            if known is not None and item not in known:
                draft.note(plan.source, ("安排", n, "事项", k), f"清单 {plan.item_list} 没有事项 {item}", "请核对事项编号")


def check_order(draft: Draft, order: DrawOrder) -> None:
    """A draw order names a plan, areas, classes with an arrangement each, beacons and earlier draws that exist."""
    for label, areas in (("区域", (order.area,)), ("检查人员区域", order.inspector_areas)):
        for n, area in enumerate(areas):
            if not draft.knows_area(area):
                draft.note(order.source, (label, n), f"没有区域 {area}", _AREA_HINT)
    for n, other in enumerate(order.without):
        if other == order.draw or not draft.has("draws", other):
            draft.note(order.source, ("不重复", n), f"没有另一个批次 {other}", f"应有 draws/{other}.yaml")
    if not draft.has("plans", order.plan):
        draft.note(order.source, ("计划",), f"没有计划 {order.plan}", f"应有 plans/{order.plan}.yaml")
    if order.plan in draft.plans:
        _check_rows(draft, order, draft.plans[order.plan])
        _check_reveal(draft, order, draft.plans[order.plan])


def _check_rows(draft: Draft, order: DrawOrder, plan: Plan) -> None:
    """Each class has its arrangement, and those that are drawn together ask for the same seats."""
    seats = None
    for n, kind in enumerate(order.classes):
        row, name = plan.row(order.area, kind), CLASS_NAMES[kind]
        if row is None:
            hint = f"先在 plans/{plan.id}.yaml 里加一项安排"
            draft.note(order.source, ("监管类别", n), f"计划 {plan.id} 没有区域 {order.area} {name}的安排", hint)
            continue
        wanted = [sorted(seat) for seat in row.seats]
        if seats is not None and wanted != seats:
            draft.note(order.source, ("监管类别", n), f"{name}的席位与前面的类别不同", "席位不同的分成两批")
        seats = wanted


def _check_reveal(draft: Draft, order: DrawOrder, plan: Plan) -> None:
    """Protocol, "Reveal": `reveal_by` is at most 20 working days after the plan's period.

    A date that rests on a year without a calendar is left to the announcement."""
    last = due(plan.end, REVEAL_WITHIN, draft.rule_calendars())
    if not last.provisional and order.reveal_by > last.day:
        hint = f"计划期（至 {plan.end}）后 {REVEAL_WITHIN} 个工作日以内"
        draft.note(order.source, ("揭示期限",), f"最迟为 {last.day}", hint)


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
        _repeats(draft, order.source, ((("信标", n), (s.hash, s.round)) for n, s in enumerate(sources)), "同一轮写了两次")
        if len(sources) == len(order.sources):
            draft.draws[draw] = replace(order, sources=tuple(sources))


def check_result(draft: Draft, result: ResultFile) -> None:
    """A result belongs to a draw, an entity, inspectors (one a seat) and items that exist."""
    note = draft.note
    if not draft.has("draws", result.draw):
        note(result.source, (), f"没有批次 {result.draw}", f"应有 draws/{result.draw}.yaml，或把文件移到正确的批次")
    if not draft.has("entities", result.entity):
        note(result.source, ("检查对象",), f"名录里没有检查对象 {result.entity}", "请核对统一社会信用代码")
    for n, inspector in enumerate(result.inspectors):
        if not draft.has("inspectors", inspector):
            note(result.source, ("检查人员", n), f"名录里没有执法证号 {inspector}", "请核对执法证号")
    order = draft.draws.get(result.draw)
    out = _last_round(draft, order)
    if out is not None and result.inspected < out:
        note(result.source, ("检查日期",), f"早于抽取所用信标轮次之日 {out}", "检查在抽取之后；请核对日期")
    plan = draft.plans.get(order.plan) if order is not None else None
    if order is None or plan is None:
        return
    row = plan.row(order.area, order.classes[0])
    if row is not None and len(row.seats) != len(result.inspectors):
        note(result.source, ("检查人员",), f"写了 {len(result.inspectors)} 人，席位有 {len(row.seats)} 个", "按席位次序逐一填写")
    items = draft.items.get(plan.item_list)
    known = None if items is None else {item.id for item in items.items}
    for n, item in enumerate(result.items):
        if known is not None and item not in known:
            note(result.source, ("检查事项", n), f"清单 {plan.item_list} 没有事项 {item}", "请核对事项编号")


def _last_round(draft: Draft, order: DrawOrder | None) -> date | None:
    """The day of the last beacon round of a draw, where it is known."""
    days = []
    for source in order.sources if order is not None else ():
        chain = draft.agency.chain(source.chain) if draft.agency is not None else None
        try:
            days += [] if chain is None else [day_of(round_time(chain, source.round))]
        except MingchouError:
            return None
    return max(days, default=None)


def check_agency(draft: Draft, agency: Agency) -> None:
    """The agency's keys can do what the ledger asks of them (protocol, "Signatures")."""
    note, source = draft.note, agency.source
    if not draft.knows_area(agency.code):
        note(source, ("代码",), f"没有区域 {agency.code}", _AREA_HINT)
    keys = agency.keys
    _repeats(draft, source, ((("公钥", n, "公钥"), k.vkey.name) for n, k in enumerate(keys)), "公钥的名称重复")
    _repeats(draft, source, ((("公钥", n, "公钥"), k.vkey.public) for n, k in enumerate(keys)), "同一把公钥写了两次")
    logs = [n for n, k in enumerate(keys) if "log" in k.roles]
    if len(logs) != 1:
        note(source, ("公钥",), f"角色 log 的公钥应有且只有一把，现有 {len(logs)} 把", "log 公钥签台账的检查点")
    for n in logs:
        if keys[n].roles != ("log",):
            note(source, ("公钥", n, "角色"), "log 公钥不能兼其他角色", "它不签条目，另建一把")
    for type, roles in agency.required.items():
        steps: tuple[Step, ...] = ("签署", type) if type in dict(agency.signing) else ("公钥",)
        if "log" in roles:
            note(source, steps, "log 公钥不签条目", "请改由其他角色签")
        elif type == "keys" and ("admin" not in roles or len(roles) < 2):
            note(source, steps, "keys 须由 admin 和另一角色签", "例如 admin 和 clerk")
        elif not _can_sign(agency, roles):
            note(source, steps, f"{type} 须由 {'、'.join(roles)} 各用一把公钥签，现有的公钥不够", "一把公钥在一条里只当一个角色")
    officers = agency.officers
    _repeats(draft, source, ((("保管人", n, "名称"), o.name.casefold()) for n, o in enumerate(officers)), "保管人的名称重复")
    _repeats(draft, source, ((("保管人", n, "公钥"), o.public) for n, o in enumerate(officers)), "同一把公钥写了两次")
    _repeats(draft, source, ((("信标", n), b.beacon_id) for n, b in enumerate(agency.beacons)), "信标的名称重复")


def _can_sign(agency: Agency, roles: tuple[str, ...], used: frozenset[int] = frozenset()) -> bool:
    """Whether there is a key of its own for each role."""
    if not roles:
        return True
    return any(
        _can_sign(agency, roles[1:], used | {n})
        for n, signer in enumerate(agency.keys)
        if n not in used and roles[0] in signer.roles
    )
