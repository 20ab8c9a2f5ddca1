"""The pool of a draw (clauses 四(一), 四(二), 四(四)): it follows from plan, draw order and snapshot, and from nothing else.

Selected are the entities of the order's area and classes that bear all of its tags. Of these, whoever is not active is
excluded, with the public reason; the others can be drawn. Inspectors are those on duty in the order's areas with the right
to enforce.
"""

from collections.abc import Mapping, Sequence

from ledger.core.encoding import EntityId, InspectorId, Json
from ledger.core.errors import FormError
from ledger.core.pool import Excluded, Pool, PoolEntity, PoolInspector, StratumTake
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.plan import Plan
from ledger.core.snapshot import RegistrySnapshot

ACTIVE = "active"
ENFORCEMENT = "执法"
"""The tag of an inspector with the right to enforce (三(三): 具有行政执法资格的工作人员)."""
WEIGHT = 1
"""Every entity of a class has the same chance."""


def _text(record: Mapping[str, Json], name: str, id: str) -> str:
    value = record.get(name)
    if not isinstance(value, str):
        raise FormError(f"名录快照里 {id} 的 {name} 不是文字")
    return value


def _texts(record: Mapping[str, Json], name: str, id: str) -> Sequence[str]:
    value = record.get(name)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise FormError(f"名录快照里 {id} 的 {name} 不是一列文字")
    return value


def _selected(order: DrawOrder, record: Mapping[str, Json], id: str) -> bool:
    return (
        _text(record, "area", id) == order.area
        and _text(record, "class", id) in order.classes
        and order.filter.issubset(_texts(record, "tags", id))
    )


def _inspectors(order: DrawOrder, snapshot: RegistrySnapshot) -> tuple[PoolInspector, ...]:
    found = []
    for id, record in sorted(snapshot.inspectors.items()):
        tags = frozenset(_texts(record, "tags", id))
        on_duty = _text(record, "status", id) == ACTIVE and _text(record, "area", id) in order.inspector_areas
        if on_duty and ENFORCEMENT in tags:
            recuse = frozenset(map(EntityId, _texts(record, "recuse", id)))
            found.append(PoolInspector(InspectorId(id), recuse, tags))
    return tuple(found)


def make_pool(order: DrawOrder, plan: Plan, snapshot: RegistrySnapshot) -> Pool:
    """The one pool that follows. Raises `FormError` where the plan has no row for a class, or the rows' seats differ."""
    rows = [plan.row(order.area, kind) for kind in order.classes]
    seats = rows[0].seats
    if any(row.seats != seats for row in rows):
        raise FormError(f"计划 {plan.id} 在区域 {order.area} 的各类别席位不同，不能合为一批")
    entities, excluded = [], []
    for id, record in sorted(snapshot.entities.items()):
        if _selected(order, record, id):
            status = _text(record, "status", id)
            if status == ACTIVE:
                entities.append(PoolEntity(EntityId(id), _text(record, "class", id), WEIGHT))
            else:
                excluded.append(Excluded(EntityId(id), status))
    return Pool(
        draw=order.draw,
        entities=tuple(entities),
        excluded=tuple(excluded),
        inspectors=_inspectors(order, snapshot),
        seats=seats,
        strata=tuple(StratumTake(row.kind, row.take) for row in rows),
        without=order.without,
    )
