"""Problems of records, each with its file, line, column and field, collected so that all are told at once."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from ledger.core.encoding import is_clean_text
from ledger.core.errors import MingchouError, RecordErrors


class Spot(Protocol):
    """Anything that stands somewhere in a file. Lines and columns count from 1, columns in characters."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a file."""

    line: int = 1
    column: int = 1


START = Point()
MAX_PER_FILE = 50


def shown(text: str) -> str:
    """Text of a file, or a file's name, as it may be put into a message: invisible and broken characters as escapes."""
    return text if is_clean_text(text) else json.dumps(text)[1:-1]


class RecordProblem(MingchouError):
    """One problem: `path:line:column: field: problem; 提示: hint`."""

    def __init__(self, path: str, spot: Spot, field: str, problem: str, hint: str = "") -> None:
        self.path, self.line, self.column, self.field = path, spot.line, spot.column, field
        place = f"{shown(path)}:{spot.line}:{spot.column}"
        super().__init__(f"{field}: {problem}" if field else problem, hint=hint, place=place)

    @property
    def order(self) -> tuple[str, int, int, str]:
        """By path, line, column."""
        return (self.path, self.line, self.column, self.problem)


class Refused(Exception):
    """A value was refused and its problem noted; never leaves this package."""


@dataclass
class Problems:
    """All problems of one run, of one file `MAX_PER_FILE` at most: a file of garbage must not drown the others."""

    found: list[RecordProblem] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def add(self, path: str, spot: Spot, field: str, problem: str, hint: str = "") -> None:
        """Note one."""
        self._counts[path] += 1
        if self._counts[path] <= MAX_PER_FILE:
            self.found.append(RecordProblem(path, spot, field, problem, hint))
        elif self._counts[path] == MAX_PER_FILE + 1:
            more = f"这个文件的问题超过 {MAX_PER_FILE} 处，只列出先发现的"
            self.found.append(RecordProblem(path, START, "", more, "改好后再检查一次"))

    def sorted(self) -> tuple[RecordProblem, ...]:
        """Every problem in order of place, each once."""
        unique = {problem.order: problem for problem in self.found}
        return tuple(unique[order] for order in sorted(unique))

    def raise_all(self) -> None:
        """`RecordErrors` with every problem; nothing if there is none."""
        if self.found:
            raise RecordErrors(self.sorted())


@dataclass(frozen=True, slots=True)
class Context:
    """Where a value is being read: its file and its field."""

    path: str
    problems: Problems
    field: str = ""

    def of(self, field: str) -> "Context":
        """The same file, another field."""
        return Context(self.path, self.problems, field)

    def note(self, spot: Spot, problem: str, hint: str = "") -> None:
        """Note a problem and go on."""
        self.problems.add(self.path, spot, self.field, problem, hint)

    def refuse(self, spot: Spot, problem: str, hint: str = "") -> NoReturn:
        """Note a problem and give this value up."""
        self.note(spot, problem, hint)
        raise Refused
