"""The opening of one row: proves ticket, rank and team (protocol, "Opening")."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.core.bodies import Adjust
from ledger.core.draw import nonce_leaf
from ledger.core.encoding import Digest, DrawId, EntityId, Hash, InspectorId, Json, jcs, parse_jcs
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_entity_id, as_inspector_id
from ledger.core.pool import Pool
from ledger.core.team import TeamState, appointment_hash
from ledger.core.tree import proof_root


@dataclass(frozen=True, slots=True)
class Appointed:
    """Who was named to a seat."""

    inspector: InspectorId
    seat: int


@dataclass(frozen=True, slots=True)
class Opening:
    """One row's secret. `nonce` as hex."""

    draw: DrawId
    entity: EntityId
    nonce: Digest
    nonce_index: int
    nonce_proof: tuple[Digest, ...]
    rank: int
    appointed: tuple[Appointed, ...] = ()


def format_opening(opening: Opening) -> bytes:
    """The published file."""
    value: dict[str, Json] = {
        "draw": opening.draw,
        "entity": opening.entity,
        "nonce": opening.nonce,
        "nonce_index": opening.nonce_index,
        "nonce_proof": list(opening.nonce_proof),
        "rank": opening.rank,
    }
    if opening.appointed:
        value["appointed"] = [{"inspector": a.inspector, "seat": a.seat} for a in opening.appointed]
    return jcs(value)


def _appointed(value: Json) -> Appointed:
    f = Fields(value, "开封文件.appointed", ("inspector", "seat"))
    return Appointed(f.get("inspector", as_inspector_id), f.integer("seat"))


def parse_opening(data: bytes) -> Opening:
    """An opening of the protocol's form."""
    names = ("draw", "entity", "nonce", "nonce_index", "nonce_proof", "rank")
    f = Fields(parse_jcs(data, "开封文件"), "开封文件", names, ("appointed",))
    return Opening(
        draw=f.draw_id("draw"),
        entity=f.get("entity", as_entity_id),
        nonce=f.digest("nonce"),
        nonce_index=f.integer("nonce_index"),
        nonce_proof=f.digests("nonce_proof"),
        rank=f.integer("rank"),
        appointed=f.items("appointed", _appointed, 1) if f.has("appointed") else (),
    )


def nonce_of(opening: Opening) -> Hash:
    """The nonce as bytes."""
    return Hash(bytes.fromhex(opening.nonce))


def prove_nonce(opening: Opening, size: int, root: Digest) -> None:
    """Raises `FormError` unless the nonce stands in the announced tree of `size` leaves."""
    leaf = nonce_leaf(opening.entity, nonce_of(opening))
    proof = [Hash(bytes.fromhex(sibling)) for sibling in opening.nonce_proof]
    computed = proof_root(leaf, opening.nonce_index, size, proof).hex()
    if computed != root:
        raise FormError(f"秘密数的树根算得 {computed}，公告的是 {root}")


class Appointments:
    """Names for ``appointed`` adjustments out of an opening: each must match the hash that the ledger holds, and each
    name must be used."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._unused = list(opening.appointed)

    def name(self, adjustment: Adjust) -> InspectorId:
        """Who was named by this adjustment."""
        opening, seat = self._opening, adjustment.seat
        for one in self._unused:
            if one.seat == seat and adjustment.appointment == appointment_hash(
                opening.draw, one.inspector, nonce_of(opening), opening.rank, one.seat
            ):
                self._unused.remove(one)
                return one.inspector
        raise FormError(f"开封文件没有与承诺 {adjustment.appointment} 相合的指定人员（第 {seat} 号席位）")

    def done(self) -> None:
        """Raises `FormError` when a name was not used."""
        if self._unused:
            raise FormError(f"指定人员 {self._unused[0].inspector} 在台账中没有对应的调整")


def opened_team(pool: Pool, seed: Hash, opening: Opening, adjustments: Sequence[Adjust]) -> tuple[InspectorId, ...]:
    """The team of an opened row: drawn, then changed by the adjustments made while this row was in force."""
    state = TeamState(pool, seed, opening.rank, opening.entity, nonce_of(opening))
    names = Appointments(opening)
    for adjustment in adjustments:
        state.apply(adjustment, lambda a=adjustment: names.name(a))  # type: ignore[misc]
    names.done()
    return tuple(state.members)
