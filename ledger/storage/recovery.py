"""After a crash: finish the write that counts, or undo the one that does not, and say which."""

from collections.abc import Callable

from ledger.core import layout
from ledger.core.bodies import Genesis
from ledger.core.checks.ledger import log_key, parse_lines
from ledger.core.encoding import Hash
from ledger.core.errors import MingchouError, StorageError
from ledger.core.note import verify_checkpoint
from ledger.core.tree import leaf_hash
from ledger.storage import places
from ledger.storage.disk import Disk
from ledger.storage.memory import Head, Memory, head_of
from ledger.storage.staging import Manifest, Staging

Say = Callable[[str], None]
"""Takes a line in Chinese for the person at the machine."""
_HINT = f"请先不要动 records/{places.STAGING}，用 Git 查明 records/ledger 在中断之后有谁改过"


def leaves_of(data: bytes | None) -> list[Hash]:
    """The leaf hashes of a ledger's lines, whatever they say."""
    return [leaf_hash(line) for line in data.split(b"\n")[:-1]] if data else []


def recover(staging: Staging, disk: Disk, memory: Memory, say: Say) -> None:
    """Leave nothing half done. Raises `StorageError` when what was left does not fit what is there."""
    if staging.sweep():
        say("上一次写入在收尾时中断：条目和文件都已写完，现已收拾干净。")
    if not staging.exists():
        return
    try:
        manifest = staging.manifest()
        if manifest is not None:
            _refuse_strange(staging, manifest, disk, memory)
    except MingchouError as error:
        raise StorageError(
            f"上一次写入中断，所留的内容对不上，既不能接着写完也不敢撤销：{error.problem}",
            hint=error.hint or _HINT,
            place=error.place or places.STAGING,
        ) from error
    if manifest is None:
        staging.undo()
        say("上一次写入没有写完就中断了，尚未生效，现已撤销；台账没有变。")
        return
    memory.remember(manifest.origin, manifest.after)
    staging.finish(manifest)
    say(f"上一次写入签好之后中断，现已接着写完；台账共 {manifest.after.size} 条。")


def _refuse_strange(staging: Staging, manifest: Manifest, disk: Disk, memory: Memory) -> None:
    """The write is whole, signed by the log, of this ledger, and extends both what is there and what was signed here."""
    contents = {put.path: staging.content(put) for put in manifest.puts}
    ledger = contents.get(places.public(layout.LEDGER))
    checkpoint = contents.get(places.public(layout.CHECKPOINT))
    if ledger is None or checkpoint is None or manifest.puts[-1].path != places.public(layout.CHECKPOINT):
        raise StorageError("没有台账或检查点")
    entries = parse_lines(ledger)
    leaves = [entry.leaf for entry in entries]
    genesis = entries[0].body
    assert isinstance(genesis, Genesis)  # noqa: S101  parse_lines has seen to it
    signed = verify_checkpoint(checkpoint, log_key(genesis))
    if (signed.origin, signed.size, signed.root.hex()) != (manifest.origin, manifest.after.size, manifest.after.root):
        raise StorageError("检查点不是所签的那一个")
    _refuse_other_heads(manifest, leaves, disk.read(staging.target(places.public(layout.LEDGER))))
    memory.refuse_other(manifest.origin, leaves)


def _refuse_other_heads(manifest: Manifest, leaves: list[Hash], there: bytes | None) -> None:
    found = head_of(leaves_of(there))
    if head_of(leaves) != manifest.after or head_of(leaves[: manifest.before.size]) != manifest.before:
        raise StorageError("暂存的台账不是所签的那一本")
    if found not in (manifest.before, manifest.after):
        raise StorageError(f"台账现有 {_words(found)}，而中断的写入要接在 {_words(manifest.before)} 之后")


def _words(head: Head) -> str:
    return f"{head.size} 条（树根 {head.root[:16]}…）"
