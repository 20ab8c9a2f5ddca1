"""How often chance draws an enterprise: against formulas of textbooks, and against every way that the draws can go."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import comb, isclose

import pytest

from generator.chance import Paths, Place, chances, times_drawn
from ledger.core.encoding import DrawId, EntityId, Hash
from ledger.core.held import hold
from ledger.core.pool import Pool, PoolEntity, StratumTake


def equal(found: Sequence[float], expected: Sequence[float]) -> bool:
    """The same to rounding."""
    return len(found) == len(expected) and all(isclose(a, b, abs_tol=1e-12) for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize(("n", "p"), [(0, 0.3), (1, 0.3), (6, 0.25), (12, 0.9)])
def test_equal_chances_are_binomial(n: int, p: float) -> None:
    expected = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    assert equal(times_drawn([Place(p)] * n), expected)


def test_unequal_chances_by_hand() -> None:
    own = (0.1, 0.5, 0.75)
    expected = [0.0] * 4
    for outcome in product((0, 1), repeat=3):
        p = 1.0
        for happened, chance in zip(outcome, own, strict=True):
            p *= chance if happened else 1 - chance
        expected[sum(outcome)] += p
    assert equal(times_drawn([Place(p) for p in own]), expected)


@pytest.mark.parametrize(
    ("take", "first", "last", "expected"),
    [(2, 5, 3, (0.4, 0.0)), (6, 5, 3, (1.0, 1 / 3)), (9, 5, 3, (1.0, 1.0)), (2, 0, 4, (1.0, 0.5)), (2, 4, 0, (0.5, 0.0)),
     (5, 4, 0, (1.0, 1.0)), (0, 0, 0, (0.0, 0.0))],
)  # fmt: skip
def test_those_who_come_last_have_what_is_left(take: int, first: int, last: int, expected: tuple[float, float]) -> None:
    assert chances(take, first, last) == expected


def ways(members: int, takes: Sequence[int], without: Sequence[Sequence[int]]) -> Iterator[tuple[float, list[frozenset[int]]]]:
    """Every way in which draws of the same members can go, each with its probability: what each draw took."""

    def on(p: float, so_far: list[frozenset[int]]) -> Iterator[tuple[float, list[frozenset[int]]]]:
        number = len(so_far)
        if number == len(takes):
            yield p, so_far
            return
        last = frozenset[int]().union(*(so_far[other] for other in without[number]))
        first = [one for one in range(members) if one not in last]
        taken = min(takes[number], len(first))
        choices = [
            frozenset(some) | frozenset(more)
            for some in combinations(first, taken)
            for more in combinations(sorted(last), min(takes[number] - taken, len(last)))
        ]
        for one in choices:
            yield from on(p / len(choices), [*so_far, one])

    yield from on(1.0, [])


@pytest.mark.parametrize(
    ("members", "takes", "without"),
    [
        (4, (1, 1, 1), ((), (0,), (0, 1))),
        (5, (2, 2, 2), ((), (0,), (0, 1))),
        (5, (2, 4, 2, 1), ((), (0,), (), (2,))),
        (4, (3, 2, 2), ((), (), (0,))),
    ],
)
def test_draws_that_rest_on_one_another(members: int, takes: tuple[int, ...], without: tuple[tuple[int, ...], ...]) -> None:
    """Of the same members throughout it is exact: a year's quarters, one that takes all and more, two years, a draw beside."""
    expected = [0.0] * (len(takes) + 1)
    late: list[set[int]] = [set() for _ in takes]
    for p, taken in ways(members, takes, without):
        expected[sum(0 in one for one in taken)] += p
        for number, others in enumerate(without):
            late[number].add(len(frozenset[int]().union(*(taken[other] for other in others))))
    assert all(len(sizes) == 1 for sizes in late), "how many come last is certain"
    places = [
        Place(*chances(take, members - min(sizes), min(sizes)), after=frozenset(others))
        for take, sizes, others in zip(takes, late, without, strict=True)
    ]
    assert isclose(sum(expected), 1) and equal(times_drawn(places), expected)


def test_who_comes_last_for_another_reason() -> None:
    """Whatever chance did."""
    assert equal(times_drawn([Place(0.5), Place(0.5, 0.25, behind=True)]), [0.375, 0.5, 0.125])


def test_many_years_of_quarters() -> None:
    """What no later draw asks for is let go of: it takes no longer with every year."""
    year = [frozenset(range(start, start + quarter)) for start in range(0, 80, 4) for quarter in range(4)]
    places = [Place((0.25, 1 / 3, 0.5, 1.0)[number % 4], 0.0, after) for number, after in enumerate(year)]
    found = times_drawn(places)
    assert isclose(found[20], 1), "once a year, each year"


def test_places_in_the_draws_of_a_year() -> None:
    """Who was drawn comes last in the draw that says so; who does though no draw took it (a reserve who stepped in) is known."""
    ids = [EntityId(f"91430902EXMP00000{number}") for number in range(6)]

    def pool(name: str, members: Sequence[EntityId], take: int, *without: str) -> Pool:
        entities = tuple(PoolEntity(id, "key", 1) for id in members)
        return Pool(DrawId(name), entities, (), (), (), (StratumTake("key", take),), tuple(map(DrawId, without)))

    paths = Paths()
    first = pool("first", ids[:5], 2)
    held = hold(first, b"m" * 32, Hash(b"s" * 32))
    paths.add(first, held)
    order = [one.id for one in held.strata["key"]]
    second = pool("second", ids, 2, "first")
    paths.add(second, hold(second, b"n" * 32, Hash(b"t" * 32), {order[0], order[1], order[2]}))
    assert paths.taken[first.draw] == {order[0], order[1]}
    assert {id: [len(places), places[-1].first, places[-1].last] for id, places in paths.places.items()} == {
        id: [1 if id == ids[5] else 2, 2 / 3, 0.0] for id in ids
    }
    assert [id for id in order if paths.places[id][1].behind] == [order[2]]
    assert [paths.places[id][-1].after for id in (order[0], order[3], ids[5])] == [{0}, {0}, set()]
    assert equal(times_drawn(paths.places[order[0]]), [0.6 * (1 / 3), 0.4 + 0.6 * (2 / 3), 0])
    assert equal(times_drawn(paths.places[order[2]]), [0.6, 0.4, 0])
