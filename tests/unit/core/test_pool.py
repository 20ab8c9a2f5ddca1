"""Who can be drawn and who can sit (protocol, "Pool")."""

from itertools import permutations, product

import pytest

from ledger.core.encoding import DrawId, EntityId, InspectorId
from ledger.core.pool import (
    Infeasible,
    Pool,
    PoolEntity,
    PoolInspector,
    StratumTake,
    infeasible,
    may_sit,
    rank_strata,
    stratum_sizes,
)

A, B = EntityId("a"), EntityId("b")
SUBSETS = ("", "x", "y", "xy")


def inspector(id: str, tags: str, recuse: str = "") -> PoolInspector:
    """Tags and entities are single letters."""
    return PoolInspector(InspectorId(id), frozenset(map(EntityId, recuse)), frozenset(tags))


def pool(inspectors: tuple[PoolInspector, ...], seats: tuple[str, ...], entities: str = "ab") -> Pool:
    """A pool of one stratum."""
    places = tuple(PoolEntity(EntityId(id), "s", 1) for id in entities)
    return Pool(DrawId("d"), places, (), inspectors, tuple(map(frozenset, seats)), (StratumTake("s", 1),), ())


def defined(pool: Pool) -> Infeasible | None:
    """ "The pool is feasible when, for every entity and every seat *k*, more inspectors hold all tags of *k* and need not
    recuse themselves than there are earlier seats sharing a candidate with it", word by word."""

    def candidates(entity: EntityId, seat: int) -> set[str]:
        return {i.id for i in pool.inspectors if pool.seats[seat] <= i.tags and entity not in i.recuse}

    for entity in pool.entities:
        for k in range(len(pool.seats)):
            mine = candidates(entity.id, k)
            if not len(mine) > sum(1 for earlier in range(k) if mine & candidates(entity.id, earlier)):
                return Infeasible(entity.id, k)
    return None


@pytest.mark.parametrize("seats", [seats for n in range(4) for seats in product(SUBSETS[:3], repeat=n)], ids=repr)
def test_feasible_exhaustively(seats: tuple[str, ...]) -> None:
    """Every pool of up to three inspectors with any tags out of two, none or one of whom recuses himself from `b`."""
    for n in range(4):
        for tags in product(SUBSETS, repeat=n):
            for recused in range(n + 1):
                people = tuple(inspector(str(i), t, "b" if i + 1 == recused else "") for i, t in enumerate(tags))
                one = pool(people, seats)
                assert infeasible(one) == defined(one)


def test_feasible_means_that_no_order_of_seating_fails() -> None:
    """The reason for the clause: whoever sits in the earlier seats, somebody is left for the next one."""
    seats = ("x", "", "y")
    for tags in product(SUBSETS, repeat=4):
        people = tuple(inspector(str(i), t) for i, t in enumerate(tags))
        if infeasible(pool(people, seats)) is None:
            for team in permutations(people, 2):
                fit = all(may_sit(one, seat, A) for one, seat in zip(team, seats, strict=False))
                assert not fit or any(may_sit(one, seats[2], A) for one in people if one not in team)


def test_the_first_place_is_named() -> None:
    """An entity whose inspector recuses himself; entities that nobody recuses himself from are looked at once."""
    people = (inspector("1", "x"), inspector("2", "x", "b"))
    assert infeasible(pool(people, ("x", "x"))) == Infeasible(B, 1)
    assert infeasible(pool(people, ("x", "x"), "a")) is None
    assert infeasible(pool((), ("x",))) == Infeasible(A, 0)
    assert infeasible(pool((), (), "ab")) is None
    assert infeasible(pool((), ("x",), "")) is None, "nobody can be drawn, nobody need sit"


def test_may_sit() -> None:
    """All the seat's tags, and no recusal."""
    assert may_sit(inspector("1", "xy"), "x", A) and may_sit(inspector("1", ""), "", A)
    assert not may_sit(inspector("1", "x"), "xy", A)
    assert not may_sit(inspector("1", "xy", "a"), "x", A)


def test_ranks_run_through_the_strata_in_order() -> None:
    """ "The first `take` are drawn (all, if fewer). Ranks run from 0 through the strata in order"."""
    places = tuple(PoolEntity(EntityId(id), stratum, 1) for id, stratum in ("ak", "bs", "cs", "dk", "es"))
    for k, s in product(range(5), repeat=2):
        strata = (StratumTake("s", s), StratumTake("none", 2), StratumTake("k", k))
        one = Pool(DrawId("d"), places, (), (), (), strata, ())
        assert rank_strata(one) == ["s"] * min(s, 3) + ["k"] * min(k, 2)
        assert stratum_sizes(one) == {"s": 3, "none": 0, "k": 2}
