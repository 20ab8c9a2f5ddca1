"""Bytes to nodes. `yaml.compose` reads them with the resolver off; what YAML allows and a record does not is refused first.

Anchors and aliases (which bombs are made of), tags (`!!python/…`), directives, several documents, complex keys and deep
nesting are found in the stream of events, so that nothing is ever expanded or constructed.
"""

import re
from collections.abc import Iterator
from typing import Protocol

import yaml

from ledger.records.mistakes import explain, note_slips
from ledger.records.nodes import Items, Node, Table, Text
from ledger.records.personal import PERSONAL_HINT, personal
from ledger.records.problems import START, Context, Point, shown
from ledger.records.scan import decode, is_usable, point_at

MAX_DEPTH = 8
"""Levels of lists and tables; the deepest real record has five."""
_UNUSUAL = re.compile(r"[&*!%\[{]|^(?:---|\.\.\.)|^[ ?:-]{7}", re.MULTILINE)
"""Without any of these there are no anchors, aliases, tags, directives, flow styles or further documents, and no more than
seven levels: then the events have nothing to tell, which is so of nearly every record."""
_COMMENT = re.compile(r"(?:^|(?<=[ \n]))#(.*)")
_HASH = re.compile(r"(?<= )#")
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The base loader resolves nothing: every scalar stays the string that was written. The C one is fourteen times faster."""


def read_yaml(data: bytes, context: Context) -> Table | None:
    """The table that a file holds; None after noting every problem that stands in the way."""
    before = len(context.problems.found)
    text = decode(data, context)
    if text is None:
        return None
    try:
        if _UNUSUAL.search(text):
            _refuse_events(text, context)
        root = yaml.compose(text, Loader=Loader) if len(context.problems.found) == before else None
    except yaml.YAMLError as error:
        explain(text, error, context)
        return None
    if len(context.problems.found) > before:
        return None
    if root is None:
        context.note(START, "文件是空的", "请照 records/README.md 填写")
        return None
    _refuse_comments(text, context)
    _refuse_cut_values(text, root, context)
    if not isinstance(root, yaml.MappingNode):
        if not note_slips(text, context):
            context.note(_point(root.start_mark), "文件应当是“键: 值”的形式", "冒号用半角 :，后面空一格")
        return None
    table = _table(root, context)
    return table if len(context.problems.found) == before else None


def _refuse_comments(text: str, context: Context) -> None:
    """Comments are as public as fields."""
    for match in _COMMENT.finditer(text) if "#" in text else ():
        found = personal(match[1])
        if found is not None:
            context.note(point_at(text, match.start(1) + found[1]), f"注释里有{found[0]}", PERSONAL_HINT)


def _refuse_cut_values(text: str, root: yaml.Node, context: Context) -> None:
    """YAML takes `示例路 #3号` for `示例路` with a comment. A comment beside a value therefore has a blank after its #."""
    places = [point_at(text, match.start()) for match in _HASH.finditer(text)]
    quoted, lines = list(_quoted(root)) if places else [], text.split("\n") if places else []
    seen: set[int] = set()
    for spot in places:
        if spot.line in seen or any(start <= (spot.line, spot.column) < end for start, end in quoted):
            continue
        seen.add(spot.line)
        before, after = lines[spot.line - 1][: spot.column - 1], lines[spot.line - 1][spot.column :]
        if before.strip() and after[:1].strip():
            context.note(spot, "# 和它后面的字会被当成注释丢掉", "是内容的，把整个内容用单引号括起来；是注释的，在 # 后面空一格")


def _quoted(node: yaml.Node) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """From where to where each text in quotes or of several lines goes: there, # is a character like any other."""
    if isinstance(node, yaml.ScalarNode) and node.style:
        start, end = _point(node.start_mark), _point(node.end_mark)
        yield (start.line, start.column), (end.line, end.column)
    elif isinstance(node, yaml.CollectionNode):
        for item in node.value:
            for inner in item if isinstance(item, tuple) else (item,):
                yield from _quoted(inner)


class _Mark(Protocol):
    line: int
    column: int


def _point(mark: _Mark | None) -> Point:
    return START if mark is None else Point(mark.line + 1, mark.column + 1)


def _refuse_events(text: str, context: Context) -> None:
    """Notes everything in the file that is YAML and yet no part of a record."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=Loader):
        spot = _point(event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if event.version or event.tags:
                context.note(spot, "有以 % 开头的 YAML 指令", "请删掉这一行")
            if documents > 1:
                context.note(spot, "一个文件里有两份记录（--- 分隔）", "一份记录一个文件")
                return
        elif isinstance(event, yaml.AliasEvent):
            context.note(spot, f"有 YAML 引用 *{shown(str(event.anchor))}", "请把内容直接写出来；以 * 开头的文字要加单引号")
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            _refuse_decoration(event, spot, context)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    context.note(spot, f"嵌套超过 {MAX_DEPTH} 层", "请检查缩进")
                    return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _refuse_decoration(event: yaml.ScalarEvent | yaml.CollectionStartEvent, spot: Point, context: Context) -> None:
    if event.anchor is not None:
        context.note(spot, f"有 YAML 锚点 &{shown(event.anchor)}", "请把内容直接写出来；以 & 开头的文字要加单引号")
    if event.tag is not None:
        context.note(spot, f"有 YAML 标记 {shown(event.tag)}", "请删掉标记，只写内容；以 ! 开头的文字要加单引号")


def _convert(node: yaml.Node, context: Context) -> Node:
    spot = _point(node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return _table(node, context)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_convert(item, context) for item in node.value), spot.line, spot.column)
    return _text(node, spot, context) if isinstance(node, yaml.ScalarNode) else Text("", spot.line, spot.column)


def _is_escaped(node: yaml.ScalarNode) -> bool:
    """Whether a scalar may hold characters that do not stand in the file, all of which were looked at before."""
    return node.style == '"'


def _text(node: yaml.ScalarNode, spot: Point, context: Context) -> Text:
    if node.style in ("|", ">"):
        context.note(spot, "不用 | 和 > 写多行文字", "写在同一行里，编辑器会自动折行显示")
    elif node.value and node.end_mark.line > node.start_mark.line:
        context.note(spot, "文字跨了行", "写在同一行里；如果下一行是另一个键，请检查缩进和冒号（半角 :，后面空一格）")
    elif _is_escaped(node) and not is_usable(node.value):
        context.note(spot, f"用反斜线写出了不可用的字符：{shown(node.value)}", "请直接录入文字，不用反斜线转义")
    return Text(node.value, spot.line, spot.column)


def _table(node: yaml.MappingNode, context: Context) -> Table:
    first: dict[str, int] = {}
    entries = []
    for key, value in node.value:
        spot = _point(key.start_mark)
        converted = _convert(value, context)
        if not isinstance(key, yaml.ScalarNode) or (_is_escaped(key) and not is_usable(key.value)):
            context.note(spot, "键只能是文字", "冒号前面写键名")
        elif key.value in first:
            context.note(spot, f"键“{shown(key.value)}”重复，第 {first[key.value]} 行已经有了", "只留一个")
        else:
            first[key.value] = spot.line
            entries.append((Text(key.value, spot.line, spot.column), converted))
    spot = _point(node.start_mark)
    return Table(tuple(entries), spot.line, spot.column)
