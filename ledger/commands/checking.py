"""`check`: every problem of the records at once, and with `--base` the changes that no pull request may make."""

import json
import sys
from pathlib import Path

import click

from ledger.commands.options import FAILED, json_option, records_option, reporting
from ledger.core.errors import MingchouError, RecordErrors
from ledger.records.guard import guard
from ledger.records.load import load_records
from ledger.records.problems import RecordProblem


def problems_of(records: Path, base: str | None, new_ledger: bool) -> tuple[MingchouError, ...]:
    """All problems, in order of place."""
    found: list[MingchouError] = []
    try:
        load_records(records)
    except RecordErrors as errors:
        found += errors.problems
    if base is not None:
        found += guard(records, base, new_ledger=new_ledger)
    return tuple(sorted(found, key=_order))


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
    help="检查全部记录，一次列出所有问题，每条写明文件、行、列和改法。"
    "--base 另外拦住不该有的改动：改台账历史、改已公告的抽取池、改已公示的结果。",
)
@click.option("--base", metavar="提交", help="与这个提交（例如 origin/main）比较")
@click.option("--new-ledger", is_flag=True, help="允许换一本新的台账（新的创世条目）")
@records_option
@json_option
@reporting
def check_command(base: str | None, new_ledger: bool, records: Path, as_json: bool) -> None:
    """Check the records."""
    found = problems_of(records, base, new_ledger)
    if as_json:
        click.echo(json.dumps({"problems": [_json(problem) for problem in found]}, ensure_ascii=False))
    else:
        for problem in found:
            click.echo(str(problem))
        click.echo(f"共 {len(found)} 处问题。" if found else "记录都没有问题。", err=True)
    if found:
        sys.exit(FAILED)
