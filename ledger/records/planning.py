"""What is planned: item lists (clause 三(一)), plans (四(一), 四(二)), draw orders, and the calendar that days are counted by."""

from dataclasses import field
from datetime import date
from typing import cast

from ledger.core.bodies import AnnouncedSource
from ledger.core.encoding import Digest, DrawId, Json, parse_jcs
from ledger.core.rules import item_list, order, plan, working_days
from ledger.records.forms import (
    AREA_CODE,
    CLASS,
    CONTENT,
    DAY,
    DRAW_ID,
    ENTITY_TAG_LIST,
    INSPECTOR_TAG_LIST,
    NAME,
    NOTE,
    RECORD_ID,
)
from ledger.records.kinds import ListOf, Number
from ledger.records.nodes import NOWHERE, Source
from ledger.records.schema import Definition, key, record


def _json(data: bytes) -> dict[str, Json]:
    return cast(dict[str, Json], parse_jcs(data, "文件"))


@record
class ItemRow:
    """One item of the list."""

    id: str = key("编号", RECORD_ID, "本清单内不重复的编号")
    name: str = key("名称", NAME, "抽查项目")
    content: str = key("内容", CONTENT, "抽查内容")
    basis: str = key("依据", CONTENT, "法律法规规章依据，写到条")


ITEM_ROW = Definition(ItemRow, "一项抽查事项")


@record
class ItemList:
    """随机抽查事项清单: one dated version."""

    id: str = key("编号", RECORD_ID, "清单编号，一般是年份；也是文件名")
    name: str = key("名称", NAME, "清单全称")
    items: tuple[ItemRow, ...] = key("事项", ListOf(ITEM_ROW, least=1), "抽查事项")
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    @property
    def rule(self) -> item_list.ItemList:
        """As the rules take it."""
        rows = sorted(self.items, key=lambda row: row.id)
        return item_list.ItemList(
            self.id, self.name, tuple(item_list.Item(row.id, row.name, row.content, row.basis) for row in rows)
        )

    def document(self) -> dict[str, Json]:
        """The published document."""
        return _json(item_list.format_item_list(self.rule))


@record
class PlanRow:
    """One arrangement: an area and a class. 五(一): 每个检查组不少于2人."""

    area: str = key("区域", AREA_CODE, "区域代码")
    kind: str = key("监管类别", CLASS, "重点、特殊或一般")
    take: int = key("抽取数", Number(1, 1_000_000), "抽多少家")
    seats: tuple[tuple[str, ...], ...] = key(
        "席位",
        ListOf(ListOf(INSPECTOR_TAG_LIST.item, least=1), unique=False),
        "检查组的每个席位要求哪些标签；不少于两席",
    )
    items: tuple[str, ...] = key("事项", ListOf(RECORD_ID, least=1), "查哪些事项，写事项编号")


PLAN_ROW = Definition(PlanRow, "一项安排")


@record
class Plan:
    """抽查计划 over a period, both days included."""

    id: str = key("编号", RECORD_ID, "计划编号，例如 2024Q4；也是文件名")
    name: str = key("名称", NAME, "计划全称")
    start: date = key("起", DAY, "计划期的第一天")
    end: date = key("止", DAY, "计划期的最后一天")
    item_list: str = key("事项清单", RECORD_ID, "依据哪一份事项清单，写清单编号")
    rows: tuple[PlanRow, ...] = key("安排", ListOf(PLAN_ROW, least=1), "每个区域每个监管类别一项")
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def row(self, area: str, kind: str) -> PlanRow | None:
        """The arrangement for an area and a class."""
        return next((row for row in self.rows if (row.area, row.kind) == (area, kind)), None)

    @property
    def rule(self) -> plan.Plan:
        """As the rules take it."""
        rows = (plan.PlanRow(r.area, r.kind, r.take, tuple(map(frozenset, r.seats)), tuple(sorted(r.items))) for r in self.rows)
        return plan.Plan(self.id, self.name, self.start, self.end, self.item_list, tuple(rows))

    def document(self) -> dict[str, Json]:
        """The published document."""
        return _json(plan.format_plan(self.rule))


@record
class BeaconRound:
    """A round of a beacon that is named before it comes out. `hash` is the chain's, from `agency.yaml`."""

    chain: str = key("链", NAME, "信标链的名称，agency.yaml 里有的")
    round: int = key("轮次", Number(1, 2**53 - 1), "用第几轮；公告要比这一轮早一天以上")
    hash: Digest = field(default=Digest(""))


BEACON_ROUND = Definition(BeaconRound, "一轮公开随机数")


@record
class DrawOrder:
    """抽取批次: what one draw asks of the plan. `draw` is the file's name."""

    draw: DrawId
    plan: str = key("计划", RECORD_ID, "依据哪一份计划，写计划编号")
    area: str = key("区域", AREA_CODE, "抽哪个区域的检查对象")
    classes: tuple[str, ...] = key("监管类别", ListOf(CLASS, least=1), "抽哪几类；名次按这里的次序排")
    inspector_areas: tuple[str, ...] = key("检查人员区域", ListOf(AREA_CODE, least=1), "从哪些区域的检查人员里抽")
    sources: tuple[BeaconRound, ...] = key("信标", ListOf(BEACON_ROUND, least=1), "用哪一轮公开随机数")
    reveal_by: date = key("揭示期限", DAY, "最迟哪天揭示，不晚于计划期后 20 个工作日")
    filter: tuple[str, ...] = key("标签", ENTITY_TAG_LIST, "定向抽查：只抽同时有这些标签的检查对象", default=())
    without: tuple[DrawId, ...] = key("不重复", ListOf(DRAW_ID), "已抽过的批次，其抽中的排在最后", default=())
    note: str = key("说明", NOTE, "给读者的说明", default="")
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    @property
    def rule(self) -> order.DrawOrder:
        """As the rules take it."""
        return order.DrawOrder(
            draw=self.draw,
            plan=self.plan,
            area=self.area,
            classes=self.classes,
            inspector_areas=tuple(sorted(self.inspector_areas)),
            filter=frozenset(self.filter),
            without=tuple(sorted(self.without)),
            sources=tuple(AnnouncedSource(source.hash, source.round) for source in self.sources),
            reveal_by=self.reveal_by,
            note=self.note,
        )

    def document(self) -> dict[str, Json]:
        """The published document."""
        return _json(order.format_order(self.rule))


@record
class Calendar:
    """One year's holidays and make-up days, copied from the State Council's notice."""

    year: int = key("年份", Number(2000, 2100), "哪一年；也是文件名")
    notice: str = key("通知", NAME, "国务院办公厅通知的文号")
    off: tuple[date, ...] = key("放假", ListOf(DAY, least=1), "放假的日子，照通知抄录（含落在周末的）")
    work: tuple[date, ...] = key("上班", ListOf(DAY), "调休上班的日子")
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    @property
    def rule(self) -> working_days.Calendar:
        """As the rules take it."""
        return working_days.Calendar(self.year, self.notice, frozenset(self.off), frozenset(self.work))

    def document(self) -> dict[str, Json]:
        """The published document."""
        return _json(working_days.format_calendar(self.rule))


ITEM_LIST = Definition(ItemList, "随机抽查事项清单（items/编号.yaml）")
PLAN = Definition(Plan, "抽查计划（plans/编号.yaml）")
DRAW_ORDER = Definition(DrawOrder, "抽取批次（draws/批次号.yaml）")
CALENDAR = Definition(Calendar, "放假和调休（calendar/年份.yaml）")
