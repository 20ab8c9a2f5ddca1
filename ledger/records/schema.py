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
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar, cast, dataclass_transform, overload

from ledger.records.kinds import JsonObject, Kind
from ledger.records.nodes import Node, Table, Text
from ledger.records.problems import Context, Refused, shown

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
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


class Form(Protocol[T_co]):
    """What a file of one kind looks like."""

    @property
    def title(self) -> str:
        """What it is."""

    def build(self, node: Node, context: Context, more: Mapping[str, object]) -> T_co:
        """The record, or `Refused` after noting why there is none."""

    def schema(self) -> JsonObject:
        """The JSON Schema."""


@dataclass(frozen=True)
class Definition(Generic[T]):
    """The kind of a table that becomes a `cls`; `title` says what it is.

    `retired`: keys that it had in an earlier version, with what became of them and what to do.
    """

    cls: type[T]
    title: str
    retired: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def keys(self) -> dict[str, tuple[str, bool, Key[Any]]]:
        """By label: the field's name, whether it must be there, and what is said of it."""
        listed = cast(Any, self.cls)
        found = [(f.name, f.default is MISSING, f.metadata[_KEY]) for f in fields(listed) if _KEY in f.metadata]
        return {known.label: (name, needed, known) for name, needed, known in found}

    def read(self, node: Node, context: Context) -> T:
        """A record inside another one."""
        return self.build(node, context, {})

    def build(self, node: Node, context: Context, more: Mapping[str, object]) -> T:
        """A record, with the fields `more` that its file's path or the loader knows. Every field that is wrong is noted."""
        if not isinstance(node, Table):
            return context.refuse(node, "这里应当是“键: 值”", self._shape_hint(node))
        known = self.keys
        values: dict[str, object] = dict(more)
        there: set[str] = set()
        refused = False
        for name, found in node.entries:
            there.add(name.value)
            if name.value not in known:
                self._refuse_unknown(name, context)
                continue
            attribute, _, one = known[name.value]
            try:
                values[attribute] = one.kind.read(found, context.of(one.label))
            except Refused:
                refused = True
        for label, (_, needed, one) in known.items():
            if needed and label not in there:
                context.of(label).note(node, f"缺少“{label}”", one.about)
                refused = True
        if refused:
            raise Refused
        return self.cls(**values)

    def _shape_hint(self, node: Node) -> str:
        if "：" in str(getattr(node, "value", "")):
            return "冒号是全角的（：），改成半角 :，后面空一格"
        return "写出 " + "、".join(label for label, (_, needed, _) in self.keys.items() if needed)

    def _refuse_unknown(self, name: Text, context: Context) -> None:
        known = list(self.keys)
        if name.value in self.retired:
            context.of(name.value).note(name, *self.retired[name.value])
            return
        near = difflib.get_close_matches(name.value, known, n=1, cutoff=0.5)
        hint = f"是不是“{near[0]}”？" if near else f"可用的键: {'、'.join(known)}"
        context.of(shown(name.value[:40])).note(name, "没有这个键", hint)

    def schema(self) -> JsonObject:
        """The JSON Schema of the table."""
        known = self.keys
        properties: JsonObject = {label: one.kind.schema() | {"description": one.about} for label, (_, _, one) in known.items()}
        return {
            "type": "object",
            "description": self.title,
            "properties": properties,
            "required": [label for label, (_, needed, _) in known.items() if needed],
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class OneOf(Generic[T_co]):
    """A file of several forms, told apart by the word under one key."""

    label: str
    forms: Mapping[str, Form[T_co]]
    title: str

    def build(self, node: Node, context: Context, more: Mapping[str, object]) -> T_co:
        """The record of the form that the file names."""
        name = node.get(self.label) if isinstance(node, Table) else None
        words = "、".join(self.forms)
        if name is None:
            return context.of(self.label).refuse(node, f"缺少“{self.label}”", f"写 {self.label}: 后面跟 {words} 之一")
        if not isinstance(name, Text) or name.value not in self.forms:
            return context.of(self.label).refuse(name, "没有这种写法", f"只能写 {words}")
        return self.forms[name.value].build(node, context, more)

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        return {"description": self.title, "anyOf": [form.schema() for form in self.forms.values()]}
