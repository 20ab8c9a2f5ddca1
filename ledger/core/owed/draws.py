"""五(三), and the protocol's own limits: draws to be held, results to be published, masters to be revealed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from ledger.core.checks.draw import HELD_WITHIN
from ledger.core.encoding import DrawId, day_of
from ledger.core.life import DrawLife, Life
from ledger.core.owed.duty import Duty, state_on, told
from ledger.core.rules.working_days import PUBLISH_WITHIN, Calendar, Due, publish_by
from ledger.core.year import result_of

PUBLISH, DRAW = "五（三）", "四（一）"
Waiting = Mapping[tuple[DrawId, int], date]
"""Results that have been handed in and are not published, by draw and rank: the day of the inspection."""


def draw_duties(view: Life, day: date, days: Mapping[int, Calendar], waiting: Waiting) -> Iterator[Duty]:
    """Of every draw, of whatever year. `view` holds nothing later than `day`."""
    deadline = publish_by(days)
    for life in view.draws.values():
        area = view.documents.order(life.body.order).area
        if life.pending:
            yield from _pending(life, area, day)
        elif life.drawn is not None:
            yield from _results(life, area, day, deadline, waiting)
            yield from _late_results(view, life, area, deadline)
            yield from _reveal(view, life, area, day)


def _pending(life: DrawLife, area: str, day: date) -> Iterator[Duty]:
    if life.last_round is None:
        return
    out, last = day_of(life.last_round), day_of(life.last_round + HELD_WITHIN)
    if day < out:
        yield Duty("draw", area, life.id, "note", f"{life.id} 已公告，等 {out} 的信标轮次", DRAW, out)
    elif day <= last:
        yield Duty("draw", area, life.id, "soon", f"{life.id} 的信标轮次到了，{last} 前抽取或取消", DRAW, last)
    else:
        yield Duty("draw", area, life.id, "late", f"{life.id} 公告之后没有抽取，也没有取消（限期 {last}）", DRAW, last)


def _results(life: DrawLife, area: str, day: date, deadline: Callable[[date], Due], waiting: Waiting) -> Iterator[Duty]:
    """Open places: those handed in by their own day, the others by the day of the reveal."""
    last, rest = life.body.reveal_by, 0
    for rank in life.open_ranks:
        inspected = waiting.get((life.body.draw, rank.rank))
        if inspected is None or day > last:
            rest += 1
            continue
        limit = deadline(inspected)
        state = state_on(day, limit.day)
        text = f"{life.id} 第 {rank.rank} 号名次 {inspected} 检查，结果还没有公示，最迟 {told(limit)}"
        yield Duty("result", area, f"{life.id}/{rank.rank}", state, text, PUBLISH, limit.day, limit.provisional)
    if rest and day > last:
        text = f"{life.id} 有 {rest} 个名次逾期未公示（限期 {last}），视为未完成抽查检查任务"
        yield Duty("overdue", area, life.id, "late", text, PUBLISH, last)
    elif rest:
        text = f"{life.id} 还有 {rest} 个名次没有公示，最迟 {last}；每个结果在检查完成后 {PUBLISH_WITHIN} 个工作日内公示"
        yield Duty("results", area, life.id, state_on(day, last), text, PUBLISH, last)


def _late_results(view: Life, life: DrawLife, area: str, deadline: Callable[[date], Due]) -> Iterator[Duty]:
    for rank in life.ranks.values():
        result = result_of(view, life, rank)
        if result is not None and rank.ended is not None:
            limit, on = deadline(result.inspected), day_of(rank.ended.time)
            if on > limit.day:
                text = f"{life.id} 第 {rank.rank} 号名次 {result.inspected} 检查，{on} 才公示，限期 {told(limit)}"
                yield Duty("published-late", area, f"{life.id}/{rank.rank}", "note", text, PUBLISH, limit.day, limit.provisional)


def _reveal(view: Life, life: DrawLife, area: str, day: date) -> Iterator[Duty]:
    last = life.body.reveal_by
    if life.revealed is not None:
        on = day_of(life.revealed.time)
        if on > last:
            yield Duty("reveal", area, life.id, "note", f"{life.id} {on} 才揭示，限期 {last}", "协议：揭示", last)
        return
    first = [id for id in (life.pool.without if life.pool is not None else ()) if view.draws[id].revealed is None]
    wait = f"；先揭示 {'、'.join(first)}" if first else ""
    if day > last:
        yield Duty("reveal", area, life.id, "late", f"{life.id} 逾期未揭示，限期 {last}{wait}", "协议：揭示", last)
    elif not life.open_ranks:
        yield Duty("reveal", area, life.id, "soon", f"{life.id} 已全部办结，可以揭示，最迟 {last}{wait}", "协议：揭示", last)
    else:
        text = f"{life.id} 要在 {last} 前揭示，还有 {len(life.open_ranks)} 个名次没有办结{wait}"
        yield Duty("reveal", area, life.id, state_on(day, last), text, "协议：揭示", last)
