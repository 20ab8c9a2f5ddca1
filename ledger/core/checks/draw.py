"""Checks on one draw: lead, witness, held in time, beacon, pool, plan, cut, reveal (protocol, "Verifying")."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from ledger.core.bodies import Adjust, Cancel, Reveal, Snapshot
from ledger.core.checks.plan import check_plan
from ledger.core.checks.report import Check, Status, attempt
from ledger.core.draw import Tickets, commitment, seed
from ledger.core.encoding import Digest, DrawId, EntityId, Hash, InspectorId, Json, day_of, format_time, parse_hex
from ledger.core.entry import Entry
from ledger.core.errors import FormError
from ledger.core.held import HeldDraw, nonce_tree
from ledger.core.life import DrawLife, Life, RankLife
from ledger.core.opening import Appointments, Opening, nonce_of, opened_team
from ledger.core.pool import Pool, infeasible, stratum_sizes
from ledger.core.published import snapshot_at
from ledger.core.recompute import Known, PublicRows, hold_draw, public_rows, seat_adjustments, source_values
from ledger.core.team import Row, Rows

HELD_WITHIN = timedelta(days=3)
"""A draw or a cancellation follows its round within three days (check ``draw.held``)."""


@dataclass
class DrawFacts:
    """One draw with what can be recomputed of it, each piece once; a piece that cannot be had raises `FormError`."""

    view: Life
    life: DrawLife
    as_of: date
    accepted: frozenset[Digest]
    """Hashes of the beacon chains that the verifier accepts."""
    known: Known = field(default_factory=dict)
    """Draws that were recomputed whole because others rest on them: shared by all draws of a ledger."""
    _teams: dict[tuple[int, int | None], tuple[InspectorId, ...]] = field(default_factory=dict, init=False)

    @property
    def id(self) -> DrawId:
        """The draw's id."""
        return self.life.body.draw

    @cached_property
    def pool(self) -> Pool:
        """The announced pool."""
        pool = self.view.documents.pool(self.life.body.pool)
        if pool.draw != self.id:
            raise FormError(f"抽取池写的是批次 {pool.draw}")
        return pool

    @cached_property
    def values(self) -> list[Hash]:
        """The values of its sources, verified."""
        return source_values(self.view, self.life)

    @cached_property
    def seed(self) -> Hash:
        """The public seed."""
        return seed(self.life.announced.leaf, self.values)

    @cached_property
    def tickets(self) -> Tickets:
        """The tickets file, its form and counts checked against the pool."""
        body = self.life.draw_body
        if body is None:
            raise FormError("还没有抽")
        tickets = self.view.documents.tickets(body.tickets)
        if tickets.draw != self.id:
            raise FormError(f"签号文件写的是批次 {tickets.draw}")
        if tickets.seed != self.seed.hex():
            raise FormError(f"签号文件的种子是 {tickets.seed}，算得 {self.seed.hex()}")
        _refuse_miscount(self.pool, tickets)
        return tickets

    @cached_property
    def rows(self) -> PublicRows:
        """The tickets of the rows."""
        return public_rows(self.pool, self.tickets, self.life.adjustments)

    def master(self, draw: DrawId) -> bytes:
        """The master that a draw revealed."""
        life = self.view.draws[draw]
        if life.revealed is None or not isinstance(life.revealed.body, Reveal):
            raise FormError(f"批次 {draw} 还没有揭示")
        return parse_hex(life.revealed.body.master, 32)

    def team(self, rank: RankLife, opening: Opening, given_up: Entry | None) -> tuple[InspectorId, ...]:
        """The team of an opened row: the last one of its rank, or the one that an entry gave up."""
        row = (rank.rank, None if given_up is None else given_up.index)
        if row not in self._teams:
            self._teams[row] = opened_team(self.pool, self.seed, opening, seat_adjustments(rank, given_up))
        return self._teams[row]

    @cached_property
    def held(self) -> HeldDraw:
        """Everything, from the revealed master."""
        return hold_draw(self.view, self.life, self.master, self.seed, known=self.known)


def _refuse_miscount(pool: Pool, tickets: Tickets) -> None:
    names = [stratum.name for stratum in tickets.strata]
    if names != [stratum.name for stratum in pool.strata]:
        raise FormError(f"签号文件的层是 {'、'.join(names)}，与抽取池不同")
    sizes = stratum_sizes(pool)
    for stratum in tickets.strata:
        count = len(stratum.sequence)
        if count != sizes[stratum.name]:
            raise FormError(f"层 {stratum.name} 有签号 {count} 个，抽取池有 {sizes[stratum.name]} 家")
        if stratum.later and not pool.without:
            raise FormError(f"层 {stratum.name} 有排在最后的签号，抽取池却没有不重复抽取的批次")


def draw_checks(facts: DrawFacts) -> Iterator[Check]:
    """All checks on the draw as a whole, in the order of its life."""
    id = facts.id
    yield attempt("draw.lead", id, lambda: _lead(facts))
    yield Check("draw.witnessed", id, "unproven", "没有早于信标轮次的外部见证或时间戳，公告的时间只有本单位自己写明")
    yield attempt("draw.held", id, lambda: _held(facts))
    if facts.life.cancelled is None:
        yield attempt("draw.beacon", id, lambda: _beacon(facts))
    yield attempt("draw.pool", id, lambda: _pool(facts))
    yield attempt("draw.plan", id, lambda: check_plan(facts.view, facts.life, facts.pool))
    if facts.life.cancelled is None:
        yield attempt("draw.cut", id, lambda: _cut(facts))
    yield attempt("draw.reveal", id, lambda: _reveal(facts))


def _lead(facts: DrawFacts) -> tuple[Status, str]:
    life, genesis = facts.life, facts.view.genesis
    if life.first_round is None or genesis is None:
        raise FormError("信标轮次的时间算不出来")
    seconds = int((life.first_round - life.announced.time).total_seconds())
    times = f"公告于 {life.announced.time_text}，信标轮次于 {format_time(life.first_round)}"
    evidence = f"{times}，相隔 {seconds} 秒，至少应有 {genesis.lead} 秒"
    if seconds < genesis.lead:
        raise FormError(evidence)
    return "pass", evidence


def _held(facts: DrawFacts) -> tuple[Status, str]:
    life = facts.life
    if life.last_round is None:
        raise FormError("信标轮次的时间算不出来")
    last = life.last_round + HELD_WITHIN
    done = life.drawn or life.cancelled
    if done is None:
        late = facts.as_of > day_of(last)
        return ("late" if late else "pending"), f"还没有抽取或取消，限期 {format_time(last)}"
    word = "抽取" if life.drawn is not None else "取消"
    evidence = f"{done.time_text} {word}，限期 {format_time(last)}"
    return ("pass" if done.time <= last else "late"), evidence


def _beacon(facts: DrawFacts) -> tuple[Status, str]:
    if facts.life.drawn is None:
        return "pending", "信标轮次还没有用"
    values = "、".join(value.hex() for value in facts.values)
    evidence = f"信标签名成立，值 {values}，种子 {facts.seed.hex()}"
    strange = [source.chain for source in facts.life.body.sources if source.chain not in facts.accepted]
    if strange:
        return "unproven", f"{evidence}；但信标链 {strange[0]} 不在认可之列"
    return "pass", evidence


def _pool(facts: DrawFacts) -> tuple[Status, str]:
    documents, body, pool = facts.view.documents, facts.life.body, facts.pool
    documents.file(body.order)
    registry = snapshot_at(facts.view, body.snapshot)
    for id in [e.id for e in pool.entities] + [e.id for e in pool.excluded]:
        if id not in registry.entities:
            raise FormError(f"检查对象 {id} 不在快照里")
    for inspector in pool.inspectors:
        if inspector.id not in registry.inspectors:
            raise FormError(f"检查人员 {inspector.id} 不在快照里")
    for other in pool.without:
        life = facts.view.draws.get(other)
        if life is None or life.drawn is None or life.drawn.index >= facts.life.announced.index:
            raise FormError(f"不重复抽取的批次 {other} 在公告时还没有抽")
    short = infeasible(pool)
    if short is not None:
        raise FormError(f"{short.entity} 的第 {short.seat} 号席位可能无人可抽，抽取池不可行")
    counts = f"检查对象 {len(pool.entities)}、排除 {len(pool.excluded)}、检查人员 {len(pool.inspectors)}"
    return "pass", f"{counts}，SHA-256 为 {body.pool}"


def _cut(facts: DrawFacts) -> tuple[Status, str]:
    if facts.life.drawn is None:
        return "pending", "还没有抽"
    tickets = facts.tickets
    count = sum(len(stratum.sequence) for stratum in tickets.strata)
    drawn = len(facts.rows.in_force)
    if facts.life.revealed is None:
        return "pending", f"签号 {count} 个、抽中 {drawn} 个，写法和个数无误；揭示之后才能全部重算"
    for published, computed in zip(tickets.strata, facts.held.tickets.strata, strict=True):
        if published != computed:
            raise FormError(f"层 {published.name} 的签号与用主密钥重算的不同")
    return "pass", f"签号 {count} 个全部重算相同，抽中 {drawn} 个"


def _reveal(facts: DrawFacts) -> tuple[Status, str]:
    life = facts.life
    if life.cancelled is not None:
        return _cancelled(facts, life.cancelled)
    if life.revealed is None:
        late = facts.as_of > life.body.reveal_by
        return ("late" if late else "pending"), f"还没有揭示，限期 {life.body.reveal_by}"
    _refuse_other_master(facts, facts.master(facts.id))
    if facts.held.tickets != facts.tickets:
        raise FormError("签号与用主密钥重算的不同")
    opened = _compare_rows(facts)
    _refuse_unclosed(facts, life.revealed)
    counts = f"{len(facts.pool.entities)} 个秘密数、全部签号、{len(facts.rows.in_force)} 个名次和 {len(life.adjustments)} 次调整"
    evidence = f"承诺、{counts}重算相同，其中开封 {opened} 个"
    day = day_of(life.revealed.time)
    if day > life.body.reveal_by:
        return "late", f"{evidence}；{day} 才揭示，限期 {life.body.reveal_by}"
    return "pass", evidence


def _cancelled(facts: DrawFacts, cancelled: Entry) -> tuple[Status, str]:
    body = cancelled.body
    master = body.master if isinstance(body, Cancel) else None
    if master is None:
        return "pass", "信标轮次之前已取消，没有抽取"
    _refuse_other_master(facts, parse_hex(master, 32))
    return "pass", f"轮次之后取消，主密钥已公开，承诺和 {len(facts.pool.entities)} 个秘密数重算相同"


def _refuse_other_master(facts: DrawFacts, master: bytes) -> None:
    body = facts.life.body
    committed = commitment(facts.id, master)
    if committed != body.master:
        raise FormError(f"主密钥的承诺算得 {committed}，公告的是 {body.master}")
    root = nonce_tree(facts.pool, master).root
    if root != body.nonces:
        raise FormError(f"秘密数的树根算得 {root}，公告的是 {body.nonces}")


def _compare_rows(facts: DrawFacts) -> int:
    """Every published opening against the row recomputed; returns how many there are."""
    life = facts.life

    def opening_at(rank: int, entry: Entry | None) -> Opening | None:
        return facts.view.documents.opening_or_none(facts.id, rank, None if entry is None else entry.index)

    def named(row: Row, entry: Entry) -> InspectorId:
        """Out of the opening of the row in force then; a rank never opened has none, and nobody to compare with."""
        rank = life.ranks[row.rank]
        ending = next((e for e in rank.given_up if e.index > entry.index), None)
        opening = None if ending is None and rank.status == "open" else opening_at(row.rank, ending)
        if opening is None or not isinstance(entry.body, Adjust):
            return InspectorId(f"appointed-{entry.index}")
        return Appointments(opening).name(entry.body)

    rows, count = Rows(facts.pool, facts.held), 0
    for entry in life.adjustments:
        if isinstance(entry.body, Adjust):
            given_up = rows.apply(entry.body, lambda row, entry=entry: named(row, entry))  # type: ignore[misc]
            if given_up is not None:
                _refuse_other_row(facts, given_up, opening_at(given_up.rank, entry))
                count += 1
    for rank in life.ranks.values():
        if rank.status in ("disclosed", "withheld"):
            _refuse_other_row(facts, rows.row(rank.rank), opening_at(rank.rank, None))
            count += 1
    return count


def _refuse_other_row(facts: DrawFacts, row: Row, opening: Opening | None) -> None:
    if opening is None:
        raise FormError(f"第 {row.rank} 号名次的开封文件读不到")
    index, proof = facts.held.tree.opening(row.entity, row.nonce)
    same = (opening.entity, nonce_of(opening), opening.nonce_index, opening.nonce_proof)
    if same != (row.entity, row.nonce, index, proof):
        raise FormError(f"第 {row.rank} 号名次的开封文件与用主密钥重算的不同")


def _refuse_unclosed(facts: DrawFacts, revealed: Entry) -> None:
    """ "The registry shows that closure by the reveal" (protocol, "Order of a draw's life")."""
    view = facts.view
    for entry in facts.life.adjustments:
        body = entry.body
        if isinstance(body, Adjust) and body.kind in ("closed", "void"):
            opening = view.documents.opening(facts.id, body.rank, entry.index)
            if not registry_shows_closure(view, opening.entity, facts.life, revealed.index):
                raise FormError(f"检查对象 {opening.entity} 已按停业递补，名录快照在揭示之前却没有反映")


def registry_shows_closure(view: Life, entity: EntityId, life: DrawLife, before: int) -> bool:
    """Whether the newest snapshot before an entry has the entity gone, not active, or in another area."""
    snapshots = [e.body for e in view.snapshots if e.index < before and isinstance(e.body, Snapshot)]
    if not snapshots:
        return False
    record = view.documents.snapshot(snapshots[-1].root).entities.get(entity)
    if record is None or record.get("status") != "active":
        return True
    return _area(snapshot_at(view, life.body.snapshot).entities.get(entity, {})) != _area(record)


def _area(record: Mapping[str, Json]) -> str:
    """An area is text; what else may stand in its place is none, lest two languages compare it in two ways."""
    area = record.get("area")
    return area if isinstance(area, str) else ""
