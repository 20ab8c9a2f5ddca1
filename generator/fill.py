"""Puts the records into what MkDocs built: fragments into the prose pages, contents into the captured shell."""

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from generator.csp import with_policy
from generator.pages import Pages
from generator.record_page import RecordPage
from generator.shell import SHELL_PAGE, Shell, capture
from generator.sitemap import address
from generator.writing import write_file
from ledger.core.errors import MingchouError

_PLACE = re.compile(r"<!-- mingchou:([a-z_]+)(?: <h1)? -->")
_SKIP = re.compile(r'href="[^"]*"(?= class="md-skip")')
"""Material's skip link leads to the first heading written in Markdown, which may stand below many others."""
_SHELL_PLACES = ("content", "head")
"""What each record page fills for itself."""


def _root(page: str, url: str) -> str:
    """How the site's root is reached from a page's folder; the error page is served anywhere, so from the host's root."""
    if page == "404.html":
        return urlsplit(url).path or "/"
    return "../" * page.count("/")


def _filled(html: str, pages: Pages, root: str, left: tuple[str, ...] = ()) -> str:
    """Every place filled but those `left`, the root's relative links right for this page."""
    return _PLACE.sub(lambda match: match[0] if match[1] in left else pages.fragment(match[1], root), html)


def prose_pages(folder: Path) -> tuple[list[str], list[str]]:
    """Every page that MkDocs built, but the shell: those that tell of the records, and those that tell of the open data's files
    too. Asked for before anything else is written there."""
    found = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.html"))
    pages = [page for page in found if page != f"{SHELL_PAGE}index.html"]
    of_data = [page for page in pages if "<!-- mingchou:data_" in (folder / page).read_text(encoding="utf-8")]
    return [page for page in pages if page not in of_data], of_data


def fill_prose(folder: Path, prose: Iterable[str], pages: Pages, url: str) -> list[str]:
    """Fill the pages that MkDocs built; returns their paths, folders ending in a slash."""
    found = []
    for page in prose:
        file = folder / page
        # The policy is made before any record comes in: a script that slipped through would not be one that it allows.
        html = with_policy(_SKIP.sub('href="#content"', file.read_text(encoding="utf-8"), count=1))
        file.write_text(_filled(html, pages, _root(page, url)), encoding="utf-8", newline="\n")
        if page != "404.html":
            found.append(page.removesuffix("index.html"))
    return found


def record_shell(folder: Path, pages: Pages, url: str) -> Shell:
    """The shell that every record page is filled into, taken out of the built site."""
    file = folder / SHELL_PAGE / "index.html"
    html = _filled(with_policy(file.read_text(encoding="utf-8")), pages, "../../", _SHELL_PLACES)
    file.unlink()
    file.parent.rmdir()
    return capture(html, escape(address(url, SHELL_PAGE)))


def fill_records(folder: Path, shell: Shell, records: Iterable[RecordPage], url: str) -> list[str]:
    """Write record pages into the shell; returns their paths."""
    found = []
    for page in records:
        if page.path == SHELL_PAGE:
            raise MingchouError(f"有记录与页面外壳同名：{SHELL_PAGE}")
        canonical = address(url, page.path)
        text = shell.fill(
            title=page.title, description=page.description, canonical=canonical, content=page.content, head=page.head
        )
        write_file(folder, f"{page.path}index.html", text.encode())
        found.append(page.path)
    return found
