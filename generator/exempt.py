"""Checks outside the random selection (二(一)), as each year's published document tells them."""

from dataclasses import dataclass
from datetime import date

from generator.model import EntityRef
from generator.registry import Registry
from ledger.core.bodies import Publish
from ledger.core.coverage import exempt_checks
from ledger.core.errors import FormError
from ledger.core.life import Life
from ledger.core.rules.exempt import EXEMPTIONS, ExemptCheck, guide_year
from ledger.core.year import Year


@dataclass(frozen=True, slots=True)
class Exempt:
    """One of them. `number` is that of its exemption, `ground` the clause's words for it."""

    id: str
    entity: EntityRef
    day: date
    number: int
    ground: str
    reason: str
    approver: str
    method: str
    content: str
    outcome: str


def _checks(view: Life, day: date, year: int) -> tuple[ExemptCheck, ...]:
    try:
        return exempt_checks(Year(view, day, year))
    except FormError:  # a duty on the board says so
        return ()


def exempt(view: Life, registry: Registry, day: date) -> tuple[Exempt, ...]:
    """All that were published until a day, the newest first."""
    bodies = [entry.body for entry in view.published]
    guides = {guide_year(body.id) for body in bodies if isinstance(body, Publish) and body.kind == "guide"}
    found = [
        Exempt(
            c.id, registry.ref(c.entity), c.inspected, c.number, EXEMPTIONS[c.number], c.reason, c.approver,
            c.method, c.content, c.outcome,
        )
        for year in guides if year is not None
        for c in _checks(view, day, year)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.day, one.id), reverse=True))
