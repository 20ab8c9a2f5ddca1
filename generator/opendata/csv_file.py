"""Rows as CSV (RFC 4180): UTF-8 with a byte order mark, CRLF, every cell in quotes; harmless when a spreadsheet opens it.

A spreadsheet may take a cell that begins with ``=``, ``+``, ``-``, ``@`` (or their full-width forms, after blanks too), a tab
or a line break for a formula. Such a cell gets an apostrophe in front, and so does one that begins with an apostrophe: whoever
reads the file by program takes one apostrophe off wherever there is one, and has the text as it was.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import Any

from generator.opendata.definition import Column, Filled, told
from generator.opendata.json_file import compact

SEPARATOR = ";"
_FIRST = frozenset("'=+-@＝＋－＠") | {chr(code) for code in range(0x3001) if chr(code).isspace()}
"""What a text begins with that `_RISKY` may match."""
_RISKY = re.compile(r"['\t\r\n]|\s*[=+\-@＝＋－＠]")


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would calculate it."""
    return f"'{text}" if text[:1] in _FIRST and _RISKY.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell."""
    return cell[1:] if cell.startswith("'") else cell


def joined(items: Iterable[str]) -> str:
    """Several items in one cell; a semicolon or backslash inside one is written after a backslash."""
    return SEPARATOR.join(item.replace("\\", "\\\\").replace(SEPARATOR, f"\\{SEPARATOR}") for item in items)


def split(text: str) -> tuple[str, ...]:
    """The items of a cell."""
    return tuple(re.sub(r"\\(.)", r"\1", item) for item in re.findall(r"((?:[^;\\]|\\.)+)", text))


def cell(column: Column) -> Callable[[Any], str]:
    """How the values of a column become text, before it is guarded."""
    if column.kind == "list":
        return joined
    return compact if column.kind in ("json", "boolean") else str


def _column(column: Column, values: Sequence[Any]) -> Iterable[Any]:
    """The cells of a column; the writer itself makes text of numbers, and nothing of what is empty."""
    if column.kind in ("integer", "decimal", "day", "time", "digest"):
        return values
    write = cell(column)
    if column.kind == "boolean":
        return told(column, values, lambda value: "" if value is None else write(value))
    return told(column, values, lambda value: "" if value is None else guarded(write(value)))


def csv_bytes(table: Filled) -> bytes:
    """The whole file."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(table.table.names)
    # A column at a time, which is faster than a row at a time.
    columns = [_column(*pair) for pair in zip(table.table.columns, zip(*table.rows, strict=True), strict=False)]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig")
