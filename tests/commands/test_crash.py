"""A crash at each file operation of `announce`, `draw` and `disclose` loses nothing and forks nothing."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.commands.announce import announce
from ledger.commands.assignment import assignment
from ledger.commands.bureau import Bureau
from ledger.commands.draw import draw
from ledger.commands.results import disclose
from ledger.core.checks.ledger import parse_lines
from ledger.core.encoding import parse_day, prf
from ledger.core.entry import Entry
from ledger.core.errors import RefusedError, StorageError
from ledger.core.verify import verify
from ledger.sources.site import folder_reader
from ledger.storage.disk import Disk
from ledger.storage.memory import Head, Memory, head_of
from ledger.storage.recovery import leaves_of
from tests.support.public import leaks
from tests.support.scratch import ANNOUNCED, DRAW, DRAWN, Scratch, result_record
from tests.unit.storage.replay import Crash, FailingDisk

Command = Callable[[Bureau], list[Entry]]


class Rewind:
    """What commands write, in the repository and at home: kept, to be put back before each try."""

    def __init__(self, scratch: Scratch) -> None:
        self._folders = (scratch.records / "ledger", scratch.records / "sealed", scratch.home / "memory")
        self._kept = self.files()

    def files(self) -> dict[Path, bytes]:
        """As they are now."""
        return {path: path.read_bytes() for folder in self._folders for path in folder.rglob("*") if path.is_file()}

    def new(self) -> dict[str, bytes]:
        """What was not there, or was another."""
        return {str(path): data for path, data in self.files().items() if self._kept.get(path) != data}

    def state(self) -> object:
        """What is there, apart from the random part of it: folders, files and how long they are."""
        found = sorted(path for folder in self._folders for path in folder.rglob("*"))
        return tuple((path, path.stat().st_size if path.is_file() else -1) for path in found)

    def __call__(self) -> None:
        now = self.files()
        for path in now.keys() - self._kept.keys():
            path.unlink()
        for path, data in self._kept.items():
            if now.get(path) != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        for folder in sorted((p for f in self._folders for p in (f, *f.rglob("*")) if p.is_dir()), reverse=True):
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


def _assert_told(told: str, left: bool, written: bool) -> None:
    """What the next command says is what it did, and it says nothing where nothing was left to do."""
    finished = any(word in told for word in ("接着写完", "收拾干净"))
    assert ("已撤销" in told, finished) == (left and not written, left and written), told


def crash_everywhere(
    scratch: Scratch, command: Command, new: int, after: Callable[[Bureau], object], secrets: Callable[[], dict[str, bytes]]
) -> int:
    """Break the command off at every operation, run it again, and see that exactly its entries are there, once, that this
    machine remembers them as signed, and that what comes `after` works. What a crash leaves in the repository holds none of the
    `secrets`. Returns how many ways there were; those that leave the same behind go on only once."""
    rewind, records = Rewind(scratch), scratch.records
    before = _sound(records)
    counter = FailingDisk()
    assert _try(_bureau(scratch, counter), command)
    ways, seen = list(counter.points()), set()
    for at, mode in ways:
        rewind()
        scratch.said.clear()
        through = _try(_bureau(scratch, FailingDisk(at, mode)), command)
        assert not through
        assert leaks(rewind.new(), secrets()) == []
        state = rewind.state()
        if state in seen:
            continue
        seen.add(state)
        left = any((records / "ledger" / name).exists() for name in (".staging", ".finished"))
        _bureau(scratch).repository.settle(scratch.said.append)
        there = _sound(records)
        assert there in (before, before + new)
        _assert_told("".join(scratch.said), left, there > before)
        assert _remembered(scratch) == head_of(leaves_of((records / "ledger/ledger.jsonl").read_bytes()))
        if there == before:
            assert len(command(_bureau(scratch))) == new
        assert _sound(records) == before + new
        assert not any((records / "ledger" / name).exists() for name in (".staging", ".finished"))
        after(_bureau(scratch))
    return len(seen)


def _remembered(scratch: Scratch) -> Head | None:
    """What this machine signed last."""
    return Memory(scratch.home, Disk()).last("bureau.example/ledger")


def _secrets(scratch: Scratch, master: bytes, opened: Collection[str] = ()) -> dict[str, bytes]:
    """A master, and the nonces of all entities that are not opened."""
    return {"master": master} | {e.code: prf(master, "nonce", e.code) for e in scratch.listed if e.code not in opened}


def _master(scratch: Scratch) -> bytes:
    """Of the draw that is announced."""
    with scratch.bureau().repository.writing(lambda _: None) as writing:
        return scratch.bureau().master(writing.life.draws[DRAW])


@pytest.mark.slow
def test_announce(published: Scratch) -> None:
    """The sealed master of what was announced opens, whatever happened: the draw can be held."""
    published.at(ANNOUNCED)

    def after(bureau: Bureau) -> None:
        assert _master(published) in published.secrets
        assert {path.name for path in (published.records / "sealed" / DRAW).iterdir()} == {"officer-a", "officer-b"}

    def secrets() -> dict[str, bytes]:
        return _secrets(published, published.secrets[-1]) if published.secrets else {}

    assert crash_everywhere(published, lambda b: announce(b, DRAW), 2, after, secrets) > 20


@pytest.mark.slow
def test_draw(announced: Scratch) -> None:
    """Whatever happened, the same tickets and rows; a second draw is refused."""
    announced.at(DRAWN)
    tickets, rows = set(), set()
    sealed = _secrets(announced, _master(announced))

    def after(bureau: Bureau) -> None:
        rows.add(str(assignment(bureau, DRAW)))
        tickets.add(parse_lines((announced.records / "ledger/ledger.jsonl").read_bytes())[-1].body)
        with pytest.raises(RefusedError, match="已经抽过"):
            draw(bureau, DRAW)

    assert crash_everywhere(announced, lambda b: draw(b, DRAW), 1, after, lambda: sealed) > 10
    assert len(tickets) == len(rows) == 1


@pytest.mark.slow
def test_disclose(drawn: Scratch) -> None:
    """Two results at once: both or neither."""
    first, second, *_ = assignment(drawn.bureau(), DRAW)
    for row in (first, second):
        drawn.write(f"results/{DRAW}/{row['rank']}.yaml", result_record(row, "2024-10-21", "未发现问题"))
    drawn.commit("结果")
    drawn.at("2024-10-30T10:00:00+08:00")
    sealed = _secrets(drawn, _master(drawn), [str(row["entity"]["id"]) for row in (first, second)])  # type: ignore[index,call-overload]

    def after(bureau: Bureau) -> None:
        assert [row["rank"] for row in assignment(bureau, DRAW)] == [2, 3]
        assert disclose(bureau, DRAW) == []

    assert crash_everywhere(drawn, lambda b: disclose(b, DRAW), 2, after, lambda: sealed) > 20
