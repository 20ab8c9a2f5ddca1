"""Records go into the pages that MkDocs built."""

from pathlib import Path

import pytest

from generator.csp import script_hashes
from generator.fill import fill_prose, fill_records, prose_pages, record_shell
from generator.pages import Pages
from generator.record_page import RecordPage
from generator.sources import site_sources
from ledger.core.errors import MingchouError
from tests.unit.generator.page import read
from tests.unit.generator.sample import HOSTILE, site

URL = "https://yiyang.example/ssj/"
HEAD = (
    '<html><head><meta charset="utf-8"><title>MINGCHOU-TITLE - 示例</title>'
    '<meta name="description" content="MINGCHOU-DESCRIPTION">'
)
SHELL = (
    f'{HEAD}<link rel="canonical" href="{URL}e/shell/"><!-- mingchou:head --><script>theme()</script></head>'
    "<body><!-- mingchou:notice -->"
    "<!-- mingchou:content <h1 --><!-- mingchou:foot --></body></html>"
)
PROSE = f"{HEAD}</head><body><h1>台账</h1><!-- mingchou:ledger --><!-- mingchou:foot --></body></html>"


class Own(Pages):
    """The sample's pages, with a fragment and record pages of a test's own."""

    records_: tuple[RecordPage, ...] = ()
    fragments: dict[str, str] = {}  # noqa: RUF012  replaced, never changed

    def fragment(self, name: str, root: str) -> str:
        """The test's own fragment, else the sample's."""
        return self.fragments.get(name) or super().fragment(name, root)

    def records(self):
        """The test's own."""
        return iter(self.records_)


@pytest.fixture
def pages() -> Own:
    """Pages to be filled in."""
    return Own(site(), site_sources() / "site" / "templates")


def built(folder: Path) -> Path:
    """What MkDocs would have made."""
    for path in ("ledger/index.html", "404.html", "index.html"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(PROSE, encoding="utf-8")
    (folder / "e" / "shell").mkdir(parents=True)
    (folder / "e" / "shell" / "index.html").write_text(SHELL, encoding="utf-8")
    return folder


def fill_built(folder: Path, pages: Own) -> list[str]:
    """The pages of MkDocs are filled."""
    return fill_prose(folder, [page for some in prose_pages(folder) for page in some], pages, URL)


def fill_into_shell(folder: Path, pages: Own) -> list[str]:
    """The shell is taken out, and the pages are filled into it."""
    return fill_records(folder, record_shell(folder, pages, URL), pages.records(), URL)


def test_prose_pages_are_filled_with_their_own_way_to_the_root(tmp_path: Path, pages: Own) -> None:
    """Relative on every page; from the host's root on the error page, which stands for any address."""
    assert fill_built(built(tmp_path), pages) == ["", "ledger/"]
    links = {
        name: read((tmp_path / name).read_text(encoding="utf-8")).links
        for name in ("index.html", "ledger/index.html", "404.html")
    }
    assert "verify/" in links["index.html"] and "../verify/" in links["ledger/index.html"] and "/ssj/verify/" in links["404.html"]
    assert "<!-- mingchou:content <h1 -->" in (tmp_path / "e/shell/index.html").read_text(encoding="utf-8")


def test_record_pages_come_out_of_the_shell(tmp_path: Path, pages: Own) -> None:
    """Title, description, canonical address, content and what else its head has; the bare shell goes."""
    pages.records_ = (RecordPage("e/A-1/", HOSTILE, HOSTILE, "<h1>甲</h1>", '<link rel="alternate" href="index.json">'),)
    assert fill_into_shell(built(tmp_path), pages) == ["e/A-1/"]
    page = read((tmp_path / "e/A-1/index.html").read_text(encoding="utf-8"))
    assert [tag["href"] for tag in page.named("link") if tag.get("rel") == "canonical"] == [f"{URL}e/A-1/"]
    assert [tag["content"] for tag in page.named("meta") if tag.get("name") == "description"] == [HOSTILE]
    assert [tag["href"] for tag in page.named("link") if tag.get("rel") == "alternate"] == ["index.json"]
    assert f"{HOSTILE} - 示例" in page.text and page.text.count("本站内容截至") == 1
    assert not (tmp_path / "e" / "shell").exists()


def test_a_script_that_slipped_into_a_record_is_not_allowed(tmp_path: Path, pages: Own) -> None:
    """The policy is made before any record comes in, so it allows the theme's scripts and no other."""
    pages.records_ = (RecordPage("e/A-1/", "甲", "乙", "<script>evil()</script>"),)
    pages.fragments = {"ledger": "<script>evil()</script>"}
    fill_built(built(tmp_path), pages)
    fill_into_shell(tmp_path, pages)
    evil, theme = script_hashes("<script>evil()</script>")[0], script_hashes("<script>theme()</script>")[0]
    for path in ("ledger/index.html", "e/A-1/index.html"):
        html = (tmp_path / path).read_text(encoding="utf-8")
        assert "evil()" in html and evil not in html
    assert theme in html


def test_a_record_named_like_the_shell_is_an_error(tmp_path: Path, pages: Own) -> None:
    """It would be taken away with it."""
    pages.records_ = (RecordPage("e/shell/", "甲", "乙", ""),)
    with pytest.raises(MingchouError, match="同名"):
        fill_into_shell(built(tmp_path), pages)
