"""What each reader comes for, from the home page on: once by keyboard alone, and once by touch on a phone.

The public: was that factory inspected, and what came of it? Journalists: was the draw straight, who is late, who is drawn again
and again, give me the data. The bureau's own staff: are we doing what the regulation asks?
"""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from generator.initials import initials
from generator.wording import day
from tests.browser.conftest import OpenPage
from tests.browser.served import Served
from tests.browser.test_find import results_of, shown
from tests.browser.test_search import PHONE
from tests.browser.verifying import wait_until_ended

pytestmark = pytest.mark.browser
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHRASES = {"none-found": "未发现问题", "rectify-ordered": "发现问题已责令整改", "case-filed": "发现涉嫌违法行为已立案调查"}
_SEEN = """
(element) => {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return element.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}
"""


@dataclass
class Hand:
    """How a reader goes about a page: `keys` alone, or by touch."""

    page: Page
    keys: bool
    seen: str = ""
    """The page on which the reader last went about."""

    def reach(self, target: Locator) -> None:
        """Go to it by Tab, on a fresh page past the menus by the skip link; where the focus comes to rest, it is seen."""
        element, path = target.element_handle(), urlsplit(self.page.url).path
        fresh, self.seen = self.seen != path, path
        if fresh and element.evaluate("(element) => element.closest('.md-content') !== null"):
            self.page.keyboard.press("Tab")
            assert self.page.locator(".md-skip").evaluate("(link) => link === document.activeElement")
            self.page.keyboard.press("Enter")
        for _ in range(150):
            self.page.keyboard.press("Tab")
            if element.evaluate("(element) => element === document.activeElement"):
                assert element.evaluate(_SEEN), "the reader does not see where he is"
                return
        raise AssertionError("it is not reached by Tab")

    def press(self, target: Locator) -> None:
        """A link or a button."""
        if self.keys:
            self.reach(target)
            self.page.keyboard.press("Enter")
        else:
            target.tap()

    def section(self, name: str) -> None:
        """One of the main pages, from the home page: by its tab, on a phone by the menu."""
        home = self.page.url
        if self.keys:
            self.press(self.page.locator(".md-tabs__link").get_by_text(name, exact=True))
        else:
            self.page.locator("label.md-header__button[for=__drawer]").tap()
            menu = self.page.locator(".md-nav--primary")
            folder = menu.get_by_role("button", name=f"展开{name}", exact=True)
            if folder.count():
                folder.tap()
            menu.get_by_role("link", name=name, exact=True).last.tap()
        self.page.wait_for_url(lambda url: url != home)

    def write(self, text: str) -> None:
        """Into the box that finds an enterprise, over what stands there."""
        box = self.page.locator("#mc-query")
        if not self.keys:
            box.tap()
        elif not box.evaluate("(box) => box === document.activeElement"):
            self.reach(box)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, name: str) -> None:
        """One of the enterprises found: by the arrow keys, or with a finger."""
        option = self.page.locator("#mc-hits a").filter(has=self.page.get_by_text(name, exact=True))
        option.wait_for()
        if not self.keys:
            option.tap()
            return
        for _ in range(50):
            self.page.keyboard.press("ArrowDown")
            if option.get_attribute("aria-selected") == "true":
                self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"{name} is not reached by the arrow keys")

    def select(self, list: Locator, value: str) -> None:
        """One of a list's choices."""
        if not self.keys:
            list.select_option(value)
            return
        self.reach(list)
        for _ in range(list.locator("option").count()):
            self.page.keyboard.press("ArrowDown")
            if list.input_value() == value:
                return
        raise AssertionError(f"{value} is not reached by the arrow keys")

    def download(self, link: Locator) -> Download:
        """A file."""
        with self.page.expect_download() as found:
            self.press(link)
        return found.value


Begin = Callable[[Served], Hand]


@pytest.fixture(params=["keyboard", "touch"])
def begin(request: pytest.FixtureRequest, open_page: OpenPage) -> Begin:
    """The home page, before a reader with a keyboard or with a phone."""
    keys = request.param == "keyboard"
    return lambda site: Hand(open_page(site, "", **(DESK if keys else PHONE)), keys)


def content(download: Download) -> bytes:
    """A downloaded file."""
    return Path(download.path()).read_bytes()


def rows(download: Download) -> list[dict[str, str]]:
    """A downloaded CSV file."""
    return list(csv.DictReader(io.StringIO(content(download).decode("utf-8-sig"), newline="")))


# The public


def test_was_that_factory_inspected(example: Served, begin: Begin) -> None:
    """Found by whatever one remembers; its page says the phrase, when, and what was looked at."""
    one = next(row for row in results_of(example) if row["outcome"] == "rectify-ordered")
    usual = re.sub("[A-Z?]", "", initials(one["name"]))
    hand = begin(example)
    for part in (one["name"][3:9], usual[2:], one["code"][-7:].lower()):
        hand.write(part)
        hand.page.locator("#mc-hits").get_by_text(one["name"], exact=True).wait_for()
    hand.choose(one["name"])
    hand.page.wait_for_url(f"**/e/{one['code']}/")
    assert hand.page.locator("h1").inner_text() == one["name"]
    told = hand.page.locator(".mc-appearance").filter(has_text=PHRASES[one["outcome"]]).first
    for words in ("检查日期", "检查内容", "检查人员"):
        assert words in told.inner_text()


def test_results_of_my_area_this_quarter(example: Served, begin: Begin) -> None:
    """Two lists, and exactly those results."""
    wanted = [row for row in results_of(example) if (row["area"], row["quarter"]) == ("430902", "2024Q4")]
    hand = begin(example)
    hand.section("检查结果")
    hand.select(hand.page.locator("select[name=area]"), "430902")
    hand.select(hand.page.locator("select[name=quarter]"), "2024Q4")
    assert wanted and shown(hand.page, len(wanted)) == [row["name"] for row in wanted]


def test_when_a_sealed_draw_will_be_known(example: Served, begin: Begin) -> None:
    """From the draws under way to the one that matters: how many are still sealed, and the last day."""
    hand = begin(example)
    hand.press(hand.page.locator(".mc-card a[href$='d/2024Q4-430902-key/']"))
    hand.page.wait_for_url("**/d/2024Q4-430902-key/")
    life = example.life.draws["2024Q4-430902-key"]
    last = day(example.life.documents.order(life.body.order).reveal_by)
    told = hand.page.locator(".mc-callout").first.inner_text()
    assert re.search(r"还封存着 \d+ 家", told) and f"最迟 {last} 揭示" in told


# Journalists


def test_was_the_draw_straight(small: Served, begin: Begin) -> None:
    """From a draw to its verification, here and now, in the reader's own browser."""
    hand = begin(small)
    hand.section("抽取批次")
    hand.press(hand.page.locator("a[href$='d/A-general/']").first)
    hand.page.wait_for_url("**/d/A-general/")
    hand.press(hand.page.get_by_role("link", name="自己核验这一批"))
    hand.page.wait_for_url("**/verify/?draw=A-general")
    assert wait_until_ended(hand.page) == "done"
    assert hand.page.locator(".mv-check[data-status=fail]").count() == 0
    assert "没有一项不符" in hand.page.locator(".mv-verdict").inner_text()


def test_who_is_late(example: Served, begin: Begin) -> None:
    """The board says how many in its first line, and leads to them one by one; their numbers can be had."""
    hand = begin(example)
    hand.section("看板")
    late = hand.page.locator(".mc-answer a[href='#lags']")
    count = int(re.findall(r"\d+", late.inner_text())[0])
    hand.press(late)
    assert hand.page.locator("#lags").evaluate("(place) => place.getBoundingClientRect().top < innerHeight")
    listed = hand.page.locator("details").filter(has_text="逾期公示或没有公示的").locator("tbody tr")
    assert listed.count() == count > 0 and listed.first.is_visible()
    found = rows(hand.download(hand.page.locator("a[href$='data/board_overdue.csv']")))
    assert len(found) == count and {row["draw"] for row in found} <= set(example.life.draws)


def test_who_is_drawn_again_and_again(example: Served, begin: Begin) -> None:
    """On the page those drawn twice or more who need not have been, the least likely first; in the file everyone, with the same
    numbers."""
    hand = begin(example)
    hand.section("公平")
    names = hand.page.locator("h2#repeated ~ table").first.locator("tbody tr td:first-child").all_inner_texts()
    found = {row["entity_name"]: row for row in rows(hand.download(hand.page.locator("a[href$='data/fairness_entities.csv']")))}
    assert len(found) > len(names) > 10
    again = {name: float(row["probability"]) for name, row in found.items() if int(row["drawn"]) >= 2}
    assert set(names) == {name for name, chance in again.items() if chance < 1}
    certain = sum(chance == 1 for chance in again.values())
    assert certain > 0 and f"必然抽中的 {certain} 家" in hand.page.locator("h2#repeated + p").inner_text()
    chances = [float(found[name]["probability"]) for name in names]
    assert chances == sorted(chances) and 0 < chances[0] < 1


def test_give_me_the_data(example: Served, begin: Begin) -> None:
    """A table and all tables: what arrives is what the index says, to the byte and to the row."""
    hand = begin(example)
    hand.section("数据")
    links = {
        name: hand.page.locator(f"a[href$='data/{name}']").first for name in ("results.csv", "mingchou.sqlite", "index.json")
    }
    files = {name: hand.download(links[name]) for name in ("mingchou.sqlite", "index.json", "results.csv")}
    index = {one["path"]: one for one in json.loads(content(files["index.json"]))["resources"]}
    for name in ("results.csv", "mingchou.sqlite"):
        assert index[name]["hash"] == f"sha256:{sha256(content(files[name])).hexdigest()}"
    found = rows(files["results.csv"])
    assert len(found) == index["results.csv"]["rows"] == len(results_of(example))
    with closing(sqlite3.connect(files["mingchou.sqlite"].path())) as all:
        assert all.execute("SELECT count(*) FROM results").fetchone() == (len(found),)


# The bureau's own staff


def test_are_we_on_quota(example: Served, begin: Begin) -> None:
    """The first line says how many of how many; the table says it of one's own area, class and quarter."""
    hand = begin(example)
    hand.section("看板")
    owed, done = (
        int(number) for number in re.findall(r"应查 (\d+) 家次，完成 (\d+) 家次", hand.page.locator(".mc-answer").inner_text())[0]
    )
    assert 0 < done <= owed
    own = hand.page.locator("h2#coverage ~ table").first.locator("tbody tr").filter(has_text="资阳区").filter(has_text="重点")
    quarters = [int(number) for number in re.findall(r"(\d+) / \d+", own.inner_text())]
    file = rows(hand.download(hand.page.locator("a[href$='data/board_coverage.csv']")))
    told = [row["done"] for row in file if (row["area"], row["class"]) == ("430902", "key") and row["period"].startswith("Q")]
    assert quarters == [int(number) for number in told] and len(quarters) == 4


def test_which_clause_a_rule_comes_from(example: Served, begin: Begin) -> None:
    """From the rule in plain words to the clause itself, at its own place."""
    hand = begin(example)
    hand.section("规则")
    hand.press(hand.page.locator("h2#results ~ ul a[href$='regulation/#c5-3']").first)
    hand.page.wait_for_url("**/regulation/#c5-3")
    clause = hand.page.locator("#c5-3")
    assert "落实执法公示制度" in clause.inner_text()
    assert clause.evaluate("(place) => place.getBoundingClientRect().top >= 0 && place.getBoundingClientRect().top < innerHeight")
    assert "20个工作日" in hand.page.locator("#c5-3 + p").inner_text()


def test_how_to_correct_or_reply(example: Served, begin: Begin) -> None:
    """From an enterprise's page to whom to write to, and on to how it is done."""
    one = results_of(example)[0]
    hand = begin(example)
    hand.write(one["code"])
    hand.choose(one["name"])
    hand.page.wait_for_url(f"**/e/{one['code']}/")
    reply = hand.page.locator("h2#reply")
    expect(reply).to_have_text(re.compile("更正与答复"))
    assert "联系方式" in hand.page.locator("h2#reply ~ ul").first.inner_text()
    hand.press(hand.page.locator("h2#reply ~ p a[href*='guides/enterprises/']").first)
    hand.page.wait_for_url("**/guides/enterprises/#wrong")
    assert "更正" in hand.page.locator("#wrong + p").inner_text()
