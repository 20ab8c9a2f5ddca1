"""MkDocs builds the prose pages and one shell page; the shell is captured here and filled once per record page.

MkDocs runs as a command of its own on a copy of ``mkdocs.yml``. Nothing passes through a plugin or a hook: a site builder that
does not know them would publish a site without its records and say nothing.
"""

import os
import re
import shutil
import subprocess
import sys
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


def _config(sources: Path, work: Path, name: str, url: str) -> dict[str, object]:
    return {
        "INHERIT": str(sources / "mkdocs.yml"),
        "site_name": name,
        "site_url": url,
        "docs_dir": str(work / "docs"),
        "site_dir": str(work / "site"),
        "theme": {"name": "material", "custom_dir": str(sources / "site" / "theme")},
    }


def _stage(sources: Path, docs: Path) -> None:
    shutil.copytree(sources / "site" / "pages", docs)
    shutil.copytree(sources / "site" / "assets", docs / "assets", dirs_exist_ok=True)
    verifier = sources / "site" / "verifier" / "dist"
    if verifier.is_dir():
        shutil.copytree(verifier, docs / "assets" / "verifier")


def run_mkdocs(sources: Path, work: Path, *, name: str, url: str, as_of: date) -> Path:
    """Build the prose pages and the shell below `work`, and return the folder they are in.

    Raises `MingchouError` with what MkDocs said when it fails or warns (``strict``).
    """
    work = work.resolve()  # MkDocs takes relative paths as relative to the configuration's folder
    _stage(sources, work / "docs")
    config = work / "mkdocs.yml"
    config.write_text(yaml.safe_dump(_config(sources, work, name, url), allow_unicode=True), encoding="utf-8")
    epoch = int(datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC).timestamp())
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch), "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(config)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    if done.returncode != 0:
        raise MingchouError(f"MkDocs 未能生成页面：\n{done.stdout}{done.stderr}".rstrip(), hint="请按上面的说明改正页面源文件")
    return work / "site"
