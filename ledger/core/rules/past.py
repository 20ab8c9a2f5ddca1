"""What earlier draws of a year have to do with a new one, as values: gathered from the ledger by `ledger.core.history`,
used by the rules of the pool. Everything in it is public when the new draw is announced.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.core.encoding import DrawId, EntityId


@dataclass(frozen=True)
class Past:
    """One area's year so far.

    `held`: the area's draws of this year that have been held, sorted; `sealed_class`: the class that each member of a
    draw not yet revealed had in it (R9: while one is sealed, an entity keeps the class it had in it);
    `opened` and `sealed`: by class, the entities drawn and opened, and the ranks still sealed that are no repeats;
    `superior_clean`: entities that a superior checked this year without finding a problem (四(三));
    `inspected`: how often each entity has been inspected this year in a draw.
    """

    held: tuple[DrawId, ...] = ()
    sealed_class: Mapping[EntityId, str] = field(default_factory=dict)
    opened: Mapping[str, frozenset[EntityId]] = field(default_factory=dict)
    sealed: Mapping[str, int] = field(default_factory=dict)
    superior_clean: frozenset[EntityId] = frozenset()
    inspected: Mapping[EntityId, int] = field(default_factory=dict)

    def covered(self, kind: str, members: frozenset[EntityId]) -> int:
        """How many of a stratum's members have been covered this year: opened ones among them, and all that are sealed."""
        return len(self.opened.get(kind, frozenset()) & members) + self.sealed.get(kind, 0)


NOTHING = Past()
"""The past of a year's first draw."""
