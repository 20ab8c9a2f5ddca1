"""A large draw, cut into pieces and spread over processes, is the same draw to the byte (protocol, "The draw")."""

from concurrent.futures import ProcessPoolExecutor

import pytest

from ledger.commands import cores as cores_module
from ledger.commands.cores import cores
from ledger.core import held as held_module
from ledger.core import tree as tree_module
from ledger.core.draw import nonce, nonce_leaf, ticket
from ledger.core.encoding import DrawId, EntityId, Hash
from ledger.core.errors import FormError
from ledger.core.held import Held, HeldDraw, NonceTree, hold, nonce_tree
from ledger.core.pool import Pool, PoolEntity, StratumTake
from ledger.core.tree import Tree, leaf_hash, root

MASTER, SEED = bytes(range(32)), Hash(bytes(range(32, 64)))


def pool(size: int) -> Pool:
    """Entities of two strata in turn, of weights 1 and 2."""
    entities = tuple(PoolEntity(EntityId(f"e{n:06d}"), "ab"[n % 2], 1 + n % 3 % 2) for n in range(size))
    return Pool(DrawId("2024Q4"), entities, (), (), (), (StratumTake("a", 3), StratumTake("b", 2)), ())


def everything(held: HeldDraw) -> object:
    """All that a draw says."""
    proofs = [held.tree.opening(one.id, one.nonce) for order in held.strata.values() for one in order]
    return held.tickets, held.tree.root, {name: list(order) for name, order in held.strata.items()}, proofs


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 8, 21])
@pytest.mark.parametrize("piece", [1, 2, 3, 7])
def test_pieces(size: int, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is cut: every nonce, ticket and proof, also with some who come last."""
    later = frozenset(entity.id for entity in pool(size).entities[::4])
    whole = everything(hold(pool(size), MASTER, SEED, later))
    monkeypatch.setattr(held_module, "PIECE", piece)
    assert everything(hold(pool(size), MASTER, SEED, later)) == whole
    assert nonce_tree(pool(size), MASTER).root == hold(pool(size), MASTER, SEED, later).tree.root


@pytest.mark.parametrize("size", range(34))
def test_blocks_of_a_tree(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Subtrees computed one by one give the same levels, for every size around them."""
    leaves = [leaf_hash(bytes([n])) for n in range(size)]
    whole = Tree(leaves)
    monkeypatch.setattr(tree_module, "_BLOCK", 2)
    blocks = Tree(leaves)
    assert blocks.root == whole.root
    assert [blocks.proof(n) for n in range(size)] == [whole.proof(n) for n in range(size)]


@pytest.mark.parametrize("size", range(34))
def test_root_of_fewer_leaves(size: int) -> None:
    """An earlier checkpoint's root, out of the tree as it is now."""
    leaves = [leaf_hash(bytes([n])) for n in range(size)]
    tree = Tree(leaves)
    assert [tree.root_of(n) for n in range(size + 1)] == [root(leaves[:n]) for n in range(size + 1)]
    for wrong in (-1, size + 1):
        with pytest.raises(FormError):
            tree.root_of(wrong)


def test_processes() -> None:
    """With real processes, and more than one piece and one block for them."""
    large = pool(140_000)
    here = hold(large, MASTER, SEED)
    with ProcessPoolExecutor(2) as executor:
        there = hold(large, MASTER, SEED, run=executor.map)
        assert nonce_tree(large, MASTER, executor.map).root == here.tree.root
    assert there.tickets == here.tickets and there.tree.root == here.tree.root
    for name, order in here.strata.items():
        assert order[0] == there.strata[name][0] and order[len(order) - 1] == there.strata[name][len(order) - 1]
        assert here.tree.opening(order[5].id, order[5].nonce) == there.tree.opening(order[5].id, order[5].nonce)


def test_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small pool stays here; a large one gets a process for each core, and gives the same."""
    with cores(10) as run:
        assert run is map
    monkeypatch.setattr(cores_module, "WORTH", 5)
    monkeypatch.setattr(cores_module.os, "cpu_count", lambda: 2)
    with cores(10) as run:
        assert run is not map
        assert everything(hold(pool(10), MASTER, SEED, run=run)) == everything(hold(pool(10), MASTER, SEED))


def test_an_order_is_looked_at_one_by_one() -> None:
    """Each is the entity with its nonce and ticket, from either end, in slices, and not beyond."""
    order = hold(pool(9), MASTER, SEED).strata["a"]
    weights = {entity.id: entity.weight for entity in pool(9).entities}
    every = list(order)
    assert len(every) == len(order) == 5
    for one in every:
        secret = nonce(MASTER, one.id)
        assert one == Held(one.id, secret, ticket(SEED, one.id, secret, weights[one.id]), False)
    assert order[-1] == every[-1] and order[1:3] == every[1:3]
    with pytest.raises(IndexError):
        order[5]


def test_no_opening_of_what_is_not_in_the_tree() -> None:
    """Another's nonce, or nobody's, lies before, between or behind the leaves: none is proved."""
    entity = EntityId("e000000")
    tree = NonceTree.of([(entity, nonce(MASTER, entity))])
    for n in range(20):
        other = Hash(bytes([n]) * 32)
        assert nonce_leaf(entity, other) != nonce_leaf(entity, nonce(MASTER, entity))
        with pytest.raises(FormError, match="不在树里"):
            tree.opening(entity, other)
