"""The pages of a built site, one of each kind."""

import re

from tests.browser.served import Served

EVERY = ("",)
PROSE = ("guides/", "rules/", "regulation/", "en/")
"""Pages that say the same on every site, but for the frame around them."""
STATES = ("d/", "e/", "verify/")
"""Pages that the small site shows in states which the worked example has not; its others are as the example's. The verify page,
which takes its time over a large ledger, is looked at there alone."""
_SHOWN = re.compile(r"mc-(?:chip|outcome)--[a-z-]+|mc-appearance\b")


def _group(path: str) -> str:
    """What a record page is one of: a draw, an enterprise, an area, a quarter, a kind of document, or a further page of its lists
    (named behind an underscore); a page of prose is itself."""
    match = re.match(r"(?:[adeq]/|docs/[a-z]+-)", path)
    if match is None or path == match[0]:
        return path
    return match[0] + "".join(re.findall(r"_[a-z]*", path))


def _cover(states: dict[str, frozenset[str]]) -> list[str]:
    """A few pages that together show every state: each time the one that shows most of what is still missing."""
    chosen: list[str] = []
    missing = frozenset[str]().union(*states.values())
    while missing or not chosen:
        chosen.append(max(states, key=lambda path: len(states[path] & missing)))
        missing -= states[chosen[-1]]
    return chosen


def page_kinds(site: Served, of: tuple[str, ...] = EVERY, but: tuple[str, ...] = ()) -> list[str]:
    """Paths: every prose page, and of each kind of record page as many as show all states that such a page can show.

    `of`: only those that begin with one of these. `but`: none that begins so.
    """
    groups: dict[str, dict[str, frozenset[str]]] = {}
    for file in sorted(site.out.rglob("index.html")):
        path = file.relative_to(site.out).as_posix().removesuffix("index.html")
        if path.startswith(of) and not path.startswith(but):
            group = _group(path)
            states = frozenset(_SHOWN.findall(file.read_text(encoding="utf-8"))) if group in ("d/", "e/") else frozenset()
            groups.setdefault(group, {})[path] = states
    return [path for states in groups.values() for path in _cover(states)]


def kinds_between_them(site: Served) -> list[str]:
    """What of the worked example or of the small site is looked at, so that every kind of page is, and every state of it."""
    return page_kinds(site, STATES) if "A-general" in site.life.draws else page_kinds(site, but=("verify/",))
