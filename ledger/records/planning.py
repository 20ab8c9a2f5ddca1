"""What is planned: yearly and quarterly plans (clause 四(一), 四(二)), draw orders, and the calendar that days are counted by."""

from dataclasses import field
from datetime import date

from ledger.core.bodies import AnnouncedSource
from ledger.core.encoding import Digest, DrawId, Json
from ledger.core.rules import order, plan, working_days
from ledger.core.rules.quotas import QUARTERS
from ledger.core.rules.seats import LEAST_TEAM
from ledger.core.rules.settings import Settings
from ledger.records.forms import (
    AREA_CODE,
    CLASS,
    CONTENT,
    DAY,
    DEPARTMENT,
    DRAW_ID,
    ENTITY_TAG_LIST,
    LINE,
    NAME,
    NOTE,
    RECORD_ID,
    json_of,
)
from ledger.records.kinds import Choice, ListOf, Number
from ledger.records.nodes import NOWHERE, Source
from ledger.records.schema import Definition, OneOf, key, record
from ledger.records.settings import NOT_SET, SETTINGS, RuleSettings

YEAR, QUARTER = Number(2000, 2100), Number(1, QUARTERS)
DEPARTMENTS = ListOf(DEPARTMENT)


@record
class YearArea:
    """One area's year."""

    area: str = key("区域", AREA_CODE, "区域代码")
    officers: int = key("执法人员", Number(0, 100_000), "1月1日在编在岗、持执法证的人数")
    ratio: int | None = key("一般比例", Number(1, 1000), "每名执法人员一年抽几家一般监管对象，不同于全局时写", default=None)
    reason: str = key("比例理由", CONTENT, "比例不是 5 的理由（四（二）1）", default="")


@record
class YearPlan:
    """年度抽查工作计划. `base` is what the agency has set, for what 规则 leaves out."""

    id: str = key("编号", RECORD_ID, "计划编号，例如 2024；也是文件名")
    name: str = key("名称", NAME, "计划全称")
    level: str = key("层级", Choice({"年度": "year"}), "年度，或季度")
    year: int = key("年份", YEAR, "哪一年")
    areas: tuple[YearArea, ...] = key("区域安排", ListOf(Definition(YearArea, "一个区域"), least=1), "每个区域一项")
    first_quarter: int = key("起季度", QUARTER, "从第几季度起抽；只在启用台账的那一年写", default=1)
    settings: RuleSettings = key("规则", SETTINGS, "这一年与 agency.yaml 不同的规则", default=NOT_SET)
    base: Settings = field(default=Settings(), compare=False, repr=False)
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    @property
    def rule(self) -> plan.YearPlan:
        """As the rules take it."""
        settings = self.settings.over(self.base)
        areas = (
            plan.YearArea(a.area, a.officers, settings.general_ratio if a.ratio is None else a.ratio, a.reason)
            for a in self.areas
        )
        return plan.YearPlan(self.id, self.name, self.year, self.first_quarter, settings, tuple(areas))

    def document(self) -> dict[str, Json]:
        """The published document."""
        return json_of(plan.format_plan(self.rule))


@record
class PlanRow:
    """One arrangement: a class of an area; with 标签 定向, with 部门 joint. `seats` follow from the item lists (R12)."""

    area: str = key("区域", AREA_CODE, "区域代码")
    kind: str = key("监管类别", CLASS, "重点、特殊或一般")
    take: int = key("抽取数", Number(1, 1_000_000), "抽多少家；特殊监管对象总是全部")
    items: tuple[str, ...] = key("事项", ListOf(RECORD_ID, least=1), "查哪些事项，写事项编号")
    team: int = key(
        "组员数",
        Number(LEAST_TEAM, 20, f"检查组不少于 {LEAST_TEAM} 人（五（一））"),
        "检查组几人（不含专家）",
        default=LEAST_TEAM,
    )
    filter: tuple[str, ...] = key("标签", ENTITY_TAG_LIST, "定向抽查：只抽同时有这些标签的检查对象", default=())
    departments: tuple[str, ...] = key("部门", DEPARTMENTS, "跨部门联合抽查：参加的其他部门", default=())
    experts: tuple[str, ...] = key("专家", ListOf(LINE), "请哪些专业的专家辅助，每个专业一名", default=())
    reason: str = key("理由", CONTENT, "抽取数少于应抽数的理由", default="")
    seats: tuple[frozenset[str], ...] = field(default=())

    def is_for(self, area: str, kind: str, filter: tuple[str, ...], departments: tuple[str, ...]) -> bool:
        """Whether this is the arrangement for a class of an area with these tags and departments."""
        return (self.area, self.kind) == (area, kind) and (set(self.filter), set(self.departments)) == (
            set(filter),
            set(departments),
        )

    @property
    def rule(self) -> plan.PlanRow:
        """As the rules take it."""
        return plan.PlanRow(
            area=self.area,
            kind=self.kind,
            take=self.take,
            items=tuple(sorted(self.items)),
            seats=self.seats,
            team=self.team,
            filter=frozenset(self.filter),
            departments=tuple(sorted(self.departments)),
            experts=tuple(sorted(self.experts)),
            reason=self.reason,
        )


_SEATS = ("不再填写席位，由事项的专业推出", "删掉席位；人数写“组员数”，其他部门写“部门”，专家写“专家”")
PLAN_ROW = Definition(PlanRow, "一项安排", retired={"席位": _SEATS})


@record
class QuarterPlan:
    """季度抽查计划."""

    id: str = key("编号", RECORD_ID, "计划编号，例如 2024Q4；也是文件名")
    name: str = key("名称", NAME, "计划全称")
    level: str = key("层级", Choice({"季度": "quarter"}), "年度，或季度")
    year: int = key("年份", YEAR, "哪一年")
    quarter: int = key("季度", QUARTER, "第几季度，写 1 至 4")
    yearly: str = key("年度计划", RECORD_ID, "依据哪一份年度计划，写计划编号")
    item_list: str = key("事项清单", RECORD_ID, "依据哪一份事项清单，写清单编号")
    rows: tuple[PlanRow, ...] = key("安排", ListOf(PLAN_ROW, least=1), "每个区域每个监管类别一项，定向、联合的另列")
    joint_list: str = key("联合清单", RECORD_ID, "联合抽查依据哪一份联合清单", default="")
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    @property
    def end(self) -> date:
        """The last day of the quarter."""
        return self.rule.end

    def list_of(self, row: PlanRow) -> str:
        """The item list that a row rests on (R4)."""
        return self.joint_list if row.departments else self.item_list

    def row(self, asked: "DrawOrder", kind: str) -> PlanRow | None:
        """The arrangement for one class of a draw order."""
        return next((row for row in self.rows if row.is_for(asked.area, kind, asked.filter, asked.departments)), None)

    @property
    def rule(self) -> plan.QuarterPlan:
        """As the rules take it."""
        rows = tuple(row.rule for row in self.rows)
        return plan.QuarterPlan(self.id, self.name, self.year, self.quarter, self.yearly, self.item_list, self.joint_list, rows)

    def document(self) -> dict[str, Json]:
        """The published document."""
        return json_of(plan.format_plan(self.rule))


Plan = YearPlan | QuarterPlan


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
    plan: str = key("计划", RECORD_ID, "依据哪一份季度计划，写计划编号")
    area: str = key("区域", AREA_CODE, "抽哪个区域的检查对象")
    classes: tuple[str, ...] = key("监管类别", ListOf(CLASS, least=1), "抽哪几类；名次按这里的次序排")
    inspector_areas: tuple[str, ...] = key("检查人员区域", ListOf(AREA_CODE, least=1), "从哪些区域的检查人员里抽")
    sources: tuple[BeaconRound, ...] = key("信标", ListOf(BEACON_ROUND, least=1), "用哪一轮公开随机数")
    reveal_by: date = key("揭示期限", DAY, "最迟哪天揭示，不晚于计划期后 20 个工作日")
    organiser: str = key("组织", AREA_CODE, "组织抽取的单位所在区域的代码；支队组织的写市本级，本区域自己组织的不写", default="")
    filter: tuple[str, ...] = key("标签", ENTITY_TAG_LIST, "定向抽查：只抽同时有这些标签的检查对象", default=())
    reason: str = key("定向理由", CONTENT, "为什么定向抽查（四（一））", default="")
    departments: tuple[str, ...] = key("部门", DEPARTMENTS, "跨部门联合抽查：参加的其他部门", default=())
    without: tuple[DrawId, ...] = key("不重复", ListOf(DRAW_ID), "已抽过的批次，其抽中的排在最后", default=())
    note: str = key("说明", NOTE, "给读者的说明", default="")
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    @property
    def rule(self) -> order.DrawOrder:
        """As the rules take it."""
        return order.DrawOrder(
            draw=self.draw,
            plan=self.plan,
            organiser=self.organiser or self.area,
            area=self.area,
            classes=self.classes,
            inspector_areas=tuple(sorted(self.inspector_areas)),
            filter=frozenset(self.filter),
            reason=self.reason,
            departments=tuple(sorted(self.departments)),
            without=tuple(sorted(self.without)),
            sources=tuple(AnnouncedSource(source.hash, source.round) for source in self.sources),
            reveal_by=self.reveal_by,
            note=self.note,
        )

    def document(self) -> dict[str, Json]:
        """The published document."""
        return json_of(order.format_order(self.rule))


@record
class Calendar:
    """One year's holidays and make-up days, copied from the State Council's notice."""

    year: int = key("年份", YEAR, "哪一年；也是文件名")
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
        return json_of(working_days.format_calendar(self.rule))


_PERIOD = ("不再填写起止，由年份和季度算出", "删掉这一行，写“年份”和“季度”")
YEAR_PLAN = Definition(YearPlan, "年度抽查计划")
QUARTER_PLAN = Definition(QuarterPlan, "季度抽查计划", retired={"起": _PERIOD, "止": _PERIOD})
PLAN = OneOf[Plan]("层级", {"年度": YEAR_PLAN, "季度": QUARTER_PLAN}, "抽查计划（plans/编号.yaml）")
DRAW_ORDER = Definition(DrawOrder, "抽取批次（draws/批次号.yaml）")
CALENDAR = Definition(Calendar, "放假和调休（calendar/年份.yaml）")
