"""The edge of the program: clock, randomness, the network, passphrases. Commands get it as a value, so that the worked
example and the tests bring their own."""

import os
import secrets
import stat
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from ledger.core.beacon import Chain
from ledger.core.encoding import CHINA
from ledger.core.errors import RefusedError
from ledger.sources.drand import Client
from ledger.storage.disk import Disk
from ledger.storage.keyring import Ask
from ledger.storage.passphrase import passphrase_of
from ledger.storage.places import home_folder
from ledger.storage.secret import Secret

Say = Callable[[str], None]
Fetch = Callable[[Sequence[str], Chain, int, bool], str]
"""Relays, chain, round, whether to wait → the round's signature as hex, verified."""


@dataclass(frozen=True)
class World:
    """What a command may touch besides the records. `now` is aware and in whole seconds; `say` speaks to people."""

    home: Path
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    ask: Ask
    say: Say
    fetch: Fetch
    disk: Disk


def say(text: str) -> None:
    """To people: stderr, so that stdout is data."""
    click.echo(text, err=True)


def _now() -> datetime:
    return datetime.now(CHINA).replace(microsecond=0)


def _refuse_open(file: Path) -> None:
    """A passphrase that others on the machine can read protects nothing; where the system tells who can."""
    found = file.stat()
    if os.name == "posix" and stat.S_ISREG(found.st_mode) and found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise RefusedError("口令文件别人也能读或能改", hint=f"请先运行 chmod 600 {file}", place=str(file))


def _ask(name: str) -> Secret:
    """The passphrase of a key: from the file that MINGCHOU_PASSPHRASE_FILE names, or typed in at the terminal."""
    path = os.environ.get("MINGCHOU_PASSPHRASE_FILE")
    if path:
        try:
            _refuse_open(Path(path))
            return passphrase_of(Path(path).read_text(encoding="utf-8").rstrip("\r\n"))
        except OSError as error:
            raise RefusedError(f"读不到口令文件：{error.strerror}", hint="请核对文件名和权限", place=path) from None
        except UnicodeDecodeError:
            raise RefusedError("口令文件不是 UTF-8", place=path) from None
    if not sys.stdin.isatty():
        raise RefusedError(f"密钥 {name} 需要口令", hint="请在终端里运行，或用 MINGCHOU_PASSPHRASE_FILE 指定口令文件")
    return passphrase_of(click.prompt(f"密钥 {name} 的口令", hide_input=True, err=True))


def _fetch(relays: Sequence[str], chain: Chain, number: int, wait: bool) -> str:
    return Client(relays, say).round(chain, number, wait=wait).signature


def real_world(home: str | None) -> World:
    """The machine that the command runs on; `home` as set, or the user's own folder for data."""
    setting = home or os.environ.get("MINGCHOU_HOME")
    return World(home_folder(setting), _now, secrets.token_bytes, _ask, say, _fetch, Disk())
