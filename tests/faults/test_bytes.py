"""Every single-byte change of one small ledger is refused, by a check that is named: a bit of each byte of `ledger.jsonl` and
of every published file, in process; and every way to leave a byte out or to put one in."""

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module

import pytest

from ledger.core.verify import verify
from tests.support.ledgers import tiny_ledger

LEDGER = tiny_ledger()
POLICY = LEDGER.bureau.policy()
REFUSES = {
    "ledger.jsonl": {"chain.form", "chain.links", "chain.signatures", "policy.genesis", "checkpoint.root"},
    "checkpoint": {"checkpoint.signature"},
    "checkpoints": {"checkpoint.signature"},
    "files": {"publish.file", "draw.pool", "draw.cut"},
    "openings": {"draw.opening"},
    "results": {"draw.record"},
    "snapshots": {"snapshot.file"},
}
"""Which checks refuse a changed byte, by the folder (or the file where it is in none): at least one of them."""
CASE = 5
"""The bit by which `a` differs from `A`: what a lenient reader of hex or base64 would not see."""
PURE = (
    ("ledger.core.checks.ledger", "parse_entry"),
    ("ledger.core.documents", "parse_pool"),
    ("ledger.core.documents", "parse_snapshot"),
    ("ledger.core.recompute", "verify_round"),
    ("ledger.core.snapshot", "parse_jcs"),
    ("nacl.bindings", "crypto_sign_open"),
)
"""Functions of nothing but their arguments: what did not change need not be worked out again for every one of so many
ledgers, and what did change is."""


@pytest.fixture(scope="module", autouse=True)
def _remembered() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module, name in PURE:
            patch.setattr(f"{module}.{name}", lru_cache(2048)(getattr(import_module(module), name)))
        yield


def refused_by(path: str, data: bytes) -> set[str]:
    """The names of the checks that fail when this is published in the file's place."""
    files = {**LEDGER.files, path: data}
    report = verify(files.get, POLICY, LEDGER.as_of)
    return {check.name for check in report.checks if check.status == "fail"}


def flipped(data: bytes, at: int, bit: int) -> bytes:
    """With one bit of one byte the other way."""
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


def test_the_ledger_is_whole_and_has_every_kind_of_file() -> None:
    """Unchanged, nothing fails; every kind is there to be changed."""
    assert refused_by("none", b"") == set()
    assert {path.split("/")[0] for path in LEDGER.files} == REFUSES.keys()
    assert {entry.type for entry in LEDGER.bureau.life.entries} == {
        "genesis", "publish", "snapshot", "announce", "draw", "disclose", "reveal",
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(LEDGER.files))
def test_every_byte(path: str) -> None:
    """ "Every single-byte change in `ledger.jsonl` and in each kind of published file is refused …, with the check that failed
    named": of every byte one bit, each in its turn; and, where the file is not named by its hash, the one between a small
    letter and a capital."""
    data = LEDGER.files[path]
    bits = () if path.startswith(("files/", "snapshots/")) else (CASE,)
    for at in range(len(data)):
        for bit in (at % 8, *bits):
            found = refused_by(path, flipped(data, at, bit))
            assert found & REFUSES[path.split("/")[0]], (at, data[at : at + 1], bit, found)


@pytest.mark.parametrize("path", sorted(LEDGER.files))
def test_cut_short_and_drawn_out(path: str) -> None:
    """Truncated anywhere (a sample of places in long files), a byte left out, a byte too many."""
    data = LEDGER.files[path]
    step = max(1, len(data) // 40)
    wrong = [data[:at] for at in range(0, len(data), step)]
    wrong += [data[:at] + data[at + 1 :] for at in range(0, len(data), step)]
    wrong += [data[:-1], data[1:], data + b"\n", data + b" ", data + b"\0", b" " + data, b"\xef\xbb\xbf" + data, data + data]
    for other in wrong:
        found = refused_by(path, other)
        assert found & REFUSES[path.split("/")[0]], (len(other), found)


@pytest.mark.parametrize("path", sorted(path for path in LEDGER.files if path not in ("ledger.jsonl", "checkpoints/index")))
def test_a_file_that_is_missing(path: str) -> None:
    """ "A file that an entry calls for and that is absent is a `fail`"."""
    files = {name: data for name, data in LEDGER.files.items() if name != path}
    report = verify(files.get, POLICY, LEDGER.as_of)
    failed = [check for check in report.checks if check.status == "fail"]
    assert {check.name for check in failed} & REFUSES[path.split("/")[0]]
    assert any(path in check.evidence for check in failed), "and it is named"
