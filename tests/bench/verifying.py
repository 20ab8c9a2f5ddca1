"""Verifying a ledger of 10,000 entries, next to nothing but the Ed25519 checks and the SHA-256 hashes that it takes.

These are written down while the ledger is verified once, each once however often it was made, and then made again on their own.
An HMAC is two hashes.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import nacl.bindings

from ledger.core import layout
from ledger.core.bodies import Genesis
from ledger.core.checks.ledger import chain_links, chain_signatures, chain_times, checkpoint_checks, parse_lines
from ledger.core.documents import Documents
from ledger.core.life import fold
from ledger.core.verify import verify
from tests.bench.measure import Work
from tests.bench.year import Year, make_year

ENTRIES = 10_000


def lines(year: Year) -> Work:
    """All that can be said of the entries by themselves: form, links, signatures, times, order, checkpoints. The pools that the
    order rests on have been read before."""
    documents = Documents(year.files.get)
    for life in fold(parse_lines(year.files[layout.LEDGER]), documents)[0].draws.values():
        assert life.pool is not None

    def run() -> None:
        entries = parse_lines(year.files[layout.LEDGER])
        for check in (chain_links, chain_signatures, chain_times):
            assert check(entries)[0] == "pass"
        assert len(entries) >= ENTRIES and isinstance(entries[0].body, Genesis) and not fold(entries, documents)[1]
        assert all(check.status == "pass" for check in checkpoint_checks(documents, entries))

    return run


def everything(year: Year) -> Work:
    """All checks on all that is published."""

    def run() -> None:
        report = verify(year.files.get, year.policy, year.as_of)
        assert {check.status for check in report.checks}.isdisjoint({"fail", "late"})

    return run


@contextmanager
def _instead(of: Callable[..., object], put: Callable[..., object]) -> Iterator[None]:
    """Put a function in the place of another wherever the ledger's modules and the libraries hold it."""
    modules = [module for name, module in sys.modules.items() if name.startswith("ledger.")]
    places = [(module, name) for module in (hashlib, nacl.bindings, *modules) for name in dir(module)]
    places = [(module, name) for module, name in places if getattr(module, name) is of]
    for module, name in places:
        setattr(module, name, put)
    try:
        yield
    finally:
        for module, name in places:
            setattr(module, name, of)


def needed(work: Work) -> tuple[list[bytes], list[tuple[bytes, bytes]]]:
    """What `work` hashes, and the signed messages and keys that it checks: each once, however often it does."""
    sha256, check = hashlib.sha256, nacl.bindings.crypto_sign_open
    hashed: dict[bytes, None] = {}
    checked: dict[tuple[bytes, bytes], None] = {}

    def note_hash(data: bytes) -> object:
        hashed[data] = None
        return sha256(data)

    def note_check(signed: bytes, key: bytes) -> bytes:
        checked[signed, key] = None
        return check(signed, key)

    with _instead(sha256, note_hash), _instead(check, note_check):
        work()
    return list(hashed), list(checked)


def bare(hashed: list[bytes], checked: list[tuple[bytes, bytes]]) -> Work:
    """Hash and check these, and do nothing else."""
    sha256, check = hashlib.sha256, nacl.bindings.crypto_sign_open

    def run() -> None:
        for data in hashed:
            sha256(data).digest()
        for signed, key in checked:
            check(signed, key)

    return run


def prepare() -> Year:
    """The ledger that is verified."""
    return make_year(ENTRIES)


def count(year: Year) -> int:
    """How many checks are made on all of it."""
    return len(verify(year.files.get, year.policy, year.as_of).checks)
