"""Writes all of the open data into the built site."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from generator.model import Site
from generator.opendata.csv_file import csv_bytes
from generator.opendata.dataset import dataset
from generator.opendata.definition import Data
from generator.opendata.feeds import Feeds
from generator.opendata.json_file import array, encoded
from generator.opendata.package import DATABASE, File, Published, index
from generator.opendata.sqlite_file import write_sqlite
from generator.opendata.twins import Twins
from generator.opendata.xlsx_file import xlsx_bytes
from ledger.core.life import Life

FOLDER = "data"


def _file(folder: Path, name: str, data: bytes) -> File:
    (folder / name).write_bytes(data)
    return File(name, name.rpartition(".")[2], len(data), sha256(data).hexdigest())


def _described(folder: Path, name: str) -> File:
    data = (folder / name).read_bytes()
    return File(name, name.rpartition(".")[2], len(data), sha256(data).hexdigest())


def _write(root: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for path, data in files:
        target = root / path
        try:
            target.write_bytes(data)
        except FileNotFoundError:  # seldom: almost all stand beside a page, whose folder is there
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


class OpenData:
    """One site's data, each row encoded once for the table's own file and for the twins that it is part of."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._objects: Mapping[str, list[bytes]] = {name: encoded(table) for name, table in data.tables.items()}

    def write_tables(self, root: Path) -> Published:
        """Every table as CSV, JSON and XLSX, the database, and the index of them, under ``data/``."""
        data, folder = self._data, root / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        files = {}
        for name, table in data.tables.items():
            files[name] = (
                _file(folder, f"{name}.csv", csv_bytes(table)),
                _file(folder, f"{name}.json", array(self._objects[name]) + b"\n"),
                _file(folder, f"{name}.xlsx", xlsx_bytes(table, data.head.as_of)),
            )
        write_sqlite(data, folder / DATABASE)
        published = Published(data, files, _described(folder, DATABASE))
        (folder / "index.json").write_text(index(published), encoding="utf-8", newline="\n")
        return replace(published, dataset=dataset(published))

    def write_beside(self, root: Path, site: Site, view: Life) -> None:
        """Beside each record page its twin, and the feeds."""
        _write(root, Twins(self._data, self._objects).all({area.code: area.name for area in site.areas}))
        _write(root, Feeds(site, view).all())
