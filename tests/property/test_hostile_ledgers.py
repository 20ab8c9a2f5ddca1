"""A bureau that signs anything: whatever its ledger says, a verifier gives an answer, in words, and no other exception."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core import layout
from ledger.core.encoding import jcs, sha256, tagged
from ledger.core.snapshot import parse_snapshot
from tests.support.forge import Forgery
from tests.support.ledgers import Ledger, Options, build_ledger
from tests.unit.core.shapes import places, put

LEDGERS: dict[str, Ledger] = {
    draw: build_ledger(Options(draws=draws))
    for draw, draws in (("B-key", ("B-key",)), ("C-key", ("B-key", "C-key")), ("A-general", ("A-general", "D-special")))
}
ODD_VALUES: list[Any] = [
    0, 1, 2, 7, -1, 2**31, 2**53 - 1, -(2**53) + 1, True, False, [], {}, [[]], [1], ["a", "b"], {"a": 1},
    "", "x", "..", "0" * 64, "f" * 64, "0" * 96, "0001-01-01", "9998-12-31", "9999-12-31", "1970-01-01T00:00:00+00:00",
    "0001-01-01T00:00:00+23:59", "9998-12-31T23:59:59+08:00", "9999-12-31T23:59:59-23:59",
    "recusal", "appointed", "closed", "void", "expire", "correct", "drand", "plan", "snapshot", "genesis", "cancel", "reveal",
    "draw", "amend", "log", "active", "A-general", "B-key", "C-key",
]  # fmt: skip
ODD: st.SearchStrategy[Any] = st.sampled_from(ODD_VALUES)
ANSWERS = {"pass", "fail", "pending", "unproven", "late"}


def change(data: st.DataObject, value: Any) -> Any:
    """The value with something odd in one place, or with one part of it gone or twice there."""
    path, item = data.draw(st.sampled_from(list(places(value))))
    odd = data.draw(ODD)
    if isinstance(item, list) and item:
        odd = data.draw(st.sampled_from([odd, item[1:], [*item, item[0]], item[::-1], [*item, odd]]))
    return put(value, path, odd)


def answers(forged: Forgery) -> None:
    """Every check has one of the statuses and says why."""
    report = forged.report()
    assert report.checks and all(check.status in ANSWERS and check.evidence for check in report.checks)


@settings(max_examples=250)
@given(st.sampled_from(list(LEDGERS)), st.data())
def test_an_entry_that_says_anything(name: str, data: st.DataObject) -> None:
    """Any field of any entries, linked and signed by the right keys."""
    forged = Forgery(LEDGERS[name])
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(forged.entries) - 1))
        entry = forged.entries[place]
        forged.entries[place] = change(data, {k: v for k, v in entry.items() if k != "signatures"})
        if not isinstance(forged.entries[place], dict):
            return
        forged.entries[place]["signatures"] = entry["signatures"]
    forged.sign_anew()
    answers(forged)


@settings(max_examples=150)
@given(st.sampled_from(list(LEDGERS)), st.data())
def test_entries_in_any_order(name: str, data: st.DataObject) -> None:
    """Left out, doubled or moved, numbered anew or not, linked and signed."""
    forged = Forgery(LEDGERS[name])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(1, len(forged.entries) - 1))
        entry = forged.entries.pop(place)
        for _ in range(data.draw(st.integers(0, 2))):
            forged.entries.insert(data.draw(st.integers(1, len(forged.entries))), dict(entry))
    if data.draw(st.booleans()):
        for place, entry in enumerate(forged.entries):
            entry["index"] = place
    forged.sign_anew()
    answers(forged)


def rename(forged: Forgery, before: str, after: str) -> None:
    """An entry that named one digest names another."""
    forged.entries = json.loads(json.dumps(forged.entries).replace(before, after))


def publish_again(forged: Forgery, path: str, data: bytes) -> None:
    """Other bytes for a file, and the entries that call for it changed to call for these."""
    del forged.files[path]
    folder, name = path.split("/")[0], path.split("/")[-1]
    if folder == "files":
        rename(forged, name, forged.publish(data))
    elif folder == "results":
        rename(forged, _record(LEDGERS, path), tagged("record", json.loads(data)))
        forged.files[path] = data
    elif folder == "openings":
        rename(forged, sha256(_original(LEDGERS, path)), sha256(data))
        forged.files[path] = data


def _original(ledgers: dict[str, Ledger], path: str) -> bytes:
    return next(ledger.files[path] for ledger in ledgers.values() if path in ledger.files)


def _record(ledgers: dict[str, Ledger], path: str) -> str:
    return tagged("record", json.loads(_original(ledgers, path)))


@settings(max_examples=250)
@given(st.sampled_from(list(LEDGERS)), st.data())
def test_a_file_that_says_anything(name: str, data: st.DataObject) -> None:
    """Any field of any published file, under the digest that the entries then name."""
    forged = Forgery(LEDGERS[name])
    paths = sorted(path for path in forged.files if path.split("/")[0] in ("files", "results", "openings"))
    path = data.draw(st.sampled_from(paths))
    if forged.files[path].startswith(b"{"):
        publish_again(forged, path, jcs(change(data, json.loads(forged.files[path]))))
        forged.sign_anew()
        answers(forged)


@settings(max_examples=100)
@given(st.data())
def test_a_registry_that_says_anything(data: st.DataObject) -> None:
    """Any field of any record, in a snapshot whose root is right."""
    forged = Forgery(LEDGERS["B-key"])
    path = data.draw(st.sampled_from(sorted(p for p in forged.files if p.startswith("snapshots/"))))
    lines = forged.files[path].split(b"\n")[:-1]
    place = data.draw(st.integers(0, len(lines) - 1))
    line = json.loads(lines[place])
    line["record"] = change(data, line["record"])
    if isinstance(line["record"], dict):
        lines[place] = jcs(line)
        whole = b"".join(one + b"\n" for one in lines)
        root = parse_snapshot(whole).root
        rename(forged, path.split("/")[1].removesuffix(".jsonl"), root)
        forged.files[layout.snapshot(root)] = whole
        forged.sign_anew()
        answers(forged)
