"""What earlier draws of a year have to do with a new one, as values: gathered from the ledger by `ledger.core.history`,
used by the rules of the pool. Everything in it is public when the new draw is announced.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.core.encoding import DrawId, EntityId


@dataclass(frozen=True)
class PastDraw:
    """One draw that was held this year.

    `opened`: who was drawn, as far as it is open; `sealed`: by class, its ranks still sealed that are no repeats of a draw in
    `without`, and stand as they did when later draws named this one; `unopened`: by class, who may stand at one of these.
    """

    id: DrawId
    without: frozenset[DrawId] = frozenset()
    opened: frozenset[EntityId] = frozenset()
    sealed: Mapping[str, int] = field(default_factory=dict)
    unopened: Mapping[str, frozenset[EntityId]] = field(default_factory=dict)


@dataclass(frozen=True)
class Past:
    """One area's year so far.

    `draws`: those held, in order of announcement; `sealed_class`: the class that each member of a draw not yet revealed had
    in it (R9: while one is sealed, an entity keeps the class it had in it);
    `superior_clean`: entities that a superior checked this year without finding a problem (四(三));
    `inspected`: how often each entity has been inspected this year in a draw.
    """

    draws: tuple[PastDraw, ...] = ()
    sealed_class: Mapping[EntityId, str] = field(default_factory=dict)
    superior_clean: frozenset[EntityId] = frozenset()
    inspected: Mapping[EntityId, int] = field(default_factory=dict)

    @property
    def held(self) -> tuple[DrawId, ...]:
        """The draws' ids, sorted."""
        return tuple(sorted(draw.id for draw in self.draws))

    def covered(self, kind: str, members: frozenset[EntityId]) -> int:
        """How many of a stratum's members have certainly been covered this year, without knowing who is sealed.

        The opened ones among them, in whatever class they were drawn; and of each draw's sealed ranks, all but as many as
        may stand for somebody who is no member any more (deregistered since) or is counted already. A sealed draw counts
        only where it named all those counted before it in `without`: else it may have drawn the same ones. So the number
        is never too high, and who is left uncovered is drawn for certain.
        """
        opened = frozenset(entity for draw in self.draws for entity in draw.opened) & members
        total, counted = len(opened), frozenset[DrawId]()
        for draw in self.draws:
            uncounted = draw.unopened.get(kind, frozenset()) - (members - opened)
            more = draw.sealed.get(kind, 0) - len(uncounted)
            if more > 0 and counted <= draw.without:
                total, counted = total + more, counted | {draw.id}
        return total


NOTHING = Past()
"""The past of a year's first draw."""
