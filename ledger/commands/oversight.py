"""The commands that say where a bureau stands: `plan`, `snapshot`, `status`, `evidence`."""

import json
from pathlib import Path

import click

from ledger.commands import evidence as proving
from ledger.commands import planning
from ledger.commands import snapshots as registry
from ledger.commands import status as standing
from ledger.commands.bureau import refuse_nowhere
from ledger.commands.options import (
    FOLDER,
    as_of_option,
    bureau,
    day_or_today,
    home_option,
    json_option,
    policy_option,
    records_option,
    reporting,
    rows_of,
    show,
)
from ledger.commands.verification import read_policy
from ledger.core.errors import RefusedError


@click.command(
    "plan",
    short_help="推出一份计划的初稿",
    help="按名录和台账推出年度或季度计划的初稿，每个数字旁边写明算法，供核对、修改后提交。计划期写 2025 或 2025Q1。",
)
@click.argument("period", metavar="计划期")
@click.option("--out", type=FOLDER, metavar="文件", help="写成 records/plans 里的这个新文件；不写就显示出来")
@as_of_option
@records_option
@reporting
def plan_command(period: str, out: Path | None, as_of: str | None, records: Path) -> None:
    """Propose a plan."""
    text = planning.plan(records, period, day_or_today(as_of))
    if out is None:
        click.echo(text)
    else:
        planning.write(records, out, period, text)
        click.echo(f"已写入 {out}，请核对、修改后提交，再运行 mingchou publish。", err=True)


@click.command(
    "snapshot",
    short_help="写名录快照",
    help="把当前名录记入台账，并列出与上一次快照的差别：新列入、不再列入、类别变动及理由、状态、标签。每季度至少一次。",
)
@records_option
@home_option
@json_option
@reporting
def snapshot_command(records: Path, home: str | None, as_json: bool) -> None:
    """Put the registry on record."""
    entries, changes = registry.snapshot(bureau(records, home))
    if as_json:
        found = {"changes": [change.json() for change in changes], "entries": rows_of(entries)}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    show(entries, False)
    if changes:
        click.echo(registry.as_text(changes))


@click.command(
    "status",
    short_help="应办什么、逾期什么",
    help="按台账列出各区域各类别的抽查覆盖情况，和应办的事项：缺的计划、没抽的批次、快到期和逾期的结果、整改、类别变动。",
)
@click.option("--area", metavar="区域", help="只看一个区域，写代码或名称")
@as_of_option
@records_option
@json_option
@reporting
def status_command(area: str | None, as_of: str | None, records: Path, as_json: bool) -> None:
    """Say what is owed."""
    found = standing.status(records, day_or_today(as_of), area)
    click.echo(json.dumps(found.json(), ensure_ascii=False) if as_json else standing.as_text(found, records))


@click.command(
    "evidence",
    short_help="某一天的履职证据",
    help="写出台账对一个检查对象在某一天证明了什么：当时的计划、抽取、检查和公示、未过的时限，每条附核验结果（六（二）1）。",
)
@click.argument("entity", metavar="统一社会信用代码")
@click.option("--out", type=FOLDER, metavar="文件", help="写成这个新文件；不写就显示出来")
@policy_option
@as_of_option
@records_option
@json_option
@reporting
def evidence_command(entity: str, out: Path | None, policy: Path | None, as_of: str | None, records: Path, as_json: bool) -> None:
    """Write what the ledger proves."""
    day, today = day_or_today(as_of), day_or_today(None)
    if day > today:
        raise RefusedError(f"{day} 还没有到", hint=f"台账只能证明已经过去的日子，最晚是今天（{today}）")
    refuse_nowhere(records)
    found, ledger = proving.evidence(str(records / "ledger"), entity, day, read_policy(policy))
    text = proving.as_json(found, ledger) if as_json else proving.as_text(found, ledger)
    if out is None:
        click.echo(text)
    else:
        proving.write_new(out, text)


COMMANDS = (plan_command, snapshot_command, status_command, evidence_command)
