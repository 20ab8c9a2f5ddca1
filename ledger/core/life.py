"""The life of every draw, folded from the entries (protocol, "Order of a draw's life").

`Life.apply` takes the entries one by one and raises `OrderError` for one that the protocol does not allow.
The signer runs it before signing and the verifier (check ``chain.order``) after, so that both hold the same rules.
What an entry only commits to (pools, openings) comes from `Documents`; a rule whose document cannot be read is left to
the check of that document, which fails.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ledger.core.beacon import Chain, round_time
from ledger.core.bodies import (
    ADJUST_REASONS,
    Adjust,
    Amend,
    Announce,
    Body,
    Cancel,
    Disclose,
    Draw,
    Genesis,
    Publish,
    Reveal,
    Snapshot,
    Withhold,
)
from ledger.core.documents import Documents
from ledger.core.encoding import Digest, EntityId, day_of, format_time
from ledger.core.entry import Entry
from ledger.core.errors import FormError, OrderError
from ledger.core.opening import Opening
from ledger.core.pool import Pool, rank_strata, stratum_sizes

RankStatus = Literal["open", "disclosed", "withheld", "void"]


@dataclass
class RankLife:
    """One drawn place: what has happened to it so far, by entry."""

    rank: int
    status: RankStatus = "open"
    adjustments: list[Entry] = field(default_factory=list)
    ended: Entry | None = None
    """The ``disclose``, ``withhold`` or ``void`` that accounted for it."""
    commitments: list[Entry] = field(default_factory=list)
    """The entries that committed to a record, oldest first: ``disclose`` or ``withhold``, then ``amend`` (correct)."""
    expired: Entry | None = None

    @property
    def given_up(self) -> list[Entry]:
        """The ``closed`` and ``void`` entries, each of which gave up the row in force before it."""
        return [e for e in self.adjustments if isinstance(e.body, Adjust) and e.body.kind in ("closed", "void")]

    def seat_changes(self, given_up: Entry | None) -> list[Entry]:
        """The adjustments to the seats of one row: the one in force, or the one that `given_up` gave up."""
        found: list[Entry] = []
        for entry in self.adjustments:
            if entry is given_up:
                return found
            found = [] if isinstance(entry.body, Adjust) and entry.body.kind in ("closed", "void") else [*found, entry]
        return found


@dataclass
class DrawLife:
    """One draw, from its announcement on."""

    id: str
    announced: Entry
    body: Announce
    pool: Pool | None
    first_round: datetime | None
    last_round: datetime | None
    drawn: Entry | None = None
    cancelled: Entry | None = None
    revealed: Entry | None = None
    ranks: dict[int, RankLife] = field(default_factory=dict)
    adjustments: list[Entry] = field(default_factory=list)

    @property
    def pending(self) -> bool:
        """Announced, and neither held nor cancelled."""
        return self.drawn is None and self.cancelled is None

    @property
    def draw_body(self) -> Draw | None:
        """The body of its ``draw`` entry."""
        return self.drawn.body if self.drawn is not None and isinstance(self.drawn.body, Draw) else None

    @property
    def open_ranks(self) -> list[RankLife]:
        """Drawn and not yet disclosed, withheld or void."""
        return [rank for rank in self.ranks.values() if rank.status == "open"]

    @property
    def state(self) -> Literal["announced", "cancelled", "drawn", "revealed"]:
        """Where it stands, in one word."""
        if self.cancelled is not None:
            return "cancelled"
        if self.drawn is None:
            return "announced"
        return "revealed" if self.revealed is not None else "drawn"


class Life:
    """All that the entries so far say, and the rules that the next one must keep."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.entries: list[Entry] = []
        self.genesis: Genesis | None = None
        self.chains: dict[Digest, Chain] = {}
        self.draws: dict[str, DrawLife] = {}
        self.published: list[Entry] = []
        self.snapshots: list[Entry] = []

    def apply(self, entry: Entry) -> None:
        """Take the next entry in. Raises `OrderError` when it breaks a rule; what it says is then left out,
        except that the entry itself is counted, so that later indexes still hold."""
        self.entries.append(entry)
        body = entry.body
        if isinstance(body, Genesis):
            self._genesis(entry, body)
        elif self.genesis is None:
            raise _order(entry, "台账必须以创世条目开始", "先运行 mingchou init-ledger")
        elif isinstance(body, Publish):
            self.published.append(entry)
        elif isinstance(body, Snapshot):
            self.snapshots.append(entry)
        elif isinstance(body, Announce):
            self._announce(entry, body, self.genesis)
        elif isinstance(body, Amend):
            self._amend(entry, body)
        else:
            life = self.draws.get(body.draw)
            if life is None:
                raise _order(entry, f"没有公告过的抽取 {body.draw}", "请核对批次号；先公告，再办以后的事")
            self._event(entry, life)

    def _event(self, entry: Entry, life: DrawLife) -> None:
        body = entry.body
        if isinstance(body, (Disclose, Withhold)):
            self._account(entry, body, life)
        elif isinstance(body, Adjust):
            self._adjust(entry, body, life)
        elif isinstance(body, Draw):
            self._draw(entry, body, life)
        elif isinstance(body, Reveal):
            self._reveal(entry, life)
        elif isinstance(body, Cancel):
            self._cancel(entry, body, life)

    def _genesis(self, entry: Entry, body: Genesis) -> None:
        if self.genesis is not None or entry.index != 0:
            raise _order(entry, "创世条目只能有一条，且在最前", "台账已经建好，不必再建")
        self.genesis = body
        self.chains = {chain.hash: chain for chain in body.beacons}

    def _announce(self, entry: Entry, body: Announce, genesis: Genesis) -> None:
        if body.draw in self.draws:
            raise _order(entry, f"抽取 {body.draw} 已经公告过", "批次号不能重复使用，请给抽取单换一个文件名")
        times = [self._round_time(entry, source.chain, source.round) for source in body.sources]
        self.draws[body.draw] = life = DrawLife(
            body.draw, entry, body, self.documents.pool_or_none(body.pool), min(times), max(times)
        )
        if not isinstance(self._earlier(entry, body.snapshot), Snapshot):
            raise _order(entry, f"snapshot 指向的 {body.snapshot} 号条目不是在先的快照")
        plan = self._earlier(entry, body.plan)
        if not (isinstance(plan, Publish) and plan.kind == "plan"):
            raise _order(entry, f"plan 指向的 {body.plan} 号条目不是在先公布的抽查计划")
        if (min(times) - entry.time).total_seconds() < genesis.lead:
            raise _order(entry, f"公告距信标轮次 {format_time(min(times))} 不足 {genesis.lead} 秒", "请在抽取单里改用更晚的轮次")
        if body.reveal_by < day_of(max(times)):
            raise _order(entry, "揭示期限早于信标轮次之日", "请核对抽取单的揭示期限和轮次")
        self._refuse_overlap(entry, life)
        for other in life.pool.without if life.pool is not None else ():
            if other not in self.draws or self.draws[other].drawn is None:
                raise _order(entry, f"不重复抽取的批次 {other} 还没有抽", "“不重复”只写已经抽过的批次")

    def _earlier(self, entry: Entry, index: int) -> Body | None:
        """What an entry names by index, which must be below its own; None where there is no such entry."""
        return self.entries[index].body if index < min(entry.index, len(self.entries)) else None

    def _round_time(self, entry: Entry, chain: Digest, number: int) -> datetime:
        if chain not in self.chains:
            raise _order(entry, f"信标链 {chain} 未在创世条目中声明", "只能用建台账时 agency.yaml 写明的信标链")
        return round_time(self.chains[chain], number)

    def _refuse_overlap(self, entry: Entry, life: DrawLife) -> None:
        if life.pool is None:
            return
        mine = {entity.id for entity in life.pool.entities}
        for other in self.draws.values():
            if other is life or not other.pending or other.pool is None:
                continue
            shared = sorted(mine.intersection(entity.id for entity in other.pool.entities))
            if shared:
                raise _order(
                    entry,
                    f"检查对象 {shared[0]} 等 {len(shared)} 家也在尚未抽取的 {other.id} 的抽取池中",
                    f"等 {other.id} 抽取或取消之后再公告（四（三）：避免重复检查）",
                )

    def _draw(self, entry: Entry, body: Draw, life: DrawLife) -> None:
        if life.cancelled is not None or life.drawn is not None:
            raise _order(entry, f"抽取 {life.id} 已经取消或已经抽过", "同一批次只能抽一次；要再抽，请公告新的批次")
        if [source.round for source in body.sources] != [source.round for source in life.body.sources]:
            raise _order(entry, f"抽取 {life.id} 所用的信标轮次不是公告的轮次", "只能用公告写定的轮次")
        life.drawn = entry
        if life.pool is not None:
            life.ranks = {rank: RankLife(rank) for rank in range(len(rank_strata(life.pool)))}
        if life.last_round is not None and entry.time < life.last_round:
            raise _order(
                entry, f"抽取早于信标轮次的时间 {format_time(life.last_round)}", "等这一轮出来再抽；时间不对的，请核对本机时钟"
            )

    def _open_rank(self, entry: Entry, life: DrawLife, number: int) -> RankLife:
        if life.drawn is None:
            raise _order(entry, f"抽取 {life.id} 还没有抽", f"先运行 mingchou draw {life.id}")
        if life.pool is None:
            rank = life.ranks.setdefault(number, RankLife(number))
        elif number in life.ranks:
            rank = life.ranks[number]
        else:
            raise _order(
                entry,
                f"抽取 {life.id} 没有第 {number} 号名次（共 {len(life.ranks)} 个）",
                "名次从 0 数起，见 mingchou assignment",
            )
        if rank.status != "open":
            raise _order(entry, f"{life.id}/{number} 已有结果、不予公开或作废", "已公示的结果有错，用 mingchou amend 更正")
        return rank

    def _adjust(self, entry: Entry, body: Adjust, life: DrawLife) -> None:
        rank = self._open_rank(entry, life, body.rank)
        if life.revealed is not None:
            raise _order(entry, f"抽取 {life.id} 已经揭示，不能再调整", "揭示之后名次不再变；结果有错，用 mingchou amend 更正")
        if body.reason not in ADJUST_REASONS[body.kind]:
            raise _order(entry, f"调整原因 {body.reason} 不适用于 {body.kind}")
        if body.seat is not None and life.pool is not None and body.seat >= len(life.pool.seats):
            raise _order(entry, f"没有第 {body.seat} 号席位", "席位从 0 数起，见 mingchou assignment")
        if body.kind in ("closed", "void"):
            left = self._reserves_left(life, body.rank)
            if left is not None and (left > 0) != (body.kind == "closed"):
                raise _order(
                    entry, "还有候补，应当 closed 递补" if left else "没有候补了，应当 void 作废", "见 mingchou adjust --help"
                )
            self._refuse_waiting(entry, life, body.rank, entry.index)
        rank.adjustments.append(entry)
        life.adjustments.append(entry)
        if body.kind == "void":
            rank.status, rank.ended = "void", entry

    def _reserves_left(self, life: DrawLife, rank: int) -> int | None:
        if life.pool is None:
            return None
        strata = rank_strata(life.pool)
        name = strata[rank]
        used = strata.count(name) + sum(
            1 for e in life.adjustments if isinstance(e.body, Adjust) and e.body.kind == "closed" and strata[e.body.rank] == name
        )
        return stratum_sizes(life.pool)[name] - used

    def _account(self, entry: Entry, body: Disclose | Withhold, life: DrawLife) -> None:
        rank = self._open_rank(entry, life, body.rank)
        self._refuse_waiting(entry, life, body.rank, None)
        rank.status = "disclosed" if isinstance(body, Disclose) else "withheld"
        rank.ended = entry
        rank.commitments.append(entry)

    def _refuse_waiting(self, entry: Entry, life: DrawLife, rank: int, given_up: int | None) -> None:
        """An opening whose ticket stands in ``later`` waits while the entity's rank in a draw of ``without`` is open."""
        if life.pool is None or not life.pool.without or life.draw_body is None:
            return
        tickets = self.documents.tickets_or_none(life.draw_body.tickets)
        opening = self.documents.opening_or_none(life.id, rank, given_up)
        if tickets is None or opening is None or not self.documents.stands_later(life, tickets, opening):
            return
        if not any(self._was_opened(other, opening.entity, life.announced.index) for other in life.pool.without):
            raise _order(
                entry, f"{life.id}/{rank} 的检查对象在不重复抽取的批次中尚未办结，须等其办结", "先公示它在那一批里的结果"
            )

    def _was_opened(self, draw: str, entity: EntityId, since: int) -> bool:
        """Whether everyone can see that this entity was in force in a draw when entry `since` was written."""
        life = self.draws.get(draw)
        if life is None:
            return False
        openings: list[Opening | None] = []
        for rank in life.ranks.values():
            openings += [self.documents.opening_or_none(draw, rank.rank, e.index) for e in rank.given_up if e.index > since]
            if rank.status in ("disclosed", "withheld"):
                openings.append(self.documents.opening_or_none(draw, rank.rank, None))
        return any(opening is not None and opening.entity == entity for opening in openings)

    def _amend(self, entry: Entry, body: Amend) -> None:
        target = self._earlier(entry, body.entry)
        if not isinstance(target, Disclose | Withhold):
            raise _order(entry, f"amend 指向的 {body.entry} 号条目不是在先的公示或不予公开")
        life = self.draws.get(target.draw)
        rank = life.ranks.get(target.rank) if life is not None else None
        if rank is None or rank.ended is None or rank.ended.index != body.entry:
            raise _order(entry, f"{target.draw}/{target.rank} 没有可更正的结果", "先公示，才谈得上更正")
        if rank.expired is not None:
            raise _order(entry, f"{target.draw}/{target.rank} 的公示期已届满，不能再更正", "内容已经撤下，没有可更正的")
        if body.kind == "expire":
            rank.expired = entry
        else:
            rank.commitments.append(entry)

    def _reveal(self, entry: Entry, life: DrawLife) -> None:
        if life.drawn is None or life.revealed is not None:
            raise _order(entry, f"抽取 {life.id} 还没有抽，或已经揭示", "抽取之后揭示一次，不重复")
        if life.open_ranks and day_of(entry.time) < life.body.reveal_by:
            raise _order(
                entry,
                f"还有 {len(life.open_ranks)} 个名次没有办结，且未到揭示期限 {life.body.reveal_by}",
                "先公示余下的结果；到了揭示期限，没有办结也要揭示",
            )
        for other in life.pool.without if life.pool is not None else ():
            if other not in self.draws or self.draws[other].revealed is None:
                raise _order(entry, f"不重复抽取的批次 {other} 还没有揭示", f"先揭示 {other}")
        life.revealed = entry

    def _cancel(self, entry: Entry, body: Cancel, life: DrawLife) -> None:
        if not life.pending:
            raise _order(entry, f"抽取 {life.id} 已经取消或已经抽过，不能取消", "抽取之后不能取消；个别名次用 mingchou adjust")
        after = life.last_round is not None and entry.time >= life.last_round
        if after != (body.master is not None):
            raise _order(entry, "轮次之后取消须公开主密钥" if after else "轮次之前取消不得公开主密钥")
        life.cancelled = entry


def _order(entry: Entry, problem: str, hint: str = "") -> OrderError:
    return OrderError(problem, hint=hint, place=f"第 {entry.index} 号条目（{entry.type}）")


def fold(entries: Iterable[Entry], documents: Documents) -> tuple[Life, list[FormError]]:
    """All entries folded, with every breach of the order; it goes on after a breach, so that the rest can be checked."""
    life, problems = Life(documents), []
    for entry in entries:
        try:
            life.apply(entry)
        except FormError as error:
            problems.append(error)
    return life, problems
