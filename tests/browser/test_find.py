"""The box under the header of every page, pinyin initials, the results page's filters in the address. How fast it
is, `make bench` shows."""

import json
import re
import unicodedata
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from generator.initials import initials
from tests.browser.conftest import OpenPage
from tests.browser.served import Served
from tests.browser.test_search import PHONE, hits, listed

pytestmark = pytest.mark.browser
COUNT = "#mc-count"


def results_of(site: Served) -> list[dict[str, str]]:
    """Every public result: name, code, area, class, outcome, quarter."""
    entities = json.loads((site.out / "assets" / "search-index.json").read_text(encoding="utf-8"))
    index = json.loads((site.out / "assets" / "results-index.json").read_text(encoding="utf-8"))
    found = []
    for entity, _, _, kind, outcome, _, _, quarter, _ in index["results"]:
        name, code, area, *_ = entities["entities"][entity]
        found.append({"name": name, "code": code, "area": entities["areas"][area][0], "class": kind,
                      "outcome": index["outcomes"][outcome], "quarter": quarter})  # fmt: skip
    return found


def shown(page: Page, count: int) -> list[str]:
    """The names in the table, once it says that there are so many; it shows more of them on demand."""
    page.locator(COUNT, has_text=f"共 {count} 项结果").wait_for()
    more = page.locator("#mc-more")
    while more.is_visible():
        more.click()
    return page.locator("#mc-results tbody td:first-child a").all_inner_texts()


def wait_for_all(page: Page, count: int) -> None:
    """The list as the page came: all of these, or the newest of them."""
    page.locator(COUNT, has_text=re.compile(f"(全部|共) {count} 项[，；]")).wait_for()


@pytest.mark.parametrize("path", ["", "results/", "d/", "rules/", "guides/staff/", "ledger/", "verify/", "q/2024Q4/", "404.html"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
def test_one_box_on_every_page(path: str, device: dict[str, Any], example: Served, open_page: OpenPage) -> None:
    """Exactly one, in sight without scrolling; what it finds leads to the enterprise from wherever it is."""
    page, (name, code) = open_page(example, path, **device), listed(example)[33]
    box = page.locator("input[role=combobox]")
    assert box.count() == 1
    box.fill(name)
    assert hits(page) == [name]
    # The error page has its links from the site's root, and the example's site is not served below any path.
    page.locator("#mc-hits a").click()
    page.wait_for_url(f"**/e/{code}/")
    assert page.locator("input[role=combobox]").bounding_box()["y"] < 300  # type: ignore[index]


def spelt(name: str, initial: str) -> bool:
    """Whether the initials are those of successive characters of the name, each by some reading. The slow and plain way."""
    sets = [set(one.lower()) for one in re.findall(r"[a-z0-9?][A-Z]*", initials(name))]
    return any(
        all("?" in one or letter in one for one, letter in zip(sets[start:], initial, strict=False))
        for start in range(len(sets) - len(initial) + 1)
    )


@pytest.mark.parametrize(
    "query", ["yys", "hgyxgs", "HGYXGS", "hg yx gs", "ｈｇｙｘｇｓ", "yyxgs", "zx", "hyyxgs", "slyy", "qqqq"]
)
def test_pinyin_initials_are_exact(query: str, example: Served, open_page: OpenPage) -> None:
    """All whose successive characters can be read so, and no others, polyphones by each of their readings."""
    page = open_page(example, "rules/")
    plain = unicodedata.normalize("NFKC", query).lower().replace(" ", "")
    expected = [name for name, code in listed(example) if spelt(name, plain) or plain in code.lower()]
    page.locator("#mc-query").fill(query)
    if not expected:
        page.get_by_text("没有找到").wait_for()
        return
    page.locator("#mc-search-note").get_by_text(f"找到 {len(expected)} 家").wait_for()
    assert set(hits(page)) <= set(expected)


def test_combobox_by_keyboard(example: Served, open_page: OpenPage) -> None:
    """Arrows choose, round and back to the field; Escape closes; Enter goes, or without a choice asks the results page."""
    page = open_page(example, "rules/")
    box, options = page.locator("#mc-query"), page.locator("#mc-hits a")
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("hgyxgs")
    hits(page)
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowUp")
    assert options.last.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    assert box.evaluate("(field) => field === document.activeElement")
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false" and page.locator("#mc-hits").is_hidden()
    assert box.input_value() == "hgyxgs"
    page.keyboard.press("ArrowDown")
    assert page.locator("#mc-hits").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.locator("#mc-hits").is_hidden(), "it goes when the reader goes"
    box.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/results/?find=hgyxgs")


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
def test_filters_live_in_the_address(device: dict[str, Any], example: Served, open_page: OpenPage) -> None:
    """Each filter and two together show exactly those; back, forward and a fresh load show what the address says."""
    page, all = open_page(example, "results/", **device), results_of(example)
    page.select_option("select[name=area]", "430903")
    in_area = [row for row in all if row["area"] == "430903"]
    assert shown(page, len(in_area)) == [row["name"] for row in in_area]
    page.select_option("select[name=outcome]", "rectify-ordered")
    both = [row for row in in_area if row["outcome"] == "rectify-ordered"]
    assert 0 < len(both) < len(in_area)
    assert shown(page, len(both)) == [row["name"] for row in both]
    assert parse_qs(urlsplit(page.url).query) == {"area": ["430903"], "outcome": ["rectify-ordered"]}
    page.go_back()
    assert len(shown(page, len(in_area))) == len(in_area)
    assert page.locator("select[name=outcome]").input_value() == ""
    page.go_back()
    wait_for_all(page, len(all))
    page.go_forward()
    page.go_forward()
    shown(page, len(both))
    page.reload()
    assert shown(page, len(both)) == [row["name"] for row in both]
    page.get_by_role("button", name="清除").click()
    wait_for_all(page, len(all))
    assert urlsplit(page.url).query == ""


def test_every_filter_by_address_alone(example: Served, open_page: OpenPage) -> None:
    """A link that was sent on; a value that the page does not know is as if it were not there."""
    page, all = open_page(example), results_of(example)
    for name in ("area", "class", "outcome", "quarter"):
        for value in sorted({row[name] for row in all}):
            page.goto(f"results/?{name}={value}")
            kept = [row["name"] for row in all if row[name] == value]
            assert shown(page, len(kept)) == kept
    page.goto("results/?area=%22%5D&class=nobody&outcome=")
    wait_for_all(page, len(all))
    known = next(row["name"] for row in all if row["quarter"] == "2023Q3")
    query = re.sub("[A-Z?]", "", initials(known))[:9]
    page.goto(f"results/?find={query}&quarter=2023Q3")
    kept = [row["name"] for row in all if row["quarter"] == "2023Q3" and spelt(row["name"], query)]
    assert known in kept and shown(page, len(kept)) == kept


def test_quarters_without_javascript(example: Served, open_page: OpenPage) -> None:
    """The results page leads to each quarter's list, which has every result of the quarter, page by page; by keyboard."""
    page, all = open_page(example, "results/", java_script_enabled=False), results_of(example)
    assert page.locator("noscript .mc-callout").is_visible() and page.locator("[data-filters]").is_hidden()
    page.get_by_role("link", name="2024年第三季度").press("Enter")
    names, titles = list[str](), list[str]()
    while True:
        titles.append(page.locator("h1").inner_text())
        names += page.locator(".mc-table--results td:first-child a").all_inner_texts()
        following = page.get_by_role("navigation", name="检查结果的各页", exact=True).get_by_role("link", name="下一页")
        if following.count() == 0:
            break
        following.press("Enter")
        page.wait_for_url(f"**/q/2024Q3_{len(titles) + 1}/")
    assert titles == [f"2024年第三季度的检查结果{part}" for part in ("", "（第 2 页）", "（第 3 页）")]
    assert sorted(names) == sorted(row["name"] for row in all if row["quarter"] == "2024Q3")


def test_large_text_stays(example: Served, open_page: OpenPage) -> None:
    """One press enlarges every size; the next page, and the next visit, begin so; another press undoes it."""
    page = open_page(example, "rules/", viewport={"width": 1280, "height": 901})
    size = "parseFloat(getComputedStyle(document.querySelector('.md-typeset')).fontSize)"
    usual, button = page.evaluate(size), page.get_by_role("button", name="大字")
    button.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    large = page.evaluate(size)
    assert large > 1.25 * usual
    page.goto("results/")
    assert page.evaluate(size) == large
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    button.click()
    assert page.evaluate(size) == usual


@pytest.mark.parametrize("path", ["e/", "d/2024Q4-430902-key/"])
def test_printed(path: str, example: Served, open_page: OpenPage) -> None:
    """On paper, from dark too: black on white, the address and the genesis hash at the end, and nothing that is only to press."""
    own = f"e/{listed(example)[0][1]}/" if path == "e/" else path
    page = open_page(example, own, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.locator(".mc-printed").inner_text().endswith(f"/{own}")
    assert page.locator(".mc-printed").is_visible() and page.locator("[data-genesis]").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.md-typeset h1')).color") == "rgb(0, 0, 0)"
    for hidden in (".md-header", ".mc-search", ".mc-button", ".mc-foot__links"):
        assert not any(each.is_visible() for each in page.locator(hidden).all()), hidden
