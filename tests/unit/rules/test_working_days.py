"""五(三): 在每次抽查检查任务完成之后的20个工作日内. The State Council's notices, make-up days included, 2022–2026."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
import yaml

from ledger.core.errors import FormError
from ledger.core.rules.working_days import PUBLISH_WITHIN, Calendar, due, format_calendar, is_working_day, parse_calendar
from tests.support.ledgers import calendar

FOLDER = Path(__file__).parents[2] / "example" / "static" / "calendar"
NOTICES = {
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
CALENDARS = {year: parse_calendar(calendar(year)) for year in NOTICES}


def days(year: int) -> Iterator[date]:
    """Every day of a year."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", NOTICES)
def test_every_day(year: int) -> None:
    """工作日 are those of the year's notice: every day of it, by chinesecalendar."""
    assert [day for day in days(year) if is_working_day(day, CALENDARS) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize("year", NOTICES)
def test_every_notice_has_its_number(year: int) -> None:
    """The number of the notice stands in the record, and its days are those that chinesecalendar has for that year.

    New Year's days that fall into December belong to the next year's notice; they are at a weekend.
    """
    assert CALENDARS[year].notice == NOTICES[year]
    off = {day for day in days(year) if chinese_calendar.is_holiday(day) and chinese_calendar.get_holiday_detail(day)[1]}
    assert {day for day in off ^ CALENDARS[year].off if day.month < 12 or day.weekday() < 5} == set()
    assert CALENDARS[year].work == {day for day in days(year) if day.weekday() >= 5 and chinese_calendar.is_workday(day)}
    raw = yaml.load((FOLDER / f"{year}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    assert raw["年份"] == str(year) and raw["放假"] == sorted(raw["放假"]) and raw["上班"] == sorted(raw["上班"])


def test_twenty_working_days() -> None:
    """The day the inspection was completed is day 0; the next working day is day 1: for every day of four years."""
    working = [day for year in NOTICES for day in days(year) if chinese_calendar.is_workday(day)]
    for year in (2022, 2023, 2024, 2025):
        for day in days(year):
            later = [one for one in working if one > day][:PUBLISH_WITHIN]
            found = due(day, PUBLISH_WITHIN, CALENDARS)
            assert (found.day, found.provisional) == (later[-1], False)


@pytest.mark.parametrize(
    ("inspected", "last"),
    [
        ("2022-01-10", "2022-02-10"),  # 春节, a Saturday and a Sunday at work before it
        ("2023-09-19", "2023-10-23"),  # 中秋 and 国庆
        ("2024-09-13", "2024-10-17"),
        ("2026-02-14", "2026-03-20"),  # a Saturday at work, then 春节
    ],
)
def test_by_hand(inspected: str, last: str) -> None:
    """Counted on a calendar on the wall."""
    assert due(date.fromisoformat(inspected), PUBLISH_WITHIN, CALENDARS).day == date.fromisoformat(last)


def test_a_missing_year_is_provisional() -> None:
    """之后的20个工作日内: where a year's calendar is missing, a due date says that it is provisional, and is one of Monday to
    Friday."""
    known = {year: CALENDARS[year] for year in (2024,)}
    assert not due(date(2024, 11, 29), PUBLISH_WITHIN, known).provisional
    late = due(date(2024, 12, 20), PUBLISH_WITHIN, known)
    assert (late.day, late.provisional) == (date(2025, 1, 17), True)
    assert due(date(2024, 12, 20), PUBLISH_WITHIN, CALENDARS) == replace(late, day=date(2025, 1, 20), provisional=False)
    assert not is_working_day(date(2027, 1, 2), known) and is_working_day(date(2027, 1, 1), known)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"off": frozenset({date(2023, 12, 31)})}, "2023-12-31 不在 2024 年"),
        ({"work": frozenset({date(2024, 1, 1)})}, "2024-01-01 既放假又上班"),
    ],
)
def test_a_calendar_is_of_one_year(change: dict[str, frozenset[date]], problem: str) -> None:
    """A day is off or at work, and in the notice's year."""
    with pytest.raises(FormError, match=problem):
        parse_calendar(format_calendar(replace(CALENDARS[2024], **change)))
    assert parse_calendar(format_calendar(CALENDARS[2024])) == CALENDARS[2024]
    assert isinstance(CALENDARS[2024], Calendar)
