"""RFC 6962 Merkle trees over hashes of 32 bytes."""

from collections.abc import Sequence
from hashlib import sha256

from ledger.core.encoding import Hash
from ledger.core.errors import FormError

EMPTY = Hash(sha256(b"").digest())


def leaf_hash(data: bytes) -> Hash:
    """SHA-256(0x00 ‖ data)."""
    return Hash(sha256(b"\x00" + data).digest())


def node_hash(left: Hash, right: Hash) -> Hash:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return Hash(sha256(b"\x01" + left + right).digest())


def _levels(leaves: Sequence[Hash]) -> list[Sequence[Hash]]:
    """Every level from the leaves up to the root. A last node without a sibling moves up as it is, which gives the tree
    of RFC 6962, section 2.1 (its left part always holds a power of two)."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node_hash(left, right) for left, right in zip(below[::2], below[1::2], strict=False)]
        if len(below) % 2:
            above.append(below[-1])
        levels.append(above)
    return levels


def root(leaves: Sequence[Hash]) -> Hash:
    """The root of the whole range."""
    return _levels(leaves)[-1][0] if leaves else EMPTY


class Tree:
    """A tree kept whole, for many proofs."""

    def __init__(self, leaves: Sequence[Hash]) -> None:
        self._levels = _levels(leaves)
        self.size = len(leaves)
        self.root = self._levels[-1][0] if leaves else EMPTY

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
