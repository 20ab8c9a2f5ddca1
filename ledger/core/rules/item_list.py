"""The item list (clause 三(一)): what is inspected, on which legal basis. Dated versions; a plan names the one it rests on."""

from dataclasses import dataclass

from ledger.core.encoding import Json, jcs, parse_jcs
from ledger.core.fields import Fields, in_order


@dataclass(frozen=True, slots=True)
class Item:
    """One item: 抽查项目, 内容, 法律依据."""

    id: str
    name: str
    content: str
    basis: str


@dataclass(frozen=True)
class ItemList:
    """One version of the list."""

    id: str
    name: str
    items: tuple[Item, ...]


def format_item_list(items: ItemList) -> bytes:
    """The published document."""
    rows: Json = [{"basis": i.basis, "content": i.content, "id": i.id, "name": i.name} for i in items.items]
    return jcs({"id": items.id, "items": rows, "name": items.name})


def _item(value: Json) -> Item:
    f = Fields(value, "事项清单.items", ("basis", "content", "id", "name"))
    return Item(f.record_id("id"), f.text("name"), f.text("content"), f.text("basis"))


def parse_item_list(data: bytes) -> ItemList:
    """A published item list, its items sorted by id."""
    f = Fields(parse_jcs(data, "事项清单"), "事项清单", ("id", "items", "name"))
    return ItemList(f.record_id("id"), f.text("name"), in_order(f.items("items", _item, 1), lambda item: item.id))
