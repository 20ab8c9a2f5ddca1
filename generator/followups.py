"""What a result tells beyond the protocol's own fields, in words: why this mode of inspection (五(一)), what became of an order
to rectify, to whom a matter was transferred (五(二)), and notes. Whatever else a record holds is told as it stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from generator.wording import day
from ledger.core.encoding import Json, jcs
from ledger.core.errors import FormError
from ledger.core.result import PublishedResult
from ledger.core.rules.followups import STATES, rectification_of

OPEN, _, MISSED = STATES
FOLLOWUPS = ("rectification", "transfer")
"""Parts of a record that come after the inspection: with a later word on them nothing is corrected."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line: its heading, its text, and whether it tells of a duty not done in its time."""

    label: str
    text: str
    late: bool = False


def _rectification(more: Mapping[str, Json], as_of: date) -> Iterator[Told]:
    found = rectification_of(more)
    if found is None:
        return
    due, open_ = day(found.due), found.state == OPEN
    yield Told("整改期限", due)
    if open_ and as_of > found.due:
        yield Told("整改情况", "已过期限，还没有公布复查结果", late=True)
        return
    reviewed = f"（{day(found.reviewed)}复查）" if found.reviewed is not None else ""
    text = f"{found.state}{reviewed}"
    yield Told("整改情况", f"{text}：{found.outcome}" if found.outcome else text, late=found.state == MISSED)


def _transfer(value: Json) -> Told:
    if not isinstance(value, dict) or not {"on", "to"} <= value.keys() <= {"number", "on", "to"}:
        return _plain("移送", value)
    number = f"，文号 {value['number']}" if "number" in value else ""
    return Told("移送", f"{day(date.fromisoformat(str(value['on'])))}移送{value['to']}{number}")


def _plain(label: str, value: Json) -> Told:
    return Told(label, value if isinstance(value, str) else jcs(value).decode())


def _told(name: str, more: Mapping[str, Json], as_of: date) -> Iterator[Told]:
    value = more[name]
    if name == "rectification":
        yield from _rectification(more, as_of)
    elif name == "transfer":
        yield _transfer(value)
    elif name == "notes" and isinstance(value, dict):
        yield from (_plain(label, text) for label, text in sorted(value.items()))
    else:
        yield _plain("采用这种方式的理由" if name == "mode_reason" else name, value)


def told(more: Mapping[str, Json], as_of: date) -> list[Told]:
    """All of it on a day, in the order of a record: the reason for the mode, rectification, transfer, notes, anything else."""
    order = ("mode_reason", *FOLLOWUPS, "notes")
    found: list[Told] = []
    for name in sorted(more, key=lambda name: (order.index(name) if name in order else len(order), name)):
        try:
            found += _told(name, more, as_of)
        except (FormError, ValueError):  # not of the form that the rules give it, which the check draw.record does not ask for
            found.append(_plain(name, more[name]))
    return found


def corrects(before: PublishedResult, after: PublishedResult) -> bool:
    """Whether the later version says something else of the inspection itself, and not only what came of it."""

    def own(result: PublishedResult) -> tuple[object, ...]:
        more = {name: value for name, value in result.more.items() if name not in FOLLOWUPS}
        return result.content, result.inspected, result.inspectors, result.items, result.method, result.outcome, more

    return own(before) != own(after)
