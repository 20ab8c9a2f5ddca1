"""The three draws on real rounds, step by step as `story` tells them."""

from datetime import date
from typing import Any

from ledger.commands.adjust import adjust
from ledger.commands.announce import announce
from ledger.commands.assignment import assignment
from ledger.commands.draw import draw
from ledger.commands.endings import reveal
from ledger.commands.results import amend, disclose, withhold
from tests.example.desk import At, Desk
from tests.example.keys import STATIC
from tests.example.story import Amendment, Batch, Change, Visit
from tests.example.yamltext import document


class BatchPlayer:
    """One draw of the story, played at a desk."""

    def __init__(self, desk: Desk, batch: Batch) -> None:
        self.desk, self.batch = desk, batch
        self._results: dict[int, dict[str, Any]] = {}
        self._recused: tuple[int, str] | None = None
        self._rows: dict[int, dict[str, Any]] = {}
        """The officer's list, as last asked for."""

    def schedule(self, at: At) -> None:
        """Everything that happens to it."""
        batch = self.batch
        at(batch.announced, self._announce)
        at(batch.drawn, self._draw)
        for change in batch.changes:
            at(change.time, lambda change=change: self._change(change))  # type: ignore[misc]
        for visit in batch.visits:
            at(visit.published, lambda visit=visit: self._publish(visit))  # type: ignore[misc]
        for amendment in batch.amendments:
            at(amendment.time, lambda amendment=amendment: self._amend(amendment))  # type: ignore[misc]
        if batch.revealed:
            at(batch.revealed, lambda: self.desk.run(f"揭示 {batch.id}", lambda b: reveal(b, batch.id)))

    def _announce(self) -> None:
        self.desk.history.write_from(STATIC, f"draws/{self.batch.id}.yaml")
        self.desk.commit(f"抽取单 {self.batch.id}")
        self.desk.run(f"公告 {self.batch.id}", lambda bureau: announce(bureau, self.batch.id))

    def _draw(self) -> None:
        self.desk.run(f"抽取 {self.batch.id}", lambda b: draw(b, self.batch.id))
        self._hand_out()

    def _hand_out(self) -> None:
        """What the officer sees of the open ranks, and hands out."""
        rows: list[dict[str, Any]] = assignment(self.desk.bureau(), self.batch.id)  # type: ignore[assignment]
        self._rows = {row["rank"]: row for row in rows}

    def _change(self, change: Change) -> None:
        desk, row = self.desk, self._rows[change.rank]
        desk.run(
            f"调整 {self.batch.id} 第 {change.rank} 号名次",
            lambda b: adjust(b, self.batch.id, change.rank, change.kind, change.reason, seat=change.seat),
        )
        self._hand_out()
        if change.kind == "closed":
            desk.registry.set_status(row["entity"]["id"], "停产")
            desk.write_registry()
            desk.commit_later("名录：现场发现停产")
        elif change.kind == "recusal" and change.seat is not None:
            self._recused = change.rank, row["inspectors"][change.seat]["id"]

    def _publish(self, visit: Visit) -> None:
        desk, id, rank = self.desk, self.batch.id, visit.rank
        result = desk.result(id, self._rows[rank], date.fromisoformat(visit.inspected), visit.outcome, visit.method)
        self._results[rank] = result
        if visit.withheld:
            file = desk.scratch / f"{id}-{rank}.yaml"
            file.write_text(document(result), encoding="utf-8")
            desk.run(f"不予公开 {id} 第 {rank} 号名次", lambda b: withhold(b, id, rank, visit.withheld, file))
            return
        desk.write_result(id, rank, result)
        desk.commit(f"检查结果 {id} 第 {rank} 号名次")
        desk.run(f"公示 {id} 第 {rank} 号名次", lambda b: disclose(b, id, [rank]))
        self._register_recusal(rank)

    def _register_recusal(self, rank: int) -> None:
        """ "A conflict found during a draw enters the registry only after that rank's disclosure" (R12)."""
        if self._recused is not None and self._recused[0] == rank:
            self.desk.registry.recuse(self._recused[1], self._results[rank]["检查对象"])
            self.desk.write_registry()
            self.desk.commit_later("名录：登记回避")

    def _amend(self, amendment: Amendment) -> None:
        id, rank, result = self.batch.id, amendment.rank, self._results[amendment.rank]
        result["检查内容"] += amendment.added
        if amendment.reviewed:
            result["整改"] |= {"状态": "已完成", "复查日期": amendment.reviewed, "复查结果": amendment.added}
        self.desk.write_result(id, rank, result)
        self.desk.commit(f"更正 {id} 第 {rank} 号名次的结果")
        self.desk.run(f"更正 {id} 第 {rank} 号名次", lambda b: amend(b, id, rank, amendment.reason))
