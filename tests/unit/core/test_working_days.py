"""Working days (clause 五(三): 20 个工作日; readings, R15): day 0 is the day of the inspection, day 1 the next working day."""

from collections.abc import Mapping
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.rules.working_days import Calendar, due, is_working_day, parse_calendar
from tests.support.ledgers import calendar

CALENDARS: Mapping[int, Calendar] = {year: parse_calendar(calendar(year)) for year in (2023, 2024)}
DAYS = [date(2023, 1, 1) + timedelta(days=n) for n in range(731)]


@pytest.mark.parametrize("year", CALENDARS)
def test_every_day_of_a_year(year: int) -> None:
    """ "The State Council's yearly notice decides, make-up days included": against another reading of the notices."""
    for day in DAYS:
        if day.year == year:
            assert is_working_day(day, CALENDARS) == chinese_calendar.is_workday(day), day


def test_due_counts_each_working_day() -> None:
    """From every day of two years: the n-th working day after it, by counting."""
    work = [day for day in DAYS if chinese_calendar.is_workday(day)]
    for day in DAYS[:-90]:
        after = [one for one in work if one > day][:20]
        for n in (1, 2, 10, 20):
            assert due(day, n, CALENDARS).day == after[n - 1], day
            assert not due(day, n, CALENDARS).provisional


def test_due_of_day_zero() -> None:
    """Nothing to wait for: the day itself, be it a holiday."""
    assert due(date(2024, 10, 1), 0, CALENDARS).day == date(2024, 10, 1)


def test_around_the_national_day_of_2024() -> None:
    """By hand: 30 September, then 8 to 12 October (Saturday the 12th makes up), 14 …; a Sunday that is worked on counts."""
    assert due(date(2024, 9, 28), 1, CALENDARS).day == date(2024, 9, 29)
    assert due(date(2024, 9, 30), 1, CALENDARS).day == date(2024, 10, 8)
    assert due(date(2024, 9, 30), 5, CALENDARS).day == date(2024, 10, 12)
    assert due(date(2024, 9, 30), 6, CALENDARS).day == date(2024, 10, 14)


@pytest.mark.parametrize(
    ("day", "n", "want", "provisional"),
    [
        (date(2022, 12, 31), 1, date(2023, 1, 3), False),
        (date(2022, 12, 29), 1, date(2022, 12, 30), True),
        (date(2024, 12, 30), 1, date(2024, 12, 31), False),
        (date(2024, 12, 31), 1, date(2025, 1, 1), True),
        (date(2024, 12, 27), 20, date(2025, 1, 24), True),
        (date(9998, 12, 31), 20, date(9999, 1, 28), True),
    ],
)
def test_a_year_without_a_calendar(day: date, n: int, want: date, provisional: bool) -> None:
    """ "where the calendar of a year is missing, a due date is provisional and says so": Monday to Friday until then."""
    found = due(day, n, CALENDARS)
    assert (found.day, found.provisional) == (want, provisional)


@given(
    day=st.dates(date(2022, 12, 1), date(2025, 1, 31)),
    n=st.integers(0, 30),
    off=st.sets(st.dates(date(2023, 1, 1), date(2023, 12, 31)), max_size=40),
    work=st.sets(st.dates(date(2023, 1, 1), date(2023, 12, 31)), max_size=40),
)
def test_due_of_any_calendar(day: date, n: int, off: set[date], work: set[date]) -> None:
    """The due date is the n-th working day, whatever the notice says; one more day is never sooner."""
    calendars = {2023: Calendar(2023, "示例", frozenset(off - work), frozenset(work))}
    found = due(day, n, calendars).day
    between = [day + timedelta(days=k) for k in range(1, (found - day).days + 1)]
    assert sum(is_working_day(one, calendars) for one in between) == n
    assert n == 0 or is_working_day(found, calendars)
    assert due(day, n + 1, calendars).day > found
