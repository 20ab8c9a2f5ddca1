"""A build that would make the very same site again keeps the one that stands there.

After each build a note is left in this user's own folder, never in the site: digests of all that the site was made from (the
program with its templates, the settings, the day, every file of the ledger by its bytes, the public history of the records), and
how the site's files stood when it was done, as the file system tells it (which file, its size, when it was last written and when
it was last changed in any way). The next build looks at all of this anew. Where one thing differs, or the note is damaged, the
site is verified and built from nothing, as if there had been no note; there are no kept parts that could be put together wrongly.

What may differ is the commit that the records are at: it stands in four files of the open data, once in each, and is exchanged.
So a record that was changed and committed, but not yet published by a new entry of the ledger, costs no new site.
"""

import json
import os
import platform
import sqlite3
import stat
import sys
import tempfile
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import generator
import ledger
from generator.cores import spread
from generator.history import Histories, histories
from generator.opendata.package import DATABASE
from ledger.core import layout
from ledger.core.documents import Documents, Read
from ledger.core.entry import parse_entry
from ledger.core.errors import MingchouError
from ledger.core.life import Life

PART = 4000
"""Files that are read in one go."""
_SITE = ("assets", "pages", "templates", "theme", "verifier/dist")
_NAMED = ("data/index.html", "en/data/index.html")
_SHORT = 12
"""So much of the commit stands on these pages (``data_macros.html``)."""


@dataclass(frozen=True)
class Note:
    """What a site was made from, and how it stands: digests, the commit, and what was told when it was done."""

    asked: str
    ledger: str
    history: str
    site: str
    commit: str
    pages: int
    files: int
    late: int
    unproven: int


@dataclass(frozen=True)
class Built:
    """What was built and where."""

    out: Path
    pages: int
    files: int
    late: int
    unproven: int


class OddError(Exception):
    """Something else than files and folders: nothing is said of what holds it."""


def _files(folder: str, under: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file below a folder by its path there. Raises `OddError` for links, pipes and the like."""
    with os.scandir(folder) as found:
        for one in found:
            if one.is_dir(follow_symlinks=False):
                yield from _files(one.path, f"{under}{one.name}/")
            elif one.is_file(follow_symlinks=False):
                yield under + one.name, one
            else:
                raise OddError(one.path)


def _digests(folder: Path, paths: Sequence[str]) -> bytes:
    found = []
    for path in paths:
        with open(f"{folder}{os.sep}{path}", "rb", buffering=0) as file:
            found.append(sha256(file.readall()).digest())
    return b"".join(found)


def _listed(paths: Sequence[str], digests: bytes) -> str:
    return sha256("\0".join(paths).encode() + b"\0\0" + digests).hexdigest()


def _paths(folder: Path) -> list[str]:
    return sorted(path for path, _ in _files(str(folder)))


def contents(folder: Path, read: Mapping[str, bytes | None]) -> str:
    """Digest of every file below a folder by its path and bytes; of those in `read`, by the bytes that were read of them."""
    paths = _paths(folder)
    known = ((path, read.get(path)) for path in paths)
    return _listed(paths, b"".join(_digests(folder, [path]) if data is None else sha256(data).digest() for path, data in known))


def _line(path: str, s: os.stat_result) -> str:
    return f"{path}\0{s.st_ino} {s.st_size} {s.st_mtime_ns} {s.st_ctime_ns} {stat.S_IFMT(s.st_mode)}\n"


def _lines(folder: Path) -> dict[str, str]:
    """How every file below a folder stands, by its path: no one can write to one without changing this."""
    return {path: _line(path, one.stat(follow_symlinks=False)) for path, one in _files(str(folder))}


def _digest(lines: Mapping[str, str]) -> str:
    return sha256("".join(lines[path] for path in sorted(lines)).encode()).hexdigest()


def standing(folder: Path) -> str:
    """Digest of how every file below a folder stands."""
    return _digest(_lines(folder))


def _sources(sources: Path) -> Iterator[bytes]:
    """The program's own files, and what else its output depends on."""
    yield repr(
        (platform.python_version(), sqlite3.sqlite_version, zlib.ZLIB_RUNTIME_VERSION, unicodedata.unidata_version)
    ).encode()
    places = [place for place in sys.path if os.path.isdir(place)]
    yield repr(sorted(name for place in places for name in os.listdir(place) if name.endswith(".dist-info"))).encode()
    for root in (*ledger.__path__, *generator.__path__, *(str(sources / "site" / name) for name in _SITE)):
        found = sorted(_files(root), key=lambda one: one[0]) if os.path.isdir(root) else []
        for path, one in found:
            if "__pycache__" not in path:
                yield f"{path}\0".encode() + sha256(Path(one.path).read_bytes()).digest()
        yield b"that was one root"
    yield (sources / "mkdocs.yml").read_bytes()


def asked(records: Path, sources: Path, *settings: object) -> str:
    """Digest of the program, the settings, and the files that say whose site it is; nothing where it cannot be told."""
    own = (records / f"{name}.yaml" for name in ("agency", "areas"))
    try:
        parts = [*_sources(sources), repr(settings).encode(), *(file.read_bytes() for file in own)]
    except (OddError, OSError):
        return ""
    return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()


def told(history: Histories | None) -> str:
    """Digest of the histories that the pages show."""
    return sha256(repr(None if history is None else sorted(history.items())).encode()).hexdigest()


def _history(records: Path, read: Read, areas: Mapping[str, str]) -> str:
    """The same from the files alone, without verifying them: `contents` says whether they are those that were verified."""
    view = Life(Documents(read))
    lines = view.documents.bytes_at(layout.LEDGER).split(b"\n")
    view.snapshots = [parse_entry(line) for line in lines if b'"type":"snapshot"' in line]
    return told(histories(records, view, areas))


class Kept:
    """The note on the site in one folder."""

    def __init__(self, folder: Path, out: Path) -> None:
        self._file = folder / f"{sha256(str(out.resolve()).encode()).hexdigest()[:16]}.site"
        self._out = out

    def read(self) -> Note | None:
        """The note; None where there is none, or not one that was written whole."""
        try:
            seal, _, body = self._file.read_bytes().partition(b"\n")
            found = json.loads(body) if seal == sha256(body).hexdigest().encode() else None
        except (OSError, ValueError):
            return None
        names = {field.name for field in fields(Note)}
        return Note(**found) if isinstance(found, dict) and found.keys() == names else None

    def write(self, note: Note) -> None:
        """Put it in place of the last. One that cannot be written is none; nothing else is lost."""
        body = json.dumps(asdict(note), sort_keys=True).encode()
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            _replace(self._file, sha256(body).hexdigest().encode() + b"\n" + body)
        except OSError:
            return

    def keep(self, wanted: str, folder: Path, view: Life, history: Histories | None, commit: str, built: Built) -> None:
        """Note what was just built from a ledger in `folder`, by the very bytes that were verified."""
        read, _ = view.documents.since((frozenset(), frozenset()))
        with suppress(OddError, OSError):
            note = Note(
                wanted, contents(folder, read), told(history), standing(self._out), commit,
                built.pages, built.files, built.late, built.unproven,
            )  # fmt: skip
            self.write(note)

    def good(self, wanted: str, records: Path, read: Read, areas: Mapping[str, str], commit: Callable[[], str]) -> Note | None:
        """The note, where the site that stands there is the one to be built; its commit has been exchanged by then."""
        note = self.read()
        if note is None or not wanted or note.asked != wanted or os.name != "posix":
            return None
        try:
            paths = _paths(records / "ledger")
            parts = [paths[start : start + PART] for start in range(0, len(paths), PART)]
            jobs: list[Callable[[], str | bytes | dict[str, str]]] = [partial(_history, records, read, areas), commit]
            jobs += [partial(_digests, records / "ledger", part) for part in parts]
            # Last, which `generator.cores` does in this process: it need not be brought here.
            jobs.append(partial(_lines, self._out))
            history, now, *digests, site = spread(jobs)
        except (MingchouError, OddError, OSError):
            return None
        ledger = _listed(paths, b"".join(one for one in digests if isinstance(one, bytes)))
        if (ledger, history) != (note.ledger, note.history) or not isinstance(now, str) or not isinstance(site, dict):
            return None
        if _digest(site) != note.site:
            return None
        return note if now == note.commit else self._exchanged(note, now, site)

    def _exchanged(self, note: Note, commit: str, lines: dict[str, str]) -> Note | None:
        changed = recommitted(self._out, note.commit, commit)
        if changed is None:
            return None
        self._file.unlink()  # until all of them are written, what stands there is no site of any commit
        for path, data in changed.items():
            _replace(self._out / path, data)
            lines[path] = _line(path, (self._out / path).stat(follow_symlinks=False))
        found = replace(note, commit=commit, site=_digest(lines))
        self.write(found)
        return found


def _replace(file: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(prefix=".", dir=file.parent, delete=False) as new:
        new.write(data)
    os.chmod(new.name, file.stat().st_mode if file.exists() else 0o600)
    os.replace(new.name, file)


def recommitted(out: Path, old: str, new: str) -> dict[str, bytes] | None:
    """The files that name the commit, with another in its place; None where it does not stand in each just once."""
    if not len(old) == len(new) == 40:
        return None
    before = {path: (out / path).read_bytes() for path in (f"data/{DATABASE}", "data/index.json", *_NAMED)}
    exchanged: list[tuple[str, str, str]] = [(f"data/{DATABASE}", old, new), ("data/index.json", old, new)]
    exchanged += [(path, old[:_SHORT], new[:_SHORT]) for path in _NAMED]
    after = dict(before)
    for path, was, becomes in exchanged:
        if after[path].count(was.encode()) != 1:
            return None
        after[path] = after[path].replace(was.encode(), becomes.encode())
    was, becomes = (sha256(files[f"data/{DATABASE}"]).hexdigest() for files in (before, after))
    if after["data/index.json"].count(was.encode()) != 1:
        return None
    return after | {"data/index.json": after["data/index.json"].replace(was.encode(), becomes.encode())}
