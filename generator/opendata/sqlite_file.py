"""All tables in one SQLite file, with their dictionary: `about`, `dictionary` and `words` beside the tables themselves.

Written in the order of the keys into a new file, so that the same data give the same bytes (with the same SQLite).
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from generator.opendata.definition import Column, Data, Filled, Table, told
from generator.opendata.json_file import compact

APPLICATION = 0x4D43_5431
"""``MCT1`` in the file's header."""
_TYPES = {"integer": "INTEGER", "decimal": "REAL", "boolean": "INTEGER"}
_DICTIONARY = """
CREATE TABLE about (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE dictionary (
  table_name TEXT NOT NULL, position INTEGER NOT NULL, column_name TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL,
  unit TEXT NOT NULL, optional INTEGER NOT NULL, refers TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL,
  PRIMARY KEY (table_name, position)) WITHOUT ROWID;
CREATE TABLE words (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, word TEXT NOT NULL, zh TEXT NOT NULL,
  PRIMARY KEY (table_name, column_name, word)) WITHOUT ROWID;
"""


def _column(column: Column) -> str:
    rule = "" if column.optional else " NOT NULL"
    table, _, other = column.refers.partition(".")
    refers = f' REFERENCES "{table}" ("{other}")' if table else ""
    return f'"{column.name}" {_TYPES.get(column.kind, "TEXT")}{rule}{refers}'


def schema(table: Table) -> str:
    """The statements that make a table, with an index for the rows of an enterprise."""
    key = ", ".join(f'"{name}"' for name in table.key)
    columns = ",\n  ".join(_column(column) for column in table.columns)
    found = f'CREATE TABLE "{table.name}" (\n  {columns},\n  PRIMARY KEY ({key})) WITHOUT ROWID;\n'
    for column in table.columns:
        if column.refers == "entities.entity":
            found += f'CREATE INDEX "{table.name}_{column.name}" ON "{table.name}" ("{column.name}");\n'
    return found


def _rows(table: Filled) -> Iterable[Sequence[Any]]:
    """Lists and JSON as JSON text, for SQLite's own functions; the rest as it is."""
    if all(column.kind not in ("list", "json") for column in table.table.columns):
        return table.rows
    columns = zip(table.table.columns, zip(*table.rows, strict=True), strict=False)
    return zip(*(told(*pair, compact) if pair[0].kind in ("list", "json") else pair[1] for pair in columns), strict=True)


def _describe(file: sqlite3.Connection, data: Data) -> None:
    head = data.head
    about = {"as_of": head.as_of, "commit": head.commit, "genesis": head.genesis, "name": head.name, "origin": head.origin,
             "root": head.root, "size": head.size, "url": head.url}  # fmt: skip
    file.executemany("INSERT INTO about VALUES (?, ?)", about.items())
    for filled in data.tables.values():
        table = filled.table
        for place, c in enumerate(table.columns):
            row = (table.name, place, c.name, c.title, c.kind, c.unit, c.optional, c.refers, c.zh, c.en)
            file.execute("INSERT INTO dictionary VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            file.executemany("INSERT INTO words VALUES (?, ?, ?, ?)", ((table.name, c.name, *pair) for pair in c.words.items()))


def write_sqlite(data: Data, path: Path) -> None:
    """Write the file; there must be none at `path` yet."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        # A new file that is renamed into place with the whole site needs no journal.
        file.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096; PRAGMA cache_size = -32768;"
        )
        tables = "".join(schema(filled.table) for filled in data.tables.values())
        file.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = 1; {_DICTIONARY} {tables}")
        file.execute("BEGIN")
        _describe(file, data)
        for filled in data.tables.values():
            marks = ", ".join("?" * len(filled.table.columns))
            file.executemany(f'INSERT INTO "{filled.table.name}" VALUES ({marks})', _rows(filled))  # noqa: S608  our own names
        file.execute("COMMIT")
