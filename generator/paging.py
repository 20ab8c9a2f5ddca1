"""Long lists in pages of so many lines, so that no page grows with the number of enterprises or results.

The first page keeps the list's own address; page n lies beside it at the same address with ``_n``. No id of an area, a quarter or
a draw has an underscore in it (`ledger.core.encoding`), so no record's own page can stand there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

T = TypeVar("T")
_AROUND = 1


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """One page of a list: number `number` of `count`, with its own `items`, out of `total` in the whole list."""

    first: str
    """Address of the first page, perhaps with the anchor of the list on it."""
    stem: str
    number: int
    count: int
    total: int
    items: Sequence[T]

    def address(self, number: int) -> str:
        """Where page `number` is, relative to the site's root."""
        return self.first if number == 1 else f"{self.stem}_{number}/"

    @property
    def path(self) -> str:
        """Where this page is."""
        return self.address(self.number)

    @property
    def suffix(self) -> str:
        """What follows the title: nothing on the first page."""
        return f"（第 {self.number} 页）" if self.number > 1 else ""

    @property
    def shown(self) -> tuple[int | None, ...]:
        """The numbers that the page leads to: the ends, and those near by; None where some are left out."""
        near = range(self.number - _AROUND, self.number + _AROUND + 1)
        numbers = [n for n in range(1, self.count + 1) if n in (1, self.count) or n in near]
        found: list[int | None] = []
        for number in numbers:
            if found and found[-1] != number - 1:
                found.append(None)
            found.append(number)
        return tuple(found)


def leaves(first: str, items: Sequence[T], size: int, stem: str = "") -> tuple[Leaf[T], ...]:
    """The pages of a list, `size` lines each; one page, and an empty one, where there is nothing. `first` is the address of the
    first; the others begin with `stem`, which is the same without its slash unless it is given.
    """
    parts = [items[start : start + size] for start in range(0, len(items), size)] or [items]
    own = stem or first.rstrip("/")
    return tuple(Leaf(first, own, number, len(parts), len(items), part) for number, part in enumerate(parts, 1))


@dataclass(frozen=True)
class Group(Generic[T]):
    """The lines of one area on one page; `total` counts those on the other pages too, `more` says that it began before."""

    area: str
    items: Sequence[T]
    total: int
    more: bool


def groups(leaf: Leaf[tuple[str, T]], totals: dict[str, int], before: Leaf[tuple[str, T]] | None) -> list[Group[T]]:
    """A page's lines by area, each line given with its area's code, all of one area together. `before` is the page before."""
    last = before.items[-1][0] if before is not None else ""
    found = groupby(leaf.items, key=lambda one: one[0])
    return [Group(area, [item for _, item in own], totals[area], area == last) for area, own in found]


def starts(pages: Iterable[Leaf[tuple[str, T]]]) -> dict[str, int]:
    """The number of the page on which each area begins, in order."""
    found: dict[str, int] = {}
    for leaf in pages:
        for area, _ in leaf.items:
            found.setdefault(area, leaf.number)
    return found
