"""The ledgers that other tests rest on: whole, lawful, the same every time, and as different as their options say."""

from dataclasses import replace

import pytest

from ledger.core.bodies import ADJUST_REASONS, TYPES
from ledger.core.errors import OrderError
from ledger.core.verify import verify
from tests.support.ledgers import AS_OF, DRAWS, TAKES, Ledger, Options, build_ledger, tiny_ledger


def statuses(ledger: Ledger, *but: str) -> set[str]:
    """What a verifier says of it, apart from these checks."""
    report = verify(ledger.files.get, ledger.bureau.policy(), ledger.as_of)
    return {check.status for check in report.checks if check.name not in but}


def test_every_type_and_every_kind() -> None:
    """Each type of entry that this version writes, each kind of adjustment, each reason."""
    life = build_ledger().bureau.life
    assert {entry.type for entry in life.entries} == set(TYPES) - {"keys"}
    adjusts = [entry.body.json() for draw in life.draws.values() for entry in draw.adjustments]
    assert {body["kind"] for body in adjusts} == ADJUST_REASONS.keys()
    assert {body["kind"] for entry in life.entries if entry.type == "amend" for body in [entry.body.json()]} == {
        "correct",
        "expire",
    }


def test_nothing_fails_and_nothing_changes() -> None:
    """A verifier finds one overdue result and no failure; two builds are byte for byte alike."""
    assert statuses(build_ledger()) == {"pass", "pending", "unproven", "late"}
    assert statuses(tiny_ledger()) == {"pass", "unproven"}
    assert build_ledger().files == build_ledger().files


@pytest.mark.parametrize("draw", DRAWS)
def test_each_draw_alone(draw: str) -> None:
    """Any part of the story stands by itself."""
    ledger = build_ledger(Options(draws=(draw,)))
    assert list(ledger.bureau.life.draws) == [draw]
    assert "fail" not in statuses(ledger)


def test_options() -> None:
    """Takes, credit grades, times and the end of the story."""
    one = build_ledger(Options(draws=("C-key",), takes={**TAKES, ("430902", "key"): 5}, without=False))
    assert len(one.bureau.life.draws["C-key"].ranks) == 5
    heavy = build_ledger(Options(draws=("A-general",), grades={"430902-general-01": "D"}))
    weights = {e.id: e.weight for e in heavy.bureau.batches["A-general"].pool.entities}
    assert weights["430902-general-01"] == 5 and weights["430902-general-02"] == 1
    assert "fail" not in statuses(heavy)
    until = build_ledger(Options(until="2023-09-20"))
    assert list(until.bureau.life.draws) == ["A-general", "B-key", "E-general"]
    moved = build_ledger(Options(draws=("D-special",), times={"2024-10-13T10:00:00+08:00": "2024-10-15T02:00:00+08:00"}))
    cancelled = moved.bureau.life.draws["D-special"].cancelled
    assert cancelled is not None and "master" in cancelled.body.json()


def test_unlawful_entries_are_written_only_on_demand() -> None:
    """For tests of what refuses them."""
    ledger = build_ledger(Options(draws=("C-key",)))
    with pytest.raises(OrderError):
        ledger.bureau.draw("2024-12-09T10:00:00+08:00", "C-key")
    again = build_ledger(Options(draws=("C-key",)))
    again.bureau.draw("2024-12-09T10:00:00+08:00", "C-key", lawful=False)
    files = again.bureau.published()
    assert "fail" in statuses(replace(again, files=files))
    assert again.as_of == AS_OF
