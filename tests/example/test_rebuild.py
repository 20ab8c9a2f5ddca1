"""The committed example is what its one command makes of it, to the byte."""

import shutil
from pathlib import Path

import pytest

from tests.example.rebuild import rebuild

RECORDS = Path(__file__).parents[2] / "records"


@pytest.mark.slow
def test_byte_for_byte(tmp_path: Path) -> None:
    """Played anew from its keys and secrets in a scratch history: not one file differs (sealed copies: what they hold)."""
    shutil.copytree(RECORDS, tmp_path / "records")
    assert rebuild(tmp_path / "records") == 0


def test_a_single_byte_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the command compares with is the folder that it is given: a byte more, a file too many, and both are put right."""
    shutil.copytree(RECORDS, tmp_path / "played" / "records")
    shutil.copytree(RECORDS, tmp_path / "records")
    monkeypatch.setattr("tests.example.rebuild.build", lambda _: tmp_path / "played" / "records")
    with (tmp_path / "records" / "areas.yaml").open("a", encoding="utf-8") as areas:
        areas.write("\n")
    (tmp_path / "records" / "plans" / "stray.yaml").write_text("", encoding="utf-8")
    assert rebuild(tmp_path / "records") == 2
    assert rebuild(tmp_path / "records") == 0
