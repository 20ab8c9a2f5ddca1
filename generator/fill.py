"""Puts the records into what MkDocs built: fragments into the prose pages, contents into the captured shell."""

import re
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from generator.csp import with_policy
from generator.pages import Pages
from generator.shell import SHELL_PAGE, capture
from generator.sitemap import address
from ledger.core.errors import MingchouError

_PLACE = re.compile(r"<!-- mingchou:([a-z_]+)(?: <h1)? -->")
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


def fill_prose(folder: Path, pages: Pages, url: str) -> list[str]:
    """Fill every page that MkDocs built but the shell; returns their paths, folders ending in a slash."""
    found = []
    for file in sorted(folder.rglob("*.html")):
        page = file.relative_to(folder).as_posix()
        if page == f"{SHELL_PAGE}index.html":
            continue
        # The policy is made before any record comes in: a script that slipped through would not be one that it allows.
        html = with_policy(file.read_text(encoding="utf-8"))
        file.write_text(_filled(html, pages, _root(page, url)), encoding="utf-8", newline="\n")
        if page != "404.html":
            found.append(page.removesuffix("index.html"))
    return found


def fill_records(folder: Path, pages: Pages, url: str) -> list[str]:
    """Write every record page into the shell, then take the bare shell away; returns the pages' paths."""
    shell_file = folder / SHELL_PAGE / "index.html"
    html = _filled(with_policy(shell_file.read_text(encoding="utf-8")), pages, "../../", _SHELL_PLACES)
    shell = capture(html, escape(address(url, SHELL_PAGE)))
    found = []
    for page in pages.records():
        target = folder / page.path
        target.mkdir(parents=True, exist_ok=True)
        canonical = address(url, page.path)
        text = shell.fill(
            title=page.title, description=page.description, canonical=canonical, content=page.content, head=page.head
        )
        (target / "index.html").write_bytes(text.encode())
        found.append(page.path)
    if SHELL_PAGE in found:
        raise MingchouError(f"有记录与页面外壳同名：{SHELL_PAGE}")
    shell_file.unlink()
    shell_file.parent.rmdir()
    return found
