"""The bench measures what it says it does, on a small scale."""

from datetime import date

import pytest

from ledger.core import layout
from ledger.core.verify import verify
from tests.bench import measure, verifying
from tests.bench.__main__ import Line, table
from tests.bench.year import make_year


def test_a_year_verifies() -> None:
    """Every check passes or waits, on as many entries as asked for, of all the types that a year brings."""
    year = make_year(460, 1)
    report = verify(year.files.get, year.policy, year.as_of)
    assert len(report.view.entries) == 460 and year.as_of > date(2024, 3, 1)
    assert {check.status for check in report.checks} == {"pass", "pending", "unproven"}
    types = {entry.type for entry in report.view.entries}
    assert types >= {"announce", "draw", "adjust", "disclose", "withhold", "amend", "reveal"}


def test_bare_work_is_that_of_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opposite stand every signature of the ledger and the hash of every line; the libraries are left as they were."""
    monkeypatch.setattr(verifying, "ENTRIES", 60)
    year = make_year(60, 1)
    before = verifying.hashlib.sha256, verifying.nacl.bindings.crypto_sign_open
    hashed, checked = verifying.needed(verifying.lines(year))
    assert (verifying.hashlib.sha256, verifying.nacl.bindings.crypto_sign_open) == before
    lines = year.files[layout.LEDGER].splitlines()
    assert {b"\x00" + line for line in lines} <= set(hashed)
    assert len(checked) > len(lines), "some entries have two signatures, and the checkpoints have theirs"
    assert set(measure.compare({"ours": verifying.lines(year), "theirs": verifying.bare(hashed, checked)}, 1)) == {
        "ours",
        "theirs",
    }


def test_table() -> None:
    """A goal missed is said to be missed; columns stand under each other whatever their characters."""
    lines = [Line("抽取", "对手", 0.9, 1.0, 800_000_000), Line("slow", "peer", 1.6, 1.5), Line("另附", "无", 3.0, None)]
    assert [line.missed for line in lines] == [False, True, False]
    assert Line("抽取", "对手", 0.9, 1.0, 1_200_000_000).missed
    shown = table(lines).splitlines()
    assert shown[1].endswith("达到") and shown[2].endswith("未达") and "0.80 GB" in shown[1] and "3.00" in shown[3]
