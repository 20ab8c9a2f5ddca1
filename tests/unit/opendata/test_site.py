"""The built site: the pages of the data, and what each record page says of its twin and its feed."""

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import urljoin

import pytest

from generator.build import Built, build, commit_of
from generator.opendata.collect import TABLES
from generator.opendata.definition import KINDS
from generator.opendata.package import LICENCE_ADDRESS
from tests.support.ledgers import AS_OF, build_ledger
from tests.unit.generator.page import Page, read
from tests.unit.generator.places import write_records
from tests.unit.opendata.hostile import TEXTS, HostileBureau

URL = "https://test.example/ssj/"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of the ledger with hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    return build(write_records(folder / "records", build_ledger(bureau=HostileBureau())), folder / "site", AS_OF)


def page(built: Built, path: str) -> Page:
    """A page read back."""
    return read((built.out / path / "index.html").read_text(encoding="utf-8"))


def alternates(found: Page) -> dict[str, str]:
    """What the head names beside the page, by type."""
    return {tag["type"]: tag["href"] for tag in found.named("link") if "alternate" in tag.get("rel", "").split()}


@pytest.mark.parametrize("path", ["e/430902-key-01/", "a/430902/", "d/C-key/"])
def test_record_pages_name_their_twin_and_feed(built: Built, path: str) -> None:
    """ "JSON twin of each record page (`rel=alternate`)"; the feed where there is one."""
    found = alternates(page(built, path))
    feed = {} if path.startswith("d/") else {"application/atom+xml": "feed.atom"}
    assert found == {"application/json": "index.json", **feed}
    for href in found.values():
        assert (built.out / path / href).is_file()


def test_other_pages_name_the_feed_of_all(built: Built) -> None:
    """From wherever they are."""
    for path in ("", "results/", "guides/staff/", "en/data/"):
        href = alternates(page(built, path))["application/atom+xml"]
        assert urljoin(URL + path, href) == f"{URL}feed.atom"


@pytest.mark.parametrize(("path", "language"), [("data/", 0), ("en/data/", 1)])
def test_data_page_has_downloads_dictionary_and_licence(built: Built, path: str, language: int) -> None:
    """In Chinese and in English: every file, every column with its description, the licence."""
    found = page(built, path)
    links = {urljoin(URL + path, link).removeprefix(URL) for link in found.links}
    for table in TABLES:
        assert {f"data/{table.name}.{format}" for format in ("csv", "json", "xlsx")} <= links
        assert table.name in found.ids
        assert (table.zh, table.en)[language] in found.text
        for one in table.columns:
            assert one.name in found.text and (one.zh, one.en)[language] in found.text
            assert KINDS[one.kind][language] in found.text
    assert {"data/mingchou.sqlite", "data/index.json", "feed.atom"} <= links
    assert LICENCE_ADDRESS in found.text and "CC BY 4.0" in found.text
    assert len(found.named("h1")) == 1 and len(found.ids) == len(set(found.ids)) and found.faults == []


def test_english_is_marked_as_english(built: Built) -> None:
    """For screen readers (WCAG 3.1.2); the Chinese titles in it as Chinese."""
    html = (built.out / "en/data/index.html").read_text(encoding="utf-8")
    assert re.search(r'<div lang="en">\s*<h1', html)
    assert '<span lang="zh-CN">统一社会信用代码</span>' in html


@pytest.mark.parametrize("path", ["data/", "en/data/"])
def test_json_ld_is_data_and_not_a_script(built: Built, path: str) -> None:
    """It is there and whole, and the policy has neither a hash for it nor ``unsafe-inline``."""
    html = (built.out / path / "index.html").read_text(encoding="utf-8")
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert json.loads(text)["@type"] == "Dataset"
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    assert "unsafe" not in policy


def test_data_pages_are_small(built: Built) -> None:
    """ "Every page under 100 KB without its data"."""
    for path in ("data/index.html", "en/data/index.html"):
        assert (built.out / path).stat().st_size < 100_000


def test_hostile_names_are_text_on_the_pages_too(built: Built) -> None:
    """Each is read back as it is, and makes no tag, on its enterprise's page and in its head."""
    seen = set()
    for file in sorted((built.out / "e").glob("*/index.html")):
        found = read(file.read_text(encoding="utf-8"))
        name = json.loads((file.parent / "index.json").read_text(encoding="utf-8"))["entity"]["name"]
        assert name in found.text.replace("\xa0", " "), file
        titles = [tag["title"] for tag in found.named("link") if tag.get("type") == "application/atom+xml"]
        assert titles == [f"{name}：检查结果和逾期"]
        assert not [tag for tag, _ in found.tags if tag == "r"]
        seen.add(name)
    assert seen == set(TEXTS)


def test_same_records_give_the_same_bytes(built: Built) -> None:
    """Of data, twins and feeds."""
    again = build(built.out.parent / "records", built.out.parent / "again", AS_OF)
    for pattern in ("data/*", "*/*/index.json", "*/*/feed.atom", "feed.atom"):
        files = sorted(built.out.glob(pattern))
        assert files
        for file in files:
            assert file.read_bytes() == (again.out / file.relative_to(built.out)).read_bytes(), file


def git(folder: Path, *arguments: str) -> str:
    """A git command in a folder, whatever this machine's settings."""
    settings = ["-c", "user.name=示例", "-c", "user.email=x@example.invalid", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *settings, *arguments], cwd=folder, capture_output=True, check=True, text=True).stdout.strip()


def test_commit_is_told_only_of_what_is_committed(tmp_path: Path) -> None:
    """Outside Git there is none; a change that is not committed is not at that commit."""
    records = tmp_path / "records"
    records.mkdir()
    (records / "agency.yaml").write_text("示例", encoding="utf-8")
    assert commit_of(records) == ""
    git(tmp_path, "init", "--quiet")
    assert commit_of(records) == ""
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "示例")
    assert commit_of(records) == git(tmp_path, "rev-parse", "HEAD")
    (records / "agency.yaml").write_text("改过", encoding="utf-8")
    assert commit_of(records) == ""
