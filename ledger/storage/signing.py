"""Which keys sign an entry: one for each role that its type requires, none for two (protocol, "Signatures")."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import permutations

from nacl.signing import SigningKey

from ledger.core.bodies import Body, Genesis, type_of
from ledger.core.checks.ledger import ZERO, log_key
from ledger.core.encoding import jcs
from ledger.core.entry import Entry, draft, format_entry, parse_entry, signed_message
from ledger.core.errors import FormError, RefusedError
from ledger.core.life import Life, fold

_BRING = "请把密钥文件带到这台机器的 keys/ 里，或到有这些密钥的机器上运行；本机有哪些见 mingchou key list"


def choose_signers(genesis: Genesis, type: str, available: Collection[str]) -> tuple[str, ...]:
    """Names of keys out of those available that fill the type's roles, the first that do in the order of genesis."""
    roles = genesis.required[type]
    held = {key.vkey.name: key.roles for key in genesis.keys if key.vkey.name in available}
    for chosen in permutations(held, len(roles)):
        if all(role in held[name] for role, name in zip(roles, chosen, strict=True)):
            return chosen
    missing = [role for role in roles if not any(role in found for found in held.values())]
    what = f"{'、'.join(missing)} 的密钥" if missing else "另一把密钥"
    others = "、".join(k.vkey.name for k in genesis.keys if k.vkey.name not in held and set(missing or roles) & set(k.roles))
    raise RefusedError(
        f"{type} 条目须由 {'、'.join(roles)} 各用一把密钥签，可用的只有 {'、'.join(held) or '（无）'}",
        hint=f"还缺 {what}（台账登记的有 {others or '（无）'}）：{_BRING}",
    )


def log_name(genesis: Genesis, available: Collection[str]) -> str:
    """The name of the key that signs checkpoints. Raises `RefusedError` where it is not among those available."""
    log = log_key(genesis).name
    if log not in available:
        raise RefusedError(f"没有签检查点的密钥 {log}", hint=_BRING)
    return log


def needed_keys(genesis: Genesis, types: Iterable[str], available: Collection[str]) -> list[str]:
    """All keys that writing entries of these types takes, the log's among them, in the order of genesis."""
    wanted = {log_name(genesis, available), *(name for type in types for name in choose_signers(genesis, type, available))}
    return [key.vkey.name for key in genesis.keys if key.vkey.name in wanted]


def refuse_other_keys(genesis: Genesis, keys: Mapping[str, SigningKey]) -> None:
    """Raises `RefusedError` for a private key that is not the one registered under its name."""
    registered = {key.vkey.name: key.vkey.public for key in genesis.keys}
    for name, key in keys.items():
        if name in registered and registered[name] != bytes(key.verify_key):
            raise RefusedError(f"密钥 {name} 与台账登记的公钥不成对", hint="同名的不是同一把；请用台账登记的那一把")


def entries_after(entries: Sequence[Entry], bodies: Sequence[Body], time: datetime) -> list[Entry]:
    """The bodies as entries without signatures, to be held against the rules before anything is signed."""
    return _extend(entries, bodies, time, lambda _type, _unsigned: {})[0]


def life_after(view: Life, bodies: Sequence[Body], files: Mapping[str, bytes], time: datetime) -> tuple[Life, list[FormError]]:
    """What the ledger would say with these bodies and files written, and every breach of the order in it."""
    return fold([*view.entries, *entries_after(view.entries, bodies, time)], view.documents.over(files))


def signed_entries(
    entries: Sequence[Entry],
    bodies: Sequence[Body],
    time: datetime,
    genesis: Genesis,
    keys: Mapping[str, SigningKey],
) -> tuple[list[Entry], list[bytes]]:
    """The bodies as signed entries, with their lines."""

    def sign(type: str, unsigned: bytes) -> dict[str, bytes]:
        names = choose_signers(genesis, type, keys.keys())
        return {name: keys[name].sign(signed_message(unsigned)).signature for name in names}

    return _extend(entries, bodies, time, sign)


def _extend(
    entries: Sequence[Entry],
    bodies: Sequence[Body],
    time: datetime,
    sign: Callable[[str, bytes], Mapping[str, bytes]],
) -> tuple[list[Entry], list[bytes]]:
    """Each body after the one before, read back strictly from the line that it makes."""
    new: list[Entry] = []
    lines: list[bytes] = []
    previous = entries[-1].leaf.hex() if entries else ZERO
    for index, body in enumerate(bodies, start=len(entries)):
        unsigned = draft(index, previous, time, body)
        line = format_entry(unsigned, sign(type_of(body), jcs(unsigned)))
        entry = parse_entry(line)
        new.append(entry)
        lines.append(line)
        previous = entry.leaf.hex()
    return new, lines
