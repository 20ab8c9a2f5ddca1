"""What Git has: the files of `records/` at another commit, against those on the disk."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import git
from git.exc import GitError, ODBError

from ledger.core.errors import RefusedError

Blobs = Mapping[str, git.Blob]
"""Files by their path relative to `records/`."""
_FETCH = "写分支名、标签或提交号，例如 origin/main；历史要取全（git fetch --unshallow，流水线里用 fetch-depth: 0）"


@dataclass(frozen=True)
class Change:
    """One file: as it is at the base (None: not there), and as it is on the disk."""

    path: str
    before: bytes | None
    now: bytes | None


class History:
    """`records/` at a base, at the commit where this branch left it, and on the disk.

    What the branch has not touched since it left the base is no change, even where the base has moved on; what it has
    touched is held against the base as it is today.
    """

    def __init__(self, records: Path, base: str) -> None:
        """Raises `RefusedError` where there is no such repository or commit."""
        self.records = records.resolve()
        try:
            self._repo = git.Repo(self.records, search_parent_directories=True)
        except (GitError, OSError):
            raise RefusedError(f"{records} 不在 Git 仓库里", hint="--base 要和 Git 里的版本比较") from None
        try:
            self._open(base)
        except (GitError, ODBError, ValueError, OSError) as error:
            self.close()
            raise RefusedError(f"读不出 Git 版本 {base}（{type(error).__name__}）", hint=_FETCH) from None

    def close(self) -> None:
        """End the processes that read from Git."""
        self._repo.close()

    def _open(self, base: str) -> None:
        repo = self._repo
        if repo.working_tree_dir is None or base.startswith("-"):
            raise ValueError(base)
        inside = self.records.relative_to(Path(repo.working_tree_dir).resolve()).as_posix()
        tip = repo.commit(base)
        forks = repo.merge_base(tip, "HEAD") if repo.head.is_valid() else [tip]
        if not forks:
            raise ValueError("no common history")
        self.tip = _blobs(tip, inside)
        self._forks = [_blobs(fork, inside) for fork in forks if fork is not None]

    def paths(self, folder: str) -> list[str]:
        """Every file below a folder of `records/`, at the base or on the disk, sorted."""
        found = {path for path in self.tip if path.startswith(folder + "/")}
        found |= {p.relative_to(self.records).as_posix() for p in (self.records / folder).rglob("*") if not p.is_dir()}
        return sorted(found)

    def now(self, path: str) -> bytes | None:
        """A file on the disk; a link is none."""
        place = self.records / path
        return None if place.is_symlink() or not place.is_file() else place.read_bytes()

    def before(self, path: str) -> bytes | None:
        """A file at the base."""
        blob = self.tip.get(path)
        return None if blob is None else bytes(blob.data_stream.read())

    def change(self, path: str) -> Change | None:
        """How this branch changes a file, or None if it does not."""
        now = self.now(path)
        if any(_same(blobs.get(path), now) for blobs in (self.tip, *self._forks)):
            return None
        return Change(path, self.before(path), now)


def _blobs(commit: git.Commit, inside: str) -> dict[str, git.Blob]:
    """The files below `inside` ("." is the top) at a commit."""
    try:
        tree = commit.tree if inside == "." else commit.tree / inside
    except KeyError:
        return {}
    prefix = "" if inside == "." else inside + "/"
    found = {}
    for item in tree.traverse() if isinstance(tree, git.Tree) else ():
        if isinstance(item, git.Blob):
            found[str(item.path).removeprefix(prefix)] = item
    return found


def _same(blob: git.Blob | None, data: bytes | None) -> bool:
    if blob is None or data is None:
        return blob is data is None
    make = hashlib.sha1 if len(blob.hexsha) == 40 else hashlib.sha256
    return blob.mode != git.Blob.link_mode and make(b"blob %d\0" % len(data) + data).hexdigest() == blob.hexsha
