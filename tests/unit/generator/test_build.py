"""The whole way: records, verification, MkDocs, pages, published files."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

import ledger.core.verify
from generator import cores
from generator.build import MARKER, Built, build
from generator.csp import script_hashes
from ledger.core.errors import MingchouError
from tests.support.ledgers import AS_OF, build_ledger
from tests.support.linkcheck import Site
from tests.unit.generator.page import Page, read
from tests.unit.generator.places import write_records

ROOT = Path(__file__).resolve().parents[3]
URL = "https://test.example/ssj/"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small ledger as a bureau's repository."""
    return write_records(tmp_path_factory.mktemp("repository") / "records", build_ledger())


@pytest.fixture(scope="module")
def built(records: Path) -> Built:
    """The site of it."""
    return build(records, records.parent / "site", AS_OF)


@pytest.fixture(scope="module")
def pages(built: Built) -> dict[str, Page]:
    """Every page, read back."""
    return {file.relative_to(built.out).as_posix(): read(file.read_text(encoding="utf-8")) for file in built.out.rglob("*.html")}


def test_every_kind_of_page(built: Built, pages: dict[str, Page]) -> None:
    """Prose, results, areas, draws, enterprises; the bare shell is gone."""
    paths = set(pages)
    assert {"index.html", "results/index.html", "d/index.html", "ledger/index.html", "verify/index.html", "404.html"} < paths
    assert {"rules/index.html", "guides/staff/index.html", "a/430902/index.html", "d/C-key/index.html"} < paths
    assert sum(path.startswith("e/") for path in paths) == 43
    assert "e/shell/index.html" not in paths
    assert built.pages == len(paths) - 1, "all but the error page"
    assert (built.late, built.unproven) == (1, 9)


def test_nothing_is_left_unfilled(built: Built) -> None:
    """No place of a template or of the shell is seen by a reader."""
    for file in built.out.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        assert "MINGCHOU-" not in html and "mingchou:" not in html.replace("mingchou:content", "") and "{{" not in html, file
        assert "mingchou:content" not in html


def test_every_link_leads_somewhere_on_the_site(built: Built) -> None:
    """Every type of entry and every kind of adjustment has its links; what is looked at is told in `tests.support.linkcheck`."""
    assert Site(built.out, URL).check() == []


def test_policies_allow_what_each_page_has(built: Built) -> None:
    """Every inline script is allowed by its hash, and nothing is allowed inline by name."""
    for file in built.out.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
        assert found is not None and "unsafe" not in found[1], file
        assert [item for item in script_hashes(html) if item not in found[1]] == [], file


def test_canonical_links_and_sitemap_agree(built: Built, pages: dict[str, Page]) -> None:
    """Every page but the error page is in the sitemap, under the address that it says is its own."""
    text = (built.out / "sitemap.xml").read_text(encoding="utf-8")
    listed = {element.text for element in ElementTree.fromstring(text).iter() if element.tag.endswith("loc")}
    own = {}
    for path, page in pages.items():
        links = [tag["href"] for tag in page.named("link") if tag.get("rel") == "canonical"]
        if path != "404.html":
            assert links == [URL + path.removesuffix("index.html")], path
            own[path] = links[0]
    assert listed == set(own.values())
    assert not (built.out / "sitemap.xml.gz").exists()


def test_genesis_and_day_on_every_page(records: Path, pages: dict[str, Page]) -> None:
    """ "The site prints the genesis hash on every page"; "the site shows its as-of day"."""
    genesis = build_ledger().bureau.policy().genesis
    for path, page in pages.items():
        assert str(genesis) in page.text and "2024年12月10日" in page.text, path


def test_headings_and_titles(pages: dict[str, Page]) -> None:
    """One h1 a page, and a title that says what it is."""
    for path, page in pages.items():
        assert len(page.named("h1")) == 1, path
    assert "资阳区示例key01厂 - 示例市生态环境局" in pages["e/430902-key-01/index.html"].text


def test_the_published_ledger_is_whole(built: Built) -> None:
    """Byte for byte what was verified."""
    ledger = build_ledger()
    assert built.files == len(ledger.files)
    for path, data in ledger.files.items():
        assert (built.out / "ledger" / path).read_bytes() == data


def differing(first: Path, second: Path) -> list[str]:
    """The files of either folder that are not the same in both."""
    one, other = (
        {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}
        for root in (first, second)
    )
    return [path for path in one.keys() | other.keys() if one.get(path) != other.get(path)]


def test_same_records_and_day_give_the_same_bytes(records: Path, built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second build, elsewhere, and on one core."""
    monkeypatch.setattr(cores, "count", lambda: 1)
    again = build(records, records.parent / "again", AS_OF)
    assert differing(built.out, again.out) == []


def test_several_cores_give_the_same_bytes(records: Path, built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes a page, and in whatever order; checks of draws that are split among processes come in theirs."""
    monkeypatch.setattr(cores, "count", lambda: 4)
    monkeypatch.setattr(ledger.core.verify, "PART", 1)
    again = build(records, records.parent / "again", AS_OF)
    assert differing(built.out, again.out) == []


def test_another_process_gives_the_same_bytes(records: Path, built: Built, tmp_path: Path) -> None:
    """Other hashes of texts, another clock, time zone, language and working folder: nothing of that is in the site."""
    program = "import sys; from ledger.commands.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", program, "build", "--records", records, "--out", tmp_path / "site", "--as-of", str(AS_OF)]
    own = {"PYTHONHASHSEED": "4711", "SOURCE_DATE_EPOCH": "1", "TZ": "America/New_York", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | own, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert differing(built.out, tmp_path / "site") == []


def test_an_earlier_site_is_replaced(records: Path, tmp_path: Path) -> None:
    """Its own folder may be emptied; nothing of the day before stays."""
    out = tmp_path / "site"
    build(records, out, AS_OF)
    (out / "stale.html").write_text("", encoding="utf-8")
    build(records, out, date(2024, 12, 11))
    assert not (out / "stale.html").exists()
    assert "2024年12月11日" in (out / "index.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"], "no temporary folders stay"


def test_a_strange_folder_is_not_emptied(records: Path, tmp_path: Path) -> None:
    """Somebody's own files are worth more than a site."""
    (tmp_path / "letter.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(MingchouError, match="不敢清空"):
        build(records, tmp_path, AS_OF)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    (tmp_path / MARKER).write_text("", encoding="utf-8")
    build(records, tmp_path, AS_OF)
    assert not (tmp_path / "letter.txt").exists()


def test_a_ledger_that_fails_gives_no_site(tmp_path: Path) -> None:
    """ "Never with a failure": the evidence is told, and the site that stood there stays."""
    ledger = build_ledger()
    path = "results/A-general/3.json"
    data = ledger.files[path].replace("未发现问题".encode(), "发现问题已责令整改".encode())
    broken = replace(ledger, files=ledger.files | {path: data})
    out = tmp_path / "site"
    (out / "old").mkdir(parents=True)
    (out / MARKER).write_text("", encoding="utf-8")
    with pytest.raises(MingchouError, match=r"✗ draw\.record A-general/3"):
        build(write_records(tmp_path / "records", broken), out, AS_OF)
    assert (out / "old").is_dir()
