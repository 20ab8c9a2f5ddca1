"""``sitemap.xml`` and canonical addresses (sitemaps.org protocol 0.9): every page once, sorted, without a clock."""

from collections.abc import Iterable
from urllib.parse import quote
from xml.sax.saxutils import escape

LIMIT = 50_000
"""Addresses that one sitemap may hold (sitemaps.org)."""


def address(base: str, path: str) -> str:
    """The full address of a page: `base` ends in a slash, `path` is relative to the site's root."""
    return base + quote(path)


def _urlset(addresses: list[str]) -> str:
    lines = [f"  <url><loc>{escape(item)}</loc></url>" for item in addresses]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, *lines, "</urlset>", ""])


def sitemaps(base: str, paths: Iterable[str]) -> dict[str, str]:
    """File name → text: one ``sitemap.xml``, or an index of several where there are more pages than one may hold."""
    addresses = sorted({address(base, path) for path in paths})
    if len(addresses) <= LIMIT:
        return {"sitemap.xml": _urlset(addresses)}
    parts = [addresses[start : start + LIMIT] for start in range(0, len(addresses), LIMIT)]
    files = {f"sitemap-{number}.xml": _urlset(part) for number, part in enumerate(parts, 1)}
    lines = [f"  <sitemap><loc>{escape(address(base, name))}</loc></sitemap>" for name in files]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    files["sitemap.xml"] = "\n".join([head, *lines, "</sitemapindex>", ""])
    return files
