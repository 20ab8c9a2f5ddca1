"""Building a site with 10,000 enterprise pages, next to plain MkDocs with the same pages as Markdown.

Ours is `mingchou build`, the whole of it: it verifies the ledger, and writes the open data too. MkDocs gets the same prose, theme
and settings, and for each enterprise a page with front matter, out of the navigation, which would take it over an hour. Either
site can be searched for every enterprise: ours by its own index, MkDocs' by that of the search plugin. Both write into memory
where the system has a folder for it, so that it is the builders that are compared and not a disk.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import yaml

from generator.agency import read_agency
from generator.build import verified
from generator.gather import gather
from generator.model import Appearance, EntityPage, Site
from ledger.core.bodies import Genesis
from ledger.core.entry import parse_entry
from ledger.core.note import format_vkey
from ledger.sources.site import folder_reader
from tests.bench.measure import ROOT, Work
from tests.bench.year import TAKES, areas, make_year
from tests.example.yamltext import document
from tests.support.scratch import agency_record

DISTRICTS, ENTRIES = 10, 1000
PAGES = DISTRICTS * 1000
MEMORY = Path("/dev/shm")


def write_records(folder: Path, entries: int | None = ENTRIES, takes: Mapping[str, int] = TAKES) -> tuple[date, tuple[str, ...]]:
    """A bureau with as many enterprises, every one of them in a pool: the day of its last entry, and its areas."""
    year = make_year(entries, DISTRICTS, takes)
    for path, data in year.files.items():
        target = folder / "ledger" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    genesis = parse_entry(year.files["ledger.jsonl"].split(b"\n", 1)[0]).body
    assert isinstance(genesis, Genesis)
    keys = {key.roles[0]: format_vkey(key.vkey) for key in genesis.keys}
    agency = agency_record(genesis.beacons[0], ["https://relay.example/"], keys, {"officer-a": "11" * 32}, genesis.lead)
    names = [{"代码": code, "名称": f"示例{code[-2:]}区"} for code in areas(DISTRICTS)]
    (folder / "agency.yaml").write_text(document(agency), encoding="utf-8")
    (folder / "areas.yaml").write_text(document({"区域": names}), encoding="utf-8")
    return year.as_of, areas(DISTRICTS)


def _markdown(site: Site, entity: EntityPage) -> str:
    """The page of an enterprise, as one would have a script write it for MkDocs."""
    facts = {
        "统一社会信用代码": f"`{entity.code}`", "区域": f"[{entity.area_name}](../a/{entity.area}.md)", "监管类别": entity.kind,
        "行业": entity.industry, "排污许可": entity.permit, "状态": entity.status, "标签": "、".join(entity.tags),
    }  # fmt: skip
    head = {
        "title": entity.name,
        "description": f"{entity.name}（{entity.code}）在{entity.area_name}生态环境随机抽查中的检查结果",
    }
    lines = ["---", yaml.safe_dump(head, allow_unicode=True).rstrip(), "---", "", f"# {entity.name}", ""]
    lines += [f"{name}\n:   {value}\n" for name, value in facts.items()]
    lines += ["## 与本企业有关的抽取", ""]
    for seen in entity.appearances:
        lines += [f"### {seen.title} `{seen.draw}`", "", *_appearance(seen), ""]
    lines += [f"给程序和订阅：[本页的数据]({site.agency.url}e/{entity.code}/index.json)", ""]
    return "\n".join(lines)


def _appearance(seen: Appearance) -> list[str]:
    row = seen.row
    if row is None or row.result is None:
        until = f"最迟 {seen.reveal_by} 揭示"
        return [f"**在抽取池中** 本批次抽 {seen.drawn} 家，还有 {seen.open} 家没有公开。公开之前看不出抽中的是谁；{until}。"]
    facts = {
        "检查日期": str(row.result.inspected), "检查方式": row.result.method, "检查内容": row.result.content,
        "检查事项": "；".join(f"{item.name}（依据：{item.basis}）" for item in row.result.items),
        "检查人员": "、".join(f"{person.name}（{person.unit}）" for person in row.inspectors),
        "公示日期": str(row.disclosed), "公示期限": str(row.due), "名次": f"第 {row.rank} 号",
    }  # fmt: skip
    links = f"[自己核验这一条](../verify.md?draw={row.draw}&rank={row.rank})"
    return [f"**{row.result.outcome}**", "", *(f"{name}\n:   {value}\n" for name, value in facts.items()), links]


def write_docs(folder: Path, records: Path, as_of: date) -> None:
    """Everything that plain MkDocs needs below `folder`."""
    agency, names = read_agency(records)
    site = gather(verified(folder_reader(records / "ledger"), None, as_of), agency, names, as_of)
    docs = folder / "docs"
    shutil.copytree(ROOT / "site" / "pages", docs)
    shutil.copytree(ROOT / "site" / "assets", docs / "assets", dirs_exist_ok=True)
    for name in ("a", "e"):
        (docs / name).mkdir(exist_ok=True)
    for entity in site.entities:
        (docs / "e" / f"{entity.code}.md").write_text(_markdown(site, entity), encoding="utf-8")
    for area in site.areas:
        members = (f"- [{entity.name}](../e/{entity.code}.md)" for entity in area.entities)
        (docs / "a" / f"{area.code}.md").write_text("\n".join([f"# {area.name}", "", *members, ""]), encoding="utf-8")
    config = {
        "INHERIT": str(ROOT / "mkdocs.yml"), "site_name": agency.name, "site_url": agency.url, "strict": False,
        "docs_dir": str(docs), "site_dir": str(folder / "site"), "not_in_nav": "/a/\n/e/\n/en/\n",
        "theme": {"name": "material", "custom_dir": str(ROOT / "site" / "theme")},
    }  # fmt: skip
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")


def _run(*command: str | Path) -> None:
    environment = os.environ | {"PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr.decode())


def _count(site: Path) -> int:
    return sum(1 for _ in (site / "e").glob("*/index.html"))


def _ours(work: Path) -> Work:
    as_of, _ = write_records(work / "records")

    def run() -> None:
        mingchou = Path(sys.executable).with_name("mingchou")
        _run(mingchou, "build", "--records", work / "records", "--out", work / "site", "--as-of", as_of.isoformat(), "--fresh")
        assert _count(work / "site") == PAGES

    return run


def _theirs(work: Path) -> Work:
    write_docs(work, work / "records", write_records(work / "records")[0])

    def run() -> None:
        _run(sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", work / "mkdocs.yml")
        assert _count(work / "site") >= PAGES

    return run


def _in_scratch(prepare: Callable[[Path], Work]) -> Callable[[], Work]:
    """With a folder that goes when the process ends."""

    def prepared() -> Work:
        folder = tempfile.TemporaryDirectory(prefix="mingchou-bench-", dir=MEMORY if MEMORY.is_dir() else None)
        work = prepare(Path(folder.name))
        weakref.finalize(work, folder.cleanup)
        return work

    return prepared


SIDES = {"ours": _in_scratch(_ours), "theirs": _in_scratch(_theirs)}
