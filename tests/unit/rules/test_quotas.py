"""四(二): 分类确定抽查频次. The numbers, and what refuses a draw that falls short of them."""

from dataclasses import replace
from itertools import product

import pytest

from ledger.core.errors import FormError
from ledger.core.pool import Pool, StratumTake
from ledger.core.rules.plan import YearArea
from ledger.core.rules.pool import make_pool
from ledger.core.rules.quotas import ceil_div, general_quarter, general_year, half_of, key_quarter, special_half
from tests.unit.rules.quarters import quarter, registry
from tests.unit.rules.year import AREA, Year


def test_general_quarters_add_up() -> None:
    """四(二)1: 按照1：5的比例确定年度被抽查单位数量. Every size to 60, every staff to 13, from every first quarter."""
    for entities, officers, first in product(range(61), range(14), (1, 2, 3, 4)):
        quarters = [general_quarter(entities, officers, q, first=first).take for q in range(first, 5)]
        assert sum(quarters) == min(entities, 5 * officers) == general_year(entities, officers).take
        assert max(quarters) - min(quarters) <= 1, "spread over the year"


def test_general_ratio() -> None:
    """四(二)1: 辖区面积较大、污染源分散的可适当调整抽查比例."""
    assert general_year(100, 7, ratio=3).take == 21
    assert general_quarter(100, 7, 1).how == "全年 min(100, 5×7) = 35；本季度 ⌈35×1/4⌉−0 = 9"


def test_key_quarter() -> None:
    """四(二)2: 每季度至少…25%, and what the year still owes, for every size, quarter, first quarter and number covered."""
    for entities, first in product(range(61), (1, 2, 3, 4)):
        for number in range(first, 5):
            for covered in range(entities + 1):
                take = key_quarter(entities, covered, number, first).take
                assert ceil_div(entities, 4) <= take <= entities or entities == 0
                share = ceil_div(entities * (number - first + 1), 5 - first)
                assert covered + take >= share or take == entities
        assert key_quarter(entities, 0, 4, first).take == entities, "nobody covered by the last quarter: all are"


def test_special_half() -> None:
    """四(二)3: 对所有特殊监管对象进行每半年不少于一次的全覆盖检查."""
    assert [special_half(entities).take for entities in range(61)] == list(range(61))
    assert [half_of(q) for q in (1, 2, 3, 4)] == [1, 1, 2, 2]


# What refuses a draw that takes fewer


def fewer(pool: Pool) -> Pool:
    """One less of each stratum."""
    return replace(pool, strata=tuple(StratumTake(one.name, one.take - 1) for one in pool.strata))


@pytest.mark.parametrize("kind", ["key", "special", "general"])
def test_a_pool_that_takes_fewer_is_found(kind: str) -> None:
    """四(二): 最低抽查比例和频次. The announced number is the one that plan, registry and year give."""
    year = Year(registry(8, 4, 9), takes={(1, "general"): 3})
    found = year.announce(year.order("fewer", 1, kind), fewer)
    assert (found.status, found.evidence) == ("fail", "抽取池的各层抽取数与按规则重算的不同")


def test_all_special_ones_are_drawn() -> None:
    """四(二)3: 应当对辖区内所有特殊监管对象进行每半年不少于一次的全覆盖检查: all of them, whatever number the plan has."""
    for size in range(1, 61):
        year = Year(registry(0, size), takes={(1, "special"): 1, (3, "special"): size // 2})
        for number in (1, 3):
            quarter(year, number, "opened")
            assert {*year.rows_of(f"{number}-special")} == {*year.members}, (size, number)


def test_general_below_the_quota_needs_a_reason() -> None:
    """四(二)1: the plan may take fewer in a quarter, and then says why."""
    year = Year(registry(0, 0, 30), inspectors=4, takes={(1, "general"): 4})
    order = year.order("few", 1, "general")
    _, plan, yearly = year.bureau.plan_of(order.plan)
    silent = replace(plan, rows=tuple(replace(row, reason="") for row in plan.rows))
    registry_now = year.registry
    with pytest.raises(FormError, match=r"抽 4 家，少于应抽的 5 家（全年 min\(30, 5×4\) = 20.*又没有写明理由"):
        make_pool(order, silent, yearly, registry_now, year.past)
    assert make_pool(order, plan, yearly, registry_now, year.past).strata == (StratumTake("general", 4),)


def test_another_ratio_needs_a_reason() -> None:
    """四(二)1: 辖区面积较大、污染源分散的可适当调整抽查比例: and the yearly plan says that it is so."""
    year = Year(registry(0, 0, 30), takes={(1, "general"): 9})
    order = year.order("ratio", 1, "general")
    _, plan, yearly = year.bureau.plan_of(order.plan)
    for reason in ("", "示例：辖区面积大"):
        area = replace(yearly, areas=(YearArea(AREA, 3, 2, reason),))
        if reason:
            assert make_pool(order, plan, area, year.registry, year.past).strata[0].take == 9
        else:
            with pytest.raises(FormError, match="一般比例定为 2，不是 5，又没有写明理由"):
                make_pool(order, plan, area, year.registry, year.past)


def test_officers_are_those_of_the_registry() -> None:
    """四(二)1: 根据辖区内在编在岗执法人员数量: the certificate holders on 1 January, no fewer than the registry shows."""
    year = Year(registry(0, 0, 30), takes={(1, "general"): 9})
    year.bureau.publish_plan(year.tick(), replace(year.yearly, areas=(YearArea(AREA, 2, 5),)))
    found = year.announce(year.order("officers", 1, "general"))
    assert found.evidence == f"区域 {AREA} 年初在岗执法人员按名录是 3 名，年度计划写的是 2 名"


def test_key_draws_name_what_was_drawn_before() -> None:
    """四(二)2: 每年对辖区内所有重点监管对象进行一次检查: the uncovered come first, so each draw names all that were held."""
    year = Year(registry(8, 0, 4))
    quarter(year, 1, "opened")
    for without in ((), ("1-key",), ("1-general",)):
        with pytest.raises(FormError, match="不重复抽取的批次须恰为本区域今年已抽的：1-general、1-key"):
            year.announce(year.order("other", 2, "key", without=without))
    year.announce(year.order("2-key", 2, "key"), lambda pool: replace(pool, without=()))
    assert year.check("2-key").evidence == "抽取池的不重复抽取的批次与按规则重算的不同"


def test_a_year_may_not_begin_late() -> None:
    """四(二)2: 每年…一次: only the year in which a ledger begins is shorter, and by no more than what has passed."""
    year = Year(registry(8), 2)
    year.bureau.publish_plan(year.tick(), replace(year.yearly, first_quarter=4))
    found = year.announce(year.order("late", 4, "key"))
    assert found.evidence == "年度计划 2024 自第 4 季度起算，最迟应自第 3 季度起算"
    with pytest.raises(FormError, match="早于年度计划 2024 的起始季度（第 4 季度）"):
        year.announce(year.order("early", 3, "key"))
