"""Which published files an entry calls for: an entry is not signed while one of them is missing."""

from collections.abc import Sequence

from ledger.core import layout
from ledger.core.bodies import Adjust, Amend, Announce, Disclose, Draw, Publish, Snapshot, Withhold
from ledger.core.documents import Read
from ledger.core.entry import Entry
from ledger.core.errors import FormError, MingchouError
from ledger.core.life import DrawLife, Life


def called_for(entry: Entry, entries: Sequence[Entry]) -> list[str]:
    """Layout paths; `entries` are all those before it, at their indexes."""
    body = entry.body
    if isinstance(body, Publish):
        return [layout.file(body.sha256)]
    if isinstance(body, Snapshot):
        return [layout.snapshot(body.root)]
    if isinstance(body, Announce):
        return [layout.file(body.order), layout.file(body.pool)]
    if isinstance(body, Draw):
        return [layout.file(body.tickets)]
    if isinstance(body, Adjust) and body.kind in ("closed", "void"):
        return [layout.opening(body.draw, body.rank, entry.index)]
    if isinstance(body, Disclose):
        return [layout.opening(body.draw, body.rank), layout.result(body.draw, body.rank)]
    if isinstance(body, Withhold):
        return [layout.opening(body.draw, body.rank)]
    if isinstance(body, Amend) and body.kind == "correct" and body.entry < len(entries):
        return _corrected(body, entries)
    return []


def _corrected(body: Amend, entries: Sequence[Entry]) -> list[str]:
    """The new result and the one that it replaces, which the last commitment before it names."""
    target = entries[body.entry].body
    if not isinstance(target, Disclose):
        return []
    replaced = body.entry
    for entry in entries[body.entry + 1 :]:
        if isinstance(entry.body, Amend) and entry.body.kind == "correct" and entry.body.entry == body.entry:
            replaced = entry.index
    return [layout.result(target.draw, target.rank), layout.result(target.draw, target.rank, replaced)]


def refuse_missing(drafts: Sequence[Entry], entries: Sequence[Entry], read: Read) -> None:
    """Raises `FormError` for the first file that a new entry calls for and that there would not be."""
    known = list(entries)
    for entry in drafts:
        for path in called_for(entry, known):
            if read(path) is None:
                raise FormError(f"第 {entry.index} 号条目（{entry.type}）要公开的文件没有准备好", place=path)
        known.append(entry)


def unreadable(life: Life) -> list[MingchouError]:
    """Documents that the rules of the next entry rest on and that are missing or malformed.

    The fold lets a rule be whose document cannot be read, since a verifier says so elsewhere. The signer may not: it
    would sign what the document forbids.
    """
    problems: list[MingchouError] = []
    for draw in life.draws.values():
        try:
            _read_all(life, draw)
        except MingchouError as error:
            problems.append(error)
    return problems


def _read_all(life: Life, draw: DrawLife) -> None:
    life.documents.pool(draw.body.pool)
    if draw.draw_body is not None:
        life.documents.tickets(draw.draw_body.tickets)
    for rank in draw.ranks.values():
        for entry in rank.given_up:
            life.documents.opening(draw.id, rank.rank, entry.index)
        if rank.status in ("disclosed", "withheld"):
            life.documents.opening(draw.id, rank.rank, None)
