"""Search by full name, an inner part of a name, or part of a code; by keyboard alone, on a phone, and without JavaScript."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.served import Served

pytestmark = pytest.mark.browser
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2,
}  # fmt: skip


def listed(site: Served) -> list[tuple[str, str]]:
    """Name and code of every enterprise, from the index that the page loads."""
    index = json.loads((site.out / "assets" / "search-index.json").read_text(encoding="utf-8"))
    return [(name, code) for name, code, *_ in index["entities"]]


def hits(page: Page) -> list[str]:
    """The names shown."""
    page.locator("#mc-search-note").get_by_text(re.compile("^找到")).wait_for()
    return page.locator("#mc-hits b").all_inner_texts()


def tab_to(page: Page, selector: str, limit: int = 40) -> None:
    """Press Tab until this has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


@pytest.mark.parametrize("path", ["", "results/"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
def test_exactly_those_that_hold_it(path: str, device: dict[str, Any], example: Served, open_page: OpenPage) -> None:
    """A full name gives the one; an inner part of a name and of a code give all that hold it, and no others."""
    page, all = open_page(example, path, **device), listed(example)
    name, code = all[len(all) // 2]
    for query in (name, name[3:8], code, code[6:15], code[-5:].lower(), f" {name[2:6]} "):
        wanted = query.strip()
        holding = [one for one, its in all if wanted in one or wanted.upper() in its]
        page.locator("#mc-query").fill(query)
        page.locator(f"#mc-search-note:has-text('找到 {len(holding)} 家')").wait_for()
        assert len(holding) >= 1 and set(hits(page)) <= set(holding)
        assert len(hits(page)) == min(50, len(holding))
    assert name in example_page(page, code)


def example_page(page: Page, code: str) -> str:
    """Follow the first hit for a code; the heading there."""
    page.locator("#mc-query").fill(code)
    page.locator(f"#mc-hits a[href$='e/{code}/']").click()
    return page.locator("h1").inner_text()


def test_full_width_and_spaces_make_no_difference(example: Served, open_page: OpenPage) -> None:
    """Input methods write full-width digits and letters (NFKC)."""
    page = open_page(example, "results/")
    _, code = listed(example)[7]
    page.locator("#mc-query").fill("".join(chr(ord(char) + 0xFEE0) for char in code))
    assert len(hits(page)) == 1
    page.locator("#mc-query").fill(f"{code[:9]} {code[9:]}")
    assert len(hits(page)) == 1
    page.locator("#mc-query").fill("没有这一家企业")
    page.locator("#mc-search-note:has-text('没有找到')").wait_for()
    assert page.locator("#mc-hits").is_hidden()


def test_by_keyboard_alone(example: Served, open_page: OpenPage) -> None:
    """Tab to the field, type, arrow down to the hit, Enter: the enterprise's page."""
    page = open_page(example, "")
    name, code = listed(example)[100]
    tab_to(page, "#mc-query")
    page.keyboard.type(code[8:])
    assert hits(page) == [name]
    page.keyboard.press("ArrowDown")
    assert page.locator("#mc-query").get_attribute("aria-activedescendant") == page.locator("#mc-hits a").get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/e/{code}/")
    assert page.locator("h1").inner_text() == name


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
def test_enter_key(device: dict[str, Any], example: Served, open_page: OpenPage) -> None:
    """Enter on the home page goes to the results with the question asked; there it stays, and the address keeps it."""
    page = open_page(example, "", **device)
    (name, code), (other, _) = listed(example)[5], listed(example)[300]
    page.locator("#mc-query").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/results/?find=*")
    assert page.locator("#mc-query").input_value() == name
    assert hits(page) == [name]
    page.locator("#mc-query").fill(other)
    page.keyboard.press("Enter")
    page.locator("#mc-hits", has_text=other).wait_for()
    page.reload()
    assert page.locator("#mc-query").input_value() == other and hits(page) == [other]
    page.locator("#mc-query").fill(code)
    page.get_by_role("button", name="查找").click()
    page.locator(f"#mc-hits a[href$='{code}/']").wait_for()


def test_without_javascript(example: Served, open_page: OpenPage) -> None:
    """The form still leads to the results, and every enterprise is found through the list of its area."""
    page = open_page(example, "", java_script_enabled=False)
    page.locator("#mc-query").fill("示例")
    page.keyboard.press("Enter")
    page.wait_for_url("**/results/?find=*")
    areas = page.locator("h2#areas + ul a")
    assert areas.count() == 8
    page.get_by_role("link", name="资阳区", exact=True).click()
    link, seen = page.locator(".mc-table--brief td:first-child a"), list[str]()
    while True:
        seen += link.all_inner_texts()
        following = page.get_by_role("navigation", name="检查对象名录的各页", exact=True).get_by_role("link", name="下一页")
        if following.count() == 0:
            break
        following.click()
    index = json.loads((example.out / "assets" / "search-index.json").read_text(encoding="utf-8"))
    assert (
        seen == sorted(name for name, _, area, *_ in index["entities"] if index["areas"][area][1] == "资阳区") and len(seen) > 50
    )
    name = link.nth(2).inner_text()
    link.nth(2).click()
    assert page.locator("h1").inner_text() == name
    page.goto("verify/")
    assert page.locator("noscript .mc-callout").is_visible()
    assert page.locator("#mingchou-verify").inner_text() == ""


def test_index_that_does_not_come(example: Served, open_page: OpenPage, watches: dict[Page, Watch]) -> None:
    """A failed download is told, and the next try may succeed."""
    page = open_page(example, "results/")
    page.route("**/search-index.json", lambda route: route.abort())
    page.locator("#mc-query").fill("示例")
    page.locator("#mc-search-note:has-text('没有取到企业名单')").wait_for()
    page.unroute_all()
    name, _ = listed(example)[0]
    page.locator("#mc-query").fill(name)
    assert hits(page) == [name]
    assert watches[page].complaints and all("ERR_FAILED" in text for text in watches[page].complaints)
    watches[page].complaints.clear()
