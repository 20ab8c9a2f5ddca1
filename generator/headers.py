"""The site's response headers as files: ``_headers`` for static hosts, ``nginx-headers.conf`` for nginx.

Each page carries its policy in itself (`generator.csp`). A header is stronger: it holds for what is not HTML too, and it alone
can say who may frame the site. Nginx gets each page's own policy by its address. The rules of a ``_headers`` file add up where
several match, so there one policy stands for all pages, with every script of any; the page's own narrows it again.
"""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from generator.csp import policy
from ledger.core.errors import FormError

STATIC, NGINX = "_headers", "nginx-headers.conf"
"""The files' names."""
Headers = tuple[tuple[str, str], ...]
"""Names with their values."""
_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_HASH = re.compile(r"'sha256-[^']*'")
_FRAMES = "; frame-ancestors 'self'"
OTHERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
"""What every answer carries besides the policy."""


def _policy_of(file: Path) -> str:
    found = _META.search(file.read_text(encoding="utf-8"))
    return unescape(found[1]) if found else policy("")


def _grouped(folder: Path, prose: Sequence[str], records: Sequence[str]) -> dict[str, list[str]]:
    """Policy → regular expressions of the addresses below the site's root that it is for."""
    found: dict[str, list[str]] = {}
    for page in ["404.html", *prose]:
        own = _policy_of(folder / (page if page.endswith(".html") else f"{page}index.html"))
        name = re.escape(page) + ("(?:index\\.html)?" if page.endswith("/") or not page else "")
        found.setdefault(own, []).append(name)
    if records:
        kinds = "|".join(sorted({page.split("/")[0] for page in records}))
        found.setdefault(_policy_of(folder / records[0] / "index.html"), []).append(f"(?:{kinds})/[^/]+/(?:index\\.html)?")
    return found


def _nginx(root: str, groups: dict[str, list[str]]) -> str:
    lines = [
        "# 由 mingchou build 生成，每次生成都会变。在 nginx 的 server 块里写 include，指向本文件。",
        "# 注意：location 里另写了 add_header 的，nginx 就不再继承这里的，请在那里再 include 一次。",
        f'set $mingchou_policy "{policy("")}{_FRAMES}";',
    ]
    for own, pages in groups.items():
        lines.append(f'if ($uri ~ "^{re.escape(root)}(?:{"|".join(pages)})$") {{ set $mingchou_policy "{own}{_FRAMES}"; }}')
    lines.append("add_header Content-Security-Policy $mingchou_policy always;")
    lines += [f'add_header {name} "{value}" always;' for name, value in OTHERS]
    return "\n".join([*lines, ""])


def static_headers(hashes: Iterable[str] = ()) -> Headers:
    """One policy for all pages, which allows these inline scripts (hash sources) and no other; and the other headers."""
    scripts = "".join(f" {one}" for one in sorted(hashes))
    whole = policy("").replace("script-src 'self'", f"script-src 'self'{scripts}") + _FRAMES
    return (("Content-Security-Policy", whole), *OTHERS)


def format_headers(root: str, headers: Headers) -> str:
    """A ``_headers`` file with one rule: these headers for everything below `root`."""
    return "\n".join([f"{root}*", *(f"  {name}: {value}" for name, value in headers), ""])


def parse_headers(text: str) -> Headers:
    """The headers of a file as `format_headers` writes it, wherever the site stands. Raises `FormError`."""
    rule, *lines = text.split("\n")
    found = tuple((name, value) for name, _, value in (line.removeprefix("  ").partition(": ") for line in lines[:-1]))
    if not rule.endswith("*") or format_headers(rule[:-1], found) != text:
        raise FormError(f"{STATIC} 不是 mingchou build 写的", hint="请重新运行 mingchou build")
    return found


def sent_headers(folder: Path) -> Headers:
    """What a static host sends with every answer from the built site in `folder`; where that has no such file, what allows no
    inline script at all. Raises `FormError`."""
    file = folder / STATIC
    return parse_headers(file.read_text(encoding="utf-8")) if file.is_file() else static_headers()


def header_files(folder: Path, url: str, prose: Sequence[str], records: Sequence[str]) -> dict[str, str]:
    """File name → text, from the pages as they were built: `prose` and `records` are their paths, folders ending in a slash."""
    root, groups = urlsplit(url).path or "/", _grouped(folder, prose, records)
    hashes = {found for own in groups for found in _HASH.findall(own)}
    return {STATIC: format_headers(root, static_headers(hashes)), NGINX: _nginx(root, groups)}
