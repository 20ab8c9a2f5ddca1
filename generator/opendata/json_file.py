"""Rows as JSON: an array of objects, one a line, each written as RFC 8785 would: names sorted, no spaces.

Each row is encoded once and serves both the table's file and the twins of the pages that it is on.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from json.encoder import encode_basestring
from typing import Any

from generator.opendata.definition import Column, Filled, told

_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_WRITTEN = {None: "null", True: "true", False: "false"}


def compact(value: object) -> str:
    """Any value of the data, without spaces, names sorted."""
    return _ENCODE(value)


def _teller(column: Column) -> Callable[[Any], str]:
    """How a value of the column is written."""
    if column.kind in ("integer", "decimal"):
        return lambda value: "null" if value is None else str(value)
    if column.kind == "boolean":
        return _WRITTEN.__getitem__
    if column.kind in ("list", "json"):
        return compact
    return lambda value: "null" if value is None else encode_basestring(value)


def _column(column: Column, values: Sequence[Any]) -> Iterable[bytes]:
    tell = _teller(column)
    return told(column, values, lambda value: tell(value).encode())


def encoded(table: Filled) -> list[bytes]:
    """Every row as its object, in UTF-8 (which takes half of what Python's own texts with Chinese in them do)."""
    found = sorted(zip(table.table.columns, zip(*table.rows, strict=True), strict=False), key=lambda pair: pair[0].name)
    pattern = b"{" + b",".join(f'"{column.name}":%b'.encode() for column, _ in found) + b"}"
    return [pattern % row for row in zip(*(_column(*pair) for pair in found), strict=True)]


def array(objects: list[bytes]) -> bytes:
    """Objects as an array, one a line."""
    return b"[\n" + b",\n".join(objects) + b"\n]" if objects else b"[]"
