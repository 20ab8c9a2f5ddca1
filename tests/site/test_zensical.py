"""Zensical builds the same site from the same sources and settings, so that leaving MkDocs stays possible.

What must hold: every page of prose, every record's page with the same content, every address. What differs, and why it does not
count yet, is told in docs/decisions/0011.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from generator.agency import read_agency
from generator.build import Built, build
from generator.gather import gather
from generator.model import Site
from ledger.core.verify import verify
from ledger.sources.site import folder_reader
from tests.site.conftest import EXAMPLE_DAY, RECORDS
from tests.support.linkcheck import Site as Linked
from tests.unit.generator.page import read

ZENSICAL = ("zensical", "build", "--strict", "--config-file")
PROSE = Path(__file__).parents[2] / "site" / "pages"
_CONTENT = re.compile(r'<span id="content" tabindex="-1"></span>(.*?)</article>', re.DOTALL)
"""Before it, in the article, Zensical has a place of its own to skip to."""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def zensical(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The worked example, its prose and shell built by Zensical."""
    return build(RECORDS, tmp_path_factory.mktemp("zensical") / "site", EXAMPLE_DAY, program=ZENSICAL)


@pytest.fixture(scope="module")
def records() -> Site:
    """What the pages are counted against: read from the verified ledger, without any page."""
    agency, areas = read_agency(RECORDS)
    report = verify(folder_reader(RECORDS / "ledger"), None, EXAMPLE_DAY)
    return replace(gather(report, agency, areas, EXAMPLE_DAY), preview=False)


def pages(built: Built) -> set[str]:
    """The address of every page, relative to the site's root."""
    return {file.relative_to(built.out).as_posix().removesuffix("index.html") for file in built.out.rglob("*.html")}


def first_pages(found: set[str], folder: str) -> set[str]:
    """The records that have a page in a folder; further pages of their lists have an underscore in their address."""
    own = (re.fullmatch(rf"{folder}/([^/]+)/", page) for page in found)
    return {match[1] for match in own if match is not None and "_" not in match[1]}


def test_a_page_for_every_record(zensical: Built, records: Site) -> None:
    """One an enterprise, a draw, an area, a quarter with results, a document: no more and no fewer."""
    found = pages(zensical)
    assert first_pages(found, "e") == {entity.code for entity in records.entities}
    assert first_pages(found, "d") == {draw.id for draw in records.draws}
    assert first_pages(found, "a") == {area.code for area in records.areas}
    days = [row.result.inspected for row in records.newest if row.result is not None]
    assert first_pages(found, "q") == {f"{day.year}Q{(day.month + 2) // 3}" for day in days}
    library = records.library
    assert library is not None
    documents = {f"{one.kind}-{one.id}" for one in (*library.plans, *library.item_lists, *library.calendars)}
    lists = {name for name in first_pages(found, "docs") if name.startswith("entities-")}
    assert first_pages(found, "docs") - lists == documents | {"entities", "inspectors"}
    assert len(lists) == len({(entity.area, entity.kind) for entity in records.entities if entity.listed})


def test_a_page_for_every_source_of_prose(zensical: Built) -> None:
    """And the error page; the bare shell is gone."""
    sources = {file.relative_to(PROSE).with_suffix("").as_posix() for file in PROSE.rglob("*.md")} - {"e/shell"}
    addresses = {re.sub(r"(^|/)index$", r"\1", name) or "" for name in sources}
    expected = {address if address.endswith("/") or not address else f"{address}/" for address in addresses}
    records = {page for page in pages(zensical) if re.match(r"[adeq]/.|docs/.", page)}
    assert pages(zensical) - records == expected | {"404.html"}


def test_the_same_pages_as_with_mkdocs(zensical: Built, example: Built) -> None:
    """Address by address, and as many as were said to be built."""
    assert pages(zensical) == pages(example)
    assert (zensical.pages, zensical.files) == (example.pages, example.files)


def test_records_say_the_same_as_with_mkdocs(zensical: Built, example: Built) -> None:
    """The same content byte for byte, in another frame; the same title, description and canonical address."""
    for page in sorted(pages(zensical)):
        if re.match(r"[adeq]/.|docs/.", page):
            one, other = ((built.out / page / "index.html").read_text(encoding="utf-8") for built in (zensical, example))
            contents = [match[1].strip() for html in (one, other) if (match := _CONTENT.search(html)) is not None]
            assert len(contents) == 2 and contents[0] == contents[1], page
            for pattern in (
                r"<title>(.*?)</title>",
                r'<link rel="canonical" href="([^"]*)"',
                r'<meta name="description" content="([^"]*)"',
            ):
                assert re.findall(pattern, one) == re.findall(pattern, other) != [], (page, pattern)


def test_prose_says_the_same_as_with_mkdocs(zensical: Built, example: Built) -> None:
    """The same words and the same places to link to."""
    for page in sorted(pages(zensical)):
        if not re.match(r"[adeq]/.|docs/.", page) and page != "404.html":
            found = [
                _CONTENT.search((built.out / page / "index.html").read_text(encoding="utf-8")) for built in (zensical, example)
            ]
            one, other = (read(match[1]) for match in found if match is not None)
            assert "".join(one.text.split()) == "".join(other.text.split()), page
            assert one.ids == other.ids, page


def test_every_address_leads_somewhere(zensical: Built) -> None:
    """The same link check."""
    assert Linked(zensical.out, "https://yiyang.example/").check() == []


def test_the_policy_is_whole(zensical: Built) -> None:
    """Every page has it, without ``unsafe-inline``; no place is left unfilled."""
    for file in zensical.out.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        assert html.count("Content-Security-Policy") == 1 and "unsafe" not in html.split("Content-Security-Policy")[1][:600], file
        assert "MINGCHOU-" not in html and "<!-- mingchou:" not in html, file
