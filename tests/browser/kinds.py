"""The pages of a built site, one of each kind."""

import re

from tests.browser.served import Served

PROSE = ("guides/", "rules/", "regulation/", "en/")
"""Pages that say the same on every site, but for the frame around them."""
_SHOWN = re.compile(r"mc-(?:chip|outcome)--[a-z-]+|mc-appearance\b")


def page_kinds(site: Served, but: tuple[str, ...] = ()) -> list[str]:
    """Paths: every prose page, document and draw, one area, one list of members, and one enterprise for each set of states that
    such a page can show.

    `but`: none that begins so.
    """
    found = [file.relative_to(site.out).as_posix().removesuffix("index.html") for file in sorted(site.out.rglob("index.html"))]
    areas = [path for path in found if path.startswith("a/")]
    enterprises: dict[frozenset[str], str] = {}
    for path in found:
        if path.startswith("e/"):
            states = frozenset(_SHOWN.findall((site.out / path / "index.html").read_text(encoding="utf-8")))
            enterprises.setdefault(states, path)
    members = [path for path in found if path.startswith("docs/entities-")]
    others = [path for path in found if not path.startswith(("a/", "e/", "docs/entities-", *but))]
    return [*others, areas[0], *members[:1], *enterprises.values()]
