"""RFC 6962 trees, all sizes up to 33, against the recursive definition (protocol, "Encodings")."""

import hashlib
from collections.abc import Sequence

import pytest

from ledger.core.encoding import Hash
from ledger.core.errors import FormError
from ledger.core.tree import EMPTY, Tree, leaf_hash, node_hash, proof_root, root

SIZES = range(1, 34)
LEAVES = [leaf_hash(bytes([n])) for n in range(SIZES.stop)]


def defined_root(leaves: Sequence[Hash]) -> Hash:
    """RFC 6962, section 2.1, word by word: k is the largest power of two smaller than n."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return node_hash(defined_root(leaves[:k]), defined_root(leaves[k:]))


def defined_proof(index: int, leaves: Sequence[Hash]) -> list[Hash]:
    """RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if index < k:
        return [*defined_proof(index, leaves[:k]), defined_root(leaves[k:])]
    return [*defined_proof(index - k, leaves[k:]), defined_root(leaves[:k])]


def test_hashes() -> None:
    """ "leaf = SHA-256(0x00 ‖ data), node = SHA-256(0x01 ‖ left ‖ right), empty root = SHA-256("")"."""
    a, b = leaf_hash(b"a"), leaf_hash(b"b")
    assert a == hashlib.sha256(b"\x00a").digest()
    assert node_hash(a, b) == hashlib.sha256(b"\x01" + a + b).digest()
    assert root([]) == Tree([]).root == EMPTY == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", SIZES)
def test_root_and_proofs(size: int) -> None:
    """Every leaf's proof is the defined one and leads to the root."""
    leaves = LEAVES[:size]
    tree = Tree(leaves)
    assert tree.root == root(leaves) == defined_root(leaves)
    for index, leaf in enumerate(leaves):
        proof = tree.proof(index)
        assert proof == defined_proof(index, leaves)
        assert proof_root(leaf, index, size, proof) == tree.root


def leads_to(want: Hash, leaf: Hash, index: int, size: int, proof: Sequence[Hash]) -> bool:
    """Whether a proof is accepted for this root."""
    try:
        return proof_root(leaf, index, size, proof) == want
    except FormError:
        return False


@pytest.mark.parametrize("size", range(1, 18))
def test_no_other_index(size: int) -> None:
    """A proof proves one place. (In a tree of another size the same siblings may stand for the same leaf, so that a verifier
    takes the size from what was announced.)"""
    tree = Tree(LEAVES[:size])
    for index in range(size):
        proof = tree.proof(index)
        good = [at for at in range(-1, size + 2) if leads_to(tree.root, LEAVES[index], at, size, proof)]
        assert good == [index]


@pytest.mark.parametrize("size", range(1, 18))
def test_no_other_proof(size: int) -> None:
    """Neither shorter nor longer, nor with two siblings swapped, nor with a bit changed, nor of another leaf."""
    tree = Tree(LEAVES[:size])
    for index in range(size):
        leaf, proof = LEAVES[index], tree.proof(index)
        wrong = [proof[:-1], proof[1:], [*proof, EMPTY], [EMPTY, *proof], [*proof, *proof], proof[::-1]]
        wrong += [[*proof[:at], Hash(bytes([one[0] ^ 1]) + one[1:]), *proof[at + 1 :]] for at, one in enumerate(proof)]
        assert not any(leads_to(tree.root, leaf, index, size, one) for one in wrong if one != proof)
        assert not leads_to(tree.root, LEAVES[size], index, size, proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 1), (1, 1), (2**53, 2), (-2, 2)])
def test_index_outside(index: int, size: int) -> None:
    """ "A proof is for 0 ≤ index < size"."""
    with pytest.raises(FormError):
        proof_root(LEAVES[0], index, size, [])
    with pytest.raises(FormError):
        Tree(LEAVES[:size]).proof(index)


def test_leaf_is_no_node() -> None:
    """The prefixes keep a node from being read as a leaf."""
    a, b = LEAVES[:2]
    assert leaf_hash(a + b) != node_hash(a, b)
    assert not leads_to(root([a, b]), leaf_hash(a + b), 0, 1, [])
