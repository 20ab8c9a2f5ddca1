"""How commands and notices put an entry into words."""

from ledger.core.bodies import Adjust
from ledger.core.entry import Entry
from ledger.core.words import CHANGE_KINDS, CHANGE_REASONS


def adjusted(body: Adjust) -> str:
    """What an adjustment says: rank and seat as the commands count them, kind, reason."""
    seat = "" if body.seat is None else f"第 {body.seat} 号席位，"
    return f"第 {body.rank} 号名次，{seat}{CHANGE_KINDS[body.kind]}，原因：{CHANGE_REASONS[body.reason]}"


def entry_words(entry: Entry) -> str:
    """How one finds an entry again: its number and its day."""
    return f"台账第 {entry.index} 号条目（{entry.time_text[:10]}）"
