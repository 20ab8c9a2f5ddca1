"""Quarterly plans and draw orders of 2024, as staff write them: the numbers that `mingchou plan` proposes, and the rest."""

from collections.abc import Sequence
from datetime import date

from ledger.commands.bureau import Bureau
from ledger.commands.reading import ledger_in, registry_of
from ledger.core.proposal import ProposedRow, propose_quarter
from ledger.core.rules.classes import CLASS_NAMES
from ledger.records.planning import YearPlan
from tests.example.places import AREAS, CITY
from tests.example.yamltext import Value, document
from tests.example.year import EXPERTS, INSPECTED, SPECIAL_LATER, SPECIALS, TEAMS, YEAR, Quarter, Special

KINDS: dict[str, str] = {str(kind): name for kind, name in CLASS_NAMES.items()}


def proposed(bureau: Bureau, quarter: Quarter, day: date) -> list[ProposedRow]:
    """The rows that the rules ask for, without 特殊 where the area draws them in the half-year's other quarter."""
    yearly = bureau.records.plans[str(YEAR)]
    view = ledger_in(bureau.folder)
    assert isinstance(yearly, YearPlan) and view is not None
    rows = propose_quarter(view, registry_of(bureau.records, day)[1], yearly.rule, quarter.number, day)
    early = quarter.number % 2 == 1
    return [row for row in rows if not (early and row.kind == "special" and row.area in SPECIAL_LATER)]


def _head(id: str, name: str, quarter: int, items: str) -> dict[str, Value]:
    return {
        "编号": id, "名称": name, "层级": "季度", "年份": str(YEAR), "季度": str(quarter), "年度计划": str(YEAR),
        "事项清单": items,
    }  # fmt: skip


def _row(row: ProposedRow, quarter: int) -> dict[str, Value]:
    found: dict[str, Value] = {"区域": row.area, "监管类别": KINDS[row.kind], "抽取数": str(row.take)}
    if row.area in TEAMS:
        found["组员数"] = TEAMS[row.area]
    found["事项"] = list(INSPECTED[row.area])
    if (quarter, row.area) in EXPERTS:
        found["专家"] = EXPERTS[quarter, row.area]
    return found


def _special_row(special: Special) -> dict[str, Value]:
    found: dict[str, Value] = {
        "区域": special.area,
        "监管类别": special.kind,
        "抽取数": special.take,
        "事项": list(special.items),
    }
    if special.filter:
        found["标签"] = list(special.filter)
    if special.departments:
        found["部门"] = list(special.departments)
    return found


def _text(head: dict[str, Value], comment: str, rows: Sequence[tuple[str, dict[str, Value]]]) -> str:
    lines = [f"# {comment}", document(head) + "安排:"]
    for why, row in rows:
        first, *rest = document(row).splitlines()
        lines += [f"  # {why}", f"  - {first}", *(f"    {line}" for line in rest)]
    return "\n".join(lines) + "\n"


def quarter_plan(quarter: Quarter, rows: Sequence[ProposedRow]) -> str:
    """The file of a quarter's plan."""
    more = [one for one in SPECIALS if one.plan == quarter.plan_id and one.take]
    name = f"{YEAR}年第{'一二三四'[quarter.number - 1]}季度随机抽查计划（示例）"
    head = _head(quarter.plan_id, name, quarter.number, quarter.items)
    if any(one.departments for one in more):
        head["联合清单"] = f"{YEAR}-joint"
    listed = [(f"{AREAS[row.area].name}{KINDS[row.kind]}：{row.how}", _row(row, quarter.number)) for row in rows]
    listed += [(one.reason or "跨部门联合抽查", _special_row(one)) for one in more]
    comment = "抽取数照 mingchou plan 推出的，算法写在旁边（四（二））；事项、组员数、专家和定向、联合的安排由本局定。"
    return _text(head, comment, listed)


def city_plan(special: Special) -> str:
    """The file of the plan for a draw by the superior."""
    head = _head(special.plan, f"{YEAR}年第二季度市级随机抽查计划（示例）", special.quarter, "2023")
    return _text(head, "支队自己组织的抽查，不计入分局的比例。", [(special.note, _special_row(special))])


def draw_order(
    plan: str, area: str, classes: Sequence[str], round: int, reveal_by: str, without: Sequence[str], special: Special | None
) -> str:
    """The file of a draw order."""
    found: dict[str, Value] = {"计划": plan}
    if special is not None and special.organiser:
        found["组织"] = special.organiser
    found |= {"区域": area, "监管类别": list(classes), "检查人员区域": [CITY, area]}
    if special is not None and special.filter:
        found |= {"标签": list(special.filter), "定向理由": special.reason}
    if special is not None and special.departments:
        found["部门"] = list(special.departments)
    if without:
        found["不重复"] = list(without)
    found |= {"信标": [{"链": "example", "轮次": str(round)}], "揭示期限": reveal_by}
    if special is not None and special.note:
        found["说明"] = special.note
    return document(found)
