"""The picture of a stratum's tickets: every ticket a stroke at its place between 0 and 2^256, the cut a dashed line."""

from collections.abc import Sequence
from dataclasses import dataclass

from generator.model import Stratum
from generator.wording import class_name

WIDTH, HEIGHT = 1000, 48
MANY = 500


@dataclass(frozen=True)
class Picture:
    """A stratum as its template shows it. `inside`, `outside` and `cut` are SVG path data: the strokes of the drawn tickets, of
    the others, and the line between them."""

    name: str
    size: int
    drawn: int
    tickets: int = 0
    """How many there are: none before the draw."""
    later: int = 0
    last: str = ""
    first_reserve: str = ""
    inside: str = ""
    outside: str = ""
    cut: str = ""


def _place(ticket: str) -> float:
    return round(int(ticket[:8], 16) / 2**32 * (WIDTH - 8) + 4, 1)


def _strokes(tickets: Sequence[str], top: int) -> str:
    """A stroke a ticket. Where there are very many, those that would touch are one stroke."""
    places = (_place(ticket) for ticket in tickets)
    shown = places if len(tickets) <= MANY else dict.fromkeys(round(place) for place in places)
    return "".join(f"M{place:g} {top}V{HEIGHT - 4}" for place in shown)


def _cut(last: str, reserve: str) -> str:
    return f"M{round((_place(last) + _place(reserve)) / 2, 1):g} 0V{HEIGHT}"


def stratum_picture(stratum: Stratum) -> Picture:
    """The picture and the tickets on both sides of the cut. Where some of `later` are drawn, all others are, and there is no line
    with the drawn on one side of it."""
    order = stratum.tickets + stratum.later
    drawn, reserve = order[: stratum.drawn], order[stratum.drawn :]
    outside = stratum.tickets[stratum.drawn :]
    return Picture(
        name=class_name(stratum.name),
        size=stratum.size,
        drawn=stratum.drawn,
        tickets=len(order),
        later=len(stratum.later),
        last=drawn[-1] if drawn else "",
        first_reserve=reserve[0] if reserve else "",
        inside=_strokes(drawn, 6),
        outside=_strokes(outside, 16),
        cut=_cut(drawn[-1], outside[0]) if drawn and outside else "",
    )
