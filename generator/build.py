"""Verified ledger in, website out. A site is built with what is late or unproven shown plainly, never with a failure."""

import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from generator.agency import read_agency, refuse_other_ledger
from generator.fill import fill_prose, fill_records
from generator.gather import gather
from generator.headers import header_files
from generator.history import histories
from generator.model import Site
from generator.opendata.collect import collect
from generator.opendata.package import Published
from generator.opendata.write import OpenData
from generator.pages import Pages
from generator.production import refuse_placeholders
from generator.publish import expired_left, publish
from generator.search import results_index, search_index
from generator.shell import run_mkdocs
from generator.sitemap import sitemaps
from generator.sources import site_sources
from ledger.core.checks.report import Check
from ledger.core.documents import Read
from ledger.core.errors import MingchouError, RefusedError
from ledger.core.policy import Policy
from ledger.core.verify import Report, verify
from ledger.sources.git import committed
from ledger.sources.site import folder_reader

MARKER = ".mingchou-site"
"""Stands in a folder that this command made, and may therefore empty."""
SHOWN = 20
Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """What was built and where."""

    out: Path
    pages: int
    files: int
    late: int
    unproven: int


def refuse_failures(checks: tuple[Check, ...]) -> None:
    """Raises `MingchouError` with every check that failed (the first `SHOWN` in full)."""
    failed = [check for check in checks if check.status == "fail"]
    if not failed:
        return
    lines = [f"✗ {check.name} {check.subject}: {check.evidence}" for check in failed[:SHOWN]]
    if len(failed) > SHOWN:
        lines.append(f"……另有 {len(failed) - SHOWN} 项")
    text = "\n".join(lines)
    raise MingchouError(f"台账没有通过核验，不生成网站：\n{text}", hint="请先用 mingchou verify 查明原因")


def refuse_strange(out: Path) -> None:
    """Raises `MingchouError` when `out` holds something that this command did not make."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise MingchouError(f"{out} 不是文件夹", hint="请用 --out 另指一个文件夹")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise MingchouError(f"{out} 里有不是本命令生成的东西，不敢清空", hint="请移走它，或用 --out 另指一个空文件夹")


def verified(read: Read, policy: Policy | None, as_of: date, say: Say = lambda _: None) -> Report:
    """The ledger verified, nothing failed. Results whose term ended are not read, even where their files were left lying: what
    the checks say of them must not reach the site either."""
    report = verify(read, policy, as_of)
    refuse_failures(report.checks)
    left = expired_left(report.view)
    if left:
        say(f"公示期已届满的结果文件还在仓库里，没有放上网站，请删去：{'、'.join(sorted(left))}")
        report = verify(lambda path: None if path in left else read(path), policy, as_of)
    return report


def commit_of(records: Path) -> str:
    """The commit that the records are at, or nothing where they are not in Git or not as committed."""
    try:
        return committed(records, ["."])
    except RefusedError:
        return ""


def assemble(site: Site, folder: Path, templates: Path, data: Published | None = None) -> list[str]:
    """Fill what MkDocs built in `folder`, and add the indexes, the sitemap and the headers; returns the pages' paths."""
    url = site.agency.url
    pages = Pages(site, templates, data)
    prose, records = fill_prose(folder, pages, url), fill_records(folder, pages, url)
    paths = prose + records
    (folder / "sitemap.xml.gz").unlink(missing_ok=True)
    made = {"assets/search-index.json": search_index(site), "assets/results-index.json": results_index(site)}
    made |= header_files(folder, url, prose, records)
    for name, text in (made | sitemaps(url, paths)).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / MARKER).write_text("由 mingchou build 生成；下一次生成会清空这个文件夹。\n", encoding="utf-8")
    return paths


def _replace(out: Path, new: Path, work: Path) -> None:
    if out.exists():
        out.rename(work / "old")
    new.rename(out)


def build(
    records: Path,
    out: Path,
    as_of: date,
    policy: Policy | None = None,
    say: Say = lambda _: None,
    *,
    preview: bool = False,
) -> Built:
    """Verify `records`, then build the site for the day `as_of` into `out`; what stood there stays until all is done.

    A `preview` says so on every page, and may leave in the foot what only a real site must have. Raises `MingchouError` (and
    `SourceError`) when the records cannot be read, the foot holds placeholders, a check fails, or MkDocs does.
    """
    refuse_strange(out)
    sources = site_sources()
    agency, areas = read_agency(records)
    if not preview:
        refuse_placeholders(agency, f"{records.name}/agency.yaml")
    say("核验台账……")
    report = verified(folder_reader(records / "ledger"), policy, as_of, say)
    refuse_other_ledger(agency, report.view)
    say(f"核验通过：{len(report.view.entries)} 条条目，{len(report.checks)} 项核验。生成页面……")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary, ThreadPoolExecutor(1) as beside:
        work = Path(temporary)
        # MkDocs is a process of its own, and knows nothing of the records: they are read out while it runs.
        prose = beside.submit(run_mkdocs, sources, work, name=agency.name, url=agency.url, as_of=as_of)
        site = replace(gather(report, agency, areas, as_of), histories=histories(records, report.view, areas), preview=preview)
        data = OpenData(collect(site, report, areas, commit_of(records)))
        folder = prose.result()
        pages = assemble(site, folder, sources / "site" / "templates", data.write_tables(folder))
        data.write_beside(folder, site, report.view)
        files = publish(report.view, folder / "ledger")
        _replace(out, folder, work)
        shutil.rmtree(work / "old", ignore_errors=True)
    return Built(out, len(pages), files, site.checks.get("late", 0), site.checks.get("unproven", 0))
