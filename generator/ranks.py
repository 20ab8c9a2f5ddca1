"""The drawn places of one draw as its page shows them.

Of an open rank nothing is read but its ticket; names come only out of published openings and, after the reveal, out of the
master that everyone has.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from generator.followups import corrects
from generator.model import Change, Item, Result, Row
from generator.registry import Registry
from generator.wording import class_name
from ledger.core import layout
from ledger.core.bodies import Adjust, Amend, Reveal, Withhold
from ledger.core.encoding import Digest, DrawId, EntityId, Hash, InspectorId, day_of, parse_hex
from ledger.core.entry import Entry
from ledger.core.errors import FormError
from ledger.core.life import DrawLife, Life, RankLife
from ledger.core.opening import Appointments, Opening, nonce_of, opened_team
from ledger.core.pool import rank_strata
from ledger.core.published import quarter_plan_of
from ledger.core.recompute import follow, hold_draw, public_rows, seat_adjustments
from ledger.core.result import PublishedResult
from ledger.core.rules.working_days import Calendar, publish_by
from ledger.core.team import TeamState
from ledger.core.words import CHANGE_KINDS, CHANGE_REASONS


class Ranks:
    """Reads one draw that was held. `late` are the subjects whose publication is overdue."""

    def __init__(
        self, view: Life, draw: DrawLife, registry: Registry, late: frozenset[str], days: Mapping[int, Calendar]
    ) -> None:
        if draw.draw_body is None:
            raise FormError(f"抽取 {draw.id} 还没有抽")
        self._view, self._draw, self._registry, self._late = view, draw, registry, late
        self._deadline = publish_by(days)
        self._pool = view.documents.pool(draw.body.pool)
        self.tickets = view.documents.tickets(draw.draw_body.tickets)
        self._seed = Hash(parse_hex(self.tickets.seed, 32))
        self._strata = rank_strata(self._pool)
        plan, joint = quarter_plan_of(view, draw), view.documents.order(draw.body.order).departments
        self._items = plan.joint_list if joint else plan.item_list
        self._places: list[Digest | None] = public_rows(self._pool, self.tickets, draw.adjustments).in_force

    def rows(self) -> tuple[Row, ...]:
        """Every rank, in order."""
        return tuple(self._row(self._draw.ranks[number]) for number in sorted(self._draw.ranks))

    def _row(self, rank: RankLife) -> Row:
        bare = Row(
            self._draw.id, rank.rank, class_name(self._strata[rank.rank]), rank.status, self._places[rank.rank] or "",
            overdue=f"{self._draw.id}/{rank.rank}" in self._late,
        )  # fmt: skip
        if bare.overdue and rank.status == "open":
            bare = replace(bare, due=self._draw.body.reveal_by)
        if rank.status == "open":
            entity = self._uncovered.get(rank.rank)
            return bare if entity is None else replace(bare, entity=self._registry.ref(entity))
        return bare if rank.status == "void" else self._opened(bare, rank)

    def _opened(self, bare: Row, rank: RankLife) -> Row:
        opening = self._opening(rank, None)
        team = opened_team(self._pool, self._seed, opening, seat_adjustments(rank, None))
        amended = tuple((day_of(e.time), e.body.reason) for e in rank.commitments[1:] if isinstance(e.body, Amend))
        row = replace(
            bare,
            entity=self._registry.ref(opening.entity),
            inspectors=tuple(self._registry.person(id) for id in team),
            disclosed=day_of(rank.ended.time) if rank.ended is not None else None,
            expired=day_of(rank.expired.time) if rank.expired is not None else None,
            amended=amended,
            corrected=bool(amended),
            opening_path=layout.opening(bare.draw, bare.rank),
        )
        if rank.ended is not None and isinstance(rank.ended.body, Withhold):
            return replace(row, ground=rank.ended.body.ground)
        return row if rank.expired is not None else self._with_result(row, rank)

    def _with_result(self, row: Row, rank: RankLife) -> Row:
        found = self._view.documents.result(row.draw, row.rank, None)
        limit = self._deadline(found.inspected)
        before = (self._view.documents.result(row.draw, row.rank, entry.index) for entry in rank.commitments[:-1])
        return replace(
            row,
            corrected=any(corrects(one, found) for one in before),
            result=self._result(found),
            due=limit.day,
            due_provisional=limit.provisional,
            record_path=layout.result(row.draw, row.rank),
            earlier=tuple(layout.result(row.draw, row.rank, entry.index) for entry in rank.commitments[:-1]),
        )

    def _result(self, found: PublishedResult) -> Result:
        items: tuple[Item, ...] = tuple(self._registry.item(self._items, id) for id in found.items)
        people = tuple(self._registry.person(id) for id in found.inspectors)
        return Result(found.outcome, found.method, found.content, found.inspected, items, people, found.more)

    def _opening(self, rank: RankLife, entry: Entry | None) -> Opening:
        return self._view.documents.opening(self._draw.id, rank.rank, None if entry is None else entry.index)

    @cached_property
    def _uncovered(self) -> dict[int, EntityId]:
        """Whom the reveal shows to have been drawn without a result: ranks that were still open then."""
        open_ranks = self._draw.open_ranks
        if self._draw.revealed is None or not open_ranks:
            return {}
        held = hold_draw(self._view, self._draw, self._master, self._seed)
        rows = follow(self._pool, held, self._draw, len(self._view.entries))
        return {rank.rank: rows.row(rank.rank).entity for rank in open_ranks}

    def _master(self, draw: DrawId) -> bytes:
        revealed = self._view.draws[draw].revealed
        if revealed is None or not isinstance(revealed.body, Reveal):
            raise FormError(f"抽取 {draw} 还没有揭示")
        return parse_hex(revealed.body.master, 32)

    def changes(self) -> tuple[Change, ...]:
        """Every adjustment, in ledger order."""
        left: dict[int, InspectorId] = {}
        for rank in self._draw.ranks.values():
            left |= self._leavers(rank)
        return tuple(self._change(entry, left) for entry in self._draw.adjustments)

    def _change(self, entry: Entry, left: Mapping[int, InspectorId]) -> Change:
        body = entry.body
        if not isinstance(body, Adjust):
            raise FormError(f"第 {entry.index} 号条目不是调整")
        who = left.get(entry.index)
        change = Change(
            entry.index, day_of(entry.time), body.rank, CHANGE_KINDS[body.kind], CHANGE_REASONS[body.reason], body.seat,
            inspector=None if who is None else self._registry.person(who),
        )  # fmt: skip
        if body.kind not in ("closed", "void"):
            return change
        gone = self._registry.ref(self._opening(self._draw.ranks[body.rank], entry).entity)
        return replace(change, entity=gone, opening_path=layout.opening(self._draw.id, body.rank, entry.index))

    def _leavers(self, rank: RankLife) -> dict[int, InspectorId]:
        """Who left a seat, by entry; known of every row whose opening is public."""
        found: dict[int, InspectorId] = {}
        for entry in rank.given_up:
            found |= self._replayed(self._opening(rank, entry), rank.seat_changes(entry))
        if rank.status in ("disclosed", "withheld"):
            found |= self._replayed(self._opening(rank, None), rank.seat_changes(None))
        return found

    def _replayed(self, opening: Opening, entries: list[Entry]) -> dict[int, InspectorId]:
        state = TeamState(self._pool, self._seed, opening.rank, opening.entity, nonce_of(opening))
        names, found = Appointments(opening), {}
        for entry in entries:
            body = entry.body
            if isinstance(body, Adjust) and body.seat is not None:
                found[entry.index] = state.members[body.seat]
                state.apply(body, lambda body=body: names.name(body))  # type: ignore[misc]
        return found
