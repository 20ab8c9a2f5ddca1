"""Quarters of a year as they come: what happens to the registry, the draws, and what becomes known of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from ledger.core.rules.classes import Downgrade
from tests.unit.rules.year import DISCHARGER, FACTS, POSITIVE, SUPERVISED, YEAR, Member, Year

Change = Callable[[Member], Member]
OPENED, SEALED, HALF = "opened", "sealed", "half"
"""What is known of a quarter's draws in the next: all, nothing, or every other result of draws not revealed."""


def lowered(member: Member) -> Member:
    """正面清单: from 重点 to 一般."""
    return replace(member, downgrade=Downgrade(date(YEAR, 1, 1), "示例决定"), tags=POSITIVE)


CHANGES: Mapping[str, Change] = {
    "deregistered": lambda member: replace(member, status="deregistered"),
    "suspended": lambda member: replace(member, status="suspended"),
    "resumed": lambda member: replace(member, status="active"),
    "to special": lambda member: replace(member, facts=(*member.facts, SUPERVISED)),
    "to key": lambda member: replace(member, facts=(DISCHARGER,), downgrade=None),
    "to general": lambda member: replace(member, facts=()),
    "lowered": lowered,
}


def registry(key: int, special: int = 0, general: int = 0) -> dict[str, Member]:
    """So many of each class."""
    sizes = {"key": key, "special": special, "general": general}
    return {f"{kind}-{number:02d}": Member(FACTS[kind]) for kind, size in sizes.items() for number in range(size)}


def quarter(
    year: Year, number: int, known: str, changes: Mapping[str, Change] = MappingProxyType({}), *, closed: bool = False
) -> None:
    """One quarter: changes, a snapshot, the draws, and what becomes known of them."""
    year.go_to(date(YEAR, 3 * number - 2, 3))
    for id, change in changes.items():
        year.members[id] = change(year.members.get(id, Member(FACTS["key"])))
    year.snapshot()
    if closed:
        close(year)
    draws = []
    for kind in ("key", "general", "special"):
        now = (kind != "special" or number in (year.first, 3)) and any(m.status == "active" for m in year.members.values())
        if now and kind in {str(record["class"]) for record in year.bureau.entities.values()}:
            draws.append(f"{number}-{kind}")
            year.hold(year.order(draws[-1], number, kind))
            assert year.check(draws[-1]).status == "pass", year.check(draws[-1])
    for draw in draws:
        if known == OPENED:
            reveal_all(year)
        elif known == HALF:
            year.disclose(draw, part=2)


def reveal_all(year: Year) -> None:
    """Everything so far, oldest draws first."""
    for draw, life in year.bureau.life.draws.items():
        if life.revealed is None:
            year.reveal(draw)


def close(year: Year) -> None:
    """Whoever is found closed on a visit gives way to a reserve; without one, the rank is void."""
    for draw, life in year.bureau.life.draws.items():
        for rank in life.open_ranks:
            batch = year.bureau.batches[draw]
            if year.members[batch.row(rank.rank).entity].status != "active" and batch.row(rank.rank).entity not in batch.later:
                left = year.bureau.life._reserves_left(life, rank.rank)
                year.bureau.adjust(year.tick(), draw, rank.rank, "closed" if left else "void", "suspended")
