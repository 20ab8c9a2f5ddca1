"""Everything a verifier does, from published files to named checks (protocol, "Verifying")."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol, TypeVar

from ledger.core import layout
from ledger.core.checks.draw import DrawFacts, draw_checks
from ledger.core.checks.ledger import (
    Progress,
    Saved,
    chain_links,
    chain_signatures,
    chain_times,
    checkpoint_checks,
    document_checks,
    parse_lines,
    policy_checks,
)
from ledger.core.checks.rank import rank_checks
from ledger.core.checks.report import LEDGER, Check, Status, attempt
from ledger.core.documents import Documents, Found, Read
from ledger.core.entry import Entry
from ledger.core.errors import FormError, SourceError
from ledger.core.life import DrawLife, Life, fold
from ledger.core.policy import Policy
from ledger.core.published import calendars
from ledger.core.recompute import Known
from ledger.core.rules.working_days import Calendar, publish_by

T = TypeVar("T")
PART = 2000
"""Ranks of which the draws are checked in one go."""


@dataclass(frozen=True)
class Report:
    """All checks, and what the ledger says; `view` is empty when its form failed."""

    checks: tuple[Check, ...]
    view: Life


class Spread(Protocol):
    """Does jobs, in turn or side by side, each in a copy of this process; what they return is in their order."""

    def __call__(self, jobs: Sequence[Callable[[], T]], /) -> list[T]: ...


def in_turn(jobs: Sequence[Callable[[], T]], /) -> list[T]:
    """One after the other, here."""
    return [job() for job in jobs]


def verify(
    read: Read,
    policy: Policy | None,
    as_of: date,
    progress: Progress | None = None,
    spread: Spread = in_turn,
    saved: Saved = (),
) -> Report:
    """Verify a published ledger as of a day, also against checkpoints `saved` earlier. Raises `SourceError` when there is none to
    be read, or when any file of it cannot be reached (which says nothing of what it holds)."""
    documents = Documents(read)
    data = documents.bytes_or_none(layout.LEDGER)
    if data is None:
        raise SourceError("这里没有台账", place=layout.LEDGER, hint="请核对目录或网址，应当指向 ledger/ 这一级")
    try:
        entries = parse_lines(data)
    except FormError as error:
        return Report((Check("chain.form", LEDGER, "fail", str(error)),), Life(documents))
    view, problems = fold(entries, documents)
    checks = [*checkpoint_checks(documents, entries, saved), *document_checks(documents, view)]
    jobs = [lambda: _Done(tuple(_chain(entries, policy, problems, progress)))]
    jobs += [partial(_draws, view, draws, policy, as_of) for draws in _parts(view)]
    chain, *draws = spread(jobs)
    for done in draws:
        documents.adopt(done.read)
    return Report((*chain.checks, *checks, *(check for done in draws for check in done.checks)), view)


@dataclass(frozen=True)
class _Done:
    """A part of the checks, and what was read for it."""

    checks: tuple[Check, ...]
    read: Found = ({}, {})


def _parts(view: Life) -> Iterator[list[DrawLife]]:
    """The draws in order, in parts worth a process of their own."""
    part: list[DrawLife] = []
    for life in view.draws.values():
        part.append(life)
        if sum(len(one.ranks) for one in part) >= PART:
            yield part
            part = []
    if part:
        yield part


def _chain(entries: list[Entry], policy: Policy | None, problems: list[FormError], progress: Progress | None) -> Iterator[Check]:
    yield from policy_checks(policy, entries)
    yield Check("chain.form", LEDGER, "pass", f"{len(entries)} 行写法规范")
    parts: tuple[tuple[str, Callable[[], tuple[Status, str]]], ...] = (
        ("chain.links", lambda: chain_links(entries)),
        ("chain.signatures", lambda: chain_signatures(entries, progress)),
        ("chain.times", lambda: chain_times(entries)),
    )
    for name, check in parts:
        yield attempt(name, LEDGER, check)
    if problems:
        more = f"；另有 {len(problems) - 1} 处" if len(problems) > 1 else ""
        yield Check("chain.order", LEDGER, "fail", f"{problems[0].statement}{more}")
    else:
        yield Check("chain.order", LEDGER, "pass", f"{len(entries)} 条都合乎抽取的先后次序")


def _calendars(view: Life) -> dict[int, Calendar]:
    """The published calendars; none where one cannot be read (check ``publish.file`` says why)."""
    try:
        return calendars(view)
    except FormError:
        return {}


def _draws(view: Life, draws: list[DrawLife], policy: Policy | None, as_of: date) -> _Done:
    known = view.documents.known
    checks = tuple(_draw_checks(view, draws, policy, as_of))
    return _Done(checks, view.documents.since(known))


def _draw_checks(view: Life, draws: list[DrawLife], policy: Policy | None, as_of: date) -> Iterator[Check]:
    accepted = (policy or Policy()).accepted
    days = _calendars(view)
    deadline = publish_by(days)
    known: Known = {}
    for life in draws:
        facts = DrawFacts(view, life, as_of, accepted, known)
        yield from draw_checks(facts)
        for rank in sorted(life.ranks.values(), key=lambda rank: rank.rank):
            yield from rank_checks(facts, rank, deadline)
