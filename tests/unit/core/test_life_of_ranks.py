""" "Order of a draw's life", from the draw to the reveal: every rule, kept and broken, for the signer and for the verifier."""

from dataclasses import replace

import pytest

from ledger.core.bodies import Adjust, Amend, Body, Disclose, Reveal, Withhold
from ledger.core.encoding import DrawId
from ledger.core.errors import OrderError
from ledger.core.pool import Pool
from ledger.core.rules.order import DrawOrder
from tests.support.bureau import Bureau
from tests.support.ledgers import FILTER, FIRST, SECOND, order, quarter_plan, year_plan
from tests.unit.core.breach import DIGEST, A, B, C, E, new_order, problem_of, story

LATE = "2024-12-09T10:00:00+08:00"
OF_KIND = {
    "recusal": Adjust(C, "recusal", 1, "interest", 0), "unavailable": Adjust(C, "unavailable", 1, "leave", 0),
    "appointed": Adjust(C, "appointed", 1, "exhausted", 0, appointment=DIGEST),
    "closed": Adjust(C, "closed", 1, "suspended", opening=DIGEST), "void": Adjust(C, "void", 1, "moved", opening=DIGEST),
}  # fmt: skip


def late(*bodies: Body) -> str:
    """What is said of the last of these, written to draw C as it stands: 0, 2 and 4 of 6 disclosed, two reserves."""
    bureau = story(C)
    for minute, body in enumerate(bodies[:-1]):
        bureau.write(f"2024-12-09T09:0{minute}:00+08:00", body)
    return problem_of(bureau, LATE, bodies[-1])


@pytest.mark.parametrize("kind", OF_KIND)
def test_adjust_an_open_rank(kind: str) -> None:
    """ "`adjust`: rank open", and drawn: "A rank is open when it is drawn and not disclosed, withheld or void"."""
    body = OF_KIND[kind]
    if kind != "void":
        assert late(body) == ""
    assert "已有结果" in late(replace(body, rank=0))
    assert "没有第 6 号名次" in late(replace(body, rank=6))
    assert "还没有抽" in problem_of(story(C, until="2024-10-14"), "2024-10-14T10:00:00+08:00", body)
    assert "已有结果" in late(Withhold(C, "保密", 1, DIGEST), body)


@pytest.mark.parametrize("kind", ["recusal", "closed", "void"])
def test_adjust_no_void_rank(kind: str) -> None:
    """B's rank 3 ended `void`."""
    body = replace(OF_KIND[kind], draw=B, rank=3)
    assert "作废" in problem_of(story(B, until="2023-09-21"), "2023-09-21T09:00:00+08:00", body)


def test_adjust_before_the_reveal() -> None:
    """ "before the reveal": a rank may be open after it, if the last day had come."""
    bureau = story(C)
    bureau.reveal("2025-01-24T09:00:00+08:00", C)
    assert "已经揭示" in problem_of(bureau, "2025-01-24T10:00:00+08:00", OF_KIND["recusal"])


@pytest.mark.parametrize("kind", ["recusal", "unavailable", "appointed"])
def test_adjust_a_seat_in_range(kind: str) -> None:
    """ "seat in range": two seats, 0 and 1."""
    assert late(replace(OF_KIND[kind], seat=1)) == ""
    assert "没有第 2 号席位" in late(replace(OF_KIND[kind], seat=2))


def test_closed_while_there_is_a_reserve_and_void_when_there_is_none() -> None:
    """ "`void`: there is no such ticket left": eight of the pool's eleven are drawn over and over, one place after the other."""
    closed = [replace(OF_KIND["closed"], rank=rank) for rank in (1, 3, 1, 5, 3)]
    void = replace(OF_KIND["void"], rank=1)
    pool = story(C).life.draws[C].pool
    assert pool is not None and len(pool.entities) - 6 == 5
    for done in range(5):
        assert late(*closed[:done], closed[done]) == ""
        assert "应当 closed" in late(*closed[:done], void)
    assert late(*closed, void) == ""
    assert "应当 void" in late(*closed, replace(closed[0], rank=5))


def taking(special: int) -> Bureau:
    """A as drawn, but so many of its special ones: of them the rules of the pool take all, those of a draw's life need not."""
    bureau = story(until="2023-08-22")
    asked = order(A, "2023Q3", "430902", ("special", "general"), FIRST, "2023-10-31")
    bureau.announce(
        "2023-08-22T09:00:00+08:00",
        asked,
        lambda pool: replace(pool, strata=(replace(pool.strata[0], take=special), *pool.strata[1:])),
    )
    bureau.draw("2023-08-24T09:00:00+08:00", A)
    return bureau


def test_closed_uses_reserves_of_its_own_stratum() -> None:
    """A's first stratum has all of its three drawn, its second seven of which four are."""
    bureau = story(A, until="2023-08-25")
    time = "2023-08-25T09:00:00+08:00"
    special, general = (replace(OF_KIND["closed"], draw=A, rank=rank) for rank in (2, 3))
    assert "应当 void" in problem_of(bureau, time, special)
    assert problem_of(story(A, until="2023-08-25"), time, general) == ""
    one_left = taking(2)
    one_left.write(time, replace(general, rank=2))
    assert problem_of(one_left, time, replace(special, rank=1)) == "", "what the other stratum used up is its own"


ENDS = (Disclose(C, 1, DIGEST), Withhold(C, "国家安全", 1, DIGEST))


@pytest.mark.parametrize("body", ENDS, ids=lambda body: type(body).__name__)
def test_exactly_one_end_of_a_rank(body: Disclose | Withhold) -> None:
    """ "`disclose` or `withhold`: exactly one per rank, ever; the rank open"."""
    assert late(body) == ""
    for other in ENDS:
        assert "已有结果" in late(body, other)
    assert "没有第 99 号名次" in late(replace(body, rank=99))
    assert "还没有抽" in problem_of(story(C, until="2024-10-14"), "2024-10-14T10:00:00+08:00", body)
    assert "作废" in problem_of(story(B, until="2023-09-21"), "2023-09-21T09:00:00+08:00", replace(body, draw=B, rank=3))
    assert "还没有抽" in problem_of(story(E), LATE, replace(body, draw=E)), "cancelled"


def test_a_rank_may_be_disclosed_after_the_reveal() -> None:
    """Late, but lawful: nothing says that what was missed must be missed for good."""
    bureau = story(C)
    bureau.reveal("2025-01-24T09:00:00+08:00", C)
    assert problem_of(bureau, "2025-01-25T09:00:00+08:00", ENDS[0]) == ""


def all_drawn(pool: Pool) -> Pool:
    """Takes everyone."""
    return replace(pool, strata=tuple(replace(s, take=len(pool.entities)) for s in pool.strata))


def directed(order: DrawOrder) -> DrawOrder:
    """Among those with a tag, which all have: such an order names in `without` what it likes."""
    return replace(order, filter=FILTER, reason="示例：汛期涉水企业专项检查")


def draw_new(bureau: Bureau, *without: str) -> None:
    """G, of everyone, by the plans of the next year."""
    bureau.publish_plan("2024-09-30T09:00:00+08:00", year_plan(2024))
    bureau.publish_plan("2024-09-30T09:05:00+08:00", quarter_plan(2024, 4, {}))
    bureau.announce("2024-10-13T09:00:00+08:00", directed(new_order("G-new", "430902", "key", *without)), all_drawn)
    bureau.draw("2024-10-15T09:00:00+08:00", "G-new")


def waiting(*without: str) -> Bureau:
    """G, drawn while draws of its `without` still have open ranks; all its tickets but the new entities' stand in `later`."""
    bureau = story(B, until="2023-09-17")
    draw_new(bureau, *without)
    return bureau


def of_entity(bureau: Bureau, draw: str, later: bool) -> int:
    """The first rank of G whose entity is (not) one of those that this draw has in force."""
    drawn = {row.entity for row in bureau.batches[draw].rows.all() if row is not None}  # type: ignore[union-attr]
    rows = bureau.batches["G-new"].rows
    assert rows is not None
    return next(row.rank for row in rows.all() if row is not None and (row.entity in drawn) == later)


def where(bureau: Bureau, draw: str, entity: str) -> int:
    """The rank of an entity."""
    rows = bureau.batches[draw].rows
    assert rows is not None
    return next(row.rank for row in rows.all() if row is not None and row.entity == entity)


def end(bureau: Bureau, time: str, draw: str, rank: int, kind: str) -> None:
    """Disclose, withhold or give up a rank."""
    if kind == "disclose":
        bureau.disclose(time, draw, rank, time[:10])
    elif kind == "withhold":
        bureau.withhold(time, draw, rank, time[:10])
    else:
        bureau.adjust(time, draw, rank, kind, "suspended")


KINDS = ("disclose", "withhold", "void")


@pytest.mark.parametrize("kind", KINDS)
def test_an_opening_waits_for_its_rank_in_a_draw_of_without(kind: str) -> None:
    """ "An opening whose ticket stands in `later` proves that its entity was drawn in a draw of `without`: it waits (and so do
    `closed` and `void`) while the entity's rank there is open"."""
    bureau = waiting(B)
    end(bureau, "2024-10-20T09:00:00+08:00", "G-new", of_entity(bureau, B, False), kind)
    later = of_entity(bureau, B, True)
    with pytest.raises(OrderError, match="须等其办结"):
        end(bureau, "2024-10-20T10:00:00+08:00", "G-new", later, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("first", ["disclose", "withhold", "closed"])
def test_it_waits_no_longer_once_that_rank_is_done(kind: str, first: str) -> None:
    """Disclosed, withheld or given up there, the entity is known to have been drawn."""
    bureau = waiting(B)
    later = of_entity(bureau, B, True)
    entity = bureau.batches["G-new"].row(later).entity
    end(bureau, "2024-10-20T09:00:00+08:00", B, where(bureau, B, entity), first)
    end(bureau, "2024-10-20T10:00:00+08:00", "G-new", later, kind)


def test_a_row_given_up_before_the_announcement_tells_nothing() -> None:
    """Two draws of `without`: an entity that A's had given up before G was announced stands in `later` for B's sake, so that it
    waits for its open rank in B."""
    bureau = story(until="2023-09-12")
    bureau.announce("2023-08-22T09:00:00+08:00", order("X-first", "2023Q3", "430902", ("key",), FIRST, "2023-10-31"))
    bureau.draw("2023-08-24T09:00:00+08:00", "X-first")
    entity = bureau.batches["X-first"].row(0).entity
    bureau.adjust("2023-08-25T09:00:00+08:00", "X-first", 0, "closed", "suspended")
    again = directed(order(B, "2023Q3", "430902", ("key",), SECOND, "2023-10-31"))
    bureau.announce("2023-09-13T09:00:00+08:00", again, all_drawn)
    bureau.draw("2023-09-16T09:00:00+08:00", B)
    draw_new(bureau, B, "X-first")
    with pytest.raises(OrderError, match="须等其办结"):
        bureau.disclose("2024-10-20T09:00:00+08:00", "G-new", where(bureau, "G-new", entity), "2024-10-20")


def reveal(draw: DrawId) -> Reveal:
    """Of some master."""
    return Reveal(draw, DIGEST)


def test_reveal_once() -> None:
    """ "`reveal`: once", of a draw that was held."""
    assert "已经揭示" in problem_of(story(A, until="2023-10-09T10:00:00+08:00"), "2023-10-09T10:00:00+08:00", reveal(A))
    assert "还没有抽" in problem_of(story(C, until="2024-10-14"), "2025-01-24T10:00:00+08:00", reveal(C))
    assert "还没有抽" in problem_of(story(E), "2025-01-24T10:00:00+08:00", reveal(E)), "cancelled"


def test_reveal_when_all_is_done_or_on_the_last_day() -> None:
    """ "when every rank is disclosed, withheld or void, or on `reveal_by` or after"."""
    assert "还有 3 个名次没有办结" in problem_of(story(C), "2025-01-23T23:59:59+08:00", reveal(C))
    for time in ("2025-01-24T00:00:00+08:00", "2025-01-23T16:00:00+00:00", "2026-01-01T00:00:00+08:00"):
        assert problem_of(story(C), time, reveal(C)) == ""
    done = story(A, until="2023-10-09")
    assert problem_of(done, "2023-10-08T09:00:00+08:00", reveal(A)) == "", "all done, long before 2023-10-31"


def test_reveal_after_the_draws_in_its_without() -> None:
    """ "after the draws in its `without`"."""
    bureau = waiting(B)
    assert "B-key 还没有揭示" in problem_of(bureau, "2025-01-24T09:00:00+08:00", reveal(DrawId("G-new")))
    other = waiting(B)
    other.reveal("2025-01-24T08:00:00+08:00", B)
    assert problem_of(other, "2025-01-24T09:00:00+08:00", reveal(DrawId("G-new"))) == ""


def amend(entry: int, kind: str = "correct") -> Amend:
    """Of some entry."""
    return Amend(entry, kind, "补正", DIGEST if kind == "correct" else None)


def index_of(bureau: Bureau, draw: str, rank: int) -> int:
    """The entry that ended a rank."""
    ended = bureau.life.draws[draw].ranks[rank].ended
    assert ended is not None
    return ended.index


@pytest.mark.parametrize("kind", ["correct", "expire"])
def test_amend_a_disclosure_before_it(kind: str) -> None:
    """ "`entry` (index of a `disclose` or `withhold`)", of the past: of nothing else, not of an amendment, of no void."""
    bureau = story(A, B, until="2023-11-01")
    last = len(bureau.lines)
    good = {index_of(bureau, A, rank) for rank in range(7)} | {index_of(bureau, B, rank) for rank in (0, 1, 2, 4, 5)}
    for entry in {*range(last + 2), 2**53 - 1} - good:
        with pytest.raises(OrderError, match=f"amend 指向的 {entry} 号条目"):
            bureau.write("2023-11-01T09:00:00+08:00", amend(entry, kind))
        bureau.life.entries.pop()
    for entry in good:
        bureau.write("2023-11-01T09:00:00+08:00", amend(entry, kind))
    assert "amend 指向的 0 号条目" in problem_of(bureau, "2023-11-01T09:00:00+08:00", amend(0, kind))


def test_amend_nothing_after_its_term() -> None:
    """ "When a result's publicity term ends, its file goes": there is nothing left to correct, nor to end again."""
    for kind in ("correct", "expire"):
        bureau = story(A)
        assert "公示期已届满" in problem_of(bureau, LATE, amend(index_of(bureau, A, 2), kind))
    again = story(A)
    assert problem_of(again, LATE, amend(index_of(again, A, 1))) == "", "a correction may be corrected"
