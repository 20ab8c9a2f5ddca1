""" "Order of a draw's life", from the announcement to the draw or the cancellation: every rule, kept and broken. The signer
refuses what breaks one, and so does the verifier (check `chain.order`)."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.core.bodies import (
    Adjust,
    Announce,
    AnnouncedSource,
    Cancel,
    Disclose,
    Draw,
    DrawnSource,
    Publish,
    Reveal,
    Withhold,
)
from ledger.core.checks.ledger import parse_lines
from ledger.core.documents import Documents
from ledger.core.encoding import Digest, DrawId
from ledger.core.errors import FormError, OrderError
from ledger.core.life import Life, fold
from tests.support.bureau import Bureau
from tests.support.ledgers import FIRST, FUTURE, SECOND, THIRD, order
from tests.support.relay import LocalChain
from tests.unit.core.breach import DIGEST, A, C, D, E, F, new_order, problem_of, story

ANNOUNCED = {"2023-08-22T09:00:00+08:00": "2023-08-22T23:59:24+08:00"}
"""Exactly a day before the first round, 2023-08-23T23:59:24."""


def announcement(bureau: Bureau, **changes: Any) -> Announce:
    """A lawful announcement of a new draw, changed."""
    bureau.announce("2024-10-13T11:00:00+08:00", new_order(), lawful=False)
    body = bureau.life.entries.pop().body
    bureau.lines.pop()
    bureau.life.draws.pop("G-new")
    assert isinstance(body, Announce)
    return replace(body, **changes)


def announced(bureau: Bureau, time: str = "2024-10-13T11:00:00+08:00", **changes: Any) -> str:
    """What is said of that announcement."""
    return problem_of(bureau, time, announcement(bureau, **changes))


def test_announce() -> None:
    """The lawful announcement that the tests below change."""
    assert announced(story(until="2024-10-13T10:30:00+08:00")) == ""


@pytest.mark.parametrize("draw", [A, D, E])
def test_announce_a_new_id(draw: DrawId) -> None:
    """ "`announce`: a new id", neither of a draw held nor of one cancelled."""
    bureau = story(A, D, E, until="2024-10-13T10:30:00+08:00")
    assert "已经公告过" in announced(bureau, draw=draw)


def test_announce_lead() -> None:
    """ "its time at least `lead` before the round's": to the second."""
    story(A, times=ANNOUNCED)
    with pytest.raises(OrderError, match="不足 86400 秒"):
        story(A, times={time: later.replace(":24+", ":25+") for time, later in ANNOUNCED.items()})
    assert announced(story(D), "2024-10-14T01:13:33+08:00") == ""
    assert "不足" in announced(story(D), "2024-10-14T01:13:34+08:00")
    source = AnnouncedSource(announcement(story(D)).sources[0].chain, THIRD)
    both = (source, replace(source, round=SECOND))
    assert "不足" in announced(story(D), sources=both), "the first of several rounds counts"


def test_announce_lead_beyond_all_measure() -> None:
    """A lead of more seconds than a calendar has is not met, and is no crash."""
    with pytest.raises(OrderError, match=f"不足 {2**53 - 1} 秒"):
        story(A, lead=2**53 - 1)


def test_announce_no_overlap() -> None:
    """ "no entity of its pool in another announced draw that is neither held nor cancelled"."""
    pending = story(D, until="2024-10-13")
    assert "3 家也在尚未抽取的 D-special" in announced(pending)
    assert announced(story(D)) == "", "cancelled"
    bureau = story(A, until="2023-08-23")
    first = order("G-new", "2023Q3", "430902", ("general",), SECOND, "2023-10-31")
    with pytest.raises(OrderError, match="7 家也在尚未抽取的 A-general"):
        bureau.announce("2023-08-23T09:00:00+08:00", first)
    held = story(A, until="2023-08-30")
    held.announce("2023-08-30T09:00:00+08:00", first)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("snapshot", "calendar"), ("snapshot", "plan"), ("snapshot", "itself"), ("snapshot", "later"),
        ("snapshot", "last of all"), ("plan", "calendar"), ("plan", "item-list"), ("plan", "guide"), ("plan", "snapshot"),
        ("plan", "itself"), ("plan", "later"), ("plan", "last of all"),
    ],
)  # fmt: skip
def test_announce_rests_on_entries_before_it(name: str, other: str) -> None:
    """ "`snapshot` and `plan` (indexes of such entries before it)": no calendar, no guide, nothing later."""
    bureau = story(until="2024-10-13")
    size, life = len(bureau.lines), bureau.life
    places = {"itself": size, "later": size + 1, "last of all": 2**53 - 1, "snapshot": life.snapshots[0].index}
    places |= {entry.body.kind: entry.index for entry in life.published if isinstance(entry.body, Publish)}
    assert f"{name} 指向的 {places[other]} 号条目" in announced(bureau, **{name: places[other]})


def test_announce_only_chains_of_the_genesis() -> None:
    """A chain that the ledger does not name gives no time to wait for."""
    other = LocalChain(genesis_time=1_700_000_000).public
    assert "未在创世条目中声明" in announced(story(), sources=(AnnouncedSource(other.hash, THIRD),))


def test_announce_a_round_beyond_time() -> None:
    """It is an error of form, and no crash."""
    bureau = story()
    source = announcement(bureau).sources[0]
    with pytest.raises(FormError, match="超出范围"):
        problem_of(bureau, "2024-10-13T11:00:00+08:00", announcement(bureau, sources=(replace(source, round=2**53 - 1),)))


def test_announce_reveal_by_after_the_round() -> None:
    """A last day for the reveal that lies before the draw could not be kept."""
    day = announcement(story()).reveal_by
    assert "早于信标轮次之日" in announced(story(), reveal_by=day.replace(2024, 10, 14))
    assert announced(story(), reveal_by=day.replace(2024, 10, 15)) == ""


@pytest.mark.parametrize("other", ["none", C, D, "G-new"])
def test_announce_without_draws_held_before(other: str) -> None:
    """ "`without` [draws held before this announcement]" (protocol, "Pool"): no unknown one, none cancelled or only announced,
    nor the draw itself. The signer must not announce what no verifier will accept."""
    bureau = story(C, D, until="2024-10-13T10:30:00+08:00")
    with pytest.raises(OrderError, match=f"不重复抽取的批次 {other} 还没有抽"):
        bureau.announce("2024-10-13T11:00:00+08:00", new_order(), lambda pool: replace(pool, without=(DrawId(other),)))
    held = story(C, until="2024-10-16")
    future = AnnouncedSource(held.chains[0].hash, FUTURE)
    held.announce("2024-10-16T09:00:00+08:00", replace(new_order("G-new", "430902", "special", C), sources=(future,)))


def source(round: int = THIRD) -> DrawnSource:
    """A round whose signature is not looked at here."""
    return DrawnSource(round, "00" * 48)


def drawn(bureau: Bureau, time: str, draw: str, *rounds: int) -> str:
    """What is said of drawing it with these rounds."""
    return problem_of(bureau, time, Draw(DrawId(draw), tuple(map(source, rounds)), DIGEST))


NOON = "2024-10-15T12:00:00+08:00"


def test_draw_once() -> None:
    """ "`draw`: once"."""
    assert drawn(story(C, until="2024-10-14"), NOON, C, THIRD) == ""
    assert "已经抽过" in drawn(story(C, until="2024-10-16"), "2024-10-16T12:00:00+08:00", C, THIRD)


def test_draw_not_cancelled() -> None:
    """ "not cancelled"."""
    assert "已经取消" in drawn(story(D), NOON, D, THIRD)


def test_draw_at_or_after_the_round() -> None:
    """ "time at or after the round's": to the second. Round 12040883 came out at 2024-10-15T01:13:33."""
    life = story(C, until="2024-10-14").life.draws[C]
    assert life.last_round is not None
    exactly = life.last_round.isoformat()
    assert drawn(story(C, until="2024-10-14"), exactly, C, THIRD) == ""
    before = life.last_round.replace(second=life.last_round.second - 1).isoformat()
    assert "早于信标轮次的时间" in drawn(story(C, until="2024-10-14"), before, C, THIRD)


@pytest.mark.parametrize("rounds", [(FIRST,), (FUTURE,), (THIRD + 1,), (THIRD, THIRD), (THIRD, FIRST)])
def test_draw_with_the_announced_sources(rounds: tuple[int, ...]) -> None:
    """ "sources one to one with the announced ones": the named round and no other, and as many."""
    assert "不是公告的轮次" in drawn(story(C, until="2024-10-14"), NOON, C, *rounds)


def test_draw_with_several_sources_in_their_order() -> None:
    """ "one to one", and after the last of them."""
    chain = announcement(story()).sources[0].chain
    sources = tuple(AnnouncedSource(chain, round) for round in (THIRD, THIRD + 10))
    for rounds, problem in (((THIRD, THIRD + 10), ""), ((THIRD + 10, THIRD), "不是公告的轮次"), ((THIRD,), "不是公告的轮次")):
        bureau = story()
        assert announced(bureau, sources=sources) == ""
        assert problem in drawn(bureau, NOON, "G-new", *rounds)


def test_unknown_draw() -> None:
    """ "A body that names an unknown draw, or an event out of order, fails"."""
    none = DrawId("none")
    bodies = (
        Draw(none, (source(),), DIGEST), Adjust(none, "recusal", 0, "interest", 0), Disclose(none, 0, DIGEST),
        Withhold(none, "保密", 0, DIGEST), Reveal(none, DIGEST), Cancel(none, "无"),
    )  # fmt: skip
    for body in bodies:
        assert "没有公告过的抽取 none" in problem_of(story(), NOON, body)


MASTER = Digest("0" * 64)


def test_cancel_once() -> None:
    """ "`cancel`: once"."""
    assert problem_of(story(F), "2024-12-09T10:00:00+08:00", Cancel(F, "计划调整")) == ""
    assert "不能取消" in problem_of(story(D), "2024-10-14T10:00:00+08:00", Cancel(D, "再次取消"))


@pytest.mark.parametrize("master", [None, MASTER])
def test_cancel_never_after_the_draw(master: Digest | None) -> None:
    """ "never after `draw`"."""
    assert "不能取消" in problem_of(story(C, until="2024-10-16"), "2024-10-16T10:00:00+08:00", Cancel(C, "反悔", master))


def test_cancel_after_the_round_carries_the_master() -> None:
    """ "Cancelled after the round, it carries the master … so that everyone sees what was thrown away"; before, it must not:
    the secrets of what was never drawn are nobody's business."""
    life = story(D, until="2024-10-13").life.draws[D]
    assert life.last_round is not None
    at = life.last_round
    before = at.replace(second=at.second - 1)
    for time, master, problem in (
        (at, MASTER, ""),
        (at, None, "须公开主密钥"),
        (before, None, ""),
        (before, MASTER, "不得公开主密钥"),
    ):
        assert problem in problem_of(story(D, until="2024-10-13"), time.isoformat(), Cancel(D, "停电", master))


def test_it_begins_with_the_genesis_entry() -> None:
    """One, and first: nothing stands on its own."""
    lines = story(A, until="2023-08-22").lines
    life, problems = fold(parse_lines(b"".join(line + b"\n" for line in lines)), Documents(lambda _: None))
    assert not problems and life.genesis is not None
    entries = parse_lines(b"".join(line + b"\n" for line in lines))
    alone, problems = fold(entries[1:3], Documents(lambda _: None))
    assert [error.problem for error in problems] == ["台账必须以创世条目开始"] * 2
    assert alone.genesis is None
    twice = Life(Documents(lambda _: None))
    twice.apply(entries[0])
    with pytest.raises(OrderError, match="只能有一条"):
        twice.apply(entries[0])


def test_every_breach_is_found() -> None:
    """ "it goes on after a breach": all of them are counted."""
    bureau = story(D)
    size = len(bureau.lines)
    for minute in range(3):
        bureau.write(f"2024-10-14T10:0{minute}:00+08:00", Cancel(D, "再次取消"), lawful=False)
    _, problems = fold(parse_lines(bureau.published()["ledger.jsonl"]), Documents(bureau.files.get))
    assert [error.place for error in problems] == [f"第 {index} 号条目（cancel）" for index in range(size, size + 3)]
