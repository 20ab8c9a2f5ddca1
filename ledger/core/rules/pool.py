"""The pool of a draw (四(一)–四(四)): it follows from plan, draw order, registry and the year so far, and from nothing else.

Selected are the entities of the order's area and classes that bear all of its tags. Of these are excluded, each with a public
reason: who is not active; at the bureau's choice, who was checked clean by a superior this year (四(三):
可在随机抽查时予以排除), but nobody of 特殊, whom each half-year owes a check of its own (四(二)3); and who has reached the
yearly cap, where the quota gives way to it. The others can be drawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ledger.core.encoding import EntityId, InspectorId, Json, parse_day
from ledger.core.errors import FormError
from ledger.core.pool import Excluded, Pool, PoolEntity, PoolInspector, StratumTake
from ledger.core.rules.classes import FACTS, POSITIVE_LIST, Downgrade, Fact, classify
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.past import Past
from ledger.core.rules.plan import PlanRow, QuarterPlan, YearPlan
from ledger.core.rules.quotas import GENERAL_RATIO, Quota, general_quarter, key_quarter, special_half
from ledger.core.rules.seats import DEPARTMENT, ENFORCEMENT, EXPERT, OWN
from ledger.core.rules.settings import Settings
from ledger.core.rules.weights import weight_of
from ledger.core.snapshot import RegistrySnapshot

ACTIVE = "active"
SUPERIOR_CLEAN, CAPPED = "superior-clean", "capped"
Record = Mapping[str, Json]


def text_of(record: Record, name: str, id: str) -> str:
    """A text of a public record."""
    value = record.get(name)
    if not isinstance(value, str):
        raise FormError(f"名录快照里 {id} 的 {name} 不是文字")
    return value


def texts_of(record: Record, name: str, id: str) -> Sequence[str]:
    """A list of texts of a public record."""
    value = record.get(name)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise FormError(f"名录快照里 {id} 的 {name} 不是一列文字")
    return value


def facts_of(record: Record, id: str) -> tuple[tuple[Fact, ...], Downgrade | None]:
    """The facts that place an entity, and the decision that lowers it, out of its public record."""
    facts, lowered = record.get("facts"), record.get("downgrade", {})
    if not isinstance(facts, list) or not isinstance(lowered, dict):
        raise FormError(f"名录快照里 {id} 的 facts 或 downgrade 写法不对")
    found = tuple(_fact(item, id) for item in facts)
    if not lowered:
        return found, None
    return found, Downgrade(parse_day(text_of(lowered, "since", id)), text_of(lowered, "basis", id))


def _fact(item: Json, id: str) -> Fact:
    if not isinstance(item, dict):
        raise FormError(f"名录快照里 {id} 的 facts 写法不对")
    kind = text_of(item, "kind", id)
    if kind not in FACTS:
        raise FormError(f"名录快照里 {id} 有不认识的情形 {kind}")
    until = parse_day(text_of(item, "until", id)) if "until" in item else None
    return Fact(kind, parse_day(text_of(item, "since", id)), text_of(item, "basis", id), until)


def class_problem(record: Record, id: str, day: date) -> str | None:
    """What is wrong with the class that a snapshot states: it must be the one that follows from its facts on a day (R5)."""
    facts, downgrade = facts_of(record, id)
    if downgrade is not None and POSITIVE_LIST not in texts_of(record, "tags", id):
        return f"{id} 没有“{POSITIVE_LIST}”标签，不能由重点调整为一般"
    derived = classify(facts, downgrade, day)
    if (record.get("class"), record.get("why")) != (derived.kind, derived.why):
        return f"{id} 在 {day} 应为“{derived.why}”，快照写的是“{record.get('why')}”"
    return None


def _selected(order: DrawOrder, record: Record, id: str) -> bool:
    return text_of(record, "area", id) == order.area and order.filter.issubset(texts_of(record, "tags", id))


def _exclusion(id: EntityId, kind: str, record: Record, order: DrawOrder, past: Past, settings: Settings) -> str | None:
    """Why an entity is left out of the pool, as a word; None: it is in."""
    status = text_of(record, "status", id)
    if status != ACTIVE:
        return status
    if settings.superior_clean and kind != "special" and not order.superior and id in past.superior_clean:
        return SUPERIOR_CLEAN
    cap = settings.cap
    if cap is not None and cap.gives_way == "quota" and past.inspected.get(id, 0) >= cap.times:
        return CAPPED
    return None


def _department_fits(tags: Iterable[str], departments: Sequence[str]) -> bool:
    own = [tag.removeprefix(DEPARTMENT) for tag in tags if tag.startswith(DEPARTMENT)]
    return not own or any(department == OWN or department in departments for department in own)


def _inspectors(order: DrawOrder, rows: Sequence[PlanRow], registry: RegistrySnapshot) -> tuple[PoolInspector, ...]:
    """Those on duty in the order's areas with the right to enforce (三(三)); other departments' in a joint draw only;
    experts where a row asks for one."""
    experts = any(row.experts for row in rows)
    found = []
    for id, record in sorted(registry.inspectors.items()):
        tags = frozenset(texts_of(record, "tags", id))
        here = text_of(record, "status", id) == ACTIVE and text_of(record, "area", id) in order.inspector_areas
        fit = ENFORCEMENT in tags and _department_fits(tags, order.departments)
        if here and (fit or (experts and EXPERT in tags)):
            recuse = frozenset(map(EntityId, texts_of(record, "recuse", id)))
            found.append(PoolInspector(InspectorId(id), recuse, tags))
    return tuple(found)


def officers(registry: RegistrySnapshot, area: str) -> int:
    """The area's own certificate holders on duty: 在编在岗执法人员."""
    count = 0
    for id, record in registry.inspectors.items():
        tags = texts_of(record, "tags", id)
        here = text_of(record, "area", id) == area and text_of(record, "status", id) == ACTIVE
        count += here and ENFORCEMENT in tags and _department_fits(tags, ())
    return count


def stratum_quota(row: PlanRow, plan: QuarterPlan, yearly: YearPlan, members: frozenset[EntityId], past: Past) -> Quota:
    """The least number that 四(二) asks of a regular row."""
    if row.kind == "special":
        return special_half(len(members))
    if row.kind == "key":
        return key_quarter(len(members), past.covered("key", members), plan.quarter, yearly.first_quarter)
    area = yearly.area(row.area)
    if area.ratio != GENERAL_RATIO and not area.reason:
        raise FormError(f"区域 {row.area} 的一般比例定为 {area.ratio}，不是 {GENERAL_RATIO}，又没有写明理由")
    return general_quarter(len(members), area.officers, plan.quarter, area.ratio, yearly.first_quarter)


def _regular_take(row: PlanRow, quota: Quota) -> int:
    """R8: as planned, below the quota only with a reason. R9: what is planned, or what the quarter still owes, if
    that is more. R10: all."""
    if row.kind == "special":
        return quota.take
    if row.kind == "key":
        return max(row.take, quota.take)
    if row.take < quota.take and not row.reason:
        raise FormError(
            f"区域 {row.area} 一般监管对象抽 {row.take} 家，少于应抽的 {quota.take} 家（{quota.how}），又没有写明理由"
        )
    return row.take


def required_without(order: DrawOrder, past: Past) -> tuple[str, ...]:
    """R9: the uncovered come first, through `without`: a regular draw of 重点 names all draws of the area held this year."""
    return past.held if order.regular and "key" in order.classes else order.without


def make_pool(order: DrawOrder, plan: QuarterPlan, yearly: YearPlan, registry: RegistrySnapshot, past: Past) -> Pool:
    """The one pool that follows. Raises `FormError` where a rule is broken."""
    if plan.quarter < yearly.first_quarter:
        raise FormError(f"计划 {plan.id} 早于年度计划 {yearly.id} 的起始季度（第 {yearly.first_quarter} 季度）")
    rows = [plan.row(order.area, kind, order.filter, order.departments) for kind in order.classes]
    if any(row.seats != rows[0].seats for row in rows):
        raise FormError(f"计划 {plan.id} 在区域 {order.area} 的各类别席位不同，不能合为一批")
    if tuple(order.without) != required_without(order, past):
        wanted = "、".join(past.held) or "（无）"
        raise FormError(f"抽重点监管对象，不重复抽取的批次须恰为本区域今年已抽的：{wanted}")
    entities, excluded = [], []
    # Most of a registry is not of this area: that is asked before anything else.
    for id, record in sorted((id, record) for id, record in registry.entities.items() if _selected(order, record, id)):
        entity = EntityId(id)
        kind = past.sealed_class.get(entity, text_of(record, "class", id))
        if kind in order.classes:
            reason = _exclusion(entity, kind, record, order, past, yearly.settings)
            if reason is None:
                weight = weight_of(frozenset(texts_of(record, "tags", id)), yearly.settings.weights)
                entities.append(PoolEntity(entity, kind, weight))
            else:
                excluded.append(Excluded(entity, reason))
    _refuse_disguised(order, len(entities), yearly.settings)
    strata = []
    for row in rows:
        members = frozenset(e.id for e in entities if e.stratum == row.kind)
        take = _regular_take(row, stratum_quota(row, plan, yearly, members, past)) if order.regular else row.take
        strata.append(StratumTake(row.kind, take))
    return Pool(
        draw=order.draw,
        entities=tuple(entities),
        excluded=tuple(excluded),
        inspectors=_inspectors(order, rows, registry),
        seats=rows[0].seats,
        strata=tuple(strata),
        without=order.without,
    )


def _refuse_disguised(order: DrawOrder, size: int, settings: Settings) -> None:
    """R7: 定向 within published tags; a filter that leaves fewer than a set number is disguised targeting."""
    if order.filter and not order.reason:
        raise FormError("定向抽查要写明理由")
    if order.filter and size < settings.least_directed:
        raise FormError(f"定向抽查的标签只剩 {size} 家，少于 {settings.least_directed} 家，等于指定对象")
