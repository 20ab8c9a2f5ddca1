"""The replay of a draw: in order, paused and stepped at will, by keyboard, without motion where the reader wants none."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.served import Served

pytestmark = pytest.mark.browser
DRAW = "d/2024Q4-430902-key/"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
_SHAPE = """
() => ({
  landed: [...document.querySelectorAll('.mc-replay__lane svg')].map((svg) => [...svg.querySelectorAll('path')]
    .filter((path) => !path.classList.contains('mc-replay__cut'))
    .reduce((sum, path) => sum + (path.getAttribute('d').match(/M/g) ?? []).length, 0)),
  taken: [...document.querySelectorAll('.mc-replay__in')].map((path) => (path.getAttribute('d').match(/M/g) ?? []).length),
  cuts: document.querySelectorAll('.mc-replay__cut').length,
  scene: document.querySelector('[data-replay-stage]').dataset.scene,
  step: Number(document.querySelector('[data-replay-stage]').dataset.step),
  sealed: getComputedStyle(document.querySelector('.mc-replay__places')).visibility,
  text: document.querySelector('[data-replay=status]').textContent,
})
"""
_BOXES = """
() => [...document.querySelectorAll('[data-replay-stage], [data-replay-stage] :is(.mc-replay__lane, svg, button, input, p)')]
  .filter((element) => element.checkVisibility())
  .map((element) => element.getBoundingClientRect())
  .map((box) => [box.x, box.y + scrollY, box.width, box.height].map(Math.round))
"""


def shape(page: Page) -> dict[str, Any]:
    """What the stage shows."""
    found: dict[str, Any] = page.evaluate(_SHAPE)
    return found


def press(page: Page, name: str) -> None:
    """Click a control."""
    page.locator(f"[data-replay={name}]").click()


def ready(page: Page) -> Page:
    """The page with the replay at its beginning."""
    page.locator("[data-replay=next]:enabled").wait_for()
    return page


def test_the_whole_story_in_order(example: Served, open_page: OpenPage) -> None:
    """Announcement, beacon, tickets one by one in ascending order, cut, sealed places; nobody is drawn before the cut."""
    page = ready(open_page(example, DRAW))
    words = page.locator("[data-tickets]").get_attribute("data-tickets") or ""
    tickets = [words[place : place + 8] for place in range(0, len(words), 8)]
    life = example.life.draws["2024Q4-430902-key"]
    tickets_file = example.life.documents.tickets(life.draw_body.tickets)
    stratum = tickets_file.strata[0]
    assert tickets == [ticket[:8] for ticket in sorted(stratum.tickets) + sorted(stratum.later)] and len(tickets) > 20
    assert (shape(page)["scene"], shape(page)["landed"]) == ("announced", [0]) and "公告" in shape(page)["text"]
    press(page, "next")
    assert "12040883" in shape(page)["text"] and tickets_file.seed[:16] in shape(page)["text"]
    for number, ticket in enumerate(tickets, 1):
        press(page, "next")
        now = shape(page)
        assert (now["landed"], now["taken"], now["cuts"], now["sealed"]) == ([number], [0], 0, "hidden")
        assert f"第 {number} 个签号 {ticket}…" in now["text"]
    press(page, "next")
    assert (shape(page)["taken"], shape(page)["cuts"], shape(page)["landed"]) == ([len(life.ranks)], 1, [len(tickets)])
    press(page, "next")
    now = shape(page)
    assert (now["scene"], now["sealed"]) == ("sealed", "visible") and f"还封存 {len(life.open_ranks)} 个" in now["text"]
    assert page.locator("[data-replay=next]").is_disabled()
    assert page.evaluate("document.activeElement.dataset.replay") == "bar", "the focus does not fall out of the stage"


def test_play_pause_speed_and_back(example: Served, open_page: OpenPage) -> None:
    """It runs by itself to the end, stands while it is paused, and goes back; a voice is spared while it runs."""
    page = ready(open_page(example, DRAW))
    page.clock.install()
    page.reload()
    ready(page)
    page.locator("[data-replay=speed]").select_option("fast")
    press(page, "play")
    assert page.locator("[data-replay=play]").inner_text() == "暂停"
    assert page.locator("[data-replay=status]").get_attribute("aria-live") == "off"
    page.clock.run_for(200 * 4 * 2 + 200 * 3)
    now = shape(page)
    assert now["scene"] == "tickets" and now["step"] >= 4
    press(page, "play")
    stood = shape(page)["step"]
    page.clock.run_for(10_000)
    assert shape(page)["step"] == stood
    assert page.locator("[data-replay=status]").get_attribute("aria-live") == "polite"
    press(page, "back")
    assert shape(page)["step"] == stood - 1
    press(page, "play")
    page.clock.run_for(60_000)
    assert shape(page)["scene"] == "sealed" and page.locator("[data-replay=play]").inner_text() == "播放"
    press(page, "again")
    assert shape(page)["step"] == 0


def test_by_keyboard_alone(example: Served, open_page: OpenPage) -> None:
    """Tab reaches every control; arrows step; Enter and Space press; the bar and the list of speeds keep their own arrows."""
    page = ready(open_page(example, DRAW))
    page.locator("[data-replay=play]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert shape(page)["step"] == 2
    stops = ["play"]
    for _ in range(6):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.dataset.replay"))
    assert stops == ["play", "back", "next", "again", "speed", "full", "bar"]
    page.keyboard.press("End")
    assert shape(page)["scene"] == "sealed"
    page.keyboard.press("ArrowLeft")
    assert shape(page)["scene"] == "cut"
    page.locator("[data-replay=speed]").focus()
    page.keyboard.press("ArrowRight")
    assert shape(page)["scene"] == "cut"
    page.locator("[data-replay=again]").focus()
    page.keyboard.press("Enter")
    assert shape(page)["step"] == 0


def test_full_screen(example: Served, open_page: OpenPage) -> None:
    """For a public screen: the stage fills it, and leaves it again."""
    page = ready(open_page(example, DRAW))
    press(page, "full")
    page.wait_for_function("document.fullscreenElement?.matches('[data-replay-stage]')")
    page.locator("[data-replay=full]", has_text="退出全屏").click()
    page.wait_for_function("document.fullscreenElement === null")
    expect(page.locator("[data-replay=full]")).to_have_text("全屏")


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
def test_only_steps_where_motion_is_not_wanted(device: dict[str, Any], example: Served, open_page: OpenPage) -> None:
    """prefers-reduced-motion: nothing plays and nothing falls; steps still work."""
    page = ready(open_page(example, DRAW, reduced_motion="reduce", **device))
    assert page.locator("[data-replay=play]").is_disabled() and page.locator(".mc-replay__hint").is_visible()
    for _ in range(3):
        press(page, "next")
    assert shape(page)["landed"] == [2]
    assert page.evaluate("getComputedStyle(document.querySelector('.mc-replay__new')).animationName") == "none"


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
def test_nothing_moves_but_the_tickets(device: dict[str, Any], example: Served, open_page: OpenPage) -> None:
    """Every part stands where it stood, from before the script ran to the last scene, and inside the window."""
    page = open_page(example, **device)
    page.route("**/replay.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(DRAW)
    before = page.evaluate(_BOXES)
    page.unroute_all()
    page.reload()
    ready(page)
    first = page.evaluate(_BOXES)
    assert first == before
    while page.locator("[data-replay=next]").is_enabled():
        press(page, "next")
        assert page.evaluate(_BOXES) == first, shape(page)["text"]
    width = page.evaluate("document.documentElement.clientWidth")
    assert all(x >= 0 and x + wide <= width for x, _, wide, _ in first)


def test_two_classes_and_those_who_come_later(small: Served, open_page: OpenPage) -> None:
    """Each class has its lane, in order; tickets that come later stand behind and say so. A draw not held has no replay."""
    page = ready(open_page(small, "d/A-general/"))
    page.locator("[data-replay=bar]").fill("1000")
    lanes = page.locator("[data-tickets]").count()
    assert lanes == 2 and len(shape(page)["landed"]) == 2 and all(shape(page)["landed"])
    page.goto("d/C-key/")
    ready(page)
    texts = []
    while page.locator("[data-replay=next]").is_enabled():
        press(page, "next")
        texts.append(shape(page)["text"])
    later = int(page.locator("[data-tickets]").get_attribute("data-later") or 0)
    assert sum("排在后面" in text for text in texts) == later > 0
    page.goto("d/F-special/")
    assert page.locator("[data-replay-stage]").count() == 0
