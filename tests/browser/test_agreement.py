"""The browser's result for every check that it makes is the command's for the same day: name, subject, status, evidence."""

from collections import Counter
from datetime import date, datetime

import pytest
from playwright.sync_api import Page

from ledger.core.encoding import CHINA
from tests.browser.conftest import OpenPage
from tests.browser.served import Checks, Served, known_to_page
from tests.browser.verifying import checks_of, verify_page, wait_until_ended

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def commands() -> dict[str, Checks]:
    """What the command says of each site, asked once."""
    return {}


def command(commands: dict[str, Checks], site: Served) -> Checks:
    """The command's checks on a site as it was built."""
    if site.url not in commands:
        commands[site.url] = site.command()
    return commands[site.url]


def opened(site: Served) -> dict[tuple[str, int], str]:
    """The enterprise of every rank that is public, by draw and rank."""
    found = {}
    for draw in site.life.draws.values():
        for rank in draw.ranks.values():
            if rank.status in ("disclosed", "withheld"):
                found[draw.id, rank.rank] = site.life.documents.opening(draw.id, rank.rank, None).entity
    return found


def test_everything(site: Served, open_page: OpenPage, commands: dict[str, Checks]) -> None:
    """Every check, in the same order; and what a reader sees says the same."""
    page, told = open_page(site), command(commands, site)
    found = verify_page(page)
    assert known_to_page(found) == known_to_page(told)
    plans = [check for check in found if check["name"] == "draw.plan"]
    assert [check["subject"] for check in plans] == list(site.life.draws)
    assert {check["status"] for check in plans} == {"pending"}
    assert Counter(check["status"] for check in told)["fail"] == 0 and len(told) > 100
    the_sentence_and_the_list_say_the_same(page, found)


def the_sentence_and_the_list_say_the_same(page: Page, found: Checks) -> None:
    """Every check stands in the list, with its evidence on demand; the counts are right."""
    tally = Counter(check["status"] for check in found)
    verdict = page.locator(".mv-verdict").inner_text()
    assert (
        "没有一项不符" in verdict
        and f"{tally['pass']:,} 项由你的浏览器重算通过" in verdict
        and f"{tally['late']:,} 项逾期" in verdict
    )
    page.evaluate("document.querySelectorAll('.mv-groups details').forEach((each) => { each.open = true; })")
    page.locator(".mv-step").last.locator(".mv-more .mv-check").first.wait_for()
    listed = page.locator(".mv-more .mv-check")
    assert listed.count() == len(found)
    shown = listed.evaluate_all(
        "(all) => all.map(({ dataset, children }) => [dataset.name, dataset.subject, dataset.status, children[1].innerText])"
    )
    assert sorted(map(tuple, shown)) == sorted((c["name"], c["subject"], c["status"], c["evidence"]) for c in found)


def some_draws(site: Served) -> list[str]:
    """All draws of a small ledger; of a large one the second, on a real round and much adjusted, and the last."""
    ids = list(site.life.draws)
    return ids if len(ids) <= 8 else [ids[1], ids[-1]]


def test_one_draw(site: Served, open_page: OpenPage, commands: dict[str, Checks]) -> None:
    """`?draw=`: the ledger, what this draw rests on, and all of this draw."""
    page, told = open_page(site), command(commands, site)
    for draw in some_draws(site):
        found = verify_page(page, f"?draw={draw}")
        assert all(check in told for check in known_to_page(found)), draw
        assert ledger_wide(found) == ledger_wide(told)
        assert of_draw(found, draw) == of_draw(told, draw) and of_draw(found) == of_draw(found, draw)
        rests_on = {site.life.draws[draw].body.plan, site.life.draws[draw].body.snapshot}
        assert {str(index) for index in rests_on} <= {check["subject"].split("@")[-1] for check in found}


def test_one_rank(site: Served, open_page: OpenPage, commands: dict[str, Checks]) -> None:
    """`?draw=&rank=`: the draw as a whole and this rank: the first of each draw, and one with adjustments."""
    page, told = open_page(site), command(commands, site)
    for draw in (site.life.draws[id] for id in some_draws(site)):
        adjusted = [rank for rank, life in sorted(draw.ranks.items()) if rank > 0 and life.adjustments]
        for rank in [*sorted(draw.ranks)[:1], *adjusted[-1:]]:
            found = verify_page(page, f"?draw={draw.id}&rank={rank}")
            assert ledger_wide(found) == ledger_wide(told)
            own = [check for check in of_draw(told) if check["subject"].split("@")[0] in (draw.id, f"{draw.id}/{rank}")]
            assert of_draw(found) == own and known_to_page(found) != known_to_page(told)


def test_one_enterprise(site: Served, open_page: OpenPage, commands: dict[str, Checks]) -> None:
    """`?entity=`: all ranks that are publicly its own, of all draws."""
    page, told = open_page(site), command(commands, site)
    ranks = opened(site)
    often = Counter(ranks.values()).most_common(2)
    for entity, _ in often:
        found = verify_page(page, f"?entity={entity}")
        own = {f"{draw}/{rank}" for (draw, rank), code in ranks.items() if code == entity}
        draws = {subject.split("/")[0] for subject in own}
        given_up = {c["subject"] for c in told if c["name"] == "draw.opening" and "@" in c["subject"] and entity in c["evidence"]}
        own |= {subject.split("@")[0] for subject in given_up}
        draws |= {subject.split("/")[0] for subject in given_up}
        expected = [check for check in of_draw(told) if check["subject"].split("@")[0] in own | draws]
        assert of_draw(found) == expected and ledger_wide(found) == ledger_wide(told)
        assert entity in page.locator(".mv-scope").inner_text()


def test_what_is_not_there(small: Served, open_page: OpenPage) -> None:
    """A draw, a rank or an enterprise that the ledger does not know is told as missing, not as verified."""
    page = open_page(small)
    for query, said in (
        ("?draw=Z-key", "台账里没有批次 Z-key"),
        ("?draw=A-general&rank=99", "还没有第 99 号名次"),
        ("?entity=000", "没有已公开的名次属于 000"),
    ):
        verify_page(page, query)
        assert said in page.locator(".mv-verdict").inner_text()
        assert page.locator(".mv-panel").get_attribute("data-status") == "pending"


def test_today_is_another_day(small: Served, open_page: OpenPage) -> None:
    """As of the reader's own day, reckoned in +08:00 wherever he is, what was pending may be late: as the command says."""
    page = open_page(small, timezone_id="America/New_York")
    page.clock.set_fixed_time(datetime(2025, 2, 10, 0, 30, tzinfo=CHINA))
    found = verify_page(page)
    page.get_by_label("今天（2025年2月10日）").check()
    assert wait_until_ended(page) == "done"
    later = checks_of(page)
    assert known_to_page(later) == known_to_page(small.command(date(2025, 2, 10)))
    assert later != found and Counter(c["status"] for c in later)["late"] > Counter(c["status"] for c in found)["late"]


def test_each_published_result_links_to_its_own_check(small: Served, open_page: OpenPage) -> None:
    """From the enterprise's page, by its link, to the check of that very rank."""
    (draw, rank), entity = next(iter(opened(small).items()))
    page = open_page(small, f"e/{entity}/")
    page.locator(f"a[href$='verify/?draw={draw}&rank={rank}']").first.click()
    page.wait_for_url("**/verify/?*")
    assert wait_until_ended(page) == "done"
    record = page.locator(f".mv-check[data-name='draw.opening'][data-subject='{draw}/{rank}']")
    assert record.is_visible() and record.get_attribute("data-status") == "pass"


def ledger_wide(checks: Checks) -> Checks:
    """The checks on the ledger as a whole, its documents left out."""
    return [check for check in checks if check["name"].split(".")[0] in ("policy", "chain", "checkpoint")]


def of_draw(checks: Checks, draw: str | None = None) -> Checks:
    """The checks on draws, or on this draw."""
    found = [check for check in known_to_page(checks) if check["name"].startswith("draw.")]
    return [check for check in found if draw is None or check["subject"].split("/")[0] == draw]
