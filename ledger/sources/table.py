"""Rows of a table that another system wrote: CSV in UTF-8 or GB 18030 (as Excel writes it in China), or an XLSX's first sheet.

Every cell becomes a text, without blanks at its ends. What a sheet holds as a number is taken as it stands, unless it is so long
that Excel has lost its last digits.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
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
    """One row; `line` counts from 1, as Excel and editors show it."""

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
        for row in reader:
            yield reader.line_num, row
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
    for line, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
        yield line, [_cell(value, f"{path}:{line}:{column}") for column, value in enumerate(row, 1)]


def _cell(value: object, place: str) -> str:
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
        hint = "请把这一列设成文本，再填一遍"
        raise SourceError("Excel 把它当成了数，末尾几位已经丢了", hint=hint, place=place)
    return text
