"""`status`: coverage and duties on a day (requirements R8–R10, R15, R20), from the ledger and the results handed in."""

from datetime import date
from pathlib import Path

from ledger.commands.bureau import refuse_nowhere
from ledger.commands.reading import ledger_in
from ledger.core.duties import Coverage, Duty, Standing, Waiting, standing
from ledger.core.encoding import DrawId
from ledger.core.errors import MingchouError, RecordErrors, RefusedError
from ledger.core.life import Life
from ledger.core.owed.duty import State, name_of
from ledger.core.owed.quotas import period_name
from ledger.records.load import load_areas, load_result
from ledger.records.registry import AreaTable

STATES: dict[State, str] = {"late": "逾期", "soon": "临近", "note": "须知", "past": "往年未完成"}
MARKS: dict[State, str] = {"late": "!", "soon": "…", "note": "·", "past": "×"}


def status(records: Path, day: date, area: str | None = None) -> Standing:
    """Where the bureau stands, or one area of it by code or name."""
    refuse_nowhere(records)
    view = ledger_in(records)
    if view is None:
        raise RefusedError("还没有台账", hint="先运行 mingchou init-ledger", place=str(records))
    found = standing(view, day, waiting(records, view))
    return found if area is None else found.of(area_code(records, area))


def area_code(records: Path, text: str) -> str:
    """An area by its code or its name."""
    areas = load_areas(records).areas
    for one in areas:
        if text in (one.code, one.name):
            return one.code
    raise RefusedError(f"没有区域 {text}", hint=f"有 {'、'.join(f'{one.name}（{one.code}）' for one in areas)}")


def waiting(records: Path, view: Life) -> Waiting:
    """Results that are in `results/` and not published yet: the day of each inspection. `check` tells what is wrong in one."""
    found: dict[tuple[DrawId, int], date] = {}
    for life in view.draws.values():
        for rank in life.open_ranks:
            file = records / "results" / life.id / f"{rank.rank}.yaml"
            if file.is_file():
                try:
                    found[life.body.draw, rank.rank] = load_result(file, life.id, rank.rank).inspected
                except RecordErrors:
                    continue
    return found


def as_text(found: Standing, records: Path) -> str:
    """The quarter's and the year's numbers by area, then the duties."""
    names = _names(records)
    lines = [f"截至 {found.day}："]
    for area in sorted({row.area for row in found.coverage}):
        rows = [row for row in found.coverage if row.area == area and _shown(row, found.day)]
        lines += [f"{names.get(area, area)}（{area}）", *(f"  {_row(row)}" for row in rows)]
    for state, word in STATES.items():
        duties = found.in_state(state)
        if state == "past" and not duties:
            continue
        lines.append(f"{word} {len(duties)} 项" + ("：" if duties else ""))
        lines += [f"  {MARKS[state]} {_duty(duty, names)}" for duty in duties]
    return "\n".join(lines)


def _names(records: Path) -> dict[str, str]:
    try:
        table: AreaTable = load_areas(records)
    except MingchouError:
        return {}
    return {area.code: area.name for area in table.areas}


def _shown(row: Coverage, day: date) -> bool:
    """The periods that the day lies in, where there is something to tell."""
    return row.first <= day <= row.last and bool(row.quota or row.drawn or row.planned or row.exempt)


def _row(row: Coverage) -> str:
    owed = f"应抽 {row.quota} 家（{row.how}）" if row.quota else row.how
    parts = [f"计划 {row.planned}", f"已抽 {row.drawn}", f"公示 {row.disclosed}", f"不予公开 {row.withheld}"]
    parts += [f"{word} {count}" for word, count in (("未到期", row.open), ("逾期", row.overdue), ("迟公示", row.late)) if count]
    exempt, of = row.share
    parts += [f"不随机的检查 {exempt}（占全部 {of} 次）"] if exempt else []
    return f"{period_name(row)} {name_of(row.kind)} {row.entities} 家，{owed}；{'，'.join(parts)}"


def _duty(duty: Duty, names: dict[str, str]) -> str:
    where = f"{names.get(duty.area, duty.area)}：" if duty.area else ""
    day = "" if duty.due is None else str(duty.due)
    return f"{day:<10} {where}{duty.text}（{duty.clause}）"
