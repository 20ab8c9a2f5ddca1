"""Options that several commands share, and the one place where errors become exit codes."""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from ledger.commands.bureau import Bureau
from ledger.commands.world import real_world
from ledger.core.encoding import CHINA, parse_day
from ledger.core.entry import Entry
from ledger.core.errors import FormError, MingchouError, RefusedError, SourceError

P = ParamSpec("P")
FOLDER = click.Path(path_type=Path)
FAILED, UNREACHABLE = 1, 2
"""Exit codes (protocol, "Exit codes")."""

records_option = click.option(
    "--records", type=FOLDER, default=Path("records"), show_default=True, metavar="目录", help="记录所在的目录"
)
home_option = click.option(
    "--home", metavar="目录", help="放密钥的目录；不写就用环境变量 MINGCHOU_HOME，再不然用系统给本用户的数据目录"
)
officer_option = click.option("--officer", metavar="名称", help="用哪位保管人的密钥打开主密钥；不写就用本机有的那一位")
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取")
as_of_option = click.option("--as-of", metavar="日期", help="按哪一天判断是否逾期，如 2024-12-10；不写就是今天")
policy_option = click.option("--policy", type=FOLDER, metavar="文件", help="自备的核验策略")


def day_or_today(text: str | None) -> date:
    """The day given, else today's in +08:00."""
    if text is None:
        return datetime.now(CHINA).date()
    try:
        return parse_day(text)
    except FormError as error:
        raise RefusedError(error.problem, hint="--as-of 写作 2024-12-10") from error


def reporting(command: Callable[P, None]) -> Callable[P, None]:
    """Turn the one exception root into a message on stderr and an exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except MingchouError as error:
            click.echo(f"错误：{error}", err=True)
            sys.exit(UNREACHABLE if isinstance(error, SourceError) else FAILED)

    return run


def bureau(records: Path, home: str | None, officer: str | None = None) -> Bureau:
    """The bureau on the real machine."""
    return Bureau(real_world(home), records, officer)


def rows_of(entries: Sequence[Entry]) -> list[dict[str, str | int]]:
    """Index, type and leaf hash of each entry, for programs."""
    return [{"index": e.index, "leaf": e.leaf.hex(), "type": e.type} for e in entries]


def show(entries: Sequence[Entry], as_json: bool) -> None:
    """What was written: index, type and leaf hash of each entry."""
    if as_json:
        click.echo(json.dumps({"entries": rows_of(entries)}))
        return
    for entry in entries:
        click.echo(f"第 {entry.index} 号条目 {entry.type} {entry.leaf.hex()}")
