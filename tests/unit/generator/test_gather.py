"""The pages' data out of a real small ledger."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from generator.model import DrawPage, Row, Site
from generator.ranks import Ranks
from generator.registry import Registry
from generator.search import search_index
from ledger.core import layout
from ledger.core.errors import FormError
from ledger.core.result import format_result
from tests.support.ledgers import DRAWS, Ledger, Options, build_ledger
from tests.unit.generator.places import gathered


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """The whole story."""
    return build_ledger()


@pytest.fixture(scope="module")
def site(ledger: Ledger) -> Site:
    """What its pages say."""
    return gathered(ledger)


def draw(site: Site, id: str) -> DrawPage:
    """One draw's page."""
    return next(page for page in site.draws if page.id == id)


def verdicts(site: Site, id: str) -> dict[str, Any]:
    """What one draw says of each enterprise."""
    return {entity.code: seen for entity in site.entities for seen in entity.appearances if seen.draw == id}


def test_rows_are_those_that_were_drawn(ledger: Ledger, site: Site) -> None:
    """Every opened row names the entity and the team that the bureau itself drew; void rows name nobody."""
    for id in ("A-general", "B-key", "C-key"):
        batch, page = ledger.bureau.batches[id], draw(site, id)
        assert batch.rows is not None
        for truth, row in zip(batch.rows.all(), page.rows, strict=True):
            if row.state in ("disclosed", "withheld"):
                assert truth is not None and row.entity is not None
                assert (row.entity.code, row.ticket) == (truth.entity, truth.ticket.hex())
                assert tuple(person.id for person in row.inspectors) == truth.inspectors
            else:
                assert row.entity is None and row.inspectors == ()
    assert [row.state for row in draw(site, "B-key").rows] == [
        "disclosed",
        "disclosed",
        "disclosed",
        "void",
        "withheld",
        "disclosed",
    ]


def test_an_open_rank_holds_its_ticket_and_nothing_else(site: Site) -> None:
    """ "Nothing public before an entity's opening tells who was drawn"."""
    page = draw(site, "C-key")
    tickets = page.strata[0].tickets + page.strata[0].later
    for rank in (1, 3, 5):
        assert page.rows[rank] == Row("C-key", rank, "重点监管对象", "open", tickets[rank])


def test_members_not_opened_are_treated_alike(ledger: Ledger, site: Site) -> None:
    """The drawn and the others get equal values, so that no template can tell them apart."""
    rows = ledger.bureau.batches["C-key"].rows
    assert rows is not None
    still_open = {rows.row(rank).entity for rank in (1, 3, 5)}
    sealed = {code: seen for code, seen in verdicts(site, "C-key").items() if seen.verdict == "sealed"}
    assert still_open < sealed.keys()
    assert len(set(map(repr, sealed.values()))) == 1


def test_no_secret_of_a_sealed_draw_is_in_the_data(ledger: Ledger, site: Site) -> None:
    """Neither the master nor a nonce of whoever was not opened."""
    batch = ledger.bureau.batches["C-key"]
    assert batch.held is not None
    opened = {row.entity.code for row in draw(site, "C-key").rows if row.entity is not None}
    secrets = {batch.master.hex()} | {held.nonce.hex() for held in batch.held.strata["key"] if held.id not in opened}
    everything = repr(site) + search_index(site)
    assert [secret for secret in secrets if secret in everything] == []


def test_every_verdict_comes_up(site: Site) -> None:
    """One appearance a draw and enterprise, the newest draw first."""
    found = Counter(seen.verdict for entity in site.entities for seen in entity.appearances)
    assert found == {"row": 15, "cancelled": 10, "excluded": 7, "sealed": 5, "not-drawn": 3, "given-up": 3, "waiting": 3}
    for entity in site.entities:
        assert len({seen.draw for seen in entity.appearances}) == len(entity.appearances)
        assert [seen.announced for seen in entity.appearances] == sorted((s.announced for s in entity.appearances), reverse=True)


def test_a_row_given_up_tells_its_rank_and_no_result(site: Site) -> None:
    """The result at that rank is its replacement's."""
    for seen in verdicts(site, "B-key").values():
        if seen.verdict == "given-up":
            assert seen.row.result is None and seen.row.inspectors == ()
            assert seen.row.opening_path.startswith(f"openings/B-key/{seen.row.rank}@")


def test_results_with_their_dates_and_versions(ledger: Ledger, site: Site) -> None:
    """Corrected, expired, withheld and late ones; due days by the published calendars (五(三))."""
    first = draw(site, "A-general").rows
    assert first[1].result is not None and first[1].result.content == "示例：更正后的内容"
    assert first[1].amended == ((date(2023, 10, 10), "补充检查内容"),) and first[1].corrected and not first[0].corrected
    assert [path for row in first for path in row.earlier] == ["results/A-general/1@10.json"]
    assert (first[2].result, first[2].expired, first[2].record_path) == (None, date(2024, 10, 8), "")
    assert first[0].result is not None and first[0].result.more == {"示例补充": "另附照片"}
    assert [item.basis for item in first[0].result.items] == ["示例依据", "示例依据"]
    second = draw(site, "B-key").rows
    assert (second[4].ground, second[4].result, second[4].due) == ("国家安全", None, None)
    assert (second[0].overdue, second[0].due, second[0].disclosed) == (True, date(2023, 10, 23), date(2023, 10, 30))
    assert sum(row.overdue for page in site.draws for row in page.rows) == 1


def test_adjustments_name_whom_an_opening_shows(ledger: Ledger, site: Site) -> None:
    """Who left a seat is known once the row is opened; of an open row only that somebody did."""
    changes = draw(site, "B-key").changes
    assert [change.entry for change in changes] == [20, 21, 22, 23, 24, 25, 26]
    rows = {row.rank: row for row in draw(site, "B-key").rows}
    for change in changes[:3]:
        assert change.inspector is not None and change.inspector not in rows[change.rank].inspectors
    assert changes[3].inspector is not None, "of the row that was given up later"
    assert [change.entity is not None for change in changes] == [False] * 4 + [True] * 3
    sealed, opened = draw(site, "C-key").changes
    assert (sealed.rank, sealed.inspector) == (1, None)
    assert opened.rank == 2 and opened.inspector is not None


def test_figures_add_up(site: Site) -> None:
    """Every drawn place is disclosed, withheld, void or open; every result has one of the three phrases."""
    figures = site.figures
    assert figures.drawn == figures.disclosed + figures.withheld + figures.void + figures.open == 19
    assert (figures.entities, figures.inspectors, figures.draws, figures.open, figures.overdue) == (42, 12, 6, 3, 1)
    assert sum(figures.outcomes.values()) == len(site.newest) == 13
    assert [row.disclosed for row in site.newest] == sorted((row.disclosed for row in site.newest), reverse=True)  # type: ignore[type-var]
    assert [(area.code, len(area.entities), area.results) for area in site.areas] == [("430902", 23, 13), ("430903", 20, 0)]


def test_an_enterprise_that_left_the_registry_keeps_its_page(site: Site) -> None:
    """It says that the newest snapshot does not list it."""
    assert [entity.code for entity in site.entities if not entity.listed] == ["430903-general-91"]


def test_downloads_exist(ledger: Ledger, site: Site) -> None:
    """Every path that a page offers is published."""
    paths = {path for page in site.draws for _, path in page.files}
    for page in site.draws:
        for row in page.rows:
            paths |= {row.opening_path, row.record_path, *row.earlier} - {""}
        paths |= {change.opening_path for change in page.changes} - {""}
    assert paths - ledger.files.keys() == set()


STATES = {
    "A-general": ("revealed", ["done", "done", "done", "done", "done"]),
    "B-key": ("revealed", ["done", "done", "done", "done", "done"]),
    "C-key": ("drawn", ["done", "done", "done", "now", "next"]),
    "D-special": ("cancelled", ["done", "done"]),
    "E-general": ("cancelled", ["done", "done", "done"]),
    "F-special": ("announced", ["done", "now", "next", "next", "next"]),
}


@pytest.mark.parametrize("id", DRAWS)
def test_state_and_timeline(site: Site, id: str) -> None:
    """What is done, what is waited for, what comes next."""
    page = draw(site, id)
    assert (page.state, [event.state for event in page.timeline]) == STATES[id]


def test_titles_name_period_area_and_classes(site: Site) -> None:
    """From the plan's days, the area table and the order's classes."""
    assert draw(site, "C-key").title == "2024年第四季度资阳区重点监管对象抽查"
    assert draw(site, "A-general").title == "2023年第三季度资阳区特殊、一般监管对象抽查"


def test_late_duties_are_shown(ledger: Ledger) -> None:
    """A draw not held, a reveal that is missing, a rank not accounted for: each is late for everyone to see."""
    site = gathered(ledger, date(2025, 2, 1))
    assert (draw(site, "F-special").missed, draw(site, "C-key").missed) == (("draw.held", "draw.reveal"), ("draw.reveal",))
    assert [event.state for event in draw(site, "F-special").timeline] == ["done", "done", "late", "next", "late"]
    assert [event.state for event in draw(site, "C-key").timeline] == ["done", "done", "done", "late", "late"]
    assert [row.rank for row in draw(site, "C-key").rows if row.overdue] == [1, 3, 5]
    assert all(row.entity is None for row in draw(site, "C-key").rows if row.state == "open")


def test_a_reveal_uncovers_ranks_without_a_result() -> None:
    """五(三): what was inspected and not published counts as not done; after the reveal everyone knows whose it was."""
    ledger = build_ledger(Options(until="2023-10-30"))
    ledger.bureau.reveal("2023-10-31T09:00:00+08:00", "B-key")
    truth = ledger.bureau.batches["B-key"].row(0).entity
    site = gathered(Ledger(ledger.bureau.published(), ledger.bureau), date(2023, 11, 1))
    row = draw(site, "B-key").rows[0]
    assert (row.state, row.overdue) == ("open", True)
    assert row.entity is not None and row.entity.code == truth
    assert verdicts(site, "B-key")[truth].verdict == "undisclosed"
    assert draw(site, "B-key").timeline[3].state == "late"


def test_all_accounted_but_not_revealed_yet() -> None:
    """Whoever is left over reads that no rank is open any more."""
    site = gathered(build_ledger(Options(draws=("A-general",), until="2023-09-08")), date(2023, 9, 8))
    assert {(seen.verdict, seen.open) for seen in verdicts(site, "A-general").values()} == {
        ("row", 0),
        ("sealed", 0),
        ("excluded", 0),
    }
    assert draw(site, "A-general").timeline[-1].state == "now"


def test_a_result_whose_term_ended_is_not_shown_even_where_its_file_stayed(ledger: Ledger) -> None:
    """The operator may have forgotten the file; the page has not forgotten the term."""
    batch = ledger.bureau.batches["A-general"]
    files = ledger.files | {layout.result("A-general", 2): format_result(*batch.records[2][0][1:])}
    row = draw(gathered(Ledger(files, ledger.bureau)), "A-general").rows[2]
    assert (row.result, row.record_path, row.expired) == (None, "", date(2024, 10, 8))


def test_a_draw_that_was_not_held_has_no_ranks(ledger: Ledger) -> None:
    """Nothing asks for the ranks of one; asking is an error, not an empty list."""
    with pytest.raises(FormError, match="还没有抽"):
        Ranks(ledger.bureau.life, ledger.bureau.life.draws["F-special"], Registry(ledger.bureau.life), frozenset(), {})
