"""The reveal recomputes everything: what was false until then fails then (protocol, "Reveal", "Verifying")."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ledger.core import layout
from ledger.core.bodies import Reveal
from ledger.core.checks.report import Check
from ledger.core.encoding import Digest, DrawId, sha256
from ledger.core.errors import FormError
from ledger.core.pool import Pool
from ledger.core.recompute import hold_draw
from ledger.core.verify import verify
from tests.support.bureau import Bureau
from tests.support.forge import Forgery, one
from tests.support.ledgers import AS_OF, Ledger, Options, build_ledger, quarter_plan, year_plan
from tests.unit.core.breach import A, B, C, D, E, F, new_order, story

WHOLE = build_ledger()
DONE_A = build_ledger(Options(draws=(A,), until="2023-10-10"))
DONE_B = build_ledger(Options(draws=(B,)))


def check(ledger: Ledger, name: str, draw: str, as_of: date = AS_OF) -> Check:
    """One check on a draw."""
    return one(verify(ledger.bureau.published().get, None, as_of), name, draw)


def test_reveal() -> None:
    """Revealed: all of it recomputed; cancelled before the round: nothing to recompute; not due yet; missing."""
    for draw, want in ((A, "pass"), (B, "pass"), (C, "pending"), (D, "pass"), (E, "pass"), (F, "pending")):
        assert check(WHOLE, "draw.reveal", draw).status == want
    assert "开封 7 个" in check(WHOLE, "draw.reveal", A).evidence
    assert "6 个名次" in check(WHOLE, "draw.reveal", B).evidence, "the void one is counted"
    assert check(WHOLE, "draw.cut", B).status == "pass"


def test_reveal_missing() -> None:
    """ "Past it, a missing reveal … is `late`": on the last day it may still come."""
    for day, want in ((date(2025, 1, 24), "pending"), (date(2025, 1, 25), "late")):
        assert check(WHOLE, "draw.reveal", C, day).status == want


@pytest.mark.parametrize(("time", "want"), [("2023-10-31T23:59:59+08:00", "pass"), ("2023-11-01T00:00:00+08:00", "late")])
def test_reveal_after_its_day(time: str, want: str) -> None:
    """ "`late`: a duty not done in its time": true, and too late."""
    ledger = build_ledger(Options(draws=(A,), until="2023-10-10", times={"2023-10-09T09:00:00+08:00": time}))
    found = check(ledger, "draw.reveal", A)
    assert found.status == want and ("才揭示，限期 2023-10-31" in found.evidence) == (want == "late")


def failed(ledger: Ledger, change: Callable[[Forgery], object], draw: str, name: str = "draw.reveal") -> str:
    """What the check says of a forgery, signed anew."""
    forged = Forgery(ledger)
    change(forged)
    forged.sign_anew()
    found = forged.check(name, draw)
    assert found.status == "fail", found
    return found.evidence


def test_reveal_of_another_master() -> None:
    """ "with the master: commitment, nonces": one that was not committed to, one whose nonces are not in the tree."""
    wrong = {"master": "0" * 64}
    assert "主密钥的承诺算得" in failed(DONE_A, lambda f: f.find("reveal")["body"].update(wrong), A)
    announced = {"nonces": "0" * 64}
    assert "的树根算得" in failed(DONE_A, lambda f: f.find("announce")["body"].update(announced), A)
    for change, problem in ((wrong, "主密钥的承诺算得"), ({}, "的树根算得")):
        ledger = build_ledger(Options(draws=(E,)))

        def spoil(f: Forgery, change: dict[str, str] = change) -> None:
            f.find("cancel")["body"].update(change)
            if not change:
                f.find("announce")["body"].update(announced)

        assert problem in failed(ledger, spoil, E), "cancelled after the round, it is recomputed like a reveal"


def swap_ticket(value: Any) -> None:
    """One ticket that is not drawn gives way to one that nobody has; the counts still hold."""
    tickets = value["strata"][1]["tickets"]
    tickets[-1] = f"{int(tickets[-1], 16) + 1:064x}"


def test_a_false_list_of_tickets_is_found_out() -> None:
    """ "Before the reveal a dishonest bureau could still have published a false list of tickets": it fails afterwards, and is
    `pending` before."""
    forged = Forgery(story_ledger(A, "2023-10-09"))
    forged.republish(forged.find("draw"), "tickets", swap_ticket)
    forged.sign_anew()
    assert forged.check("draw.cut", A).status == "pending" and "fail" not in {c.status for c in forged.report().checks}
    assert "签号与用主密钥重算的不同" in failed(DONE_A, lambda f: f.republish(f.find("draw"), "tickets", swap_ticket), A)
    assert "层 general" in failed(DONE_A, lambda f: f.republish(f.find("draw"), "tickets", swap_ticket), A, "draw.cut")


def story_ledger(draw: str, until: str) -> Ledger:
    """At some time."""
    bureau = story(draw, until=until)
    return Ledger(bureau.published(), bureau)


def test_somebody_was_put_behind() -> None:
    """A ticket in `later` that no draw of `without` accounts for, or one of those that is not there."""
    bureau = story(B, C, until="2024-10-16")
    revealed = bureau.life.draws[B].revealed
    assert revealed is not None

    def move(value: Any) -> None:
        stratum = value["strata"][0]
        stratum["later"].append(stratum["tickets"].pop(0))
        stratum["later"].sort()

    forged = Forgery(Ledger(bureau.published(), bureau))
    forged.republish(forged.find("draw", 1), "tickets", move)
    master = bureau.batches[C].master.hex()
    last = forged.entries[-1]
    reveal = last | {"body": Reveal(C, Digest(master)).json(), "index": len(forged.entries), "type": "reveal"}
    forged.entries.append(reveal | {"time": "2025-01-24T09:00:00+08:00", "signatures": forged.find("reveal")["signatures"]})
    forged.sign_anew()
    assert forged.check("chain.order").status == "pass"
    for name in ("draw.cut", "draw.reveal"):
        assert forged.check(name, C).status == "fail"


def test_a_draw_with_without_recomputes_those_too() -> None:
    """C's `later` follows from B's rows in force when C was announced."""
    bureau = story(B, C)
    bureau.reveal("2025-01-24T09:00:00+08:00", C)
    found = check(Ledger({}, bureau), "draw.reveal", C)
    assert found.status == "pass" and "开封 3 个" in found.evidence and "2 次调整" in found.evidence


def test_draws_that_all_rest_on_one_another_are_each_recomputed_once() -> None:
    """A year's draws, each without all before it: every master is asked for once, not once for every way that leads to it,
    which doubles with every draw and would keep a verifier busy for ever."""
    bureau, done = story(A, until="2024-10-09"), []
    for plan in (year_plan(2024), quarter_plan(2024, 4, {})):
        bureau.publish_plan("2024-10-09T08:00:00+08:00", plan)
    for number in range(10, 20):
        id, time = DrawId(f"N{number}"), f"2024-10-16T09:{number}:00+08:00"  # after its round, which matters to others
        bureau.announce(time, new_order(id, "430902", "general"), _without(*done), lawful=False)
        bureau.batches[id].later = frozenset(row.entity for one in done for row in bureau.batches[one].rows.all() if row)
        bureau.draw(time, id, lawful=False)
        done.append(id)
    asked: list[DrawId] = []

    def masters(id: DrawId) -> bytes:
        asked.append(id)
        return bureau.batches[id].master

    held = hold_draw(bureau.life, bureau.life.draws[done[-1]], masters)
    assert sorted(asked) == done
    assert held.tickets == bureau.batches[done[-1]].held.tickets  # type: ignore[union-attr]


def test_draws_that_rest_on_one_another_in_a_circle() -> None:
    """What no lawful ledger holds ends in words, too: "draws held before this announcement"."""
    bureau, time = story(A, until="2024-10-09"), "2024-10-16T09:00:00+08:00"
    for plan in (year_plan(2024), quarter_plan(2024, 4, {})):
        bureau.publish_plan("2024-10-09T08:00:00+08:00", plan)
    for mine, other in (("N1", "N2"), ("N2", "N1")):
        bureau.announce(time, new_order(mine, "430902", "general"), _without(DrawId(other)), lawful=False)
    for id in ("N1", "N2"):
        bureau.draw(time, id, lawful=False)
    with pytest.raises(FormError, match=r"N[12] 在公告时还没有抽"):
        hold_draw(bureau.life, bureau.life.draws["N1"], lambda id: bureau.batches[id].master)


def _without(*draws: DrawId) -> Callable[[Pool], Pool]:
    return lambda pool: replace(pool, without=draws)


def edit_opening(rank: int, entry: int | None, change: Callable[[Any], object]) -> Callable[[Forgery], None]:
    """Change an opening of B and, where its entry holds its digest, the entry."""

    def edit(forged: Forgery) -> None:
        path = layout.opening(B, rank, entry)
        forged.change(path, change)
        if entry is not None:
            forged.entries[entry]["body"]["opening"] = sha256(forged.files[path])

    return edit


def given_up(bureau: Bureau, rank: int) -> int:
    """The entry that gave up the rank's first row."""
    return bureau.life.draws[B].ranks[rank].given_up[0].index


@pytest.mark.parametrize("rank", [0, 2])
def test_another_row_than_drawn(rank: int) -> None:
    """ "every row and adjustment recomputed and equal": an opening of another entity, of another nonce, of another place in
    the tree; of the row in force and of one given up."""
    entry = None if rank == 0 else given_up(DONE_B.bureau, rank)
    other = json.loads(DONE_B.files[layout.opening(B, 5)])
    changes: list[Callable[[Any], object]] = [
        lambda v: v.update(entity=other["entity"]),
        lambda v: v.update(nonce=other["nonce"]),
        lambda v: v.update(nonce_index=v["nonce_index"] ^ 1),
        lambda v: v["nonce_proof"].reverse(),
    ]
    for change in changes:
        assert "与用主密钥重算的不同" in failed(DONE_B, edit_opening(rank, entry, change), B)


def test_an_opening_that_is_not_there() -> None:
    """What an entry calls for must be published."""
    for rank, entry in ((0, None), (2, given_up(DONE_B.bureau, 2))):
        evidence = failed(DONE_B, lambda f, at=(rank, entry): f.files.pop(layout.opening(B, *at)), B)
        assert f"第 {rank} 号名次的开封文件读不到" in evidence


def test_an_adjustment_that_could_not_be() -> None:
    """Somebody appointed while others were left to draw; a change of seat when nobody was."""
    bureau = DONE_B.bureau
    entries = [entry for entry in bureau.life.draws[B].adjustments if getattr(entry.body, "rank", None) == 1]
    appointed, last_change = entries[-1], entries[-2]

    def drop_last_change(forged: Forgery) -> None:
        body = forged.entries[last_change.index]["body"]
        body.update(rank=4)

    assert "还有人可抽，不得指定" in failed(DONE_B, drop_last_change, B)

    def change_instead(forged: Forgery) -> None:
        entry = forged.entries[appointed.index]
        entry["body"] = forged.entries[last_change.index]["body"]

    assert "已无人可换，须指定" in failed(DONE_B, change_instead, B)


def test_the_registry_shows_a_closure_by_the_reveal() -> None:
    """ "the registry shows that closure by the reveal": suspended, gone or moved; neither untouched nor shown too late."""
    entity = json.loads(DONE_B.files[layout.opening(B, 2, given_up(DONE_B.bureau, 2))])["entity"]
    for change, want in (
        (None, "fail"), ({"status": "suspended"}, "pass"), ({"status": "deregistered"}, "pass"), ({"area": "430903"}, "pass"),
        ({"name": "示例新名"}, "fail"), ({}, "pass"),
    ):  # fmt: skip
        bureau = story(B, until="2023-10-31T09:00:00+08:00")
        whole = dict(bureau.entities)
        _restore(bureau, entity)
        if change == {}:
            del bureau.entities[entity]
        elif change is not None:
            bureau.entities[entity] |= change
        bureau.snapshot("2023-10-30T10:00:00+08:00", "late")
        bureau.reveal("2023-10-31T09:00:00+08:00", B)
        bureau.entities = whole
        bureau.snapshot("2023-11-01T09:00:00+08:00", "later")
        found = check(Ledger({}, bureau), "draw.reveal", B)
        assert found.status == want and (entity in found.evidence) == (want == "fail"), (change, found)


def _restore(bureau: Bureau, entity: str) -> None:
    """As the registry had it before anybody closed."""
    bureau.entities[entity] = bureau.entities[entity] | {"status": "active"}


def test_an_appointed_inspector_at_a_rank_that_was_never_opened() -> None:
    """Revealed on its last day, with ranks that nobody accounted for: a file that no entry calls for is not looked at."""
    bureau = story(B, until="2023-09-27T09:00:00+08:00")
    for entry in bureau.life.draws[B].adjustments:
        opening = bureau.life.documents.opening_or_none(B, entry.body.rank, entry.index)  # type: ignore[union-attr]
        if opening is not None:
            bureau.entities[opening.entity] |= {"status": "suspended"}
    bureau.snapshot("2023-10-30T10:00:00+08:00", "late")
    bureau.reveal("2023-10-31T09:00:00+08:00", B)
    assert any(entry.body.kind == "appointed" for entry in bureau.life.draws[B].ranks[1].adjustments)  # type: ignore[union-attr]
    for data in (None, bureau.batches[B].opening(2), b"{}"):
        if data is not None:
            bureau.files[layout.opening(B, 1)] = data
        assert check(Ledger({}, bureau), "draw.reveal", B).status == "pass"


def test_withheld_and_void_ranks_are_recomputed_too() -> None:
    """A withheld rank's opening is published: "What is withheld is a result, not the fact of having been drawn"."""
    assert layout.opening(B, 4) in DONE_B.files and layout.result(B, 4) not in DONE_B.files
    evidence = failed(DONE_B, edit_opening(4, None, lambda v: v.update(nonce="0" * 64)), B)
    assert "第 4 号名次" in evidence
    path = layout.opening(B, 3, DONE_B.bureau.life.draws[B].ranks[3].given_up[1].index)
    assert json.loads(DONE_B.files[path])["rank"] == 3
