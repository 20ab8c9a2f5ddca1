"""A real Chromium, and two sites for it: the worked example's, and one with every kind of entry. Built and served once."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from generator.build import build
from ledger.core.verify import verify
from ledger.sources.site import folder_reader
from tests.browser.served import Served, serve
from tests.support.ledgers import build_ledger
from tests.unit.generator.places import write_records
from tools import browser as chromium
from tools import node

RECORDS = Path(__file__).parents[2] / "records"
EXAMPLE_DAY = date(2024, 12, 10)
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, found as `make test` finds it."""
    found = node.find()
    assert found is not None, "没有找到 Node.js，请先运行 make test"
    path = chromium.find(found)
    assert path is not None, "没有找到 Chromium，请先运行 make test"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", found.environment()["PLAYWRIGHT_NODEJS_PATH"])
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site of the worked example."""
    out = tmp_path_factory.mktemp("example") / "site"
    build(RECORDS, out, EXAMPLE_DAY)
    with serve(out, EXAMPLE_DAY, verify(folder_reader(RECORDS / "ledger"), None, EXAMPLE_DAY).view) as served:
        yield served


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site of the small ledger that has every type of entry and every kind of adjustment."""
    ledger, folder = build_ledger(), tmp_path_factory.mktemp("small")
    build(write_records(folder / "records", ledger), folder / "site", ledger.as_of)
    with serve(folder / "site", ledger.as_of, ledger.bureau.life) as served:
        yield served


@pytest.fixture(scope="session", params=["example", "small"])
def site(request: pytest.FixtureRequest) -> Served:
    """Each of the two."""
    served: Served = request.getfixturevalue(request.param)
    return served


@dataclass
class Watch:
    """Everything that pages asked for and complained of. What a test provokes, it takes out of `complaints` itself."""

    host: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def look_at(self, page: Page) -> None:
        """Listen to a page, its workers among it."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location['url']})")

    @property
    def foreign(self) -> list[str]:
        """Requests to any other host."""
        return [url for url in self.requests if urlsplit(url).scheme != "data" and urlsplit(url).netloc != self.host]


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A context for each site and each kind of reader, with what it has fetched before: a fresh one costs a second."""
    made: dict[str, BrowserContext] = {}

    def context(served: Served, **options: Any) -> BrowserContext:
        key = f"{served.url} {sorted(options.items())}"
        if key not in made:
            made[key] = browser.new_context(locale="zh-CN", base_url=served.url, **options)
        return made[key]

    yield context
    for one in made.values():
        one.close()


@pytest.fixture(scope="module")
def watches() -> dict[Page, Watch]:
    """The watch of each page."""
    return {}


@pytest.fixture
def open_page(contexts: Callable[..., BrowserContext], watches: dict[Page, Watch]) -> Iterator[OpenPage]:
    """Opens a page of a site. At the end of the test: nothing went elsewhere, nothing was complained of."""
    opened: list[Page] = []

    def open_page(served: Served, path: str | None = None, **options: Any) -> Page:
        page = contexts(served, **options).new_page()
        opened.append(page)
        watches[page] = Watch(urlsplit(served.url).netloc)
        watches[page].look_at(page)
        if path is not None:
            page.goto(path)
        return page

    yield open_page
    for page in opened:
        page.close()
    for page in opened:
        watch = watches.pop(page)
        assert watch.requests, "nothing was looked at"
        assert watch.foreign == []
        assert watch.complaints == []
