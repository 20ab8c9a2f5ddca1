"""四(四) with 六(二)1: a conflict found during a draw enters the registry only after that rank's disclosure.

An inspector's recusals are public. One that is entered while somebody has left a seat of a sealed draw for a conflict would
tell who was drawn; so it waits until the enterprise is opened in that draw.
"""

from collections.abc import Iterator

from ledger.core.bodies import Adjust
from ledger.core.encoding import EntityId
from ledger.core.errors import RefusedError
from ledger.core.life import DrawLife, Life
from ledger.core.published import snapshot_at
from ledger.core.rules.pool import texts_of
from ledger.core.snapshot import RegistrySnapshot


def refuse_telling(view: Life, registry: RegistrySnapshot) -> None:
    """Raises `RefusedError` where a registry to be put on record has a recusal that would tell who was drawn."""
    known = snapshot_at(view, view.snapshots[-1].index).inspectors if view.snapshots else {}
    for life in _left_for_a_conflict(view):
        pool = view.documents.pool(life.body.pool)
        sealed = {member.id for member in pool.entities} - set(_opened(view, life))
        for inspector in pool.inspectors:
            record = registry.inspectors.get(inspector.id, {"recuse": []})
            before = known.get(inspector.id, {"recuse": []})
            new = set(texts_of(record, "recuse", inspector.id)).difference(texts_of(before, "recuse", inspector.id))
            told = sorted(new & sealed)
            if told:
                raise RefusedError(
                    f"检查人员 {inspector.id} 新写的回避 {told[0]} 会让人看出它在批次 {life.id} 里被抽中",
                    hint="等这一家公示之后再写进名录",
                )


def _left_for_a_conflict(view: Life) -> Iterator[DrawLife]:
    """The draws of which an open rank has lost an inspector to a conflict."""
    for life in view.draws.values():
        bodies = [entry.body for rank in life.open_ranks for entry in rank.adjustments]
        if life.revealed is None and any(isinstance(body, Adjust) and body.kind == "recusal" for body in bodies):
            yield life


def _opened(view: Life, life: DrawLife) -> Iterator[EntityId]:
    for rank in life.ranks.values():
        if rank.status in ("disclosed", "withheld"):
            yield view.documents.opening(life.id, rank.rank, None).entity
