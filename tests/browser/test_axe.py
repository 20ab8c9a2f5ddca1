"""axe-core finds nothing on any kind of page: WCAG 2.2 A and AA and its best practices, on a phone and a desk, in light and dark,
with everything open that opens."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.kinds import kinds_between_them
from tests.browser.served import Served
from tests.browser.verifying import wait_until_ended
from tools.node import VERIFIER

pytestmark = pytest.mark.browser
AXE = (VERIFIER / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What can be otherwise in the dark: the structure is the same."""
_PART = re.compile(r"\bmc-[a-z_-]+")
_RUN = """
async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ['violations'], elementRef: false });
  return {
    passes: found.passes.length,
    violations: found.violations.map(({ id, nodes }) => [
      id, nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`),
    ]),
  };
}
"""


def kinds(site: Served) -> list[str]:
    """Every kind of page; of those in one folder that are made of the same parts, the first: axe takes its time."""
    small = "A-general" in site.life.draws
    first: dict[object, str] = {}
    for path in kinds_between_them(site):
        parts = frozenset(_PART.findall((site.out / path / "index.html").read_text(encoding="utf-8")))
        first.setdefault((path.split("/")[0], parts) if path.startswith(("d/", "docs/", "q/")) else path, path)
    # The small site's error page asks for its style below a path that is not served here.
    return [*first.values(), *(["verify/?draw=nobody"] if small else ["404.html"])]


def violations(page: Page, rules: dict[str, Any]) -> list[Any]:
    """What axe finds by these rules. It is put into the page by the debugger, past the page's own policy."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(_RUN, rules)
    assert found["passes"] >= (15 if rules is RULES else 1), "axe looked at nothing"
    return list(found["violations"])


def everything_open(page: Page, path: str) -> None:
    """The page as full as it gets: what was verified, and every `details` open. Colours change at once."""
    page.goto(path)
    if path.startswith("verify/"):
        assert wait_until_ended(page) == "done"
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


@pytest.mark.parametrize(("name", "size"), [("example", "phone"), ("example", "desk"), ("small", "phone"), ("small", "desk")])
def test_every_kind_of_page(name: str, size: str, open_page: OpenPage, request: pytest.FixtureRequest) -> None:
    """No violation, whichever the colours: in light all rules, then on the phone in dark those on colours, which are the same at
    the desk. The first place of each is told."""
    site: Served = request.getfixturevalue(name)
    page = open_page(site, viewport=SIZES[size])
    found: dict[str, Any] = {}
    for path in kinds(site):
        everything_open(page, path)
        faults = violations(page, RULES)
        if size == "phone":
            page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
            faults += violations(page, COLOURS)
        for rule, where in faults:
            found.setdefault(rule, (path, where))
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def opened(page: Page, how: str) -> None:
    """One of the things that a reader can open over a page."""
    if how == "menu":
        page.locator("label[for=__drawer] button").press("Enter")
        page.locator(".md-sidebar--primary").get_by_text("实施方案全文").wait_for()
    elif how == "prose search":
        page.locator(".md-search__input").focus()
        page.keyboard.type("drand")
        page.locator(".md-search-result__link").first.wait_for()
    else:
        page.locator("#mc-query").press_sequentially("示例")
        page.locator("#mc-hits a").first.wait_for()
        page.keyboard.press("ArrowDown")


@pytest.mark.parametrize(
    ("size", "how", "path"),
    [("phone", "menu", "rules/"), ("desk", "prose search", "rules/"), ("phone", "found", "rules/"), ("desk", "found", ""),
     ("desk", "found", "results/?area=430902"), ("phone", "filtered", "results/?find=%E7%A4%BA%E4%BE%8B&class=key")],
)  # fmt: skip
def test_with_what_opens_over_a_page(size: str, how: str, path: str, example: Served, open_page: OpenPage) -> None:
    """The menu, both searches with something found, the filtered list; in large text too."""
    page = open_page(example, path, viewport=SIZES[size], reduced_motion="reduce")
    opened(page, how) if how != "filtered" else page.get_by_text("项结果，按公示日期").wait_for()
    faults = violations(page, RULES)
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    page.evaluate("document.documentElement.toggleAttribute('data-mc-large', true)")
    faults += violations(page, COLOURS)
    assert faults == []
