"""What reaches the site: exactly the files that the layout names."""

from pathlib import Path

from generator.publish import kept_checkpoints, publish, published_paths
from ledger.core import layout
from ledger.core.result import format_result
from ledger.core.verify import verify
from ledger.sources.site import folder_reader
from tests.support.ledgers import AS_OF, Ledger, build_ledger
from tests.unit.generator.places import report, write_records


def test_the_published_paths_are_the_whole_ledger() -> None:
    """Nothing is missing and nothing is added: openings of rows given up, superseded results, kept checkpoints too."""
    ledger = build_ledger()
    assert published_paths(report(ledger).view) == sorted(ledger.files)
    assert kept_checkpoints(report(ledger).view) == (8, 18, 44)


def test_stray_files_stay_behind(tmp_path: Path) -> None:
    """A sealed master, a journal, an editor's copy or a result that was not disclosed lie beside the ledger, not on the site."""
    ledger = build_ledger()
    records = write_records(tmp_path / "records", ledger)
    strays = ("ledger/.staging/manifest", "ledger/ledger.jsonl~", "ledger/files/note.txt", "ledger/openings/C-key/1.json",
              "ledger/results/C-key/1.json", "sealed/C-key/officer-a")  # fmt: skip
    for stray in strays:
        (records / stray).parent.mkdir(parents=True, exist_ok=True)
        (records / stray).write_bytes(b"secret")
    out = tmp_path / "site"
    view = verify(folder_reader(records / "ledger"), None, AS_OF).view
    count = publish(view, out)
    written = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert written == ledger.files
    assert count == len(ledger.files)


def test_a_result_whose_term_ended_is_not_copied(tmp_path: Path) -> None:
    """Even where its file was left lying."""
    ledger = build_ledger()
    path = layout.result("A-general", 2)
    left = format_result(*ledger.bureau.batches["A-general"].records[2][0][1:])
    publish(report(Ledger(ledger.files | {path: left}, ledger.bureau)).view, tmp_path)
    assert not (tmp_path / path).exists()
    assert (tmp_path / layout.result("A-general", 1)).exists()
