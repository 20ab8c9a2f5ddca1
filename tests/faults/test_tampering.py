"""What a forger does to a published ledger, with the bureau's keys and without: each is refused, and the check that fails is
named."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ledger.core import layout
from ledger.core.encoding import jcs, tagged
from ledger.core.policy import Policy
from tests.support.bureau import SIGNATURES, Bureau
from tests.support.forge import Forgery
from tests.support.ledgers import FIRST, SECOND, THIRD, Ledger, Options, build_ledger

WHOLE = build_ledger()
LINES = WHOLE.bureau.lines
CLERK, SUPERVISOR, LOG = (f"test.example/{name}" for name in ("clerk", "supervisor", "ledger"))
A, B, C = "A-general", "B-key", "C-key"
TYPES = {json.loads(line)["type"]: place for place, line in reversed(list(enumerate(LINES)))}
"""The first entry of each type, by place."""


def failed(
    change: Callable[[Forgery], object], *, sign: bool = False, policy: Policy | None = None, ledger: Ledger = WHOLE
) -> set[str]:
    """The names of the checks that fail after a change; with `sign`, all is linked and signed anew by the bureau's keys."""
    forged = Forgery(ledger)
    change(forged)
    if sign:
        forged.sign_anew()
    return {check.name for check in forged.report(policy).checks if check.status == "fail"}


@pytest.mark.parametrize("place", range(len(LINES)))
def test_an_entry_removed(place: int) -> None:
    """Any of them. Before the last, the chain breaks; the last is missed by the checkpoint."""
    found = failed(lambda f: f.write_lines([*LINES[:place], *LINES[place + 1 :]]))
    if place == 0:
        assert found == {"chain.form"}
    else:
        assert "checkpoint.root" in found and ("chain.links" in found) == (place < len(LINES) - 1)


@pytest.mark.parametrize("place", range(len(LINES) - 1))
def test_two_entries_swapped(place: int) -> None:
    """Any two neighbours."""
    swapped = [*LINES[:place], LINES[place + 1], LINES[place], *LINES[place + 2 :]]
    found = failed(lambda f: f.write_lines(swapped))
    assert found == {"chain.form"} if place == 0 else {"chain.links", "checkpoint.root"} <= found


@pytest.mark.parametrize("type", sorted(TYPES.keys() - {"genesis"}))
def test_an_entry_twice(type: str) -> None:
    """Of any type, put in again."""
    place = TYPES[type]
    found = failed(lambda f: f.write_lines([*LINES[:place], LINES[place], *LINES[place:]]))
    assert {"chain.links", "checkpoint.root"} <= found


@pytest.mark.parametrize("type", TYPES)
def test_an_entry_signed_by_a_key_without_the_role(type: str) -> None:
    """The log key, which signs no entries, in the place of any other; the whole signed anew with it."""
    place = TYPES[type]
    entry = json.loads(LINES[place])
    others = [name for name in entry["signatures"] if name != CLERK]
    for signers in ((LOG,), (LOG, *others), (SUPERVISOR,)):
        forged = Forgery(WHOLE)
        forged.sign_anew({place: signers})
        found = {check.name for check in forged.report().checks if check.status == "fail"}
        assert "chain.signatures" in found


def test_an_entry_by_a_key_of_ones_own() -> None:
    """The clerk's name over another key's signature."""

    def forge(forged: Forgery) -> None:
        stranger = Bureau(name="stranger.example").keys["stranger.example/clerk"]
        entry = forged.entries[-1]
        unsigned = {name: value for name, value in entry.items() if name != "signatures"}
        mine, forged.bureau.keys[CLERK] = forged.bureau.keys[CLERK], stranger
        try:
            line = forged.bureau.sign(unsigned, list(entry["signatures"]))
        finally:
            forged.bureau.keys[CLERK] = mine
        forged.write_lines([*LINES[:-1], line])
        forged.sign_checkpoints()

    assert failed(forge) == {"chain.signatures"}


ALONE = {draw: build_ledger(Options(draws=(draw,))) for draw in (A, B, C)}
"""A ledger for each draw, so that nothing else rests on an entry that is signed anew."""


def listed(change: Callable[[list[dict[str, Any]]], object], draw: str) -> set[str]:
    """What fails when the bureau had published another list of tickets, by strata, from the beginning."""

    def edit(forged: Forgery) -> None:
        forged.republish(forged.find("draw"), "tickets", lambda v: change(v["strata"]))

    return failed(edit, sign=True, ledger=ALONE[draw])


def swap(strata: list[dict[str, Any]]) -> None:
    """The first ticket that is drawn gives way to another number just above it."""
    tickets = strata[0]["tickets"]
    tickets[0] = f"{int(tickets[0], 16) + 1:064x}"


def test_a_ticket_swapped() -> None:
    """In the file alone: its digest; by the bureau itself, from the beginning: the opening of the rank and, after the reveal,
    all tickets."""
    path = layout.file(json.loads(next(line for line in LINES if b'"type":"draw"' in line))["body"]["tickets"])
    assert failed(lambda f: f.change(path, lambda v: swap(v["strata"]))) == {"draw.cut", "draw.opening", "draw.reveal"}
    assert listed(swap, A) == {"draw.cut", "draw.opening", "draw.reveal"}
    assert listed(swap, C) == {"draw.opening"}, "not revealed yet: the disclosed rank shows it"


def test_two_tickets_exchanged() -> None:
    """The list must ascend, so that no order is left to choose."""

    def exchange(strata: list[dict[str, Any]]) -> None:
        tickets = strata[0]["tickets"]
        tickets[0], tickets[1] = tickets[1], tickets[0]

    for draw in (A, B, C):
        assert "draw.cut" in listed(exchange, draw)


def test_a_ticket_moved_behind() -> None:
    """From `tickets` to `later`, so that it is not drawn: where there is no `without`, none may stand there."""

    def move(strata: list[dict[str, Any]]) -> None:
        stratum = strata[0]
        stratum["later"] = sorted([*stratum["later"], stratum["tickets"].pop(0)])

    for draw in (A, B, C):
        assert {"draw.cut", "draw.opening"} <= listed(move, draw)


@pytest.mark.parametrize("rank", [0, 1, 3, 4, 5, 6])
def test_a_result_changed_after_disclosure(rank: int) -> None:
    """Each field of the record, and the salt; the old commitment stands in the ledger. (Rank 2 has expired.)"""
    path = layout.result(A, rank)
    record = json.loads(WHOLE.files[path])["record"]
    for name in record:
        other = {"outcome": "发现问题已责令整改", "method": "委托第三方", "inspected": "2023-08-24", "rank": 99, "more": {"a": 1}}
        value = other.get(name, ["Z"] if isinstance(record[name], list) else "z")
        value = "未发现问题" if value == record[name] else value
        assert failed(lambda f, n=name, v=value: f.change(path, lambda r: r["record"].update({n: v}))) >= {"draw.record"}
    assert failed(lambda f: f.change(path, lambda r: r.update(salt="0" * 64))) == {"draw.record"}
    assert failed(lambda f: f.files.update({path: WHOLE.files[layout.result(C, 0)]})) >= {"draw.record"}


def test_a_result_changed_and_committed_to_anew() -> None:
    """The bureau rewrites its commitment: everybody who kept a checkpoint or the policy sees another history."""

    def rewrite(forged: Forgery) -> None:
        before = forged.files[layout.CHECKPOINT]
        forged.change(layout.result(A, 0), lambda v: v["record"].update(content="示例：改写"))
        changed = tagged("record", json.loads(forged.files[layout.result(A, 0)]))
        forged.find("disclose")["body"]["record"] = changed
        forged.sign_anew()
        assert not forged.failed(), "whoever kept nothing sees nothing"
        forged.files[layout.CHECKPOINT] = before

    assert failed(rewrite, ledger=ALONE[A]) == {"checkpoint.root"}


@pytest.mark.parametrize(("draw", "round"), [(A, SECOND), (B, FIRST), (B, THIRD), (C, SECOND)])
def test_a_round_other_than_the_announced_one(draw: str, round: int) -> None:
    """A real round with its real signature, but not the one named before: "never "the latest""."""

    def other(forged: Forgery) -> None:
        forged.find("draw")["body"]["sources"] = [{"kind": "drand", "round": round, "signature": SIGNATURES[round]}]

    forged = Forgery(ALONE[draw])
    other(forged)
    forged.sign_anew()
    check = forged.check("chain.order")
    assert check.status == "fail" and "所用的信标轮次不是公告的轮次" in check.evidence


def test_another_signature_under_the_announced_round() -> None:
    """Of another round; of none."""
    for signature in (SIGNATURES[SECOND], "c0" + "00" * 47):

        def other(forged: Forgery, signature: str = signature) -> None:
            forged.find("draw")["body"]["sources"][0]["signature"] = signature

        assert "draw.beacon" in failed(other, sign=True)


def test_the_announcement_changed_after_the_round() -> None:
    """Another pool, chosen when the round was known, then signed and linked anew: the seed is of the announcement's own leaf,
    so that no ticket holds any more."""
    for name, value in (("reveal_by", "2023-10-30"), ("nonces", "0" * 64), ("master", "0" * 64)):
        found = failed(lambda f, n=name, v=value: f.find("announce")["body"].update({n: v}), sign=True)
        assert {"draw.cut", "draw.opening", "draw.reveal"} <= found


def test_a_checkpoint_of_another_ledger() -> None:
    """Of the same bureau at another time of its story, of one with the same name and other keys, of a stranger."""
    shorter = build_ledger(Options(until="2024-12-01"))
    other = build_ledger(Options(draws=("D-special",)))
    stranger = build_ledger(bureau=Bureau(name="stranger.example"))
    same_keys = build_ledger(Options(times={"2023-08-21T09:00:00+08:00": "2023-08-21T08:00:00+08:00"}))
    for ledger, want in (
        (shorter, {"checkpoint.root"}),
        (other, {"checkpoint.root"}),
        (stranger, {"checkpoint.signature", "checkpoint.root"}),
        (same_keys, {"checkpoint.root"}),
    ):
        assert failed(lambda f, c=ledger.files[layout.CHECKPOINT]: f.files.update(checkpoint=c)) == want


def test_another_ledger_altogether() -> None:
    """Sound in itself, with the same names: only what a verifier kept tells it from the one that he knows."""
    same_names = build_ledger(Options(times={"2023-08-21T09:00:00+08:00": "2023-08-21T08:00:00+08:00"}))
    known = WHOLE.bureau.policy()
    forged = Forgery(same_names)
    assert {check.name for check in forged.report(known).checks if check.status == "fail"} == {"policy.genesis"}
    none = replace(known, chains=())
    assert failed(lambda f: None, policy=none) == {"policy.beacons"}


def called_for() -> list[str]:
    """Every published file but those that the verifier cannot do without or need not find."""
    return sorted(path for path in WHOLE.files if path not in (layout.LEDGER, layout.CHECKPOINT_INDEX))


@pytest.mark.parametrize("path", called_for())
def test_a_file_missing(path: str) -> None:
    """ "A file that an entry calls for and that is absent is a `fail`, unless its result expired or was withheld"."""
    names = {
        "checkpoint": "checkpoint.signature", "checkpoints": "checkpoint.signature", "openings": "draw.opening",
        "results": "draw.record", "snapshots": "snapshot.file", "files": "",
    }  # fmt: skip
    found = failed(lambda f: f.files.pop(path))
    assert found and names[path.split("/")[0]] in {*found, ""}


@pytest.mark.parametrize("path", [path for path in called_for() if WHOLE.files[path].endswith(b"}")])
def test_an_extra_field(path: str) -> None:
    """ "An unknown field … is an error": in any JSON file."""
    assert failed(lambda f: f.change(path, lambda v: v.update(zzz=1)))


@pytest.mark.parametrize("type", TYPES)
def test_an_extra_field_in_an_entry(type: str) -> None:
    """In the entry and in its body, signed anew: the form is refused before anything else."""
    place = TYPES[type]
    for where in ("entry", "body"):

        def add(forged: Forgery, where: str = where) -> None:
            entry = forged.entries[place]
            (entry if where == "entry" else entry["body"])["zzz"] = 1

        assert failed(add, sign=True) == {"chain.form"}


def test_cut_off_and_drawn_out() -> None:
    """The ledger without its last line feed, with another one, with half a line; without its newest entries."""
    for change in (lambda d: d[:-1], lambda d: d + b"\n", lambda d: d[:-100], lambda d: d + b"{", lambda d: d + jcs({}) + b"\n"):
        assert failed(lambda f, c=change: f.files.update({layout.LEDGER: c(f.files[layout.LEDGER])})) == {"chain.form"}
    assert "checkpoint.root" in failed(lambda f: f.write_lines(LINES[:-3]))
    rolled_back = failed(lambda f: (f.write_lines(LINES[:10]), f.files.update(checkpoint=f.checkpoint(10))))
    assert "checkpoint.root" in rolled_back, "a kept checkpoint is ahead of what is shown"


def test_a_draw_denied() -> None:
    """The bureau takes back a whole draw that did not please it: a checkpoint kept before the round stays behind."""

    def deny(forged: Forgery) -> None:
        kept = {path: data for path, data in forged.files.items() if path.startswith("checkpoints/")}
        forged.entries = [entry for entry in forged.entries if entry["body"].get("draw") != "E-general"]
        for place, entry in enumerate(forged.entries):
            entry["index"] = place
        forged.sign_anew()
        forged.files |= kept

    assert "checkpoint.root" in failed(deny)
