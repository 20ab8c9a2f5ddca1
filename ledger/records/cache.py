"""What was parsed before: trees by the SHA-256 of the files' bytes, so that an unchanged file is not parsed again.

The bytes of every file are read and hashed each time, so that no change goes unseen; what a hit saves is YAML, and the looking
at characters and comments. Values, kinds and references are checked anew each time. Only files that were read without a
problem are kept. The cache lies outside the repository, beside the keys, and may be thrown away at any time.
"""

import json
import os
import pkgutil
import tempfile
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import yaml

from ledger.records.nodes import Items, Node, Table, Text
from ledger.records.problems import Context
from ledger.records.reader import read_yaml

_DIGEST = 64
_READERS = ("cache.py", "mistakes.py", "nodes.py", "personal.py", "problems.py", "reader.py", "scan.py")
"""The modules that a tree depends on."""


class Cache(Protocol):
    """Reads files; what it keeps is settled when the context that it is ends."""

    def read(self, data: bytes, context: Context) -> Table | None:
        """As `reader.read_yaml`."""

    def __enter__(self) -> object: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...


class NoCache:
    """Parses everything, keeps nothing."""

    def read(self, data: bytes, context: Context) -> Table | None:
        """As `reader.read_yaml`."""
        return read_yaml(data, context)

    def __enter__(self) -> "NoCache":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to settle."""


NO_CACHE = NoCache()


class TreeCache:
    """A cache in one file: a line that says by which reader and of which content, then a line for each tree."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[bytes, bytes] = {}
        self._used: dict[bytes, bytes] = {}
        self.hits = self.misses = 0

    def __enter__(self) -> "TreeCache":
        self._known, self._used = dict(_lines(self._file)), {}
        return self

    def read(self, data: bytes, context: Context) -> Table | None:
        """As `reader.read_yaml`; out of the cache where these very bytes were read before."""
        digest = sha256(data).hexdigest().encode()
        line = self._known.get(digest)
        if line is not None:
            self.hits += 1
            self._used[digest] = line
            return _table(json.loads(line))
        self.misses += 1
        table = read_yaml(data, context)
        if table is not None:
            self._used[digest] = json.dumps(_plain(table), ensure_ascii=False, separators=(",", ":")).encode()
        return table

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """Keep what was used, where that is not what is kept already."""
        if error is None and self._used.keys() != self._known.keys():
            _write(self._file, b"".join(b"%b %b\n" % line for line in self._used.items()))
        self._known, self._used = {}, {}


def _reader() -> str:
    """What the reading depends on: other code, another parser or other tables of characters read anew."""
    found = sha256(f"{yaml.__version__} {unicodedata.unidata_version}".encode())
    for name in _READERS:
        found.update(pkgutil.get_data(__package__, name) or b"")
    return found.hexdigest()


def _lines(file: Path) -> Iterator[tuple[bytes, bytes]]:
    """The trees of a cache file, by digest; none where there is no file, or not one that this reader wrote whole."""
    try:
        first, _, body = file.read_bytes().partition(b"\n")
    except OSError:
        return
    if first == _head(body):
        for line in body.split(b"\n")[:-1]:
            yield line[:_DIGEST], line[_DIGEST + 1 :]


def _head(body: bytes) -> bytes:
    return f"{_reader()} {sha256(body).hexdigest()}".encode()


def _write(file: Path, body: bytes) -> None:
    """Put a new file in place of the old one. A cache that cannot be written is none: nothing else is lost."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(_head(body) + b"\n" + body)
            os.replace(name, file)
        except OSError:
            os.unlink(name)
    except OSError:
        return


def _plain(node: Node) -> list[Any]:
    """A node as JSON: a text begins with its value, a list with its line, a table with its place."""
    if isinstance(node, Text):
        return list(node)
    if isinstance(node, Items):
        return [node.line, node.column, *map(_plain, node.items)]
    found: list[Any] = [[node.line, node.column]]
    for name, value in node.entries:
        found += (*name, _plain(value))
    return found


def _node(plain: list[Any]) -> Node:
    first = plain[0]
    if isinstance(first, str):
        return Text(*plain)
    if isinstance(first, int):
        return Items(tuple(map(_node, plain[2:])), first, plain[1])
    return _table(plain)


def _table(plain: list[Any]) -> Table:
    rows = iter(plain[1:])
    entries = tuple((Text(name, line, column), _node(value)) for name, line, column, value in zip(*[rows] * 4, strict=True))
    return Table(entries, *plain[0])
