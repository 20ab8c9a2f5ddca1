"""Private keys and results that are not published stay out of every repository, wherever the home was set to."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from git import Repo

from ledger.commands.main import main
from ledger.sources.git import is_inside
from tests.commands.test_refusals import refused, secret_result
from tests.support.scratch import ANNOUNCED, DRAW, Scratch


@pytest.mark.parametrize("kind", [(), ("--officer",)])
def test_no_key_in_a_repository(tmp_path: Path, kind: tuple[str, ...]) -> None:
    """Not in a folder that is not there yet, either; nothing is made."""
    Repo.init(tmp_path / "repository").close()
    home = tmp_path / "repository" / "records" / "home"
    for options, environment in ((("--home", str(home)), {}), ((), {"MINGCHOU_HOME": str(home)})):
        done = CliRunner().invoke(main, ["key", "new", "example", "--plain", *kind, *options], env=environment)
        assert done.exit_code == 1 and "私钥不能放在 Git 仓库里" in done.stderr and "MINGCHOU_HOME" in done.stderr
    assert not home.parent.exists()


def test_no_withheld_result_in_a_repository(drawn: Scratch) -> None:
    """Nor its salt: the home that keeps them must lie outside."""
    drawn.at("2024-10-30T09:00:00+08:00")
    secret = secret_result(drawn, 0, drawn.folder / "private")
    outside, drawn.home = drawn.home, drawn.records.parent / "home"
    shutil.copytree(outside, drawn.home)
    refused(drawn, "withhold", DRAW, "0", "--ground", "国家安全", "--file", str(secret), words="不能放在 Git 仓库里")
    assert not (drawn.home / "withheld").exists()


@pytest.mark.parametrize("ignored", ["430902-extra.yaml", "*.yaml", "/records/entities/"])
def test_records_that_git_ignores(published: Scratch, ignored: str) -> None:
    """They are read like the others, and nobody else can see them; an editor's own files are let be."""
    published.at(ANNOUNCED)
    first = next((published.records / "entities").rglob("*.yaml"))
    Repo(published.records.parent).git.rm("--cached", str(first))
    (published.records.parent / ".gitignore").write_text(f"{ignored.replace('430902-extra.yaml', first.name)}\n.DS_Store\n")
    published.commit("忽略")
    (published.records / "entities" / ".DS_Store").write_bytes(b"")
    refused(published, "announce", DRAW, words="有没提交的改动")


@pytest.mark.parametrize("flag", ["assume-unchanged", "skip-worktree"])
def test_records_that_git_does_not_look_at(published: Scratch, flag: str) -> None:
    """Told not to look whether a record was changed, Git would call it committed; undone as the hint says, it is seen."""
    published.at(ANNOUNCED)
    first = next((published.records / "entities").rglob("*.yaml"))
    git = Repo(published.records.parent).git
    git.update_index(f"--{flag}", str(first))
    first.write_text(first.read_text(encoding="utf-8").replace("示例", "改过的示例", 1), encoding="utf-8")
    refused(published, "announce", DRAW, words=f"--no-{flag}")
    for undo in ("--no-assume-unchanged", "--no-skip-worktree"):
        git.update_index(undo, str(first))
    refused(published, "announce", DRAW, words="有没提交的改动")


def test_what_is_inside_a_repository(tmp_path: Path) -> None:
    """A path of which only the beginning is there, one through a link, one beside it."""
    Repo.init(tmp_path / "repository").close()
    (tmp_path / "link").symlink_to(tmp_path / "repository")
    for path in ("repository", "repository/no/such/folder", "link/no/such", "repository/.git/x"):
        assert is_inside(tmp_path / path), path
    assert not is_inside(tmp_path / "no/such/folder")
