"""Readers of a published ledger, in a folder or on a site (protocol, "What is published").

By a path of `ledger.core.layout` a reader gives the file's bytes, or None where there is no such file; anything else
raises `SourceError`. It trusts neither the path, which may hold ids out of a hostile ledger, nor the folder, which may
be somebody's clone.
"""

import os
import re
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ledger.core.documents import Read
from ledger.core.errors import SourceError
from ledger.core.layout import LEDGER
from ledger.sources.http import Http, base_address, unexpected

FILE_LIMIT = 1 << 30
"""A published file is at most this many bytes: a registry of millions fits, an endless answer does not."""
_SEGMENT = re.compile(r"[0-9A-Za-z@._-]{1,128}")


def reader(where: str) -> Read:
    """A reader of the folder or site that `where` names."""
    if re.match(r"https?://", where, re.IGNORECASE):
        return url_reader(where)
    return folder_reader(Path(where))


def folder_reader(folder: Path, *, limit: int = FILE_LIMIT) -> Read:
    """Published files below a folder. Raises `SourceError` where there is no such folder."""
    try:
        root = folder.resolve(strict=True)
        if not root.is_dir():
            raise SourceError("不是文件夹", place=str(folder))
        names_differ_by_case = _tells_case(root)
    except (OSError, RuntimeError) as error:
        raise SourceError(f"读不到文件夹：{_reason(error)}", place=str(folder)) from error

    inside = cache(lambda parent: _inside(root, folder, parent))  # thousands of files share a folder

    def read(path: str) -> bytes | None:
        segments = _segments(path)
        try:
            if not (names_differ_by_case or _spelt_so(root, segments)):
                return None
            parent, _, name = path.rpartition("/")
            actual = f"{inside(parent)}{os.sep}{name}"
            if os.path.islink(actual):
                actual = _inside(root, folder, path)
            return _read_file(actual, folder, path, limit)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, RuntimeError) as error:  # Path.resolve raises RuntimeError for a loop of links
            raise SourceError(f"读不到文件：{_reason(error)}", place=str(folder / path)) from error

    return read


def _inside(root: Path, folder: Path, path: str) -> str:
    """Where a published path really is, all links followed."""
    actual = (root / path).resolve(strict=True)
    if not actual.is_relative_to(root):
        raise SourceError("链接指到了文件夹之外", place=str(folder / path))
    return str(actual)


def url_reader(url: str, *, http: Http | None = None, limit: int = FILE_LIMIT) -> Read:
    """Published files below an address, ``…/ledger/``. Raises `SourceError` for what is not such an address."""
    base = base_address(url)
    client = Http(seconds=20, deadline=600, retries=1) if http is None else http

    def read(path: str) -> bytes | None:
        address = base + "/".join(_segments(path))
        answer = client.get(address, limit)
        if answer.status == 404:
            return None
        if answer.status != 200:
            hint = "请改用转到的那个网址" if answer.location else "请稍后再试，或问网站的管理人"
            raise SourceError(f"答复 {unexpected(answer)}", hint=hint, place=address)
        return answer.body

    return read


def _segments(path: str) -> list[str]:
    """The names along a published path; none of them can climb, and none needs escaping in an address."""
    segments = path.split("/")
    if not all(_SEGMENT.fullmatch(name) and name.strip(".") for name in segments):
        raise SourceError("不是台账里的路径", place=ascii(path))
    return segments


def _read_file(actual: str, folder: Path, path: str, limit: int) -> bytes:
    # Looked at first: opening a pipe would wait for its writer.
    found = os.stat(actual)
    if not stat.S_ISREG(found.st_mode):
        raise SourceError("不是普通文件", place=str(folder / path))
    data = b""
    if found.st_size <= limit:
        with open(actual, "rb", buffering=0) as file:
            data = file.readall()
    if max(found.st_size, len(data)) > limit:
        raise SourceError(f"文件超过 {limit} 字节", place=str(folder / path))
    return data


def _tells_case(root: Path) -> bool:
    """Whether the folder's file system tells ``a`` from ``A``; where that cannot be seen, assume that it does not.

    Draws ``q4`` and ``Q4`` are two draws, and one must not be shown the other's files.
    """
    swapped = LEDGER.swapcase()
    names = os.listdir(root)
    if LEDGER not in names:
        return False
    return swapped in names or not (root / swapped).exists()


def _spelt_so(root: Path, segments: list[str]) -> bool:
    """Whether every name along the path stands in its folder exactly as written."""
    return all(name in os.listdir(folder) for folder, name in _steps(root, segments))


def _steps(root: Path, segments: list[str]) -> Iterator[tuple[Path, str]]:
    folder = root
    for name in segments:
        yield folder, name
        folder = folder / name


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
