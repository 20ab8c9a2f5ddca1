"""Where every published file lies, relative to ``ledger/`` (protocol, "What is published").

Public paths are computed here and nowhere else; the repository's ``records/ledger/`` mirrors them.
"""

LEDGER = "ledger.jsonl"
CHECKPOINT = "checkpoint"
CHECKPOINT_INDEX = "checkpoints/index"


def kept_checkpoint(size: int) -> str:
    """The checkpoint kept at this tree size."""
    return f"checkpoints/{size}"


def file(digest: str) -> str:
    """A file named by its SHA-256: pool, tickets file, draw order, plan, item list, calendar."""
    return f"files/{digest}"


def snapshot(root: str) -> str:
    """The public registry at a snapshot, named by the root of its tree."""
    return f"snapshots/{root}.jsonl"


def _versioned(folder: str, draw: str, rank: int, entry: int | None) -> str:
    suffix = "" if entry is None else f"@{entry}"
    return f"{folder}/{draw}/{rank}{suffix}.json"


def opening(draw: str, rank: int, entry: int | None = None) -> str:
    """The opening of the row in force or, with `entry`, of the row which that ``closed`` or ``void`` gave up."""
    return _versioned("openings", draw, rank, entry)


def result(draw: str, rank: int, entry: int | None = None) -> str:
    """The published result or, with `entry`, the superseded one which that entry committed to."""
    return _versioned("results", draw, rank, entry)
