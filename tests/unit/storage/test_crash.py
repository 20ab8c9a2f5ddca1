"""A crash at each file operation loses nothing and forks nothing (house style 10 and 14)."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.core import layout
from ledger.core.encoding import format_base64
from ledger.core.errors import StorageError
from ledger.storage.disk import Disk
from ledger.storage.memory import Memory
from ledger.storage.repository import Repository
from tests.support.bureau import secret
from tests.unit.storage.replay import (
    Crash,
    FailingDisk,
    Mode,
    head_after,
    prepare,
    published_after,
    step_of,
    story,
    tree,
)


@pytest.fixture(autouse=True)
def _no_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash here is the process's, not the power's: thousands of syncs would only take time (test_disk.py has them)."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


KINDS = {
    "genesis": ("genesis", ""),
    "publish": ("publish", ""),
    "announce": ("announce", ""),
    "draw": ("draw", ""),
    "disclose": ("disclose", ""),
    "correct": ("amend", "correct"),
    "expire": ("amend", "expire"),
}
UNDONE, FINISHED, SWEPT = "已撤销", "接着写完", "收拾干净"


def run(records: Path, home: Path, index: int, disk: Disk) -> bool:
    """Append the entry of this index; whether it came through."""
    try:
        story().steps[index].append(Repository(records, home, disk), story().keys)
    except (Crash, StorageError):
        return False
    return True


def points(folder: Path, index: int) -> list[tuple[int, str]]:
    """Where appending this entry can break off."""
    disk = FailingDisk()
    assert run(*prepare(folder, index), index, disk)
    return list(disk.points())


def settle(records: Path, home: Path) -> list[str]:
    """What the next command says, on a machine that works."""
    said: list[str] = []
    Repository(records, home).settle(said.append)
    return said


def assert_settled(records: Path, home: Path, index: int, said: list[str]) -> bool:
    """Everything is as before the entry or as after it, memory included; which, and whether that was said."""
    memory = Memory(home, Disk()).last(story().origin)
    found = tree(records)
    written = found == published_after(index)
    assert written or found == published_after(index - 1)
    assert memory == head_after(index if written else index - 1)
    assert not any(UNDONE in line for line in said) or not written
    assert not any(FINISHED in line or SWEPT in line for line in said) or written
    assert [path.name for path in home.rglob("*") if path.name.startswith(".")] == []
    return written


@pytest.mark.parametrize("kind", KINDS)
def test_crash_at_each_operation(tmp_path: Path, kind: str) -> None:
    """Before, in the middle of and after each operation: the next command finishes or undoes, says so, and goes on."""
    index = step_of(*KINDS[kind])
    outcomes = set()
    for at, mode in points(tmp_path / "dry", index):
        folder = tmp_path / f"{at}-{mode}"
        records, home = prepare(folder, index)
        assert not run(records, home, index, FailingDisk(at, mode))
        broken = tree(records)
        said = settle(records, home)
        written = assert_settled(records, home, index, said)
        outcomes.add((written, *said))
        assert said or broken == published_after(index if written else index - 1)
        assert settle(records, home) == []
        if not written:
            assert run(records, home, index, Disk())
        assert tree(records) == published_after(index)
        assert Memory(home, Disk()).last(story().origin) == head_after(index)
        shutil.rmtree(folder)
    said_so = {line for _, *lines in outcomes for line in lines}
    assert {word for word in (UNDONE, FINISHED, SWEPT) if any(word in line for line in said_so)} == {
        UNDONE,
        FINISHED,
        SWEPT,
    }


@pytest.mark.parametrize("kind", ["announce", "correct", "expire"])
def test_crash_while_recovering(tmp_path: Path, kind: str) -> None:
    """Whatever a crash left, a second crash at each operation of the recovery changes nothing of the outcome."""
    index = step_of(*KINDS[kind])
    left: dict[tuple[object, ...], tuple[int, str]] = {}
    for at, mode in points(tmp_path / "dry", index):
        records, home = prepare(tmp_path / "once", index)
        run(records, home, index, FailingDisk(at, mode))
        left.setdefault(tuple(sorted(tree(tmp_path / "once").items())), (at, mode))
        shutil.rmtree(tmp_path / "once")
    seen = set()
    for at, mode in left.values():
        records, home = prepare(tmp_path / "left", index)
        run(records, home, index, FailingDisk(at, mode))
        dry = FailingDisk()
        shutil.copytree(tmp_path / "left", tmp_path / "dry2")
        Repository(tmp_path / "dry2" / "records", tmp_path / "dry2" / "home", dry).settle(lambda _: None)
        for again, how in dry.points():
            folder = tmp_path / "twice"
            shutil.copytree(tmp_path / "left", folder)
            with pytest.raises(Crash):
                Repository(folder / "records", folder / "home", FailingDisk(again, how)).settle(lambda _: None)
            state = tuple(sorted(tree(folder).items()))
            if state not in seen:
                seen.add(state)
                said = settle(folder / "records", folder / "home")
                assert_settled(folder / "records", folder / "home", index, said)
            shutil.rmtree(folder)
        shutil.rmtree(tmp_path / "left")
        shutil.rmtree(tmp_path / "dry2")
    assert len(seen) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_error_at_each_operation(tmp_path: Path, kind: str) -> None:
    """An operation that the system refuses (a full disk): nothing is written, or the next command finishes it."""
    index = step_of(*KINDS[kind])
    undone_at_once = 0
    for at, mode in points(tmp_path / "dry", index):
        folder = tmp_path / f"{at}-{mode}"
        records, home = prepare(folder, index)
        came_through = run(records, home, index, FailingDisk(at, mode, crash=False))
        assert not came_through
        undone_at_once += tree(records) == published_after(index - 1)
        assert_settled(records, home, index, settle(records, home))
        shutil.rmtree(folder)
    assert undone_at_once > 10


class StumblingDisk(FailingDisk):
    """An error at one operation, and a crash at a later one: while what the error left is being cleared away."""

    def __init__(self, stumble: int, at: int, mode: Mode) -> None:
        super().__init__(at, mode)
        self._stumble = stumble

    def _run(self, name: str, path: Path, *args: Any, **options: Any) -> Any:
        here = len(self.log) == self._stumble
        result = super()._run(name, path, *args, **options)
        if here:
            raise StorageError("设备出错", place=str(path))
        return result


@pytest.mark.parametrize("kind", ["announce", "correct"])
def test_crash_after_an_error_at_the_commit(tmp_path: Path, kind: str) -> None:
    """The manifest is in place, yet its rename reports an error: that is undone, and a crash meanwhile harms nothing."""
    index = step_of(*KINDS[kind])
    dry = FailingDisk()
    run(*prepare(tmp_path / "dry", index), index, dry)
    stumble = next(at for at, (name, path) in enumerate(dry.log) if name == "rename" and path.name == "manifest.new")
    clearing = StumblingDisk(stumble, -1, "before")
    assert not run(*prepare(tmp_path / "clearing", index), index, clearing)
    later = [(at, mode) for at, mode in clearing.points() if at > stumble]
    assert len(later) > 10
    for at, mode in later:
        records, home = prepare(tmp_path / f"{at}-{mode}", index)
        assert not run(records, home, index, StumblingDisk(stumble, at, mode))
        assert_settled(records, home, index, settle(records, home))
        shutil.rmtree(tmp_path / f"{at}-{mode}")


def test_checkpoint_is_last(tmp_path: Path) -> None:
    """“The checkpoint last”, after what it stands for and after what goes; memory before anything is public."""
    for kind in KINDS.values():
        index = step_of(*kind)
        records, home = prepare(tmp_path / str(index), index)
        disk = FailingDisk()
        assert run(records, home, index, disk)
        staging = records / "ledger" / ".staging"
        moved = [
            path.relative_to(records).as_posix()
            for name, path in disk.log
            if name == "rename" and path.parent == staging and path.name.isdigit()
        ]
        names = [put.name for put, data in disk.written if put.parent == staging]
        assert moved == [] or len(moved) == len([name for name in names if name.isdigit()])
        last_rename = max(i for i, (name, path) in enumerate(disk.log) if name == "rename" and path.name.isdigit())
        removed = [i for i, (name, path) in enumerate(disk.log) if name == "unlink" and "results" in path.parts]
        remembered = next(i for i, (name, path) in enumerate(disk.log) if name == "rename" and "memory" in path.parts)
        first_rename = min(i for i, (name, path) in enumerate(disk.log) if name == "rename" and path.name.isdigit())
        committed = next(i for i, (name, path) in enumerate(disk.log) if name == "rename" and path.name == "manifest.new")
        assert committed < remembered < first_rename
        assert all(first_rename < i < last_rename for i in removed)
        _, checkpoint = next((put, data) for put, data in reversed(disk.written) if put.name.isdigit())
        assert checkpoint == (records / "ledger" / layout.CHECKPOINT).read_bytes()
        assert disk.log[last_rename][1].name == next(put.name for put, d in reversed(disk.written) if put.name.isdigit())


def test_staging_holds_public_bytes_only(tmp_path: Path) -> None:
    """“Journals and temporary files inside the repository hold public bytes only”: whatever is written under records/."""
    bureau = story()
    index = step_of("announce")
    written: list[bytes] = []
    for step in range(index, step_of("disclose")):
        records, home = prepare(tmp_path / str(step), step)
        disk = FailingDisk()
        assert run(records, home, step, disk)
        written += [data for path, data in disk.written if records in path.parents]
    batch = bureau.batches["A-general"]
    assert batch.held is not None
    nonces = [held.nonce for stratum in batch.held.strata.values() for held in stratum]
    secrets = [batch.master, *nonces, *(bytes(key) for key in bureau.keys.values()), secret("salt A-general/0 0")]
    assert len(written) > 8
    for value in secrets:
        for form in (value, value.hex().encode(), value.hex().upper().encode(), format_base64(value).rstrip("=").encode()):
            assert not any(form in data for data in written)


KILLED = """
import os, signal, sys
from pathlib import Path
from typing import Any
from tests.unit.storage import replay
from ledger.storage.repository import Repository

class Killed(replay.FailingDisk):
    def _stop(self, path):
        os.kill(os.getpid(), signal.SIGKILL)

folder, index, at = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
step = replay.story().steps[index]
step.append(Repository(folder / "records", folder / "home", Killed(at, "after")), replay.story().keys)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_killed_process_lets_go(tmp_path: Path) -> None:
    """The writer is killed while it holds the lock, once before and once after the write counts."""
    index = step_of("disclose")
    dry = FailingDisk()
    assert run(*prepare(tmp_path / "dry", index), index, dry)
    when: list[Callable[[tuple[str, Path]], bool]] = [
        lambda op: op[0] == "write_new",
        lambda op: op[0] == "rename" and op[1].name.isdigit(),
    ]
    for number, (fits, word) in enumerate(zip(when, (UNDONE, FINISHED), strict=True)):
        at = next(at for at, op in enumerate(dry.log) if fits(op))
        folder = tmp_path / str(number)
        records, home = prepare(folder, index)
        done = subprocess.run([sys.executable, "-c", KILLED, folder, str(index), str(at)], check=False)
        assert done.returncode == -signal.SIGKILL
        assert (records / "ledger" / ".lock").exists()
        said = settle(records, home)
        assert [word in line for line in said] == [True]
        assert_settled(records, home, index, said)
