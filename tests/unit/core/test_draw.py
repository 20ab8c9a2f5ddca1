"""Tickets and the cut, by another reading of the clause: all sizes up to six (protocol, "The draw")."""

import hashlib
import hmac
from itertools import combinations

import pytest

from ledger.core.draw import commitment, cut, format_tickets, nonce, nonce_leaf, parse_tickets, seed, ticket
from ledger.core.encoding import Digest, DrawId, EntityId, Hash, jcs, tagged
from ledger.core.held import NonceTree, hold
from ledger.core.opening import Opening, prove_nonce
from ledger.core.pool import Pool, PoolEntity, StratumTake
from ledger.core.tree import leaf_hash

MASTER, SEED = bytes(range(32)), Hash(bytes(range(32, 64)))
DRAW = DrawId("2024Q4-430902-key")


def pool(size: int, take: int, weights: int = 1) -> Pool:
    """Entities of one stratum; each weighs more than the one before, up to `weights`."""
    entities = tuple(PoolEntity(EntityId(f"e{n}"), "s", 1 + n % weights) for n in range(size))
    return Pool(DRAW, entities, (), (), (), (StratumTake("s", take),), ())


def mac(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 over the parts, one a line, in hex."""
    return hmac.new(key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def defined_ticket(entity: PoolEntity) -> str:
    """ "the least of prf(seed, "entity", id, nonce, j) for j = 0 … weight−1 (decimal)"."""
    secret = mac(MASTER, "nonce", entity.id)
    return min(mac(SEED, "entity", entity.id, secret, str(j)) for j in range(entity.weight))


@pytest.mark.parametrize("size", range(7))
def test_every_size_and_take(size: int) -> None:
    """ "In each stratum, tickets ascending … The first `take` are drawn (all, if fewer)"."""
    for weights in (1, 3):
        for take in range(size + 2):
            one = pool(size, take, weights)
            held = hold(one, MASTER, SEED)
            want = sorted((defined_ticket(entity), entity.id) for entity in one.entities)
            assert [(h.ticket.hex(), h.id) for h in held.strata["s"]] == want
            assert [c.ticket for c in cut(one, held.tickets)] == [t for t, _ in want[:take]]
            assert [c.rank for c in cut(one, held.tickets)] == list(range(min(take, size)))


@pytest.mark.parametrize("count", range(6))
def test_those_of_without_come_last(count: int) -> None:
    """ "those of entities in force in a draw of `without` when this draw was announced come after all others": any set of
    them, each list ascending, both together every ticket once."""
    one = pool(5, 5)
    for chosen in combinations([entity.id for entity in one.entities], count):
        later = frozenset(chosen)
        held = hold(one, MASTER, SEED, later)
        (stratum,) = held.tickets.strata
        assert len(stratum.later) == count and list(stratum.later) == sorted(stratum.later)
        assert list(stratum.tickets) == sorted(stratum.tickets)
        want = sorted((entity.id in later, defined_ticket(entity)) for entity in one.entities)
        assert list(stratum.sequence) == [t for _, t in want]
        assert parse_tickets(format_tickets(held.tickets)) == held.tickets


def test_strata_are_drawn_apart() -> None:
    """Each stratum has its own lists, in the pool's order; one without entities has empty ones."""
    places = tuple(PoolEntity(EntityId(f"e{n}"), "zkz"[n % 3], 1) for n in range(6))
    one = Pool(DRAW, places, (), (), (), (StratumTake("z", 1), StratumTake("none", 3), StratumTake("k", 9)), ())
    held = hold(one, MASTER, SEED)
    assert [(s.name, len(s.tickets)) for s in held.tickets.strata] == [("z", 4), ("none", 0), ("k", 2)]
    assert [c.stratum for c in cut(one, held.tickets)] == ["z", "k", "k"]


@pytest.mark.parametrize("size", range(1, 9))
def test_every_nonce_is_proved(size: int) -> None:
    """ "`nonces` = the tree root over jcs({"entity","nonce"}), leaves sorted by leaf hash"."""
    entities = [EntityId(f"e{n}") for n in range(size)]
    tree = NonceTree.of((entity, nonce(MASTER, entity)) for entity in entities)
    leaves = sorted(leaf_hash(jcs({"entity": e, "nonce": nonce(MASTER, e).hex()})) for e in entities)
    for entity in entities:
        index, proof = tree.opening(entity, nonce(MASTER, entity))
        secret = nonce(MASTER, entity)
        assert leaves[index] == nonce_leaf(entity, secret)
        prove_nonce(Opening(DRAW, entity, Digest(secret.hex()), index, proof, 0), size, tree.root)


def test_secrets_and_seed() -> None:
    """Commitment, nonce and seed as the page writes them."""
    assert commitment(DRAW, MASTER) == tagged("master", {"draw": DRAW, "master": MASTER.hex()})
    assert nonce(MASTER, EntityId("e")).hex() == mac(MASTER, "nonce", "e")
    leaf, values = Hash(bytes(32)), [Hash(bytes([1]) * 32), Hash(bytes([2]) * 32)]
    want = tagged("seed", {"announcement": leaf.hex(), "sources": [v.hex() for v in values]})
    assert seed(leaf, values).hex() == want
    assert seed(leaf, values[::-1]).hex() != want, "sources count in their order"


@pytest.mark.parametrize("weight", [1, 2, 10, 100])
def test_weight_is_so_many_tickets(weight: int) -> None:
    """A weight is so many chances, of which the least counts."""
    secret = Hash(bytes(32))
    tries = [mac(SEED, "entity", "e", secret.hex(), str(j)) for j in range(weight)]
    assert ticket(SEED, EntityId("e"), secret, weight).hex() == min(tries)
