"""No request to any other host, no complaint in the console, and a content security policy that holds, on every kind of page."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.served import Served
from tests.browser.verifying import wait_until_ended

pytestmark = pytest.mark.browser

_INJECT = """
async () => {
  const violations = [];
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
  const script = document.createElement('script');
  script.textContent = 'window.injected = true';
  document.body.append(script);
  const holder = document.createElement('div');
  holder.innerHTML = '<img src="data:," onerror="window.injected = true"><a href="javascript:window.injected = true">x</a>';
  document.body.append(holder);
  holder.querySelector('a').click();
  await new Promise((resolve) => setTimeout(resolve, 150));
  holder.remove();
  return { ran: window.injected === true, violations };
}
"""
_ASK_ELSEWHERE = """
async (address) => {
  const refused = [];
  await fetch(address + 'fetch').catch(() => refused.push('fetch'));
  await new Promise((resolve) => {
    const image = new Image();
    image.addEventListener('error', () => { refused.push('image'); resolve(); });
    image.addEventListener('load', resolve);
    image.src = address + 'image';
  });
  await new Promise((resolve) => {
    const script = document.createElement('script');
    script.addEventListener('error', () => { refused.push('script'); resolve(); });
    script.addEventListener('load', resolve);
    script.src = address + 'script';
    document.head.append(script);
  });
  navigator.sendBeacon(address + 'beacon');
  return refused;
}
"""


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """Another host, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", asked
        server.shutdown()


def test_verify_page_keeps_to_itself(small: Served, open_page: OpenPage, watches: dict[Page, Watch]) -> None:
    """What the page and its worker ask for is seen here, and all of it is the site's own; `test_reading` goes everywhere."""
    page = open_page(small, "verify/")
    assert wait_until_ended(page) == "done"
    asked = "\n".join(watches[page].requests)
    assert "assets/verifier/worker.js" in asked and "ledger/ledger.jsonl" in asked and "ledger/checkpoint" in asked


def test_under_the_headers_that_hosts_send(small: Served, open_page: OpenPage) -> None:
    """Every answer has what the ``_headers`` file says, the page's, its worker's and the ledger's; it verifies all the same."""
    page, answers = open_page(small), []
    page.on("response", lambda response: answers.append(response))
    page.goto("verify/")
    assert wait_until_ended(page) == "done"
    written = dict(line.strip().split(": ", 1) for line in (small.out / "_headers").read_text("utf-8").splitlines()[1:])
    assert "frame-ancestors 'self'" in written["Content-Security-Policy"]
    seen = {urlsplit(answer.url).path for answer in answers}
    assert {"/verify/", "/ledger/ledger.jsonl"} <= seen and any(path.endswith("verifier/worker.js") for path in seen)
    for answer in answers:
        headers = answer.all_headers()
        assert {name: headers.get(name.lower()) for name in written} == written, answer.url


def test_site_search_of_prose_keeps_to_itself(small: Served, open_page: OpenPage) -> None:
    """Material's own search runs in its worker, from the site's own files."""
    page = open_page(small, "rules/")
    page.locator(".md-search__input").click()
    page.keyboard.type("信标")
    page.keyboard.press("Shift")  # Material waits for a key to be let go, as an input method does
    page.locator(".md-search-result__item").first.wait_for()


def test_error_page(small: Served, open_page: OpenPage, watches: dict[Page, Watch]) -> None:
    """At any depth the site's own page, with the way back, although the site was built for another folder."""
    page = open_page(small)
    page.route("**/ssj/**", lambda route: route.continue_(url=route.request.url.replace("/ssj/", "/")))
    answer = page.goto("ssj/e/nobody/x/")
    assert answer is not None and answer.status == 404
    assert page.locator("h1").inner_text() == "没有这个页面"
    page.get_by_role("link", name="查企业和检查结果").click()
    assert page.locator("h1").inner_text().startswith("检查结果")
    assert [text for text in watches[page].complaints if "404" not in text] == []
    watches[page].complaints.clear()


def test_policy_allows_no_inline_script(site: Served) -> None:
    """Every page states its policy before anything else; `script-src` names hashes, never `unsafe-inline` or `unsafe-eval`."""
    for file in site.out.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'" and "unsafe" not in policy, file
        assert all(re.fullmatch(r"'self'|'sha256-[A-Za-z0-9+/]{43}='", source) for source in rules["script-src"].split()), file
        governed = re.search(r"<(script|link|style|img)\b", html)
        assert governed is not None and html.index(policy) < governed.start(), file


@pytest.mark.parametrize("path", ["", "results/", "d/C-key/", "e/430902-key-01/", "verify/", "rules/"])
def test_injected_script_does_not_run(path: str, small: Served, open_page: OpenPage, watches: dict[Page, Watch]) -> None:
    """An inline script, a handler in markup, a `javascript:` address: both policies refuse each, the page's and the host's."""
    page = open_page(small, path)
    result = page.evaluate(_INJECT)
    assert result["ran"] is False
    assert sorted(result["violations"]) == sorted(2 * ["script-src-attr", "script-src-elem", "script-src-elem"])
    assert all("Content Security Policy" in text for text in watches[page].complaints)
    watches[page].complaints.clear()


def test_page_cannot_ask_elsewhere(
    small: Served, open_page: OpenPage, watches: dict[Page, Watch], elsewhere: tuple[str, list[str]]
) -> None:
    """Even a script that is allowed to run gets nothing out: no fetch, image, script or beacon reaches another host."""
    address, asked = elsewhere
    page = open_page(small, "verify/")
    assert wait_until_ended(page) == "done"
    assert page.evaluate(_ASK_ELSEWHERE, address) == ["fetch", "image", "script"]
    assert asked == []
    assert all("Content Security Policy" in text or "Fetch API" in text for text in watches[page].complaints)
    watches[page].complaints.clear()
    watches[page].requests[:] = [url for url in watches[page].requests if not url.startswith(address)]
