"""What the ledger beside the records has announced: the pools, which bound what a result still to be published can be of."""

from collections.abc import Collection
from pathlib import Path

from ledger.core import layout
from ledger.core.bodies import Announce
from ledger.core.encoding import DrawId, sha256
from ledger.core.entry import parse_entry
from ledger.core.errors import FormError
from ledger.core.pool import Pool, parse_pool

_ANNOUNCED = b'"type":"announce"'
"""Canonical JSON has it in this one form."""


def announced_pools(ledger: Path, draws: Collection[DrawId]) -> dict[DrawId, Pool]:
    """The pools of those of these draws that are announced. Of a ledger or a pool that does not hold nothing is said here:
    that is for `verify` and the guard to say."""
    try:
        lines = (ledger / layout.LEDGER).read_bytes().split(b"\n") if draws else []
    except OSError:
        return {}
    found = {}
    for line in lines:
        pool = _pool(ledger, line, draws) if _ANNOUNCED in line else None
        if pool is not None:
            found[pool.draw] = pool
    return found


def _pool(ledger: Path, line: bytes, draws: Collection[DrawId]) -> Pool | None:
    try:
        body = parse_entry(line).body
        if not isinstance(body, Announce) or body.draw not in draws:
            return None
        data = (ledger / layout.file(body.pool)).read_bytes()
        pool = parse_pool(data) if sha256(data) == body.pool else None
    except (FormError, OSError):
        return None
    return pool if pool is not None and pool.draw == body.draw else None
