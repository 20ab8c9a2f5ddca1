"""Verified ledger in, website out. A site is built with what is late or unproven shown plainly, never with a failure."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from generator.agency import read_agency, refuse_other_ledger
from generator.cores import spread, uncollected
from generator.fill import fill_prose, fill_records, prose_pages, record_shell
from generator.gather import gather
from generator.headers import header_files
from generator.history import histories
from generator.kept import Built, Kept, asked
from generator.model import Site
from generator.opendata.collect import collect
from generator.opendata.package import File
from generator.opendata.write import OpenData, write_feeds
from generator.pages import Pages
from generator.production import refuse_placeholders
from generator.publish import expired_left, publish, published_paths
from generator.search import results_index, search_index
from generator.shell import MKDOCS, mkdocs_running
from generator.sitemap import sitemaps
from generator.sources import site_sources
from generator.writing import write_file
from ledger.core.checks.report import Check
from ledger.core.documents import Read
from ledger.core.errors import MingchouError, RefusedError
from ledger.core.life import Life
from ledger.core.policy import Policy
from ledger.core.verify import Report, verify
from ledger.sources.git import committed
from ledger.sources.site import folder_reader

MARKER = ".mingchou-site"
"""Stands in a folder that this command made, and may therefore empty."""
SHOWN = 20
FILES = 5000
"""Files of the ledger that are written in one go."""
Say = Callable[[str], None]


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
    report = verify(read, policy, as_of, spread=spread)
    refuse_failures(report.checks)
    left = expired_left(report.view)
    if left:
        say(f"公示期已届满的结果文件还在仓库里，没有放上网站，请删去：{'、'.join(sorted(left))}")
        report = verify(lambda path: None if path in left else read(path), policy, as_of, spread=spread)
    return report


def commit_of(records: Path) -> str:
    """The commit that the records are at, or nothing where they are not in Git or not as committed."""
    try:
        return committed(records, ["."])
    except RefusedError:
        return ""


@dataclass(frozen=True)
class _Written:
    """What one job wrote: files of the open data, prose pages, record pages, files of the ledger."""

    data: tuple[File, ...] = ()
    prose: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    ledger: int = 0


def _jobs(
    folder: Path, site: Site, view: Life, data: OpenData, pages: Pages, prose: Sequence[str]
) -> Iterator[Callable[[], _Written]]:
    """All that can be written apart, what takes longest first."""
    url, shell, paths = site.agency.url, record_shell(folder, pages, site.agency.url), published_paths(view)

    def file(name: str, text: str) -> _Written:
        write_file(folder, name, text.encode())
        return _Written()

    def feeds() -> _Written:
        write_feeds(folder, site, view)
        return _Written()

    for job in data.jobs(folder, site):
        yield lambda job=job: _Written(data=tuple(job()))  # type: ignore[misc]
    yield feeds
    yield lambda: _Written(prose=tuple(fill_prose(folder, prose, pages, url)))
    yield lambda: file("assets/search-index.json", search_index(site))
    yield lambda: file("assets/results-index.json", results_index(site))
    for part in pages.parts():
        yield lambda part=part: _Written(records=tuple(fill_records(folder, shell, part(), url)))  # type: ignore[misc]
    for start in range(0, len(paths), FILES):
        own = paths[start : start + FILES]
        yield lambda own=own: _Written(ledger=publish(view, folder / "ledger", own))  # type: ignore[misc]


def assemble(folder: Path, site: Site, view: Life, data: OpenData, templates: Path) -> tuple[int, int]:
    """Make the site out of what MkDocs built in `folder`; returns how many pages it has, and how many files of the ledger."""
    url, (prose, of_data) = site.agency.url, prose_pages(folder)
    written = spread(list(_jobs(folder, site, view, data, Pages(site, templates), prose)))
    published = data.describe(folder, [file for one in written for file in one.data])
    filled = [path for one in written for path in one.prose]
    filled += fill_prose(folder, of_data, Pages(site, templates, published), url)
    records = [path for one in written for path in one.records]
    (folder / "sitemap.xml.gz").unlink(missing_ok=True)
    made = header_files(folder, url, sorted(filled), records) | sitemaps(url, sorted(filled) + records)
    made[MARKER] = "由 mingchou build 生成；下一次生成会清空这个文件夹。\n"
    for name, text in made.items():
        write_file(folder, name, text.encode())
    return len(filled) + len(records), sum(one.ledger for one in written)


def _replace(out: Path, new: Path, work: Path) -> None:
    if out.exists():
        out.rename(work / "old")
    new.rename(out)


def _removals(folder: Path) -> list[Callable[[], None]]:
    """What removes each folder of a site; its single files are left."""
    folders = [one for one in folder.iterdir() if one.is_dir()] if folder.is_dir() else []
    return [partial(shutil.rmtree, one, ignore_errors=True) for one in folders]


def build(
    records: Path,
    out: Path,
    as_of: date,
    policy: Policy | None = None,
    say: Say = lambda _: None,
    *,
    preview: bool = False,
    program: Sequence[str] = MKDOCS,
    notes: Path | None = None,
) -> Built:
    """Verify `records`, then build the site for the day `as_of` into `out`; what stood there stays until all is done.

    A `preview` says so on every page, and may leave in the foot what only a real site must have. `program` builds the prose pages
    and the shell. In the folder `notes` is noted what the site was made from; where that is the same as the last time, the site
    that stands in `out` is kept (`generator.kept`). Raises `MingchouError` (and `SourceError`) when the records cannot be read,
    the foot holds placeholders, a check fails, or MkDocs does.
    """
    refuse_strange(out)
    sources = site_sources()
    agency, areas = read_agency(records)
    if not preview:
        refuse_placeholders(agency, f"{records.name}/agency.yaml")
    reader, kept = folder_reader(records / "ledger"), None if notes is None else Kept(notes, out)
    wanted = "" if kept is None else asked(records, sources, as_of, policy, preview, program)
    with uncollected():
        found = None if kept is None else kept.good(wanted, records, reader, areas, lambda: commit_of(records))
    if found is not None:
        say(f"{out} 就是这样的网站：它所依据的与上一次生成时一样。")
        return Built(out, found.pages, found.files, found.late, found.unproven)
    out.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary,
        # MkDocs knows nothing of the records: it runs while they are verified and read out.
        uncollected(),
        mkdocs_running(sources, Path(temporary), name=agency.name, url=agency.url, as_of=as_of, program=program) as prose,
    ):
        say("核验台账……")
        warnings: list[str] = []
        report = verified(reader, policy, as_of, warnings.append)
        for warning in warnings:
            say(warning)
        refuse_other_ledger(agency, report.view)
        say(f"核验通过：{len(report.view.entries)} 条条目，{len(report.checks)} 项核验。生成页面……")
        site = gather(report, agency, areas, as_of, spread)
        site = replace(site, histories=histories(records, report.view, areas), preview=preview)
        commit = commit_of(records)
        tables = collect(site, report, areas, commit)
        report.view.documents.forget()  # the pages and tables have what they need
        data = OpenData(tables)
        folder = prose()
        pages, files = assemble(folder, site, report.view, data, sources / "site" / "templates")
        _replace(out, folder, Path(temporary))
        built = Built(out, pages, files, site.checks.get("late", 0), site.checks.get("unproven", 0))

        def remember() -> None:
            now = asked(records, sources, as_of, policy, preview, program)
            if kept is not None and wanted and not warnings and wanted == now:
                kept.keep(wanted, records / "ledger", report.view, site.histories, commit, built)

        # Tens of thousands of files: the old ones are removed while it is noted how the new ones stand.
        spread([*_removals(Path(temporary) / "old"), remember])
    return built
