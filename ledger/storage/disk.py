"""Every operation on files that writing needs, one method each, durable when it returns.

Tests put a `Disk` of their own in its place, which fails before, after or half-way through any of them.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ledger.core.errors import StorageError

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@contextlib.contextmanager
def _explained(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"{what}：{error.strerror or error}", place=str(path)) from error


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder; its renames are journalled
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Disk:
    """The disk itself. Each method raises `StorageError` when the system refuses."""

    def read(self, path: Path, *, private: bool = False) -> bytes | None:
        """A regular file's bytes, or None where there is none. A private file that others may read is refused."""
        with _explained(path, "读不出"):
            try:
                descriptor = os.open(path, _READ)
            except (FileNotFoundError, NotADirectoryError):
                return None
            with open(descriptor, "rb") as file:
                mode = os.fstat(descriptor).st_mode
                if not stat.S_ISREG(mode):
                    raise StorageError("不是普通文件", place=str(path))
                if private and os.name != "nt" and mode & 0o077:
                    raise StorageError("别人也能读这个保密文件", hint=f"chmod 600 {path}", place=str(path))
                return file.read()

    def names(self, folder: Path) -> list[str]:
        """What a folder holds, sorted; nothing where there is no such folder."""
        with _explained(folder, "读不出文件夹"):
            try:
                return sorted(os.listdir(folder))
            except FileNotFoundError:
                return []

    def is_folder(self, path: Path) -> bool:
        """Whether there is a folder (or a link to one)."""
        return path.is_dir()

    def is_link(self, path: Path) -> bool:
        """Whether there is a symbolic link."""
        return path.is_symlink()

    def make_folder(self, folder: Path, *, private: bool = False) -> None:
        """One folder in a folder that is there; it may be there already."""
        with _explained(folder, "建不了文件夹"):
            try:
                os.mkdir(folder, 0o700 if private else 0o777)
            except FileExistsError:
                if not self.is_folder(folder):
                    raise
            _sync_folder(folder.parent)

    def write_new(self, path: Path, data: bytes, *, private: bool = False) -> None:
        """A file that is not there yet, whole and synced."""
        with _explained(path, "写不了"):
            with open(os.open(path, _CREATE, 0o600 if private else 0o666), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(path.parent)

    def rename(self, source: Path, target: Path) -> None:
        """Move within one file system, in the place of what was there, at one stroke."""
        with _explained(target, "改不了名"):
            os.replace(source, target)
            _sync_folder(target.parent)
            if source.parent != target.parent:
                _sync_folder(source.parent)

    def unlink(self, path: Path) -> None:
        """Remove a file; it may be gone already."""
        with _explained(path, "删不掉"):
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                _sync_folder(path.parent)

    def remove_folder(self, folder: Path) -> None:
        """Remove an empty folder; it may be gone already."""
        with _explained(folder, "删不掉文件夹"):
            with contextlib.suppress(FileNotFoundError):
                os.rmdir(folder)
            _sync_folder(folder.parent)


def make_folders(disk: Disk, folder: Path, *, private: bool = False) -> None:
    """A folder with those above it."""
    missing = []
    while not disk.is_folder(folder):
        missing.append(folder)
        if folder == folder.parent:
            break
        folder = folder.parent
    for path in reversed(missing):
        disk.make_folder(path, private=private)


def replace_file(disk: Disk, path: Path, data: bytes, *, private: bool = False) -> None:
    """A file's new content, whole or not at all. Call under the writers' lock: the temporary name is fixed."""
    new = path.with_name(f".{path.name}.new")
    disk.unlink(new)  # of a write that broke off
    disk.write_new(new, data, private=private)
    disk.rename(new, path)
