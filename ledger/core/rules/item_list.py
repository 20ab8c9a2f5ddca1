"""三(一): 制定随机抽查事项清单, 包括对监督检查人员的要求、检查对象的范围、检查的内容、抽查的比例和频次、实施抽查的时间和方式、
检查要求等，明确抽查项目、事项类型、检查对象、检查方式、检查主体等内容; 依据法律、法规和规章.

Two kinds: the bureau's own list, and the joint list of 生态环境部门牵头跨部门联合抽查. Dated versions (R4); a plan names the
one that it rests on.
"""

from dataclasses import dataclass

from ledger.core.encoding import Json, jcs, parse_jcs
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_list, as_word, in_order
from ledger.core.result import METHODS

KINDS = ("own", "joint")
"""本部门, 联合 (一(四))."""
_TEXTS = ("basis", "content", "frequency", "name", "object", "period", "requirement", "share", "staff", "subject", "type")


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `line` is the 专业 that at least one inspector must have, `methods` the modes of inspection allowed."""

    id: str
    name: str
    """抽查项目"""
    type: str
    """事项类型"""
    object: str
    """检查对象范围"""
    content: str
    """检查内容"""
    methods: tuple[str, ...]
    """检查方式"""
    subject: str
    """检查主体"""
    share: str
    """抽查比例"""
    frequency: str
    """抽查频次"""
    period: str
    """抽查时间"""
    staff: str
    """检查人员要求"""
    line: str
    requirement: str
    """检查要求"""
    basis: str
    """法律依据"""


@dataclass(frozen=True)
class ItemList:
    """One version of a list, its items by id."""

    id: str
    name: str
    kind: str
    items: tuple[Item, ...]

    def item(self, id: str) -> Item:
        """An item of this list."""
        for item in self.items:
            if item.id == id:
                return item
        raise FormError(f"事项清单 {self.id} 没有第 {id} 项")


def format_item_list(items: ItemList) -> bytes:
    """The published document."""
    rows: list[Json] = []
    for item in items.items:
        row: dict[str, Json] = {name: getattr(item, name) for name in _TEXTS}
        rows.append(row | {"id": item.id, "line": item.line, "methods": list(item.methods)})
    return jcs({"id": items.id, "items": rows, "kind": items.kind, "name": items.name})


def _methods(value: Json) -> tuple[str, ...]:
    return as_list(value, lambda one: as_word(one, METHODS), 1)


def _item(value: Json) -> Item:
    f = Fields(value, "事项清单.items", (*_TEXTS, "id", "line", "methods"))
    texts = {name: f.text(name) for name in _TEXTS}
    empty = [name for name, text in texts.items() if not text]
    if empty:
        raise FormError("须写明", place=f"事项清单.items.{empty[0]}")
    return Item(id=f.record_id("id"), line=f.text("line"), methods=f.get("methods", _methods), **texts)


def parse_item_list(data: bytes) -> ItemList:
    """A published item list, its items sorted by id."""
    f = Fields(parse_jcs(data, "事项清单"), "事项清单", ("id", "items", "kind", "name"))
    items = in_order(f.items("items", _item, 1), lambda item: item.id)
    return ItemList(f.record_id("id"), f.text("name"), f.word("kind", KINDS), items)
