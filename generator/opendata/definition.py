"""What a table of the open data is: its columns, each with name, type and description in both languages, and its rows.

Names are the English of the glossary and never change; the committed lists in ``tests/unit/opendata/columns.json`` hold them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from ledger.core.encoding import Json

T = TypeVar("T")
Kind = Literal["text", "code", "digest", "path", "words", "integer", "decimal", "boolean", "day", "time", "list", "json"]
Value = str | int | bool | tuple[str, ...] | list[Json] | dict[str, Json] | None
"""Days and times are texts of ISO 8601, decimals texts as `decimal` writes them;
a `list` is a tuple of texts, `json` any JSON that is not a text."""
Row = tuple[Value, ...]

KINDS: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        "text": ("文字", "text"),
        "code": ("代码", "code"),
        "digest": ("十六进制", "hexadecimal"),
        "path": ("路径", "path"),
        "words": ("固定的词", "one of a fixed list"),
        "integer": ("整数", "integer"),
        "decimal": ("小数", "decimal number"),
        "boolean": ("是否", "boolean"),
        "day": ("日期", "date, YYYY-MM-DD"),
        "time": ("时间", "time, RFC 3339"),
        "list": ("多项", "list"),
        "json": ("JSON", "JSON"),
    }
)
"""Each kind of value in both languages, for the dictionary."""


@dataclass(frozen=True)
class Column:
    """One column. `words`: what each word of a fixed list is in Chinese. `refers`: ``table.column`` that holds the value too."""

    name: str
    title: str
    kind: Kind
    zh: str
    en: str
    words: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    optional: bool = False
    """True: may be empty."""
    refers: str = ""


@dataclass(frozen=True)
class Table:
    """One table. `key`: the columns that name a row; rows are sorted by them."""

    name: str
    title: str
    title_en: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    def position(self, name: str) -> int:
        """Where a column stands."""
        return self.names.index(name)


def told(column: Column, values: Sequence[Any], tell: Callable[[Any], T]) -> Iterable[T]:
    """What `tell` makes of each value of a column, asked once for each different one: most columns repeat a few."""
    if column.kind == "json":  # dictionaries and lists, which are not compared so fast
        return map(tell, values)
    found = {value: tell(value) for value in set(values)}
    return map(found.__getitem__, values)


@dataclass(frozen=True)
class Filled:
    """A table with its rows, sorted by its key."""

    table: Table
    rows: tuple[Row, ...]

    def by(self, column: str) -> dict[Value, list[int]]:
        """Positions of the rows by their value in a column of scalars."""
        place = self.table.position(column)
        found: dict[Value, list[int]] = {}
        for number, row in enumerate(self.rows):
            found.setdefault(row[place], []).append(number)
        return found


def decimal(value: float) -> str:
    """A number to six places, as RFC 8785 writes it: a point, no exponent, nothing that says nothing."""
    return f"{round(value, 6) + 0.0:.6f}".rstrip("0").rstrip(".")


def filled(table: Table, rows: Iterable[Row]) -> Filled:
    """The rows sorted by the table's key, whose values are never empty."""
    return Filled(table, tuple(sorted(rows, key=itemgetter(*map(table.position, table.key)))))


@dataclass(frozen=True)
class Head:
    """What the data rests on: whose ledger, how long, its root, and the day. `commit` is that of the records, where they are in
    Git and as committed."""

    name: str
    url: str
    as_of: str
    origin: str
    genesis: str
    size: int
    root: str
    commit: str = ""
    example: bool = False

    def json(self) -> dict[str, Json]:
        """As the files say it."""
        ledger: dict[str, Json] = {"genesis": self.genesis, "origin": self.origin, "root": self.root, "size": self.size}
        found: dict[str, Json] = {"as_of": self.as_of, "ledger": ledger}
        return found | {"commit": self.commit} if self.commit else found


@dataclass(frozen=True)
class Data:
    """All tables by name, in their order."""

    head: Head
    tables: Mapping[str, Filled] = field(default_factory=dict)
