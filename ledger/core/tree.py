"""RFC 6962 Merkle trees over hashes of 32 bytes."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, reduce
from typing import Protocol, TypeVar

from ledger.core.encoding import Digest, Hash, hash_of
from ledger.core.errors import FormError

EMPTY = hash_of(b"").digest()
SIZE = 32
_BLOCK = 16
"""Subtrees of 2^16 leaves are computed one by one, by whoever runs them."""
A = TypeVar("A")
B = TypeVar("B")


class Run(Protocol):
    """How a pure function is applied to many jobs: the built-in `map`, or that of an executor, which spreads them over
    cores. What comes out is the same."""

    def __call__(self, function: Callable[[A], B], jobs: Iterable[A], /) -> Iterable[B]:
        """The results, in the order of the jobs."""


class Hashes:
    """Hashes kept in one run of bytes: a million of them take 32 MB, a third of what a list does. Indexes count from 0."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data) // SIZE

    def __getitem__(self, index: int) -> Hash:
        found = self.data[index * SIZE : (index + 1) * SIZE]
        if not found:
            raise IndexError(index)
        return Hash(found)

    def hex(self) -> tuple[Digest, ...]:
        """Each in hex."""
        return tuple(map(Digest, self.data.hex(",", SIZE).split(","))) if self.data else ()


def leaf_hash(data: bytes) -> Hash:
    """SHA-256(0x00 ‖ data)."""
    return hash_of(b"\x00" + data).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hash_of(b"\x01" + left + right).digest()


def _above(below: bytes) -> bytes:
    """The next level. A last node without a sibling moves up as it is, which gives the tree of RFC 6962, section 2.1 (its
    left part always holds a power of two)."""
    even = len(below) - len(below) % (2 * SIZE)
    pairs = range(0, even, 2 * SIZE)
    return b"".join([hash_of(b"\x01" + below[at : at + 2 * SIZE]).digest() for at in pairs]) + below[even:]


def _block(leaves: bytes) -> list[bytes]:
    """The levels of one block, from its leaves to its root, which is as high up as that of any other block."""
    levels = [leaves]
    for _ in range(_BLOCK):
        levels.append(_above(levels[-1]))
    return levels


def root(leaves: Sequence[Hash]) -> Hash:
    """The root of the whole range."""
    return Tree(leaves).root


class Tree:
    """A tree kept whole, for many proofs. `run` spreads a large one over cores, and what it gives is waited for only when the
    tree is asked for something."""

    def __init__(self, leaves: Sequence[Hash], run: Run = map) -> None:
        self.size = len(leaves)
        data, size = b"".join(leaves), SIZE << _BLOCK
        self.leaves = Hashes(data)
        self._blocks = run(_block, [data[at : at + size] for at in range(0, len(data), size)]) if len(data) > size else [[data]]

    @cached_property
    def _levels(self) -> list[Hashes]:
        """Every level from the leaves up to the root."""
        levels = [b"".join(level) for level in zip(*self._blocks, strict=True)]
        while len(levels[-1]) > SIZE:
            levels.append(_above(levels[-1]))
        return [Hashes(level) for level in levels]

    @cached_property
    def root(self) -> Hash:
        """The root over all leaves."""
        return self._levels[-1][0] if self.size else EMPTY

    def root_of(self, size: int) -> Hash:
        """The root when there were only so many leaves. They fall into whole subtrees, the largest first, whose roots stand in
        the levels (RFC 6962, section 2.1)."""
        if not 0 <= size <= self.size:
            raise FormError(f"没有 {size} 片叶")
        whole, start = [], 0
        for height in reversed(range(size.bit_length())):
            if size >> height & 1:
                whole.append(self._levels[height][start >> height])
                start += 1 << height
        return reduce(lambda right, left: node_hash(left, right), reversed(whole)) if whole else EMPTY

    def proof(self, index: int) -> list[Hash]:
        """Siblings from the leaf up (RFC 6962, section 2.1.1)."""
        if not 0 <= index < self.size:
            raise FormError(f"没有第 {index} 片叶")
        siblings = []
        for level in self._levels[:-1]:
            if index ^ 1 < len(level):
                siblings.append(level[index ^ 1])
            index >>= 1
        return siblings


def proof_root(leaf: Hash, index: int, size: int, proof: Sequence[Hash]) -> Hash:
    """The root that a proof leads to (RFC 9162, section 2.1.3.2).

    Raises `FormError` unless 0 ≤ index < size and the proof has exactly the length that such a tree calls for.
    """
    if not 0 <= index < size:
        raise FormError(f"叶号 {index} 不在 0 与 {size} 之间")
    node, last, at = leaf, size - 1, index
    for sibling in proof:
        if last == 0:
            raise FormError("树证明太长")
        if at % 2 == 1 or at == last:
            node = node_hash(sibling, node)
            while at % 2 == 0 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise FormError("树证明太短")
    return node
