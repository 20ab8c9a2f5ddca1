"""Building a site of 10,000 enterprises and 20,000 results, next to Hugo with as many pages of the same size; and building it
again after one record was changed.

Ours is `mingchou build`, the whole of it: it verifies the ledger, and writes the open data, feeds and indexes too. Hugo is given
the finished content of each of our own pages, with its title and description, and a layout cut out of one of them: it has less to
do than for pages in Markdown, and writes as many pages of the same bytes. Both are run as a user runs them, turn by turn, each a
process of its own that may use all cores, and write into memory where the system has a folder for it.

Then a record of an enterprise is changed and committed, and the site built again: seconds are what is asked of that.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.building import DISTRICTS, MEMORY, write_records
from tests.bench.measure import ROOT, peak
from tests.bench.year import SIZES, entity
from tests.example.yamltext import document

ENTITIES, RESULTS = DISTRICTS * sum(SIZES.values()), 20_000
TAKES = {"key": 300, "special": 120, "general": 90}
"""Of each district, each quarter: 20,400 places, of which one in a hundred is withheld."""
MEMORY_GOAL = 500_000_000
SECONDS = 3
TURNS = 2
MINGCHOU = Path(sys.executable).with_name("mingchou")
_TEXTS = (
    (re.compile(r"<title>[^<]*</title>"), "<title>%TITLE%</title>"),
    (re.compile(r'<meta name="description" content="[^"]*">'), '<meta name="description" content="%DESCRIPTION%">'),
    (re.compile(r'<link rel="canonical" href="[^"]*">'), '<link rel="canonical" href="%PERMALINK%">'),
)
_WORDS = {
    "TITLE": ".Title",
    "SITE": ".Site.Title",
    "DESCRIPTION": ".Description",
    "PERMALINK": ".Permalink",
    "CONTENT": ".Content",
}


@dataclass(frozen=True)
class Taken:
    """Seconds of both sides (None where there is no Hugo), the most bytes that ours took (None where the system does not tell),
    and the seconds after one record was changed."""

    ours: float
    theirs: float | None
    memory: int | None
    again: float


def _write_entities(folder: Path, areas: Sequence[str]) -> None:
    """The records' own files, as the registry that the ledger published has them."""
    for area in areas:
        place = folder / "entities" / area
        place.mkdir(parents=True)
        for kind, size in SIZES.items():
            for number in range(size):
                code, own = entity(area, kind, number)
                fields = {
                    "名称": own["name"], "统一社会信用代码": code, "区域": area, "地址": own["address"], "行业": own["industry"],
                    "排污许可": own["permit"], "标签": own["tags"], "状态": "在营",
                }  # fmt: skip
                (place / f"{code}.yaml").write_text(document(fields), encoding="utf-8")  # type: ignore[arg-type]


def _git(folder: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=bench", "-c", "user.email=bench@test.example", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")
    subprocess.run(["git", *settings, *arguments], cwd=folder, stdout=subprocess.DEVNULL, check=True)


def _cut(html: str) -> tuple[str, str, str]:
    """Before the content of a page, the content, after it."""
    start, end = html.index("<h1"), html.index("</article>")
    return html[:start], html[start:end], html[end:]


def _layout(html: str) -> str:
    before, _, after = _cut(html)
    text = f"{before}%CONTENT%{after}"
    for pattern, put in _TEXTS:
        text = pattern.sub(put, text, count=1)
    text = text.replace("{{", '{{ "{{" }}')
    return re.sub(r"%([A-Z]+)%", lambda match: f"{{{{ {_WORDS[match[1]]} }}}}", text)


def _described(html: str) -> dict[str, str]:
    found = {"title": r"<title>([^<]*)</title>", "description": r'<meta name="description" content="([^"]*)">'}
    return {name: (re.search(pattern, html) or ["", ""])[1] for name, pattern in found.items()}


def write_hugo(site: Path, folder: Path) -> int:
    """Everything that Hugo needs below `folder` to make the pages of a built site; returns how many bytes these have."""
    pages = sorted(site.rglob("*.html"))
    layouts, size = folder / "layouts", 0
    (layouts / "_default").mkdir(parents=True)
    layout = _layout(next(iter(sorted((site / "e").glob("*/index.html")))).read_text(encoding="utf-8"))
    for name in ("_default/single.html", "_default/list.html", "index.html"):
        (layouts / name).write_text(layout, encoding="utf-8")
    for page in pages:
        html = page.read_text(encoding="utf-8")
        size += len(html.encode())
        path = page.relative_to(site).as_posix().removesuffix("index.html").removesuffix(".html").rstrip("/") or "_index"
        target = folder / "content" / f"{path}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        head = "".join(f"{name}: {json.dumps(text, ensure_ascii=False)}\n" for name, text in _described(html).items())
        target.write_text(f"---\n{head}---\n{_cut(html)[1]}", encoding="utf-8")
    config = {
        "baseURL": "https://test.example/", "title": "示例", "disableKinds": ["taxonomy", "term", "RSS", "404"],
        "markup": {"goldmark": {"renderer": {"unsafe": True}}},
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return size


def _run(command: Sequence[str | Path], home: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"MINGCHOU_HOME": str(home), "PYTHONUTF8": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _ended(process: subprocess.Popen[bytes]) -> None:
    _, said = process.communicate()
    if process.returncode != 0:
        raise SystemExit(said.decode())


def _seconds(command: Sequence[str | Path], home: Path) -> float:
    began = time.perf_counter()
    _ended(_run(command, home))
    return time.perf_counter() - began


def _same_size(site: Path, theirs: Path, size: int) -> None:
    """As many pages, of as many bytes, give or take a twentieth."""
    pages = [page.stat().st_size for page in theirs.rglob("*.html")]
    assert len(pages) >= sum(1 for _ in site.rglob("*.html"))
    assert abs(sum(pages) - size) <= size / 20, (sum(pages), size)


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mingchou-bench-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


def _change(records: Path) -> None:
    """Another address of one enterprise, committed."""
    file = next(iter(sorted((records / "entities").rglob("*.yaml"))))
    file.write_text(file.read_text(encoding="utf-8").replace("大道", "新大道"), encoding="utf-8")
    _git(records, "commit", "--quiet", "--all", "--message", "示例")


def measure() -> Taken:
    """All of it, once."""
    with _scratch() as work:
        records, site, home = work / "records", work / "site", work / "home"
        as_of, areas = write_records(records, None, TAKES)
        _write_entities(records, areas)
        _git(records, "init", "--quiet")
        _git(records, "add", "--all")
        _git(records, "commit", "--quiet", "--message", "示例")
        build = [MINGCHOU, "build", "--records", records, "--out", site, "--as-of", as_of.isoformat()]
        first = _run(build, home)
        memory = peak(first)
        _ended(first)
        assert sum(1 for _ in (site / "e").glob("*/index.html")) == ENTITIES
        assert len(json.loads((site / "assets" / "results-index.json").read_bytes())["results"]) >= RESULTS
        hugo = shutil.which("hugo")
        ours, theirs = [], []
        if hugo is not None:
            size = write_hugo(site, work / "hugo")
        for _ in range(TURNS):
            shutil.rmtree(home, ignore_errors=True)  # nothing is known of an earlier build
            ours.append(_seconds(build, home))
            if hugo is not None:
                shutil.rmtree(work / "hugo" / "public", ignore_errors=True)
                theirs.append(_seconds([hugo, "--quiet", "--source", work / "hugo"], home))
        if hugo is not None:
            _same_size(site, work / "hugo" / "public", size)
            shutil.rmtree(work / "hugo")
        return Taken(min(ours), min(theirs, default=None), memory, _again(records, build, home, site))


def _again(records: Path, build: Sequence[str | Path], home: Path, site: Path) -> float:
    """Seconds of a build after a change, each time another one."""
    taken = []
    for _ in range(TURNS):
        before = (site / "data" / "index.json").read_bytes()
        _change(records)
        taken.append(_seconds(build, home))
        assert (site / "data" / "index.json").read_bytes() != before, "the data name the new commit"
    return min(taken)
