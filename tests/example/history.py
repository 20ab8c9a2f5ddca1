"""A scratch Git history whose commit ids are the same every time: fixed names, given times, no one's configuration."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from git import Actor, Repo

_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
CLERK = Actor("示例录入员", "clerk@yiyang.example")


class History:
    """A repository with `records/` in it, committed step by step."""

    def __init__(self, folder: Path) -> None:
        self.repo = Repo.init(folder, initial_branch="main", object_format="sha1", env=_ALONE)
        self.repo.git.update_environment(**_ALONE)
        with self.repo.config_writer() as config:
            config.set_value("core", "autocrlf", "false")
            config.set_value("core", "excludesFile", os.devnull)
            config.set_value("gc", "auto", "0")
        self.records = folder / "records"
        self.records.mkdir()

    def write(self, path: str, text: str) -> None:
        """One record, as staff would save it."""
        target = self.records / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")

    def write_from(self, static: Path, path: str) -> None:
        """One record out of the example's own files."""
        target = self.records / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(static / path, target)

    def commit(self, message: str, time: datetime) -> None:
        """Everything but the sealed copies, which differ from run to run. By Git itself: in Python it takes ten times as long."""
        self.repo.git.add("--all", "--", "records", ":(exclude)records/sealed")
        date = time.isoformat()
        self.repo.git.commit(
            "--quiet", "--allow-empty", "--no-verify", "--no-gpg-sign", "--message", message,
            env={
                "GIT_AUTHOR_NAME": CLERK.name, "GIT_AUTHOR_EMAIL": CLERK.email, "GIT_AUTHOR_DATE": date,
                "GIT_COMMITTER_NAME": CLERK.name, "GIT_COMMITTER_EMAIL": CLERK.email, "GIT_COMMITTER_DATE": date,
            },
        )  # fmt: skip
