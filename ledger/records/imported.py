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
FACTS, LOWERED, AREA = "情形", "调整", "区域"
LISTS = ("标签", "回避")
NESTED: Mapping[str, tuple[str, str]] = {
    "情形": (FACTS, "情形"),
    "情形起": (FACTS, "起"),
    "情形依据": (FACTS, "依据"),
    "情形止": (FACTS, "止"),
    "调整起": (LOWERED, "起"),
    "调整依据": (LOWERED, "依据"),
}
"""Columns of what is a table inside the record."""
_WIDE = 1 << 20
"""Columns of nodes are so far apart: what is wrong inside a cell is told with the cell's column."""
_SPLIT = re.compile(r"[、;；,，|\n]+")


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
        found.take(id, _kept(record, there.get(id), header), there.get(id))
    _by_cell(problems).raise_all()
    return Imported(found.written, tuple(found.removed), found.new, found.changed, found.same, unused)


def _by_cell(problems: Problems) -> Problems:
    """The same problems, each with the column of its cell."""
    found = Problems()
    for one in problems.found:
        found.found.append(RecordProblem(one.path, Point(one.line, max(1, one.column // _WIDE)), one.field, _bare(one), one.hint))
    return found


def _bare(one: RecordProblem) -> str:
    return one.problem.removeprefix(f"{one.field}: ") if one.field else one.problem


def _kept(record: Entity | Inspector, before: Entity | Inspector | None, header: Sequence[str]) -> Entity | Inspector:
    """The record, with what the table has no column for as it was."""
    if isinstance(record, Entity) and isinstance(before, Entity):
        facts = record if "情形" in header else replace(record, fact_rows=before.fact_rows)
        return facts if "调整起" in header else replace(facts, lowered=before.lowered)
    if isinstance(record, Inspector) and isinstance(before, Inspector) and "回避" not in header:
        return replace(record, recuse=before.recuse)
    return record


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
        table = _table(header, row, known, codes)
        id = row.cells[place] if place < len(row.cells) else ""
        if id and id in found:
            found[id] = _joined(found[id], table, own, context)
        else:
            found[id or f"\0{row.line}"] = table
    return list(found.values())


def _table(header: Sequence[str], row: Line, known: frozenset[str], codes: Mapping[str, str]) -> Table:
    entries: dict[str, tuple[Text, Node]] = {}
    inner: dict[str, list[tuple[Text, Node]]] = {}
    for number, (label, cell) in enumerate(zip(header, row.cells, strict=False), 1):
        column = number * _WIDE
        if label not in known or (not cell and label not in LISTS):
            continue
        key = Text(label, row.line, column)
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
