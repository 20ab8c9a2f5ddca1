"""Sitemaps and canonical addresses."""

from xml.etree import ElementTree

from generator import sitemap
from generator.sitemap import address, sitemaps

BASE = "https://yiyang.example/"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(text: str) -> list[str]:
    """The addresses of a sitemap, read as XML."""
    return [element.text or "" for element in ElementTree.fromstring(text).iter(LOC)]


def test_every_page_once_and_sorted() -> None:
    """In whatever order the pages come."""
    files = sitemaps(BASE, ["e/b/", "", "e/a/", "e/b/"])
    assert list(files) == ["sitemap.xml"]
    assert locations(files["sitemap.xml"]) == [BASE, f"{BASE}e/a/", f"{BASE}e/b/"]


def test_a_site_below_a_folder() -> None:
    """The folder stays part of every address."""
    assert address("https://yiyang.example/ssj/", "e/a/") == "https://yiyang.example/ssj/e/a/"


def test_too_many_for_one(monkeypatch) -> None:
    """An index of several, none above the limit, together every page."""
    monkeypatch.setattr(sitemap, "LIMIT", 3)
    files = sitemaps(BASE, [f"e/{n}/" for n in range(7)])
    assert locations(files["sitemap.xml"]) == [f"{BASE}sitemap-{n}.xml" for n in (1, 2, 3)]
    parts = [locations(files[f"sitemap-{n}.xml"]) for n in (1, 2, 3)]
    assert [len(part) for part in parts] == [3, 3, 1]
    assert [*parts[0], *parts[1], *parts[2]] == [f"{BASE}e/{n}/" for n in range(7)]
