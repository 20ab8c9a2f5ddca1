"""Checks on the ledger as a whole: policy, chain, checkpoints, published documents."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import nacl.bindings
import nacl.exceptions

from ledger.core import layout
from ledger.core.bodies import Genesis, Publish, Snapshot
from ledger.core.checks.report import LEDGER, Check, Status, attempt
from ledger.core.documents import Documents
from ledger.core.encoding import parse_jcs
from ledger.core.entry import Entry, parse_entry, signed_message
from ledger.core.errors import FormError
from ledger.core.life import Life
from ledger.core.note import VerifierKey, verify_checkpoint
from ledger.core.policy import Policy
from ledger.core.rules.working_days import parse_calendar
from ledger.core.tree import Tree

ZERO = "0" * 64
Progress = Callable[[int, int], None]
Saved = Sequence[tuple[str, bytes]]
"""Checkpoints that a verifier saved for itself: what it calls each, and the note."""


def policy_checks(policy: Policy | None, entries: list[Entry]) -> Iterator[Check]:
    """`policy.genesis`, `policy.beacons`: the genesis line and the chains are those of the verifier's policy."""
    if not entries or not isinstance(entries[0].body, Genesis):
        return
    leaf = entries[0].leaf.hex()
    if policy is None or policy.genesis is None:
        yield Check("policy.genesis", LEDGER, "unproven", f"创世条目的叶哈希是 {leaf}；没有自备的核验策略可以比对")
    elif policy.genesis == leaf:
        yield Check("policy.genesis", LEDGER, "pass", f"创世条目的叶哈希 {leaf} 与核验策略一致")
    else:
        yield Check("policy.genesis", LEDGER, "fail", f"创世条目的叶哈希是 {leaf}，核验策略写的是 {policy.genesis}")
    accepted = (policy or Policy()).accepted
    strange = [chain.hash for chain in entries[0].body.beacons if chain.hash not in accepted]
    if not strange:
        yield Check("policy.beacons", LEDGER, "pass", "台账所用的信标链都在认可之列")
    else:
        status: Status = "unproven" if policy is None else "fail"
        yield Check("policy.beacons", LEDGER, status, f"信标链 {strange[0]} 只有台账自己声明，不在认可之列")


def parse_lines(data: bytes) -> list[Entry]:
    """All entries of `ledger.jsonl`; `FormError` naming the line of the first that is not canonical."""
    if not data.endswith(b"\n"):
        raise FormError("台账必须非空且以换行结束", place=layout.LEDGER)
    entries = []
    for number, line in enumerate(data[:-1].split(b"\n"), start=1):
        try:
            entries.append(parse_entry(line))
        except FormError as error:
            raise FormError(error.problem, hint=error.hint, place=f"{layout.LEDGER}:{number}") from error
    if not isinstance(entries[0].body, Genesis):
        raise FormError("第一条必须是创世条目", place=f"{layout.LEDGER}:1")
    for number, entry in enumerate(entries[1:], start=2):
        if isinstance(entry.body, Genesis):
            raise FormError("创世条目只能有一条", place=f"{layout.LEDGER}:{number}")
    return entries


def chain_links(entries: list[Entry]) -> tuple[Status, str]:
    """Each index is the line's place; each `previous` the leaf hash of the line before."""
    previous = ZERO
    for place, entry in enumerate(entries):
        if entry.index != place:
            raise FormError(f"第 {place + 1} 行的 index 是 {entry.index}，应为 {place}")
        if entry.previous != previous:
            raise FormError(f"第 {place} 号条目的 previous 是 {entry.previous}，上一行的叶哈希是 {previous}")
        previous = entry.leaf.hex()
    return "pass", f"{len(entries)} 条首尾相接，最后一条的叶哈希 {previous}"


def chain_times(entries: list[Entry]) -> tuple[Status, str]:
    """No entry is earlier than the one before."""
    for before, entry in pairwise(entries):
        if entry.time < before.time:
            raise FormError(f"第 {entry.index} 号条目的时间 {entry.time_text} 早于前一条 {before.time_text}")
    return "pass", f"自 {entries[0].time_text} 至 {entries[-1].time_text}，次序不乱"


def chain_signatures(entries: list[Entry], progress: Progress | None = None) -> tuple[Status, str]:
    """Every signature verifies, and the roles that the type requires are filled, each by a key of its own."""
    genesis = entries[0].body
    assert isinstance(genesis, Genesis)  # noqa: S101  parse_lines has seen to it
    keys = {key.vkey.name: key for key in genesis.keys}
    fills: dict[tuple[str, tuple[str, ...]], str] = {}
    verify = nacl.bindings.crypto_sign_open
    total = 0
    for entry in entries:
        signers = tuple(entry.signatures)
        if (entry.type, signers) not in fills:
            held = {name: frozenset(keys[name].roles) for name in signers if name in keys}
            fills[entry.type, signers] = _unfilled(genesis.required[entry.type], held, signers)
        if fills[entry.type, signers]:
            raise FormError(f"第 {entry.index} 号条目（{entry.type}）：{fills[entry.type, signers]}")
        message = signed_message(entry.unsigned)
        for name, signature in entry.signatures.items():
            try:
                verify(signature + message, keys[name].vkey.public)
            except (nacl.exceptions.CryptoError, ValueError):
                raise FormError(f"第 {entry.index} 号条目上 {name} 的签名不成立") from None
        total += len(signers)
        if progress is not None and entry.index % 256 == 0:
            progress(entry.index, len(entries))
    return "pass", f"{len(entries)} 条上的 {total} 个签名都成立，角色齐备"


def _unfilled(required: tuple[str, ...], held: dict[str, frozenset[str]], signers: tuple[str, ...]) -> str:
    """What is wrong with these signers for these roles, or "" (protocol, "Signatures")."""
    for name in signers:
        if name not in held:
            return f"签名者 {name} 不是台账的密钥"
        if not held[name] & set(required):
            return f"签名者 {name} 没有所需的角色（{'、'.join(required)}）"
    taken: dict[str, str] = {}
    if all(_assign(role, held, taken, set()) for role in required):
        return ""
    return f"所需的角色（{'、'.join(required)}）没有各由一把密钥签齐"


def _assign(role: str, held: dict[str, frozenset[str]], taken: dict[str, str], seen: set[str]) -> bool:
    """Give a role a key of its own, if need be by moving another role to another key. `taken` is by key.

    To try every order of the signers would keep a verifier busy for ever with a dozen of them.
    """
    for name, roles in held.items():
        if role in roles and name not in seen:
            seen.add(name)
            if name not in taken or _assign(taken[name], held, taken, seen):
                taken[name] = role
                return True
    return False


def log_key(genesis: Genesis) -> VerifierKey:
    """The key that signs checkpoints: the one with the role ``log``."""
    found = [key.vkey for key in genesis.keys if "log" in key.roles]
    if len(found) != 1:
        raise FormError(f"创世条目应有且只有一把 log 密钥，现有 {len(found)} 把")
    return found[0]


def checkpoint_checks(documents: Documents, entries: list[Entry], saved: Saved = ()) -> Iterator[Check]:
    """`checkpoint.signature`, `checkpoint.root`: of the newest checkpoint, of each that was kept, and of those that the verifier
    saved for itself, whatever their size."""
    genesis = entries[0].body
    assert isinstance(genesis, Genesis)  # noqa: S101
    tree = Tree([entry.leaf for entry in entries])
    for name, data in saved:
        yield from _checkpoint(lambda data=data: data, genesis, tree, name, None)  # type: ignore[misc]
    yield from _checkpoint(lambda: documents.bytes_at(layout.CHECKPOINT), genesis, tree, layout.CHECKPOINT, tree.size)
    try:
        sizes = parse_index(documents.bytes_or_none(layout.CHECKPOINT_INDEX))
    except FormError as error:
        yield Check("checkpoint.signature", layout.CHECKPOINT_INDEX, "fail", str(error))
        return
    for size in sizes:
        path = layout.kept_checkpoint(size)
        yield from _checkpoint(lambda path=path: documents.bytes_at(path), genesis, tree, path, size)  # type: ignore[misc]


def _checkpoint(data: Callable[[], bytes], genesis: Genesis, tree: Tree, path: str, want: int | None) -> Iterator[Check]:
    try:
        checkpoint = verify_checkpoint(data(), log_key(genesis))
        if checkpoint.origin != genesis.origin:
            raise FormError(f"检查点的 origin 是 {checkpoint.origin}，创世条目写的是 {genesis.origin}", place=path)
    except FormError as error:
        yield Check("checkpoint.signature", path, "fail", str(error))
        yield Check("checkpoint.root", path, "fail", "检查点的签名不成立，无从比对")
        return
    yield Check("checkpoint.signature", path, "pass", f"{log_key(genesis).name} 的签名成立")
    if checkpoint.size > tree.size or want not in (None, checkpoint.size):
        due = "" if want is None else f"，应为 {want}"
        yield Check("checkpoint.root", path, "fail", f"检查点的条数是 {checkpoint.size}{due}（台账共 {tree.size} 条）")
        return
    computed = tree.root_of(checkpoint.size)
    same = computed == checkpoint.root
    evidence = f"前 {checkpoint.size} 条的树根算得 {computed.hex()}" + (
        "，与检查点一致" if same else f"，检查点写的是 {checkpoint.root.hex()}"
    )
    yield Check("checkpoint.root", path, "pass" if same else "fail", evidence)


def parse_index(data: bytes | None) -> list[int]:
    """The sizes kept, one a line, ascending; none where there is no index."""
    if data is None:
        return []
    lines = data.split(b"\n")
    if lines.pop() != b"" or not lines:
        raise FormError("须每行一个条数，以换行结束", place=layout.CHECKPOINT_INDEX)
    sizes: list[int] = []
    for line in lines:
        if not line.isdigit() or line.startswith(b"0") or len(line) > 15 or (sizes and int(line) <= sizes[-1]):
            raise FormError("须每行一个条数，自小到大", place=layout.CHECKPOINT_INDEX)
        sizes.append(int(line))
    return sizes


def format_index(sizes: list[int]) -> bytes:
    """The sizes kept, one a line."""
    return "".join(f"{size}\n" for size in sizes).encode()


def document_checks(documents: Documents, life: Life) -> Iterator[Check]:
    """`publish.file`, `snapshot.file`: what these entries call for is there, whole and of its form."""
    for entry in life.published:
        body = entry.body
        assert isinstance(body, Publish)  # noqa: S101
        yield attempt("publish.file", f"{body.kind}/{body.id}@{entry.index}", lambda b=body: _published(documents, b))  # type: ignore[misc]
    for entry in life.snapshots:
        snap = entry.body
        assert isinstance(snap, Snapshot)  # noqa: S101
        yield attempt("snapshot.file", f"{snap.period}@{entry.index}", lambda s=snap: _snapshot(documents, s))  # type: ignore[misc]


def _published(documents: Documents, body: Publish) -> tuple[Status, str]:
    data = documents.file(body.sha256)
    if body.kind == "calendar":
        parse_calendar(data)
    elif body.kind != "guide":
        parse_jcs(data, layout.file(body.sha256))
    return "pass", f"{len(data)} 字节，SHA-256 为 {body.sha256}"


def _snapshot(documents: Documents, body: Snapshot) -> tuple[Status, str]:
    snapshot = documents.snapshot(body.root)
    counts = (len(snapshot.entities), len(snapshot.inspectors))
    if counts != (body.entities, body.inspectors):
        raise FormError(f"快照有检查对象 {counts[0]}、检查人员 {counts[1]}，条目写的是 {body.entities}、{body.inspectors}")
    return "pass", f"检查对象 {counts[0]}、检查人员 {counts[1]}，树根 {body.root}"
