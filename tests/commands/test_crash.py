"""A crash at each file operation of `announce`, `draw` and `disclose` loses nothing and forks nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.commands.announce import announce
from ledger.commands.assignment import assignment
from ledger.commands.bureau import Bureau
from ledger.commands.draw import draw
from ledger.commands.results import disclose
from ledger.core.encoding import parse_day
from ledger.core.entry import Entry
from ledger.core.errors import StorageError
from ledger.core.verify import verify
from ledger.sources.site import folder_reader
from ledger.storage.disk import Disk
from tests.support.scratch import ANNOUNCED, DRAW, DRAWN, Scratch, result_record
from tests.unit.storage.replay import Crash, FailingDisk

Command = Callable[[Bureau], list[Entry]]


class Rewind:
    """What commands write, in the repository and at home: kept, to be put back before each try."""

    def __init__(self, scratch: Scratch) -> None:
        self._folders = (scratch.records / "ledger", scratch.records / "sealed", scratch.home / "memory")
        self._kept = self._files()

    def _files(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for folder in self._folders for path in folder.rglob("*") if path.is_file()}

    def __call__(self) -> None:
        now = self._files()
        for path in now.keys() - self._kept.keys():
            path.unlink()
        for path, data in self._kept.items():
            if now.get(path) != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        for folder in sorted((p for f in self._folders for p in f.rglob("*") if p.is_dir()), reverse=True):
            if not any(folder.iterdir()):
                folder.rmdir()


def _bureau(scratch: Scratch, disk: Disk | None = None) -> Bureau:
    return Bureau(replace(scratch.world, disk=disk or Disk()), scratch.records)


def _try(bureau: Bureau, command: Command) -> bool:
    try:
        command(bureau)
    except (Crash, StorageError):
        return False
    return True


def _sound(records: Path) -> int:
    """The ledger verifies; how many entries it has."""
    report = verify(folder_reader(records / "ledger"), None, parse_day("2024-11-20"))
    assert [check for check in report.checks if check.status == "fail"] == []
    return len(report.view.entries)


def crash_everywhere(scratch: Scratch, command: Command, new: int, after: Callable[[Bureau], object]) -> int:
    """Break the command off at every operation, run it again, and see that exactly its entries are there, once, and that
    what comes `after` works. Returns how many ways there were."""
    rewind, records = Rewind(scratch), scratch.records
    before = _sound(records)
    counter = FailingDisk()
    assert _try(_bureau(scratch, counter), command)
    ways = list(counter.points())
    for at, mode in ways:
        rewind()
        scratch.said.clear()
        _try(_bureau(scratch, FailingDisk(at, mode)), command)
        left = any((records / "ledger" / name).exists() for name in (".staging", ".finished"))
        _bureau(scratch).repository.settle(scratch.said.append)
        told = "".join(scratch.said)
        assert any(word in told for word in ("撤销", "写完", "收拾")) == left, (at, mode, told)
        there = _sound(records)
        assert there in (before, before + new)
        if there == before:
            assert len(command(_bureau(scratch))) == new
        assert _sound(records) == before + new
        assert not (records / "ledger/.staging").exists()
        after(_bureau(scratch))
    return len(ways)


@pytest.mark.slow
def test_announce(published: Scratch) -> None:
    """The sealed master of what was announced opens, whatever happened: the draw can be held."""
    published.at(ANNOUNCED)

    def after(bureau: Bureau) -> None:
        with bureau.repository.writing(lambda _: None) as writing:
            assert len(bureau.master(writing.life.draws[DRAW])) == 32

    assert crash_everywhere(published, lambda b: announce(b, DRAW), 2, after) > 20


@pytest.mark.slow
def test_draw(announced: Scratch) -> None:
    """The same officer sees the same rows; a second draw is refused."""
    announced.at(DRAWN)
    assert crash_everywhere(announced, lambda b: draw(b, DRAW), 1, lambda b: assignment(b, DRAW)) > 10


@pytest.mark.slow
def test_disclose(drawn: Scratch) -> None:
    """Two results at once: both or neither."""
    for row in assignment(drawn.bureau(), DRAW)[:2]:
        drawn.write(f"results/{DRAW}/{row['rank']}.yaml", result_record(row, "2024-10-21", "未发现问题"))
    drawn.commit("结果")
    drawn.at("2024-10-30T10:00:00+08:00")

    def after(bureau: Bureau) -> None:
        assert len(assignment(bureau, DRAW)) == 2

    assert crash_everywhere(drawn, lambda b: disclose(b, DRAW), 2, after) > 20
