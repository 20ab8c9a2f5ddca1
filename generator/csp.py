"""The content security policy of each page: nothing from any other host, and no inline script but the page's own.

Material puts a few small scripts into its pages. Each is allowed by the SHA-256 of its text (CSP Level 3, "hash-source"), so that
``unsafe-inline`` is not needed for scripts. Blocks of JSON and JSON-LD are data, which no browser runs: they need no permission.
"""

import re
from base64 import b64encode
from hashlib import sha256

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL | re.IGNORECASE)
_DATA = ("application/json", "application/ld+json")
_HEAD = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)

_RULES = (
    "default-src 'none'",
    "script-src 'self'{hashes}",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'self'",
)


def script_hashes(html: str) -> list[str]:
    """The hash sources of every inline script that a browser would run, sorted and without repeats."""
    hashes = set()
    for match in _SCRIPT.finditer(html):
        attributes = match["attributes"].lower()
        if "src=" not in attributes and not any(kind in attributes for kind in _DATA):
            digest = sha256(match["text"].encode()).digest()
            hashes.add(f"'sha256-{b64encode(digest).decode()}'")
    return sorted(hashes)


def policy(html: str) -> str:
    """The policy for a page."""
    hashes = "".join(f" {item}" for item in script_hashes(html))
    return "; ".join(_RULES).format(hashes=hashes)


def with_policy(html: str) -> str:
    """The page with its policy right after the character set, before anything that it governs."""
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
    return _HEAD.sub(lambda match: f"{match[0]}\n{tag}", html, count=1)
