"""The picture of a stratum's tickets."""

import re

from generator.model import Stratum
from generator.picture import WIDTH, stratum_picture
from tests.unit.generator.sample import tickets


def strokes(path: str) -> list[float]:
    """Where the strokes of a path stand."""
    return [float(x) for x in re.findall(r"M([\d.]+) ", path)]


def test_drawn_ones_stand_left_of_the_cut() -> None:
    """Every ticket one stroke; the cut between the last drawn and the first reserve."""
    shown = stratum_picture(Stratum("key", 40, 8, tickets(40, "a")))
    inside, outside, cut = (strokes(path) for path in (shown.inside, shown.outside, shown.cut))
    assert (len(inside), len(outside), len(cut)) == (8, 32, 1)
    assert 0 < max(inside) <= cut[0] <= min(outside) and max(outside) < WIDTH
    assert (shown.last, shown.first_reserve) == tickets(40, "a")[7:9]


def test_all_drawn_has_no_cut_and_no_reserve() -> None:
    """As with special ones, of whom everyone is inspected."""
    shown = stratum_picture(Stratum("special", 3, 9, tickets(3, "b")))
    assert (shown.name, shown.drawn, shown.first_reserve) == ("特殊监管对象", 3, "")
    assert shown.cut == shown.outside == ""


def test_later_ones_come_last() -> None:
    """Those of ``without`` are drawn after all others, whatever their tickets."""
    all_tickets = tickets(6, "c")
    shown = stratum_picture(Stratum("key", 6, 5, all_tickets[2:], all_tickets[:2]))
    assert (shown.last, shown.first_reserve, shown.later) == (all_tickets[0], all_tickets[1], 2)
    assert (len(strokes(shown.inside)), shown.outside, shown.cut) == (5, "", "")


def test_before_the_draw_there_is_none() -> None:
    """An announced draw has no tickets yet; an empty stratum never has."""
    assert stratum_picture(Stratum("key", 40, 8)).inside == ""
    assert stratum_picture(Stratum("key", 0, 8)).drawn == 0


def test_very_many_tickets_make_no_heavy_picture() -> None:
    """Those that would touch are one stroke; the tickets are counted all the same."""
    shown = stratum_picture(Stratum("general", 20_000, 400, tickets(20_000, "d")))
    assert (shown.tickets, len(strokes(shown.inside))) == (20_000, 400)
    assert 900 < len(strokes(shown.outside)) <= WIDTH and len(shown.outside) < 12_000
