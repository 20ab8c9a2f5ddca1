"""Properties of the draw, for pools of any shape (protocol, "The draw")."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.core.bodies import Adjust
from ledger.core.draw import cut, format_tickets, nonce, parse_tickets, ticket
from ledger.core.encoding import Digest, DrawId, EntityId, Hash, InspectorId
from ledger.core.errors import FormError
from ledger.core.held import NonceTree, hold
from ledger.core.opening import Appointed, Opening, opened_team, prove_nonce
from ledger.core.pool import Pool, format_pool, may_sit, parse_pool, rank_strata, stratum_sizes
from ledger.core.team import Rows, appointment_hash, rows, team
from tests.property.pools import SEEDS, feasible_pools, pools

QUICK = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)


@given(pools())
def test_a_pool_and_back(pool: Pool) -> None:
    """ "a file, jcs … each sorted by id": what is written is read as the same pool."""
    assert parse_pool(format_pool(pool)) == pool


@given(pools(), SEEDS, SEEDS, st.data())
def test_each_entity_has_one_ticket(pool: Pool, master: bytes, seed: bytes, data: st.DataObject) -> None:
    """ "both lists ascending, disjoint, together one ticket per entity of the stratum": nobody is left out, nobody is added."""
    later = frozenset(data.draw(st.sets(st.sampled_from([e.id for e in pool.entities])))) if pool.entities else frozenset()
    held = hold(pool, master, Hash(seed), later)
    assert parse_tickets(format_tickets(held.tickets)) == held.tickets
    assert {s.name: len(s.sequence) for s in held.tickets.strata} == stratum_sizes(pool)
    by_id = {entity.id: entity for entity in pool.entities}
    for stratum in held.tickets.strata:
        for place, one in zip(stratum.sequence, held.strata[stratum.name], strict=True):
            assert place == one.ticket.hex() == ticket(Hash(seed), one.id, nonce(master, one.id), by_id[one.id].weight).hex()
        assert [one.id in later for one in held.strata[stratum.name]] == sorted(
            one.id in later for one in held.strata[stratum.name]
        )


@given(pools(), SEEDS, SEEDS)
def test_as_many_are_drawn_as_asked(pool: Pool, master: bytes, seed: bytes) -> None:
    """ "The first `take` are drawn (all, if fewer). Ranks run from 0 through the strata in order"."""
    held = hold(pool, master, Hash(seed))
    drawn = cut(pool, held.tickets)
    assert [one.rank for one in drawn] == list(range(len(drawn)))
    assert [one.stratum for one in drawn] == rank_strata(pool)
    for stratum in pool.strata:
        mine = [one.ticket for one in drawn if one.stratum == stratum.name]
        every = sorted(one.ticket.hex() for one in held.strata[stratum.name])
        assert mine == every[: stratum.take]


@given(pools(min_entities=2), SEEDS, SEEDS, st.randoms(use_true_random=False))
def test_tickets_do_not_depend_on_the_order_of_input(pool: Pool, master: bytes, seed: bytes, random: Any) -> None:
    """A ticket is of the entity's id, nonce and weight alone: in whatever order they come, the draw is the same."""
    shuffled = list(pool.entities)
    random.shuffle(shuffled)
    people = list(pool.inspectors)
    random.shuffle(people)
    mixed = replace(pool, entities=tuple(shuffled), inspectors=tuple(people))
    one, other = hold(pool, master, Hash(seed)), hold(mixed, master, Hash(seed))
    assert (one.tickets, one.tree.root) == (other.tickets, other.tree.root)
    assert all(list(order) == list(other.strata[name]) for name, order in one.strata.items())


@given(pools(min_entities=2), SEEDS, SEEDS)
def test_who_else_is_in_the_pool_changes_no_ticket(pool: Pool, master: bytes, seed: bytes) -> None:
    """Leaving one out moves the others up and changes nothing else."""
    out = pool.entities[0]
    whole, fewer = hold(pool, master, Hash(seed)), hold(replace(pool, entities=pool.entities[1:]), master, Hash(seed))
    for name, held in whole.strata.items():
        assert [one for one in held if one.id != out.id] == list(fewer.strata[name])


@given(SEEDS, SEEDS, st.integers(1, 99))
def test_weight_never_makes_a_ticket_worse(seed: bytes, secret: bytes, weight: int) -> None:
    """ "the least of prf(…, j) for j = 0 … weight−1": another unit of weight adds a chance and takes none away."""
    lighter, heavier = (ticket(Hash(seed), EntityId("a"), Hash(secret), w) for w in (weight, weight + 1))
    assert heavier <= lighter


def test_every_entity_can_be_drawn() -> None:
    """Whatever its place in the pool: over many seeds everyone is drawn, at every rank, and about equally often."""
    ids = [EntityId(f"e{n}") for n in range(5)]
    first: Counter[str] = Counter()
    for n in range(1500):
        seed, master = Hash(n.to_bytes(32, "big")), n.to_bytes(32, "little")
        order = sorted(ids, key=lambda id, s=seed, m=master: ticket(s, id, nonce(m, id), 1))
        first[order[0]] += 1
    assert set(first) == set(ids)
    assert all(240 <= count <= 360 for count in first.values()), "300 expected; 60 are four standard deviations"


def test_weight_is_chance() -> None:
    """One of weight 3 against three of weight 1: half of all draws."""
    heavy = 0
    for n in range(1500):
        seed = Hash(n.to_bytes(32, "big"))
        mine = ticket(seed, EntityId("heavy"), Hash(bytes(32)), 3)
        heavy += all(mine < ticket(seed, EntityId(f"e{k}"), Hash(bytes(32)), 1) for k in range(3))
    assert 670 <= heavy <= 830, "750 expected; 80 are four standard deviations"


@QUICK
@given(feasible_pools(), SEEDS, SEEDS)
def test_a_feasible_pool_never_fails_to_fill_a_seat(pool: Pool, master: bytes, seed: bytes) -> None:
    """ "The pool is feasible when, for every entity and every seat *k*, more inspectors … than there are earlier seats sharing a
    candidate with it": whoever is drawn, with all recusals, a team is found; nobody twice, everyone fit."""
    by_id = {i.id: i for i in pool.inspectors}
    for entity in pool.entities:
        members = team(pool, Hash(seed), entity.id, nonce(master, entity.id))
        assert len(members) == len(set(members)) == len(pool.seats)
        assert all(may_sit(by_id[id], seat, entity.id) for id, seat in zip(members, pool.seats, strict=True))


KINDS = st.sampled_from(("recusal", "unavailable", "appointed", "closed", "void"))


@QUICK
@given(feasible_pools(), SEEDS, SEEDS, st.lists(st.tuples(KINDS, st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_adjustments_keep_every_rule(pool: Pool, master: bytes, seed: bytes, wanted: list[tuple[str, int, int]]) -> None:
    """ "Adjust", whatever is tried in whatever order: no team has anyone twice, whoever left is not back, no entity has two
    ranks, and what the whole draw gives is what each opening proves."""
    held = hold(pool, master, Hash(seed))
    followed, done, named = Rows(pool, held), [], {}
    for kind, rank, seat in wanted:
        name = InspectorId(f"named-{len(done)}")
        body = Adjust(pool.draw, kind, rank, "duty", None if kind in ("closed", "void") else seat)
        if kind == "appointed" and rank < len(rank_strata(pool)) and followed.all()[rank] is not None:
            row = followed.row(rank)
            body = replace(body, appointment=appointment_hash(pool.draw, name, row.nonce, rank, seat))
        try:
            followed.apply(body, lambda _, name=name: name)
        except FormError:
            continue
        named[len(done)] = name
        done.append(body)
        _check_rows(followed)
    assert rows(pool, held, done, lambda _, at: named[at]) == followed.all()
    for row in followed.all():
        if row is not None:
            last = max((at for at, b in enumerate(done) if b.rank == row.rank and b.kind == "closed"), default=-1)
            mine = [(at, b) for at, b in enumerate(done) if b.rank == row.rank and at > last]
            opening = Opening(pool.draw, row.entity, Digest(row.nonce.hex()), 0, (), row.rank, _names(mine, named))
            assert opened_team(pool, Hash(seed), opening, [b for _, b in mine]) == row.inspectors


def _check_rows(followed: Rows) -> None:
    in_force = [row for row in followed.all() if row is not None]
    assert len({row.entity for row in in_force}) == len(in_force)
    for row in in_force:
        assert len(set(row.inspectors)) == len(row.inspectors)
        assert not followed.state(row.rank).barred.intersection(row.inspectors)


def _names(mine: list[tuple[int, Adjust]], named: dict[int, InspectorId]) -> Any:
    return tuple(Appointed(named[at], b.seat) for at, b in mine if b.kind == "appointed" and b.seat is not None)


@given(st.sets(st.integers(0, 10**6), min_size=1, max_size=40), SEEDS)
def test_every_nonce_is_proved_and_no_other(numbers: set[int], master: bytes) -> None:
    """ "nonce in the tree": each entity's own, at its own index, and no other's."""
    ids = [EntityId(f"e{n}") for n in sorted(numbers)]
    tree = NonceTree.of((id, nonce(master, id)) for id in ids)
    openings = []
    for id in ids:
        index, proof = tree.opening(id, nonce(master, id))
        openings.append(Opening(DrawId("d"), id, Digest(nonce(master, id).hex()), index, proof, 0))
        prove_nonce(openings[-1], len(ids), tree.root)
    for one, other in pairwise(openings):
        for changed in (replace(one, nonce=other.nonce), replace(one, entity=other.entity)):
            with pytest.raises(FormError):
                prove_nonce(changed, len(ids), tree.root)
