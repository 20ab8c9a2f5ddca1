"""MkDocs builds the prose pages and one shell page; the shell is captured here and filled once per record page.

MkDocs runs as a command of its own on a copy of ``mkdocs.yml``. Nothing passes through a plugin or a hook: a site builder that
does not know them would publish a site without its records and say nothing.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import yaml

from ledger.core.errors import MingchouError

SHELL_PAGE = "e/shell/"
"""Where the shell is built: two folders deep, as every record page is, so that its relative links are theirs."""
_TITLE, _DESCRIPTION, _CONTENT = "MINGCHOU-TITLE", "MINGCHOU-DESCRIPTION", "<!-- mingchou:content <h1 -->"
_HEAD = "<!-- mingchou:head -->"
MKDOCS = ("mkdocs", "build", "--quiet", "--config-file")


@dataclass(frozen=True)
class Shell:
    """A page cut up at its places: `pieces` are text, and between them stand the names of what goes there."""

    pieces: tuple[str, ...]
    places: tuple[str, ...]

    def fill(self, *, title: str, description: str, canonical: str, content: str, head: str = "") -> str:
        """The whole page. `content` and `head` are HTML; the rest is text and is escaped here."""
        values = {"title": escape(title), "description": escape(description), "canonical": escape(canonical)}
        values |= {"content": content, "head": head}
        parts = [self.pieces[0]]
        for place, piece in zip(self.places, self.pieces[1:], strict=True):
            parts += (values[place], piece)
        return "".join(parts)


def capture(html: str, canonical: str) -> Shell:
    """Cut the built shell page up. Raises `MingchouError` when a place is missing, which a changed theme could bring about."""
    tokens = {_TITLE: "title", _DESCRIPTION: "description", canonical: "canonical", _CONTENT: "content", _HEAD: "head"}
    for token, place in tokens.items():
        if token not in html:
            raise MingchouError(f"页面外壳里没有 {place} 的位置", hint="请检查 site/theme 与 mkdocs-material 的版本")
    pieces, places, start = [], [], 0
    for match in re.finditer("|".join(re.escape(token) for token in tokens), html):
        pieces.append(html[start : match.start()])
        places.append(tokens[match[0]])
        start = match.end()
    pieces.append(html[start:])
    return Shell(tuple(pieces), tuple(places))


def _config(sources: Path, name: str, url: str) -> dict[str, object]:
    return {
        "INHERIT": str(sources / "mkdocs.yml"),
        "site_name": name,
        "site_url": url,
        "docs_dir": "docs",  # below the configuration's folder
        "site_dir": "site",
        "theme": {"name": "material", "custom_dir": str(sources / "site" / "theme")},
    }


def _stage(sources: Path, docs: Path) -> None:
    shutil.copytree(sources / "site" / "pages", docs)
    shutil.copytree(sources / "site" / "assets", docs / "assets", dirs_exist_ok=True)
    verifier = sources / "site" / "verifier" / "dist"
    if verifier.is_dir():
        shutil.copytree(verifier, docs / "assets" / "verifier")


@contextmanager
def mkdocs_running(
    sources: Path, work: Path, *, name: str, url: str, as_of: date, program: Sequence[str] = MKDOCS
) -> Iterator[Callable[[], Path]]:
    """Have the prose pages and the shell built below `work`, by a process of its own that runs beside this one.

    What is given waits for it, and returns the folder that they are in; it raises `MingchouError` with what MkDocs said when
    that failed or warned (``strict``). `program` is the module that builds and its arguments, up to the configuration's path.
    """
    work = work.resolve()
    _stage(sources, work / "docs")
    config, log = work / "mkdocs.yml", work / "mkdocs.log"
    config.write_text(yaml.safe_dump(_config(sources, name, url), allow_unicode=True), encoding="utf-8")
    epoch = int(datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC).timestamp())
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch), "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", *program, str(config)]
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, env=environment) as process:

        def built() -> Path:
            if process.wait() != 0:
                words = log.read_text(encoding="utf-8", errors="replace").rstrip()
                raise MingchouError(f"MkDocs 未能生成页面：\n{words}", hint="请按上面的说明改正页面源文件")
            return work / "site"

        try:
            yield built
        finally:
            process.kill()
