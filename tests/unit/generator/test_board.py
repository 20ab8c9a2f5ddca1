"""The board shows what `mingchou status` tells: the same numbers, every late duty of every year, each with its area."""

from collections.abc import Iterator
from datetime import date

import pytest

from generator.board import board, quarters_of
from generator.model import Site
from generator.opendata.collect import TABLES
from generator.pages import Pages
from generator.sources import site_sources
from ledger.core.duties import standing
from ledger.core.life import Life
from tests.support.ledgers import AREAS, build_ledger
from tests.unit.generator.page import read
from tests.unit.generator.places import gathered

TEMPLATES = site_sources() / "site" / "templates"


@pytest.fixture(scope="module")
def site() -> Site:
    """The whole story."""
    return gathered(build_ledger())


@pytest.fixture(scope="module")
def life() -> Life:
    """Its ledger."""
    return build_ledger().bureau.life


def months(life: Life) -> Iterator[date]:
    """The first of each month, from the ledger's second year into its fourth."""
    year = life.entries[0].time.year
    for number in range(12, 40):
        yield date(year + number // 12, number % 12 + 1, 1)


def test_the_same_as_status(life: Life) -> None:
    """实现年度抽查结果100%公开: whatever is late stands on the board too, also after New Year and when the year is closed."""
    kept = set()
    for day in months(life):
        now = standing(life, day)
        shown = board(dict(AREAS), (), {}, now, ())
        assert (shown.late, shown.soon, shown.past) == tuple(now.in_state(state) for state in ("late", "soon", "past"))
        rows = {(row.area, row.kind, row.period): row for row in now.coverage if row.year == day.year}
        assert all(rows[row.area, row.kind, row.period] == row for line in shown.lines for row in (*line.whole, *line.quarters))
        kept |= {bool(duty.due and duty.due.year < day.year) for duty in shown.late} | {bool(shown.past)}
    assert kept == {True, False}


def test_every_line_is_written(site: Site) -> None:
    """Each duty with its area's name."""
    assert site.board is not None
    text = " ".join(read(Pages(site, TEMPLATES).fragment("board", "../")).text.split())
    assert site.board.late
    for duty in (*site.board.late, *site.board.soon, *site.board.past):
        assert f"{site.board.where(duty)}{duty.text}（{duty.clause}" in text
        assert not duty.area or site.board.where(duty) != f"{duty.area}："


def test_the_first_line_is_the_answer(site: Site) -> None:
    """Owed and done over all classes, as the table has them, and how many duties are late."""
    board, text = site.board, read(Pages(site, TEMPLATES).fragment("board", "../")).text
    assert board is not None
    owed, done = (sum(one[place] for one in board.kinds) for place in (1, 2))
    assert f"应查 {owed} 家次，完成 {done} 家次" in text and f"逾期没有做的 {len(board.late)} 项" in text


def test_every_chart_and_list_has_its_numbers(site: Site) -> None:
    """Every table behind the board and fairness is led to from there, in three formats, and to its columns."""
    assert site.board is not None
    shown = set()
    for name in ("board", "fairness"):
        links = read(Pages(site, TEMPLATES).fragment(name, "../")).links
        tables = {link.removeprefix("../data/").removesuffix(".csv") for link in links if link.endswith(".csv")}
        shown |= tables
        for table in tables:
            assert {f"../data/{table}.json", f"../data/{table}.xlsx", f"../data/#{table}"} <= set(links)
    own = {table.name for table in TABLES if table.name.startswith(("board_", "fairness_"))}
    assert shown == own - ({"board_overdue"} if not site.board.overdue else set())  # exempt checks: the story has none


def test_outcomes_go_back_to_the_first_result(site: Site) -> None:
    """A quarter without a result is there with none; all together are all public results."""
    board = site.board
    assert board is not None
    ids = [id for id, _ in board.outcomes]
    rows = [row.result for row in site.newest if row.result is not None]
    assert ids == quarters_of(min(row.inspected for row in rows), site.as_of)
    assert sum(sum(counts.values()) for _, counts in board.outcomes) == len(rows)
    assert any(not counts for _, counts in board.outcomes)
    assert board.recent == board.outcomes[-8:]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2023, 12, 31), date(2024, 4, 1), ["2023Q4", "2024Q1", "2024Q2"]),
        (date(2024, 1, 1), date(2024, 3, 31), ["2024Q1"]),
        (date(2024, 3, 31), date(2024, 1, 1), ["2024Q1"]),
    ],
)
def test_quarters_between_days(first: date, last: date, found: list[str]) -> None:
    """Both ends among them."""
    assert quarters_of(first, last) == found


def test_days_to_publication_and_shares(site: Site) -> None:
    """Every result published this year is in one range of days; what was published and withheld adds up over the quarters."""
    board = site.board
    assert board is not None
    year = [row for draw in site.draws for row in draw.rows if row.disclosed and row.disclosed.year == board.year]
    assert sum(lag.results for lag in board.lags) == sum(row.result is not None for row in year) > 0
    assert [lag.name for lag in board.lags] == ["0–5 天", "6–10 天", "11–15 天", "16–20 天", "超过 20 天"]
    assert (board.published, board.withheld) == tuple(
        sum(row.state == state for row in year) for state in ("disclosed", "withheld")
    )
    assert board.published > 0
