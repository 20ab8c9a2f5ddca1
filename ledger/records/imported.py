"""Records of the registries out of the rows of a table (requirement R19: XLSX and CSV in), each cell read as a record's value is.

The columns are the keys of the record, 情形 and 调整 in columns of their own; which registry it is, the header says. A further
row of the same entity adds a further 情形. What a table does not say of somebody who is in the registry already stays as it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import yaml

from ledger.core.encoding import EntityId, InspectorId
from ledger.core.registry_changes import STATUS_NAMES
from ledger.core.rules.classes import FACTS as NAMES
from ledger.records.nodes import Items, Node, Source, Table, Text
from ledger.records.problems import Context, Point, Problems, RecordProblem, Refused
from ledger.records.registry import ENTITY, INSPECTOR, AreaTable, Entity, FactRow, Inspector

CODE, CERTIFICATE = "统一社会信用代码", "执法证号"
FACTS, LOWERED, AREA, UNTIL = "情形", "调整", "区域", "情形止"
LISTS = ("标签", "回避")
DAYS = ("情形起", UNTIL, "调整起")
NESTED: Mapping[str, tuple[str, str]] = {
    "情形": (FACTS, "情形"),
    "情形起": (FACTS, "起"),
    "情形依据": (FACTS, "依据"),
    UNTIL: (FACTS, "止"),
    "调整起": (LOWERED, "起"),
    "调整依据": (LOWERED, "依据"),
}
"""Columns of what is a table inside the record."""
_WIDE = 1 << 20
"""Columns of nodes are so far apart: what is wrong inside a cell is told with the cell's column."""
_SPLIT = re.compile(r"[、;；,，|\n]+")
_NUMBER = re.compile(r"-?[0-9](\.[0-9]+)?E[+-][0-9]+", re.ASCII)
"""How Excel writes a number with many digits, of which it has kept fifteen at most."""
_LOST = ("Excel 把它当成了数，末尾几位已经丢了", "请把这一列设成文本格式，照原件再填一遍")
_DAY = re.compile(r"([0-9]{4})[/.年]([0-9]{1,2})[/.月]([0-9]{1,2})日?", re.ASCII)
"""A day as Excel shows it and saves it as CSV."""


class Line(Protocol):
    """A row of a table."""

    @property
    def line(self) -> int: ...

    @property
    def cells(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Imported:
    """What the files of `records/` become: new or other contents by path, and files that go. `unused`: columns not looked at."""

    written: Mapping[str, str]
    removed: tuple[str, ...]
    new: int
    changed: int
    same: int
    unused: tuple[str, ...]


def import_rows(
    name: str,
    rows: Sequence[Line],
    areas: AreaTable,
    entities: Mapping[EntityId, Entity],
    inspectors: Mapping[InspectorId, Inspector],
) -> Imported:
    """The records of the table called `name`, beside those that are there. Raises `RecordErrors` with every problem."""
    problems = Problems()
    context = Context(name, problems)
    header = rows[0].cells if rows else ()
    line = rows[0].line if rows else 1
    if (CODE in header) == (CERTIFICATE in header):
        context.note(
            Text("", line), f"表头里要有“{CODE}”（检查对象）或“{CERTIFICATE}”（检查人员）", "第一行写列名，与记录里的键相同"
        )
    problems.raise_all()
    form, own = (ENTITY, CODE) if CODE in header else (INSPECTOR, CERTIFICATE)
    columns = {*form.keys, *(NESTED if form is ENTITY else ())}
    for column, label in enumerate(header, 1):
        if label in columns and label in header[: column - 1]:
            context.of(label).note(Text(label, line, column), "这一列有两次", "只留一列")
    for label, (_, needed, one) in form.keys.items():
        if needed and label not in header:
            context.of(label).note(Text("", line), f"没有“{label}”这一列", one.about)
    problems.raise_all()
    tables = _tables(header, rows[1:], own, columns, areas, context)
    listed = entities.items() if form is ENTITY else inspectors.items()
    there: dict[str, Entity | Inspector] = {str(id): record for id, record in listed}
    unused = tuple(label for label in header if label and label not in columns)
    found = _Changes("entities" if form is ENTITY else "inspectors")
    for table in tables:
        try:
            record = form.build(table, context, {"source": Source("", table)})
        except Refused:
            continue
        id = record.code if isinstance(record, Entity) else record.certificate
        found.take(id, _kept(record, there.get(id), header, context), there.get(id))
    _by_cell(problems, header, rows).raise_all()
    return Imported(found.written, tuple(found.removed), found.new, found.changed, found.same, unused)


def _kept(
    record: Entity | Inspector, before: Entity | Inspector | None, header: Sequence[str], context: Context
) -> Entity | Inspector:
    """The record, with what the table has no column for as it was."""
    if isinstance(record, Entity) and isinstance(before, Entity):
        facts = replace(record, fact_rows=_kept_facts(record, before, header, context))
        return facts if "调整起" in header else replace(facts, lowered=before.lowered)
    if isinstance(record, Inspector) and isinstance(before, Inspector) and "回避" not in header:
        return replace(record, recuse=before.recuse)
    return record


def _kept_facts(record: Entity, before: Entity, header: Sequence[str], context: Context) -> tuple[FactRow, ...]:
    """The facts: those on record where the table has none; their ends where it has no column for these."""
    if FACTS not in header:
        return before.fact_rows
    if UNTIL in header:
        return record.fact_rows
    return tuple(_ended(n, row, record, before, context) for n, row in enumerate(record.fact_rows))


def _ended(n: int, row: FactRow, record: Entity, before: Entity, context: Context) -> FactRow:
    """A fact with the end that it has on record. One of the same kind that has another first day and had not ended by then may
    or may not be the same: nothing is guessed, or what has ended would count again."""
    there = [one for one in before.fact_rows if one.kind == row.kind and (one.until is None or one.until >= row.since)]
    same = [one for one in there if one.since == row.since]
    exact = [one for one in same if one.basis == row.basis] or same or there
    ends = {one.until for one in exact}
    if ends <= {None}:
        return row
    if len(ends) == 1 and same:
        return replace(row, until=exact[0].until)
    days = "、".join(f"{one.since} 至 {one.until}" for one in exact if one.until is not None)
    problem = f"名录里另有一项“{NAMES[row.kind]}”（{days}），认不出是不是同一项"
    context.of(FACTS).note(record.source.spot(FACTS, n), problem, f"表里加上“{UNTIL}”一列，还没有解除的留空")
    return row


# What is wrong, by cell


def _by_cell(problems: Problems, header: Sequence[str], rows: Iterable[Line]) -> Problems:
    """The same problems, each with its cell's column and that column's name; of a cell that Excel has spoiled, only this."""
    found = Problems()
    cells = {row.line: row.cells for row in rows}
    spoiled: set[tuple[int, int]] = set()
    for one in problems.found:
        label = _label(one, header)
        column = header.index(label) + 1 if label and label in header else max(1, one.column // _WIDE)
        if (one.line, column) in spoiled:
            continue
        text = "".join(cells.get(one.line, ())[column - 1 : column])
        problem, hint = _bare(one).replace(f"缺少“{one.field}”", f"缺少“{label}”"), one.hint
        if _NUMBER.fullmatch(text):
            spoiled.add((one.line, column))
            problem, hint = _LOST
        elif label in DAYS:
            hint = _day_hint(text) or hint
        found.found.append(RecordProblem(one.path, Point(one.line, column), label, problem, hint))
    return found


def _label(one: RecordProblem, header: Sequence[str]) -> str:
    """What a problem's field is called in the table: 情形起 for the 起 inside 情形."""
    place = one.column // _WIDE
    outer = NESTED.get(header[place - 1], ("",))[0] if place else ""
    return next((label for label, inside in NESTED.items() if inside == (outer, one.field)), one.field)


def _day_hint(text: str) -> str:
    """How a day is written that Excel has shown in its own way; nothing for other texts."""
    parts = _DAY.fullmatch(text)
    if parts is None:
        return ""
    wanted = f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}"
    return f"写作 {wanted}；Excel 常把日期改成别的样子，请把这一列设成文本格式再填，或存成 .xlsx 导入"


def _bare(one: RecordProblem) -> str:
    return one.problem.removeprefix(f"{one.field}: ") if one.field else one.problem


# What becomes of the records


class _Changes:
    """What is to be written, record by record."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.written: dict[str, str] = {}
        self.removed: list[str] = []
        self.new = self.changed = self.same = 0

    def take(self, id: str, record: Entity | Inspector, before: Entity | Inspector | None) -> None:
        """One record, and the one that was there."""
        if before == record:
            self.same += 1
            return
        path = f"{self._folder}/{record.area}/{id}.yaml"
        self.written[path] = document(record)
        if before is None:
            self.new += 1
            return
        self.changed += 1
        if before.area != record.area:
            self.removed.append(f"{self._folder}/{before.area}/{id}.yaml")


# From rows to nodes


def _tables(
    header: Sequence[str], rows: Iterable[Line], own: str, columns: Iterable[str], areas: AreaTable, context: Context
) -> list[Table]:
    """A table for each id, in the order of their first rows."""
    known, found = frozenset(columns), dict[str, Table]()
    codes = {area.name: area.code for area in areas.areas}
    place = list(header).index(own)
    for row in rows:
        table = _table(header, row, known, codes, context)
        id = row.cells[place] if place < len(row.cells) else ""
        if not id or _NUMBER.fullmatch(id):
            id = f"\0{row.line}"  # nobody's, and not the same as another one
        found[id] = _joined(found[id], table, own, context) if id in found else table
    return list(found.values())


def _table(header: Sequence[str], row: Line, known: frozenset[str], codes: Mapping[str, str], context: Context) -> Table:
    entries: dict[str, tuple[Text, Node]] = {}
    inner: dict[str, list[tuple[Text, Node]]] = {}
    for number, (label, cell) in enumerate(zip(header, row.cells, strict=False), 1):
        column = number * _WIDE
        if label not in known or (not cell and label not in LISTS):
            continue
        key = Text(label, row.line, column)
        if _NUMBER.fullmatch(cell):
            context.of(label).note(key, *_LOST)
        if label in NESTED:
            outer, name = NESTED[label]
            inner.setdefault(outer, []).append((Text(name, row.line, column), Text(cell, row.line, column)))
        elif label in LISTS:
            items = tuple(Text(part.strip(), row.line, column) for part in _SPLIT.split(cell) if part.strip())
            entries[label] = key, Items(items, row.line, column)
        else:
            entries[label] = key, Text(codes.get(cell, cell) if label == AREA else cell, row.line, column)
    for outer, parts in inner.items():
        one = Table(tuple(parts), row.line, parts[0][0].column)
        value: Node = Items((one,), row.line, one.column) if outer == FACTS else one
        entries[outer] = Text(outer, row.line, one.column), value
    return Table(tuple(entries.values()), row.line, 1)


def _joined(first: Table, more: Table, own: str, context: Context) -> Table:
    """A further row of the same entity adds its 情形, and says nothing else of it."""
    for name, value in more.entries:
        before = first.get(name.value)
        says = name.value != FACTS and value != Items((), value.line, value.column)
        if says and (before is None or _plain(before) != _plain(value)):
            context.of(name.value).note(name, f"与第 {first.line} 行的同一{'家' if own == CODE else '人'}不同", "只留对的一个")
    facts, added = first.get(FACTS), more.get(FACTS)
    if not isinstance(added, Items):
        context.of(own).note(more, f"第 {first.line} 行已经有了", "一家（一人）一行；有几种情形的，每种写一行")
        return first
    held = facts.items if isinstance(facts, Items) else ()
    rest = tuple((name, value) for name, value in first.entries if name.value != FACTS)
    return Table((*rest, (Text(FACTS, more.line), Items((*held, *added.items), first.line))), first.line, first.column)


def _plain(node: Node) -> object:
    """A node without its places."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return {name.value: _plain(value) for name, value in node.entries}


# From records to files


class _Plain(yaml.SafeDumper):
    """Without quotes where YAML needs none: every scalar of a record is a text."""

    yaml_implicit_resolvers: dict[str, list[object]] = {}  # noqa: RUF012  as PyYAML has it


def document(record: Entity | Inspector) -> str:
    """The record's file."""
    return yaml.dump(dict(_fields(record)), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000)


def _fact(one: FactRow) -> dict[str, str]:
    found = {"情形": NAMES[one.kind], "起": str(one.since), "依据": one.basis}
    return found if one.until is None else found | {"止": str(one.until)}


def _fields(record: Entity | Inspector) -> Iterator[tuple[str, object]]:
    words = STATUS_NAMES["entity" if isinstance(record, Entity) else "inspector"]
    if isinstance(record, Entity):
        yield from (("名称", record.name), (CODE, record.code), (AREA, record.area), ("地址", record.address))
        yield from (("行业", record.industry), ("排污许可", record.permit))
        if record.fact_rows:
            yield FACTS, [_fact(one) for one in record.fact_rows]
        if record.lowered is not None:
            yield LOWERED, {"起": str(record.lowered.since), "依据": record.lowered.basis}
        yield from (("标签", list(record.tags)), ("状态", words[record.status]))
        return
    yield from (("姓名", record.name), (CERTIFICATE, record.certificate), ("单位", record.unit), ("职务岗位", record.post))
    yield from ((AREA, record.area), ("标签", list(record.tags)))
    if record.recuse:
        yield "回避", list(record.recuse)
    yield "状态", words[record.status]
