"""The Git repository around the records: which commit they are at, and whether what is used has been committed."""

from collections.abc import Sequence
from pathlib import Path

from git import GitCommandError, InvalidGitRepositoryError, NoSuchPathError, Repo

from ledger.core.errors import RefusedError

SHOWN = 5


def _repository(folder: Path) -> Repo:
    try:
        return Repo(folder, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise RefusedError("这里不是 Git 仓库", hint="记录要放在 Git 仓库里，请在仓库中运行", place=str(folder)) from None


def _shown(paths: Sequence[str]) -> str:
    """The first of many, and how many there are."""
    return "、".join(paths[:SHOWN]) + (f"等 {len(paths)} 个文件" if len(paths) > SHOWN else "")


def _refuse_hidden(repo: Repo, folder: Path, paths: Sequence[str]) -> None:
    """Git can be told not to look whether a file was changed (``assume-unchanged``, ``skip-worktree``): then nobody knows."""
    listed = repo.git.ls_files("-v", "-z", "--", *paths).split("\0")
    hidden = [line[2:] for line in listed if line and (line[0].islower() or line[0] == "S")]
    if hidden:
        raise RefusedError(
            f"Git 被设成不看这些文件有没有改动：{_shown(hidden)}",
            hint="请对它们先后运行 git update-index --no-assume-unchanged 和 git update-index --no-skip-worktree，再看有没有改动",
            place=str(folder),
        )


def _is_record(line: str) -> bool:
    """Whether what Git ignores is read all the same: a record, or a folder that may hold some."""
    return line.endswith((".yaml", "/"))


def committed(folder: Path, paths: Sequence[str]) -> str:
    """The commit that HEAD is at, when everything under these paths (relative to `folder`) is as committed there.

    Raises `RefusedError` that names what is not: an entry must rest on what others can see.
    """
    with _repository(folder) as repo:
        try:
            commit = repo.head.commit.hexsha
        except ValueError:
            raise RefusedError("仓库还没有提交", hint="请先提交记录", place=str(folder)) from None
        there = [str(folder / path) for path in paths if (folder / path).exists()]
        _refuse_hidden(repo, folder, there)
        asked = ("--porcelain", "-z", "--untracked-files=all", "--ignored=matching", "--")
        status = repo.git.status(*asked, *there)
        changed = [line[3:] for line in status.split("\0") if line and (not line.startswith("!!") or _is_record(line))]
        if changed:
            raise RefusedError(f"有没提交的改动：{_shown(changed)}", hint="请先经合并请求提交，再运行本命令", place=str(folder))
        return commit


def is_inside(path: Path) -> bool:
    """Whether a path, which need not be there yet, lies inside some Git work tree."""
    folder = path.resolve()
    while not folder.is_dir():
        folder = folder.parent
    try:
        with Repo(folder, search_parent_directories=True) as repo:
            return repo.working_tree_dir is not None
    except (InvalidGitRepositoryError, NoSuchPathError, GitCommandError):
        return False
