"""The whole draw from its master secret: every nonce, every ticket, the tree (protocol, "The draw").

A pool may hold a million. So the work is cut into pieces that a caller may spread over cores (`Run`), and what they give is
kept as bytes until somebody looks.
"""

import itertools
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple, Self, cast, overload

from ledger.core.draw import TicketList, Tickets, nonce_leaf, ticket_under
from ledger.core.encoding import Digest, DrawId, EntityId, Hash, mac_under
from ledger.core.errors import FormError
from ledger.core.pool import Pool, PoolEntity
from ledger.core.tree import SIZE, Hashes, Run, Tree

PIECE = 1 << 16
"""So many entities at a time."""


class NonceTree:
    """The tree of nonces, over their leaves in ascending order."""

    def __init__(self, leaves: Sequence[Hash], run: Run = map) -> None:
        self._tree = Tree(leaves, run)

    @classmethod
    def of(cls, nonces: Iterable[tuple[EntityId, Hash]]) -> Self:
        """The tree of these nonces, in whatever order they come."""
        return cls(sorted(nonce_leaf(entity, value) for entity, value in nonces))

    @property
    def root(self) -> Digest:
        """As the announcement has it."""
        return Digest(self._tree.root.hex())

    def opening(self, entity: EntityId, nonce: Hash) -> tuple[int, tuple[Digest, ...]]:
        """Index and proof of an entity's nonce."""
        leaf = nonce_leaf(entity, nonce)
        index = bisect_left(self._tree.leaves, leaf)
        if index == self._tree.size or self._tree.leaves[index] != leaf:
            raise FormError(f"{entity} 的秘密数不在树里")
        return index, tuple(Digest(sibling.hex()) for sibling in self._tree.proof(index))


class Held(NamedTuple):
    """One entity of a draw whose master is known."""

    id: EntityId
    nonce: Hash
    ticket: Hash
    later: bool


class Order(Sequence[Held]):
    """The entities of a stratum in the order in which they are drawn.

    `ids` and `nonces` go by place in the stratum; each of `drawn` is a ticket and that place.
    """

    def __init__(self, ids: Sequence[EntityId], nonces: bytes, drawn: Iterable[bytes], later: Set[EntityId]) -> None:
        self._ids, self._nonces, self._drawn = ids, Hashes(nonces), sorted(drawn)
        late = {_place(at) for at, id in enumerate(ids) if id in later} if later else set()
        if late:
            self._drawn.sort(key=lambda one: one[SIZE:] in late)
        self._first_later = len(ids) - len(late)

    def __len__(self) -> int:
        return len(self._drawn)

    @overload
    def __getitem__(self, index: int) -> Held: ...

    @overload
    def __getitem__(self, index: slice) -> list[Held]: ...

    def __getitem__(self, index: int | slice) -> Held | list[Held]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        one = self._drawn[at]
        place = int.from_bytes(one[SIZE:], "big")
        return Held(self._ids[place], self._nonces[place], Hash(one[:SIZE]), at >= self._first_later)

    def ticket_list(self, name: str) -> TicketList:
        """As the tickets file has it."""
        tickets = Hashes(b"".join([one[:SIZE] for one in self._drawn])).hex()
        return TicketList(name, tickets[: self._first_later], tickets[self._first_later :])


@dataclass(frozen=True)
class HeldDraw:
    """A whole draw: the tree of nonces, and each stratum in the order of drawing."""

    draw: DrawId
    seed: Hash
    tree: NonceTree
    strata: dict[str, Order]

    @cached_property
    def tickets(self) -> Tickets:
        """The tickets file."""
        strata = tuple(order.ticket_list(name) for name, order in self.strata.items())
        return Tickets(self.draw, Digest(self.seed.hex()), strata)


def _place(at: int) -> bytes:
    return at.to_bytes(4, "big")


class _Piece(NamedTuple):
    """Some entities of one stratum, the first of them at the place `first`."""

    first: int
    ids: list[EntityId]
    weights: bytes


class _Done(NamedTuple):
    """Of one piece: nonces by place; tickets, each with its place, ascending; leaves ascending. Each in one run of bytes, which
    goes from one process to another as it is."""

    nonces: bytes
    drawn: bytes
    leaves: bytes


def _pieces(entities: Sequence[PoolEntity]) -> Iterator[_Piece]:
    for first in range(0, len(entities), PIECE):
        some = entities[first : first + PIECE]
        yield _Piece(first, [entity.id for entity in some], bytes([entity.weight for entity in some]))


def _nonces(master: bytes, ids: Sequence[EntityId]) -> list[Hash]:
    mac = mac_under(master)
    return [mac(f"nonce\n{id}".encode()) for id in ids]


def _nonce_leaves(master: bytes, piece: _Piece) -> bytes:
    return b"".join(sorted(map(nonce_leaf, piece.ids, _nonces(master, piece.ids))))


def _hold_piece(master: bytes, seed: Hash, piece: _Piece) -> _Done:
    nonces, mac = _nonces(master, piece.ids), mac_under(seed)
    tickets = map(ticket_under, itertools.repeat(mac), piece.ids, nonces, piece.weights)
    drawn = sorted([one + _place(at) for at, one in enumerate(tickets, start=piece.first)])
    return _Done(b"".join(nonces), b"".join(drawn), b"".join(sorted(map(nonce_leaf, piece.ids, nonces))))


def _cut_up(runs: Iterable[bytes], size: int) -> list[bytes]:
    return [run[at : at + size] for run in runs for at in range(0, len(run), size)]


def _tree(leaves: Iterable[bytes], run: Run) -> NonceTree:
    """Of leaves that ascend in each piece: sorting merges the pieces."""
    return NonceTree(cast("list[Hash]", sorted(_cut_up(leaves, SIZE))), run)


def nonce_tree(pool: Pool, master: bytes, run: Run = map) -> NonceTree:
    """The tree of all nonces of a pool, before there is a seed."""
    return _tree(run(partial(_nonce_leaves, master), _pieces(pool.entities)), run)


def hold(pool: Pool, master: bytes, seed: Hash, later: Set[EntityId] = frozenset(), run: Run = map) -> HeldDraw:
    """Hold the draw. `later` are the entities in force in a draw of ``without`` when this one was announced."""
    members: dict[str, list[PoolEntity]] = {stratum.name: [] for stratum in pool.strata}
    for entity in pool.entities:
        members[entity.stratum].append(entity)
    pieces = itertools.chain.from_iterable(map(_pieces, members.values()))
    results = iter(run(partial(_hold_piece, master, seed), pieces))
    done = {name: list(itertools.islice(results, math.ceil(len(some) / PIECE))) for name, some in members.items()}
    tree = _tree([one.leaves for some in done.values() for one in some], run)
    strata = {}
    for name, some in done.items():
        drawn = _cut_up((one.drawn for one in some), SIZE + len(_place(0)))
        strata[name] = Order([e.id for e in members[name]], b"".join(one.nonces for one in some), drawn, later)
    return HeldDraw(pool.draw, seed, tree, strata)
