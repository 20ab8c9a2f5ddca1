"""The picture of a stratum's tickets: every ticket a stroke at its place between 0 and 2^256, the cut a dashed line."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from generator.model import Stratum
from generator.wording import class_name

WIDTH, HEIGHT = 1000, 48


@dataclass(frozen=True)
class Picture:
    """A stratum as its template shows it; `picture` is empty before the draw."""

    name: str
    size: int
    drawn: int
    later: int
    last: str
    first_reserve: str
    picture: Markup


def _place(ticket: str) -> float:
    return round(int(ticket[:8], 16) / 2**32 * (WIDTH - 8) + 4, 1)


def _strokes(tickets: Iterable[str], top: int) -> str:
    return "".join(f"M{_place(ticket):g} {top}V{HEIGHT - 4}" for ticket in tickets)


def _cut_at(last: str, reserve: str) -> float:
    return round((_place(last) + _place(reserve)) / 2, 1)


def stratum_picture(stratum: Stratum) -> Picture:
    """The picture and the tickets on both sides of the cut. Where `later` reaches into the drawn ones, all others are drawn."""
    order = stratum.tickets + stratum.later
    drawn, reserve = order[: stratum.drawn], order[stratum.drawn :]
    name = class_name(stratum.name)
    if not order:
        return Picture(name, stratum.size, stratum.drawn, len(stratum.later), "", "", Markup())
    shown_in, shown_out = stratum.tickets[: stratum.drawn], stratum.tickets[stratum.drawn :]
    strokes = f'<path class="mc-tickets__out" d="{_strokes(shown_out, 16)}"/><path class="mc-tickets__in" d="{_strokes(shown_in, 6)}"/>'
    if shown_in and shown_out:
        cut = _cut_at(shown_in[-1], shown_out[0])
        strokes += f'<path class="mc-tickets__cut" d="M{cut:g} 0V{HEIGHT}"/>'
    svg = Markup(
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{len(order)} 个签号，最小的 {len(drawn)} 个抽中">{strokes}</svg>'
    )
    last, first = (drawn[-1] if drawn else ""), (reserve[0] if reserve else "")
    return Picture(name, stratum.size, stratum.drawn, len(stratum.later), last, first, svg)
