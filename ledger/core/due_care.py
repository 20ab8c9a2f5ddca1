"""六(二)1: 按照检查计划已经履行检查职责，或者虽尚未进行检查，但未超过规定时限，被检查对象违法的，不应追究有关工作人员的
行政执法责任.

What the ledger proves about one entity on one day (R17): the plans then in force, the draws whose pool held it, whether it was
drawn, where that is public, the inspection and its publication, and the limits that had not passed. It states facts, each
with the checks that support it; what follows in law is for others to say.

Reading: who was drawn is to be inspected and published by the draw's `reveal_by` at the latest; who was not, within the year
(重点), the half-year (特殊), or under no limit of its own (一般, whose number alone is fixed). A period before the day's own, of
which the ledger holds the whole, must have had its inspection.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ledger.core.checks.report import Check
from ledger.core.encoding import EntityId, Json, day_of
from ledger.core.owed.duty import name_of
from ledger.core.owed.plans import row_name
from ledger.core.rules.pool import ACTIVE, CAPPED, SUPERIOR_CLEAN
from ledger.core.rules.quotas import half_of
from ledger.core.rules.working_days import PUBLISH_WITHIN, due
from ledger.core.verify import Report
from ledger.core.whereabouts import Place, whereabouts
from ledger.core.year import Drawing, Year, class_on, quarter_days, quarter_of, result_of

Verdict = Literal["inspected", "within", "overdue", "sealed", "outside"]
"""检查过; 未查、未超过时限; 超过时限; 是否抽中尚未公开; 不在名录或没有计划."""
OF_PLANS, OF_DRAWS = ("publish.file", "snapshot.file"), ("draw.lead", "draw.beacon", "draw.pool", "draw.plan", "draw.reveal")
OF_RANKS = ("draw.opening", "draw.record", "draw.disclosed")
EXCLUDED = {"suspended": "停产", "deregistered": "注销", SUPERIOR_CLEAN: "上级本年已查未发现问题", CAPPED: "已达年度频次上限"}
STATUSES = {ACTIVE: "在营", "suspended": "停产", "deregistered": "注销"}
CAVEAT = "本材料只说明台账在这一天证明什么，不作法律上的认定。"


@dataclass(frozen=True)
class Line:
    """One fact: when, by which entry of the ledger, and the checks that it rests on."""

    kind: str
    text: str
    day: date | None = None
    entry: int | None = None
    checks: tuple[Check, ...] = ()

    def json(self) -> dict[str, Json]:
        """For programs; what is not there is left out."""
        found: dict[str, Json] = {"checks": [dict(check.json()) for check in self.checks], "kind": self.kind, "text": self.text}
        if self.day is not None:
            found["day"] = self.day.isoformat()
        return found if self.entry is None else found | {"entry": self.entry}


@dataclass(frozen=True)
class DueCare:
    """All that is proved. `statement` sums it up in a sentence."""

    entity: EntityId
    name: str
    area: str
    day: date
    verdict: Verdict
    statement: str
    lines: tuple[Line, ...]

    def json(self) -> dict[str, Json]:
        """For programs."""
        return {
            "area": self.area,
            "as_of": self.day.isoformat(),
            "caveat": CAVEAT,
            "entity": self.entity,
            "lines": [line.json() for line in self.lines],
            "name": self.name,
            "statement": self.statement,
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class Found:
    """What one draw means for the entity on the day: a line, and what follows from it."""

    line: Line
    drawing: Drawing
    verdict: Verdict | None = None
    limit: date | None = None


def due_care(report: Report, entity: EntityId, day: date) -> DueCare:
    """The evidence. `report` is of the whole ledger: a draw revealed since tells whether the entity had been drawn by then."""
    year = Year(report.view, day, day.year)
    record = year.registry.entities.get(entity) if year.registry is not None else None
    if record is None:
        text = f"{day} 的名录快照里没有 {entity}"
        return DueCare(entity, "", "", day, "outside", f"{text}，台账不能证明什么。", (Line("registry", text),))
    found = _Evidence(report, year, entity, str(record["area"]))
    kind = class_on(record, entity, day)
    status = STATUSES.get(str(record["status"]), str(record["status"]))
    registry = found.registry(f"{record['name']}在名录中，状态为{status}，监管类别为{kind.why}")
    draws = list(found.draws())
    missed = found.missed(kind.kind, draws)
    verdict, statement = _conclude(found, kind.kind, draws, missed, status)
    limits = [line for line in (missed, found.limit(kind.kind)) if line is not None]
    lines = (registry, *found.plans(kind.kind), *(one.line for one in draws), *limits)
    return DueCare(entity, str(record["name"]), found.area, day, verdict, statement, lines)


class _Evidence:
    """Looks things up for one entity on one day."""

    def __init__(self, report: Report, year: Year, entity: EntityId, area: str) -> None:
        self.year, self.entity, self.area, self.day = year, entity, area, year.day
        self._whole, self._by_subject = report.view, dict[str, list[Check]]()
        for check in report.checks:
            self._by_subject.setdefault(check.subject, []).append(check)

    def checks(self, subject: str, names: Iterable[str]) -> tuple[Check, ...]:
        """The checks of these names on a subject."""
        return tuple(check for check in self._by_subject.get(subject, ()) if check.name in names)

    def registry(self, text: str) -> Line:
        """The snapshot that the class is read from."""
        known = [entry for entry in self.year.view.snapshots if day_of(entry.time) <= self.day]
        entry = (known[-1:] or self.year.view.snapshots[:1])[0]
        subject = f"{entry.body.json().get('period', '')}@{entry.index}"
        return Line("registry", text, day_of(entry.time), entry.index, self.checks(subject, OF_PLANS))

    def plans(self, kind: str) -> Iterator[Line]:
        """The yearly plan, and the quarter's arrangements for the class."""
        if self.area in self.year.yearly:
            plan, entry = self.year.yearly[self.area]
            text = f"年度计划 {plan.id}（{plan.name}）{entry.time_text} 公布"
            checks = self.checks(f"plan/{plan.id}@{entry.index}", OF_PLANS)
            yield Line("plan", text, day_of(entry.time), entry.index, checks)
        else:
            yield Line("plan", f"{self.day} 没有公布过 {self.day.year} 年度计划")
        rows = self.year.rows(self.area, kind, quarter_of(self.day))
        for planned, row in rows:
            text = f"季度计划 {planned.plan.id} {planned.newest.time_text} 公布，安排{row_name(row)}抽 {row.take} 家"
            checks = self.checks(f"plan/{planned.plan.id}@{planned.newest.index}", OF_PLANS)
            yield Line("plan", text, day_of(planned.newest.time), planned.newest.index, checks)
        if not rows:
            yield Line("plan", f"{self.day} 所在季度没有公布过这一类别的安排")

    def draws(self) -> Iterator[Found]:
        """Every draw of this year and the last, announced by the day, that selected the entity."""
        before = Year(self._whole, self.day, self.day.year - 1)
        for drawing in (*before.drawings, *self.year.drawings):
            if any(self.entity in members for members in drawing.members.values()):
                yield self._drawing(drawing)
            for one in drawing.pool.excluded:
                if one.id == self.entity:
                    why = EXCLUDED.get(one.reason, one.reason)
                    text = f"{drawing.life.id} {drawing.life.announced.time_text} 公告，因{why}不在抽取池"
                    yield Found(self._line("excluded", drawing, text, OF_DRAWS), drawing)

    def _line(self, kind: str, drawing: Drawing, text: str, names: Iterable[str], place: Place | None = None) -> Line:
        life = drawing.life
        checks = self.checks(life.id, names)
        if place is not None:
            row = f"{life.id}/{place.rank.rank}"
            checks += self.checks(row if place.given_up is None else f"{row}@{place.given_up.index}", OF_RANKS)
        return Line(kind, text, day_of(life.announced.time), life.announced.index, checks)

    def _drawing(self, drawing: Drawing) -> Found:
        """`drawing` is as of the day; its draw in the whole ledger tells what has come out since."""
        life, whole = drawing.life, self._whole.draws[drawing.life.id]
        start = f"{life.id} {life.announced.time_text} 公告，抽取池 {len(drawing.pool.entities)} 家有它"
        if life.drawn is None:
            out = "" if life.last_round is None else f"，信标轮次 {day_of(life.last_round)}"
            return Found(self._line("announced", drawing, f"{start}{out}，当日尚未抽取", OF_DRAWS), drawing, "sealed")
        start = f"{start}，{life.drawn.time_text} 抽取"
        place = whereabouts(self._whole, whole, self.entity)
        if isinstance(place, Place) and day_of(place.since) > self.day:
            text = f"{start}，当日还没有抽中（{day_of(place.since)} 才递补）"
            return Found(self._line("not-drawn", drawing, text, OF_DRAWS), drawing)
        if place == "not-drawn":
            return Found(self._line("not-drawn", drawing, f"{start}，没有抽中", OF_DRAWS), drawing)
        if isinstance(place, Place):
            return self._drawn(drawing, place, f"{start}，抽中（第 {place.rank.rank} 号名次）")
        text = f"{start}，是否抽中尚未公开，最迟 {life.body.reveal_by} 揭示"
        return Found(self._line("sealed", drawing, text, OF_DRAWS), drawing, "sealed", life.body.reveal_by)

    def _drawn(self, drawing: Drawing, place: Place, start: str) -> Found:
        """Drawn by the day: inspected and published, or within the limit, or past it."""
        rank, last = place.rank, drawing.life.body.reveal_by
        within: Verdict = "within" if self.day <= last else "overdue"
        state = "未超过" if within == "within" else "超过"

        def found(text: str, verdict: Verdict, limit: date | None) -> Found:
            return Found(self._line("drawn", drawing, f"{start}，{text}", OF_DRAWS, place), drawing, verdict, limit)

        if place.given_up is not None:
            on = day_of(place.given_up.time)
            return found(f"{on} 到场发现停业，由候补递补", "inspected" if on <= self.day else within, last)
        if rank.ended is None:
            return found(f"没有公示结果，当日{state}限期 {last}", within, last)
        on = day_of(rank.ended.time)
        result = result_of(self._whole, drawing.life, rank)
        if result is None:
            word = "按法定理由不予公开" if rank.status == "withheld" else "公示（公示期已届满，内容已撤下）"
            return found(f"结果 {on} {word}，限期 {last}", "inspected" if on <= self.day else within, last)
        limit = due(result.inspected, PUBLISH_WITHIN, self.year.calendars).day
        text = f"{result.inspected} {result.method}检查，{on} 公示：{result.outcome}（公示限期 {limit}）"
        if result.inspected > self.day:
            return found(f"{text}；当日尚未检查，{state}限期 {last}", within, last)
        if on > self.day > limit:
            return found(f"{text}；当日已过公示限期而未公示，视为未完成", "overdue", limit)
        return found(text, "inspected", limit)

    def limit(self, kind: str) -> Line:
        """By when the class is owed an inspection, drawn or not."""
        _, end = period(kind, self.day)
        if kind == "general":
            return Line("limit", "一般监管对象按年度数量随机抽取（四（二）1），没有抽中的当年不必检查", end)
        every = "每半年查一次（四（二）3），本半年" if kind == "special" else "每年查一次（四（二）2），本年"
        return Line("limit", f"{name_of(kind)}监管对象{every}的限期 {end}，{self.day} 没有超过", end)

    def missed(self, kind: str, draws: list[Found]) -> Line | None:
        """The period before, where it was owed an inspection and certainly had none."""
        first, last = period(kind, period(kind, self.day)[0] - timedelta(days=1))
        before = Year(self._whole, self.day, last.year)
        owed = kind != "general" and before.first_quarter(self.area) <= quarter_of(first) and before.begun <= first
        if not owed or not self._stood(kind, first) or not self._stood(kind, last):
            return None
        if any(one.verdict is not None and first <= one.drawing.plan.start <= last for one in draws):
            return None
        return Line("limit", f"上一期（{first} 至 {last}）应查一次，没有检查，已超过限期", last)

    def _stood(self, kind: str, day: date) -> bool:
        """Whether the registry of a day has it active and in this class."""
        registry = self.year.registry_on(day)
        record = None if registry is None else registry.entities.get(self.entity)
        return record is not None and record["status"] == ACTIVE and class_on(record, self.entity, day).kind == kind


def period(kind: str, day: date) -> tuple[date, date]:
    """The period of a day in which an entity of this class is owed its inspection: the half-year, or the year."""
    if kind != "special":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    last = 2 * half_of(quarter_of(day))
    return quarter_days(day.year, last - 1)[0], quarter_days(day.year, last)[1]


def _conclude(found: _Evidence, kind: str, draws: list[Found], missed: Line | None, status: str) -> tuple[Verdict, str]:
    """The worst that is certain; else what was done in the day's own period; else what its limit says."""
    day, (first, end) = found.day, period(kind, found.day)
    given = {one.verdict: one for one in draws}
    if "overdue" in given:
        return "overdue", f"截至 {day}，已抽中而未在 {given['overdue'].limit} 前办结，超过规定时限。"
    if missed is not None:
        return "overdue", f"截至 {day}，{missed.text}。"
    if "within" in given:
        return "within", f"截至 {day}，已抽中、尚未办结，未超过规定时限 {given['within'].limit}。"
    if any(one.verdict == "inspected" and first <= one.drawing.plan.start <= end for one in draws):
        return "inspected", f"截至 {day}，已按照检查计划履行检查职责。"
    if "sealed" in given:
        return "sealed", f"截至 {day}，计划正在执行，是否抽中尚未公开，揭示之后可以再出具；本期限期 {end} 未过。"
    if status != STATUSES[ACTIVE]:
        return "outside", f"截至 {day}，它的状态是{status}，不进入抽取池。"
    if not any(line.entry is not None for line in found.plans(kind)):
        return "outside", f"截至 {day}，台账里没有涉及它的检查计划。"
    return "within", f"截至 {day}，计划正在执行，它尚未抽中，未超过规定时限 {end}。"
