"""All of `records/` at once: every file read, every reference followed, every problem told together."""

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from ledger.core import layout
from ledger.core.encoding import DrawId, parse_draw_id
from ledger.core.errors import FormError
from ledger.records.agency import AGENCY, Agency
from ledger.records.announced import announced_pools
from ledger.records.cache import NO_CACHE, Cache
from ledger.records.collection import Draft, Records
from ledger.records.cross import check_all
from ledger.records.exempt import EXEMPT
from ledger.records.files import Files, Read, disk_files, is_record, place_problem, read_limited
from ledger.records.item_lists import ITEM_LIST
from ledger.records.nodes import Source
from ledger.records.planning import CALENDAR, DRAW_ORDER, PLAN
from ledger.records.problems import START, Context, Problems, Refused, shown
from ledger.records.registry import AREA_TABLE, ENTITY, INSPECTOR, AreaTable
from ledger.records.results import RESULT, ResultFile
from ledger.records.schema import Form

T = TypeVar("T")
K = TypeVar("K")
_WHERE = "请核对位置；记录默认在仓库最上层的 records/，可用 --records 指明"


def load_records(
    folder: Path, *, read: Read | None = None, cache: Cache = NO_CACHE, instead: Mapping[str, bytes | None] = MappingProxyType({})
) -> Records:
    """Every record under `folder` or, with `read`, of files from elsewhere (a commit, say). With a `cache`, what it has read
    before is not parsed again. `instead`: what the folder would hold at some paths after a change; None: nothing.

    Raises `RecordErrors` with every problem of every file and of every reference, in order of path and line.
    """
    prefix, problems = folder.resolve().name, Problems()
    draft = Draft(problems)
    if read is None and not folder.is_dir():
        problems.add(prefix, START, "", "没有这个文件夹", _WHERE)
    else:
        with cache:
            files = disk_files(folder, problems) if read is None else read()
            changed = sorted((path, data) for path, data in instead.items() if data is not None)
            _Reader(draft, prefix, cache).read_all(chain((file for file in files if file[0] not in instead), changed))
        if read is None:
            draft.published = {key for key in draft.results if (folder / "ledger" / layout.result(*key)).is_file()}
            draft.pools = announced_pools(folder / "ledger", {draw for draw, _ in draft.results.keys() - draft.published})
        check_all(draft)
    return draft.finish()


def load_agency(folder: Path) -> Agency:
    """`agency.yaml` alone."""
    return _load_file(folder / "agency.yaml", f"{folder.resolve().name}/agency.yaml", AGENCY)


def load_areas(folder: Path) -> AreaTable:
    """`areas.yaml` alone."""
    return _load_file(folder / "areas.yaml", f"{folder.resolve().name}/areas.yaml", AREA_TABLE)


def load_result(path: Path, draw: str, rank: int) -> ResultFile:
    """One result from a file that lies outside the records, for this draw and rank."""
    return _load_file(path, str(path), RESULT, draw=parse_draw_id(draw), rank=rank)


def _load_file(place: Path, path: str, form: Form[T], **more: object) -> T:
    problems = Problems()
    found = None
    try:
        found = build(path, read_limited(place), form, problems, more)
    except OSError:
        problems.add(path, START, "", "没有这个文件，或读不出来", _WHERE)
    problems.raise_all()
    assert found is not None  # noqa: S101  a file without a record has a problem
    return found


def build(
    path: str, data: bytes, form: Form[T], problems: Problems, more: Mapping[str, object], cache: Cache = NO_CACHE
) -> T | None:
    """One file's record; `path` is as shown. None after noting its problems."""
    context = Context(path, problems)
    table = cache.read(data, context)
    if table is None:
        return None
    try:
        return form.build(table, context, {"source": Source(path, table)} | dict(more))
    except Refused:
        return None


class _Reader:
    """Puts each file where its path says that it belongs."""

    def __init__(self, draft: Draft, prefix: str, cache: Cache) -> None:
        self.draft, self.problems, self.prefix, self.cache = draft, draft.problems, prefix, cache
        self._paths: dict[str, str] = {}

    def read_all(self, files: Files) -> None:
        """Every record among these files."""
        for path, data in files:
            if is_record(path):
                wrong = place_problem(path) or self._collision(path)
                if wrong is not None:
                    self._note(path, *wrong)
                else:
                    self._read(path, data)
        for name in ("agency.yaml", "areas.yaml"):
            if name not in self._paths:
                self._note(name, "缺少这个文件", "请照 records/README.md 建立")

    def _note(self, path: str, problem: str, hint: str) -> None:
        self.problems.add(f"{self.prefix}/{path}", START, "", shown(problem), hint)

    def _collision(self, path: str) -> tuple[str, str] | None:
        other = self._paths.setdefault(path.casefold(), path)
        if other != path:
            return f"与 {other} 只有大小写不同", "有的电脑分不清大小写，请改名"
        return None

    def _build(self, path: str, data: bytes, form: Form[T], **more: object) -> T | None:
        return build(f"{self.prefix}/{path}", data, form, self.problems, more, self.cache)

    def _read(self, path: str, data: bytes) -> None:
        draft, parts = self.draft, path.removesuffix(".yaml").split("/")
        draft.names.setdefault(parts[0], set()).add(parts[-1])
        match parts:
            case ["agency"]:
                draft.agency = self._build(path, data, AGENCY)
            case ["areas"]:
                draft.areas = self._build(path, data, AREA_TABLE)
            case ["items", stem]:
                items = self._build(path, data, ITEM_LIST)
                if items is not None:
                    self._keep(draft.items, items.id, stem, items, items.source, "编号")
            case ["plans", stem]:
                plan = self._build(path, data, PLAN)
                if plan is not None:
                    self._keep(draft.plans, plan.id, stem, plan, plan.source, "编号")
            case ["calendar", stem]:
                calendar = self._build(path, data, CALENDAR)
                if calendar is not None:
                    self._keep(draft.calendars, calendar.year, stem, calendar, calendar.source, "年份")
            case ["entities", _, stem]:
                entity = self._build(path, data, ENTITY)
                if entity is not None:
                    self._keep(draft.entities, entity.code, stem, entity, entity.source, "统一社会信用代码")
            case ["inspectors", _, stem]:
                inspector = self._build(path, data, INSPECTOR)
                if inspector is not None:
                    self._keep(draft.inspectors, inspector.certificate, stem, inspector, inspector.source, "执法证号")
            case ["draws", stem]:
                self._read_draw(path, stem, data)
            case ["results", folder, stem]:
                self._read_result(path, folder, stem, data)
            case ["exempt", folder, stem]:
                self._read_exempt(path, folder, stem, data)

    def _keep(self, found: dict[K, T], id: K, stem: str, record: T, source: Source, label: str) -> None:
        """Take a record in under its id, which is its file's name and nobody else's."""
        if str(id) != stem:
            self.draft.note(source, (label,), f"与文件名 {shown(stem)} 不一致", f"文件应名为 {id}.yaml")
        elif id in found:
            self.draft.note(source, (label,), f"{id} 已在另一个文件夹里", "一家（一人）只留一个文件")
        else:
            found[id] = record

    def _draw_id(self, path: str, text: str) -> DrawId | None:
        try:
            return parse_draw_id(text)
        except FormError:
            self._note(path, f"“{text}”不是合规的批次号", "用半角字母、数字和横线，例如 2024Q4-430902-key")
            return None

    def _read_draw(self, path: str, stem: str, data: bytes) -> None:
        draw = self._draw_id(path, stem)
        order = None if draw is None else self._build(path, data, DRAW_ORDER, draw=draw)
        if order is not None:
            self.draft.draws[order.draw] = order

    def _read_result(self, path: str, folder: str, stem: str, data: bytes) -> None:
        draw = self._draw_id(path, folder)
        if not (stem.isascii() and stem.isdigit() and str(int(stem[:7])) == stem):
            self._note(path, "文件名应为名次", "名次从 0 起，写作 0.yaml、12.yaml")
        elif draw is not None:
            result = self._build(path, data, RESULT, draw=draw, rank=int(stem))
            if result is not None:
                self.draft.results[draw, result.rank] = result

    def _read_exempt(self, path: str, folder: str, stem: str, data: bytes) -> None:
        if not (folder.isascii() and folder.isdigit() and len(folder) == 4):
            self._note(path, f"“{folder}”不是年份", "应放在 exempt/年份/编号.yaml，例如 exempt/2024/2024-001.yaml")
            return
        check = self._build(path, data, EXEMPT, year=int(folder))
        if check is not None and check.id != stem:
            self.draft.note(check.source, ("编号",), f"与文件名 {shown(stem)} 不一致", f"文件应名为 {check.id}.yaml")
        elif check is not None:
            self.draft.exempt[check.year, check.id] = check
