"""The commands `build` and `serve`, added to `mingchou` through the entry-point group ``mingchou.commands``."""

import os
import sys
from datetime import date, datetime
from pathlib import Path

import click

from generator.build import build as build_site
from generator.serve import address, server
from ledger.core.encoding import CHINA, parse_day
from ledger.core.errors import MingchouError, SourceError
from ledger.core.policy import Policy, parse_policy
from ledger.storage.places import home_folder

DEFAULT_OUT = Path("build/site")


def _as_of(text: str | None) -> date:
    """The day to build for: the one given, else today's in +08:00."""
    return datetime.now(CHINA).date() if text is None else parse_day(text)


def _policy(path: Path | None) -> Policy | None:
    if path is None:
        return None
    try:
        return parse_policy(path.read_bytes())
    except OSError as error:
        raise SourceError(f"读不到核验策略：{error.strerror}", place=str(path)) from error


def _stop(error: MingchouError) -> None:
    """The message, and the exit code that `verify` would end with: 2 for what could not be reached."""
    click.echo(f"错误：{error}", err=True)
    sys.exit(2 if isinstance(error, SourceError) else 1)


@click.command(
    "build",
    short_help="核验台账并生成网站",
    help="先核验台账，再生成网站。有一项不符就不生成；逾期的、仅凭本单位陈述的照实写明。",
)
@click.option(
    "--records",
    type=click.Path(path_type=Path),
    default=Path("records"),
    show_default=True,
    metavar="目录",
    help="记录所在的目录",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=DEFAULT_OUT, show_default=True, metavar="目录", help="网站放在哪里"
)
@click.option("--as-of", metavar="日期", help="按哪一天生成，如 2024-12-10；不写就是今天")
@click.option("--policy", type=click.Path(path_type=Path), metavar="文件", help="自备的核验策略")
@click.option("--fresh", is_flag=True, help="全部重做：所依据的没有变，也不沿用上一次生成的网站")
@click.option("--preview", is_flag=True, help="只供预览：页脚没有填全也生成，每一页都写明是预览")
def build(records: Path, out: Path, as_of: str | None, policy: Path | None, fresh: bool, preview: bool) -> None:
    """Verify, then build the site."""

    def say(text: str) -> None:
        click.echo(text, err=True)

    notes = None if fresh else home_folder(os.environ.get("MINGCHOU_HOME")) / "cache"
    try:
        built = build_site(records, out, _as_of(as_of), _policy(policy), say, preview=preview, notes=notes)
    except MingchouError as error:
        _stop(error)
        return
    click.echo(f"网站在 {built.out}：{built.pages} 个页面，{built.files} 个台账文件。")
    if built.late or built.unproven:
        click.echo(f"页面上写明了：逾期 {built.late} 项，仅凭本单位陈述 {built.unproven} 项。", err=True)


@click.command("serve", short_help="在本机查看网站", help="在本机（127.0.0.1）提供生成好的网站，按 Ctrl-C 结束。不对外开放。")
@click.option(
    "--out", type=click.Path(path_type=Path), default=DEFAULT_OUT, show_default=True, metavar="目录", help="网站所在的目录"
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="端口", help="端口；0 表示任选一个空闲的"
)
def serve(out: Path, port: int) -> None:
    """Serve the built site on the loopback address."""
    try:
        running = server(out, port)
    except MingchouError as error:
        _stop(error)
        return
    click.echo(f"请用浏览器打开 {address(running)}（按 Ctrl-C 结束）")
    with running:
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            click.echo("已结束。", err=True)
