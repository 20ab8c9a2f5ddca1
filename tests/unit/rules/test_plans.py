"""四(一): 统筹制定抽查计划. Plans are read as they are written, and nothing in them is taken on trust."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.core.encoding import Json, jcs, parse_jcs
from ledger.core.errors import FormError
from ledger.core.rules.plan import YearArea, format_plan, parse_plan
from ledger.core.rules.settings import Cap, Settings
from tests.unit.rules.quarters import registry
from tests.unit.rules.year import AREA, Year

YEAR = Year(registry(4))
CAPPED = Settings(cap=Cap(2, "国办发〔2024〕54号（示例）", "cap"), superior_clean=False)


@pytest.mark.parametrize(
    "plan", [YEAR.yearly, replace(YEAR.yearly, settings=CAPPED, areas=(YearArea(AREA, 3, 4, "示例"),)), YEAR.plan(3)]
)
def test_both_ways(plan: object) -> None:
    """应在年初制定年度抽查工作计划，每季度初制定季度抽查计划."""
    assert parse_plan(format_plan(plan)) == plan  # type: ignore[arg-type]


def test_quarters_are_those_of_the_calendar() -> None:
    """Each quarter's first and last day."""
    assert [(YEAR.plan(q).start, YEAR.plan(q).end) for q in (1, 2, 3, 4)] == [
        (date(2024, 1, 1), date(2024, 3, 31)),
        (date(2024, 4, 1), date(2024, 6, 30)),
        (date(2024, 7, 1), date(2024, 9, 30)),
        (date(2024, 10, 1), date(2024, 12, 31)),
    ]


def broken(data: bytes, **fields: Json) -> bytes:
    """A quarterly plan whose first row says something else."""
    value = parse_jcs(data, "计划")
    assert isinstance(value, dict)
    rows = value["rows"]
    assert isinstance(rows, list) and isinstance(rows[0], dict)
    rows[0] |= fields
    return jcs(value)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"items": []}, "一项安排至少要有一个抽查事项"),
        ({"team": 1}, "须为 2 以上的整数"),
        ({"seats": [{"tags": ["执法"]}]}, "至少要有 2 项"),
        ({"departments": ["生态环境"]}, "只写参加联合抽查的其他部门"),
        ({"class": "special"}, "同一区域同一类别有两项相同的安排"),
        ({"class": "other"}, "须为 key、special、general 之一"),
        ({"take": "1"}, "须为 0 以上的整数"),
        ({"more": 1}, "有不认识的字段 more"),
    ],
)
def test_a_row_that_breaks_a_rule(fields: dict[str, Json], problem: str) -> None:
    """五(一): 每个检查组不少于2人; 四(四): 保证每个事项不少于1人: and nothing else in a row is taken on trust."""
    with pytest.raises(FormError, match=problem):
        parse_plan(broken(format_plan(YEAR.plan(1)), **fields))


def test_a_yearly_plan_has_each_area_once() -> None:
    """The same area cannot have two ratios."""
    two = replace(YEAR.yearly, areas=(YearArea(AREA, 3, 5), YearArea(AREA, 9, 5)))
    with pytest.raises(FormError, match="同一区域有两行"):
        parse_plan(format_plan(two))
    with pytest.raises(FormError, match="年度计划 2024 没有区域 430903"):
        YEAR.yearly.area("430903")


def test_no_third_kind_of_plan() -> None:
    """Yearly or quarterly."""
    with pytest.raises(FormError, match="须为 year 或 quarter"):
        parse_plan(jcs({"level": "month"}))
