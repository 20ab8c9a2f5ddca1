"""Where things lie that are not published: in the repository beside ``records/ledger/``, and in this machine's home.

Public paths are those of `ledger.core.layout`; here they get their folder in front.
"""

import re
from pathlib import Path
from urllib.parse import quote

import platformdirs

from ledger.core import layout
from ledger.core.encoding import Digest, parse_draw_id, parse_record_id, sha256
from ledger.core.errors import FormError

LEDGER = "ledger"
"""The folder under ``records/`` that mirrors what is published."""
SEALED = "sealed"
STAGING = "ledger/.staging"
"""A write that is not finished: public bytes only, never committed to Git, never built into the site."""
FINISHED = "ledger/.finished"
"""A write that is finished, on its way out."""
LOCK = "ledger/.lock"

_DIGEST = r"[0-9a-f]{64}"
_VERSIONED = r"[0-9A-Za-z-]{1,64}/(?:0|[1-9][0-9]{0,9})(?:@(?:0|[1-9][0-9]{0,9}))?\.json"
_PUBLIC = re.compile(rf"files/{_DIGEST}|snapshots/{_DIGEST}\.jsonl|(?:openings|results)/{_VERSIONED}")
_RESULT = re.compile(rf"results/{_VERSIONED}")
_CHECKPOINTS = re.compile(r"checkpoints/[1-9][0-9]{0,14}")
_SEALED = re.compile(r"sealed/([^/]+)/([^/]+)")


def is_document(path: str) -> bool:
    """Whether this layout path names a file that entries call for."""
    return _PUBLIC.fullmatch(path) is not None


def is_result(path: str) -> bool:
    """Whether this layout path names a published result, which alone may go (when its term ends)."""
    return _RESULT.fullmatch(path) is not None


def is_written(path: str) -> bool:
    """Whether a write may touch this path under ``records/``: a manifest found on disk is trusted no further."""
    folder, _, inner = path.partition("/")
    if folder == SEALED:
        match = _SEALED.fullmatch(path)
        return match is not None and _is_sealed_name(match[1], match[2])
    own = (layout.LEDGER, layout.CHECKPOINT, layout.CHECKPOINT_INDEX)
    return folder == LEDGER and (inner in own or is_document(inner) or _CHECKPOINTS.fullmatch(inner) is not None)


def _is_sealed_name(draw: str, officer: str) -> bool:
    try:
        parse_draw_id(draw)
        parse_record_id(officer)
    except FormError:
        return False
    return True


def public(path: str) -> str:
    """A layout path, under ``records/``."""
    return f"{LEDGER}/{path}"


def sealed(draw: str, officer: str) -> str:
    """One officer's copy of a draw's master, under ``records/``."""
    return f"{SEALED}/{parse_draw_id(draw)}/{parse_record_id(officer)}"


def home_folder(setting: str | None) -> Path:
    """The folder for keys and memory: as set, or the platform's own place for a user's data."""
    return Path(setting) if setting else platformdirs.user_data_path("mingchou", appauthor=False)


def key_file(home: Path, kind: str, name: str) -> Path:
    """A private key, by kind and name; names hold slashes, so they are quoted."""
    return home / "keys" / f"{quote(name, safe='')}.{kind}.json"


def memory_file(home: Path, origin: str) -> Path:
    """What was signed last for a ledger, by the digest of its origin."""
    return home / "memory" / f"{sha256(origin.encode())}.json"


def withheld_file(home: Path, draw: str, rank: int, commitment: Digest) -> Path:
    """A record that is not published, by the digest that the ledger holds of it."""
    return home / "withheld" / parse_draw_id(draw) / str(rank) / f"{commitment}.json"
