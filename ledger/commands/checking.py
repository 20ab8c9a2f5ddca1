"""`check`: every problem of the records at once, of the draw orders against the ledger too, and with `--base` the changes that no
pull request may make."""

import json
import sys
from pathlib import Path

import click

from ledger.commands.bureau import tree_cache
from ledger.commands.options import FAILED, json_option, records_option, reporting
from ledger.commands.orders import Findings, order_findings
from ledger.commands.world import World, real_world
from ledger.core.errors import MingchouError, RecordErrors
from ledger.records.guard import guard
from ledger.records.load import load_records
from ledger.records.problems import RecordProblem


def findings_of(world: World, records: Path, base: str | None, new_ledger: bool) -> Findings:
    """All problems, in order of place; and what is only to be known of the draw orders still to be announced."""
    problems: list[MingchouError] = []
    notes: tuple[str, ...] = ()
    try:
        found = order_findings(records, load_records(records, cache=tree_cache(world, records)), world.now())
        problems += found.problems
        notes = found.notes
    except RecordErrors as errors:
        problems += errors.problems
    if base is not None:
        problems += guard(records, base, new_ledger=new_ledger)
    return Findings(tuple(sorted(problems, key=_order)), notes)


def _order(problem: MingchouError) -> tuple[str, int, int, str]:
    return problem.order if isinstance(problem, RecordProblem) else (problem.place, 0, 0, problem.problem)


def _json(problem: MingchouError) -> dict[str, object]:
    found: dict[str, object] = {"place": problem.place, "problem": problem.problem, "hint": problem.hint}
    if isinstance(problem, RecordProblem):
        found |= {"path": problem.path, "line": problem.line, "column": problem.column, "field": problem.field}
    return found


@click.command(
    "check",
    short_help="检查全部记录",
    help="检查全部记录，一次列出所有问题，每条写明文件、行、列和改法；已有台账的，还逐份试算没公告的抽取单能不能公告。"
    "--base 另外拦住不该有的改动：改台账历史、改已公告的抽取池、改已公示的结果。",
)
@click.option("--base", metavar="提交", help="与这个提交（例如 origin/main）比较")
@click.option("--new-ledger", is_flag=True, help="允许换一本新的台账（新的创世条目）")
@records_option
@json_option
@reporting
def check_command(base: str | None, new_ledger: bool, records: Path, as_json: bool) -> None:
    """Check the records."""
    found = findings_of(real_world(None), records, base, new_ledger)
    if as_json:
        rows = {"notes": list(found.notes), "problems": [_json(problem) for problem in found.problems]}
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for problem in found.problems:
            click.echo(str(problem))
        for note in found.notes:
            click.echo(f"提示：{note}", err=True)
        click.echo(f"共 {len(found.problems)} 处问题。" if found.problems else "记录都没有问题。", err=True)
    if found.problems:
        sys.exit(FAILED)
