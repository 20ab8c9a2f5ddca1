"""A small complete ledger, made anew in memory for every test that wants one.

`build_ledger()` plays five draws on the example's real quicknet rounds, and has every type of entry and every kind of adjustment:

* ``A-general`` 一般 and 特殊 together: all disclosed, one corrected, one expired, revealed;
* ``B-key`` 重点: a recusal, a seat appointed, a closed row, a closed and then void one, one withheld, one late; revealed;
* ``C-key`` 重点, 定向, not the same ones as in B: two disclosed, three still sealed;
* ``D-special`` 定向, cancelled before its round; ``E-general`` cancelled after it, with its master; ``F-special`` announced.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import yaml

from ledger.core.beacon import PUBLIC_CHAINS
from ledger.core.bodies import AnnouncedSource
from ledger.core.encoding import DrawId, Json, parse_time
from ledger.core.rules.classes import Fact, classify
from ledger.core.rules.item_list import Item, ItemList, format_item_list
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.plan import CLASSES, PlanRow, QuarterPlan, YearArea, YearPlan
from ledger.core.rules.seats import seats_for
from ledger.core.rules.settings import Settings
from ledger.core.rules.working_days import Calendar, format_calendar
from tests.support.bureau import Bureau

AS_OF = date(2024, 12, 10)
AREAS = {"430902": "资阳区", "430903": "赫山区"}
DRAWS = ("A-general", "B-key", "C-key", "D-special", "E-general", "F-special")
FIRST, SECOND, THIRD = 1000, 657413, 12040883
FUTURE = 13_700_000
"""A quicknet round of 2024-12-11, not out at `AS_OF`."""
ITEMS = {"02": "水", "03": ""}
"""Two items with their lines."""
SEATS = seats_for({"水"})
FILTER = frozenset({"污染物:废水"})
TAKES = {("430902", "key"): 6, ("430902", "special"): 3, ("430902", "general"): 4}
OFFICERS = 5
"""Those of an area's inspectors who are on duty with the right to enforce."""
WEIGHTS = {"A": 1, "B": 1, "C": 2, "D": 5}
FACTS = {"key": "key-discharger", "special": "supervised"}
_CALENDARS = Path(__file__).parents[1] / "example" / "static" / "calendar"
Step = tuple[str, Callable[[str], object]]
"""A time and what is done then."""


@dataclass(frozen=True)
class Options:
    """What a test may want otherwise. `takes` by (area, class), of 特殊 always all; `grades`: credit grades by entity, whose
    chances are `WEIGHTS`; `times` replaces the time of any entry, by the time that the story gives it; `until`: only what
    the story has before this time."""

    draws: Collection[str] = DRAWS
    takes: Mapping[tuple[str, str], int] = field(default_factory=lambda: TAKES)
    grades: Mapping[str, str] = field(default_factory=dict)
    without: bool = True
    times: Mapping[str, str] = field(default_factory=dict)
    until: str = "9999"
    sizes: Mapping[str, int] = field(default_factory=lambda: {"key": 8, "special": 3, "general": 7})
    lead: int = 86_400


@dataclass(frozen=True)
class Ledger:
    """What was built: the published files by path, and the bureau that can go on writing."""

    files: dict[str, bytes]
    bureau: Bureau
    as_of: date = AS_OF


def calendar(year: int) -> bytes:
    """The real calendar of a year, as published."""
    value = yaml.load((_CALENDARS / f"{year}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    off, work = (frozenset(map(date.fromisoformat, value[key])) for key in ("放假", "上班"))
    return format_calendar(Calendar(year, value["通知"], off, work))


def item_list() -> bytes:
    """Two items; the plans rest on them."""
    items = tuple(
        Item(
            id=id, name=f"示例事项{id}", type="一般检查事项", object="全部检查对象", content="示例内容",
            subject="区县（市）生态环境分局", share="按年度计划", frequency="按监管类别", period="全年", staff="持有执法证件",
            methods=("现场", "非现场"), line=line, requirement="示例要求", basis="示例依据",
        )
        for id, line in ITEMS.items()
    )  # fmt: skip
    return format_item_list(ItemList("2023", "示例事项清单", "own", items))


def year_plan(year: int, first_quarter: int = 1) -> YearPlan:
    """A yearly plan for both areas."""
    areas = tuple(YearArea(area, OFFICERS, 5) for area in AREAS)
    settings = Settings(least_directed=3, weights=WEIGHTS)
    return YearPlan(str(year), f"{year}年度抽查计划（示例）", year, first_quarter, settings, areas)


def quarter_plan(year: int, quarter: int, takes: Mapping[tuple[str, str], int]) -> QuarterPlan:
    """A quarterly plan with two rows, one of them 定向, for every area and class."""
    name = f"{year}年第{'一二三四'[quarter - 1]}季度抽查计划（示例）"
    rows = tuple(
        PlanRow(area, kind, takes.get((area, kind), 4), tuple(ITEMS), SEATS, filter=filter)
        for area in AREAS
        for kind in CLASSES
        for filter in (frozenset[str](), FILTER)
    )
    return QuarterPlan(f"{year}Q{quarter}", name, year, quarter, str(year), "2023", "", rows)


def entity(area: str, kind: str, number: int, status: str = "active", grade: str = "") -> tuple[str, dict[str, Json]]:
    """A fictional enterprise."""
    id, since = f"{area}-{kind}-{number:02d}", "2022-01-01"
    kinds = [FACTS[kind]] if kind in FACTS else []
    found = classify([Fact(one, date.fromisoformat(since), "示例文件") for one in kinds], None, AS_OF)
    tags: list[Json] = [*(f"信用等级:{grade}" for _ in grade), *sorted(FILTER)]
    return id, {
        "address": f"示例路{number}号", "area": area, "class": found.kind, "facts": [
            {"basis": "示例文件", "kind": one, "since": since} for one in kinds
        ], "industry": "示例行业", "name": f"{AREAS[area]}示例{kind}{number:02d}厂", "permit": "重点管理", "status": status,
        "tags": tags, "why": found.why,
    }  # fmt: skip


def inspector(area: str, number: int) -> tuple[str, dict[str, Json]]:
    """A fictional inspector: the first two know water, the third must recuse himself, the last two can not be drawn."""
    tags = ["执法"] if number > 2 else ["专业:水", "执法"]
    return f"I{area}{number:02d}", {
        "area": area, "name": f"示例检查员{area[-1]}{number}", "post": "科员",
        "recuse": [f"{area}-key-02"] if number == 3 else [], "status": "leave" if number == 6 else "active",
        "tags": [] if number == 7 else tags, "unit": f"{AREAS[area]}分局（示例）",
    }  # fmt: skip


def order(draw: str, plan: str, area: str, classes: tuple[str, ...], round: int, reveal_by: str, *without: str) -> DrawOrder:
    """A draw order on quicknet."""
    directed = draw[0] in "CD"
    return DrawOrder(
        draw=DrawId(draw),
        plan=plan,
        organiser=area,
        area=area,
        classes=classes,
        inspector_areas=(area,),
        filter=FILTER if directed else frozenset(),
        reason="示例：汛期涉水企业专项检查" if directed else "",
        departments=(),
        without=tuple(DrawId(id) for id in without),
        sources=(AnnouncedSource(PUBLIC_CHAINS[0].hash, round),),
        reveal_by=date.fromisoformat(reveal_by),
        note=f"示例批次 {draw}",
    )


def _register(bureau: Bureau, options: Options) -> None:
    for area in AREAS:
        for kind, size in options.sizes.items():
            for number in range(1, size + 1):
                id, record = entity(area, kind, number)
                bureau.entities[id] = entity(area, kind, number, grade=options.grades[id])[1] if id in options.grades else record
        bureau.entities |= [entity(area, "key", 90, "suspended"), entity(area, "general", 91, "deregistered")]
        bureau.inspectors |= dict(inspector(area, number) for number in range(1, 8))


def _found(bureau: Bureau, options: Options) -> None:
    """The registry changes: whoever was given up so far is closed, and new ones came."""
    for draw in bureau.life.draws.values():
        for entry in draw.adjustments:
            opening = bureau.life.documents.opening_or_none(draw.id, entry.body.rank, entry.index)  # type: ignore[union-attr]
            if opening is not None:
                bureau.entities[opening.entity] = bureau.entities[opening.entity] | {"status": "suspended"}
    size = options.sizes["key"]
    bureau.entities |= dict(entity("430902", "key", number) for number in range(size + 1, size + 4))
    bureau.entities.pop("430903-general-91", None)


def _base(bureau: Bureau, options: Options) -> list[Step]:
    _register(bureau, options)
    return [
        ("2023-08-21T09:00:00+08:00", bureau.genesis),
        ("2023-08-21T09:10:00+08:00", lambda t: bureau.publish(t, "calendar", "2023", calendar(2023))),
        ("2023-08-21T09:20:00+08:00", lambda t: bureau.publish(t, "item-list", "2023", item_list())),
        ("2023-08-21T09:25:00+08:00", lambda t: bureau.publish_plan(t, year_plan(2023, first_quarter=3))),
        ("2023-08-21T09:30:00+08:00", lambda t: bureau.publish_plan(t, quarter_plan(2023, 3, options.takes))),
        ("2023-08-21T09:40:00+08:00", lambda t: bureau.publish(t, "guide", "staff", "示例指引\n".encode())),
        ("2023-08-21T10:00:00+08:00", lambda t: bureau.snapshot(t, "2023Q3")),
        ("2023-10-20T09:00:00+08:00", lambda t: (_found(bureau, options), bureau.snapshot(t, "2023Q4"))),
        ("2024-09-29T09:00:00+08:00", lambda t: bureau.publish(t, "calendar", "2024", calendar(2024))),
        ("2024-09-29T09:05:00+08:00", lambda t: bureau.publish_plan(t, year_plan(2024))),
        ("2024-09-29T09:10:00+08:00", lambda t: bureau.publish_plan(t, quarter_plan(2024, 4, options.takes))),
    ]


def _a(bureau: Bureau, options: Options) -> list[Step]:
    """General and special ones together, all the way."""
    id = "A-general"
    asked = order(id, "2023Q3", "430902", ("special", "general"), FIRST, "2023-10-31")
    outcomes = ("未发现问题", "发现问题已责令整改", "发现涉嫌违法行为已立案调查")

    def disclose(rank: int) -> Callable[[str], object]:
        more: Json = {"示例补充": "另附照片"}
        extra = {"more": more} if rank == 0 else {}
        return lambda t: bureau.disclose(t, id, rank, f"2023-08-{25 + rank:02d}", outcome=outcomes[rank % 3], **extra)

    ranks = range(options.sizes["special"] + options.takes["430902", "general"])
    return [
        ("2023-08-22T09:00:00+08:00", lambda t: bureau.announce(t, asked)),
        ("2023-08-24T09:00:00+08:00", lambda t: (bureau.keep_checkpoint(), bureau.draw(t, id))),
        *((f"2023-09-0{1 + rank}T09:00:00+08:00", disclose(rank)) for rank in ranks),
        ("2023-10-09T09:00:00+08:00", lambda t: bureau.reveal(t, id)),
        ("2023-10-10T09:00:00+08:00", lambda t: bureau.correct(t, id, 1, "补充检查内容", content="示例：更正后的内容")),
        ("2024-10-08T09:00:00+08:00", lambda t: bureau.expire(t, id, 2)),
    ]


def _b(bureau: Bureau, options: Options) -> list[Step]:
    """Every kind of adjustment. Six of eight are taken, so that two reserves can be used up."""
    id = "B-key"
    held = ("A-general",) if "A-general" in options.draws else ()
    asked = order(id, "2023Q3", "430902", ("key",), SECOND, "2023-10-31", *held)

    def exhaust(time: str) -> None:
        """Everyone who could take the first seat of rank 1 leaves it, one a minute; then somebody is appointed."""
        rows, at = bureau.batches[id].rows, parse_time(time)
        while rows is not None and rows.state(1).next_for(0) is not None:
            bureau.adjust(at.isoformat(), id, 1, "unavailable", "duty", seat=0)
            at += timedelta(minutes=1)
        bureau.adjust(at.isoformat(), id, 1, "appointed", "exhausted", seat=0, appoint="I43090301")

    return [
        ("2023-09-13T09:00:00+08:00", lambda t: bureau.announce(t, asked)),
        ("2023-09-16T09:00:00+08:00", lambda t: (bureau.keep_checkpoint(), bureau.draw(t, id))),
        ("2023-09-18T09:00:00+08:00", lambda t: bureau.adjust(t, id, 0, "recusal", "interest", seat=1)),
        ("2023-09-18T10:00:00+08:00", exhaust),
        ("2023-09-19T09:00:00+08:00", lambda t: bureau.adjust(t, id, 2, "recusal", "kinship", seat=1)),
        ("2023-09-19T10:00:00+08:00", lambda t: bureau.adjust(t, id, 2, "closed", "suspended")),
        ("2023-09-19T11:00:00+08:00", lambda t: bureau.adjust(t, id, 3, "closed", "moved")),
        ("2023-09-20T09:00:00+08:00", lambda t: bureau.adjust(t, id, 3, "void", "deregistered")),
        ("2023-09-27T09:00:00+08:00", lambda t: bureau.disclose(t, id, 1, "2023-09-20")),
        ("2023-09-28T09:00:00+08:00", lambda t: bureau.withhold(t, id, 4, "2023-09-21")),
        ("2023-10-16T09:00:00+08:00", lambda t: bureau.correct(t, id, 4, "补正", content="示例：不公开的更正")),
        ("2023-10-17T09:00:00+08:00", lambda t: bureau.disclose(t, id, 2, "2023-09-22")),
        ("2023-10-18T09:00:00+08:00", lambda t: bureau.disclose(t, id, 5, "2023-09-25", method="非现场")),
        ("2023-10-30T09:00:00+08:00", lambda t: bureau.disclose(t, id, 0, "2023-09-19", outcome="发现问题已责令整改")),
        ("2023-10-31T09:00:00+08:00", lambda t: bureau.reveal(t, id)),
    ]


def _c(bureau: Bureau, options: Options) -> list[Step]:
    """Still sealed. Whoever was drawn in B comes last."""
    id = "C-key"
    without = ("B-key",) if options.without and "B-key" in options.draws else ()
    asked = order(id, "2024Q4", "430902", ("key",), THIRD, "2025-01-24", *without)
    return [
        ("2024-10-12T09:00:00+08:00", lambda t: bureau.announce(t, asked)),
        ("2024-10-15T09:00:00+08:00", lambda t: (bureau.keep_checkpoint(), bureau.draw(t, id))),
        ("2024-11-04T09:00:00+08:00", lambda t: bureau.adjust(t, id, 1, "unavailable", "leave", seat=1)),
        ("2024-11-04T10:00:00+08:00", lambda t: bureau.adjust(t, id, 2, "recusal", "other-lawful", seat=1)),
        ("2024-11-05T09:00:00+08:00", lambda t: bureau.disclose(t, id, 0, "2024-10-22")),
        ("2024-11-19T09:00:00+08:00", lambda t: bureau.disclose(t, id, 2, "2024-11-01")),
        ("2024-12-06T09:00:00+08:00", lambda t: bureau.disclose(t, id, 4, "2024-11-20")),
    ]


def _d(bureau: Bureau, options: Options) -> list[Step]:
    """Cancelled before its round."""
    asked = order("D-special", "2024Q4", "430903", ("special",), THIRD, "2025-01-24")
    return [
        ("2024-10-12T10:00:00+08:00", lambda t: bureau.announce(t, asked)),
        ("2024-10-13T10:00:00+08:00", lambda t: bureau.cancel(t, "D-special", "计划调整")),
    ]


def _e(bureau: Bureau, options: Options) -> list[Step]:
    """Cancelled after its round, so that everyone sees what was thrown away."""
    asked = order("E-general", "2023Q3", "430903", ("general",), SECOND, "2023-10-31")
    return [
        ("2023-09-13T10:00:00+08:00", lambda t: bureau.announce(t, asked)),
        ("2023-09-17T10:00:00+08:00", lambda t: bureau.cancel(t, "E-general", "当日停电，未能抽取")),
    ]


def _f(bureau: Bureau, options: Options) -> list[Step]:
    """Announced, its round not out yet."""
    asked = order("F-special", "2024Q4", "430903", ("special",), FUTURE, "2025-01-24")
    return [("2024-12-09T09:00:00+08:00", lambda t: bureau.announce(t, asked))]


_STORIES = dict(zip(DRAWS, (_a, _b, _c, _d, _e, _f), strict=True))


def build_ledger(options: Options = Options(), *, bureau: Bureau | None = None) -> Ledger:
    """Play the story, or the part of it that the options ask for."""
    bureau = bureau or Bureau(lead=options.lead)
    steps = _base(bureau, options)
    for name in DRAWS:
        if name in options.draws:
            steps += _STORIES[name](bureau, options)
    for time, act in sorted(steps, key=lambda step: step[0]):
        if time < options.until:
            act(options.times.get(time, time))
    return Ledger(bureau.published(), bureau)


def tiny_ledger() -> Ledger:
    """One revealed draw of two out of three: small enough to change every byte of it."""
    sizes, takes = {"key": 0, "special": 1, "general": 2}, {("430902", "general"): 1}
    return build_ledger(Options(draws=("A-general",), sizes=sizes, takes=takes, until="2023-10-10"))
