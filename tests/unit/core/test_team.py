"""Who goes, and what adjustments make of it (protocol, "Inspectors", "Adjust")."""

import hashlib
import hmac
from dataclasses import replace

import pytest

from ledger.core.bodies import Adjust
from ledger.core.encoding import Digest, DrawId, EntityId, Hash, InspectorId, prf, tagged
from ledger.core.errors import FormError
from ledger.core.held import hold
from ledger.core.opening import Appointed, Appointments, Opening, opened_team
from ledger.core.pool import Pool, PoolEntity, PoolInspector, StratumTake
from ledger.core.team import Row, Rows, TeamState, appointment_hash, rows, team

DRAW, E0 = DrawId("d"), EntityId("e0")
MASTER, SEED, NONCE = bytes(32), Hash(bytes([1]) * 32), Hash(bytes([2]) * 32)
SEATS = (frozenset({"水"}), frozenset())


def pool(people: int = 5, size: int = 4, take: int = 2) -> Pool:
    """The first two inspectors know water; the last recuses himself from `e0`."""
    inspectors = tuple(
        PoolInspector(
            InspectorId(f"i{n}"),
            frozenset({E0} if n == people - 1 else ()),
            frozenset({"水"} if n < 2 else ()),
        )
        for n in range(people)
    )
    entities = tuple(PoolEntity(EntityId(f"e{n}"), "s", 1) for n in range(size))
    return Pool(DRAW, entities, (), inspectors, SEATS, (StratumTake("s", take),), ())


def numbers(entity: EntityId, nonce: Hash) -> dict[str, str]:
    """prf(seed, "inspector", entity, nonce, inspector) of each."""
    return {
        i.id: hmac.new(SEED, f"inspector\n{entity}\n{nonce.hex()}\n{i.id}".encode(), hashlib.sha256).hexdigest()
        for i in pool().inspectors
    }


def adjust(kind: str, rank: int = 0, seat: int | None = None, appointment: str | None = None) -> Adjust:
    """An adjustment; reasons are another module's."""
    return Adjust(DRAW, kind, rank, "duty", seat, Digest(appointment) if appointment else None)


def nobody() -> InspectorId:
    """Is asked only for `appointed`."""
    raise AssertionError("asked for a name")


def test_the_least_number_sits() -> None:
    """ "for each seat in order, of those who hold all the seat's tags, need not recuse themselves and are not on this team, the
    one with the least prf(…)"."""
    for n in range(4):
        entity, nonce = EntityId(f"e{n}"), Hash(bytes([n]) * 32)
        by_number = numbers(entity, nonce)
        first = min(("i0", "i1"), key=by_number.__getitem__)
        rest = {f"i{k}" for k in range(5)} - {first} - ({"i4"} if entity == E0 else set())
        assert team(pool(), SEED, entity, nonce) == (first, min(rest, key=by_number.__getitem__))


def test_a_seat_that_nobody_can_take() -> None:
    with pytest.raises(FormError, match="第 0 号席位无人可抽"):
        team(replace(pool(), inspectors=()), SEED, E0, NONCE)


def state() -> TeamState:
    """The team of `e0`, to be changed."""
    return TeamState(pool(), SEED, 0, E0, NONCE)


@pytest.mark.parametrize("kind", ["recusal", "unavailable"])
def test_the_next_one_takes_the_seat(kind: str) -> None:
    """ "the inspector of that seat leaves, is barred from this rank, and the next one by the same rule, not on the team in any
    seat, takes it; refused if that leaves nobody"."""
    now, by_number = state(), numbers(E0, NONCE)
    seen = [now.members[1]]
    for _ in range(2):
        fit = {f"i{k}" for k in range(4)} - set(seen) - {now.members[0]}
        now.apply(adjust(kind, seat=1), nobody)
        assert now.members[1] == min(fit, key=by_number.__getitem__)
        seen.append(now.members[1])
    before = list(now.members)
    with pytest.raises(FormError, match="已无人可换"):
        now.apply(adjust(kind, seat=1), nobody)
    assert now.members == before and now.barred == set(seen[:-1]), "what is refused changes nothing"


def test_seat_in_range() -> None:
    for seat in (None, 2, 99):
        with pytest.raises(FormError, match="没有第"):
            state().apply(adjust("recusal", seat=seat), nobody)


def exhausted() -> TeamState:
    """Nobody is left for the second seat."""
    now = state()
    for _ in range(2):
        now.apply(adjust("recusal", seat=1), nobody)
    assert now.next_for(1) is None
    return now


def test_appointed_then_and_only_then() -> None:
    """ "`appointed`: then and only then; the sitting inspector is barred and the seat goes to someone named"."""
    with pytest.raises(FormError, match="不得指定"):
        state().apply(adjust("appointed", seat=1), lambda: InspectorId("x"))
    now = exhausted()
    sitting = now.members[1]
    now.apply(adjust("appointed", seat=1), lambda: InspectorId("x"))
    assert now.members[1] == "x" and sitting in now.barred
    now.apply(adjust("appointed", seat=1), lambda: InspectorId("y"))
    assert now.members[1] == "y" and "x" in now.barred, "and again, since still nobody is left"


def test_nobody_is_appointed_who_sits_or_left() -> None:
    """ "barred from this rank" stays barred; nobody sits in two seats (五(一): 每个检查组不少于2人)."""
    for name in ("members", "barred"):
        for one in getattr(exhausted(), name):
            now = exhausted()
            with pytest.raises(FormError, match="已在组内或已退出"):
                now.apply(adjust("appointed", seat=1), lambda one=one: one)
            assert now.members == exhausted().members


def no_name(row: Row, at: int) -> InspectorId:
    """Is asked only for `appointed`."""
    raise AssertionError(f"asked for a name at {row.rank}, {at}")


def test_closed_gives_way_to_the_next_ticket() -> None:
    """ "`closed`: the entity gives way to the first ticket of its stratum not drawn so far (those of `later` last), with a new
    team and nobody barred. `void`: there is no such ticket left; the rank ends"."""
    later = frozenset({EntityId("e1"), EntityId("e2")})
    held = hold(pool(), MASTER, SEED, later)
    order = [one.id for one in held.strata["s"]]
    assert set(order[2:]) == later
    done = (adjust("recusal", 1, 1), adjust("closed", 1), adjust("closed", 0), adjust("void", 1))
    for count, want in enumerate(([0, 1], [0, 1], [0, 2], [3, 2], [3, None])):
        found = [None if row is None else row.entity for row in rows(pool(), held, done[:count], no_name)]
        assert found == [None if at is None else order[at] for at in want]
    row = rows(pool(), held, done[:2], no_name)[1]
    assert row is not None and row.inspectors == team(pool(), SEED, row.entity, row.nonce), "a new team, nobody barred"


@pytest.mark.parametrize(
    ("done", "problem"),
    [
        ((adjust("void", 0),), "还有候补"),
        ((adjust("closed", 0), adjust("closed", 0), adjust("closed", 1)), "已无候补"),
        ((adjust("closed", 0), adjust("closed", 0), adjust("void", 0), adjust("recusal", 0, 0)), "不存在或已作废"),
        ((adjust("recusal", 2, 0),), "不存在或已作废"),
        ((adjust("recusal", 0, 2),), "没有第 2 号席位"),
    ],
)
def test_adjustments_that_are_refused(done: tuple[Adjust, ...], problem: str) -> None:
    held = hold(pool(), MASTER, SEED)
    with pytest.raises(FormError, match=problem):
        rows(pool(), held, done, no_name)


def test_row_and_state() -> None:
    """A void row has neither."""
    followed = Rows(pool(size=2), hold(pool(size=2), MASTER, SEED))
    assert followed.row(0).inspectors == tuple(followed.state(0).members)
    given_up = followed.apply(adjust("void", 0), lambda _: nobody())
    assert given_up is not None and given_up.rank == 0 and followed.all()[0] is None
    with pytest.raises(FormError):
        followed.row(0)


def opening(*appointed: tuple[str, int]) -> Opening:
    """Of rank 0, with these names."""
    names = tuple(Appointed(InspectorId(id), seat) for id, seat in appointed)
    return Opening(DRAW, E0, Digest(NONCE.hex()), 0, (), 0, names)


def named(id: str, seat: int, rank: int = 0, nonce: Hash = NONCE) -> Adjust:
    """An `appointed` adjustment that committed to this name."""
    return adjust("appointed", rank, seat, appointment_hash(DRAW, InspectorId(id), nonce, rank, seat))


EXHAUST = (adjust("recusal", 0, 1), adjust("unavailable", 0, 1))


def test_names_are_hidden_and_then_shown() -> None:
    """ "the seat goes to someone named by tagged("appointment", {"draw", "inspector", "nonce", "rank", "seat"})"; the opening
    names them."""
    value = {"draw": DRAW, "inspector": "x", "nonce": NONCE.hex(), "rank": 0, "seat": 1}
    assert named("x", 1).appointment == tagged("appointment", value)
    found = opened_team(pool(), SEED, opening(("x", 1)), (*EXHAUST, named("x", 1)))
    assert found == (team(pool(), SEED, E0, NONCE)[0], "x")
    both = opened_team(pool(), SEED, opening(("y", 1), ("x", 1)), (*EXHAUST, named("x", 1), named("y", 1)))
    assert both[1] == "y", "their order in the ledger counts"


@pytest.mark.parametrize(
    ("names", "adjustment"),
    [
        ((), named("x", 1)),
        ((("y", 1),), named("x", 1)),
        ((("x", 0),), named("x", 1)),
        ((("x", 1),), named("x", 1, rank=1)),
        ((("x", 1),), named("x", 1, nonce=Hash(bytes(32)))),
        ((("x", 1),), adjust("appointed", 0, 1)),
    ],
)
def test_another_name_than_committed_to(names: tuple[tuple[str, int], ...], adjustment: Adjust) -> None:
    with pytest.raises(FormError, match="相合的指定人员"):
        opened_team(pool(), SEED, opening(*names), (*EXHAUST, adjustment))


def test_a_name_too_many() -> None:
    """Nobody is slipped in, and no name is used twice."""
    with pytest.raises(FormError, match="没有对应的调整"):
        opened_team(pool(), SEED, opening(("x", 1)), ())
    with pytest.raises(FormError, match="没有对应的调整"):
        opened_team(pool(), SEED, opening(("x", 1), ("x", 1)), (*EXHAUST, named("x", 1)))
    names = Appointments(opening(("x", 1)))
    assert names.name(named("x", 1)) == "x"
    with pytest.raises(FormError):
        names.name(named("x", 1))


def test_prf_of_the_package_is_the_one_above() -> None:
    assert prf(SEED, "inspector", E0, NONCE.hex(), "i0").hex() == numbers(E0, NONCE)["i0"]
