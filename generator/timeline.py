"""A draw's life as a timeline: what is done, what is waited for, what is late (protocol, "Order of a draw's life")."""

from collections.abc import Sequence, Set
from datetime import date

from generator.model import Event, Row, Source, Stratum
from generator.wording import class_name, day, moment
from ledger.core.bodies import Cancel
from ledger.core.checks.draw import HELD_WITHIN
from ledger.core.encoding import day_of
from ledger.core.life import DrawLife


class Timeline:
    """One draw as of a day. `late` are the names of its checks that found a duty not done in its time."""

    def __init__(
        self,
        draw: DrawLife,
        sources: Sequence[Source],
        strata: Sequence[Stratum],
        rows: Sequence[Row],
        late: Set[str],
        as_of: date,
    ) -> None:
        self._draw, self._sources, self._strata, self._rows, self._late, self._as_of = draw, sources, strata, rows, late, as_of

    def events(self) -> tuple[Event, ...]:
        """From the announcement to the reveal or the cancellation."""
        out = self._beacon()
        if self._draw.cancelled is not None:
            after = out.state == "done"
            return (self._announced(), out, self._cancelled()) if after else (self._announced(), self._cancelled())
        return self._announced(), out, self._held(out.state == "done"), self._inspected(), self._revealed()

    def _announced(self) -> Event:
        entry = self._draw.announced
        sizes = "；".join(f"{class_name(s.name)} {s.size} 家，将抽 {s.drawn} 家" for s in self._strata)
        text = f"锁定抽取池（{sizes}）、规则、信标轮次和每家秘密数的总指纹。"
        return Event("公告", moment(entry.time), text, "done", entry.index)

    def _beacon(self) -> Event:
        last = self._sources[-1]
        ended = self._draw.drawn or self._draw.cancelled
        out = ended.time >= last.time if ended is not None else self._as_of > day_of(last.time)
        rounds = "、".join(f"{source.beacon} 第 {source.round} 轮" for source in self._sources)
        text = f"{rounds}。公告里指定的就是它，别的轮次不算。"
        return Event("信标出数", f"{moment(last.time)}:{last.time:%S}", text, "done" if out else "now")

    def _cancelled(self) -> Event:
        entry, body = self._draw.cancelled, self._draw.cancelled.body if self._draw.cancelled is not None else None
        if entry is None or not isinstance(body, Cancel):
            raise AssertionError(self._draw.id)
        master = (
            "当时信标已经出数，主密钥同时公开，人人可以重算作废的是什么。" if body.master is not None else "当时信标还没有出数。"
        )
        return Event(
            "取消",
            moment(entry.time),
            f"理由：{body.reason}。{master}",
            "late" if "draw.held" in self._late else "done",
            entry.index,
        )

    def _held(self, beacon_is_out: bool) -> Event:
        entry = self._draw.drawn
        if entry is not None:
            text = f"公布种子和全部签号，抽中 {len(self._rows)} 家；是谁还看不出来。"
            return Event("抽取", moment(entry.time), text, "late" if "draw.held" in self._late else "done", entry.index)
        last = day(day_of(self._sources[-1].time + HELD_WITHIN))
        state = "late" if "draw.held" in self._late else "now" if beacon_is_out else "next"
        when = f"应当在 {last} 以前，已经逾期" if state == "late" else f"最迟 {last}"
        return Event("抽取", when, "用信标的数算出种子和签号，公布签号。", state)  # type: ignore[arg-type]

    def _inspected(self) -> Event:
        title = "检查与公示"
        if self._draw.drawn is None:
            return Event(title, "抽取之后", "查完一家、公示一家，检查完成之后 20 个工作日内公示。", "next")
        days = [row.disclosed for row in self._rows if row.disclosed is not None]
        left = sum(row.state == "open" for row in self._rows)
        parts = [
            f"{word} {n} 家" for word, n in (("已公示", self._count("disclosed")), ("不予公开", self._count("withheld"))) if n
        ]
        parts += [f"{n} 个名次作废" for n in [self._count("void")] if n] + [f"还没有公开 {n} 家" for n in [left] if n]
        parts += [f"调整 {n} 次" for n in [len(self._draw.adjustments)] if n]
        when = "还没有开始公示" if not days else f"{day(min(days))}起" if left else f"{day(min(days))}至{day(max(days))}"
        over = self._draw.revealed is not None or self._as_of > self._draw.body.reveal_by
        return Event(title, when, "，".join(parts) + "。", "done" if not left else "late" if over else "now")

    def _count(self, state: str) -> int:
        return sum(row.state == state for row in self._rows)

    def _revealed(self) -> Event:
        entry, limit = self._draw.revealed, self._draw.body.reveal_by
        if entry is not None:
            text = f"公开主密钥，全部签号、名次和调整都可以重算。期限是{day(limit)}。"
            return Event("揭示", moment(entry.time), text, "done", entry.index)
        ready = self._draw.drawn is not None and not self._draw.open_ranks
        state = "late" if "draw.reveal" in self._late else "now" if ready else "next"
        when = f"应当在 {day(limit)} 以前，已经逾期" if state == "late" else f"最迟 {day(limit)}"
        return Event("揭示", when, "公开主密钥，全部重算：没有漏掉谁，也没有添上谁。", state)  # type: ignore[arg-type]
