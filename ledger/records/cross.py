"""What records say of each other: areas, registries, calendars, the agency. Each function holds one rule, and notes every place
where it is broken. Plans and draws are `cross_plans`, results `cross_results`."""

from ledger.core.rules.classes import POSITIVE_LIST, VIOLATION, two_years_on
from ledger.records.agency import Agency
from ledger.records.collection import Draft
from ledger.records.cross_plans import AREA_HINT, check_planning
from ledger.records.cross_results import check_exempt, check_result
from ledger.records.nodes import Step
from ledger.records.registry import Entity, Inspector
from ledger.records.tags import ENTITY_TAGS, INSPECTOR_TAGS


def check_all(draft: Draft) -> None:
    """Every rule below."""
    if draft.agency is not None:
        check_agency(draft, draft.agency)
    check_unique_names(draft)
    for entity in draft.entities.values():
        check_place(draft, entity)
        check_facts(draft, entity)
    for inspector in draft.inspectors.values():
        check_place(draft, inspector)
        check_recusals(draft, inspector)
    check_calendars(draft)
    check_planning(draft)
    for result in draft.results.values():
        check_result(draft, result)
    for check in draft.exempt.values():
        check_exempt(draft, check)


def check_unique_names(draft: Draft) -> None:
    """Areas, and the items of one list, are told apart by code and by name. (Enterprises and people may share a name:
    they are told apart by code.)"""
    if draft.areas is not None:
        areas, source = draft.areas.areas, draft.areas.source
        draft.note_repeats(source, ((("区域", n, "代码"), a.code) for n, a in enumerate(areas)), "区域代码重复")
        draft.note_repeats(source, ((("区域", n, "名称"), a.name) for n, a in enumerate(areas)), "区域名称重复")
    for found in draft.items.values():
        rows, source = found.items, found.source
        draft.note_repeats(source, ((("事项", n, "编号"), row.id) for n, row in enumerate(rows)), "事项编号重复")
        draft.note_repeats(source, ((("事项", n, "名称"), row.name) for n, row in enumerate(rows)), "事项名称重复")


def check_place(draft: Draft, record: Entity | Inspector) -> None:
    """An entity and an inspector lie in the folder of their area, and the area exists; of some tags they have one at most."""
    if not draft.knows_area(record.area):
        draft.note(record.source, ("区域",), f"没有区域 {record.area}", AREA_HINT)
    elif record.source.folder != record.area:
        draft.note(record.source, ("区域",), f"与所在文件夹 {record.source.folder} 不一致", "改区域，或把文件移到对应的文件夹")
    vocabulary = ENTITY_TAGS if isinstance(record, Entity) else INSPECTOR_TAGS
    doubled = vocabulary.doubled(record.tags)
    if doubled is not None:
        prefix = record.tags[doubled].partition(":")[0]
        draft.note(record.source, ("标签", doubled), f"“{prefix}:”的标签不止一个", "只留一个")


def check_recusals(draft: Draft, inspector: Inspector) -> None:
    """四(四): an inspector recuses from entities that exist; a wrong code would leave the conflict standing."""
    for n, code in enumerate(inspector.recuse):
        if not draft.has("entities", code):
            draft.note(inspector.source, ("回避", n), f"名录里没有检查对象 {code}", "请核对统一社会信用代码")


def check_facts(draft: Draft, entity: Entity) -> None:
    """三(二): facts end after they begin, 两年内存在环境违法行为 after two years at most; 列入正面清单的重点排污单位 alone
    can be lowered by a decision."""
    for n, fact in enumerate(entity.fact_rows):
        if fact.until is None:
            continue
        if fact.until < fact.since:
            draft.note(entity.source, ("情形", n, "止"), f"早于起日 {fact.since}", "请核对起止日期")
        elif fact.kind == VIOLATION and fact.until > two_years_on(fact.since):
            end = two_years_on(fact.since)
            draft.note(entity.source, ("情形", n, "止"), f"晚于两年期满之日 {end}", "两年自动期满，不必写；提前撤销的写撤销之日")
    if entity.lowered is not None and POSITIVE_LIST not in entity.tags:
        draft.note(entity.source, ("调整",), f"没有“{POSITIVE_LIST}”标签，不能由重点调整为一般", f"先在标签里写 {POSITIVE_LIST}")


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


def check_agency(draft: Draft, agency: Agency) -> None:
    """The agency's keys can do what the ledger asks of them (protocol, "Signatures")."""
    note, source = draft.note, agency.source
    if not draft.knows_area(agency.code):
        note(source, ("代码",), f"没有区域 {agency.code}", AREA_HINT)
    keys = agency.keys
    draft.note_repeats(source, ((("公钥", n, "公钥"), k.vkey.name) for n, k in enumerate(keys)), "公钥的名称重复")
    draft.note_repeats(source, ((("公钥", n, "公钥"), k.vkey.public) for n, k in enumerate(keys)), "同一把公钥写了两次")
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
    draft.note_repeats(source, ((("保管人", n, "名称"), o.name.casefold()) for n, o in enumerate(officers)), "保管人的名称重复")
    draft.note_repeats(source, ((("保管人", n, "公钥"), o.public) for n, o in enumerate(officers)), "同一把公钥写了两次")
    draft.note_repeats(source, ((("信标", n), b.beacon_id) for n, b in enumerate(agency.beacons)), "信标的名称重复")


def _can_sign(agency: Agency, roles: tuple[str, ...], used: frozenset[int] = frozenset()) -> bool:
    """Whether there is a key of its own for each role."""
    if not roles:
        return True
    return any(
        _can_sign(agency, roles[1:], used | {n})
        for n, signer in enumerate(agency.keys)
        if n not in used and roles[0] in signer.roles
    )
