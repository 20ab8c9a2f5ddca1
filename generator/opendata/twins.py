"""The same record for programs: beside each record page an ``index.json`` with the rows of the tables that it is about."""

from collections.abc import Iterator, Mapping

from generator.opendata.definition import Data, Value
from generator.opendata.json_file import array, compact

NAME = "index.json"
Objects = Mapping[str, list[bytes]]
"""The encoded rows of each table."""
_SCOPES: Mapping[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "e": ("entities", "entity", (("members", "entity"), ("ranks", "entity"), ("results", "entity"), ("adjustments", "entity"),
          ("exempt_checks", "entity"))),
    "d": (
        "draws",
        "draw",
        (("strata", "draw"), ("sources", "draw"), ("members", "draw"), ("ranks", "draw"), ("results", "draw"),
         ("adjustments", "draw"), ("checks", "draw"), ("entries", "draw")),
    ),
}  # fmt: skip
"""By folder: the table of the record itself, its name, and the tables and columns that lead to it."""
_AREA = (("draws", "area"), ("entities", "area"), ("inspectors", "area"), ("results", "area"))


class Twins:
    """Every twin of one site."""

    def __init__(self, data: Data, objects: Objects) -> None:
        self._data, self._objects = data, objects
        self._found: dict[tuple[str, str], dict[Value, list[int]]] = {}

    def _rows(self, table: str, column: str, value: Value) -> bytes:
        key = (table, column)
        if key not in self._found:
            self._found[key] = self._data.tables[table].by(column)
        objects = self._objects[table]
        return array([objects[place] for place in self._found[key].get(value, [])])

    def _file(self, path: str, parts: Mapping[str, bytes]) -> bytes:
        head = self._data.head
        own = {name: value for name, value in head.json().items() if name != "commit"} | {"page": f"{head.url}{path}"}
        fields = {name: compact(value).encode() for name, value in own.items()} | dict(parts)
        return b"{\n" + b",\n".join(b'"%b":%b' % (name.encode(), fields[name]) for name in sorted(fields)) + b"\n}\n"

    def all(self, areas: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """Path and content of each: of the areas (by code, with their names), the draws, the enterprises."""
        for code, name in areas.items():
            path, own = f"a/{code}/", compact({"area": code, "name": name}).encode()
            yield path + NAME, self._file(path, {"area": own} | {t: self._rows(t, c, code) for t, c in _AREA})
        for folder, (table, name, parts) in _SCOPES.items():
            filled = self._data.tables[table]
            for own, row in zip(self._objects[table], filled.rows, strict=True):
                path, value = f"{folder}/{row[0]}/", row[0]
                yield path + NAME, self._file(path, {name: own} | {t: self._rows(t, c, value) for t, c in parts})
