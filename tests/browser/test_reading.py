"""Every kind of page on a phone and on a desk, in light and in dark: nothing runs out of the window, all text can be read,
and whoever goes by keyboard sees where he is."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.kinds import kinds_between_them
from tests.browser.served import Served
from tests.browser.verifying import wait_until_ended

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 700}
DESK = {"width": 1280, "height": 900}

_SCROLL = """
(width) => {
  const beyond = [...document.body.querySelectorAll('*')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > width + 1 && element.checkVisibility();
  });
  return {
    width: Math.max(document.documentElement.scrollWidth, document.body.scrollWidth),
    beyond: beyond.slice(0, 5).map((element) => `${element.tagName}.${element.className}`),
  };
}
"""
# Contrast of each text with what lies behind it (WCAG 2.2, 1.4.3: 4.5, for large text 3). A canvas reads any colour of CSS.
_CONTRAST = """
() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const read = new Map();
  const rgba = (colour) => {
    if (!read.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      read.set(colour, [r, g, b, a / 255]);
    }
    return read.get(colour);
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((value, i) => value * a + under[i] * (1 - a));
  const light = (colour) => {
    const [r, g, b] = colour.map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, colour) => over(colour, under), [255, 255, 255]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const weak = new Map();
  let count = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const style = getComputedStyle(element);
    const text = walker.currentNode.data.trim();
    const seen = text !== '' && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!seen || style.clipPath !== 'none' || element.closest('svg, script, style, noscript, .headerlink, .md-skip')) continue;
    const under = behind(element);
    const [one, other] = [light(over(rgba(style.color), under)), light(under)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    count += 1;
    if (ratio < (large ? 3 : 4.5)) weak.set(`${element.tagName}.${element.className}`, [ratio.toFixed(2), text.slice(0, 20)]);
  }
  return { count, weak: [...weak], background: light(behind(document.body)) };
}
"""
_FOCUS = """
() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    what: `${element.tagName}#${element.id}.${element.className} ${(element.innerText ?? '').slice(0, 30)}`,
    outlined: element.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    there: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    inside: element.closest('.md-content, .mc-foot, .md-tabs, .mc-notice') !== null,
  };
}
"""


def go(page: Page, path: str) -> None:
    """Open a page; the verify page with all that it found, and every `details` open."""
    page.goto(path)
    if path.startswith("verify/"):
        assert wait_until_ended(page) == "done"
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 30))")


def refuse_weak(page: Page, path: str, *, dark: bool) -> None:
    """Every text stands out from what lies behind it, in the scheme that the reader prefers."""
    found = page.evaluate(_CONTRAST)
    assert found["count"] > 20 and found["weak"] == [], (path, found["weak"])
    assert (found["background"] < 0.05) is dark, path


def test_on_a_phone_in_the_dark(site: Served, open_page: OpenPage, watches: dict[Page, Watch]) -> None:
    """At 390 pixels no page is wider than the window, with everything opened that can be; and nothing is complained of."""
    page = open_page(site, viewport=PHONE, is_mobile=True, has_touch=True, color_scheme="dark")
    verify = ["verify/?draw=nobody", f"verify/?entity={'9' * 60}"] if "A-general" in site.life.draws else []
    for path in [*kinds_between_them(site), *verify]:
        go(page, path)
        found = page.evaluate(_SCROLL, PHONE["width"])
        assert found["width"] <= PHONE["width"], (path, found)
        refuse_weak(page, path, dark=True)
        assert watches[page].complaints == [], path


def test_large_text_on_a_narrow_phone(small: Served, open_page: OpenPage) -> None:
    """At 320 pixels and with the site's large text no page is wider than the window either."""
    page = open_page(small, viewport=NARROW)
    page.goto("")
    page.evaluate("localStorage.setItem('mingchou-large', '1')")
    for path in kinds_between_them(small):
        go(page, path)
        assert page.evaluate("document.documentElement.hasAttribute('data-mc-large')")
        found = page.evaluate(_SCROLL, NARROW["width"])
        assert found["width"] <= NARROW["width"], (path, found)


def test_on_a_desk_in_the_light(site: Served, open_page: OpenPage, watches: dict[Page, Watch]) -> None:
    """The skip link comes first and leads to a place that is there, on every kind of page; and nothing is complained of."""
    page = open_page(site, viewport=DESK, color_scheme="light")
    for path in kinds_between_them(site):
        page.goto(path)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        place = page.evaluate("document.getElementById(decodeURIComponent(location.hash.slice(1)))?.checkVisibility()")
        assert place is True and page.evaluate("location.hash") == "#content", path
        refuse_weak(page, path, dark=False)
        assert watches[page].complaints == [], path


def test_scheme_is_switched_by_keyboard(small: Served, open_page: OpenPage) -> None:
    """From light to dark, and it stays so on the next page."""
    page = open_page(small, "", color_scheme="light")
    page.locator("[data-md-component=palette] input").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.goto("rules/")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


@pytest.mark.parametrize(
    "path", ["", "results/", "d/C-key/", "e/430902-key-01/", "ledger/", "verify/?draw=A-general&rank=0", "rules/"]
)
def test_focus_is_seen(path: str, small: Served, open_page: OpenPage) -> None:
    """Every stop of the Tab key is outlined, in the window, and has a name; the skip link is the first of them."""
    page = open_page(small, viewport=DESK)
    page.goto(path)
    if path.startswith("verify/"):
        assert wait_until_ended(page) == "done"
    page.keyboard.press("Tab")
    skip = page.locator(".md-skip")
    assert skip.evaluate("(link) => link === document.activeElement")
    stops = []
    for _ in range(25):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        if stop is None:
            break
        stops.append(stop)
    own = [stop for stop in stops if stop["inside"]]
    assert len(own) > 5
    assert [stop["what"] for stop in own if not stop["outlined"]] == []
    assert [stop["what"] for stop in own if not stop["there"]] == []
