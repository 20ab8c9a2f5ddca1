"""随机抽查事项清单 (clause 三(一)): the bureau's own, and the joint one of 跨部门联合抽查; each a dated version."""

from dataclasses import field, fields

from ledger.core.encoding import Json
from ledger.core.result import METHODS
from ledger.core.rules import item_list
from ledger.records.forms import CONTENT, LINE, NAME, RECORD_ID, json_of
from ledger.records.kinds import Choice, ListOf
from ledger.records.nodes import NOWHERE, Source
from ledger.records.schema import Definition, key, record

LIST_KIND = Choice({"本部门": "own", "联合": "joint"})
METHOD = Choice({word: word for word in METHODS})


@record
class ItemRow:
    """One item, with everything that 三(一) asks of it."""

    id: str = key("编号", RECORD_ID, "本清单内不重复的编号")
    name: str = key("名称", NAME, "抽查项目")
    type: str = key("类型", NAME, "事项类型，例如 重点检查事项、一般检查事项")
    object: str = key("检查对象范围", CONTENT, "查哪些检查对象")
    content: str = key("内容", CONTENT, "抽查内容")
    methods: tuple[str, ...] = key("方式", ListOf(METHOD, least=1), "可用的检查方式：现场、非现场、委托第三方")
    subject: str = key("主体", NAME, "检查主体")
    share: str = key("比例", CONTENT, "抽查比例")
    frequency: str = key("频次", CONTENT, "抽查频次")
    period: str = key("时间", CONTENT, "抽查时间")
    staff: str = key("人员要求", CONTENT, "对检查人员的要求")
    requirement: str = key("检查要求", CONTENT, "检查要求")
    basis: str = key("依据", CONTENT, "法律法规规章依据，写到条")
    line: str = key("专业", LINE, "所属专业：每组至少有一名这个专业的检查人员；不限专业的不写", default="")

    @property
    def rule(self) -> item_list.Item:
        """As the rules take it."""
        return item_list.Item(**{f.name: getattr(self, f.name) for f in fields(self)})


@record
class ItemList:
    """One dated version of a list."""

    id: str = key("编号", RECORD_ID, "清单编号，一般是年份；也是文件名")
    name: str = key("名称", NAME, "清单全称")
    kind: str = key("类型", LIST_KIND, "本部门，或跨部门联合抽查的联合")
    items: tuple[ItemRow, ...] = key("事项", ListOf(Definition(ItemRow, "一项抽查事项"), least=1), "抽查事项")
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def line(self, item: str) -> str:
        """The line of an item; empty where it has none, or there is no such item."""
        return next((row.line for row in self.items if row.id == item), "")

    @property
    def rule(self) -> item_list.ItemList:
        """As the rules take it."""
        rows = sorted(self.items, key=lambda row: row.id)
        return item_list.ItemList(self.id, self.name, self.kind, tuple(row.rule for row in rows))

    def document(self) -> dict[str, Json]:
        """The published document."""
        return json_of(item_list.format_item_list(self.rule))


ITEM_LIST = Definition(ItemList, "随机抽查事项清单（items/编号.yaml）")
