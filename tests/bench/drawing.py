"""Drawing 100 of 1,000,000: a whole draw of ours next to `consistent_sampler`, which gives out tickets and takes the least.

Ours besides derives a secret nonce for each, proves all of them by one tree, sorts every ticket, and draws the inspectors.
"""

from collections.abc import Callable

from consistent_sampler import sampler

from ledger.commands.cores import cores
from ledger.core.encoding import DrawId, EntityId, Hash, InspectorId
from ledger.core.held import hold
from ledger.core.pool import Pool, PoolEntity, PoolInspector, StratumTake
from ledger.core.team import Rows

SIZE, TAKE = 1_000_000, 100
MASTER, SEED = bytes(range(32)), Hash(bytes(range(32, 64)))


def _ids() -> list[str]:
    """As long as a credit code."""
    return [f"9143{number:014d}" for number in range(SIZE)]


def _ours() -> Callable[[], object]:
    entities = tuple(PoolEntity(EntityId(id), "general", 1) for id in _ids())
    tags = frozenset({"执法"})
    inspectors = tuple(PoolInspector(InspectorId(f"I{number:04d}"), frozenset(), tags) for number in range(50))
    pool = Pool(DrawId("bench"), entities, (), inspectors, (tags, tags), (StratumTake("general", TAKE),), ())

    def run() -> None:
        with cores(SIZE) as cores_run:
            held = hold(pool, MASTER, SEED, run=cores_run)
        rows = [row for row in Rows(pool, held).all() if row is not None]
        assert len(rows) == TAKE and len({held.tree.opening(row.entity, row.nonce) for row in rows}) == TAKE

    return run


def _theirs() -> Callable[[], object]:
    ids = _ids()

    def run() -> None:
        assert len(list(sampler(ids, seed=SEED.hex(), take=TAKE))) == TAKE

    return run


SIDES = {"ours": _ours, "theirs": _theirs}
