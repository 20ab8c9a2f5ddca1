"""The line that the page shows for a ticket, run by the real `openssl` through a real shell, gives the ticket."""

import subprocess
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from ledger.core import layout
from tests.browser.conftest import OpenPage
from tests.browser.served import Served
from tests.browser.verifying import verify_page
from tests.support.ledgers import Options, build_ledger, entity

pytestmark = pytest.mark.browser


def shown(page: Page, subject: str) -> tuple[str, str]:
    """The line and the ticket that stand at the opening of this rank."""
    hand = page.locator(f".mv-check[data-name='draw.opening'][data-subject='{subject}'] .mv-hand")
    if hand.get_attribute("open") is None:
        hand.locator("summary").click()
    line, ticket = hand.locator(".mv-command"), hand.locator(".mc-hash")
    expect(line).to_be_visible()
    expect(ticket).to_be_visible()
    return line.inner_text(), ticket.inner_text()


def run(line: str) -> str:
    """What a shell prints, without the name of the algorithm before it."""
    done = subprocess.run(["sh", "-c", line], capture_output=True, check=True, timeout=60)
    return done.stdout.decode().strip().rpartition("= ")[2]


def test_worked_example(example: Served, open_page: OpenPage) -> None:
    """One public rank of every third draw, the first on a real round among them; all of them from one run."""
    page = open_page(example)
    verify_page(page)
    for draw in list(example.life.draws.values())[::3]:
        rank = min(number for number, life in draw.ranks.items() if life.status == "disclosed")
        group = page.locator(f".mv-group[data-draw='{draw.id}']")
        if group.get_attribute("open") is None:
            group.locator("summary").first.click()
        group.locator(".mv-step[data-step=openings] .mv-more > summary").click()
        line, ticket = shown(page, f"{draw.id}/{rank}")
        assert draw.draw_body is not None
        assert ticket in example.life.documents.file(draw.draw_body.tickets).decode()
        assert run(line) == ticket


def test_row_given_up_and_row_in_force(small: Served, open_page: OpenPage) -> None:
    """Both rows of a rank that was replaced."""
    page = open_page(small)
    verify_page(page, "?draw=B-key&rank=2")
    (given_up,) = small.life.draws["B-key"].ranks[2].given_up
    lines = {subject: shown(page, subject) for subject in ("B-key/2", f"B-key/2@{given_up.index}")}
    assert lines["B-key/2"] != lines[f"B-key/2@{given_up.index}"]
    assert all(run(line) == ticket for line, ticket in lines.values())


def test_weight(small: Served, open_page: OpenPage) -> None:
    """With a weight the ticket is the least of several; the page says so."""
    names = [entity("430902", kind, number)[0] for kind in ("special", "general") for number in range(1, 8)]
    heavy = build_ledger(Options(draws=("A-general",), grades=dict.fromkeys(names, "D")))
    page = open_page(small)
    with small.publishing(heavy.files):
        verify_page(page, "?draw=A-general&rank=1")
    line, ticket = shown(page, "A-general/1")
    assert "权重是 5" in page.locator(".mv-hand[open]").inner_text()
    assert run(line) == ticket


def test_line_is_copied(small: Served, open_page: OpenPage) -> None:
    """The button puts the line on the clipboard, and says when the browser does not let it."""
    page = open_page(small, permissions=["clipboard-read", "clipboard-write"])
    verify_page(page, "?draw=A-general&rank=0")
    line, _ = shown(page, "A-general/0")
    page.get_by_role("button", name="复制这一行").click()
    page.get_by_text("已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == line
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="复制这一行").click()
    page.get_by_text("浏览器不让复制").wait_for()


def test_another_ticket_has_no_line(small: Served, open_page: OpenPage) -> None:
    """A row whose opening failed is not offered as if it could be recomputed."""
    ledger = build_ledger()
    path = layout.opening("A-general", 0)
    broken = replace(ledger, files=ledger.files | {path: ledger.files[layout.opening("A-general", 1)]})
    page = open_page(small)
    with small.publishing(broken.files):
        verify_page(page, "?draw=A-general&rank=0")
    check = page.locator(".mv-check[data-name='draw.opening'][data-subject='A-general/0']").first
    assert check.get_attribute("data-status") == "fail" and check.locator(".mv-hand").count() == 0
