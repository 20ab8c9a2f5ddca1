"""`key new`, `key list`: the private keys of this machine, outside the repository."""

import json
import os
import sys

import click

from ledger.commands.options import home_option, json_option, reporting
from ledger.commands.world import real_world
from ledger.core.errors import RefusedError
from ledger.core.note import format_vkey
from ledger.sources.git import is_inside
from ledger.storage.keyring import Keyring
from ledger.storage.passphrase import passphrase_of
from ledger.storage.secret import Secret

KINDS = {"signer": "签名", "officer": "保管人"}


@click.group("key", short_help="密钥", help="本机的密钥：给台账签名的（Ed25519），和保管人打开主密钥的（X25519）。")
def key_group() -> None:
    """Keys."""


def _new_passphrase(name: str, plain: bool) -> Secret | None:
    """Typed twice at the terminal, or out of the file that MINGCHOU_PASSPHRASE_FILE names; None: explicitly in plain."""
    if plain:
        return None
    if os.environ.get("MINGCHOU_PASSPHRASE_FILE"):
        return real_world(None).ask(name)
    if not sys.stdin.isatty():
        raise RefusedError("要给新密钥设口令", hint="请在终端里运行；只作演示的可以用 --plain 不加密")
    typed = click.prompt(f"给 {name} 设口令", hide_input=True, confirmation_prompt="再输一遍", err=True)
    return passphrase_of(typed)


@key_group.command(
    "new",
    short_help="新建一把密钥",
    help="新建一把密钥，私钥用口令加密放在仓库之外，公钥输出来写进 agency.yaml。",
)
@click.argument("name", metavar="名称")
@click.option("--officer", is_flag=True, help="保管人的密钥（X25519）；不写就是签名的（Ed25519）")
@click.option("--plain", is_flag=True, help="私钥不加密，只应当用于演示")
@home_option
@json_option
@reporting
def new(name: str, officer: bool, plain: bool, home: str | None, as_json: bool) -> None:
    """Make a key."""
    world = real_world(home)
    if is_inside(world.home):
        hint = "用 --home 或环境变量 MINGCHOU_HOME 指定仓库之外的目录"
        raise RefusedError("私钥不能放在 Git 仓库里", hint=hint, place=str(world.home))
    keyring = Keyring(world.home, world.disk)
    passphrase = _new_passphrase(name, plain)
    public = keyring.create_officer(name, passphrase).hex() if officer else format_vkey(keyring.create_signer(name, passphrase))
    if as_json:
        click.echo(json.dumps({"name": name, "kind": "officer" if officer else "signer", "public": public}, ensure_ascii=False))
    else:
        click.echo(public)
        warning = "没有加密，只应当用于演示。" if plain else ""
        click.echo(f"私钥在 {world.home / 'keys'}，请至少在两处离线备份。{warning}", err=True)


@key_group.command("list", short_help="列出本机的密钥", help="列出本机的密钥和公钥。不需要口令。")
@home_option
@json_option
@reporting
def list_command(home: str | None, as_json: bool) -> None:
    """List keys."""
    world = real_world(home)
    found = Keyring(world.home, world.disk).list_keys()
    if as_json:
        rows = [{"name": k.name, "kind": k.kind, "public": k.public, "encrypted": k.encrypted} for k in found]
        click.echo(json.dumps({"keys": rows}, ensure_ascii=False))
        return
    for key in found:
        click.echo(f"{KINDS[key.kind]}\t{key.name}\t{key.public}\t{'有口令' if key.encrypted else '未加密'}")
    if not found:
        click.echo(f"{world.home / 'keys'} 里还没有密钥。", err=True)
