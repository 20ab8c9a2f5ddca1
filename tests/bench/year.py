"""A year of a prefecture's bureau, from the plans of four quarters to the reveals.

Every district has 1,000 enterprises and draws 400 of them every quarter. Results are disclosed one by one, some are withheld or
corrected, inspectors recuse themselves or are on leave. The beacon's rounds come from a chain of our own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from ledger.core.bodies import AnnouncedSource
from ledger.core.encoding import CHINA, DrawId, Json, day_of, format_time
from ledger.core.policy import Policy
from ledger.core.rules.classes import Fact, classify
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.plan import CLASSES, PlanRow, QuarterPlan, YearArea, YearPlan
from ledger.core.rules.settings import Settings
from ledger.core.rules.working_days import REVEAL_WITHIN, due, parse_calendar
from tests.support.bureau import Bureau
from tests.support.ledgers import FACTS, FILTER, ITEMS, SEATS, calendar, item_list
from tests.support.relay import LocalChain

NAME = "bureau.example"
SIZES = {"key": 300, "special": 200, "general": 500}
TAKES = {"key": 250, "special": 80, "general": 70}
INSPECTORS = 20
QUARTERS = (1, 2, 3, 4)
GENESIS_TIME = 1_700_000_000
OUTCOMES = ("未发现问题", "未发现问题", "发现问题已责令整改", "未发现问题", "发现涉嫌违法行为已立案调查")
CONTENT = "检查了废水、废气污染防治设施的运行情况，查阅了自行监测记录、危险废物台账和排污许可证执行报告（示例）"


def _round(month: int) -> int:
    """The round of our chain on the fourth of a month."""
    return (int(datetime(2024, month, 4, 9, tzinfo=CHINA).timestamp()) - GENESIS_TIME) // 3


@dataclass(frozen=True)
class Year:
    """The published files, and what a verifier needs to know. It is the day of the last entry."""

    files: Mapping[str, bytes]
    policy: Policy
    as_of: date


@cache
def _class(kind: str) -> dict[str, Json]:
    """What the registry says of why an enterprise is of this class."""
    facts = [Fact(FACTS[kind], date(2022, 1, 1), "示例文件")] if kind in FACTS else []
    return {
        "class": kind, "facts": [{"basis": one.basis, "kind": one.kind, "since": one.since.isoformat()} for one in facts],
        "why": classify(facts, None, date(2024, 1, 1)).why,
    }  # fmt: skip


def entity(area: str, kind: str, number: int) -> tuple[str, dict[str, Json]]:
    """An enterprise of a district: its code, and what the registry says of it."""
    id = f"9{area}{'MA7' if kind == 'key' else '596'}{CLASSES.index(kind)}{number:06d}X"
    return id, _class(kind) | {
        "address": f"示例大道{number}号", "area": area, "industry": "化学原料和化学制品制造业",
        "name": f"示例市{area}区示例{number:04d}环保科技有限公司", "permit": "重点管理", "status": "active",
        "tags": ["污染物:废气", "污染物:废水"],
    }  # fmt: skip


def _inspector(area: str, number: int) -> tuple[str, dict[str, Json]]:
    tags: Json = ["专业:水", "执法"] if number % 2 else ["执法"]
    recuse: Json = [entity(area, "key", number)[0]] if number < 4 else []
    return f"I{area}{number:03d}", {
        "area": area, "name": f"示例检查员{area}{number}", "post": "科员", "recuse": recuse, "status": "active", "tags": tags,
        "unit": f"{area}分局（示例）",
    }  # fmt: skip


class _Clock:
    """Goes on a minute with every entry."""

    def __init__(self) -> None:
        self._now = datetime(2024, 1, 2, 9, tzinfo=CHINA)

    def on(self, month: int, day: int) -> None:
        """Go on to the morning of a day, unless it is later already."""
        self._now = max(self._now, datetime(2024, month, day, 9, tzinfo=CHINA))

    def __call__(self) -> str:
        self._now += timedelta(minutes=1)
        return format_time(self._now)


class _Writer:
    def __init__(self, entries: int | None, areas: Sequence[str], takes: Mapping[str, int]) -> None:
        self.entries, self.areas, self.takes, self.clock = entries, areas, takes, _Clock()
        self.chain = LocalChain(beacon_id="bench", genesis_time=GENESIS_TIME, secret=bytes(47) + b"\1")
        signatures = {number: self.chain.signature(number) for number in (_round(3 * quarter - 2) for quarter in QUARTERS)}
        self.bureau = Bureau(name=NAME, chains=(self.chain.public,), signatures=signatures)
        for area in self.areas:
            for kind, size in SIZES.items():
                self.bureau.entities |= dict(entity(area, kind, number) for number in range(size))
            self.bureau.inspectors |= dict(_inspector(area, number) for number in range(INSPECTORS))

    def write(self) -> None:
        """Everything in turn, until there are so many entries as asked for."""
        bureau, clock = self.bureau, self.clock
        bureau.genesis(clock())
        self.days = {year: parse_calendar(calendar(year)) for year in (2024, 2025)}
        for year in self.days:
            bureau.publish(clock(), "calendar", str(year), calendar(year))
        bureau.publish(clock(), "item-list", "2023", item_list())
        areas = tuple(YearArea(area, INSPECTORS, 5) for area in self.areas)
        bureau.publish_plan(clock(), YearPlan("2024", "2024年度抽查计划（示例）", 2024, 1, Settings(), areas))
        for quarter in QUARTERS:
            for _ in self._quarter(quarter):
                if self.entries is not None and len(bureau.lines) >= self.entries:
                    return

    def _quarter(self, quarter: int) -> Iterator[None]:
        bureau, clock = self.bureau, self.clock
        rows = tuple(
            PlanRow(area, kind, self.takes[kind], tuple(ITEMS), SEATS, filter=FILTER) for area in self.areas for kind in CLASSES
        )
        plan = QuarterPlan(f"2024Q{quarter}", f"2024年第{quarter}季度抽查计划（示例）", 2024, quarter, "2024", "2023", "", rows)
        start, period = plan.start, plan.id
        clock.on(start.month, 2)
        bureau.publish_plan(clock(), plan)
        bureau.snapshot(clock(), period)
        reveal_by = due(plan.end, REVEAL_WITHIN, self.days).day
        draws = [f"{period}-{area}" for area in self.areas]
        sources = (AnnouncedSource(self.chain.public.hash, _round(start.month)),)
        for area, draw in zip(self.areas, draws, strict=True):
            asked = DrawOrder(
                draw=DrawId(draw), plan=period, organiser=area, area=area, classes=CLASSES, inspector_areas=(area,),
                filter=FILTER, reason="示例：涉水企业专项检查", departments=(), without=(), sources=sources, reveal_by=reveal_by,
            )  # fmt: skip
            bureau.announce(clock(), asked)
            yield
        bureau.keep_checkpoint()
        clock.on(start.month, 6)
        for draw in draws:
            bureau.draw(clock(), draw)
            yield
        for draw in draws:
            yield from self._ranks(draw, start.month)
        clock.on(start.month + 2, 28)
        for draw in draws:
            bureau.reveal(clock(), draw)
            yield

    def _ranks(self, draw: str, month: int) -> Iterator[None]:
        """The results of one draw, and all that befalls it."""
        bureau, clock, inspected = self.bureau, self.clock, f"2024-{month:02d}-08"
        clock.on(month, 15)
        for rank in range(sum(self.takes.values())):
            if rank % 40 == 7:
                bureau.adjust(clock(), draw, rank, "recusal", "interest", seat=1)
                yield
            if rank % 80 == 11:
                bureau.adjust(clock(), draw, rank, "unavailable", "leave", seat=0)
                yield
            if rank % 100 == 50:
                bureau.withhold(clock(), draw, rank, inspected)
            else:
                bureau.disclose(clock(), draw, rank, inspected, outcome=OUTCOMES[rank % 5], content=CONTENT)
            yield
            if rank % 50 == 20:
                bureau.correct(clock(), draw, rank, "补正检查内容", content=f"{CONTENT}，补充了现场照片")
                yield


def areas(count: int) -> tuple[str, ...]:
    """The codes of so many districts."""
    return tuple(f"4309{number:02d}" for number in range(1, count + 1))


def make_year(entries: int | None, districts: int = 6, takes: Mapping[str, int] = TAKES) -> Year:
    """So many entries of the year, or all of it; `takes` is what each district draws in a quarter."""
    writer = _Writer(entries, areas(districts), takes)
    writer.write()
    bureau = writer.bureau
    return Year(bureau.published(), bureau.policy(), day_of(bureau.life.entries[-1].time))
