"""Every fault is refused by the page's code under Node.js and by the command, a sample by the page itself; all name the same
checks.

One page verifies them all, one after the other; what it says is compared with the command's function on the same address.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from ledger.commands.verification import verify_at
from ledger.core.verify import verify
from tests.browser.faults import BYTES, FAULTS, LEDGER_BYTES, Fault
from tests.browser.served import Checks, Served, known_to_page
from tests.browser.verifying import checks_of, failures, failures_shown, verify_again, verify_page
from tests.support.forge import Forgery
from tests.support.ledgers import Ledger, build_ledger
from tools import node

pytestmark = pytest.mark.browser
ALL = (*LEDGER_BYTES, *BYTES, *FAULTS)
IN_BROWSER = (*LEDGER_BYTES[::4], *(BYTES[turn * 3 + turn % 3] for turn in range(len(BYTES) // 3)), *FAULTS)
"""Each kind of file at one of its spots, and all that is not a single byte; under Node.js the same code is given all of them."""


def each(faults: tuple[Fault, ...]) -> pytest.MarkDecorator:
    """One test for each."""
    return pytest.mark.parametrize("fault", faults, ids=[fault.name.replace(" ", "-") for fault in faults])


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """The ledger of the small site."""
    return build_ledger()


@pytest.fixture(scope="module")
def page(browser: Browser, small: Served) -> Iterator[Page]:
    """The verify page, opened once."""
    context = browser.new_context(base_url=small.url)
    page = context.new_page()
    assert failures(verify_page(page)) == set() and failures_shown(page) == set()
    yield page
    context.close()


@pytest.fixture(scope="module")
def under_node(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Checks]:
    """What the page's code says under Node.js of each fault in a folder, by the fault's name. One process has them all."""
    found = node.find()
    assert found is not None
    folders = [write(tmp_path_factory.mktemp("fault"), altered(ledger, fault)) for fault in ALL]
    line = [found.node, node.VERIFIER / "test" / "verify-folder.mjs", *folders, "--as-of", str(ledger.as_of)]
    done = subprocess.run(line, capture_output=True, check=False, timeout=300)
    assert done.returncode == 1, done.stderr.decode()
    told = [json.loads(one)["checks"] for one in done.stdout.splitlines()]
    return dict(zip([fault.name for fault in ALL], told, strict=True))


def altered(ledger: Ledger, fault: Fault) -> dict[str, bytes]:
    """The published files with the fault in them."""
    forgery = Forgery(ledger)
    fault.change(forgery)
    assert forgery.files != ledger.files
    return forgery.files


def write(folder: Path, files: dict[str, bytes]) -> Path:
    """The published files in a folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def refuse_other(fault: Fault, found: Checks, told: Checks) -> None:
    """Both name the check that has to fail, and say the same of every other."""
    assert known_to_page(found) == known_to_page(told)
    named = failures(found)
    assert any(name.startswith(fault.fails) and fault.subject in ("", subject) for name, subject in named), named


@each(IN_BROWSER)
def test_page_and_command_refuse(fault: Fault, page: Page, small: Served, ledger: Ledger) -> None:
    """The page shows ✗ at every check that failed, and the command says the same."""
    with small.publishing(altered(ledger, fault)):
        assert verify_again(page) == "done"
        report = verify_at(f"{small.url}ledger/", None, small.as_of)
    found = checks_of(page)
    refuse_other(fault, found, [check.json() for check in report.checks])
    assert failures_shown(page) == failures(found)
    assert "✗" in page.locator(".mv-verdict").inner_text() and "不符" in page.locator(".mv-verdict").inner_text()
    assert page.locator(".mv-panel").get_attribute("data-status") == "fail"


@each(ALL)
def test_page_code_refuses_under_node(fault: Fault, under_node: dict[str, Checks], ledger: Ledger) -> None:
    """The same code without a browser: the same checks."""
    report = verify(altered(ledger, fault).get, None, ledger.as_of)
    refuse_other(fault, under_node[fault.name], [check.json() for check in report.checks])


def test_names_of_faults_are_their_own() -> None:
    """Each fault is run once."""
    assert len({fault.name for fault in ALL}) == len(ALL)


def test_worked_example_too(example: Served, browser: Browser) -> None:
    """One byte in the middle of the real ledger and of a result."""
    base = example.out / "ledger"
    files = {path.relative_to(base).as_posix(): path.read_bytes() for path in base.rglob("*") if path.is_file()}
    del files["index.html"]
    context = browser.new_context(base_url=example.url)
    page = context.new_page()
    assert failures(verify_page(page)) == set()
    folders = ("ledger.jsonl", "results/")
    for path in [next(path for path in sorted(files) if path.startswith(folder)) for folder in folders]:
        data = bytearray(files[path])
        data[len(data) // 2] ^= 1
        with example.publishing(files | {path: bytes(data)}):
            assert verify_again(page) == "done"
            told = [check.json() for check in verify_at(f"{example.url}ledger/", None, example.as_of).checks]
        assert failures(told) != set(), path
        assert known_to_page(checks_of(page)) == known_to_page(told), path
        assert failures_shown(page) == failures(known_to_page(told)), path
    context.close()
