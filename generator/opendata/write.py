"""Writes all of the open data into the built site."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
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
from generator.writing import write_file
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
        write_file(root, path, data)


class OpenData:
    """One site's data, each row encoded once for the table's own JSON and for the twins that it is part of."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def jobs(self, root: Path, site: Site) -> list[Callable[[], list[File]]]:
        """What writes every table as CSV, JSON and XLSX, and the database, under ``data/``, and beside each record page its twin;
        each tells which files it wrote under ``data/``. What takes longest comes first."""
        folder = root / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        largest = sorted(self._data.tables, key=lambda name: -len(self._data.tables[name].rows))
        tables = [partial(self._table, folder, name) for name in largest]
        return [partial(self._database, folder), partial(self._json, root, site), *tables]

    def _database(self, folder: Path) -> list[File]:
        write_sqlite(self._data, folder / DATABASE)
        return [_described(folder, DATABASE)]

    def _json(self, root: Path, site: Site) -> list[File]:
        objects = {name: encoded(table) for name, table in self._data.tables.items()}
        _write(root, Twins(self._data, objects).all({area.code: area.name for area in site.areas}))
        return [_file(root / FOLDER, f"{name}.json", array(found) + b"\n") for name, found in objects.items()]

    def _table(self, folder: Path, name: str) -> list[File]:
        table = self._data.tables[name]
        return [
            _file(folder, f"{name}.csv", csv_bytes(table)),
            _file(folder, f"{name}.xlsx", xlsx_bytes(table, self._data.head.as_of)),
        ]

    def describe(self, root: Path, written: Iterable[File]) -> Published:
        """Writes the index of all that the jobs wrote."""
        data, folder, found = self._data, root / FOLDER, {file.name: file for file in written}
        files = {name: tuple(found[f"{name}.{format}"] for format in ("csv", "json", "xlsx")) for name in data.tables}
        published = Published(data, files, found[DATABASE])
        (folder / "index.json").write_text(index(published), encoding="utf-8", newline="\n")
        return replace(published, dataset=dataset(published))


def write_feeds(root: Path, site: Site, view: Life) -> None:
    """The feeds, each beside its page."""
    _write(root, Feeds(site, view).all())
