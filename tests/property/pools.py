"""Hypothesis strategies: pools of any shape, as the protocol allows them."""

from hypothesis import strategies as st

from ledger.core.encoding import DrawId, EntityId, InspectorId
from ledger.core.pool import Pool, PoolEntity, PoolInspector, StratumTake, infeasible

TAGS = ("执法", "水", "气")
IDS = st.text("abcXYZ019._-", min_size=1, max_size=5).filter(lambda text: text not in (".", ".."))
SEEDS = st.binary(min_size=32, max_size=32)


@st.composite
def pools(draw: st.DrawFn, *, max_entities: int = 7, min_entities: int = 0, without: bool = False) -> Pool:
    """Any pool: up to three strata, weights, seats with tags, inspectors who recuse themselves."""
    names = draw(st.lists(st.sampled_from(("key", "special", "general")), min_size=1, max_size=3, unique=True))
    ids = sorted(draw(st.sets(IDS, min_size=min_entities, max_size=max_entities)))
    entities = tuple(
        PoolEntity(EntityId(id), draw(st.sampled_from(names)), draw(st.sampled_from((1, 1, 1, 2, 7, 100)))) for id in ids
    )
    tags = st.frozensets(st.sampled_from(TAGS))
    recuse = st.frozensets(st.sampled_from(ids), max_size=2) if ids else st.just(frozenset())
    inspectors = tuple(PoolInspector(InspectorId(f"i{n}"), draw(recuse), draw(tags)) for n in range(draw(st.integers(0, 6))))
    seats = tuple(draw(st.lists(tags, max_size=3)))
    strata = tuple(StratumTake(name, draw(st.integers(0, max_entities + 1))) for name in names)
    others = (DrawId("other"),) if without else ()
    return Pool(DrawId("draw"), entities, (), inspectors, seats, strata, others)


def feasible_pools() -> st.SearchStrategy[Pool]:
    """Those that `announce` does not refuse, with somebody to draw and somebody to send."""
    return pools(min_entities=1).filter(lambda pool: bool(pool.seats) and infeasible(pool) is None)
