"""The published files that entries call for, read once each and parsed once each.

`Documents` is the core's one window on the world: a function from a published path to bytes, or None where there is no
such file. The verifier, the signer and the site generator each bring their own.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from ledger.core import layout
from ledger.core.draw import Tickets, parse_tickets, ticket
from ledger.core.encoding import Digest, EntityId, Hash, parse_hex, sha256
from ledger.core.errors import FormError
from ledger.core.opening import Opening, parse_opening
from ledger.core.pool import Pool, PoolEntity, parse_pool
from ledger.core.result import PublishedResult, parse_result
from ledger.core.rules.item_list import ItemList, parse_item_list
from ledger.core.rules.order import DrawOrder, parse_order
from ledger.core.rules.plan import Plan, parse_plan
from ledger.core.snapshot import RegistrySnapshot, parse_snapshot

if TYPE_CHECKING:
    from ledger.core.life import DrawLife

Read = Callable[[str], bytes | None]
T = TypeVar("T")
Known = tuple[frozenset[str], frozenset[str]]
Found = tuple[dict[str, bytes | None], dict[str, object]]
"""Files by path, and what was parsed out of them."""


class Documents:
    """Published files by path, each read and parsed at most once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._bytes: dict[str, bytes | None] = {}
        self._parsed: dict[str, object] = {}
        self._members: dict[Digest, dict[EntityId, PoolEntity]] = {}

    def over(self, files: Mapping[str, bytes]) -> "Documents":
        """These documents with some files that are not published yet, all of them named by what they hold: what has been
        parsed once is shared."""
        more = Documents(lambda path: files[path] if path in files else self.bytes_or_none(path))
        more._parsed, more._members = self._parsed, self._members
        return more

    def since(self, known: Known) -> Found:
        """What was read and parsed since `known` was."""
        return (
            {path: data for path, data in self._bytes.items() if path not in known[0]},
            {key: value for key, value in self._parsed.items() if key not in known[1]},
        )

    @property
    def known(self) -> Known:
        """What has been read and parsed so far."""
        return frozenset(self._bytes), frozenset(self._parsed)

    def adopt(self, read: Found) -> None:
        """Take over what a copy of these documents, in another process, has read and parsed."""
        self._bytes |= read[0]
        self._parsed |= read[1]

    def forget(self) -> None:
        """Let go of what was parsed; it is parsed again when it is asked for."""
        self._parsed.clear()
        self._members.clear()

    def bytes_or_none(self, path: str) -> bytes | None:
        """What is published at this path."""
        if path not in self._bytes:
            self._bytes[path] = self._read(path)
        return self._bytes[path]

    def bytes_at(self, path: str) -> bytes:
        """What is published at this path; `FormError` where there is nothing."""
        data = self.bytes_or_none(path)
        if data is None:
            raise FormError("缺少应当公开的文件", place=path)
        return data

    def file(self, digest: Digest) -> bytes:
        """The file named by this SHA-256; `FormError` where it is absent or its bytes have another digest."""
        path = layout.file(digest)
        data = self.bytes_at(path)
        actual = sha256(data)
        if actual != digest:
            raise FormError(f"文件的 SHA-256 是 {actual}，与条目所载不同", place=path)
        return data

    def _once(self, key: str, parse: Callable[[], T]) -> T:
        """Parse once; remember the error as well as the value."""
        if key not in self._parsed:
            try:
                self._parsed[key] = parse()
            except FormError as error:
                self._parsed[key] = error
        found = self._parsed[key]
        if isinstance(found, FormError):
            raise found
        return found  # type: ignore[return-value]

    def pool(self, digest: Digest) -> Pool:
        """The pool with this digest."""
        return self._once(f"pool {digest}", lambda: parse_pool(self.file(digest)))

    def tickets(self, digest: Digest) -> Tickets:
        """The tickets file with this digest."""
        return self._once(f"tickets {digest}", lambda: parse_tickets(self.file(digest)))

    def order(self, digest: Digest) -> DrawOrder:
        """The draw order with this digest."""
        return self._once(f"order {digest}", lambda: parse_order(self.file(digest)))

    def plan(self, digest: Digest) -> Plan:
        """The plan with this digest."""
        return self._once(f"plan {digest}", lambda: parse_plan(self.file(digest)))

    def item_list(self, digest: Digest) -> ItemList:
        """The item list with this digest."""
        return self._once(f"item list {digest}", lambda: parse_item_list(self.file(digest)))

    def snapshot(self, root: Digest) -> RegistrySnapshot:
        """The public registry with this root."""
        return self._once(f"snapshot {root}", lambda: self._snapshot(root))

    def _snapshot(self, root: Digest) -> RegistrySnapshot:
        snapshot = parse_snapshot(self.bytes_at(layout.snapshot(root)))
        if snapshot.root != root:
            raise FormError(f"快照的树根算得 {snapshot.root}，条目写的是 {root}")
        return snapshot

    def opening(self, draw: str, rank: int, entry: int | None) -> Opening:
        """The opening of the row in force, or of the row given up by that entry."""
        path = layout.opening(draw, rank, entry)
        return self._once(path, lambda: parse_opening(self.bytes_at(path)))

    def result(self, draw: str, rank: int, entry: int | None) -> PublishedResult:
        """The published result, or the superseded one that the entry committed to."""
        path = layout.result(draw, rank, entry)
        return self._once(path, lambda: parse_result(self.bytes_at(path)))

    def pool_or_none(self, digest: Digest) -> Pool | None:
        """The pool, or None where it cannot be read (check ``draw.pool`` says why)."""
        return _or_none(lambda: self.pool(digest))

    def tickets_or_none(self, digest: Digest) -> Tickets | None:
        """The tickets file, or None where it cannot be read (check ``draw.cut`` says why)."""
        return _or_none(lambda: self.tickets(digest))

    def opening_or_none(self, draw: str, rank: int, entry: int | None) -> Opening | None:
        """The opening, or None where it cannot be read (check ``draw.opening`` says why)."""
        return _or_none(lambda: self.opening(draw, rank, entry))

    def members(self, digest: Digest) -> dict[EntityId, PoolEntity]:
        """The pool's entities by id."""
        if digest not in self._members:
            self._members[digest] = {entity.id: entity for entity in self.pool(digest).entities}
        return self._members[digest]

    def stands_later(self, life: "DrawLife", tickets: Tickets, opening: Opening) -> bool:
        """Whether the opening's ticket is one of those that a draw of ``without`` put behind all others."""
        entity = self.members(life.body.pool).get(opening.entity)
        if entity is None:
            return False
        seed = Hash(parse_hex(tickets.seed, 32))
        mine = ticket(seed, entity.id, Hash(parse_hex(opening.nonce, 32)), entity.weight)
        return any(mine.hex() in stratum.later for stratum in tickets.strata)


def _or_none(get: Callable[[], T]) -> T | None:
    try:
        return get()
    except FormError:
        return None
