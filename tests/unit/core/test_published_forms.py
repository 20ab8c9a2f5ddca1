"""Every kind of published file is read in its one form and written back the same (protocol, "Every JSON file that is
published is exactly jcs, with no line feed at the end")."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger.core import layout
from ledger.core.checks.ledger import format_index, parse_index
from ledger.core.draw import format_tickets, parse_tickets
from ledger.core.encoding import Digest, jcs
from ledger.core.errors import FormError
from ledger.core.opening import format_opening, parse_opening
from ledger.core.policy import Policy, format_policy, parse_policy
from ledger.core.pool import format_pool, parse_pool
from ledger.core.result import format_result, parse_result
from ledger.core.rules.item_list import format_item_list, parse_item_list
from ledger.core.rules.order import format_order, parse_order
from ledger.core.rules.plan import format_plan, parse_plan
from ledger.core.rules.working_days import format_calendar, parse_calendar
from ledger.core.snapshot import format_snapshot, parse_snapshot
from tests.support.ledgers import Ledger, build_ledger
from tests.unit.core.shapes import other_shapes

LEDGER = build_ledger()
C = LEDGER.bureau.life.draws["C-key"].body
TICKETS = LEDGER.bureau.life.draws["C-key"].draw_body
PLAN, ITEMS, CALENDAR = (
    next(e["body"]["sha256"] for e in map(json.loads, LEDGER.bureau.lines) if e["body"].get("kind") == kind)
    for kind in ("plan", "item-list", "calendar")
)
assert TICKETS is not None


def _rewrite_result(data: bytes) -> bytes:
    assert parse_result(data).digest
    value = json.loads(data)
    return format_result(value["record"], bytes.fromhex(value["salt"]))


def _files(ledger: Ledger) -> Iterator[tuple[str, bytes, Callable[[bytes], bytes]]]:
    files = ledger.files
    yield "pool", files[layout.file(C.pool)], lambda data: format_pool(parse_pool(data))
    yield "tickets", files[layout.file(TICKETS.tickets)], lambda data: format_tickets(parse_tickets(data))
    yield "order", files[layout.file(C.order)], lambda data: format_order(parse_order(data))
    yield "plan", files[layout.file(PLAN)], lambda data: format_plan(parse_plan(data))
    yield "items", files[layout.file(ITEMS)], lambda data: format_item_list(parse_item_list(data))
    yield "calendar", files[layout.file(CALENDAR)], lambda data: format_calendar(parse_calendar(data))
    yield "opening", files[layout.opening("C-key", 0)], lambda data: format_opening(parse_opening(data))
    yield "appointed", files[layout.opening("B-key", 1)], lambda data: format_opening(parse_opening(data))
    yield "result", files[layout.result("C-key", 0)], _rewrite_result
    yield "policy", format_policy(ledger.bureau.policy()), lambda data: format_policy(parse_policy(data))


FILES = {name: (data, rewrite) for name, data, rewrite in _files(LEDGER)}
OPTIONAL = {"appointed": ("appointed",), "policy": ("genesis",)}
LISTS = {"pool", "tickets", "order", "calendar", "plan", "opening", "result", "policy"}
"""Files with lists that may be empty."""


@pytest.mark.parametrize("name", FILES)
def test_read_and_written_back(name: str) -> None:
    data, rewrite = FILES[name]
    assert rewrite(data) == data


@pytest.mark.parametrize("name", FILES)
def test_only_the_canonical_bytes(name: str) -> None:
    """No line feed, no space, no byte too many or too few."""
    data, rewrite = FILES[name]
    wrong = [data + b" ", b" " + data, data[:-1], data + data, b"", data.replace(b",", b", ", 1), b"\xef\xbb\xbf" + data]
    for other in [*wrong, *([] if name == "policy" else [data + b"\n"])]:
        with pytest.raises(FormError):
            rewrite(other)


@pytest.mark.parametrize("name", FILES)
def test_no_other_shape(name: str) -> None:
    """ "An unknown field, a missing one, or one of another JSON type is an error"."""
    data, rewrite = FILES[name]
    for what, value in other_shapes(json.loads(data), optional=OPTIONAL.get(name, ())):
        changed = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        try:
            rewrite(changed)
        except FormError:
            continue
        assert what.endswith("= []") and name in LISTS, what


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("pool", lambda v: v["entities"].reverse()),
        ("pool", lambda v: v["entities"].append(v["entities"][-1])),
        ("pool", lambda v: v["excluded"].append({"id": v["entities"][-1]["id"], "reason": "suspended"})),
        ("pool", lambda v: v["excluded"].reverse() or v["excluded"].append(v["excluded"][0])),
        ("pool", lambda v: v["inspectors"].reverse()),
        ("pool", lambda v: v["inspectors"][0]["tags"].reverse()),
        ("pool", lambda v: v["inspectors"][0].update(recuse=["b", "a"])),
        ("pool", lambda v: v["seats"][0]["tags"].reverse()),
        ("pool", lambda v: v["strata"].append(v["strata"][0])),
        ("pool", lambda v: v["strata"].clear()),
        ("pool", lambda v: v["entities"][0].update(stratum="none")),
        ("pool", lambda v: v["entities"][0].update(weight=0)),
        ("pool", lambda v: v["entities"][0].update(weight=101)),
        ("pool", lambda v: v.update(without=["b", "a"])),
        ("pool", lambda v: v["strata"][0].update(take=-1)),
        ("tickets", lambda v: v["strata"][0]["tickets"].reverse()),
        ("tickets", lambda v: v["strata"][0]["later"].reverse()),
        ("tickets", lambda v: v["strata"][0]["tickets"].append(v["strata"][0]["tickets"][-1])),
        ("tickets", lambda v: v["strata"][0].update(later=v["strata"][0]["tickets"][:1])),
        ("tickets", lambda v: v["strata"][0]["tickets"].append("FF" * 32)),
        ("opening", lambda v: v.update(appointed=[])),
        ("opening", lambda v: v.update(rank=-1)),
        ("opening", lambda v: v.update(entity="../x")),
        ("result", lambda v: v["record"].update(outcome="未发现问题。")),
        ("result", lambda v: v["record"].update(method="电话")),
        ("result", lambda v: v["record"]["items"].reverse()),
        ("result", lambda v: v["record"].update(more="x")),
        ("result", lambda v: v["record"].update(inspected="2024-02-30")),
        ("result", lambda v: v.update(salt="00" * 31)),
        ("calendar", lambda v: v["off"].reverse()),
        ("calendar", lambda v: v.update(year=v["year"] + 1)),
        ("calendar", lambda v: v.update(work=v["off"])),
        ("policy", lambda v: v["chains"][0].update(period=4)),
        ("order", lambda v: v.update(classes=["key", "key"])),
        ("order", lambda v: v.update(classes=["other"])),
        ("order", lambda v: v.update(inspector_areas=["b", "a"])),
    ],
)
def test_contradictions(name: str, change: Callable[[Any], object]) -> None:
    """Orders, repeats, bounds and what must agree within one file."""
    data, rewrite = FILES[name]
    value = json.loads(data)
    change(value)
    assert jcs(value) != data
    with pytest.raises(FormError):
        rewrite(jcs(value))


def test_more_is_the_rules_own() -> None:
    """ "`more`, an object whose content the rules define and the verifier does not": anything that is JSON."""
    value = json.loads(FILES["result"][0])
    for more in ({}, {"整改": {"期限": "2024-12-31", "项": [1, True, {"a": []}]}}):
        assert parse_result(jcs({**value, "record": value["record"] | {"more": more}})).more == more


def test_a_policy_may_end_its_line() -> None:
    """People keep it in an editor. Without a genesis, only the chains are one's own."""
    policy = LEDGER.bureau.policy()
    assert parse_policy(format_policy(policy) + b"\n") == policy
    assert parse_policy(format_policy(Policy())) == Policy()
    with pytest.raises(FormError):
        parse_policy(format_policy(policy) + b"\n\n")


SNAPSHOT = format_snapshot({"b": {"name": "乙"}, "a": {"name": "甲"}}, {"a": {"name": "丙"}})
A, B, INSPECTOR = SNAPSHOT.split(b"\n")[:-1]


def test_snapshot() -> None:
    """ "jcs({"id","kind","record"}) of every public record …, sorted by kind, then id"."""
    found = parse_snapshot(SNAPSHOT)
    assert format_snapshot(found.entities, found.inspectors) == SNAPSHOT
    assert (list(found.entities), list(found.inspectors)) == (["a", "b"], ["a"])
    assert parse_snapshot(b"").root == Digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


@pytest.mark.parametrize(
    "lines",
    [
        [B, A, INSPECTOR],
        [INSPECTOR, A, B],
        [A, A],
        [A, b""],
        [b"", A],
        [A.replace(b":", b": ", 1)],
        [b'{"id":"a","kind":"place","record":{}}'],
        [b'{"id":"a","kind":["entity"],"record":{}}'],
        [b'{"id":"a","kind":{},"record":{}}'],
        [b'{"id":1,"kind":"entity","record":{}}'],
        [b'{"id":"..","kind":"entity","record":{}}'],
        [b'{"id":"a","kind":"entity","record":[]}'],
        [b'{"id":"a","kind":"entity"}'],
        [b'{"id":"a","kind":"entity","more":1,"record":{}}'],
        [b"[]"],
        [b"1"],
    ],
)
def test_snapshot_of_another_form(lines: list[bytes]) -> None:
    with pytest.raises(FormError):
        parse_snapshot(b"".join(line + b"\n" for line in lines))


def test_snapshot_ends_its_last_line() -> None:
    with pytest.raises(FormError, match="换行结束"):
        parse_snapshot(SNAPSHOT[:-1])


def test_index_of_checkpoints() -> None:
    """ "the sizes kept, one a line", ascending."""
    assert parse_index(format_index([1, 7, 12])) == [1, 7, 12]
    assert parse_index(None) == []
    for data in (b"", b"\n", b"7", b"07\n", b"0\n", b"7\n7\n", b"7\n3\n", b"7 \n", b"+7\n", b"\xef\xbc\x97\n", b"1" * 16 + b"\n"):
        with pytest.raises(FormError):
            parse_index(data)


def test_where_files_lie() -> None:
    """Protocol, "What is published"."""
    assert (layout.LEDGER, layout.CHECKPOINT, layout.CHECKPOINT_INDEX) == ("ledger.jsonl", "checkpoint", "checkpoints/index")
    assert layout.kept_checkpoint(7) == "checkpoints/7"
    assert (layout.file("ab"), layout.snapshot("cd")) == ("files/ab", "snapshots/cd.jsonl")
    assert (layout.opening("d", 0), layout.opening("d", 0, 9)) == ("openings/d/0.json", "openings/d/0@9.json")
    assert (layout.result("d", 3), layout.result("d", 3, 0)) == ("results/d/3.json", "results/d/3@0.json")
