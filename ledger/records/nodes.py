"""A record as it was written: texts, lists and tables, each with its line and column. Every scalar is a text."""

from dataclasses import dataclass
from typing import NamedTuple

from ledger.records.problems import START, Spot


class Text(NamedTuple):
    """One line of text."""

    value: str
    line: int = 1
    column: int = 1


class Items(NamedTuple):
    """A list."""

    items: tuple["Node", ...]
    line: int = 1
    column: int = 1


class Table(NamedTuple):
    """Keys and values, in the order of the file, no key twice."""

    entries: tuple[tuple[Text, "Node"], ...]
    line: int = 1
    column: int = 1

    def get(self, key: str) -> "Node | None":
        """The value of a key."""
        return next((value for name, value in self.entries if name.value == key), None)


Node = Text | Items | Table
Step = str | int
_EMPTY = Table(())


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a record came from: its path as shown, and what stands where in it."""

    path: str = ""
    root: Table = _EMPTY

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.path.rpartition("/")[2].removesuffix(".yaml")

    @property
    def folder(self) -> str:
        """The name of the folder that the file lies in."""
        return self.path.rpartition("/")[0].rpartition("/")[2]

    def spot(self, *steps: Step) -> Spot:
        """Where the value under these keys and positions stands; the nearest place known, if there is no such value."""
        node: Node = self.root
        for step in steps:
            inner = _step(node, step)
            if inner is None:
                break
            node = inner
        return node if node is not self.root else START


def _step(node: Node, step: Step) -> Node | None:
    match node, step:
        case Table(), str():
            return node.get(step)
        case Items(), int() if step < len(node.items):
            return node.items[step]
    return None


NOWHERE = Source()
"""For records that were not read from a file."""
