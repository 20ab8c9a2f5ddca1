"""The repository's ledger, read and extended.

`Repository.writing` holds the lock, settles what a crash left, and lets only a ledger through that verifies, keeps the
order of life and begins with what this machine signed last. `Writing.append` validates everything, then writes.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from nacl.signing import SigningKey

from ledger.core import layout
from ledger.core.bodies import Body, Genesis
from ledger.core.checks.ledger import (
    chain_links,
    chain_signatures,
    chain_times,
    format_index,
    log_key,
    parse_index,
    parse_lines,
)
from ledger.core.documents import Documents
from ledger.core.encoding import Hash
from ledger.core.entry import Entry
from ledger.core.errors import FormError, MingchouError, OrderError, RefusedError, StorageError
from ledger.core.life import fold
from ledger.core.note import Checkpoint, sign_checkpoint, verify_checkpoint
from ledger.core.tree import root
from ledger.storage import places
from ledger.storage.called_for import refuse_missing, unreadable
from ledger.storage.changes import Changes
from ledger.storage.disk import Disk, make_folders
from ledger.storage.lock import locked
from ledger.storage.memory import Memory, head_of
from ledger.storage.recovery import Say, leaves_of, recover
from ledger.storage.signing import entries_after, log_name, refuse_other_keys, signed_entries
from ledger.storage.staging import Manifest, Staging


class Repository:
    """A bureau's ``records/`` folder, and this machine's home for what may not be in it."""

    def __init__(self, records: Path, home: Path, disk: Disk | None = None) -> None:
        self.records, self.home, self.disk = records, home, disk or Disk()
        self.memory = Memory(home, self.disk)

    def read(self, path: str) -> bytes | None:
        """A published file by its layout path."""
        return self.disk.read(self.records / places.public(path))

    def read_sealed(self, draw: str, officer: str) -> bytes | None:
        """An officer's sealed copy of a draw's master."""
        return self.disk.read(self.records / places.sealed(draw, officer))

    def settle(self, say: Say) -> None:
        """Finish or undo what a crash left, if anything; for commands that only read."""
        if self.disk.is_folder(self.records / places.STAGING) or self.disk.is_folder(self.records / places.FINISHED):
            with self._locked():
                recover(Staging(self.records, self.disk), self.disk, self.memory, say)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """The repository's lock, then the home's: two clones must not sign from one memory at the same time."""
        make_folders(self.disk, self.records / places.LEDGER)
        make_folders(self.disk, self.home, private=True)
        with locked(self.records / places.LOCK), locked(self.home / "lock"):
            yield

    @contextlib.contextmanager
    def writing(self, say: Say) -> Iterator["Writing"]:
        """The one writer. Raises `StorageError` when another writes, or when this ledger must not be extended."""
        with self._locked():
            recover(Staging(self.records, self.disk), self.disk, self.memory, say)
            writing = Writing(self)
            genesis = writing.life.genesis
            if genesis is not None and self.memory.last(genesis.origin) is None:
                say(f"本机第一次续写 {genesis.origin}：没有签过的记录可比，以现有的 {len(writing.entries)} 条为准。")
            yield writing


class Writing:
    """A ledger that is held, verified and ready to be extended."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._data = repository.read(layout.LEDGER) or b""
        self._unread: list[StorageError] = []
        self.documents = Documents(self._read)
        self.entries: list[Entry] = self._verified()
        self.life, breaches = fold(self.entries, self.documents)
        self._refuse_unread()
        problems = [*breaches, *unreadable(self.life)]
        if problems:
            raise _unsound(problems[0])

    def _read(self, path: str) -> bytes | None:
        """As the repository reads. An error is kept: to a fold it is a document that is not there, whose rules it lets be."""
        try:
            return self._repository.read(path)
        except StorageError as error:
            self._unread.append(error)
            raise

    def _refuse_unread(self) -> None:
        if self._unread:
            raise self._unread[0]

    def _verified(self) -> list[Entry]:
        """The entries on disk, with every check that does not need a policy. None, where there is no ledger yet."""
        checkpoint = self._repository.read(layout.CHECKPOINT)
        if not self._data and checkpoint is None:
            return []
        if not self._data or checkpoint is None:
            raise StorageError("台账和检查点只有其一", hint="请用 Git 恢复 records/ledger", place=str(self._repository.records))
        try:
            entries = parse_lines(self._data)
            chain_links(entries)
            chain_times(entries)
            chain_signatures(entries)
            genesis = _genesis(entries)
            signed = verify_checkpoint(checkpoint, log_key(genesis))
            leaves = [entry.leaf for entry in entries]
            if (signed.origin, signed.size, signed.root) != (genesis.origin, len(leaves), root(leaves)):
                raise FormError("检查点签的不是这些条目", place=layout.CHECKPOINT)
        except MingchouError as error:
            raise _unsound(error) from error
        self._repository.memory.refuse_other(genesis.origin, leaves)
        return entries

    def append(
        self,
        bodies: Sequence[Body],
        *,
        time: datetime,
        keys: Mapping[str, SigningKey],
        files: Mapping[str, bytes] | None = None,
        remove: Sequence[str] = (),
        sealed: Mapping[tuple[str, str], bytes] | None = None,
        keep_checkpoint: bool = False,
    ) -> list[Entry]:
        """Extend the ledger by one entry for each body, with the files that they call for, all or nothing.

        `files` and `remove` are layout paths; `sealed` is by draw and officer; `keys` are by name, the log's among them.
        `keep_checkpoint` keeps this checkpoint under its size too. Raises `OrderError`, `FormError` or `RefusedError`
        before anything is signed or written, `StorageError` when the disk fails.
        """
        changes = Changes(files or {}, tuple(remove), sealed or {}, keep_checkpoint)
        changes.check(self._repository.read)
        time = time.replace(microsecond=0)
        if self.entries and time < self.entries[-1].time:
            raise OrderError(f"现在的时间早于上一条的 {self.entries[-1].time_text}", hint="请核对本机时钟", place="time")
        documents = Documents(changes.over(self._read))
        self._hold_rules(entries_after(self.entries, bodies, time), documents)
        genesis = self.life.genesis or _genesis_of(bodies)
        refuse_other_keys(genesis, keys)
        if not self.entries:
            self._repository.memory.refuse_other(genesis.origin, [])
        log = log_name(genesis, keys)
        new, lines = signed_entries(self.entries, bodies, time, genesis, keys)
        entries = [*self.entries, *new]
        data = self._data + b"".join(line + b"\n" for line in lines)
        self._write(genesis, entries, data, changes, keys[log])
        self.entries, self._data, self.documents = entries, data, documents
        self.life, _ = fold(entries, documents)  # the same entries as were tried, now with their signatures
        return new

    def _hold_rules(self, drafts: list[Entry], documents: Documents) -> None:
        """Raises the first error that the new entries would make of the ledger."""
        _, problems = fold([*self.entries, *drafts], documents)
        self._refuse_unread()
        if problems:
            raise problems[0]
        refuse_missing(drafts, self.entries, documents.bytes_or_none)

    def _write(self, genesis: Genesis, entries: list[Entry], data: bytes, changes: Changes, log: SigningKey) -> None:
        """Stage, reread, sign the checkpoint, commit, remember, move into place: in this order."""
        repository = self._repository
        staging = Staging(repository.records, repository.disk)
        staging.open()
        try:
            manifest = self._stage(staging, genesis, entries, data, changes, log)
        except MingchouError:
            staging.undo()
            raise
        try:
            repository.memory.remember(manifest.origin, manifest.after)
            staging.finish(manifest)
        except MingchouError as error:
            hint = "条目已经签好，存在暂存文件夹里；排除原因后再运行一次写台账的命令，会自动接着写完"
            raise StorageError(error.problem, hint=hint, place=error.place) from error

    def _stage(
        self,
        staging: Staging,
        genesis: Genesis,
        entries: list[Entry],
        data: bytes,
        changes: Changes,
        log: SigningKey,
    ) -> Manifest:
        for path, content in changes.ordered(self._repository.read):
            staging.put(path, content)
        staging.put(places.public(layout.LEDGER), data)
        leaves = self._reread(staging, entries)
        signed = sign_checkpoint(Checkpoint(genesis.origin, len(leaves), root(leaves)), log_key(genesis).name, log)
        if changes.keep_checkpoint:
            sizes = parse_index(self._repository.read(layout.CHECKPOINT_INDEX))
            staging.put(places.public(layout.kept_checkpoint(len(leaves))), signed)
            staging.put(places.public(layout.CHECKPOINT_INDEX), format_index([*sizes, len(leaves)]))
        staging.put(places.public(layout.CHECKPOINT), signed)
        before = head_of(leaves[: len(self.entries)])
        removes = [places.public(path) for path in changes.remove]
        return staging.commit(genesis.origin, before, head_of(leaves), removes)

    def _reread(self, staging: Staging, entries: list[Entry]) -> list[Hash]:
        """What is about to be signed, from the disk: the staged ledger is the one on disk and the new lines, no other."""
        there = self._repository.read(layout.LEDGER) or b""
        staged = staging.reread()[places.public(layout.LEDGER)]
        leaves = leaves_of(staged)
        if there != self._data or leaves != [entry.leaf for entry in entries]:
            raise StorageError("台账在写入途中被改动，没有签名", hint="请确认没有别的程序在改它", place=layout.LEDGER)
        return leaves


def _genesis(entries: Sequence[Entry]) -> Genesis:
    return _genesis_of([entry.body for entry in entries[:1]])


def _genesis_of(bodies: Sequence[Body]) -> Genesis:
    if not bodies or not isinstance(bodies[0], Genesis):
        raise RefusedError("还没有台账", hint="先运行 mingchou init-ledger")
    return bodies[0]


def _unsound(error: MingchouError) -> StorageError:
    return StorageError(f"现有的台账不成立，不能续写：{error.problem}", hint="用 mingchou verify 查明原因", place=error.place)
