"""Secrets, seed, tickets and the cut (protocol, "The draw")."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.core.encoding import Digest, DrawId, EntityId, Hash, Json, Mac, hash_of, jcs, mac_under, parse_jcs, prf, tagged
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_digest
from ledger.core.pool import Pool, rank_strata


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


def commitment(draw: DrawId, master: bytes) -> Digest:
    """What the announcement says of the master secret."""
    return tagged("master", {"draw": draw, "master": master.hex()})


def nonce(master: bytes, entity: EntityId) -> Hash:
    """The secret of one entity."""
    return prf(master, "nonce", entity)


def nonce_leaf(entity: EntityId, nonce: Hash) -> Hash:
    """The leaf of one nonce: over jcs({"entity","nonce"}), in its one fixed form (an id needs no escapes)."""
    return hash_of(f'\0{{"entity":"{entity}","nonce":"{nonce.hex()}"}}'.encode()).digest()


def seed(announcement: Hash, values: Sequence[Hash]) -> Hash:
    """From the leaf hash of the announce line and the values of its sources, in order. Public."""
    sources: Json = [value.hex() for value in values]
    return Hash(bytes.fromhex(tagged("seed", {"announcement": announcement.hex(), "sources": sources})))


def ticket_under(mac: Mac, entity: EntityId, nonce: Hash, weight: int) -> Hash:
    """A ticket, given the seed's HMAC."""
    message = f"entity\n{entity}\n{nonce.hex()}\n".encode()
    if weight == 1:
        return mac(message + b"0")
    return min(mac(message + b"%d" % j) for j in range(weight))


def ticket(seed: Hash, entity: EntityId, nonce: Hash, weight: int) -> Hash:
    """The least of prf(seed, "entity", id, nonce, j) for j = 0 … weight−1."""
    return ticket_under(mac_under(seed), entity, nonce, weight)


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
