"""``data/index.json``: what files there are, their sizes and SHA-256, what they rest on, and every column.

Written as a Data Package (datapackage.org, version 2), so that its tools read the CSV with the right types; `as_of`, `commit`,
`ledger` and `rows` are our own.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.opendata.csv_file import SEPARATOR
from generator.opendata.definition import Column, Data, Kind, Table
from ledger.core.encoding import Json

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE = "CC BY 4.0"
LICENCE_TITLE = "知识共享署名 4.0 国际许可协议（Creative Commons Attribution 4.0 International）"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
DATABASE = "mingchou.sqlite"
FORMATS: Mapping[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
}
_FIELDS: Mapping[Kind, dict[str, Json]] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "day": {"type": "date"},
    "time": {"type": "datetime", "format": "any"},
    "list": {"type": "list", "delimiter": SEPARATOR, "itemType": "string"},
    "json": {"type": "any"},
}


@dataclass(frozen=True)
class File:
    """One published file; `name` is relative to ``data/``."""

    name: str
    format: str
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """Its media type."""
        return FORMATS[self.format]


@dataclass(frozen=True)
class Published:
    """The data with the files that they were written to: by table the CSV, JSON and XLSX, and the one of all."""

    data: Data
    files: Mapping[str, tuple[File, ...]]
    database: File
    dataset: str = ""
    """The description for search engines, ready to stand in a page."""


def _field(column: Column) -> dict[str, Json]:
    found: dict[str, Json] = {"name": column.name, "title": column.title, **_FIELDS.get(column.kind, {"type": "string"})}
    found |= {"description": column.zh, "description_en": column.en}
    if not column.optional:
        found["constraints"] = {"required": True}
    if column.words:
        found["categories"] = [{"label": label, "value": word} for word, label in column.words.items()]
    return found | ({"unit": column.unit} if column.unit else {})


def table_schema(table: Table) -> dict[str, Json]:
    """A table's columns, its key, and what its columns refer to."""
    refers = [(column.name, *column.refers.split(".")) for column in table.columns if column.refers]
    keys: list[Json] = [{"fields": [name], "reference": {"fields": [other], "resource": to}} for name, to, other in refers]
    found: dict[str, Json] = {"fields": [_field(column) for column in table.columns], "primaryKey": list(table.key)}
    return found | ({"foreignKeys": keys} if keys else {})


def _resource(file: File, name: str, title: str) -> dict[str, Json]:
    return {
        "bytes": file.size, "format": file.format, "hash": f"sha256:{file.sha256}", "mediatype": file.media_type,
        "name": name, "path": file.name, "title": title,
    }  # fmt: skip


def _resources(published: Published) -> Iterator[Json]:
    for name, filled in published.data.tables.items():
        table = filled.table
        about: dict[str, Json] = {
            "description": table.zh, "description_en": table.en, "rows": len(filled.rows), "title_en": table.title_en,
        }  # fmt: skip
        for file in published.files[name]:
            resource = _resource(file, name if file.format == "csv" else f"{name}-{file.format}", table.title) | about
            if file.format == "csv":
                # Ours begins with a byte order mark, which is UTF-8 all the same.
                resource |= {"encoding": "utf-8", "profile": "tabular-data-resource", "schema": table_schema(table)}
            yield resource
    yield _resource(published.database, "all", "全部各表")


def index(published: Published) -> str:
    """The whole file."""
    head = published.data.head
    value: dict[str, Json] = {
        "$schema": PROFILE,
        "created": f"{head.as_of}T00:00:00+08:00",
        "homepage": f"{head.url}data/",
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE_ADDRESS, "title": LICENCE_TITLE}],
        "name": "random-inspections",
        "resources": list(_resources(published)),
        "title": f"{head.name}随机抽查开放数据",
        **({"description": "示例数据：企业、人员均为虚构。"} if head.example else {}),
        **head.json(),
    }
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
