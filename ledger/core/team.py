"""Inspectors by seat, and the rows in force after adjustments (protocol, "Inspectors", "Adjust")."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ledger.core.bodies import Adjust
from ledger.core.encoding import Digest, DrawId, EntityId, Hash, InspectorId, mac_under, tagged
from ledger.core.errors import FormError
from ledger.core.held import Held, HeldDraw
from ledger.core.pool import Pool, rank_strata


@dataclass(frozen=True, slots=True)
class Row:
    """A drawn place with its team in force."""

    rank: int
    stratum: str
    entity: EntityId
    nonce: Hash
    ticket: Hash
    inspectors: tuple[InspectorId, ...]


def appointment_hash(draw: DrawId, inspector: InspectorId, nonce: Hash, rank: int, seat: int) -> Digest:
    """What the ledger holds of a named inspector."""
    value = {"draw": draw, "inspector": inspector, "nonce": nonce.hex(), "rank": rank, "seat": seat}
    return tagged("appointment", value)  # type: ignore[arg-type]  # str subclasses are Json


class _Lot:
    """The inspectors of one row in the order of their numbers, the least first, whoever must recuse himself left out."""

    def __init__(self, pool: Pool, seed: Hash, entity: EntityId, nonce: Hash) -> None:
        mac, message = mac_under(seed), f"inspector\n{entity}\n{nonce.hex()}\n"
        fit = [inspector for inspector in pool.inspectors if entity not in inspector.recuse]
        self._order = sorted(fit, key=lambda inspector: mac((message + inspector.id).encode()))
        self._entity, self._seats = entity, pool.seats

    def choose(self, seat: int, excluded: Collection[InspectorId]) -> InspectorId | None:
        """Who takes a seat: the first who is fit and not excluded; None if nobody is left."""
        tags = self._seats[seat]
        return next((i.id for i in self._order if i.id not in excluded and i.tags.issuperset(tags)), None)

    def team(self) -> list[InspectorId]:
        """By seat."""
        members: list[InspectorId] = []
        for seat in range(len(self._seats)):
            chosen = self.choose(seat, members)
            if chosen is None:
                raise FormError(f"{self._entity} 的第 {seat} 号席位无人可抽")
            members.append(chosen)
        return members


def _lot(pool: Pool, seed: Hash, entity: EntityId, nonce: Hash) -> _Lot:
    """Made once a row: a verifier asks when it is opened, and again at the reveal."""
    row = (seed, entity, nonce)
    found: _Lot | None = pool.lots.get(row)
    if found is None:
        found = pool.lots[row] = _Lot(pool, seed, entity, nonce)
    return found


def team(pool: Pool, seed: Hash, entity: EntityId, nonce: Hash) -> tuple[InspectorId, ...]:
    """The team of a drawn entity, by seat."""
    return tuple(_lot(pool, seed, entity, nonce).team())


class TeamState:
    """One rank's team as recusals and appointments change it, and who is barred from it."""

    def __init__(self, pool: Pool, seed: Hash, rank: int, entity: EntityId, nonce: Hash) -> None:
        self.rank, self.entity, self.nonce = rank, entity, nonce
        self._lot = _lot(pool, seed, entity, nonce)
        self.members = self._lot.team()
        self.barred: set[InspectorId] = set()

    def next_for(self, seat: int) -> InspectorId | None:
        """Who would take the seat if the sitting inspector left it."""
        return self._lot.choose(seat, self.barred.union(self.members))

    def apply(self, adjustment: Adjust, appointed: Callable[[], InspectorId]) -> None:
        """Change a seat; `appointed` says who was named, asked only for ``appointed``.

        Raises `FormError` for an adjustment that the protocol refuses.
        """
        seat = adjustment.seat
        if seat is None or seat >= len(self.members):
            raise FormError(f"第 {self.rank} 号名次没有第 {seat} 号席位")
        successor = self.next_for(seat)
        if adjustment.kind == "appointed":
            if successor is not None:
                raise FormError(f"第 {self.rank} 号名次第 {seat} 号席位还有人可抽，不得指定")
            successor = appointed()
            if successor in self.barred.union(self.members):
                raise FormError(f"第 {self.rank} 号名次第 {seat} 号席位指定的 {successor} 已在组内或已退出本名次")
        elif successor is None:
            raise FormError(f"第 {self.rank} 号名次第 {seat} 号席位已无人可换，须指定")
        self.barred.add(self.members[seat])
        self.members[seat] = successor


@dataclass
class _Place:
    held: Held
    stratum: str
    state: TeamState

    def row(self) -> Row:
        state = self.state
        return Row(state.rank, self.stratum, state.entity, state.nonce, self.held.ticket, tuple(state.members))


class Rows:
    """The rows in force, followed through the adjustments of a draw that is wholly known."""

    def __init__(self, pool: Pool, held: HeldDraw) -> None:
        self._pool, self._seed = pool, held.seed
        self._strata = rank_strata(pool)
        self._orders = held.strata
        self._used = dict.fromkeys(held.strata, 0)
        self._places = [self._take(rank) for rank in range(len(self._strata))]

    def _take(self, rank: int) -> _Place | None:
        stratum = self._strata[rank]
        if not self._left(stratum):
            return None
        held = self._orders[stratum][self._used[stratum]]
        self._used[stratum] += 1
        return _Place(held, stratum, TeamState(self._pool, self._seed, rank, held.id, held.nonce))

    def _left(self, stratum: str) -> int:
        return len(self._orders[stratum]) - self._used[stratum]

    def _place(self, rank: int) -> _Place:
        place = self._places[rank] if rank < len(self._places) else None
        if place is None:
            raise FormError(f"第 {rank} 号名次不存在或已作废")
        return place

    def state(self, rank: int) -> TeamState:
        """The team of a rank in force, to be looked at."""
        return self._place(rank).state

    def row(self, rank: int) -> Row:
        """The row of a rank in force; `FormError` where it is void."""
        return self._place(rank).row()

    def all(self) -> list[Row | None]:
        """Every rank; None: void."""
        return [None if place is None else place.row() for place in self._places]

    def apply(self, adjustment: Adjust, appointed: Callable[[Row], InspectorId]) -> Row | None:
        """Take one adjustment in; returns the row given up by ``closed`` or ``void``."""
        place = self._place(adjustment.rank)
        if adjustment.kind not in ("closed", "void"):
            place.state.apply(adjustment, lambda: appointed(place.row()))
            return None
        reserves = self._left(place.stratum)
        if adjustment.kind == "closed" and not reserves:
            raise FormError(f"第 {adjustment.rank} 号名次已无候补，须作废")
        if adjustment.kind == "void" and reserves:
            raise FormError(f"第 {adjustment.rank} 号名次还有候补，不得作废")
        self._places[adjustment.rank] = self._take(adjustment.rank)
        return place.row()


def rows(
    pool: Pool, held: HeldDraw, adjustments: Sequence[Adjust], appointed: Callable[[Row, int], InspectorId]
) -> list[Row | None]:
    """The rows in force after all adjustments; `appointed` names the inspector of the adjustment at an index."""
    found = Rows(pool, held)
    for at, adjustment in enumerate(adjustments):
        found.apply(adjustment, lambda row, at=at: appointed(row, at))  # type: ignore[misc]
    return found.all()
