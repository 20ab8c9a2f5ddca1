"""The definitions, and that the rows keep to them."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from generator.opendata.collect import TABLES
from generator.opendata.definition import KINDS, Column, Data, Filled, Table, Value
from tests.unit.opendata.hostile import column, hostile, plain

COLUMNS = Path(__file__).with_name("columns.json")
LEDGERS = (plain, hostile)


def columns() -> Iterator[tuple[Table, Column]]:
    """Every column of every table."""
    for table in TABLES:
        for one in table.columns:
            yield table, one


def test_columns_are_stable() -> None:
    """R18: "open data keyed by 统一社会信用代码, stable columns". Whoever renames, moves or removes one must change the committed
    list as well, and knows that it breaks what others built; a new one goes to the end of its table."""
    committed = json.loads(COLUMNS.read_text(encoding="utf-8"))
    assert {table.name: list(table.names) for table in TABLES} == committed


def test_names_are_plain() -> None:
    """Lower-case English, no name twice in a table, no two tables alike; no table takes a name that the database needs."""
    names = [table.name for table in TABLES]
    assert len(set(names)) == len(names)
    assert not {"about", "dictionary", "words", "index"} & set(names)
    for table, one in columns():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", one.name), one.name
        assert table.names.count(one.name) == 1, (table.name, one.name)


def test_everything_is_described_in_both_languages() -> None:
    """ "A data dictionary from the schema, both languages"."""
    for table in TABLES:
        assert re.search(r"[\u4e00-\u9fff]", table.title + table.zh) and re.search(r"[a-z]", table.title_en)
        assert not re.search(r"[\u4e00-\u9fff]", table.title_en + table.en)
    for table, one in columns():
        assert re.search(r"[\u4e00-\u9fff]", one.zh) and re.search(r"[\u4e00-\u9fff]", one.title), (table.name, one.name)
        assert re.search(r"[a-z]{2}", one.en) and not re.search(r"[\u4e00-\u9fff]", one.en), (table.name, one.name)
        assert one.zh.endswith("。") and one.en.endswith("."), (table.name, one.name)
        assert (one.kind == "words") == bool(one.words), (table.name, one.name)


def test_keys_and_references_exist() -> None:
    """A key's columns are never empty; what a column refers to is the whole key of its table."""
    by_name = {table.name: table for table in TABLES}
    for table in TABLES:
        assert not [name for name in table.key if table.columns[table.position(name)].optional]
    for _, one in columns():
        if one.refers:
            name, _, other = one.refers.partition(".")
            assert by_name[name].key == (other,)


FORMS = {
    "digest": re.compile(r"(?:[0-9a-f]{2}){32,}"),
    "path": re.compile(r"ledger/[!-~]+"),
    "code": re.compile(r"[^\s].*"),
    "decimal": re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]{0,5}[1-9])?"),
}


def fits(one: Column, value: Value) -> bool:
    """Whether a value is of its column's kind."""
    if value is None:
        return one.optional
    if one.kind in ("integer", "boolean"):
        return type(value) is (int if one.kind == "integer" else bool)
    if one.kind == "list":
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    if one.kind == "json":
        return isinstance(value, list | dict)
    if not isinstance(value, str):
        return False
    if one.kind == "day":
        return date.fromisoformat(value).isoformat() == value
    if one.kind == "time":
        return datetime.fromisoformat(value).utcoffset() is not None
    if one.kind == "words":
        return value in one.words
    return one.kind == "text" or FORMS[one.kind].fullmatch(value) is not None


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda one: one.__name__)
def test_values_are_of_their_columns_kind(ledger) -> None:
    """Every value of every row; a fixed list names every word that comes up; only optional columns are ever empty."""
    for filled in ledger()[3].tables.values():
        for row in filled.rows:
            for one, value in zip(filled.table.columns, row, strict=True):
                assert fits(one, value), (filled.table.name, one.name, value)


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda one: one.__name__)
def test_rows_are_sorted_and_named_once(ledger) -> None:
    """By their key, in the order of code points, which is SQLite's too."""
    for filled in ledger()[3].tables.values():
        keys = [tuple(row[filled.table.position(name)] for name in filled.table.key) for row in filled.rows]
        assert keys == sorted(set(keys))


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda one: one.__name__)
def test_references_lead_to_rows(ledger) -> None:
    """Every table joins with every other that it names."""
    data: Data = ledger()[3]
    for name, filled in data.tables.items():
        for one in filled.table.columns:
            if one.refers:
                table, _, other = one.refers.partition(".")
                assert set(column(filled, one.name)) - {None} <= set(column(data.tables[table], other)), (name, one.name)


def test_every_table_and_every_kind_comes_up() -> None:
    """Otherwise the tests above would hold for nothing."""
    data = plain()[3]
    assert not [name for name, filled in data.tables.items() if not filled.rows]
    assert {one.kind for _, one in columns()} == KINDS.keys()


def test_rows_by_a_column() -> None:
    """Positions by value."""
    table = Table(
        "t", "表", "T", "。", ".", ("a",), (Column("a", "甲", "code", "。", "."), Column("b", "乙", "integer", "。", "."))
    )
    assert Filled(table, (("x", 1), ("y", 2), ("z", 1))).by("b") == {1: [0, 2], 2: [1]}
