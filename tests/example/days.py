"""Working days, by the example's own copies of the State Council's notices."""

from datetime import date, timedelta
from functools import cache

import yaml

from tests.example.keys import STATIC


@cache
def _calendar(year: int) -> tuple[frozenset[str], frozenset[str]]:
    text = (STATIC / f"calendar/{year}.yaml").read_text(encoding="utf-8")
    found = yaml.load(text, yaml.BaseLoader)
    return frozenset(found["放假"]), frozenset(found["上班"])


def is_workday(day: date) -> bool:
    """Neither a weekend nor a holiday, or a make-up day."""
    off, work = _calendar(day.year)
    return str(day) in work or (day.weekday() < 5 and str(day) not in off)


def workdays(first: date, last: date) -> list[date]:
    """The working days from one day to another, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_workday(day)]


def workday_after(day: date, days: int) -> date:
    """The first working day that is at least so many days later."""
    day += timedelta(days=days)
    while not is_workday(day):
        day += timedelta(days=1)
    return day
