"""A small complete ledger, made anew in memory for every test that wants one.

`build_ledger()` plays five draws on the example's real quicknet rounds, and has every type of entry and every kind of adjustment:

* ``A-general`` 一般 and 特殊 together: all disclosed, one corrected, one expired, revealed;
* ``B-key`` 重点: a recusal, a seat appointed, a closed row, a closed and then void one, one withheld, one late; revealed;
* ``C-key`` 重点, not the same ones as in B: two disclosed, three still sealed;
* ``D-special`` cancelled before its round; ``E-general`` cancelled after it, with its master; ``F-special`` announced.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import yaml

from ledger.core.beacon import PUBLIC_CHAINS
from ledger.core.bodies import AnnouncedSource
from ledger.core.encoding import DrawId, Json, parse_time
from ledger.core.pool import Pool
from ledger.core.rules.item_list import Item, ItemList, format_item_list
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.plan import CLASSES, Plan, PlanRow, format_plan
from ledger.core.rules.working_days import Calendar, format_calendar
from tests.support.bureau import Bureau

AS_OF = date(2024, 12, 10)
AREAS = {"430902": "资阳区", "430903": "赫山区"}
DRAWS = ("A-general", "B-key", "C-key", "D-special", "E-general", "F-special")
FIRST, SECOND, THIRD = 1000, 657413, 12040883
FUTURE = 13_700_000
"""A quicknet round of 2024-12-11, not out at `AS_OF`."""
SEATS = (frozenset({"专业:水", "执法"}), frozenset({"执法"}))
ITEMS = ("02", "03")
TAKES = {("430902", "key"): 6, ("430902", "special"): 5, ("430902", "general"): 4}
_CALENDARS = Path(__file__).parents[1] / "example" / "static" / "calendar"
Step = tuple[str, Callable[[str], object]]
"""A time and what is done then."""


@dataclass(frozen=True)
class Options:
    """What a test may want otherwise. `takes` by (area, class); `weights` by entity; `times` replaces the time of any
    entry, by the time that the story gives it; `until`: only what the story has before this time."""

    draws: Collection[str] = DRAWS
    takes: Mapping[tuple[str, str], int] = field(default_factory=lambda: TAKES)
    weights: Mapping[str, int] = field(default_factory=dict)
    without: bool = True
    times: Mapping[str, str] = field(default_factory=dict)
    until: str = "9999"
    sizes: Mapping[str, int] = field(default_factory=lambda: {"key": 8, "special": 3, "general": 7})
    lead: int = 86_400

    def change(self, pool: Pool) -> Pool:
        """The pool with these weights."""
        return replace(pool, entities=tuple(replace(e, weight=self.weights.get(e.id, e.weight)) for e in pool.entities))


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
    items = tuple(Item(id, f"示例事项{id}", "示例内容", "示例依据" if id == "02" else "") for id in ITEMS)
    return format_item_list(ItemList("2023", "示例事项清单", items))


def plan(id: str, name: str, start: date, end: date, takes: Mapping[tuple[str, str], int]) -> Plan:
    """A plan with a row for every area and class."""
    rows = tuple(PlanRow(area, kind, takes.get((area, kind), 3), SEATS, ITEMS) for area in AREAS for kind in CLASSES)
    return Plan(id, name, start, end, "2023", rows)


def entity(area: str, kind: str, number: int, status: str = "active") -> tuple[str, dict[str, Json]]:
    """A fictional enterprise."""
    id = f"{area}-{kind}-{number:02d}"
    return id, {
        "address": f"示例路{number}号", "area": area, "class": kind, "industry": "示例行业",
        "name": f"{AREAS[area]}示例{kind}{number:02d}厂", "permit": "重点管理", "status": status, "tags": ["污染物:废水"],
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
    source = AnnouncedSource(PUBLIC_CHAINS[0].hash, round)
    names = tuple(DrawId(id) for id in without)
    filter = frozenset({"污染物:废水"}) if draw.startswith("D") else frozenset()
    return DrawOrder(
        DrawId(draw), plan, area, classes, (area,), filter, names, (source,), date.fromisoformat(reveal_by), f"示例批次 {draw}"
    )


def _register(bureau: Bureau, options: Options) -> None:
    for area in AREAS:
        for kind, size in options.sizes.items():
            bureau.entities |= dict(entity(area, kind, number) for number in range(1, size + 1))
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
    first = plan("2023Q3", "2023年第三季度抽查计划（示例）", date(2023, 7, 1), date(2023, 9, 30), options.takes)
    second = plan("2024Q4", "2024年第四季度抽查计划（示例）", date(2024, 10, 1), date(2024, 12, 31), options.takes)
    return [
        ("2023-08-21T09:00:00+08:00", bureau.genesis),
        ("2023-08-21T09:10:00+08:00", lambda t: bureau.publish(t, "calendar", "2023", calendar(2023))),
        ("2023-08-21T09:20:00+08:00", lambda t: bureau.publish(t, "item-list", "2023", item_list())),
        ("2023-08-21T09:30:00+08:00", lambda t: bureau.publish(t, "plan", "2023Q3", format_plan(first), first)),
        ("2023-08-21T09:40:00+08:00", lambda t: bureau.publish(t, "guide", "staff", "示例指引\n".encode())),
        ("2023-08-21T10:00:00+08:00", lambda t: bureau.snapshot(t, "2023Q3")),
        ("2023-10-20T09:00:00+08:00", lambda t: (_found(bureau, options), bureau.snapshot(t, "2023Q4"))),
        ("2024-09-29T09:00:00+08:00", lambda t: bureau.publish(t, "calendar", "2024", calendar(2024))),
        ("2024-09-29T09:10:00+08:00", lambda t: bureau.publish(t, "plan", "2024Q4", format_plan(second), second)),
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

    ranks = range(min(options.takes["430902", "special"], options.sizes["special"]) + options.takes["430902", "general"])
    return [
        ("2023-08-22T09:00:00+08:00", lambda t: bureau.announce(t, asked, options.change)),
        ("2023-08-24T09:00:00+08:00", lambda t: (bureau.keep_checkpoint(), bureau.draw(t, id))),
        *((f"2023-09-0{1 + rank}T09:00:00+08:00", disclose(rank)) for rank in ranks),
        ("2023-10-09T09:00:00+08:00", lambda t: bureau.reveal(t, id)),
        ("2023-10-10T09:00:00+08:00", lambda t: bureau.correct(t, id, 1, "补充检查内容", content="示例：更正后的内容")),
        ("2024-10-08T09:00:00+08:00", lambda t: bureau.expire(t, id, 2)),
    ]


def _b(bureau: Bureau, options: Options) -> list[Step]:
    """Every kind of adjustment. Six of eight are taken, so that two reserves can be used up."""
    id = "B-key"
    asked = order(id, "2023Q3", "430902", ("key",), SECOND, "2023-10-31")

    def exhaust(time: str) -> None:
        """Everyone who could take the first seat of rank 1 leaves it, one a minute; then somebody is appointed."""
        rows, at = bureau.batches[id].rows, parse_time(time)
        while rows is not None and rows.state(1).next_for(0) is not None:
            bureau.adjust(at.isoformat(), id, 1, "unavailable", "duty", seat=0)
            at += timedelta(minutes=1)
        bureau.adjust(at.isoformat(), id, 1, "appointed", "exhausted", seat=0, appoint="I43090301")

    return [
        ("2023-09-13T09:00:00+08:00", lambda t: bureau.announce(t, asked, options.change)),
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
        ("2024-10-12T09:00:00+08:00", lambda t: bureau.announce(t, asked, options.change)),
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
        ("2024-10-12T10:00:00+08:00", lambda t: bureau.announce(t, asked, options.change)),
        ("2024-10-13T10:00:00+08:00", lambda t: bureau.cancel(t, "D-special", "计划调整")),
    ]


def _e(bureau: Bureau, options: Options) -> list[Step]:
    """Cancelled after its round, so that everyone sees what was thrown away."""
    asked = order("E-general", "2023Q3", "430903", ("general",), SECOND, "2023-10-31")
    return [
        ("2023-09-13T10:00:00+08:00", lambda t: bureau.announce(t, asked, options.change)),
        ("2023-09-17T10:00:00+08:00", lambda t: bureau.cancel(t, "E-general", "当日停电，未能抽取")),
    ]


def _f(bureau: Bureau, options: Options) -> list[Step]:
    """Announced, its round not out yet."""
    asked = order("F-special", "2024Q4", "430903", ("special",), FUTURE, "2025-01-24")
    return [("2024-12-09T09:00:00+08:00", lambda t: bureau.announce(t, asked, options.change))]


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
    """One revealed draw of two out of four: small enough to change every byte of it."""
    sizes, takes = {"key": 0, "special": 2, "general": 2}, {("430902", "special"): 1, ("430902", "general"): 1}
    return build_ledger(Options(draws=("A-general",), sizes=sizes, takes=takes, until="2023-10-10"))
