"""The bench measures what it says it does, on a small scale."""

import json
from datetime import date
from pathlib import Path

import pytest

from ledger.core import layout
from ledger.core.verify import verify
from tests.bench import hugo, measure, searching, verifying
from tests.bench.__main__ import Line, Milliseconds, table
from tests.bench.year import make_year


def test_a_year_verifies() -> None:
    """Every check passes or waits, on as many entries as asked for, of all the types that a year brings."""
    year = make_year(460, 1)
    report = verify(year.files.get, year.policy, year.as_of)
    assert len(report.view.entries) == 460 and year.as_of > date(2024, 3, 1)
    assert {check.status for check in report.checks} == {"pass", "pending", "unproven"}
    types = {entry.type for entry in report.view.entries}
    assert types >= {"announce", "draw", "adjust", "disclose", "withhold", "amend", "reveal"}


def test_bare_work_is_that_of_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opposite stand every signature of the ledger and the hash of every line; the libraries are left as they were."""
    monkeypatch.setattr(verifying, "ENTRIES", 60)
    year = make_year(60, 1)
    before = verifying.hashlib.sha256, verifying.nacl.bindings.crypto_sign_open
    hashed, checked = verifying.needed(verifying.lines(year))
    assert (verifying.hashlib.sha256, verifying.nacl.bindings.crypto_sign_open) == before
    lines = year.files[layout.LEDGER].splitlines()
    assert {b"\x00" + line for line in lines} <= set(hashed)
    assert len(checked) > len(lines), "some entries have two signatures, and the checkpoints have theirs"
    assert set(measure.compare({"ours": verifying.lines(year), "theirs": verifying.bare(hashed, checked)}, 1)) == {
        "ours",
        "theirs",
    }


def test_table() -> None:
    """A goal missed is said to be missed; columns stand under each other whatever their characters."""
    lines = [Line("抽取", "对手", 0.9, 1.0, 800_000_000), Line("slow", "peer", 1.6, 1.5), Line("另附", "无", 3.0, None)]
    assert [line.missed for line in lines] == [False, True, False]
    assert Line("抽取", "对手", 0.9, 1.0, 1_200_000_000).missed
    shown = table(lines).splitlines()
    assert shown[1].endswith("达到") and shown[2].endswith("未达") and "0.80 GB" in shown[1] and "3.00" in shown[3]


def test_a_missing_browser_is_named() -> None:
    """Not measured is neither reached nor missed, and the line says why."""
    lines = [Milliseconds("查找", taken, 5) for taken in (None, 4.9, 5.0)]
    assert [line.missed for line in lines] == [False, False, True]
    shown = table(lines).splitlines()
    assert "没有 Chromium" in shown[1] and [line.split()[-1] for line in shown[1:]] == ["没有测", "达到", "未达"]


def test_names_to_search_differ() -> None:
    """As many as asked for, no name and no code twice, each with a reading for every character."""
    entities = json.loads(searching.index())["entities"]
    assert len(entities) == searching.ENTITIES
    assert len({name for name, *_ in entities}) == len({code for _, code, *_ in entities}) == len(entities)
    assert all(readings for *_, readings in entities)


def test_a_missing_peer_is_named() -> None:
    """No guess stands in its place; our own memory is weighed all the same, against the goal of that line."""
    missing = Line("网站", "Hugo", None, 1.0, 400_000_000, 500_000_000)
    assert not missing.missed and Line("网站", "Hugo", None, 1.0, 600_000_000, 500_000_000).missed
    shown = table([missing]).splitlines()[1]
    assert "未安装" in shown and "< 0.5" in shown and shown.endswith("没有测")


def test_hugo_is_given_the_same_pages(tmp_path: Path) -> None:
    """For each page of ours its content, its title and its description; braces of the theme are no commands of Hugo."""
    page = (
        '<title>{} - 示例</title><meta name="description" content="述{}"><link rel="canonical" href="x">'
        "<script>{{{{1}}}}</script><article><h1>名{}</h1></article>尾"
    )
    for number, path in enumerate(("index.html", "404.html", "e/A/index.html", "e/B/index.html")):
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_text(page.format(number, number, number), encoding="utf-8")
    size = hugo.write_hugo(tmp_path / "site", tmp_path / "hugo")
    assert size == sum(file.stat().st_size for file in (tmp_path / "site").rglob("*.html"))
    content = {file.relative_to(tmp_path / "hugo" / "content").as_posix() for file in (tmp_path / "hugo").rglob("*.md")}
    assert content == {"_index.md", "404.md", "e/A.md", "e/B.md"}
    text = (tmp_path / "hugo" / "content" / "e" / "B.md").read_text(encoding="utf-8")
    assert text == '---\ntitle: "3 - 示例"\ndescription: "述3"\n---\n<h1>名3</h1>'
    layout = (tmp_path / "hugo" / "layouts" / "_default" / "single.html").read_text(encoding="utf-8")
    assert '{{ "{{" }}1}}' in layout and "<article>{{ .Content }}</article>尾" in layout and "{{ .Title }}" in layout
