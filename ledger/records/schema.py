"""The definition language of records: a frozen dataclass whose fields say their Chinese key, their kind and what they are for.

From one definition come the typed reading with places and the JSON Schema for editors. Example::

    @record
    class Area:
        code: str = key("代码", AREA_CODE, "六位区划代码")
        name: str = key("名称", NAME, "区域名称")

    AREA = Definition(Area, "一个区域")
"""

import difflib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, Generic, TypeVar, dataclass_transform, overload

from ledger.core.encoding import Json
from ledger.records.kinds import JsonObject, Kind
from ledger.records.nodes import Node, Table
from ledger.records.problems import Context, Refused, shown

T = TypeVar("T")
_KEY = "mingchou"


@dataclass(frozen=True)
class Key(Generic[T]):
    """What a definition says of one field."""

    label: str
    kind: Kind[T]
    about: str


@overload
def key(label: str, kind: Kind[T], about: str) -> T: ...
@overload
def key(label: str, kind: Kind[T], about: str, *, default: T) -> T: ...
def key(label: str, kind: Kind[Any], about: str, *, default: Any = MISSING) -> Any:
    """A field read from the key `label`; with a default it may be left out. Its type is that of its kind."""
    return field(default=default, metadata={_KEY: Key(label, kind, about)})


@dataclass_transform(frozen_default=True, field_specifiers=(key, field))
def record(cls: type[T]) -> type[T]:
    """A frozen dataclass whose fields may have keys."""
    return dataclass(frozen=True)(cls)


def _keys(cls: type) -> list[tuple[Field[Any], Key[Any]]]:
    return [(f, f.metadata[_KEY]) for f in fields(cls) if _KEY in f.metadata]


@dataclass(frozen=True)
class Definition(Generic[T]):
    """The kind of a table that becomes a `cls`; `title` says what it is."""

    cls: type[T]
    title: str

    def read(self, node: Node, context: Context) -> T:
        """A record inside another one."""
        return self.build(node, context, {})

    def build(self, node: Node, context: Context, more: Mapping[str, object]) -> T:
        """A record, with the fields `more` that its file's path or the loader knows. Every field that is wrong is noted."""
        if not isinstance(node, Table):
            return context.refuse(node, "这里应当是“键: 值”", self._shape_hint(node))
        known = _keys(self.cls)
        self._refuse_unknown(node, context, [k.label for _, k in known])
        values: dict[str, object] = dict(more)
        refused = False
        for f, k in known:
            found = node.get(k.label)
            if found is None:
                if f.default is MISSING:
                    context.of(k.label).note(node, f"缺少“{k.label}”", k.about)
                    refused = True
                continue
            try:
                values[f.name] = k.kind.read(found, context.of(k.label))
            except Refused:
                refused = True
        if refused:
            raise Refused
        return self.cls(**values)

    def _shape_hint(self, node: Node) -> str:
        if "：" in str(getattr(node, "value", "")):
            return "冒号是全角的（：），改成半角 :，后面空一格"
        return "写出 " + "、".join(k.label for f, k in _keys(self.cls) if f.default is MISSING)

    def _refuse_unknown(self, table: Table, context: Context, known: list[str]) -> None:
        for name, _ in table.entries:
            if name.value not in known:
                near = difflib.get_close_matches(name.value, known, n=1, cutoff=0.5)
                hint = f"是不是“{near[0]}”？" if near else f"可用的键: {'、'.join(known)}"
                context.of(shown(name.value[:40])).note(name, "没有这个键", hint)

    def schema(self) -> JsonObject:
        """The JSON Schema of the table."""
        properties: JsonObject = {}
        required: list[Json] = []
        for f, k in _keys(self.cls):
            properties[k.label] = k.kind.schema() | {"description": k.about}
            if f.default is MISSING:
                required.append(k.label)
        return {
            "type": "object",
            "description": self.title,
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }
