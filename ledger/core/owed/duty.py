"""One duty: what is to be done for which area, by when, and the clause that asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ledger.core.encoding import Json
from ledger.core.rules.classes import CLASS_NAMES
from ledger.core.rules.working_days import Due

State = Literal["late", "soon", "note", "past"]
"""A duty past its day; one to see to now; one to know of; what a year that is over has left undone for good."""
SOON = timedelta(days=15)
"""How long before its day a duty is told as near."""
SOON_TO_DRAW = timedelta(days=30)
"""The same for a draw that is still to be announced: it needs its lead, its round and the inspections after it."""
NAMES: Mapping[str, str] = {str(kind): name for kind, name in CLASS_NAMES.items()}
"""Classes in Chinese."""
_ORDER: tuple[State, ...] = ("late", "soon", "note", "past")


@dataclass(frozen=True, slots=True)
class Duty:
    """`subject` is a plan, a draw, a rank (`draw/rank`), an entity, a class or a period; `provisional`: the due day passes
    through a year whose working days are not published yet."""

    kind: str
    area: str
    subject: str
    state: State
    text: str
    clause: str
    due: date | None = None
    provisional: bool = False

    def json(self) -> dict[str, Json]:
        """For programs; without a day, `due` is empty."""
        return {
            "area": self.area,
            "clause": self.clause,
            "due": "" if self.due is None else self.due.isoformat(),
            "kind": self.kind,
            "provisional": self.provisional,
            "state": self.state,
            "subject": self.subject,
            "text": self.text,
        }

    @property
    def order(self) -> tuple[int, date, str, str, str]:
        """Late ones first, then by day."""
        return _ORDER.index(self.state), self.due or date.max, self.area, self.kind, self.subject


def state_on(day: date, last: date, near: timedelta = SOON) -> State:
    """Where a duty with this last day stands on a day."""
    if day > last:
        return "late"
    return "soon" if last - day <= near else "note"


def told(limit: Due) -> str:
    """A due day in words: 暂定 where a year's calendar is missing."""
    return f"{limit.day}（暂定，缺工作日历）" if limit.provisional else f"{limit.day}"


def name_of(kind: str) -> str:
    """A class in Chinese."""
    return NAMES.get(kind, kind)
