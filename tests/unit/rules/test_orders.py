"""一(三), 一(四), 四(一): who draws, by which plan, and in which range."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.core.errors import FormError
from ledger.core.rules.order import DrawOrder, format_order, parse_order
from ledger.core.rules.plan import PlanRow
from ledger.core.rules.pool import make_pool
from ledger.core.rules.settings import Settings
from tests.unit.rules.quarters import registry
from tests.unit.rules.year import AREA, CITY, Member, Year

PAPER = frozenset({"污染物:废水"})


def test_the_area_or_its_bureau_draws() -> None:
    """一(三): 各区县（市）生态环境分局是辖区内…的实施主体, 支队…组织市级层面的…: nobody else draws in an area."""
    year = Year(registry(4))
    assert year.announce(year.order("own", 1, "key")).status == "pass"
    year.bureau.cancel(year.tick(), "own", "示例")
    assert year.announce(year.order("city", 1, "key", organiser=CITY)).status == "pass"
    year.bureau.cancel(year.tick(), "city", "示例")
    other = year.announce(year.order("other", 1, "key", organiser="430903"))
    assert (other.status, other.evidence) == ("fail", f"430903 不能组织区域 {AREA} 的抽取")


def test_a_draw_follows_a_row_of_its_plan() -> None:
    """四(一): 每季度初制定季度抽查计划: what the plan does not have is not drawn, joint and 定向 draws included."""
    year = Year(registry(4, 0, 0))
    for other, what in (
        ({"area": "430903"}, "区域 430903 类别 key 的常规安排"),
        ({"filter": PAPER, "reason": "示例"}, f"区域 {AREA} 类别 key 的定向安排"),
        ({"departments": ("应急管理",)}, f"区域 {AREA} 类别 key 的联合安排"),
    ):
        with pytest.raises(FormError, match=f"计划 2024Q1 没有{what}"):
            year.announce(year.order("none", 1, "key", **other))


def test_the_newest_plan_counts() -> None:
    """四(一): of two versions of a plan a draw follows the newer, and the yearly plan as it stands then."""
    year = Year(registry(8))
    index, plan = year.bureau.plans["2024Q1"]
    year.bureau.publish_plan(year.tick(), year.plan(1))
    year.bureau.plans["2024Q1"] = (index, plan)
    found = year.announce(year.order("old", 1, "key"))
    assert found.evidence == f"公告依据的第 {index} 号条目不是计划 2024Q1 当时最新的一版"


def test_a_yearly_plan_is_no_quarterly_one() -> None:
    """四(一): 应在年初制定年度抽查工作计划，每季度初制定季度抽查计划: a draw rests on both."""
    year = Year(registry(4))
    year.announce(year.order("fine", 1, "key"))
    life = year.bureau.life.draws["fine"]
    life.body = replace(life.body, plan=year.bureau.plans["2024"][0])
    assert "是年度计划，抽取要依据季度计划" in year.check("fine").evidence
    year = Year(registry(4))
    orphan = replace(year.plan(1), yearly="2023")
    year.bureau.publish_plan(year.tick(), orphan)
    year.bureau.plans["2023"] = year.bureau.plans["2024"]
    assert year.announce(year.order("orphan", 1, "key")).evidence == "没有公布过 2024 年的年度计划 2023"


def test_the_reveal_is_in_time() -> None:
    """五(三) with the protocol: what was drawn is opened within 20 working days after the quarter."""
    year = Year(registry(4))
    last = date(2024, 4, 26)
    assert year.announce(year.order("in-time", 1, "key", reveal_by=last)).status == "pass"
    year.bureau.cancel(year.tick(), "in-time", "示例")
    found = year.announce(year.order("late", 1, "key", reveal_by=date(2024, 4, 29)))
    assert found.evidence == "揭示期限 2024-04-29 晚于计划期满后第 20 个工作日 2024-04-26"


def test_the_order_is_that_of_the_announcement() -> None:
    """四(一): plan, order and announcement are one."""
    year = Year(registry(4))
    order = year.order("one", 1, "key")
    year.announce(order)
    life = year.bureau.life.draws["one"]
    announced = life.body
    for name, value in (("draw", "two"), ("reveal_by", date(2024, 1, 31))):
        life.body = replace(announced, **{name: value})
        assert year.check("one").evidence.startswith(("抽取单写的是批次 one", "抽取单的信标轮次或揭示期限与公告不同"))
        assert year.check("one").status == "fail"


# 定向


def directed(tagged: int, settings: Settings) -> tuple[Year, DrawOrder]:
    """A year in which so many of 20 bear a tag, and the order of a draw among them."""
    members = {f"E{n:02d}": Member(tags=tuple(PAPER) if n < tagged else ()) for n in range(20)}
    year = Year(members, settings=settings)
    row = replace(year.plan(1).rows[-1], filter=PAPER, take=2)
    year.rows = (row,)
    year.bureau.publish_plan(year.tick(), year.plan(1))
    return year, year.order("directed", 1, "general", filter=PAPER, reason="示例：汛期涉水企业专项检查")


@pytest.mark.parametrize("least", [3, 10, 15])
def test_a_filter_that_leaves_too_few_is_refused(least: int) -> None:
    """四(一): 在限定范围内随机抽取…定向开展随机抽查工作: a range of so few would name them."""
    for tagged in range(1, 18):
        year, order = directed(tagged, Settings(least_directed=least))
        if tagged >= least:
            assert year.announce(order).status == "pass"
            assert year.members_of("directed", "general") == {f"E{n:02d}" for n in range(tagged)}
        else:
            with pytest.raises(FormError, match=f"定向抽查的标签只剩 {tagged} 家，少于 {least} 家，等于指定对象"):
                year.announce(order)


def test_only_those_who_can_be_drawn_count() -> None:
    """Those excluded do not hide how few are left."""
    year, order = directed(10, Settings())
    year.members["E00"] = replace(year.members["E00"], status="suspended")
    year.snapshot()
    with pytest.raises(FormError, match="只剩 9 家，少于 10 家"):
        year.announce(order)


def test_a_filter_needs_a_reason() -> None:
    """四(一): 原则上不提前设定范围条件: where one is set, the announcement says why."""
    year, order = directed(12, Settings())
    with pytest.raises(FormError, match="定向抽查要写明理由"):
        year.announce(replace(order, reason=""))


def test_a_filter_is_announced() -> None:
    """四(一): 按照被检查对象…具有的标识: a pool narrowed without saying so is found."""
    year = Year(registry(0, 0, 20), takes={(1, "general"): 20})
    found = year.announce(year.order("narrow", 1, "general"), lambda pool: replace(pool, entities=pool.entities[:5]))
    assert (found.status, found.evidence) == ("fail", "抽取池的检查对象与按规则重算的不同")


def test_orders_are_read_as_they_are_written() -> None:
    """Whole, strictly, and with every field."""
    year, order = directed(12, Settings())
    assert parse_order(format_order(order)) == order
    assert not order.regular and not order.superior
    with pytest.raises(FormError, match="类别有重复"):
        parse_order(format_order(replace(order, classes=("key", "key"))))
    row = PlanRow(AREA, "general", 2, ("03",), year.rows[0].seats, filter=PAPER)
    pool = make_pool(order, replace(year.plan(1), rows=(row,)), year.yearly, year.registry, year.past)
    assert pool.strata[0].take == 2, "a directed draw takes what is planned"
