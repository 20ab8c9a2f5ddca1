"""The one pool that follows from plan, order and registry (protocol, "Pool"; clauses 四(一), 四(二), 四(四))."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.core.errors import FormError
from ledger.core.pool import Pool
from ledger.core.rules.pool import make_pool
from ledger.core.snapshot import RegistrySnapshot, format_snapshot, parse_snapshot
from tests.unit.core.breach import new_order, story

BUREAU = story()
PLAN = BUREAU.plans["2024Q4"][1]
ORDER = new_order(area="430902", kind="key")


def registry(*, entity: dict[str, Any] | None = None, inspector: dict[str, Any] | None = None) -> RegistrySnapshot:
    """The bureau's, with one record changed."""
    entities, inspectors = dict(BUREAU.entities), dict(BUREAU.inspectors)
    entities["430902-key-01"] = entities["430902-key-01"] | (entity or {})
    inspectors["I43090201"] = inspectors["I43090201"] | (inspector or {})
    return parse_snapshot(format_snapshot(entities, inspectors))


def members(pool: Pool) -> set[str]:
    """Who can be drawn."""
    return {entity.id for entity in pool.entities}


def test_selected_are_those_of_area_and_class() -> None:
    """ "`entities` and `excluded` … together all that the draw order selects from the snapshot"."""
    pool = make_pool(ORDER, PLAN, registry())
    every = {id for id, e in registry().entities.items() if (e["area"], e["class"]) == ("430902", "key")}
    assert members(pool) | {one.id for one in pool.excluded} == every
    assert [(one.id, one.reason) for one in pool.excluded] == [("430902-key-90", "suspended")]
    assert (pool.draw, pool.without, pool.seats) == (ORDER.draw, (), PLAN.row("430902", "key").seats)
    assert [(s.name, s.take) for s in pool.strata] == [("key", 6)] and {e.weight for e in pool.entities} == {1}


@pytest.mark.parametrize(
    ("change", "selected", "excluded"),
    [
        ({}, True, False), ({"status": "suspended"}, False, True), ({"status": "deregistered"}, False, True),
        ({"area": "430903"}, False, False), ({"class": "special"}, False, False), ({"name": "示例改名"}, True, False),
    ],
)  # fmt: skip
def test_only_active_ones_can_be_drawn(change: dict[str, Any], selected: bool, excluded: bool) -> None:
    """ "A reason in `excluded` rests only on what is public": the status in the registry."""
    pool = make_pool(ORDER, PLAN, registry(entity=change))
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
    found = {i.id: i for i in make_pool(ORDER, PLAN, registry(inspector=change)).inspectors}
    assert ("I43090201" in found) == sits
    if sits:
        record = BUREAU.inspectors["I43090201"] | change
        one = found["I43090201"]
        assert (sorted(one.recuse), sorted(one.tags)) == (record["recuse"], record["tags"])


def test_a_directed_draw_takes_those_with_all_tags() -> None:
    """一(三): 定向抽查: within tags."""
    directed = replace(ORDER, filter=frozenset({"污染物:废水", "某标签"}))
    assert members(make_pool(directed, PLAN, registry())) == set()
    tagged = registry(entity={"tags": ["某标签", "污染物:废水"]})
    assert members(make_pool(directed, PLAN, tagged)) == {"430902-key-01"}


def test_what_the_plan_does_not_have() -> None:
    """No row for a class; rows whose seats differ cannot be one draw."""
    with pytest.raises(FormError, match="没有区域 430999"):
        make_pool(replace(ORDER, area="430999"), PLAN, registry())
    rows = tuple(replace(row, seats=row.seats[::-1]) if row.kind == "special" else row for row in PLAN.rows)
    both = replace(ORDER, classes=("key", "special"))
    assert [s.name for s in make_pool(both, PLAN, registry()).strata] == ["key", "special"]
    with pytest.raises(FormError, match="席位不同"):
        make_pool(both, replace(PLAN, rows=rows), registry())


@pytest.mark.parametrize("name", ["area", "class", "status", "tags"])
@pytest.mark.parametrize("value", [1, ["a", 1], {}, True])
def test_a_registry_whose_records_are_of_another_shape(name: str, value: Any) -> None:
    """A record that cannot be read is an error that names it, and no guess."""
    with pytest.raises(FormError, match="430902-key-01"):
        make_pool(ORDER, PLAN, registry(entity={name: value}))
