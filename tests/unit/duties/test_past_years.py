"""What a year that is over has left undone stays told, in one line an area (reading of 四(一), 四(二))."""

from dataclasses import replace
from datetime import date, timedelta

from ledger.core.duties import Duty, standing
from ledger.core.owed.past_years import closing_day
from tests.unit.duties.test_coverage import play, registry
from tests.unit.rules.year import AREA, YEAR, Year

LAST = date(YEAR + 1, 3, 31)
LATER = (LAST + timedelta(days=1), date(YEAR + 1, 12, 31), date(YEAR + 7, 6, 1))
ENDING = {"plan-year", "plan-quarter", "plan-row", "undrawn", "snapshot", "quota"}


def of_year(year: Year, day: date) -> list[Duty]:
    """The duties of 2024 on a day."""
    return [duty for duty in standing(year.bureau.life, day).duties if duty.due is not None and duty.due.year == YEAR]


def lines(year: Year, day: date) -> dict[str, str]:
    """The lines of closed years, of this one alone, by area."""
    return {duty.area: duty.text for duty in of_year(year, day) if duty.state == "past"}


def test_item_by_item_until_the_next_first_quarter() -> None:
    """实现年度抽查结果100%公开: what a year owes is told item by item until its last results are due, and a while longer."""
    year = Year(registry(key=8))
    play(year, 1, 2)
    assert closing_day(YEAR) == LAST
    late = [duty for duty in of_year(year, LAST) if duty.state == "late"]
    assert {duty.kind for duty in late if duty.kind in ENDING} == {"undrawn", "snapshot", "quota"}
    assert lines(year, LAST) == {}


def test_nothing_late_vanishes() -> None:
    """不断强化抽查情况和查处结果信息公开: the day after, and for good,
    every area with something late has its line, and every kind and class is named in it."""
    year = Year(registry(key=8, special=1, general=40))
    play(year, 1, 2)
    late = {duty.area for duty in of_year(year, LAST) if duty.state == "late" and duty.kind in ENDING}
    assert late == {AREA, ""}
    for day in LATER:
        assert not [duty for duty in of_year(year, day) if duty.state == "late" and duty.kind in ENDING]
        found = lines(year, day)
        assert found.keys() == late
        assert found[""].startswith("2024 年没有完成：没有第 3、4 季度的名录快照。")
        for words in (
            "重点监管对象全年应查 8 家，完成 4 家",
            "特殊监管对象下半年应查 1 家，完成 0 家",
            "一般监管对象全年应查 15 家",
        ):
            assert words in found[AREA], day
        assert f"--as-of {LAST}" in found[AREA]


def test_plans_that_were_never_made() -> None:
    """年初制定年度抽查工作计划，每季度初制定季度抽查计划: which of a closed year are missing."""
    found = [duty for duty in standing(Year(registry(key=4)).bureau.life, date(YEAR + 2, 4, 1)).duties if duty.state == "past"]
    assert [duty.subject for duty in found if duty.area == AREA] == [str(YEAR), str(YEAR + 1)]
    text = found[-1].text
    assert text.startswith("2025 年没有完成：没有年度计划；没有第 1、2、3、4 季度的计划；")
    assert "重点监管对象全年应查 4 家" in text
    assert found[-1].clause == "四（一）、四（二）2"


def test_a_quarter_that_was_behind() -> None:
    """每季度至少对本辖区25%: a quarter that was missed stays told when the year made up for it."""
    year = Year(registry(key=8))
    play(year, 2, 3, 4)
    found = lines(year, LATER[0])[AREA]
    assert "重点监管对象第 1 季度没有按时完成应查数" in found
    assert "重点监管对象全年应查" not in found


def test_what_can_still_be_done_stays_a_duty() -> None:
    """已实施检查但未进行公示的，视为未完成: results and reveals are owed whatever the year."""
    year = Year(registry(key=8))
    play(year, 1, opened=False)
    for day in LATER:
        late = [duty.kind for duty in of_year(year, day) if duty.state == "late"]
        assert late == ["overdue", "reveal"]


def test_a_year_that_was_done() -> None:
    """按照检查计划已经履行检查职责: nothing undone, no line; one snapshot or one row without a draw, a line."""
    year = Year(registry(key=4))
    for quarter in range(1, 5):
        plan = year.plan(quarter)
        year.bureau.publish_plan(year.tick(), replace(plan, rows=tuple(row for row in plan.rows if row.kind == "key")))
    play(year, 1, 2, 3)
    assert lines(year, LATER[0]).keys() == {AREA, ""}
    play(year, 4)
    assert all(lines(year, day) == {} for day in LATER)
