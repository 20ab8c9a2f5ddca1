"""The verify page in use: in a worker, with progress, to be cancelled and tried again, by keyboard alone."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.served import Served
from tests.browser.verifying import checks_of, verify_again, verify_page, wait_until_ended
from tests.support.ledgers import build_ledger

pytestmark = pytest.mark.browser
Watches = dict[Page, Watch]
OPENINGS = "**/ledger/openings/**"


def verifiers(page: Page) -> list[str]:
    """The workers that verify."""
    return [worker.url for worker in page.workers if worker.url.endswith("verifier/worker.js")]


def hold(page: Page, pattern: str) -> Callable[[], None]:
    """Answer these requests only when the returned function is called."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))

    def release() -> None:
        page.route(pattern, lambda route: route.continue_())
        for route in held:
            route.continue_()

    return release


def focused(page: Page) -> str:
    """What has the focus: its tag and text."""
    text: str = page.evaluate("() => `${document.activeElement.tagName} ${document.activeElement.innerText ?? ''}`.trim()")
    return text


def state(page: Page) -> str | None:
    """How far the page is."""
    return page.locator("#mingchou-verify").get_attribute("data-state")


def test_in_a_worker_with_progress(small: Served, open_page: OpenPage) -> None:
    """While files are on their way the worker lives, the bar has moved, what was checked is there; and the page answers."""
    page = open_page(small)
    release = hold(page, OPENINGS)
    page.goto("verify/")
    page.locator(".mv-step").first.wait_for()
    assert state(page) == "running" and len(verifiers(page)) == 1
    bar = page.locator(".mv-panel progress")
    assert bar.is_visible() and 0 < float(bar.evaluate("(bar) => bar.value")) < 1
    assert re.search(r"(下载公布的文件|验证签名|逐行读台账) \d+ / \d+", page.locator(".mv-progress").inner_text())
    assert page.locator(".mv-verdict").inner_text().startswith("正在你的浏览器里核验")
    assert page.locator("#mingchou-checks").text_content() == ""
    release()
    assert wait_until_ended(page) == "done"
    assert bar.is_hidden() and verifiers(page) == []


def test_the_bar_never_goes_back(small: Served, open_page: OpenPage) -> None:
    """From nothing to everything, stage by stage."""
    page = open_page(small)
    verify_page(page)
    page.evaluate(
        """() => {
          const bar = document.querySelector('.mv-panel progress');
          window.seen = [];
          new MutationObserver(() => window.seen.push(bar.value)).observe(bar, { attributes: true, attributeFilter: ['value'] });
          new MutationObserver(() => window.seen.push(bar.value))
            .observe(bar.nextElementSibling, { childList: true, characterData: true, subtree: true });
        }"""
    )
    verify_again(page)
    seen = page.evaluate("window.seen")
    assert seen == sorted(seen) and len(set(seen)) > 2 and seen[-1] > 0.7


def test_cancel_and_verify_again(small: Served, open_page: OpenPage) -> None:
    """By keyboard: cancelling ends the worker, says so and leaves no checks for others; the same place starts anew."""
    page = open_page(small)
    release = hold(page, OPENINGS)
    page.goto("verify/")
    page.locator(".mv-step").first.wait_for()
    page.get_by_role("button", name="取消").focus()
    page.keyboard.press("Enter")
    assert state(page) == "cancelled" and verifiers(page) == []
    assert page.locator(".mv-verdict").inner_text().startswith("已取消。取消之前做完")
    assert page.locator("#mingchou-checks").text_content() == ""
    assert focused(page) == "BUTTON 重新核验", "the focus is not lost with the button that had it"
    release()
    page.keyboard.press("Enter")
    assert wait_until_ended(page) == "done"
    assert len(checks_of(page)) > 100


def test_one_failure_of_the_network_is_overcome(small: Served, open_page: OpenPage, watches: Watches) -> None:
    """A request that fails once is made again; the reader sees nothing of it."""
    page, failed = open_page(small), []

    def fail_once(route: Route) -> None:
        if route.request.url in failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort()

    page.route("**/ledger/checkpoint", fail_once)
    page.route("**/ledger/openings/A-general/1.json", fail_once)
    assert [check for check in verify_page(page) if check["status"] == "fail"] == []
    assert len(failed) == 2
    assert all("ERR_FAILED" in text for text in watches[page].complaints)
    watches[page].complaints.clear()


def test_lasting_failure_is_told_and_tried_again(small: Served, open_page: OpenPage, watches: Watches) -> None:
    """What could not be fetched is no failed check: the page names the file and offers to try again."""
    page = open_page(small)
    page.route("**/ledger/results/A-general/0.json", lambda route: route.fulfill(status=503))
    page.goto("verify/")
    assert wait_until_ended(page) == "failed"
    verdict = page.locator(".mv-verdict").inner_text()
    assert "没有取全公布的文件" in verdict and "results/A-general/0.json" in verdict
    assert page.locator(".mv-check[data-status=fail]").count() == 0
    assert page.locator("#mingchou-checks").text_content() == ""
    page.unroute_all()
    page.get_by_role("button", name="再试一次").click()
    assert wait_until_ended(page) == "done"
    watches[page].complaints.clear()


def test_no_ledger_and_no_worker(small: Served, open_page: OpenPage, watches: Watches) -> None:
    """Neither is mistaken for a ledger that verifies."""
    page = open_page(small)
    with small.publishing({}):
        page.goto("verify/")
        assert wait_until_ended(page) == "failed"
        assert "这里没有台账" in page.locator(".mv-verdict").inner_text()
    page.route("**/verifier/worker.js", lambda route: route.abort())
    page.goto("verify/")
    assert wait_until_ended(page) == "failed"
    assert "核验程序没有下载完整" in page.locator(".mv-verdict").inner_text()
    watches[page].complaints.clear()


def test_by_keyboard_alone(small: Served, open_page: OpenPage) -> None:
    """Tab goes through the page in the order in which it reads; Enter and Space open evidence and close it."""
    page = open_page(small)
    verify_page(page, "?draw=A-general&rank=0")
    page.evaluate("document.getElementById('content').focus()")
    inside: list[tuple[float, str]] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        place = page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              return document.activeElement.closest('#mingchou-verify') && box.top + scrollY;
            }"""
        )
        if place is not None:
            inside.append((place, focused(page)))
        elif inside:
            break
    names = [name for _, name in inside]
    assert names[0].startswith("A 核验整批") and "BUTTON 重新核验" in names and any(name.startswith("INPUT") for name in names)
    assert any(name.startswith("SUMMARY 看依据") for name in names) and any("openssl" in name for name in names)
    assert [(one, next) for one, next in pairwise(inside) if next[0] < one[0] - 12] == [], "never upwards"

    evidence = page.locator(".mv-step[data-step=beacon] .mv-more")
    summary = evidence.locator("summary")
    summary.focus()
    for key, open in (("Enter", True), ("Enter", False), ("Space", True)):
        page.keyboard.press(key)
        assert (evidence.get_attribute("open") is not None) is open
    check = evidence.locator(".mv-check")
    check.wait_for()
    assert check.count() == 1 and "信标签名成立" in check.inner_text() and "draw.beacon" in check.inner_text()


def test_day_is_chosen_by_keyboard(small: Served, open_page: OpenPage) -> None:
    """The arrow keys go from the site's day to today, and the run starts anew."""
    page = open_page(small)
    before = verify_page(page)
    page.locator(".mv-days input").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".mv-days input").nth(1).is_checked()
    assert wait_until_ended(page) == "done"
    assert checks_of(page) != before, "the example's open draw is overdue by now"


def test_long_lists_come_a_page_at_a_time(small: Served, open_page: OpenPage) -> None:
    """More than a hundred checks of one step are made as they are asked for, and the focus goes on with them."""
    page, bureau = open_page(small), build_ledger().bureau
    for number in range(110):
        bureau.publish("2024-12-09T10:00:00+08:00", "guide", f"g{number}", f"示例指引 {number}\n".encode())
    with small.publishing(bureau.published()):
        verify_page(page)
    step = page.locator(".mv-step[data-step=documents]")
    step.locator(".mv-more > summary").click()
    items = step.locator(".mv-more .mv-check")
    total = int(re.findall(r"\d+", step.locator(".mv-more > summary").inner_text())[0])
    assert total > 100
    expect(items).to_have_count(100)
    step.locator(".mv-more").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(items).to_have_count(total)
    expect(step.locator(".mv-more").get_by_role("button")).to_have_count(0)


def test_what_a_reader_opened_stays_open(example: Served, open_page: OpenPage) -> None:
    """Evidence opened while the run goes on is still open at its end, the keyboard still at it, with all that came since."""
    page = open_page(example, "verify/")
    evidence = page.locator(".mv-step[data-step=documents] .mv-more")
    summary = evidence.locator("> summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#mingchou-verify").get_attribute("data-state") == "running", "too late to show anything"
    assert wait_until_ended(page) == "done"
    assert summary.evaluate("(summary) => summary === document.activeElement")
    expect(evidence.locator(".mv-check")).to_have_count(sum(check["name"].endswith(".file") for check in checks_of(page)))


def verdict_of(page: Page, query: str) -> tuple[str | None, str]:
    """The mark of the panel, and the sentence with it, as they are announced."""
    verify_page(page, query)
    verdict = page.get_by_role("status").and_(page.locator(".mv-verdict[aria-live=polite]"))
    return page.locator(".mv-panel").get_attribute("data-status"), verdict.inner_text().replace("\n", "")


def test_what_was_asked_for_is_told_first(small: Served, open_page: OpenPage) -> None:
    """A sealed rank is not verified by the ledger that it stands in; an opened one is, by its own checks."""
    page = open_page(small)
    status, text = verdict_of(page, "?draw=C-key&rank=1")
    assert status == "pending" and text.startswith("…待定 第 1 号名次（C-key）还封存着：它自己的 3 项核验现在都下不了结论。")
    rest = len([c for c in checks_of(page) if c["status"] == "pass"])
    assert text.endswith(f"所在批次和整本台账的核验没有一项不符，{rest} 项由你的浏览器重算通过。")
    status, text = verdict_of(page, "?draw=C-key&rank=0")
    assert status == "pass" and text.startswith(
        "✓通过 第 0 号名次（C-key）的核验没有一项不符，3 项由你的浏览器重算通过。所在批次"
    )
    assert verdict_of(page, "?draw=B-key&rank=0")[0] == "late" and verdict_of(page, "?draw=B-key&rank=1")[0] == "pass"


def test_chance_is_told_by_its_chain(example: Served, small: Served, open_page: OpenPage) -> None:
    """The example's own chain proves nothing of chance, a public one does; of one not yet used neither is said."""
    strange, known, neutral = "谁掌握这条链，本页说不了", "本单位左右不了", "公告时就定下的那一轮信标"
    for site, draw, query, status, said in (
        (example, "2024Q1-430902", "&rank=0", "unproven", strange),
        (example, "2024Q4-430903", "&rank=4", "pending", strange),
        (small, "A-general", "&rank=0", "pass", known),
        (small, "F-special", "", "pass", neutral),
    ):
        page = open_page(site)
        found, text = verdict_of(page, f"?draw={draw}{query}")
        assert found == status, draw
        assert ("不在公认之列的信标链" in text) is (status == "unproven"), text
        why = page.locator(".mv-step[data-step=beacon] .mv-why").inner_text()
        assert [each in why for each in (strange, known, neutral)] == [each == said for each in (strange, known, neutral)]


def test_what_the_page_leaves_to_the_command(small: Served, open_page: OpenPage) -> None:
    """`draw.plan` is pending for programs; a reader is told that the page does not make this check, and what does."""
    page = open_page(small)
    text = verdict_of(page, "?draw=A-general")[1]
    pending = [check["name"] for check in checks_of(page) if check["status"] == "pending"]
    assert "draw.plan" in pending and f"{len(pending) - 1} 项现在还下不了结论" in text
    assert "1 项本页不核验，请用命令 mingchou verify" in text
    tallies = page.locator(".mv-tallies").inner_text().splitlines()
    assert f"… 待定 {len(pending) - 1}" in tallies and "– 本页不核验 1" in tallies
    step = page.locator(".mv-step[data-step=plan]")
    step.locator(".mv-more > summary").click()
    assert step.locator(".mv-step__top").inner_text().startswith("–") and "mingchou verify" in step.inner_text()
    check = step.locator(".mv-check")
    assert check.get_attribute("data-status") == "pending" and check.inner_text().startswith("–本页不核验\n抽取池出自计划与名录")
