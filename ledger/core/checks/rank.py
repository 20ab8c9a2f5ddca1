"""Checks on one drawn place: its opening, its record, its publication in time (protocol, "Verifying")."""

from collections.abc import Callable, Iterator
from datetime import date

from ledger.core import layout
from ledger.core.bodies import Adjust, Amend, Disclose, Withhold
from ledger.core.checks.draw import DrawFacts
from ledger.core.checks.report import Check, Status, attempt
from ledger.core.draw import ticket
from ledger.core.encoding import Digest, EntityId, InspectorId, day_of, sha256
from ledger.core.entry import Entry
from ledger.core.errors import FormError
from ledger.core.life import RankLife
from ledger.core.opening import Opening, nonce_of, prove_nonce
from ledger.core.result import PublishedResult
from ledger.core.rules.working_days import Due


def rank_checks(facts: DrawFacts, rank: RankLife, deadline: Callable[[date], Due]) -> Iterator[Check]:
    """The rows given up, then the row in force. `deadline` is the last day to publish what was inspected on a day."""
    subject = f"{facts.id}/{rank.rank}"
    for entry in rank.given_up:
        yield attempt("draw.opening", f"{subject}@{entry.index}", lambda e=entry: _given_up(facts, rank, e))  # type: ignore[misc]
    if rank.status == "void":
        return
    yield attempt("draw.opening", subject, lambda: _opening(facts, rank))
    for entry in rank.commitments[:-1]:
        if rank.status == "disclosed":
            yield attempt("draw.record", f"{subject}@{entry.index}", lambda e=entry: _superseded(facts, rank, e))  # type: ignore[misc]
    yield attempt("draw.record", subject, lambda: _record(facts, rank))
    yield attempt("draw.disclosed", subject, lambda: _disclosed(facts, rank, deadline))


def _proved(facts: DrawFacts, opening: Opening, rank: int, place: Digest | None) -> EntityId:
    """The entity of an opening, its nonce in the tree and its ticket the one at this place."""
    if (opening.draw, opening.rank) != (facts.id, rank):
        raise FormError(f"开封文件写的是 {opening.draw}/{opening.rank}")
    entity = facts.view.documents.members(facts.life.body.pool).get(opening.entity)
    if entity is None:
        raise FormError(f"检查对象 {opening.entity} 不在抽取池")
    stratum = facts.pool.ranks[rank]
    if entity.stratum != stratum:
        raise FormError(f"{opening.entity} 属于层 {entity.stratum}，本名次抽的是层 {stratum}")
    prove_nonce(opening, len(facts.pool.entities), facts.life.body.nonces)
    mine = ticket(facts.seed, entity.id, nonce_of(opening), entity.weight).hex()
    if mine != place:
        raise FormError(f"{opening.entity} 的签号算得 {mine}，本名次的是 {place}")
    return entity.id


def _evidence(facts: DrawFacts, opening: Opening, team: tuple[InspectorId, ...], place: Digest | None) -> str:
    return f"{opening.entity} 的秘密数在公告的树里，签号 {place} 在本名次，检查人员 {'、'.join(team)}"


def _given_up(facts: DrawFacts, rank: RankLife, entry: Entry) -> tuple[Status, str]:
    body = entry.body
    assert isinstance(body, Adjust)  # noqa: S101  RankLife.given_up holds no others
    digest = sha256(facts.view.documents.bytes_at(layout.opening(facts.id, rank.rank, entry.index)))
    if digest != body.opening:
        raise FormError(f"开封文件的 SHA-256 是 {digest}，条目写的是 {body.opening}")
    opening = facts.view.documents.opening(facts.id, rank.rank, entry.index)
    place = facts.rows.given_up.get(entry.index)
    _proved(facts, opening, rank.rank, place)
    return "pass", _evidence(facts, opening, facts.team(rank, opening, entry), place)


def _opening(facts: DrawFacts, rank: RankLife) -> tuple[Status, str]:
    if rank.status == "open":
        return "pending", "还没有开封"
    opening = facts.view.documents.opening(facts.id, rank.rank, None)
    place = facts.rows.in_force[rank.rank]
    _proved(facts, opening, rank.rank, place)
    return "pass", _evidence(facts, opening, facts.team(rank, opening, None), place)


def _committed(entry: Entry) -> Digest | None:
    body = entry.body
    return body.record if isinstance(body, Disclose | Withhold | Amend) else None


def _refuse_other_digest(result: PublishedResult, entry: Entry) -> None:
    if result.digest != _committed(entry):
        raise FormError(f"结果的摘要算得 {result.digest}，第 {entry.index} 号条目承诺的是 {_committed(entry)}")


def _superseded(facts: DrawFacts, rank: RankLife, entry: Entry) -> tuple[Status, str]:
    if rank.expired is not None and facts.view.documents.bytes_or_none(layout.result(facts.id, rank.rank, entry.index)) is None:
        return "pending", "公示期已届满，内容已撤下，台账只留承诺"
    _refuse_other_digest(facts.view.documents.result(facts.id, rank.rank, entry.index), entry)
    return "pass", f"更正前的结果与第 {entry.index} 号条目的承诺一致"


def _record(facts: DrawFacts, rank: RankLife) -> tuple[Status, str]:
    if rank.status == "open":
        return "pending", "还没有公示"
    if rank.status == "withheld":
        return "pending", "结果不予公开，台账只有承诺"
    if rank.expired is not None and facts.view.documents.bytes_or_none(layout.result(facts.id, rank.rank)) is None:
        return "pending", "公示期已届满，内容已撤下，台账只留承诺"
    result = facts.view.documents.result(facts.id, rank.rank, None)
    _refuse_other_digest(result, rank.commitments[-1])
    opening = facts.view.documents.opening(facts.id, rank.rank, None)
    team = facts.team(rank, opening, None)
    if (result.draw, result.rank, result.entity, result.inspectors) != (facts.id, rank.rank, opening.entity, team):
        raise FormError("结果的批次、名次、检查对象或检查人员与开封文件不同")
    assert facts.life.drawn is not None and rank.ended is not None  # noqa: S101  a disclosed rank has both
    first, last = day_of(facts.life.drawn.time), day_of(rank.ended.time)
    if not first <= result.inspected <= last:
        raise FormError(f"检查日期 {result.inspected} 不在抽取之日 {first} 与公示之日 {last} 之间")
    return "pass", f"与第 {rank.commitments[-1].index} 号条目的承诺一致：{result.outcome}"


def _disclosed(facts: DrawFacts, rank: RankLife, deadline: Callable[[date], Due]) -> tuple[Status, str]:
    if rank.status == "open":
        late = facts.as_of > facts.life.body.reveal_by
        return ("late" if late else "pending"), f"还没有公示，揭示期限 {facts.life.body.reveal_by}"
    assert rank.ended is not None and isinstance(rank.ended.body, Disclose | Withhold)  # noqa: S101
    on = day_of(rank.ended.time)
    if isinstance(rank.ended.body, Withhold):
        return "unproven", f"{on} 按“{rank.ended.body.ground}”不予公开，检查日期只有本单位知道"
    if rank.expired is not None and facts.view.documents.bytes_or_none(layout.result(facts.id, rank.rank)) is None:
        return "unproven", f"{on} 公示，公示期已届满，检查日期随内容撤下"
    inspected = facts.view.documents.result(facts.id, rank.rank, None).inspected
    limit = deadline(inspected)
    note = "（暂定：有的年份没有公布工作日历）" if limit.provisional else ""
    evidence = f"{inspected} 检查，{on} 公示，期限 {limit.day}{note}"
    return ("pass" if on <= limit.day else "late"), evidence
