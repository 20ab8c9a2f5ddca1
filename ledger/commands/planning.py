"""`plan`: a yearly or quarterly plan proposed from the registry and the ledger (四(一), 四(二)), for staff to edit and commit.

The numbers are those of `ledger.core.proposal`, the arithmetic stands beside them as comments. What the rules leave to people
(items, joint and directed rows, other ratios) is proposed from the last quarter, or left for them to add.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from ledger.commands.evidence import write_new
from ledger.commands.reading import ledger_in
from ledger.core.documents import Documents
from ledger.core.encoding import Digest, day_of
from ledger.core.errors import RefusedError
from ledger.core.life import Life
from ledger.core.owed.duty import name_of
from ledger.core.proposal import ProposedRow, propose_quarter, propose_year
from ledger.core.published import january_snapshot
from ledger.core.rules.quotas import GENERAL_RATIO
from ledger.core.rules.seats import LEAST_TEAM
from ledger.core.rules.settings import Settings
from ledger.core.snapshot import RegistrySnapshot
from ledger.core.year import quarter_of
from ledger.records.collection import Records
from ledger.records.item_lists import ItemList
from ledger.records.load import load_records
from ledger.records.planning import QuarterPlan, YearPlan
from ledger.records.problems import RecordProblem

PERIOD = re.compile(r"(20\d\d|2100)(?:Q([1-4]))?", re.ASCII)


def plan(folder: Path, period: str, day: date) -> str:
    """The text of a plan for a year (``2025``) or a quarter (``2025Q1``)."""
    match = PERIOD.fullmatch(period)
    if match is None:
        raise RefusedError(f"不认识的计划期 {period}", hint="年度写 2025，季度写 2025Q1")
    records = load_records(folder)
    view = ledger_in(folder) or Life(Documents(lambda _: None))
    registry = RegistrySnapshot(Digest(""), records.entity_documents(day), records.inspector_documents())
    year = int(match[1])
    lines = (
        _year(records, view, registry, year, day)
        if match[2] is None
        else _quarter(records, view, registry, year, int(match[2]), day)
    )
    return "\n".join(lines)


def write(folder: Path, file: Path, period: str, text: str) -> None:
    """A new file in the plans' folder, under the name that the plan has to have."""
    wanted = folder / "plans" / f"{period}.yaml"
    if file.resolve() != wanted.resolve():
        raise RefusedError(f"计划要写成 {wanted}", hint=f"用 --out {wanted}，或不写 --out 直接看", place=str(file))
    wanted.parent.mkdir(exist_ok=True)
    write_new(wanted, text)


# The yearly plan


def _year(records: Records, view: Life, registry: RegistrySnapshot, year: int, day: date) -> Iterator[str]:
    settings, first = records.agency.rules, _first_quarter(view, year, day)
    january = january_snapshot(view, year) if day >= date(year, 1, 1) else None
    areas = [area.code for area in records.areas.areas]
    rows = propose_year(registry, january or registry, areas, day, settings.general_ratio, first)
    yield f"# 由 mingchou plan {year} 按 {day} 的名录推出，请核对、修改后提交。数字旁边是算法，见益环办〔2021〕24号四（二）。"
    yield from (f"# {line}" for line in _settings(settings))
    yield f"编号: {year}"
    yield f"名称: {year}年度随机抽查计划"
    yield "层级: 年度"
    yield f"年份: {year}"
    if first > 1:
        yield f"起季度: {first}"
    yield "区域安排:"
    for row in rows:
        yield f"  # {records.areas.name(row.row.area)}"
        yield from (f"  # {reason}" for reason in row.reasons)
        yield f"  - 区域: {row.row.area}"
        yield f"    执法人员: {row.row.officers}"
        if row.row.ratio != GENERAL_RATIO:
            yield f"    一般比例: {row.row.ratio}"
            yield "    比例理由: 请写明理由（四（二）1）"
    if not rows:
        raise RefusedError("名录里没有在营的检查对象，推不出计划", hint="先建立检查对象名录库（三（二））")


def _first_quarter(view: Life, year: int, day: date) -> int:
    """The year in which a ledger is taken up begins with the quarter that it is taken up in (R9)."""
    begun = day_of(view.entries[0].time) if view.entries else day
    return quarter_of(begun) if begun.year == year else 1


def _settings(settings: Settings) -> Iterator[str]:
    yield "规则取自 agency.yaml，不同的在本计划里写“规则”："
    yield f"一般比例 1:{settings.general_ratio}，定向最少 {settings.least_directed} 家；"
    weights = "、".join(f"{grade} {weight}" for grade, weight in settings.weights.items()) or "不用"
    cap = settings.cap
    way = {"cap": "上限", "quota": "比例"}
    limit = "无" if cap is None else f"每年 {cap.times} 次（{cap.source}），冲突时{way[cap.gives_way]}让位"
    yield f"信用权数 {weights}，频次上限 {limit}，上级已查未发现问题的{'排除' if settings.superior_clean else '不排除'}。"


# The quarterly plan


def _quarter(records: Records, view: Life, registry: RegistrySnapshot, year: int, quarter: int, day: date) -> Iterator[str]:
    yearly, items = _yearly(records, year), _items(records, year)
    _refuse_before(yearly, quarter)
    last = _last_quarter(records, year, quarter)
    rows = propose_quarter(view, registry, yearly.rule, quarter, day)
    id = f"{year}Q{quarter}"
    yield f"# 由 mingchou plan {id} 按 {day} 的名录和台账推出，请核对、修改后提交。算法见益环办〔2021〕24号四（二）。"
    yield "# 事项照上一季度的同类安排，没有的从清单里试选；每个专业要一个席位。定向、联合的安排请另加。"
    yield f"编号: {id}"
    yield f"名称: {year}年第{'一二三四'[quarter - 1]}季度随机抽查计划"
    yield "层级: 季度"
    yield f"年份: {year}"
    yield f"季度: {quarter}"
    yield f"年度计划: {yearly.id}"
    yield f"事项清单: {items.id}"
    yield "安排:"
    for row in rows:
        yield f"  # {records.areas.name(row.area)} {name_of(row.kind)}：{row.how}"
        yield f"  - 区域: {row.area}"
        yield f"    监管类别: {name_of(row.kind)}"
        yield f"    抽取数: {row.take}"
        yield from _team(last, row)
        yield "    事项:"
        yield from (f"      - {item}" for item in _chosen(last, row, items))
    if not rows:
        raise RefusedError(f"{id} 按规则没有要抽的", hint="请核对年度计划的区域和名录")


def _yearly(records: Records, year: int) -> YearPlan:
    for plan in records.year_plans.values():
        if plan.year == year:
            return plan
    raise RefusedError(f"还没有 {year} 年度计划", hint=f"先运行 mingchou plan {year}，核对后提交")


def _refuse_before(yearly: YearPlan, quarter: int) -> None:
    """A quarter before the ledger was taken up owes nothing, and no plan of it would pass `check`."""
    first = yearly.first_quarter
    if quarter < first:
        source, field = yearly.source, "起季度"
        problem = f"{yearly.year} 年从第 {first} 季度起抽，第 {quarter} 季度没有要抽的"
        hint = f"写 {yearly.year}Q{first} 或以后的季度；这里写错了的，先改这里"
        raise RecordProblem(source.path, source.spot(field), field, problem, hint)


def _items(records: Records, year: int) -> ItemList:
    """The bureau's own list: the year's, else the newest."""
    own = {id: items for id, items in sorted(records.items.items()) if items.kind == "own"}
    if not own:
        raise RefusedError("还没有随机抽查事项清单", hint="先在 items/ 里制定（三（一））")
    return own.get(str(year)) or list(own.values())[-1]


def _last_quarter(records: Records, year: int, quarter: int) -> QuarterPlan | None:
    """The newest quarterly plan before this one."""
    before = [plan for plan in records.quarter_plans.values() if (plan.year, plan.quarter) < (year, quarter)]
    return max(before, key=lambda plan: (plan.year, plan.quarter, plan.id), default=None)


def _same(last: QuarterPlan | None, row: ProposedRow) -> Iterable[tuple[int, tuple[str, ...]]]:
    """Team and items of the same row of the last quarter."""
    for one in last.rows if last is not None else ():
        if (one.area, one.kind, one.filter, one.departments) == (row.area, row.kind, (), ()):
            yield one.team, one.items


def _team(last: QuarterPlan | None, row: ProposedRow) -> Iterator[str]:
    for team, _ in _same(last, row):
        if team != LEAST_TEAM:
            yield f"    组员数: {team}"


def _chosen(last: QuarterPlan | None, row: ProposedRow, items: ItemList) -> list[str]:
    """Those of last quarter that the list still has; else the first ones that a team of two has the lines for."""
    known = {item.id: item.line for item in items.items}
    for _, before in _same(last, row):
        kept = [item for item in before if item in known]
        if kept:
            return kept
    lines: set[str] = set()
    found = []
    for id, line in known.items():
        if not line or line in lines or len(lines) < LEAST_TEAM:
            lines |= {line} - {""}
            found.append(id)
    return found
