"""Plays the year 2024, quarter by quarter: registry, plan, draws, inspections, second looks, reveals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ledger.commands.adjust import adjust
from ledger.commands.announce import announce
from ledger.commands.assignment import assignment
from ledger.commands.bureau import Bureau
from ledger.commands.draw import draw
from ledger.commands.endings import reveal
from ledger.commands.reading import ledger_in
from ledger.commands.results import amend, disclose
from ledger.commands.setup import publish
from ledger.commands.snapshots import snapshot
from ledger.core.encoding import parse_time
from tests.example.chain import round_after
from tests.example.choice import number, pick, shuffled
from tests.example.days import workday_after, workdays
from tests.example.desk import At, Desk
from tests.example.findings import CASE, NONE, RECTIFY
from tests.example.plans import KINDS, city_plan, draw_order, proposed, quarter_plan
from tests.example.year import (
    ABSENCES,
    CLOSURES,
    FOUND,
    LATE_AREA,
    QUARTERS,
    REAL_KEY,
    SPECIALS,
    SUPERIOR,
    YEAR,
    Closure,
    Quarter,
    Special,
)

LEAD = timedelta(days=1, minutes=30)
"""From an announcement to its round."""
TRANSFER = {"部门": "益阳高新区住房和城乡建设局（示例）", "文号": "示移字〔2024〕3号"}
KNOWN = {(found.draw, found.rank): found.kind for found in FOUND}


@dataclass
class Draw:
    """One draw on the example's chain."""

    id: str
    plan: str
    area: str
    classes: tuple[str, ...]
    quarter: Quarter
    inspected: tuple[str, ...]
    special: Special | None = None
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By rank, what the officer has handed out and is not back yet."""
    total: int = 0
    """How many ranks it has."""


@dataclass
class Pending:
    """A published result with something still to be put right."""

    draw: str
    rank: int
    inspected: date
    result: dict[str, Any]


class YearPlayer:
    """The year, played at a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.draws: list[Draw] = []
        self._held: dict[str, list[str]] = {}
        """By area, the year's draws so far that are held."""
        self._regular: dict[int, list[Draw]] = {}
        self._pending: list[Pending] = []
        self._closed: list[tuple[str, str]] = []
        self._revealed: set[str] = set()

    def schedule(self, at: At) -> None:
        """All of it."""
        for quarter in QUARTERS:
            self._schedule_quarter(quarter, at)
        for special in SPECIALS:
            at(special.announced, lambda special=special: self._announce([self._special(special)]))  # type: ignore[misc]
            at(special.drawn, lambda special=special: self._draw([self._named(special.id)]))  # type: ignore[misc]
        days = {day for one in (*QUARTERS, *SPECIALS) for day in one.inspected if day}
        for day in sorted(days):
            at(day, lambda day=day: self._publish(day))  # type: ignore[misc]
        for closure in CLOSURES:
            at(closure.time, lambda closure=closure: self._close(closure))  # type: ignore[misc]
        for absence in ABSENCES:
            at(absence[-1], lambda absence=absence: self._absent(*absence))  # type: ignore[misc]
        at("2024-10-12T15:40:12+08:00", self._real_key)

    def _schedule_quarter(self, quarter: Quarter, at: At) -> None:
        at(quarter.registry, lambda: self._registry(quarter.change))
        if quarter.reveals:
            at(quarter.reveals, self._reveal)
        at(quarter.plan, lambda: self._plan(quarter))
        at(quarter.announced, lambda: self._announce(self._regular[quarter.number]))
        at(quarter.drawn, lambda: self._draw(self._regular[quarter.number]))
        at(quarter.followups, self._follow_up)

    def _named(self, id: str) -> Draw:
        return next(one for one in self.draws if one.id == id)

    # Registry and plans

    def _registry(self, change: str) -> None:
        """The quarter's update: what was found on site since, and the rest."""
        registry = self.desk.registry
        for code, status in self._closed:
            registry.set_status(code, status)
        self._closed.clear()
        getattr(registry, change)()
        self.desk.write_registry()
        self.desk.commit("名录季度调整")
        self.desk.run("名录快照", snapshot)

    def _plan(self, quarter: Quarter) -> None:
        rows = proposed(self.desk.bureau(), quarter, self.desk.today)
        self.desk.history.write(f"plans/{quarter.plan_id}.yaml", quarter_plan(quarter, rows))
        if quarter.number == SUPERIOR.quarter:
            self.desk.history.write(f"plans/{SUPERIOR.plan}.yaml", city_plan(SUPERIOR))
        self.desk.commit(f"新增 plans/{quarter.plan_id}.yaml")
        self.desk.run("公布季度计划", publish)
        classes: dict[str, tuple[str, ...]] = {}
        for row in rows:
            classes[row.area] = (*classes.get(row.area, ()), KINDS[row.kind])
        self._regular[quarter.number] = [
            Draw(f"{quarter.plan_id}-{area}", quarter.plan_id, area, kinds, quarter, quarter.inspected)
            for area, kinds in classes.items()
            if quarter.number < 4 or area not in (LATE_AREA, REAL_KEY)
        ]

    def _special(self, special: Special) -> Draw:
        quarter = QUARTERS[special.quarter - 1]
        return Draw(special.id, special.plan, special.area, (special.kind,), quarter, special.inspected, special)

    # Draws

    def _announce(self, draws: Sequence[Draw]) -> None:
        for at, one in enumerate(draws):
            round = round_after(self.desk.now + LEAD + timedelta(minutes=2 * at))
            without = self._without(one)
            text = draw_order(one.plan, one.area, one.classes, round, one.quarter.reveal_by, without, one.special)
            self.desk.history.write(f"draws/{one.id}.yaml", text)
        self.desk.commit(f"抽取单 {'、'.join(one.id for one in draws)}")
        self.desk.run("公告抽取", *(_calling(announce, one.id) for one in draws))
        self.draws += draws

    def _without(self, one: Draw) -> list[str]:
        """A regular draw names all that were held (R9). A draw beside them names those that are done with, so that nobody waits
        for another draw's results; a directed one none: it asks for these enterprises in this season."""
        held = sorted(self._held.get(one.area, ()))
        if one.special is None:
            return held
        return [] if one.special.filter else [id for id in held if id in self._revealed]

    def _draw(self, draws: Sequence[Draw]) -> None:
        self.desk.run("抽取", *(_calling(draw, one.id) for one in draws))
        for one in draws:
            self._held.setdefault(one.area, []).append(one.id)
            self._hand_out(one)
            one.total = len(one.rows)

    def _real_key(self) -> None:
        """The draw on the real round is played by its own story, and its order names these."""
        assert sorted(self._held[REAL_KEY]) == [f"{YEAR}Q{quarter}-{REAL_KEY}" for quarter in (1, 2, 3)]
        self._held[REAL_KEY].append(f"{YEAR}Q4-{REAL_KEY}-key")

    def _reveal(self) -> None:
        view = ledger_in(self.desk.records)
        assert view is not None
        life = {str(id): found for id, found in view.draws.items()}
        ready = [one for one in self.draws if one.id not in self._revealed and not life[one.id].open_ranks]
        self.desk.run("揭示", *(_calling(reveal, one.id) for one in ready))
        self._revealed |= {one.id for one in ready}

    def _hand_out(self, one: Draw) -> None:
        """The officer's list of the open ranks: after the draw, and again when it has changed."""
        rows: list[dict[str, Any]] = assignment(self.desk.bureau(), one.id)  # type: ignore[assignment]
        one.rows = {row["rank"]: row for row in rows}

    # Inspections

    def _adjusting(self, id: str, rank: int, kind: str, reason: str, seat: int | None = None) -> Callable[[Bureau], object]:
        return lambda bureau: adjust(bureau, id, rank, kind, reason, seat=seat)

    def _close(self, closure: Closure) -> None:
        one = self._named(closure.draw)
        row = next(row for row in one.rows.values() if row["class"] == closure.kind)
        step = self._adjusting(closure.draw, row["rank"], closure.adjustment, closure.reason)
        self.desk.run(f"调整 {closure.draw} 第 {row['rank']} 号名次", step)
        self._hand_out(one)
        self._closed.append((row["entity"]["id"], closure.status))

    def _absent(self, id: str, rank: int, seat: int, reason: str, _: str) -> None:
        self.desk.run("调整：检查人员请假", self._adjusting(id, rank, "unavailable", reason, seat))
        self._hand_out(self._named(id))

    def _publish(self, day: str) -> None:
        """All results of the fortnight."""
        chosen = []
        for one in self.draws:
            if day in one.inspected:
                part = one.inspected.index(day)
                due = [rank for rank in one.rows if self._part(one, rank) == part]
                for rank in due:
                    self._write(one, one.rows.pop(rank), day)
                if due:
                    chosen.append(one.id)
        self.desk.commit("检查结果")
        self.desk.run("公示检查结果", *(_calling(disclose, id) for id in chosen))

    def _part(self, one: Draw, rank: int) -> int:
        """On which of its days a rank is published."""
        known = KNOWN.get((one.id, rank))
        if known == "never":
            return len(one.inspected)
        if known == "late":
            return len(one.inspected) - 1
        place = shuffled(range(one.total), "visits", one.id).index(rank) if rank < one.total else 0
        return place * len(one.inspected) // one.total

    def _write(self, one: Draw, row: dict[str, Any], day: str) -> None:
        """Hand a result in."""
        id, rank = one.id, row["rank"]
        label, at, published = (id, rank), one.inspected.index(day), parse_time(day).date()
        drawn = parse_time(one.special.drawn if one.special is not None else one.quarter.drawn).date()
        first = parse_time(one.inspected[at - 1]).date() if at else drawn + timedelta(days=1)
        last = published - timedelta(days=1)
        if KNOWN.get(label) == "late":
            first, last = drawn + timedelta(days=3), drawn + timedelta(days=7)
        inspected = pick(workdays(first, last), "inspected", *label)
        method = "委托第三方" if number(100, "mode", *label) < 6 else "现场"
        result = self.desk.result(id, row, inspected, _outcome(label), method)
        if KNOWN.get(label) == "transfer":
            result["移送"] = TRANSFER | {"日期": str(workday_after(inspected, 4))}
        if "整改" in result:
            looked = workday_after(inspected, 7 + number(6, "review", *label))
            if looked < published and KNOWN.get(label) not in ("missed", "forgotten"):
                result["整改"] |= _put_right(looked)
            else:
                self._pending.append(Pending(id, rank, inspected, result))
        self.desk.write_result(id, rank, result)

    def _follow_up(self) -> None:
        """Second looks at what was to be put right by now, each an amendment."""
        steps, left = [], []
        for one in self._pending:
            kind, looked = KNOWN.get((one.draw, one.rank)), workday_after(one.inspected, 16)
            if kind == "missed":
                looked = workday_after(one.inspected, 32)
            if kind == "forgotten" or looked >= self.desk.today:
                left.append(one)
                continue
            one.result["整改"] |= _put_right(looked) if kind != "missed" else {
                "状态": "逾期未整改", "复查日期": str(looked), "复查结果": "仍未按要求整改，已依法处理。",
            }  # fmt: skip
            self.desk.write_result(one.draw, one.rank, one.result)
            steps.append(_calling(amend, one.draw, one.rank, "登记整改复查情况"))
        self._pending = left
        if steps:
            self.desk.commit("登记整改复查情况")
            self.desk.run("更正：整改复查", *steps)


def _outcome(label: tuple[str, int]) -> str:
    """How an inspection went: most find nothing."""
    if label in KNOWN:
        return {"late": NONE, "transfer": CASE}.get(KNOWN[label], RECTIFY)
    chance = number(100, "outcome", *label)
    return CASE if chance < 3 else RECTIFY if chance < 17 else NONE


def _put_right(looked: date) -> dict[str, str]:
    return {"状态": "已完成", "复查日期": str(looked), "复查结果": "现场复查，已按要求完成整改。"}


def _calling(command: Callable[..., object], *arguments: object) -> Callable[[Bureau], object]:
    return lambda bureau: command(bureau, *arguments)
