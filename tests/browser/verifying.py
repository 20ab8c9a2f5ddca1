"""The verify page as a program sees it: run it, wait for it, read what it found."""

import json

from playwright.sync_api import Page

from tests.browser.served import Checks

_ENDED = """
() => new Promise((resolve) => {
  const host = document.getElementById('mingchou-verify');
  if (host.dataset.state !== 'running') resolve(host.dataset.state);
  host.addEventListener('mingchou-verified', (event) => resolve(event.detail.state), { once: true });
})
"""
_AGAIN = """
() => new Promise((resolve) => {
  const host = document.getElementById('mingchou-verify');
  host.addEventListener('mingchou-verified', (event) => resolve(event.detail.state), { once: true });
  [...host.querySelectorAll('.mv-panel button')].find((button) => !button.hidden).click();
})
"""
_SHOWN = """
() => [...document.querySelectorAll('.mv-check[data-status=fail]')]
  .filter((item) => item.checkVisibility() && item.innerText.includes('✗') && item.innerText.includes('不符'))
  .map((item) => [item.dataset.name, item.dataset.subject, item.querySelector('.mv-name').innerText])
"""


def wait_until_ended(page: Page) -> str:
    """How the run that is under way ended: done, failed or cancelled."""
    state: str = page.evaluate(_ENDED)
    return state


def checks_of(page: Page) -> Checks:
    """The checks that the page leaves as JSON for other programs."""
    checks: Checks = json.loads(page.locator("#mingchou-checks").text_content() or "")["checks"]
    return checks


def verify_page(page: Page, query: str = "") -> Checks:
    """Open the verify page; what it found."""
    page.goto(f"verify/{query}")
    assert wait_until_ended(page) == "done"
    return checks_of(page)


def verify_again(page: Page) -> str:
    """Press the button that runs the verification anew; how it ended."""
    state: str = page.evaluate(_AGAIN)
    return state


def failures_shown(page: Page) -> set[tuple[str, str]]:
    """Name and subject of each failed check that stands open on the page with its mark, its word and its name."""
    shown = page.evaluate(_SHOWN)
    assert all(name == written for name, _, written in shown)
    return {(name, subject) for name, subject, _ in shown}


def failures(checks: Checks) -> set[tuple[str, str]]:
    """Name and subject of each check that failed."""
    return {(check["name"], check["subject"]) for check in checks if check["status"] == "fail"}
