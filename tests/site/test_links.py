"""Every address of the whole output leads somewhere; and a broken one is found, of each kind."""

from pathlib import Path

import pytest

from generator.build import Built
from tests.support.linkcheck import Site

EXAMPLE = "https://yiyang.example/"
URL = "https://test.example/ssj/"
LINK = '<link rel="canonical" href="https://test.example/ssj/">'


@pytest.mark.slow
def test_every_address_of_the_example_leads_somewhere(example: Built) -> None:
    """ "A link check over the whole output": pages, feeds, sitemap, twins, indexes, tables."""
    site = Site(example.out, EXAMPLE)
    assert site.check() == []
    assert len(site.pages) == example.pages + 1, "the error page too"
    assert site.counted["html"] > 50 * len(site.pages) and site.counted["xml"] == example.pages
    assert min(site.counted[kind] for kind in ("atom", "json", "csv", "block", "js")) > 0


def checked(folder: Path, html: str = "", files: dict[str, str] | None = None) -> list[str]:
    """The faults of a site of one page with a neighbour."""
    neighbour = '<link rel="canonical" href="https://test.example/ssj/a/"><p id="here">'
    given = {"index.html": LINK + html, "a/index.html": neighbour, "a/x y.svg": "", **(files or {})}
    for path, text in given.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return Site(folder, URL).check()


def test_good_addresses(tmp_path: Path) -> None:
    """Relative, from the root, whole, with a place, a query, a space; mail; the few hosts that may be named."""
    html = """
      <a href="a/"></a><a href="a/#here">.</a><a href="/ssj/a/?find=x"></a><a href="https://test.example/ssj/a/"></a>
      <a href="."></a>
      <img src="a/x%20y.svg" srcset="a/x%20y.svg 1x, a/x%20y.svg 2x"><form action="a/"></form><a href="mailto:x@test.example"></a>
      <a href="https://creativecommons.org/licenses/by/4.0/"></a><a href="#own"></a><p id="own"><label for="own"></label>
    """
    assert checked(tmp_path, html) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="b/">', "there is no such file"),
        ('<a href="a">', "without the slash"),
        ('<a href="A/">', "there is no such file"),
        ('<a href="a/#there">', "there is no there on that page"),
        ('<a href="#there">', "there is no there on that page"),
        ('<img src="x.png">', "there is no such file"),
        ('<img srcset="a/x%20y.svg 1x, b.svg 2x">', "there is no such file"),
        ('<form action="b/">', "there is no such file"),
        ('<form data-index="b.json">', "there is no such file"),
        ('<link rel="alternate data" href="index.json">', "there is no such file"),
        ('<link rel="next" href="../a/">', "leaves the site's folder"),
        ('<a href="/a/">', "leaves the site's folder"),
        ('<a href="%2e%2e/a/">', "leaves the site's folder"),
        ('<a href="//other.example/">', "the host other.example"),
        ('<a href="https://other.example/">', "the host other.example"),
        ('<a href="http://test.example/ssj/a/">', "http and not https"),
        ('<a href="javascript:alert(1)">', "javascript and not https"),
        ('<meta http-equiv="refresh" content="0; url=b/">', "there is no such file"),
        ('<a href="a/?draw=2024Q1">', "there is no draw 2024Q1"),
        ('<p id="x"><p id="x">', "id x stands 2 times"),
        ('<input aria-controls="x">', "refers to the id x"),
        ('<link rel="canonical" href="https://test.example/ssj/a/">', "canonical"),
        ('<script type="application/ld+json">{"url": ["https://test.example/ssj/b/"]}</script>', "there is no such file"),
        ('<script type="application/json">{"search": "b.js"}</script>', "there is no such file"),
    ],
)
def test_broken_addresses_of_a_page(tmp_path: Path, html: str, fault: str) -> None:
    """Each is found, and is the only one."""
    (found,) = checked(tmp_path, html)
    assert found.startswith("index.html: ") and fault in found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sitemap.xml", "<urlset><url><loc>https://test.example/ssj/b/</loc></url></urlset>"),
        ("feed.atom", '<feed><link href="https://test.example/ssj/a/" /><link href="https://test.example/ssj/a/#b" /></feed>'),
        ("assets/site.css", "a { background: url(../b.svg) }"),
        ("assets/x.js", 'import { find } from "./find.js";'),
        ("a/index.json", '{"page": "https://test.example/ssj/"}'),
        ("data/index.json", '{"resources": [{"path": "entities.csv"}]}'),
        ("data/draws.csv", "\ufeffdraw,title\n2024Q1,x\n"),
        ("data/results.csv", "\ufeffrecord\nledger/results/2024Q1/0.json\n"),
        ("assets/search-index.json", '{"areas": [["a", "a"]], "entities": []}'),
        ("assets/results-index.json", '{"draws": ["2024Q1"]}'),
        ("search/search_index.json", '{"docs": [{"location": "a/#b"}]}'),
        ("404.html", '<a href="a/">'),
    ],
)  # fmt: skip
def test_broken_addresses_of_other_files(tmp_path: Path, path: str, text: str) -> None:
    """Each is found, and is the only one."""
    assert len(checked(tmp_path, files={path: text})) == 1
