"""Kinds of values: how a text of a record becomes a typed value, and what an editor is told of it (JSON Schema).

Each kind reads strictly, notes what is wrong with its place, and raises `Refused` where there is no value to go on with.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from ledger.core.encoding import Json, parse_day
from ledger.core.errors import FormError, MingchouError
from ledger.records.nodes import Items, Node, Table, Text
from ledger.records.personal import PERSONAL_HINT, personal
from ledger.records.problems import Context, Point, Refused, shown
from ledger.records.tags import Vocabulary

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
JsonObject = dict[str, Json]
# An unquoted 430903 is a number to an editor, and a text to us.
_TEXT: list[Json] = ["string", "number"]
_LIST_HINT = "键后换行，每项一行，以“- ”开头"
_COLON_HINT = "内容里的半角冒号后面不空格，或把整个内容用单引号括起来"


class Kind(Protocol[T_co]):
    """A kind of value."""

    def read(self, node: Node, context: Context) -> T_co:
        """The value, or `Refused` after noting why."""

    def schema(self) -> JsonObject:
        """The JSON Schema of what is written."""


def text_of(node: Node, context: Context) -> str:
    """A text that is not empty and has no blanks at its ends."""
    if not isinstance(node, Text):
        hint = _COLON_HINT if isinstance(node, Table) else "冒号后面空一格，直接写内容"
        return context.refuse(node, "这里应当是一行文字", hint)
    if not node.value.strip():
        return context.refuse(node, "没有填写", "请填写，或者（选填项）删掉整行")
    if node.value != node.value.strip():
        return context.refuse(node, "开头或结尾有空格", "请删掉（包括全角空格）")
    return node.value


@dataclass(frozen=True)
class Line:
    """A line of text for people. `name` is what is shown in tables and spreadsheets: no markup, no formula."""

    most: int
    name: bool = True

    def read(self, node: Node, context: Context) -> str:
        """The text."""
        text = text_of(node, context)
        refuse_personal(text, node, context)
        if len(text) > self.most:
            return context.refuse(node, f"超过 {self.most} 个字（现有 {len(text)} 个）", "请写短一些")
        if self.name and text[0] in "=+-@":
            return context.refuse(node, f"不能以“{text[0]}”开头", "电子表格会把它当成公式")
        if self.name and any(char in "<>" for char in text):
            return context.refuse(node, "不能有尖括号 < >", "如果是书名，请用《》或〈〉")
        return text

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        pattern = r"^[^\s=+\-@<>]([^<>]*[^\s<>])?$" if self.name else r"^\S(.*\S)?$"
        return {"type": _TEXT, "maxLength": self.most, "pattern": pattern}


def refuse_personal(text: str, node: Node, context: Context) -> None:
    """Refuse a text that holds personal information; the message does not repeat it."""
    found = personal(text)
    if found is not None:
        name, start = found
        spot = Point(node.line, node.column + start) if isinstance(node, Text) else node
        context.refuse(spot, f"有{name}", PERSONAL_HINT)


@dataclass(frozen=True)
class Code(Generic[T]):
    """A text of a fixed form: an id, a digest, a key, an address. `pattern` is for editors; `parse` gives the value, or
    refuses with a `MingchouError`, which says better what is wrong."""

    pattern: str
    parse: Callable[[str], T]
    hint: str = ""

    def read(self, node: Node, context: Context) -> T:
        """What `parse` makes of the text."""
        try:
            return self.parse(text_of(node, context))
        except MingchouError as error:
            return context.refuse(node, shown(error.problem), error.hint or self.hint)

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        return {"type": _TEXT, "pattern": f"^(?:{self.pattern})$"}


def code_like(pattern: str, wanted: str, hint: str) -> Code[str]:
    """A code of which only the pattern is known."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise FormError(f"{wanted}，写的是“{shown(text[:40])}”")
        return text

    return Code(pattern, parse, hint)


@dataclass(frozen=True)
class Choice:
    """One of a few words; its value is what the published documents say."""

    words: Mapping[str, str]

    def read(self, node: Node, context: Context) -> str:
        """The English word (or the same one, where the protocol's word is Chinese)."""
        text = text_of(node, context)
        if text not in self.words:
            return context.refuse(node, f"没有“{shown(text[:40])}”这种写法", f"只能写 {'、'.join(self.words)}，一字不差")
        return self.words[text]

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Tag:
    """A tag of a vocabulary."""

    vocabulary: Vocabulary

    def read(self, node: Node, context: Context) -> str:
        """The tag."""
        if isinstance(node, Table):
            self._refuse_blank(node, context)
        text = text_of(node, context)
        refuse_personal(text, node, context)
        if not self.vocabulary.holds(text):
            return context.refuse(node, f"没有“{shown(text[:40])}”这个标签", self.vocabulary.hint(text))
        return text

    def _refuse_blank(self, node: Table, context: Context) -> None:
        """`- 污染物: 废水` is a key and its value to YAML: say how the tag is written."""
        for name, value in node.entries[:1]:
            tag = f"{name.value}:{value.value}" if isinstance(value, Text) else name.value
            refuse_personal(tag, node, context)
            if self.vocabulary.holds(tag):
                context.refuse(node, "标签的冒号后面多了空格", f"写作 {tag}，冒号后面不空格")

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        listed: JsonObject = {"enum": list[Json](self.vocabulary.all)}
        free: list[Json] = [{"type": "string", "pattern": f"^{pattern}$"} for pattern in self.vocabulary.open_patterns]
        return {"anyOf": [listed, *free]} if free else listed


@dataclass(frozen=True)
class Day:
    """A day in +08:00."""

    def read(self, node: Node, context: Context) -> date:
        """The day."""
        try:
            return parse_day(text_of(node, context))
        except MingchouError as error:
            return context.refuse(node, error.problem, "年-月-日，月和日写两位，用半角数字")

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        return {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


@dataclass(frozen=True)
class Number:
    """A whole number within bounds, written in decimal without a leading zero."""

    least: int
    most: int
    hint: str = "用半角数字"

    def read(self, node: Node, context: Context) -> int:
        """The number."""
        text = text_of(node, context)
        if not re.fullmatch("0|[1-9][0-9]{0,15}", text, re.ASCII) or not self.least <= int(text) <= self.most:
            return context.refuse(node, f"应为 {self.least} 至 {self.most} 的整数，写的是“{shown(text[:40])}”", self.hint)
        return int(text)

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        return {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class YesNo:
    """是 or 否."""

    def read(self, node: Node, context: Context) -> bool:
        """Whether 是."""
        return Choice({"是": "yes", "否": "no"}).read(node, context) == "yes"

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        return {"enum": ["是", "否"]}


@dataclass(frozen=True)
class ListOf(Generic[T]):
    """A list of one kind, of at least `least` items; `unique` by their values."""

    item: Kind[T]
    least: int = 0
    unique: bool = True

    def read(self, node: Node, context: Context) -> tuple[T, ...]:
        """The values in order; every item that is wrong is noted."""
        if not isinstance(node, Items):
            return context.refuse(node, "这里应当是一个列表", _LIST_HINT)
        found: list[T] = []
        refused = False
        for item in node.items:
            try:
                value = self.item.read(item, context)
            except Refused:
                refused = True
                continue
            if self.unique and value in found:
                context.note(item, "与前面的一项重复", "只留一个")
                refused = True
            found.append(value)
        if refused:
            raise Refused
        if len(found) < self.least:
            return context.refuse(node, f"至少要有 {self.least} 项", _LIST_HINT)
        return tuple(found)

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        schema: JsonObject = {"type": "array", "items": self.item.schema(), "minItems": self.least}
        return schema | {"uniqueItems": True} if self.unique else schema


@dataclass(frozen=True)
class PairsOf(Generic[T]):
    """Keys of one's own choice, each with a value of one kind."""

    label: Kind[str]
    value: Kind[T]

    def read(self, node: Node, context: Context) -> tuple[tuple[str, T], ...]:
        """The pairs in order; every one that is wrong is noted."""
        if not isinstance(node, Table):
            return context.refuse(node, "这里应当是“键: 值”", "换行，每行一个键，左边对齐并缩进两格")
        found: list[tuple[str, T]] = []
        refused = False
        for name, value in node.entries:
            try:
                found.append((self.label.read(name, context), self.value.read(value, context.of(name.value))))
            except Refused:
                refused = True
        if refused:
            raise Refused
        return tuple(found)

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        names = _name_schema(self.label)
        return {"type": "object", "propertyNames": names, "additionalProperties": self.value.schema()}


def _name_schema(label: Kind[str]) -> JsonObject:
    """The schema of a key: a property's name is always a string, so that only what limits strings is of use."""
    return {name: value for name, value in label.schema().items() if name != "type"}


@dataclass(frozen=True)
class OrNone(Generic[T]):
    """A value, or the word 无 where one says that there is none: no value, or one."""

    inner: Kind[T]

    def read(self, node: Node, context: Context) -> tuple[T, ...]:
        """The value, if there is one."""
        return () if isinstance(node, Text) and node.value == "无" else (self.inner.read(node, context),)

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        return {"anyOf": [{"enum": ["无"]}, self.inner.schema()]}


@dataclass(frozen=True)
class Checked(Generic[T]):
    """A value that a rule of the core has something to say of: `check` raises a `MingchouError`."""

    inner: Kind[T]
    check: Callable[[T], None]
    hint: str

    def read(self, node: Node, context: Context) -> T:
        """The value, as far as the rule allows it."""
        value = self.inner.read(node, context)
        try:
            self.check(value)
        except MingchouError as error:
            return context.refuse(node, error.problem, error.hint or self.hint)
        return value

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        return self.inner.schema()
