"""Rows of a table that another system wrote: CSV in UTF-8 or GB 18030 (as Excel writes it in China), or an XLSX's only sheet.

Every cell becomes a text, without blanks at its ends. What a sheet holds as a number is taken as it stands, unless it is so long
that Excel has lost its last digits: that is written as Excel shows it and saves it as CSV, 9.14E+17.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl

from ledger.core.errors import SourceError

MOST = 64 * 2**20
"""Bytes of a file, and of what an XLSX unpacks to."""
EXACT = 15
"""Digits of a number that Excel keeps."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `line` counts from 1, as Excel shows it: a line break inside a cell begins no row."""

    line: int
    cells: tuple[str, ...]


def read_table(path: Path) -> list[Row]:
    """The rows that are not empty. Raises `SourceError`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"读不到文件：{error.strerror}", hint="请核对文件名和权限", place=str(path)) from error
    if len(data) > MOST:
        raise SourceError(f"文件超过 {MOST >> 20} MB", hint="请分成几个文件", place=str(path))
    rows = _sheet(data, path) if path.suffix.lower() == ".xlsx" else _csv(data, path)
    found = (Row(line, tuple(cell.strip() for cell in cells)) for line, cells in rows)
    return [row for row in found if any(row.cells)]


def _csv(data: bytes, path: Path) -> Iterator[tuple[int, Iterable[str]]]:
    reader = csv.reader(io.StringIO(_text(data, path), newline=""), strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise SourceError(
            "不是规范的 CSV", hint="请用 Excel 另存为“CSV UTF-8”，或直接用 .xlsx", place=f"{path}:{reader.line_num}"
        ) from error


def _text(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError("认不出文件的编码", hint="请用 Excel 另存为“CSV UTF-8”", place=str(path))


def _sheet(data: bytes, path: Path) -> Iterator[tuple[int, Iterable[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST:
                raise SourceError(f"展开后超过 {MOST >> 20} MB", hint="请分成几个文件", place=str(path))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, ParseError, OSError) as error:
        raise SourceError("不是 XLSX 文件", hint="请用 Excel 另存为 .xlsx 或“CSV UTF-8”", place=str(path)) from error
    filled = [sheet for sheet in book.worksheets[1:] if any(any(_cells(row)) for row in sheet.iter_rows(values_only=True))]
    if filled:
        named = "".join(f"“{sheet.title}”" for sheet in filled)
        hint = "请把要导入的行放进同一张表，或每张表另存成一个文件、逐个导入；用不着的表（也可能是隐藏的）请删掉"
        raise SourceError(f"除了第一张表“{book.worksheets[0].title}”，{named}里也有内容", hint=hint, place=str(path))
    for sheet in book.worksheets[:1]:
        yield from enumerate(map(_cells, sheet.iter_rows(values_only=True)), 1)


def _cells(row: Iterable[object]) -> list[str]:
    return [_cell(value).strip() for value in row]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    if isinstance(value, int | float) and len(text.lstrip("-")) > EXACT:
        return f"{Decimal(value):.{EXACT - 1}E}"
    return text
