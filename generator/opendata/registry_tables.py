"""The registries: enterprises and inspectors, as the newest snapshot that lists them has them."""

from collections.abc import Iterator

from generator.opendata.definition import Column, Row, Table
from generator.opendata.origin import Origin
from generator.registry import text, texts
from generator.wording import STATUSES
from ledger.core.words import CLASSES

INSPECTOR_STATUSES = {"active": "在岗", "leave": "离岗"}

ENTITIES = Table(
    "entities",
    "检查对象名录",
    "Entities",
    "历次名录快照里有过的每一家检查对象，以最近一次列有它的快照为准。",
    "Every enterprise that a registry snapshot ever listed, as the newest snapshot that lists it has it.",
    ("entity",),
    (
        Column("entity", "统一社会信用代码", "code",
               "检查对象的代码，各表都用它相连。", "Unified social credit code; joins all tables."),
        Column("name", "名称", "text", "企业名称。", "Name."),
        Column("area", "区域", "code", "所在区域的代码。", "Code of its area."),
        Column("area_name", "区域名称", "text", "区域的名称。", "Name of the area."),
        Column("class", "监管类别", "words", "实施方案三（二）的类别。", "Class of supervision.", CLASSES),
        Column("industry", "行业", "text", "行业名称。", "Industry.", optional=True),
        Column("permit", "排污许可", "text", "排污许可的管理类别。", "Kind of discharge permit.", optional=True),
        Column("address", "地址", "text", "生产经营场所的地址。", "Address of the premises.", optional=True),
        Column("status", "状态", "words", "在营、停产或注销。", "In operation, suspended or deregistered.", STATUSES),
        Column("tags", "标签", "list", "名录里的标签。", "Tags of the registry."),
        Column("listed", "在最新名录", "boolean", "最新的名录快照里有没有它。", "Whether the newest snapshot lists it."),
        Column("pools", "列入批数", "integer", "列入过几批的抽取池。", "In how many pools it was.", unit="批"),
        Column("results", "公示结果数", "integer", "现有几项公示的结果。", "How many results are public now.", unit="项"),
    ),
)  # fmt: skip
INSPECTORS = Table(
    "inspectors",
    "执法检查人员名录",
    "Inspectors",
    "历次名录快照里有过的每一名执法检查人员和辅助检查专家。应当回避谁，在名录快照和抽取池文件里。",
    "Every inspector and expert that a snapshot ever listed. From whom each must recuse is in the snapshots and pool files.",
    ("inspector",),
    (
        Column("inspector", "执法证号", "code", "执法证号，各表都用它相连。", "Certificate number; joins all tables."),
        Column("name", "姓名", "text", "姓名。", "Name."),
        Column("unit", "单位", "text", "所在单位。", "Unit.", optional=True),
        Column("post", "职务岗位", "text", "职务或岗位。", "Post.", optional=True),
        Column("area", "区域", "code", "所在区域的代码。", "Code of the area.", optional=True),
        Column("area_name", "区域名称", "text", "区域的名称。", "Name of the area.", optional=True),
        Column("status", "状态", "words", "在岗或离岗。", "On duty or on leave.", INSPECTOR_STATUSES),
        Column("tags", "标签", "list", "专业等标签，席位按它要人。", "Tags, by which seats ask for people."),
        Column("listed", "在最新名录", "boolean", "最新的名录快照里有没有。", "Whether the newest snapshot lists them."),
    ),
)


def entities(origin: Origin) -> Iterator[Row]:
    """A row an enterprise."""
    registry = origin.registry
    for code, record in registry.entities.items():
        area = text(record, "area")
        yield (
            code, text(record, "name") or code, area, origin.area_name(area), text(record, "class"),
            text(record, "industry") or None, text(record, "permit") or None, text(record, "address") or None,
            text(record, "status"), texts(record, "tags"), code in registry.listed, origin.pools[code], origin.results[code],
        )  # fmt: skip


def inspectors(origin: Origin) -> Iterator[Row]:
    """A row an inspector; no more of them than clause 三(三) makes public."""
    for id, record in origin.registry.inspectors.items():
        area = text(record, "area")
        yield (
            id, text(record, "name") or id, text(record, "unit") or None, text(record, "post") or None, area or None,
            origin.area_name(area) or None, text(record, "status"), texts(record, "tags"), id in origin.listed_inspectors,
        )  # fmt: skip
