"""Secrets, seed, tickets and the cut (protocol, "The draw")."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from hmac import digest as hmac_digest

from ledger.core.encoding import Digest, DrawId, EntityId, Hash, Json, jcs, parse_jcs, prf, tagged
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_digest
from ledger.core.pool import Pool, rank_strata
from ledger.core.tree import Tree, leaf_hash


@dataclass(frozen=True, slots=True)
class TicketList:
    """The tickets of one stratum, as hex, both lists ascending; `later` come after all of `tickets`."""

    name: str
    tickets: tuple[Digest, ...]
    later: tuple[Digest, ...] = ()

    @property
    def sequence(self) -> tuple[Digest, ...]:
        """All in the order in which they are drawn."""
        return self.tickets + self.later


@dataclass(frozen=True)
class Tickets:
    """The tickets file. `seed` as hex."""

    draw: DrawId
    seed: Digest
    strata: tuple[TicketList, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One entity of a draw whose master is known."""

    id: EntityId
    nonce: Hash
    ticket: Hash
    later: bool


def commitment(draw: DrawId, master: bytes) -> Digest:
    """What the announcement says of the master secret."""
    return tagged("master", {"draw": draw, "master": master.hex()})


def nonce(master: bytes, entity: EntityId) -> Hash:
    """The secret of one entity."""
    return prf(master, "nonce", entity)


def nonce_leaf(entity: EntityId, nonce: Hash) -> Hash:
    """The leaf of one nonce: over jcs({"entity","nonce"}), in its one fixed form (an id needs no escapes)."""
    return leaf_hash(f'{{"entity":"{entity}","nonce":"{nonce.hex()}"}}'.encode())


class NonceTree:
    """The tree of nonces, its leaves sorted by leaf hash."""

    def __init__(self, nonces: Iterable[tuple[EntityId, Hash]]) -> None:
        self._pairs = sorted((nonce_leaf(entity, value), entity) for entity, value in nonces)
        self._tree = Tree([leaf for leaf, _ in self._pairs])

    @property
    def root(self) -> Digest:
        """As the announcement has it."""
        return Digest(self._tree.root.hex())

    @cached_property
    def _index(self) -> dict[EntityId, int]:
        return {entity: index for index, (_, entity) in enumerate(self._pairs)}

    def opening(self, entity: EntityId) -> tuple[int, tuple[Digest, ...]]:
        """Index and proof of an entity's nonce."""
        index = self._index[entity]
        return index, tuple(Digest(sibling.hex()) for sibling in self._tree.proof(index))


def seed(announcement: Hash, values: Sequence[Hash]) -> Hash:
    """From the leaf hash of the announce line and the values of its sources, in order. Public."""
    sources: Json = [value.hex() for value in values]
    return Hash(bytes.fromhex(tagged("seed", {"announcement": announcement.hex(), "sources": sources})))


def ticket(seed: Hash, entity: EntityId, nonce: Hash, weight: int) -> Hash:
    """The least of prf(seed, "entity", id, nonce, j) for j = 0 … weight−1."""
    message = f"entity\n{entity}\n{nonce.hex()}\n".encode()
    return Hash(min(hmac_digest(seed, message + b"%d" % j, "sha256") for j in range(weight)))


def format_tickets(tickets: Tickets) -> bytes:
    """The published file."""
    strata: Json = [{"later": list(s.later), "name": s.name, "tickets": list(s.tickets)} for s in tickets.strata]
    return jcs({"draw": tickets.draw, "seed": tickets.seed, "strata": strata})


def _ticket_list(value: Json) -> TicketList:
    f = Fields(value, "签号文件.strata", ("later", "name", "tickets"))
    later, tickets = f.ascending("later", as_digest), f.ascending("tickets", as_digest)
    both = set(tickets).intersection(later)
    if both:
        raise FormError(f"签号 {min(both)} 在两张表里")
    return TicketList(f.text("name"), tickets, later)


def parse_tickets(data: bytes) -> Tickets:
    """A tickets file of the protocol's form."""
    f = Fields(parse_jcs(data, "签号文件"), "签号文件", ("draw", "seed", "strata"))
    return Tickets(f.draw_id("draw"), f.digest("seed"), f.items("strata", _ticket_list))


@dataclass(frozen=True, slots=True)
class Cut:
    """A drawn ticket, as the public sees it."""

    rank: int
    stratum: str
    ticket: Digest


def cut(pool: Pool, tickets: Tickets) -> list[Cut]:
    """The drawn tickets by rank."""
    left = {stratum.name: iter(stratum.sequence) for stratum in tickets.strata}
    return [Cut(rank, stratum, next(left[stratum])) for rank, stratum in enumerate(rank_strata(pool))]


@dataclass(frozen=True)
class HeldDraw:
    """A whole draw from its master secret: every nonce, every ticket, by stratum in the order of drawing."""

    tree: NonceTree
    strata: dict[str, list[Held]]
    tickets: Tickets


def _order(held: Held) -> tuple[bool, Hash]:
    return held.later, held.ticket


def _list(name: str, ordered: list[Held]) -> TicketList:
    tickets = tuple(Digest(held.ticket.hex()) for held in ordered if not held.later)
    later = tuple(Digest(held.ticket.hex()) for held in ordered if held.later)
    return TicketList(name, tickets, later)


def hold(pool: Pool, master: bytes, seed: Hash, later: Set[EntityId] = frozenset()) -> HeldDraw:
    """Hold the draw. `later` are the entities in force in a draw of ``without`` when this one was announced."""
    strata: dict[str, list[Held]] = {stratum.name: [] for stratum in pool.strata}
    for entity in pool.entities:
        secret = nonce(master, entity.id)
        mine = ticket(seed, entity.id, secret, entity.weight)
        strata[entity.stratum].append(Held(entity.id, secret, mine, entity.id in later))
    for held in strata.values():
        held.sort(key=_order)
    tree = NonceTree((held.id, held.nonce) for stratum in strata.values() for held in stratum)
    tickets = Tickets(pool.draw, Digest(seed.hex()), tuple(_list(name, strata[name]) for name in strata))
    return HeldDraw(tree, strata, tickets)
