"""Each format holds every value: read back by another program, it is what was put in, and nothing in it is run."""

import csv
import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from generator.opendata import xlsx_file
from generator.opendata.csv_file import csv_bytes, guarded, joined, split, unguarded
from generator.opendata.definition import KINDS, Column, Data, Filled, Head, Table, decimal, filled
from generator.opendata.json_file import array, encoded
from generator.opendata.sqlite_file import APPLICATION, write_sqlite
from generator.opendata.xlsx_file import CELL, CUT, fitting, xlsx_bytes
from tests.unit.opendata.hostile import TEXTS, hostile, objects

AS_OF = "2024-12-10"
TABLES = tuple(hostile()[3].tables)


def table(name: str) -> Filled:
    """A table of the hostile ledger."""
    return hostile()[3].tables[name]


def test_the_hostile_texts_are_in_the_tables() -> None:
    """Names, findings and what else is told hold all of them, as they were."""
    names = {row["name"] for row in objects(table("entities"))}
    assert names == set(TEXTS)
    assert {row["content"] for row in objects(table("results"))} & set(TEXTS)
    assert [row["more"] for row in objects(table("results")) if "<script>alert(1)</script>示例" in row["more"]]


# CSV


def cells(data: bytes) -> list[list[str]]:
    """A CSV file as Python's own reader has it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def from_csv(column: Column, cell: str) -> object:
    """A value of a column out of its cell."""
    if column.kind in ("integer", "decimal", "boolean", "day", "time"):
        return None if cell == "" else json.loads(cell) if column.kind in ("integer", "boolean") else cell
    text = unguarded(cell)
    if column.kind == "list":
        return split(text)
    return None if text == "" and column.optional else json.loads(text) if column.kind == "json" else text


@pytest.mark.parametrize("name", TABLES)
def test_csv_holds_every_value(name: str) -> None:
    """Read back by name, type and the one rule about apostrophes."""
    found = table(name)
    head, *rows = cells(csv_bytes(found))
    assert tuple(head) == found.table.names
    back = [tuple(from_csv(c, cell) for c, cell in zip(found.table.columns, row, strict=True)) for row in rows]
    assert back == [tuple(row) for row in found.rows]


@pytest.mark.parametrize("name", TABLES)
def test_csv_is_safe_in_a_spreadsheet(name: str) -> None:
    """ "CSV (safe in Excel, with BOM)": a mark, CRLF, every cell in quotes, and none that a spreadsheet would calculate."""
    data = csv_bytes(table(name))
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b'"\r\n')
    assert re.fullmatch(r'\ufeff(?:"(?:[^"]|"")*"(?:,|\r\n))*', data.decode("utf-8"))
    for row in cells(data):
        for cell in row:
            assert not re.match(r"[=+\-@\t\r\n＝＋－＠]|\s+[=+\-@]", cell), cell


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A", "\t1", "\r1", "\n1", " =1", "　=1", "＝1", "'x", "'=1"])
def test_risky_cells_get_an_apostrophe(text: str) -> None:
    """One, and no more."""
    assert guarded(text) == f"'{text}"


@given(st.text())
def test_guarding_can_be_undone(text: str) -> None:
    """Whatever the text."""
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


@given(st.integers(-(10**9), 10**9), st.integers(-6, 3))
def test_decimals_as_rfc8785_writes_them(digits: int, power: int) -> None:
    """Six places, no exponent, one form for each number."""
    value = round(digits * 10.0**power, 6)
    assert decimal(value).encode() == rfc8785.dumps(value)
    assert decimal(value + 1e-8) == decimal(value)


@given(st.lists(st.text(min_size=1)))
def test_lists_can_be_split_again(items: list[str]) -> None:
    """Also where an item has a semicolon or a backslash."""
    assert split(joined(items)) == tuple(items)


# JSON


@pytest.mark.parametrize("name", TABLES)
def test_json_holds_every_value(name: str) -> None:
    """An array of objects, one a line, nothing lost; where a row has nothing empty, RFC 8785 would write the same."""
    found = table(name)
    text = array(encoded(found)).decode()
    decimals = {column.name for column in found.table.columns if column.kind == "decimal"}
    rows = [{name: float(value) if name in decimals else value for name, value in row.items()} for row in objects(found)]
    assert json.loads(text) == json.loads(json.dumps(rows))
    assert len(text.split("\n")) == len(found.rows) + 2
    for line, row in zip(text.split("\n")[1:-1], rows, strict=True):
        if None not in row.values():
            assert line.removesuffix(",").encode() == rfc8785.dumps(row)


# XLSX


def sheet(data: bytes, number: int = 0) -> list[list[openpyxl.cell.Cell]]:
    """The cells of a sheet as openpyxl reads them."""
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[number].iter_rows()]


def from_xlsx(column: Column, cell: openpyxl.cell.Cell) -> object:
    """A value of a column out of its cell."""
    value = cell.value
    if value is None:
        return () if column.kind == "list" else None
    if column.kind == "day":
        assert cell.is_date and cell.number_format == "yyyy-mm-dd"
        return value.date().isoformat()
    if column.kind == "decimal":
        assert cell.data_type == "n"
        return decimal(value)
    if column.kind in ("integer", "boolean"):
        assert cell.data_type == ("n" if column.kind == "integer" else "b")
        return value
    assert cell.data_type == "s", "a formula or a number"
    value = unescape(value)  # as Excel does: _x005F_ stands for an underscore
    return split(value) if column.kind == "list" else json.loads(value) if column.kind == "json" else value


@pytest.mark.parametrize("name", TABLES)
def test_xlsx_holds_every_value(name: str) -> None:
    """Texts are texts, whatever they begin with; days are days; nothing is calculated and nothing a link."""
    found = table(name)
    data = xlsx_bytes(found, AS_OF)
    head, *rows = sheet(data)
    assert tuple(cell.value for cell in head) == found.table.names
    back = [tuple(from_xlsx(c, cell) for c, cell in zip(found.table.columns, row, strict=True)) for row in rows]
    assert back == [tuple(row) for row in found.rows]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    assert not [name for name, part in parts.items() if "<f>" in part or "<hyperlink" in part or "externalLink" in name]


def test_xlsx_has_the_dictionary() -> None:
    """Its last sheet describes every column."""
    found = table("results")
    rows = [[cell.value for cell in row] for row in sheet(xlsx_bytes(found, AS_OF), -1)]
    assert [row[0] for row in rows[1:]] == list(found.table.names)
    assert [(row[1], row[6], row[7]) for row in rows[1:]] == [(c.title, c.zh, c.en) for c in found.table.columns]
    outcome = rows[1 + found.table.position("outcome")]
    assert outcome[-1] == "none-found 未发现问题；rectify-ordered 发现问题已责令整改；case-filed 发现涉嫌违法行为已立案调查"


def test_xlsx_goes_on_on_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a table has more rows than a sheet."""
    monkeypatch.setattr(xlsx_file, "SHEET_ROWS", 20)
    found = table("entities")
    data = xlsx_bytes(found, AS_OF)
    rows = [row[0].value for number in range(3) for row in sheet(data, number)[1:]]
    assert rows == [row[0] for row in found.rows] and len(rows) == 43
    assert len(sheet(data, 0)) == 21 and len(sheet(data, 2)) == 4


def one_text(text: str) -> Filled:
    """A table of one text."""
    return filled(Table("t", "表", "T", "。", ".", ("id",), (Column("id", "号", "integer", "。", "."), TEXT)), [(1, text)])


TEXT = Column("text", "文", "text", "。", ".")


@pytest.mark.parametrize("text", ["示" * CELL, "𠮷" * (CELL // 2)])
def test_a_text_that_just_fits(text: str) -> None:
    """Whole."""
    assert sheet(xlsx_bytes(one_text(text), AS_OF))[1][1].value == text


@pytest.mark.parametrize("text", ["示" * (CELL + 1), "𠮷" * (CELL // 2 + 1), "a𠮷" * CELL])
def test_a_text_that_does_not_fit_says_so(text: str) -> None:
    """A cell holds 32,767 units of UTF-16; no character is cut in two."""
    found = sheet(xlsx_bytes(one_text(text), AS_OF))[1][1].value
    assert found.endswith(CUT) and text.startswith(found.removesuffix(CUT))
    assert CELL - 2 < len(found.encode("utf-16-le")) // 2 <= CELL


def test_what_xml_can_not_hold_is_replaced() -> None:
    """Nothing of it in a protocol's text but U+FFFE and U+FFFF."""
    assert fitting("示\ufffe例\uffff") == "示�例�"
    assert sheet(xlsx_bytes(one_text("示\ufffe例"), AS_OF))[1][1].value == "示�例"


# SQLite


def database(data: Data, path: Path) -> sqlite3.Connection:
    """The file, opened for reading."""
    write_sqlite(data, path)
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def test_sqlite_holds_every_value(tmp_path: Path) -> None:
    """Every table, in its order, every name usable without quotes; lists and JSON as JSON, for SQLite's own functions.
    Its order is that of the keys as it holds them: lists by their JSON."""
    data = hostile()[3]
    with closing(database(data, tmp_path / "all.sqlite")) as file:
        for name, found in data.tables.items():
            order = ", ".join(found.table.key)
            rows = file.execute(f"SELECT {', '.join(found.table.names)} FROM {name} ORDER BY {order}").fetchall()
            want = [tuple(into_sqlite(c, v) for c, v in zip(found.table.columns, row, strict=True)) for row in found.rows]
            places = [found.table.position(name) for name in found.table.key]
            assert rows == sorted(want, key=lambda row, places=places: [row[place] for place in places])
        people = "SELECT DISTINCT value FROM results, json_each(results.inspectors)"
        assert {row[0] for row in file.execute(people)} == {id for row in objects(table("results")) for id in row["inspectors"]}


def into_sqlite(column: Column, value: object) -> object:
    """What the database holds for a value."""
    if column.kind == "decimal":
        return float(str(value))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if column.kind in ("list", "json") else value


def test_sqlite_is_sound_and_describes_itself(tmp_path: Path) -> None:
    """Integrity and foreign keys hold; the dictionary, the fixed words and the head are in it."""
    data = hostile()[3]
    with closing(database(data, tmp_path / "all.sqlite")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        assert file.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert file.execute("SELECT count(*) FROM dictionary").fetchone()[0] == sum(
            len(found.table.columns) for found in data.tables.values()
        )
        words = dict(file.execute("SELECT word, zh FROM words WHERE table_name = 'results' AND column_name = 'outcome'"))
        assert words["none-found"] == "未发现问题"
        assert dict(file.execute("SELECT name, value FROM about"))["root"] == data.head.root


# All of them


def test_every_kind_in_every_format(tmp_path: Path) -> None:
    """A new kind of value must be known to each writer: one table that has them all, empty and full."""
    columns = tuple(
        Column(f"c_{kind}", "列", kind, "。", ".", {"a": "甲"} if kind == "words" else {}, optional=True) for kind in KINDS
    )
    samples = {"integer": 7, "boolean": True, "day": "2024-02-29", "time": "2024-02-29T08:00:00+08:00", "list": ("甲;乙", "丙\\")}
    samples |= {"json": {"甲": ["乙"]}, "decimal": "0.25"}
    full = tuple(samples.get(kind, "a" * 64) for kind in KINDS)
    empty = tuple(() if kind == "list" else None for kind in KINDS)
    key = Column("id", "号", "integer", "。", ".")
    found = filled(Table("kinds", "种", "Kinds", "。", ".", ("id",), (key, *columns)), [(1, *full), (2, *empty)])
    rows = cells(csv_bytes(found))[1:]
    back = [tuple(from_csv(c, cell) for c, cell in zip(found.table.columns, row, strict=True)) for row in rows]
    assert back == list(found.rows)
    read = sheet(xlsx_bytes(found, AS_OF))[1:]
    assert [tuple(from_xlsx(c, cell) for c, cell in zip(found.table.columns, row, strict=True)) for row in read] == list(
        found.rows
    )
    assert json.loads(array(encoded(found)))[0]["c_list"] == ["甲;乙", "丙\\"]
    head = Head("示例", "https://x.example/", AS_OF, "x.example/ledger", "00", 1, "00")
    with closing(database(Data(head, {"kinds": found}), tmp_path / "kinds.sqlite")) as file:
        assert file.execute("SELECT c_integer, c_boolean, c_list FROM kinds").fetchall() == [
            (7, 1, '["甲;乙","丙\\\\"]'),
            (None, None, "[]"),
        ]


def test_same_data_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ "The same page twice gives the same bytes": no clock, no time zone, no order of a set."""
    data = hostile()[3]

    def once(place: Path) -> dict[str, bytes]:
        write_sqlite(data, place)
        files = {"all": place.read_bytes()}
        for name, found in data.tables.items():
            files |= {f"{name}.csv": csv_bytes(found), f"{name}.xlsx": xlsx_bytes(found, AS_OF)}
        return files

    first = once(tmp_path / "one")
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert once(tmp_path / "two") == first
