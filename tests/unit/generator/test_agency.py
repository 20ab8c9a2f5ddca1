"""Who runs the site, from the records."""

from pathlib import Path

import pytest

from generator.agency import read_agency, refuse_other_ledger
from ledger.core.errors import MingchouError
from tests.support.ledgers import AREAS, build_ledger
from tests.unit.generator.places import AGENCY, write_records


def test_agency_and_areas(tmp_path: Path) -> None:
    """The foot without the address, the address with a slash at its end, the areas in order."""
    agency, areas = read_agency(write_records(tmp_path / "records", build_ledger()))
    assert agency == AGENCY
    assert list(areas.items()) == list(AREAS.items())


@pytest.mark.parametrize("address", ["ftp://test.example/", "test.example", "https://", "https://test.example/?a=1"])
def test_an_address_that_makes_no_canonical_link(tmp_path: Path, address: str) -> None:
    """Canonical links and the sitemap rest on it."""
    records = write_records(tmp_path / "records", build_ledger())
    text = (records / "agency.yaml").read_text(encoding="utf-8").replace("https://test.example/ssj", address)
    (records / "agency.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(MingchouError, match="网址"):
        read_agency(records)


def test_records_of_another_ledger() -> None:
    """A folder whose agency is not the one of the genesis entry is a mistake."""
    ledger = build_ledger()
    refuse_other_ledger(AGENCY, ledger.bureau.life)
    other = AGENCY.__class__("甲", "430900", "other.example/ledger")
    with pytest.raises(MingchouError, match=r"other\.example/ledger.*test\.example/ledger"):
        refuse_other_ledger(other, ledger.bureau.life)
