"""Clauses of the regulation as links to their places on its page: 四（二）2 → ``regulation/#c4-2-2``."""

import re

from markupsafe import Markup, escape

_NUMBERS = "一二三四五六七八九十"
_CLAUSE = re.compile(rf"([{_NUMBERS}])（([{_NUMBERS}])）(\d*)")


def anchor(clause: str) -> str:
    """Where a clause stands on the regulation's page; nothing for what is none of its clauses."""
    found = _CLAUSE.fullmatch(clause)
    if found is None:
        return ""
    numbers = [str(_NUMBERS.index(found[1]) + 1), str(_NUMBERS.index(found[2]) + 1), *([found[3]] if found[3] else [])]
    return "c" + "-".join(numbers)


def linked(text: str, root: str) -> Markup:
    """A text with every clause in it as a link; `root` leads to the site's root."""
    parts: list[str] = []
    last = 0
    for found in _CLAUSE.finditer(text):
        href = f"{root}regulation/#{anchor(found[0])}"
        parts += [escape(text[last : found.start()]), f'<a href="{escape(href)}">{escape(found[0])}</a>']
        last = found.end()
    return Markup("".join([*parts, escape(text[last:])]))  # noqa: S704  every part is escaped
