"""The registries: areas, 检查对象 (clause 三(二)) and 执法检查人员 (clause 三(三)); each of them a file of its own."""

from dataclasses import field
from datetime import date

from ledger.core.encoding import EntityId, InspectorId, Json
from ledger.core.rules.classes import FACTS, Classified, Downgrade, Fact, classify
from ledger.records.forms import (
    AREA_CODE,
    CREDIT_CODE,
    DAY,
    ENTITY_TAG_LIST,
    INSPECTOR_ID,
    INSPECTOR_TAG_LIST,
    NAME,
)
from ledger.records.kinds import Choice, ListOf
from ledger.records.nodes import NOWHERE, Source
from ledger.records.schema import Definition, key, record

ENTITY_STATUS = Choice({"在营": "active", "停产": "suspended", "注销": "deregistered"})
FACT = Choice({chinese: english for english, chinese in FACTS.items()})
INSPECTOR_STATUS = Choice({"在岗": "active", "离岗": "leave"})


@record
class Area:
    """One area; some have a statistical code only."""

    code: str = key("代码", AREA_CODE, "六位区划代码")
    name: str = key("名称", NAME, "区域名称")


AREA = Definition(Area, "一个区域")


@record
class AreaTable:
    """The areas of this bureau. The area table is a record, not code."""

    areas: tuple[Area, ...] = key("区域", ListOf(AREA, least=1), "本市各区县（市），没有国家代码的用统计用代码")
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def name(self, code: str) -> str:
        """An area's name, or the code itself where there is no such area."""
        return next((area.name for area in self.areas if area.code == code), code)


@record
class FactRow:
    """情形: one fact that places an entity (clause 三(二)), from a day on."""

    kind: str = key("情形", FACT, "重点或特殊监管对象的一种情形，一字不差")
    since: date = key("起", DAY, "从哪天起；违法行为写处罚决定的日期")
    basis: str = key("依据", NAME, "依据的名录、决定或文件，写明文号")
    until: date | None = key("止", DAY, "到哪天为止（含当天）；还没有解除的不写", default=None)

    @property
    def rule(self) -> Fact:
        """As the rules take it."""
        return Fact(self.kind, self.since, self.basis, self.until)

    def document(self) -> dict[str, Json]:
        """As the public record has it."""
        found: dict[str, Json] = {"basis": self.basis, "kind": self.kind, "since": self.since.isoformat()}
        return found if self.until is None else found | {"until": self.until.isoformat()}


@record
class DowngradeRow:
    """调整: the decision that lowers a 重点排污单位 of the positive list to 一般."""

    since: date = key("起", DAY, "从哪天起")
    basis: str = key("依据", NAME, "作出调整的决定，写明文号")


@record
class Entity:
    """检查对象: who can be inspected. Its class is not written down: it follows from the facts and the day (R5)."""

    name: str = key("名称", NAME, "营业执照上的全称")
    code: EntityId = key("统一社会信用代码", CREDIT_CODE, "十八位，照营业执照抄写；也是文件名")
    area: str = key("区域", AREA_CODE, "所在区域的代码；也是所在文件夹的名字")
    address: str = key("地址", NAME, "生产经营场所地址")
    industry: str = key("行业", NAME, "行业小类名称（GB/T 4754）")
    permit: str = key("排污许可", NAME, "重点管理、简化管理、登记管理，或不需要的原因")
    tags: tuple[str, ...] = key("标签", ENTITY_TAG_LIST, "污染物、规模、生产周期等标签，定向抽查时用")
    status: str = key("状态", ENTITY_STATUS, "在营、停产或注销")
    fact_rows: tuple[FactRow, ...] = key(
        "情形", ListOf(Definition(FactRow, "一种情形")), "列为重点、特殊的各种情形；一般监管对象不写", default=()
    )
    lowered: DowngradeRow | None = key(
        "调整", Definition(DowngradeRow, "由重点调整为一般的决定"), "正面清单企业由重点调整为一般的决定", default=None
    )
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts as the rules take them, in order of their days."""
        return tuple(row.rule for row in self._rows)

    @property
    def _rows(self) -> list[FactRow]:
        return sorted(self.fact_rows, key=lambda row: (row.since, row.kind, row.basis))

    @property
    def downgrade(self) -> Downgrade | None:
        """The decision that lowers it, as the rules take it."""
        return None if self.lowered is None else Downgrade(self.lowered.since, self.lowered.basis)

    def classified(self, day: date) -> Classified:
        """Its class on a day, and why."""
        return classify(self.facts, self.downgrade, day)

    def document(self, day: date) -> dict[str, Json]:
        """The public record, as a snapshot of that day has it."""
        found = self.classified(day)
        record: dict[str, Json] = {
            "address": self.address,
            "area": self.area,
            "class": found.kind,
            "facts": [row.document() for row in self._rows],
            "industry": self.industry,
            "name": self.name,
            "permit": self.permit,
            "status": self.status,
            "tags": sorted(self.tags),
            "why": found.why,
        }
        if self.lowered is None:
            return record
        return record | {"downgrade": {"basis": self.lowered.basis, "since": self.lowered.since.isoformat()}}


@record
class Inspector:
    """执法检查人员 or, with the tag 专家, 辅助检查专家. Never a phone or identity number (requirements R6)."""

    name: str = key("姓名", NAME, "姓名")
    certificate: InspectorId = key("执法证号", INSPECTOR_ID, "执法证号（专家用聘书编号）；也是文件名")
    unit: str = key("单位", NAME, "所在单位")
    post: str = key("职务岗位", NAME, "职务或岗位")
    area: str = key("区域", AREA_CODE, "所属区域的代码；也是所在文件夹的名字")
    tags: tuple[str, ...] = key("标签", INSPECTOR_TAG_LIST, "执法或专家、部门、工作年限、专业")
    status: str = key("状态", INSPECTOR_STATUS, "在岗或离岗")
    recuse: tuple[EntityId, ...] = key("回避", ListOf(CREDIT_CODE), "应当回避的检查对象的统一社会信用代码", default=())
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def document(self) -> dict[str, Json]:
        """The public record, as snapshots have it."""
        return {
            "area": self.area,
            "name": self.name,
            "post": self.post,
            "recuse": sorted(self.recuse),
            "status": self.status,
            "tags": sorted(self.tags),
            "unit": self.unit,
        }


AREA_TABLE = Definition(AreaTable, "区域代码表（areas.yaml）")
ENTITY = Definition(
    Entity,
    "检查对象（entities/区域代码/统一社会信用代码.yaml）",
    retired={"监管类别": ("不再填写监管类别，由“情形”推出", "删掉这一行；重点、特殊监管对象写“情形”，一般的不写")},
)
INSPECTOR = Definition(Inspector, "执法检查人员或专家（inspectors/区域代码/执法证号.yaml）")
