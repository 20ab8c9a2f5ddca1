"""Names and texts that try to break out of the page, in a real site: shown letter for letter, and nothing runs."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from generator.build import build
from ledger.core import layout
from ledger.core.encoding import Json
from ledger.core.note import Checkpoint, sign_checkpoint
from ledger.core.tree import leaf_hash, root
from tests.browser.conftest import OpenPage, Watch
from tests.browser.kinds import PROSE, page_kinds
from tests.browser.served import Served, serve
from tests.browser.verifying import failures_shown, verify_page
from tests.support.bureau import Bureau
from tests.support.forge import Forgery
from tests.support.ledgers import Ledger, build_ledger
from tests.unit.generator.places import write_records

pytestmark = pytest.mark.browser
SCRIPT = '<script>alert(1)</script>"=1+1'
IMAGE = "示例<img src=x onerror=alert(2)>厂"
CLOSING = "示例</script></textarea></title><svg/onload=alert(3)>"
TEMPLATE = "示例{{ 7*7 }}{% raw %}<!-- mingchou:content -->${alert(4)}"
QUOTES = "示例'\"` onmouseover=alert(5) &lt;b&gt; javascript:alert(6)"
HOSTILE = (SCRIPT, IMAGE, CLOSING, TEMPLATE, QUOTES)


class HostileBureau(Bureau):
    """A bureau whose every free text is hostile."""

    def snapshot(self, time: str, period: str) -> int:
        """The registry, its names and words exchanged."""
        for turn, (id, entity) in enumerate(sorted(self.entities.items())):
            self.entities[id] = entity | {
                "name": HOSTILE[turn % 5],
                "address": IMAGE,
                "industry": SCRIPT,
                "tags": ["污染物:废水"],
            }
        for turn, (id, inspector) in enumerate(sorted(self.inspectors.items())):
            self.inspectors[id] = inspector | {"name": HOSTILE[turn % 5], "unit": CLOSING}
        return super().snapshot(time, period)

    def record(self, draw: str, rank: int, **fields: Json) -> dict[str, Json]:
        """A result whose content is hostile."""
        return super().record(draw, rank, **fields) | {"content": " ".join(HOSTILE)}

    def cancel(self, time: str, draw: str, reason: str) -> int:
        """A hostile reason."""
        return super().cancel(time, draw, IMAGE + CLOSING)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """The whole story, told by that bureau."""
    return build_ledger(bureau=HostileBureau())


@pytest.fixture(scope="module")
def hostile(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Its site."""
    folder = tmp_path_factory.mktemp("hostile")
    build(write_records(folder / "records", ledger), folder / "site", ledger.as_of)
    with serve(folder / "site", ledger.as_of, ledger.bureau.life) as served:
        yield served


def named(site: Served) -> dict[str, str]:
    """An enterprise with each of the names: the code by the name."""
    index: dict[str, Any] = json.loads((site.out / "assets" / "search-index.json").read_text(encoding="utf-8"))
    return {name: code for name, code, *_ in index["entities"]}


def test_every_kind_of_page(hostile: Served, open_page: OpenPage, watches: dict[Page, Watch]) -> None:
    """Nothing runs, nothing is asked for, no policy is offended: the texts are never taken for markup."""
    page = open_page(hostile)
    for path in page_kinds(hostile, but=PROSE):
        page.goto(path)
        assert watches[page].complaints == [], path
        assert page.locator("img[src=x], svg[onload], [onmouseover]").count() == 0, path


@pytest.mark.parametrize("name", HOSTILE, ids=["script", "image", "closing", "template", "quotes"])
def test_names_letter_for_letter(name: str, hostile: Served, open_page: OpenPage) -> None:
    """On the enterprise's page, in its title, and in the search that finds it."""
    code = named(hostile)[name]
    page = open_page(hostile, f"e/{code}/")
    assert page.locator("h1").inner_text() == name
    assert page.title().startswith(name)
    assert SCRIPT in page.locator(".mc-facts").first.inner_text()
    page.goto("results/")
    page.locator("#mc-query").fill(name[2:12])
    hit = page.locator(f"#mc-hits a[href$='e/{code}/']")
    hit.wait_for()
    assert hit.inner_text().split("\n")[0] == name
    hit.click()
    assert page.locator("h1").inner_text() == name


def test_results_and_reasons(hostile: Served, open_page: OpenPage) -> None:
    """What inspectors wrote, who they are, and why a draw was called off."""
    opening = hostile.life.documents.opening("A-general", 0, None)
    page = open_page(hostile, f"e/{opening.entity}/")
    text = page.locator(".md-content").inner_text()
    assert all(one in text for one in HOSTILE)
    page.goto("d/D-special/")
    assert IMAGE + CLOSING in page.locator(".md-content").inner_text()


def test_verify_page(hostile: Served, open_page: OpenPage) -> None:
    """The names stand in links that the page makes itself."""
    page = open_page(hostile)
    names = set()
    for draw in ("A-general", "B-key"):
        verify_page(page, f"?draw={draw}")
        page.locator(".mv-step[data-step=openings] .mv-more > summary").click()
        names |= set(page.locator(".mv-step[data-step=openings] .mv-check__top a").all_inner_texts())
    assert len(names & set(HOSTILE)) >= 3
    assert page.locator("#mingchou-verify img, #mingchou-verify svg").count() == 0


def test_hostile_question(small: Served, open_page: OpenPage) -> None:
    """What the address asks for comes back as text, by the verify page and by the search."""
    page = open_page(small)
    for text in HOSTILE:
        verify_page(page, f"?{_query(draw=text)}")
        assert text in page.locator(".mv-scope").inner_text() and text in page.locator(".mv-verdict").inner_text()
    verify_page(page, f"?{_query(entity=IMAGE)}")
    assert IMAGE in page.locator(".mv-scope").inner_text()
    page.goto(f"results/?{_query(find=QUOTES)}")
    assert page.locator("#mc-query").input_value() == QUOTES


def test_hostile_files(small: Served, open_page: OpenPage) -> None:
    """A ledger made to be shown: its texts come as evidence, and stay text, in the list and in the JSON for programs."""
    forgery = Forgery(build_ledger())
    origin = '<img/src=x/onerror=alert(7)>"</script>'
    leaves = [leaf_hash(line) for line in forgery.lines]
    key = forgery.bureau.keys[forgery.bureau.origin]
    forgery.files[layout.CHECKPOINT] = sign_checkpoint(Checkpoint(origin, len(leaves), root(leaves)), forgery.bureau.origin, key)
    path = layout.result("A-general", 0)
    forgery.change(path, lambda published: published["record"].update(outcome=SCRIPT, draw=IMAGE))
    page = open_page(small)
    with small.publishing(forgery.files):
        found = verify_page(page)
    evidence = "\n".join(check["evidence"] for check in found if check["status"] == "fail")
    assert origin in evidence
    shown = page.locator(".mv-check[data-status=fail] .mv-evidence").all_inner_texts()
    assert origin in "\n".join(shown)
    assert failures_shown(page) == {(check["name"], check["subject"]) for check in found if check["status"] == "fail"}
    assert page.locator("#mingchou-verify img").count() == 0


def _query(**asked: str) -> str:
    """As an address writes it."""
    return urlencode(asked)
