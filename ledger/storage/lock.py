"""One writer at a time, held by the operating system: a writer that dies lets go."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from ledger.core.errors import StorageError

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_at(descriptor: int, path: Path) -> bool:
    """Whether the open file is still the one of that name: the writer before removes it as the last thing."""
    try:
        there = os.stat(path)
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(descriptor), there)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path` (its folder is there). Raises `StorageError` when another process holds it."""
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError as error:
            raise StorageError(f"建不了锁文件：{error.strerror}", place=str(path)) from error
        try:
            _take(descriptor)
        except OSError:
            os.close(descriptor)
            raise StorageError("另一个命令正在写这本台账", hint="等它结束后再试", place=str(path)) from None
        if _is_at(descriptor, path):
            break
        os.close(descriptor)
    try:
        yield
    finally:
        if sys.platform != "win32":  # where an open file cannot be removed it stays, empty
            with contextlib.suppress(OSError):
                path.unlink()
        os.close(descriptor)
