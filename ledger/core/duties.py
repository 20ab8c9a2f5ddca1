"""What is owed at a moment (requirements R8–R10, R15, R20): coverage against the quotas, and every duty with its day.

`standing` is a pure function of the ledger and the day: the command `status` and the website tell the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ledger.core.coverage import Coverage, coverage
from ledger.core.encoding import Json, day_of
from ledger.core.life import Life
from ledger.core.owed.draws import Waiting, draw_duties
from ledger.core.owed.duty import SOON, Duty, State
from ledger.core.owed.followups import rectification_duties
from ledger.core.owed.past_years import closed, closed_year
from ledger.core.owed.plans import plan_duties
from ledger.core.owed.quotas import cap_duties, exempt_duties, quota_duties
from ledger.core.owed.registry import class_duties, snapshot_duties, stale_duties
from ledger.core.year import Year, until

__all__ = ["Coverage", "Duty", "Standing", "State", "Waiting", "standing"]


@dataclass(frozen=True)
class Standing:
    """Where a bureau stands on a day. `coverage` is of the day's year and of the one before, where the ledger has it."""

    day: date
    coverage: tuple[Coverage, ...]
    duties: tuple[Duty, ...]

    def of(self, area: str) -> "Standing":
        """One area's part, with the duties of all areas in common."""
        rows = tuple(row for row in self.coverage if row.area == area)
        return Standing(self.day, rows, tuple(duty for duty in self.duties if duty.area in (area, "")))

    def in_state(self, state: State) -> tuple[Duty, ...]:
        """The duties in one state."""
        return tuple(duty for duty in self.duties if duty.state == state)

    def json(self) -> dict[str, Json]:
        """For programs."""
        return {
            "as_of": self.day.isoformat(),
            "coverage": [row.json() for row in self.coverage],
            "duties": [duty.json() for duty in self.duties],
        }


def standing(view: Life, day: date, waiting: Waiting | None = None) -> Standing:
    """Reckoned from a verified ledger, as it stood at the end of a day. `waiting`: results handed in and not published."""
    if not view.entries or day_of(view.entries[0].time) > day:
        return Standing(day, (), ())
    seen = until(view, day)
    years = [Year(seen, day, year) for year in range(day_of(view.entries[0].time).year, (day + SOON).year + 1)]
    rows = {year.year: coverage(year) for year in years if year.year <= day.year}
    duties = [duty for year in years for duty in _of_year(year, rows.get(year.year, ()))]
    duties += draw_duties(seen, day, years[0].calendars, waiting or {})
    duties += rectification_duties(seen, day)
    recent = tuple(row for year, found in rows.items() if year >= day.year - 1 for row in found)
    return Standing(day, recent, tuple(sorted(duties, key=lambda d: d.order)))


def _of_year(year: Year, rows: tuple[Coverage, ...]) -> Iterator[Duty]:
    if closed(year.year, year.day):
        return closed_year(year.year, year.day, _owed_in(year, rows), rows)
    return _owed_in(year, rows)


def _owed_in(year: Year, rows: tuple[Coverage, ...]) -> Iterator[Duty]:
    yield from plan_duties(year)
    if year.year <= year.day.year:
        yield from snapshot_duties(year)
        yield from quota_duties(year, rows)
        yield from exempt_duties(year)
    if year.year == year.day.year:
        yield from class_duties(year)
        yield from stale_duties(year)
        yield from cap_duties(year)
