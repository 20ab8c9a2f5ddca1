"""The registries: areas, 检查对象 (clause 三(二)) and 执法检查人员 (clause 三(三)); each of them a file of its own."""

from dataclasses import field

from ledger.core.encoding import EntityId, InspectorId, Json
from ledger.records.forms import (
    AREA_CODE,
    CLASS,
    CREDIT_CODE,
    ENTITY_TAG_LIST,
    INSPECTOR_ID,
    INSPECTOR_TAG_LIST,
    NAME,
)
from ledger.records.kinds import Choice, ListOf
from ledger.records.nodes import NOWHERE, Source
from ledger.records.schema import Definition, key, record

ENTITY_STATUS = Choice({"在营": "active", "停产": "suspended", "注销": "deregistered"})
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
class Entity:
    """检查对象: who can be inspected."""

    name: str = key("名称", NAME, "营业执照上的全称")
    code: EntityId = key("统一社会信用代码", CREDIT_CODE, "十八位，照营业执照抄写；也是文件名")
    area: str = key("区域", AREA_CODE, "所在区域的代码；也是所在文件夹的名字")
    address: str = key("地址", NAME, "生产经营场所地址")
    industry: str = key("行业", NAME, "行业小类名称（GB/T 4754）")
    kind: str = key("监管类别", CLASS, "重点、特殊或一般")
    permit: str = key("排污许可", NAME, "重点管理、简化管理、登记管理，或不需要的原因")
    tags: tuple[str, ...] = key("标签", ENTITY_TAG_LIST, "污染物、规模、生产周期等标签，定向抽查时用")
    status: str = key("状态", ENTITY_STATUS, "在营、停产或注销")
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def document(self) -> dict[str, Json]:
        """The public record, as snapshots have it."""
        return {
            "address": self.address,
            "area": self.area,
            "class": self.kind,
            "industry": self.industry,
            "name": self.name,
            "permit": self.permit,
            "status": self.status,
            "tags": sorted(self.tags),
        }


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
ENTITY = Definition(Entity, "检查对象（entities/区域代码/统一社会信用代码.yaml）")
INSPECTOR = Definition(Inspector, "执法检查人员或专家（inspectors/区域代码/执法证号.yaml）")
