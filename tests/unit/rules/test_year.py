"""Whole years: whatever happens to the registry, and however much is still sealed, the quotas of 四(二) hold.

Sizes are exhausted, and so is every single change of every enterprise in every quarter; Hypothesis mixes them.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core.rules.quotas import ceil_div, key_quarter
from tests.unit.rules.quarters import CHANGES, HALF, OPENED, SEALED, Change, quarter, registry
from tests.unit.rules.year import FACTS, POSITIVE, Year


def assert_quotas(year: Year) -> None:
    """四(二)2 and 3 for every draw of the year, looking at who was really drawn."""
    draws = year.bureau.batches
    everyone = {entity for draw in draws for entity in year.rows_of(draw)}
    for draw in draws:
        for kind in ("key", "special"):
            members, rows = year.members_of(draw, kind), set(year.rows_of(draw, kind))
            gone = len({id for id in members if year.members[id].status != "active"} | year.voided(draw, kind))
            assert len(rows) + gone >= (ceil_div(len(members), 4) if kind == "key" else len(members)), (draw, kind)
    if "4-key" in draws:
        missed = {id for id in year.members_of("4-key", "key") if year.members[id].status == "active"} - everyone
        assert not missed, (missed, "not one of them was drawn this year")


@pytest.mark.slow
@pytest.mark.parametrize("first", [1, 2, 3, 4])
@pytest.mark.parametrize("known", [OPENED, SEALED, HALF])
def test_every_size(first: int, known: str) -> None:
    """四(二)2: 每季度至少对本辖区25%的重点监管对象进行抽查，原则上每年对辖区内所有重点监管对象进行一次检查.

    And where nothing changes nobody is inspected needlessly: what is sealed is counted to the last rank.
    """
    for size in range(1, 61):
        year, drawn = Year(registry(size), first), set[str]()
        for number in range(first, 5):
            quarter(year, number, known)
            rows = year.rows_of(f"{number}-key")
            assert len(rows) == key_quarter(size, len(drawn), number, first).take, (size, number)
            drawn.update(rows)
            assert len(drawn) >= ceil_div(size * (number - first + 1), 5 - first), (size, number)
        assert_quotas(year)
        assert len(drawn) == size


BEFORE = registry(key=4, special=1, general=2)
LATE = {f"late-{number}": CHANGES["to key"] for number in range(3)}
"""They come in the last quarter, when the fourth part that every quarter takes is not enough for those still uncovered."""


@pytest.mark.slow
@pytest.mark.parametrize("known", [OPENED, SEALED, HALF])
@pytest.mark.parametrize("name", CHANGES)
def test_every_change_of_every_enterprise(known: str, name: str) -> None:
    """三(二): 名录库每季度进行动态调整. A change in any quarter leaves nobody out: 四(二)2 and 3 still hold."""
    for id, when, closed in product([*BEFORE, "new"], (2, 3, 4), (False, True)):
        year = Year(dict(BEFORE))
        if name == "resumed" and id in year.members:
            year.members[id] = CHANGES["suspended"](year.members[id])
        for number in range(1, 5):
            changes = {id: CHANGES[name]} if number == when else {}
            quarter(year, number, known, changes | LATE if number == 4 else changes, closed=closed)
        assert_quotas(year)


def placed(place: str) -> Change:
    """Put an enterprise in a class, or out of business."""
    return lambda member: replace(
        member, facts=FACTS.get(place, member.facts), status="active" if place in FACTS else "suspended", downgrade=None
    )


PLACES = {place: placed(place) for place in (*FACTS, "suspended")}


@pytest.mark.slow
@pytest.mark.parametrize("known", [OPENED, SEALED, HALF])
def test_every_path_through_the_classes(known: str) -> None:
    """三(二): 名录库…每季度进行动态调整: whatever way one enterprise goes through the classes from quarter to quarter, out of
    business and back again too, 四(二)2 and 3 hold for it and for the others."""
    for path in product(PLACES, repeat=4):
        year = Year(registry(key=3, special=1, general=1))
        for number, place in enumerate(path, start=1):
            quarter(year, number, known, {"one": PLACES[place]})
        assert_quotas(year)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    sizes=st.tuples(st.integers(1, 12), st.integers(0, 4), st.integers(0, 8)),
    known=st.tuples(*[st.sampled_from([OPENED, SEALED, HALF])] * 3),
    changes=st.lists(st.tuples(st.integers(2, 4), st.integers(0, 23), st.sampled_from(sorted(CHANGES))), max_size=12),
    closed=st.booleans(),
)
def test_many_changes(
    sizes: tuple[int, int, int], known: Sequence[str], changes: Sequence[tuple[int, int, str]], closed: bool
) -> None:
    """四(二): 原则上按下列规定确定; the least numbers hold in years in which much happens, some of it at once."""
    year = Year(registry(*sizes))
    ids = [*year.members, "new-0", "new-1"]
    for number, state in enumerate((*known, SEALED), start=1):
        now = {ids[at % len(ids)]: CHANGES[name] for when, at, name in changes if when == number}
        quarter(year, number, state, now, closed=closed)
    assert_quotas(year)


def test_a_directed_draw_beside_the_regular_one() -> None:
    """四(二)2 with 四(一): what a sealed 定向 draw may have drawn is not counted twice, so that nobody is left out for it."""
    for size, first in product(range(3, 13), (1, 2, 3)):
        year = Year({id: replace(member, tags=POSITIVE) for id, member in registry(size).items()}, first)
        row = year.plan(1).rows[0]
        year.rows = (replace(row, filter=frozenset({"正面清单"}), take=ceil_div(size, 2)),)
        for number in range(first, 5):
            year.bureau.publish_plan(year.tick(), year.plan(number))
            quarter(year, number, SEALED)
            directed = year.order(f"{number}-directed", number, "key", filter=frozenset({"正面清单"}), reason="示例", without=())
            year.hold(directed)
            assert year.check(directed.draw).status == "pass"
        assert_quotas(year)
