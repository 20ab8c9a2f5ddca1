"""The arithmetic of the page of fairness against values known otherwise, and its sums against the draws."""

from dataclasses import replace
from datetime import date
from math import isclose

import pytest

from generator.charts import Bar, bars
from generator.fairness import BINS, Fairness, fairness, kolmogorov, loads, with_changes
from generator.model import Change
from generator.registry import Registry
from ledger.core.verify import verify
from tests.support.ledgers import build_ledger


@pytest.fixture(scope="module")
def found() -> Fairness:
    """Of the whole small ledger."""
    ledger = build_ledger()
    view = verify(ledger.files.get, None, ledger.as_of).view
    registry = Registry(view)
    return replace(fairness(view, registry), loads=with_changes(loads(view, registry), ()))


def test_even_values_are_not_suspicious_and_lumps_are() -> None:
    even = [(i + 0.5) / 200 for i in range(200)]
    distance, p = kolmogorov(even)
    assert isclose(distance, 0.0025) and p == 1.0
    distance, p = kolmogorov([value / 2 for value in even])
    assert distance > 0.49 and p < 1e-9


def test_critical_value_of_the_textbook() -> None:
    """For large n, P(√n·D ≥ 1.358) is about 5 %."""
    n, target = 10_000, 1.358 / 100
    _, p = kolmogorov([min(max((i + 0.5) / n + target - 0.5 / n, 0.0), 1.0) for i in range(n)])
    assert 0.045 < p < 0.055


def test_sums(found: Fairness) -> None:
    """As many enterprises as are in the pools, as many draws as chance gives on average, all places filled."""
    assert found.draws and found.spread is not None
    assert sum(row.observed for row in found.counts) > 0
    assert isclose(sum(row.expected for row in found.counts), sum(row.observed for row in found.counts), abs_tol=0.5)
    drawn = sum(row.times * row.observed for row in found.counts)
    assert isclose(sum(row.times * row.expected for row in found.counts), drawn, abs_tol=0.5)
    assert len(found.spread.bins) == BINS and sum(found.spread.bins) == found.spread.tickets
    assert isclose(sum(load.expected for load in found.loads), sum(load.drawn for load in found.loads))
    assert all(load.drawn <= load.places for load in found.loads)


def test_who_left_a_team_is_counted(found: Fairness) -> None:
    """Each adjustment at the inspector who left; one that names nobody at none."""
    first, second, *rest = found.loads
    changes = [
        Change(1, date(2024, 5, 6), 0, "换人", "回避", seat=0, inspector=first.person),
        Change(2, date(2024, 5, 7), 1, "换人", "请假", seat=1, inspector=first.person),
        Change(3, date(2024, 5, 8), 2, "递补", "停产"),
    ]
    counted = with_changes(found.loads, changes)
    assert [load.left for load in counted] == [2] + [0] * (len(rest) + 1)
    assert counted[1:] == (second, *rest)


def test_everyone_in_a_pool_has_a_chance(found: Fairness) -> None:
    """Also who was never drawn, of whom at least none is certain; the repeated are those drawn twice or more, rarest first."""
    assert [one.entity.code for one in found.chances] == sorted({one.entity.code for one in found.chances})
    assert sum(row.observed for row in found.counts) == len(found.chances)
    assert all(isclose(one.at_least, 1) and one.certain for one in found.chances if one.drawn == 0)
    assert all(0 < one.at_least <= 1 + 1e-9 and 0 <= one.drawn <= one.pools for one in found.chances)
    assert [one.at_least for one in found.repeated] == sorted(one.at_least for one in found.repeated)
    assert len(found.repeated) + found.certain == sum(one.drawn >= 2 for one in found.chances)
    assert not any(one.certain for one in found.repeated)


def test_chart_escapes_its_labels_and_scales() -> None:
    svg = bars("<t>", ("a",), [Bar("<b>", (2.0,)), Bar("c", (4.0,))])
    assert "<b>" not in svg and "&lt;b&gt;" in svg and 'aria-label="&lt;t&gt;"' in svg and "style=" not in svg
    heights = [float(part.split('"')[0]) for part in svg.split(' height="')[1:]]
    assert isclose(heights[1], 2 * heights[0])
    assert bars("empty", ("a",), []).startswith("<svg")
