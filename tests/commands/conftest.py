"""A scratch bureau at each stage of a draw, made once and copied for each test that changes it."""

import os
from pathlib import Path

import pytest

from ledger.commands.announce import announce
from ledger.commands.draw import draw
from ledger.commands.setup import init_ledger, publish
from tests.commands.office import SIZES, Office
from tests.support.scratch import ANNOUNCED, DRAW, DRAWN, Scratch


@pytest.fixture(autouse=True)
def _no_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested here stops the process, never the power: syncing would only take time (tests/unit/storage has it)."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def _published(folder: Path) -> Scratch:
    scratch = Scratch(folder)
    scratch.step("2024-10-09T09:00:00+08:00", init_ledger)
    scratch.step("2024-10-10T09:00:00+08:00", publish)
    return scratch


@pytest.fixture
def published(tmp_path: Path) -> Scratch:
    """The ledger is there, the plan published."""
    return _published(tmp_path / "bureau")


@pytest.fixture
def announced(published: Scratch) -> Scratch:
    """The draw is announced."""
    published.step(ANNOUNCED, lambda bureau: announce(bureau, DRAW))
    return published


@pytest.fixture
def drawn(announced: Scratch) -> Scratch:
    """The draw is held."""
    announced.step(DRAWN, lambda bureau: draw(bureau, DRAW))
    return announced


@pytest.fixture
def fresh(tmp_path: Path) -> Scratch:
    """Records and keys, no ledger."""
    return Scratch(tmp_path / "bureau")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A bureau whose ledger has begun."""
    made = Office(tmp_path, sizes=SIZES)
    made.quarter_plan(1, general=2)
    made.commit()
    made.begin()
    return made
