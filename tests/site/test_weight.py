"""No page of the example is heavy. (How lists are with 10,000 enterprises: `tests.unit.generator.test_large`.)"""

import re
from dataclasses import replace

import pytest

from generator.agency import read_agency
from generator.build import Built
from generator.gather import gather
from generator.pages import Pages
from ledger.core.verify import verify
from ledger.sources.site import folder_reader
from tests.site.conftest import EXAMPLE_DAY, RECORDS
from tests.unit.generator.test_large import LIMIT, SHELL, bare
from tests.unit.generator.test_pages import TEMPLATES

pytestmark = pytest.mark.slow


def test_every_page_is_under_100_kb_without_its_data(example: Built) -> None:
    """Every HTML file, as it is sent before any compression."""
    weights = {file.relative_to(example.out): bare(file.read_text(encoding="utf-8")) for file in example.out.rglob("*.html")}
    assert len(weights) == example.pages + 1
    assert {path: weight for path, weight in weights.items() if weight >= LIMIT} == {}


def test_what_the_shell_adds(example: Built) -> None:
    """As much as is counted for it where pages are weighed without: on the page of every enterprise, all but its article."""
    for file in sorted((example.out / "e").glob("*/index.html"))[:20]:
        html = file.read_text(encoding="utf-8")
        article = re.search(r"<article.*</article>", html, re.DOTALL)
        assert article is not None
        assert len(html.encode()) - len(article[0].encode()) < SHELL


def test_board_and_fairness_of_a_large_bureau() -> None:
    """As many areas again by half; hundreds of duties, results and exempt checks that are late, due, past, or repeated."""
    agency, areas = read_agency(RECORDS)
    report = verify(folder_reader(RECORDS / "ledger"), None, EXAMPLE_DAY)
    site = gather(report, agency, areas, EXAMPLE_DAY)
    board, fairness = site.board, site.fairness
    assert board is not None and fairness is not None
    duties = (board.late + board.soon + board.past) * 100
    rows = (*board.overdue, *site.newest) * 3
    assert min(len(duties), len(rows)) > 300 and min(len(board.exempt), len(fairness.chances), len(fairness.loads)) > 0
    large = replace(
        site,
        board=replace(
            board, lines=board.lines + board.lines[: len(board.lines) // 2], late=duties, soon=duties, past=duties, overdue=rows,
            exempt=board.exempt * 300,
        ),
        fairness=replace(
            fairness, chances=tuple(replace(one, drawn=3) for one in fairness.chances) * 9, loads=fairness.loads * 30
        ),
    )  # fmt: skip
    pages = Pages(large, TEMPLATES)
    weights = {name: bare(pages.fragment(name, "../")) for name in ("board", "fairness")}
    assert {name: weight for name, weight in weights.items() if weight + SHELL >= LIMIT} == {}
