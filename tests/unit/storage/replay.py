"""Ledgers of the test bureau written through `Repository`, one `append` an entry; and a disk that fails on demand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from nacl.signing import SigningKey

from ledger.core import layout
from ledger.core.bodies import Body, type_of
from ledger.core.encoding import parse_time
from ledger.core.entry import Entry
from ledger.core.errors import StorageError
from ledger.storage import places
from ledger.storage.disk import Disk
from ledger.storage.memory import Head, Memory, head_of
from ledger.storage.recovery import leaves_of
from ledger.storage.repository import Repository
from tests.support.bureau import Bureau
from tests.support.ledgers import Options, build_ledger

Mode = Literal["before", "empty", "half", "after"]
READS = ("read", "names", "is_folder", "is_link")
WRITES = ("make_folder", "write_new", "rename", "unlink", "remove_folder")


@dataclass
class Step:
    """What one command appends. `expected` is all that is published after it."""

    time: datetime
    body: Body
    files: dict[str, bytes]
    remove: tuple[str, ...]
    sealed: dict[tuple[str, str], bytes]
    keep: bool = False
    expected: dict[str, bytes] = field(default_factory=dict)

    def append(self, repository: Repository, keys: dict[str, SigningKey], said: list[str] | None = None) -> list[Entry]:
        """As a command does."""
        with repository.writing((said if said is not None else []).append) as writing:
            return writing.append(
                [self.body],
                time=self.time,
                keys=keys,
                files=self.files,
                remove=self.remove,
                sealed=self.sealed,
                keep_checkpoint=self.keep,
            )


class Recorder(Bureau):
    """A bureau that notes what each entry comes with."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.steps: list[Step] = []
        self._seen: dict[str, bytes] = {}

    def write(self, time: str, body: Body, *, signers: Sequence[str] | None = None, lawful: bool = True) -> int:
        """Note the files that came and went since the entry before."""
        index = super().write(time, body, signers=signers, lawful=lawful)
        fresh = {path: data for path, data in self.files.items() if self._seen.get(path) != data}
        files = {path: data for path, data in fresh.items() if not path.startswith("checkpoints/")}
        gone = tuple(sorted(self._seen.keys() - self.files.keys()))
        draw = getattr(body, "draw", "")
        announced = type_of(body) == "announce"
        sealed = {(draw, name): f"sealed for {name}\n".encode() for name in ("officer-a", "officer-b")} if announced else {}
        self.steps.append(Step(parse_time(time), body, files, gone, sealed, expected=self.published()))
        self._seen = dict(self.files)
        return index

    def keep_checkpoint(self) -> None:
        """The entry before was written with its checkpoint kept."""
        super().keep_checkpoint()
        self.steps[-1].keep = True
        self.steps[-1].expected = self.published()


@cache
def story(full: bool = False) -> Recorder:
    """The tiny ledger with a correction and an expiry, or the whole story with every type of entry."""
    if full:
        bureau = Recorder()
        build_ledger(bureau=bureau)
        return bureau
    bureau = Recorder()
    sizes, takes = {"key": 0, "special": 2, "general": 3}, {("430902", "special"): 1, ("430902", "general"): 2}
    build_ledger(Options(draws=("A-general",), sizes=sizes, takes=takes), bureau=bureau)
    return bureau


def step_of(type: str, kind: str = "") -> int:
    """The index of the first entry of this type in the small story."""
    return next(
        index
        for index, step in enumerate(story().steps)
        if type_of(step.body) == type and kind in ("", getattr(step.body, "kind", ""))
    )


def sealed_files(upto: int) -> dict[str, bytes]:
    """The sealed copies that lie in the repository once the entry `upto` is written."""
    return {places.sealed(*name): data for step in story().steps[: upto + 1] for name, data in step.sealed.items()}


def published_after(index: int) -> dict[str, bytes]:
    """All files under ``records/`` once the entry of this index is written; -1: none."""
    if index < 0:
        return {}
    public = {places.public(path): data for path, data in story().steps[index].expected.items()}
    return public | sealed_files(index)


def head_after(index: int) -> Head | None:
    """The head once the entry of this index is written."""
    if index < 0:
        return None
    return head_of(leaves_of(story().steps[index].expected[layout.LEDGER]))


def prepare(folder: Path, index: int) -> tuple[Path, Path]:
    """A repository and a home as they are before the entry of this index."""
    records, home = folder / "records", folder / "home"
    for path, data in published_after(index - 1).items():
        (records / path).parent.mkdir(parents=True, exist_ok=True)
        (records / path).write_bytes(data)
    records.mkdir(parents=True, exist_ok=True)
    head = head_after(index - 1)
    if head is not None:
        Memory(home, Disk()).remember(story().origin, head)
    return records, home


def tree(folder: Path) -> dict[str, bytes]:
    """Every file with its content; folders without files do not count, as in Git."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Crash(BaseException):
    """The machine stops: nothing after this runs, so no handler may catch it as an error."""


class FailingDisk(Disk):
    """Counts operations; at the one numbered `at` it stops before, in the middle of or after doing it.

    With `crash` nothing works from then on; without, that one operation gives `StorageError`, as a full disk does.
    """

    def __init__(self, at: int = -1, mode: Mode = "before", *, crash: bool = True) -> None:
        self.at, self.mode, self.crash = at, mode, crash
        self.log: list[tuple[str, Path]] = []
        self.written: list[tuple[Path, bytes]] = []
        self.dead = False

    def points(self) -> Iterator[tuple[int, Mode]]:
        """Every way in which what was logged can break off."""
        for at, (name, _) in enumerate(self.log):
            yield at, "before"
            if name == "write_new":
                yield at, "empty"
                yield at, "half"
            if name in WRITES:
                yield at, "after"

    def _run(self, name: str, path: Path, *args: Any, **options: Any) -> Any:
        if self.dead:
            raise Crash
        here = len(self.log) == self.at
        self.log.append((name, path))
        if here and self.mode == "before":
            self._stop(path)
        if here and self.mode in ("empty", "half"):
            data = args[0]
            super().write_new(path, b"" if self.mode == "empty" else data[: len(data) // 2], **options)
            self._stop(path)
        result = getattr(super(), name)(path, *args, **options)
        if name == "write_new":
            self.written.append((path, args[0]))
        if here:
            self._stop(path)
        return result

    def _stop(self, path: Path) -> None:
        if self.crash:
            self.dead = True
            raise Crash
        raise StorageError("写不了：设备上没有空间", place=str(path))


def _operation(name: str) -> Any:
    def run(self: FailingDisk, path: Path, *args: Any, **options: Any) -> Any:
        return self._run(name, path, *args, **options)

    return run


for _name in (*READS, *WRITES):
    setattr(FailingDisk, _name, _operation(_name))
