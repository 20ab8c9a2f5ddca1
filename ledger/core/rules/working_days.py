"""Working days (clause 五(三): 20 个工作日).

Reading (R15): day 0 is the day the inspection was completed, day 1 the next working day. The State Council's yearly notice
decides, make-up days included; where the calendar of a year is missing, a due date is provisional and says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from ledger.core.encoding import Json, jcs, parse_jcs
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_day

PUBLISH_WITHIN = 20
"""Working days from the inspection to its publication (五(三))."""
REVEAL_WITHIN = 20
"""Working days from the end of the plan's period to the last day for the reveal (protocol, "Reveal")."""


@dataclass(frozen=True)
class Calendar:
    """One year's days off (weekends included where the notice lists them) and make-up working days."""

    year: int
    notice: str
    off: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True, slots=True)
class Due:
    """A due date; provisional where the calendar of a year passed through is missing."""

    day: date
    provisional: bool


def format_calendar(calendar: Calendar) -> bytes:
    """The published document."""
    off: Json = [day.isoformat() for day in sorted(calendar.off)]
    work: Json = [day.isoformat() for day in sorted(calendar.work)]
    return jcs({"notice": calendar.notice, "off": off, "work": work, "year": calendar.year})


def parse_calendar(data: bytes) -> Calendar:
    """A published calendar, every day of it in its year, none both off and at work."""
    f = Fields(parse_jcs(data, "工作日历"), "工作日历", ("notice", "off", "work", "year"))
    year = f.integer("year", 1, 9999)
    off, work = f.ascending("off", as_day), f.ascending("work", as_day)
    for day in off + work:
        if day.year != year:
            raise FormError(f"{day} 不在 {year} 年", place="工作日历")
    for day in off:
        if day in work:
            raise FormError(f"{day} 既放假又上班", place="工作日历")
    return Calendar(year, f.text("notice"), frozenset(off), frozenset(work))


def is_working_day(day: date, calendars: Mapping[int, Calendar]) -> bool:
    """By the year's calendar; without one, Monday to Friday."""
    calendar = calendars.get(day.year)
    if calendar is not None and day in calendar.work:
        return True
    return day.weekday() < 5 and (calendar is None or day not in calendar.off)


def due(day: date, n: int, calendars: Mapping[int, Calendar]) -> Due:
    """The n-th working day after a day (which is day 0)."""
    provisional = False
    while n > 0:
        day += timedelta(days=1)
        provisional = provisional or day.year not in calendars
        n -= is_working_day(day, calendars)
    return Due(day, provisional)


def publish_by(calendars: Mapping[int, Calendar]) -> Callable[[date], Due]:
    """The last day to publish (五(三)) by the day of the inspection; each is reckoned once, however many results share it."""
    return cache(lambda inspected: due(inspected, PUBLISH_WITHIN, calendars))
