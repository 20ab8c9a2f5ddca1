"""The command `mingchou`: every subcommand, its options and its help. What each does stands in the module that it calls."""

import gc
import sys
from importlib.metadata import entry_points
from pathlib import Path

import click

from ledger.commands import adjust as adjusting
from ledger.commands import assignment as assigning
from ledger.commands import notice as notices
from ledger.commands import verification
from ledger.commands.announce import announce as announce_draw
from ledger.commands.bureau import refuse_nowhere
from ledger.commands.checking import check_command
from ledger.commands.chinese import finish, speak_chinese
from ledger.commands.draw import draw as hold
from ledger.commands.endings import cancel as cancel_draw
from ledger.commands.endings import reveal as reveal_draw
from ledger.commands.importing import import_command
from ledger.commands.keys import key_group
from ledger.commands.options import (
    FOLDER,
    as_of_option,
    bureau,
    day_or_today,
    home_option,
    json_option,
    officer_option,
    policy_option,
    records_option,
    reporting,
    show,
)
from ledger.commands.oversight import COMMANDS as OVERSIGHT
from ledger.commands.results import amend as amend_result
from ledger.commands.results import disclose as disclose_results
from ledger.commands.results import expire
from ledger.commands.results import withhold as withhold_result
from ledger.commands.setup import init_ledger
from ledger.commands.setup import publish as publish_documents
from ledger.commands.world import say
from ledger.core.bodies import ADJUST_REASONS, GROUNDS, PUBLISH_KINDS
from ledger.core.checks.report import exit_code
from ledger.core.errors import RefusedError

speak_chinese()
REASONS = sorted({reason for reasons in ADJUST_REASONS.values() for reason in reasons})


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    help="明抽：谁都能核验的双随机抽取。各命令的用法见 mingchou 命令 --help。",
)
@click.version_option(package_name="mingchou", prog_name="mingchou", message="%(prog)s %(version)s")
def main() -> None:
    """All commands."""
    # What a command reads it keeps to its end: looking for garbage as often as Python does by itself costs it a tenth.
    gc.set_threshold(50_000, 20, 50)


main.add_command(check_command)
main.add_command(import_command)
main.add_command(key_group)
for _command in OVERSIGHT:
    main.add_command(_command)


@main.command("init-ledger", short_help="建立台账", help="按 agency.yaml 写创世条目，建立台账。只做一次。")
@records_option
@home_option
@json_option
@reporting
def init_command(records: Path, home: str | None, as_json: bool) -> None:
    """Write the genesis entry."""
    show(init_ledger(bureau(records, home)), as_json)


@main.command(
    short_help="公布计划、事项清单、工作日历、不随机的检查",
    help="把计划、事项清单、工作日历的指纹记入台账，以后的条目以它为准；当年不随机的检查（exempt/）作为 guide exempt-年份 公布。"
    "不写种类和编号，就公布全部新的和改动过的。",
)
@click.argument("kind", required=False, type=click.Choice(PUBLISH_KINDS), metavar="[种类]")
@click.argument("id", required=False, metavar="[编号]")
@click.option("--file", type=FOLDER, metavar="文件", help="工作指引（guide）的文件")
@records_option
@home_option
@json_option
@reporting
def publish(kind: str | None, id: str | None, file: Path | None, records: Path, home: str | None, as_json: bool) -> None:
    """Put documents on record."""
    show(publish_documents(bureau(records, home), kind, id, file), as_json)


@main.command(
    short_help="公告一批抽取",
    help="按抽取单和当前名录定出抽取池，生成主密钥并封给各位保管人，写入台账。信标出数之前一切都已固定。",
)
@click.argument("draw", metavar="批次")
@records_option
@home_option
@json_option
@reporting
def announce(draw: str, records: Path, home: str | None, as_json: bool) -> None:
    """Announce a draw."""
    show(announce_draw(bureau(records, home), draw), as_json)


@main.command(
    short_help="抽取",
    help="取公告指定的那一轮信标，核对签名，算出全部签号，写入台账。不会显示抽中了谁。",
)
@click.argument("draw", metavar="批次")
@click.option("--wait", is_flag=True, help="轮次还没有公布就等着")
@click.option("--round-file", type=FOLDER, metavar="文件", help="办公网络连不上信标时，用在别处存下的那一轮")
@records_option
@home_option
@officer_option
@json_option
@reporting
def draw(
    draw: str, wait: bool, round_file: Path | None, records: Path, home: str | None, officer: str | None, as_json: bool
) -> None:
    """Hold a draw."""
    show(hold(bureau(records, home, officer), draw, wait=wait, round_file=round_file), as_json)


@main.command(
    short_help="（保管人）看抽中的名单",
    help="用保管人的密钥打开：抽中了谁、派谁去。只显示在终端，或写到仓库之外只有本人可读的文件。",
)
@click.argument("draw", metavar="批次")
@click.option("--out", type=FOLDER, metavar="文件", help="写到仓库之外的这个新文件，权限 0600")
@records_option
@home_option
@officer_option
@json_option
@reporting
def assignment(draw: str, out: Path | None, records: Path, home: str | None, officer: str | None, as_json: bool) -> None:
    """Show who was drawn, to a terminal or to a private file."""
    if out is None and not sys.stdout.isatty():
        raise RefusedError("名单只显示在终端上", hint="要存成文件请用 --out，写到仓库之外")
    rows = assigning.assignment(bureau(records, home, officer), draw)
    text = assigning.as_json(draw, rows) if as_json else assigning.as_text(draw, rows)
    if out is None:
        click.echo(text)
    else:
        assigning.write_outside(out, text)


@main.command(
    short_help="（保管人）现场检查告知书",
    help="写出交给企业的现场检查告知书，打印用：检查人员、依据、内容、流程，以及企业自己核对抽取的核验码（五（二））。",
)
@click.argument("draw", metavar="批次")
@click.argument("rank", type=click.IntRange(0), metavar="名次")
@click.option("--out", type=FOLDER, required=True, metavar="文件", help="写到仓库之外的这个新文件（.html），权限 0600")
@records_option
@home_option
@officer_option
@reporting
def notice(draw: str, rank: int, out: Path, records: Path, home: str | None, officer: str | None) -> None:
    """Write the notice that is handed over on site."""
    assigning.write_outside(out, notices.notice(bureau(records, home, officer), draw, rank))
    say("已写好告知书。检查之前请勿外传；用浏览器打开即可打印。")


@main.command(
    short_help="调整：回避、不能到场、指定、停业",
    help="调整一个名次。种类：recusal 回避，unavailable 不能到场，appointed 名录中已无人可抽而指定，"
    "closed 到场发现停业而递补，void 停业且无候补。",
)
@click.argument("draw", metavar="批次")
@click.argument("rank", type=click.IntRange(0), metavar="名次")
@click.argument("kind", type=click.Choice(list(ADJUST_REASONS)), metavar="种类")
@click.option("--reason", required=True, type=click.Choice(REASONS), help="原因，只能从这些词里选")
@click.option("--seat", type=click.IntRange(0), metavar="席位", help="从 0 数起的席位")
@click.option("--inspector", metavar="执法证号", help="指定的检查人员，须在名录里")
@click.option("--again", is_flag=True, help="这一席（或这个名次）抽取之后已经调整过，确实要再调整一次")
@records_option
@home_option
@officer_option
@json_option
@reporting
def adjust(
    draw: str, rank: int, kind: str, reason: str, seat: int | None, inspector: str | None, again: bool,
    records: Path, home: str | None, officer: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Adjust a rank."""
    here = bureau(records, home, officer)
    show(adjusting.adjust(here, draw, rank, kind, reason, seat=seat, inspector=inspector, again=again), as_json)


@main.command(
    short_help="公示结果",
    help="公示已合并到 results/ 的结果，同时公开这几家的开封文件。不写名次，就公示这一批全部新的结果。",
)
@click.argument("draw", metavar="批次")
@click.argument("ranks", nargs=-1, type=click.IntRange(0), metavar="[名次]...")
@records_option
@home_option
@officer_option
@json_option
@reporting
def disclose(draw: str, ranks: tuple[int, ...], records: Path, home: str | None, officer: str | None, as_json: bool) -> None:
    """Publish results."""
    show(disclose_results(bureau(records, home, officer), draw, ranks), as_json)


@main.command(
    short_help="不予公开",
    help="结果涉及保密、国家安全、公共安全的，只记依据和承诺；结果放在仓库之外。被抽中这件事照常公开。",
)
@click.argument("draw", metavar="批次")
@click.argument("rank", type=click.IntRange(0), metavar="名次")
@click.option("--ground", required=True, type=click.Choice(GROUNDS), help="依据")
@click.option("--file", required=True, type=FOLDER, metavar="文件", help="结果，写法同 results/，放在仓库之外")
@records_option
@home_option
@officer_option
@json_option
@reporting
def withhold(
    draw: str, rank: int, ground: str, file: Path, records: Path, home: str | None, officer: str | None, as_json: bool
) -> None:
    """Account for a result that is not published."""
    show(withhold_result(bureau(records, home, officer), draw, rank, ground, file), as_json)


@main.command(
    short_help="更正结果，或公示期届满",
    help="更正已公示的结果（先改 results/ 并合并），原来的留在旁边；或用 --expire 在公示期届满后撤下内容。",
)
@click.argument("draw", metavar="批次")
@click.argument("rank", type=click.IntRange(0), metavar="名次")
@click.option("--reason", required=True, metavar="理由", help="理由，会公开")
@click.option("--expire", "expired", is_flag=True, help="公示期届满，撤下内容")
@click.option("--file", type=FOLDER, metavar="文件", help="更正后的不予公开的结果，放在仓库之外")
@records_option
@home_option
@officer_option
@json_option
@reporting
def amend(
    draw: str, rank: int, reason: str, expired: bool, file: Path | None,
    records: Path, home: str | None, officer: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Correct a result, or end its publicity term."""
    here = bureau(records, home, officer)
    if expired and file is not None:
        raise RefusedError("--expire 和 --file 不能同时用")
    show(expire(here, draw, rank, reason) if expired else amend_result(here, draw, rank, reason, file=file), as_json)


@main.command(short_help="揭示", help="全部办结或到了揭示期限，公开主密钥，一切都可以重算。")
@click.argument("draw", metavar="批次")
@records_option
@home_option
@officer_option
@json_option
@reporting
def reveal(draw: str, records: Path, home: str | None, officer: str | None, as_json: bool) -> None:
    """Publish the master."""
    show(reveal_draw(bureau(records, home, officer), draw), as_json)


@main.command(short_help="取消一批抽取", help="取消还没有抽的批次，写明理由。信标轮次之后才取消的，主密钥随之公开。")
@click.argument("draw", metavar="批次")
@click.option("--reason", required=True, metavar="理由", help="理由，会公开")
@records_option
@home_option
@officer_option
@json_option
@reporting
def cancel(draw: str, reason: str, records: Path, home: str | None, officer: str | None, as_json: bool) -> None:
    """Cancel a draw that was not held."""
    show(cancel_draw(bureau(records, home, officer), draw, reason), as_json)


@main.command(
    short_help="核验台账",
    help="核验本仓库的台账，或任何一个目录、网址（指向 ledger/ 这一级）。"
    "退出码：0 没有不符，1 有不符，2 取不到，3 没有不符但有逾期或仅凭本单位陈述的（要加 --strict）。",
)
@click.argument("where", required=False, metavar="[目录或网址]")
@click.option("--strict", is_flag=True, help="有逾期或仅凭本单位陈述的，也以退出码 3 表示")
@click.option(
    "--checkpoint",
    "saved",
    type=FOLDER,
    multiple=True,
    metavar="文件",
    help="从前自己留下的检查点：台账是不是从那时起只增不改；可以写几次",
)
@policy_option
@as_of_option
@records_option
@json_option
@reporting
def verify(
    where: str | None,
    strict: bool,
    saved: tuple[Path, ...],
    policy: Path | None,
    as_of: str | None,
    records: Path,
    as_json: bool,
) -> None:
    """Verify a ledger."""
    place = where or str(records / "ledger")
    if where is None:
        bureau(records, None).repository.settle(say)
    own, kept = verification.read_policy(policy), verification.read_saved(saved)
    report = verification.verify_at(place, own, day_or_today(as_of), kept)
    click.echo(verification.as_json(report.checks) if as_json else verification.as_table(report.checks))
    sys.exit(exit_code(report.checks, strict=strict))


@main.group(short_help="自备的核验策略", help="自备的核验策略：记住你信的是哪一本台账。")
def policy() -> None:
    """Policies."""


@policy.command("write", short_help="写一份核验策略", help="写一份核验策略文件自己留着，以后用 --policy 比对。")
@click.argument("file", type=FOLDER, metavar="文件")
@click.option("--from", "where", metavar="目录或网址", help="哪一本台账；不写就是本仓库的")
@click.option("--genesis", metavar="哈希", help="从别处得来的创世条目叶哈希，不同就不写")
@records_option
@reporting
def policy_write(file: Path, where: str | None, genesis: str | None, records: Path) -> None:
    """Pin a ledger's genesis."""
    if where is None:
        refuse_nowhere(records)
    found, strange = verification.write_policy(where or str(records / "ledger"), file, genesis)
    click.echo(f"已写入 {file}：创世条目的叶哈希 {found}")
    if strange:
        say(
            f"提示：这本台账还声明了不是公开的信标链 {'、'.join(strange)}，没有写进策略。用它的批次，随机数是不是事先算好的，"
            "只有台账自己说；用这份策略核验，policy.beacons 一项会不符。"
        )


for _extra in entry_points(group="mingchou.commands"):
    main.add_command(_extra.load())
finish(main)
