"""What a draw says of each enterprise, from that enterprise's side.

Of a draw that is not revealed, whoever has not been opened gets one and the same sentence, drawn or not (clause 六(二)1).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.model import Appearance, Change, DrawPage, EntityRef, Row, Verdict
from generator.reasons import chance
from generator.wording import class_name


def _plain(draw: DrawPage) -> Verdict:
    """What is said of every member of the pool who was not opened."""
    if draw.state == "cancelled":
        return "cancelled"
    if draw.state == "announced":
        return "waiting"
    return "not-drawn" if draw.state == "revealed" else "sealed"


def _of_draw(draw: DrawPage) -> Iterator[tuple[str, Appearance]]:
    rows = {row.entity.code: row for row in draw.rows if row.entity is not None}
    gone: dict[str, Change] = {change.entity.code: change for change in draw.changes if change.entity is not None}
    left = Counter(row.stratum for row in draw.rows if row.state == "open")
    plain = Appearance(
        draw.id, draw.title, draw.announced.date(), _plain(draw), reveal_by=draw.reveal_by, late="draw.reveal" in draw.missed
    )
    for who, reason in draw.excluded:
        yield who.code, replace(plain, verdict="excluded", reason=reason)
    member = {
        stratum.name: replace(
            plain,
            drawn=stratum.drawn,
            open=left[class_name(stratum.name)],
            whole=stratum.whole,
            chance=chance(stratum, weighted=draw.weighted, without=bool(draw.without)),
        )
        for stratum in draw.strata
    }
    for who in draw.members:
        plain = member.get(draw.kinds.get(who.code, ""), plain)
        if who.code in rows:
            row = rows[who.code]
            yield who.code, replace(plain, verdict="undisclosed" if row.state == "open" else "row", row=row)
        elif who.code in gone:
            yield who.code, _given_up(plain, gone[who.code], who)
        else:
            yield who.code, plain


def _given_up(plain: Appearance, change: Change, who: EntityRef) -> Appearance:
    """The row in force now is somebody else's: of the one given up, only its rank and opening are told."""
    row = Row(plain.draw, change.rank, "", "void", entity=who, opening_path=change.opening_path)
    return replace(plain, verdict="given-up", row=row, reason=change.reason)


def appearances(draws: Iterable[DrawPage]) -> dict[str, list[Appearance]]:
    """By enterprise, the newest draw first. Each draw gives an enterprise at most one."""
    found: dict[str, list[Appearance]] = {}
    for draw in sorted(draws, key=lambda draw: draw.announced, reverse=True):
        for code, seen in _of_draw(draw):
            found.setdefault(code, []).append(seen)
    return found
