"""A ledger that is only read: its chain, signatures and checkpoints hold; its draws are not recomputed (`verify` does that)."""

from datetime import date
from pathlib import Path

from ledger.core import layout
from ledger.core.checks.ledger import chain_links, chain_signatures, chain_times, checkpoint_checks, parse_lines
from ledger.core.documents import Documents, Read
from ledger.core.errors import FormError, StorageError
from ledger.core.life import Life, fold
from ledger.core.snapshot import RegistrySnapshot, format_snapshot, parse_snapshot
from ledger.records.collection import Records
from ledger.sources.site import reader


def ledger_in(records: Path) -> Life | None:
    """The ledger of a records folder; None where there is none yet. Raises `StorageError` for one that does not hold."""
    folder = records / "ledger"
    return sound(reader(str(folder))) if (folder / layout.LEDGER).is_file() else None


def sound(read: Read) -> Life:
    """All that the entries say, after the checks that cost little."""
    documents = Documents(read)
    try:
        entries = parse_lines(documents.bytes_at(layout.LEDGER))
        chain_links(entries)
        chain_times(entries)
        chain_signatures(entries)
        for check in checkpoint_checks(documents, entries):
            if check.status == "fail":
                raise FormError(check.evidence, place=check.subject)
        view, problems = fold(entries, documents)
        if problems:
            raise problems[0]
    except FormError as error:
        raise StorageError(f"台账不成立：{error.problem}", hint="用 mingchou verify 查明原因", place=error.place) from error
    return view


def registry_of(records: Records, day: date) -> tuple[bytes, RegistrySnapshot]:
    """The public registry as the records have it on a day: the file of a snapshot, and what it says."""
    data = format_snapshot(records.entity_documents(day), records.inspector_documents())
    return data, parse_snapshot(data)
