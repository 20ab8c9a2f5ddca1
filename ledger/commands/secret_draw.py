"""A draw whose master is at hand: who was drawn, with which team, and the openings to publish. Never printed by itself."""

from collections.abc import Iterable

from ledger.commands.bureau import Bureau
from ledger.core.bodies import Adjust
from ledger.core.encoding import Digest, InspectorId
from ledger.core.entry import Entry
from ledger.core.errors import FormError, RefusedError
from ledger.core.life import DrawLife, Life
from ledger.core.opening import Appointed, Opening
from ledger.core.pool import Pool
from ledger.core.recompute import follow, hold_draw, seat_adjustments
from ledger.core.team import Row, appointment_hash


class SecretDraw:
    """The rows in force now. `known` are inspectors who may have been appointed: the ledger holds only their hashes."""

    def __init__(self, bureau: Bureau, view: Life, life: DrawLife, known: Iterable[InspectorId] = ()) -> None:
        if life.drawn is None:
            raise RefusedError(f"批次 {life.id} 还没有抽", hint=f"先运行 mingchou draw {life.id}")
        self._life, self._known = life, tuple(known)
        self.pool: Pool = view.documents.pool(life.body.pool)
        self._held = hold_draw(view, life, bureau.masters(view))
        self.rows = follow(self.pool, self._held, life, len(view.entries), self._named)

    def _named(self, row: Row, entry: Entry) -> InspectorId:
        body = entry.body
        if isinstance(body, Adjust) and body.seat is not None:
            for inspector in self._known:
                hash = appointment_hash(self.pool.draw, inspector, row.nonce, row.rank, body.seat)
                if hash == body.appointment:
                    return inspector
        raise RefusedError(
            f"认不出第 {entry.index} 号条目指定的检查人员", hint="请把这个人写进 inspectors/ 的名录，台账只留了他的摘要"
        )

    def row(self, rank: int) -> Row:
        """The row in force at a rank."""
        try:
            return self.rows.row(rank)
        except FormError as error:
            hint = f"名次从 0 数起，见 mingchou assignment {self.pool.draw}"
            raise RefusedError(error.problem, hint=hint) from None

    def opening(self, rank: int) -> Opening:
        """The opening of the row in force."""
        row = self.row(rank)
        index, proof = self._held.tree.opening(row.entity, row.nonce)
        appointed = tuple(
            Appointed(self._appointed(row, adjustment), adjustment.seat)
            for adjustment in seat_adjustments(self._life.ranks[rank], None)
            if adjustment.kind == "appointed" and adjustment.seat is not None
        )
        return Opening(self.pool.draw, row.entity, Digest(row.nonce.hex()), index, proof, rank, appointed)

    def _appointed(self, row: Row, adjustment: Adjust) -> InspectorId:
        entry = next(e for e in self._life.ranks[row.rank].adjustments if e.body is adjustment)
        return self._named(row, entry)
