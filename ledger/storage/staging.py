"""A write that takes effect at one stroke.

Everything new is first put into ``records/ledger/.staging/`` under numbers, synced. A manifest that lists it, renamed into
place last, is the moment from which the write counts: without it the next command throws the rest away, with it the
next command finishes. Finishing moves each file to its place, the checkpoint last. Only what is public (or sealed) is
ever put here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.core.encoding import Digest, Json, jcs, parse_jcs, sha256
from ledger.core.errors import FormError, StorageError
from ledger.core.fields import Fields, as_text
from ledger.storage import places
from ledger.storage.disk import Disk, make_folders
from ledger.storage.memory import Head, parse_head

MANIFEST = "manifest"


@dataclass(frozen=True, slots=True)
class Put:
    """One file to move into place: its path under ``records/``, its digest, its name in the staging folder."""

    path: str
    sha256: Digest
    staged: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a write does, in order; from which head to which, of whose ledger."""

    origin: str
    before: Head
    after: Head
    puts: tuple[Put, ...]
    removes: tuple[str, ...]

    def json(self) -> dict[str, Json]:
        """As it is written."""
        return {
            "after": self.after.json(),
            "before": self.before.json(),
            "origin": self.origin,
            "put": [{"path": put.path, "sha256": put.sha256, "staged": put.staged} for put in self.puts],
            "remove": list(self.removes),
            "v": 1,
        }


def _path(value: Json) -> str:
    path = as_text(value)
    if not places.is_written(path):
        raise FormError(f"{path!r} 不是台账写入的文件")
    return path


def _put(value: Json) -> Put:
    f = Fields(value, "put", ("path", "sha256", "staged"))
    staged = f.text("staged")
    if not (staged.isascii() and staged.isdigit()):
        raise FormError("暂存文件的名称须为数字")
    return Put(f.get("path", _path), f.digest("sha256"), staged)


def parse_manifest(data: bytes) -> Manifest:
    """A manifest as `Manifest.json` is written; it names nothing outside the ledger's own files."""
    f = Fields(parse_jcs(data, MANIFEST), MANIFEST, ("after", "before", "origin", "put", "remove", "v"))
    f.integer("v", 1, 1)
    removes = f.items("remove", _path)
    if not all(places.is_result(path.removeprefix(f"{places.LEDGER}/")) for path in removes):
        raise FormError("只有公示期届满的结果可以删去", place=MANIFEST)
    return Manifest(
        origin=f.text("origin"),
        before=parse_head(f.value["before"], "before"),
        after=parse_head(f.value["after"], "after"),
        puts=f.items("put", _put, 1),
        removes=removes,
    )


class Staging:
    """The staging folder of one repository."""

    def __init__(self, records: Path, disk: Disk) -> None:
        self._records, self._disk = records, disk
        self._folder = records / places.STAGING
        self._finished = records / places.FINISHED
        self._puts: list[Put] = []

    def target(self, path: str) -> Path:
        """Where a path under ``records/`` lies; a link on the way is refused, since it may lead anywhere."""
        where = self._records
        for part in Path(path).parts:
            if self._disk.is_link(where) and where != self._records:
                raise StorageError("是符号链接，不跟着写", hint="请换成普通文件夹", place=str(where))
            where /= part
        return where

    def open(self) -> None:
        """Begin. Raises `StorageError` when there is an unfinished write."""
        if self._disk.is_folder(self._folder) or self._disk.is_folder(self._finished):
            raise StorageError("上一次写入还没有收尾", hint="请再运行一次命令", place=str(self._folder))
        self._disk.make_folder(self._folder)
        self._puts = []

    def put(self, path: str, data: bytes) -> None:
        """Stage one file's new content."""
        put = Put(_path(path), sha256(data), str(len(self._puts)))
        self._disk.write_new(self._folder / put.staged, data)
        self._puts.append(put)

    def reread(self) -> dict[str, bytes]:
        """What the disk holds of all that was staged so far, by path. Raises `StorageError` for any other content."""
        found = {}
        for put in self._puts:
            data = self._disk.read(self._folder / put.staged)
            if data is None or sha256(data) != put.sha256:
                raise StorageError("刚写下的暂存文件被改动或损坏", place=str(self._folder / put.staged))
            found[put.path] = data
        return found

    def commit(self, origin: str, before: Head, after: Head, removes: Sequence[str]) -> Manifest:
        """Make the write count: from here on it is finished, whatever happens."""
        manifest = Manifest(origin, before, after, tuple(self._puts), tuple(removes))
        self._disk.write_new(self._folder / f"{MANIFEST}.new", jcs(manifest.json()))
        self._disk.rename(self._folder / f"{MANIFEST}.new", self._folder / MANIFEST)
        return manifest

    def exists(self) -> bool:
        """Whether a write was begun and not ended."""
        return self._disk.is_folder(self._folder)

    def manifest(self) -> Manifest | None:
        """The manifest of a write that counts."""
        data = self._disk.read(self._folder / MANIFEST)
        return None if data is None else parse_manifest(data)

    def content(self, put: Put) -> bytes:
        """What a put brings: still staged, or in place already. Raises `FormError` when it is neither."""
        for path in (self._folder / put.staged, self.target(put.path)):
            data = self._disk.read(path)
            if data is not None and sha256(data) == put.sha256:
                return data
        raise FormError("暂存的内容缺失或已损坏", place=put.path)

    def finish(self, manifest: Manifest) -> None:
        """Move everything into place: the checkpoint last, after what goes has gone. May be done again after a crash."""
        *first, checkpoint = manifest.puts
        for put in first:
            self._move(put)
        for path in manifest.removes:
            self._disk.unlink(self.target(path))
        self._move(checkpoint)
        self._disk.rename(self._folder, self._finished)
        self.sweep()

    def _move(self, put: Put) -> None:
        staged, target = self._folder / put.staged, self.target(put.path)
        if self._disk.read(staged) is not None:
            make_folders(self._disk, target.parent)
            self._disk.rename(staged, target)

    def sweep(self) -> bool:
        """Remove what a finished write left; whether there was anything."""
        return self._empty(self._finished)

    def undo(self) -> None:
        """Throw away a write that does not count."""
        self._empty(self._folder)

    def _empty(self, folder: Path) -> bool:
        if not self._disk.is_folder(folder):
            return False
        # The manifest first: half of what it lists, with it, could not be finished.
        for name in sorted(self._disk.names(folder), key=lambda name: name != MANIFEST):
            self._disk.unlink(folder / name)
        self._disk.remove_folder(folder)
        return True
