"""What every command that writes shares: the records, the ledger, this machine's keys and the sealed masters."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from nacl.signing import SigningKey

from ledger.commands.world import World
from ledger.core.bodies import Genesis, Reveal
from ledger.core.draw import commitment
from ledger.core.encoding import DrawId, is_clean_text, parse_hex, sha256
from ledger.core.errors import RefusedError, StorageError
from ledger.core.life import DrawLife, Life
from ledger.records.agency import Agency
from ledger.records.cache import NO_CACHE, Cache, TreeCache
from ledger.records.collection import Records
from ledger.records.load import load_agency, load_records
from ledger.records.personal import personal
from ledger.storage.disk import make_folders
from ledger.storage.keyring import Keyring
from ledger.storage.repository import Repository
from ledger.storage.sealed import open_sealed
from ledger.storage.signing import needed_keys

LONGEST_REASON = 500
"""Characters: a reason stands in the ledger, on one line with all else."""


class Bureau:
    """One bureau's records folder, used from one machine. `officer` names whose key opens the masters."""

    def __init__(self, world: World, records: Path, officer: str | None = None) -> None:
        refuse_nowhere(records)
        self.world, self.folder = world, records
        self.repository = Repository(records, world.home, world.disk)
        self.keyring = Keyring(world.home, world.disk, random=world.random)
        self._officer = officer
        self._masters: dict[DrawId, bytes] = {}

    @cached_property
    def agency(self) -> Agency:
        """`agency.yaml`."""
        return load_agency(self.folder)

    @cached_property
    def records(self) -> Records:
        """Every record, checked. Raises `RecordErrors`."""
        return load_records(self.folder, cache=tree_cache(self.world, self.folder))

    def keys(self, genesis: Genesis, types: Iterable[str]) -> Mapping[str, SigningKey]:
        """The keys that entries of these types take, opened, the log's among them.

        Whoever types a passphrase may take hours over it: an entry's time is taken after its keys, never before.
        """
        here = {info.name for info in self.keyring.list_keys() if info.kind == "signer"}
        return {name: self.keyring.open_signer(name, self.world.ask) for name in needed_keys(genesis, types, here)}

    def master(self, life: DrawLife) -> bytes:
        """A draw's master secret: as revealed, or out of an officer's sealed copy; held against the commitment."""
        id = life.body.draw
        if id not in self._masters:
            revealed = life.revealed.body if life.revealed is not None else None
            found = parse_hex(revealed.master, 32) if isinstance(revealed, Reveal) else self._unseal(id)
            if commitment(id, found) != life.body.master:
                raise StorageError(f"打开的主密钥不是 {id} 公告时的那一个", hint="密封件可能被换过，请从 Git 取回原件")
            self._masters[id] = found
        return self._masters[id]

    def masters(self, view: Life) -> "Masters":
        """Masters by draw, for `recompute`."""
        return Masters(self, view)

    def _unseal(self, draw: DrawId) -> bytes:
        names = [officer.name for officer in self.agency.officers]
        if self._officer is not None:
            if self._officer not in names:
                raise RefusedError(f"agency.yaml 里没有保管人 {self._officer}", hint=f"有 {'、'.join(names)}")
            names = [self._officer]
        for name in names:
            copy = self.repository.read_sealed(draw, name)
            if copy is not None and self.keyring.has(name, "officer"):
                key = self.keyring.open_officer(name, self.world.ask)
                return open_sealed(copy, draw, key).reveal()
        raise RefusedError(f"打不开 {draw} 的主密钥：本机没有保管人（{'、'.join(names)}）的密钥", hint="请由一位保管人运行本命令")


def refuse_nowhere(records: Path) -> None:
    """Raises `RefusedError` unless this is a bureau's records folder: nothing is created in another one, and nobody is told
    to begin a ledger there."""
    if not (records / "agency.yaml").is_file():
        there = "这个文件夹里没有 agency.yaml，不是放记录的文件夹" if records.is_dir() else "没有这个文件夹"
        raise RefusedError(there, hint="请在仓库的根目录里运行，或用 --records 指明放记录的文件夹", place=str(records))


def tree_cache(world: World, records: Path) -> Cache:
    """What was parsed of these records before, kept in the home; without a home that can be written, nothing is kept."""
    try:
        make_folders(world.disk, world.home, private=True)
    except StorageError:
        return NO_CACHE
    return TreeCache(world.home / "cache" / sha256(str(records.resolve()).encode())[:16])


class Masters:
    """A draw's id to its master secret; prints nothing of them."""

    def __init__(self, bureau: Bureau, view: Life) -> None:
        self._bureau, self._view = bureau, view

    def __call__(self, draw: DrawId) -> bytes:
        return self._bureau.master(self._view.draws[draw])


def draw_named(view: Life, draw: str) -> DrawLife:
    """The draw of this id, or an error that says which there are."""
    if draw not in view.draws:
        there = "、".join(view.draws) or "（还没有）"
        raise RefusedError(f"台账里没有公告过批次 {draw}", hint=f"已公告的有 {there}")
    return view.draws[draw]


def existing(view: Life) -> Genesis:
    """The genesis of a ledger that is there."""
    if view.genesis is None:
        raise RefusedError("还没有台账", hint="先运行 mingchou init-ledger")
    return view.genesis


def public_reason(text: str) -> str:
    """A reason that somebody typed, fit to stand in the ledger for ever. Raises `RefusedError`."""
    reason = text.strip()
    if not reason:
        raise RefusedError("没有写理由", hint="请用 --reason 写明；理由会公开")
    if len(reason) > LONGEST_REASON:
        raise RefusedError(f"理由长 {len(reason)} 字", hint=f"理由要写进台账，请不超过 {LONGEST_REASON} 字")
    if not is_clean_text(reason):
        raise RefusedError("理由里有看不见的字符，或写法不规范的字", hint="请重新输入一遍，不要从别处粘贴")
    found = personal(reason)
    if found is not None:
        raise RefusedError(f"理由里有{found[0]}", hint="写进台账的删不掉，请改成不涉及个人信息的写法")
    return reason
