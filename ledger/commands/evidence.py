"""`evidence`: what the ledger proves about one entity on one day (六(二)1), written so that another person can recheck it."""

import json
from datetime import date
from pathlib import Path

from ledger.commands.verification import MARKS, WORDS, verify_at
from ledger.core.checks.report import Status
from ledger.core.due_care import CAVEAT, DueCare, due_care
from ledger.core.encoding import Json, parse_entity_id
from ledger.core.errors import RefusedError
from ledger.core.life import Life
from ledger.core.policy import Policy
from ledger.core.tree import root
from ledger.records.codes import code_problem

VERDICTS = {
    "inspected": "已按计划检查",
    "within": "尚未检查，未超过规定时限",
    "overdue": "超过规定时限",
    "sealed": "是否抽中尚未公开",
    "outside": "没有涉及它的检查计划",
}


def evidence(where: str, entity: str, day: date, policy: Policy | None = None) -> tuple[DueCare, dict[str, Json]]:
    """The evidence, and which ledger it rests on. Refused where a check of that ledger fails."""
    report = verify_at(where, policy, day)
    failed = [check for check in report.checks if check.status == "fail"]
    if failed:
        problem = f"台账有 {len(failed)} 项不符，先是 {failed[0].name}（{failed[0].subject}）：{failed[0].evidence}"
        raise RefusedError(problem, hint="这样的台账不能作证；用 mingchou verify 查明原因")
    found = due_care(report, parse_entity_id(entity), day)
    wrong = code_problem(entity) if not found.name else None
    if wrong is not None:
        raise RefusedError(f"名录里没有 {entity}，它也不是统一社会信用代码：{wrong[0]}", hint=wrong[1])
    return found, _ledger(report.view)


def _ledger(view: Life) -> dict[str, Json]:
    """Which ledger, and how far it went when the evidence was written."""
    leaves = [entry.leaf for entry in view.entries]
    origin = view.genesis.origin if view.genesis is not None else ""
    return {"genesis": leaves[0].hex(), "origin": origin, "root": root(leaves).hex(), "size": len(leaves)}


def as_json(found: DueCare, ledger: dict[str, Json]) -> str:
    """For programs."""
    return json.dumps(found.json() | {"ledger": ledger}, ensure_ascii=False)


def as_text(found: DueCare, ledger: dict[str, Json]) -> str:
    """For people: the sentence, then each fact with the checks below it."""
    lines = [
        f"履职情况的台账证据：{found.name or found.entity}（{found.entity}），{found.day}",
        f"结论：{VERDICTS[found.verdict]}。{found.statement}",
        "",
    ]
    for number, line in enumerate(found.lines, 1):
        entry = "" if line.entry is None else f"（第 {line.entry} 号条目）"
        lines.append(f"{number}. {line.text}{entry}")
        lines += [f"   {_mark(check.status)} {check.name} {check.subject}：{check.evidence}" for check in line.checks]
    lines += [
        "",
        f"台账 {ledger['origin']}，创世条目 {ledger['genesis']}，共 {ledger['size']} 条，树根 {ledger['root']}。",
        f"任何人都可以用 mingchou verify 重算。{CAVEAT}",
    ]
    return "\n".join(lines)


def _mark(status: Status) -> str:
    return f"{MARKS[status]} {WORDS[status]}"


def write_new(path: Path, text: str) -> None:
    """A new file; what is there is never replaced."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text + "\n")
    except FileExistsError:
        raise RefusedError("文件已经存在，不覆盖", hint="请换一个文件名", place=str(path)) from None
    except OSError as error:
        raise RefusedError(f"写不了文件：{error.strerror}", hint="请核对文件名和权限", place=str(path)) from None
