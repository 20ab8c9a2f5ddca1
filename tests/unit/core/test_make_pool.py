"""The one pool that follows from plan, order and registry (protocol, "Pool"; clauses 四(一), 四(二), 四(四)), where nothing was
drawn before in the year. What the rules make of a year, and of quotas, is in `tests.unit.rules`."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.core.errors import FormError
from ledger.core.pool import Pool
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.past import NOTHING
from ledger.core.rules.plan import QuarterPlan, YearPlan
from ledger.core.rules.pool import make_pool
from ledger.core.snapshot import RegistrySnapshot, format_snapshot, parse_snapshot
from tests.support.ledgers import FILTER, FIRST, TAKES, order
from tests.unit.core.breach import story

BUREAU = story()
_, PLAN, YEARLY = BUREAU.plan_of("2023Q3")
ORDER = order("G-new", PLAN.id, "430902", ("key",), FIRST, "2023-10-31")


def registry(*, entity: dict[str, Any] | None = None, inspector: dict[str, Any] | None = None) -> RegistrySnapshot:
    """The bureau's, with one record changed."""
    entities, inspectors = dict(BUREAU.entities), dict(BUREAU.inspectors)
    entities["430902-key-01"] = entities["430902-key-01"] | (entity or {})
    inspectors["I43090201"] = inspectors["I43090201"] | (inspector or {})
    return parse_snapshot(format_snapshot(entities, inspectors))


def made(order: DrawOrder, registry: RegistrySnapshot, plan: QuarterPlan = PLAN, yearly: YearPlan = YEARLY) -> Pool:
    """The pool of a year's first draw."""
    return make_pool(order, plan, yearly, registry, NOTHING)


def members(pool: Pool) -> set[str]:
    """Who can be drawn."""
    return {entity.id for entity in pool.entities}


def test_selected_are_those_of_area_and_class() -> None:
    """ "`entities` and `excluded` … together all that the draw order selects from the snapshot"."""
    pool = made(ORDER, registry())
    every = {id for id, e in registry().entities.items() if (e["area"], e["class"]) == ("430902", "key")}
    assert members(pool) | {one.id for one in pool.excluded} == every
    assert [(one.id, one.reason) for one in pool.excluded] == [("430902-key-90", "suspended")]
    assert (pool.draw, pool.without, pool.seats) == (ORDER.draw, (), PLAN.row("430902", "key", frozenset(), ()).seats)
    assert [(s.name, s.take) for s in pool.strata] == [("key", TAKES["430902", "key"])]
    assert {e.weight for e in pool.entities} == {1}


@pytest.mark.parametrize(
    ("change", "selected", "excluded"),
    [
        ({}, True, False), ({"status": "suspended"}, False, True), ({"status": "deregistered"}, False, True),
        ({"area": "430903"}, False, False), ({"class": "special"}, False, False), ({"name": "示例改名"}, True, False),
    ],
)  # fmt: skip
def test_only_active_ones_can_be_drawn(change: dict[str, Any], selected: bool, excluded: bool) -> None:
    """ "A reason in `excluded` rests only on what is public": the status in the registry."""
    pool = made(ORDER, registry(entity=change))
    assert ("430902-key-01" in members(pool), "430902-key-01" in {e.id for e in pool.excluded}) == (selected, excluded)


@pytest.mark.parametrize(
    ("change", "sits"),
    [
        ({}, True), ({"status": "leave"}, False), ({"tags": []}, False), ({"tags": ["专业:水"]}, False),
        ({"area": "430903"}, False), ({"recuse": ["430902-key-02"]}, True), ({"tags": ["执法"]}, True),
    ],
)  # fmt: skip
def test_inspectors_are_on_duty_with_the_right_to_enforce(change: dict[str, Any], sits: bool) -> None:
    """三(三): 具有行政执法资格的工作人员, of the order's areas, on duty; with their tags and recusals as they are."""
    found = {i.id: i for i in made(ORDER, registry(inspector=change)).inspectors}
    assert ("I43090201" in found) == sits
    if sits:
        record = BUREAU.inspectors["I43090201"] | change
        one = found["I43090201"]
        assert (sorted(one.recuse), sorted(one.tags)) == (record["recuse"], record["tags"])


def test_a_directed_draw_takes_those_with_all_tags() -> None:
    """一(三): 定向抽查: within tags."""
    tags = FILTER | {"某标签"}
    directed = replace(ORDER, filter=tags, reason="示例")
    plan = replace(PLAN, rows=tuple(replace(row, filter=tags) if row.filter else row for row in PLAN.rows))
    yearly = replace(YEARLY, settings=replace(YEARLY.settings, least_directed=1))
    for own in ([*FILTER], ["某标签"], ["别的标签"]):
        with pytest.raises(FormError, match="标签只剩 0 家"):
            made(directed, registry(entity={"tags": own}), plan, yearly)
    tagged = registry(entity={"tags": sorted({*tags, "别的标签"})})
    assert members(made(directed, tagged, plan, yearly)) == {"430902-key-01"}


def test_what_the_plan_does_not_have() -> None:
    """No row for a class; rows whose seats differ cannot be one draw."""
    with pytest.raises(FormError, match="没有区域 430999"):
        made(replace(ORDER, area="430999"), registry())
    rows = tuple(replace(row, seats=row.seats[::-1]) if row.kind == "special" else row for row in PLAN.rows)
    both = replace(ORDER, classes=("key", "special"))
    assert [s.name for s in made(both, registry()).strata] == ["key", "special"]
    with pytest.raises(FormError, match="席位不同"):
        made(both, registry(), replace(PLAN, rows=rows))


@pytest.mark.parametrize("name", ["area", "class", "status", "tags"])
@pytest.mark.parametrize("value", [1, ["a", 1], {}, True])
def test_a_registry_whose_records_are_of_another_shape(name: str, value: Any) -> None:
    """A record that cannot be read is an error that names it, and no guess."""
    with pytest.raises(FormError, match="430902-key-01"):
        made(ORDER, registry(entity={name: value}))
