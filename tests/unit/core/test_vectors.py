"""Every value of `tests/vectors/protocol-v1.json` (the JavaScript verifier runs the same file)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from ledger.core.beacon import PUBLIC_CHAINS, verify_round
from ledger.core.bodies import Adjust, Announce, Draw, Genesis, Publish, Snapshot
from ledger.core.documents import Documents
from ledger.core.draw import commitment, cut, format_tickets, nonce, parse_tickets, seed
from ledger.core.encoding import Digest, DrawId, EntityId, Hash, InspectorId, jcs, parse_time, sha256, tagged
from ledger.core.entry import draft, format_entry, parse_entry, signed_message
from ledger.core.errors import FormError
from ledger.core.held import HeldDraw, NonceTree, hold
from ledger.core.life import Life
from ledger.core.note import Checkpoint, parse_vkey, sign_checkpoint, verifier_key, verify_checkpoint, verify_signature
from ledger.core.opening import format_opening, nonce_of, parse_opening, prove_nonce
from ledger.core.pool import Pool, format_pool, infeasible, parse_pool
from ledger.core.result import format_result, parse_result, record_digest
from ledger.core.team import Row, appointment_hash, rows
from ledger.core.tree import Tree, leaf_hash, proof_root, root

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors/protocol-v1.json").read_text(encoding="utf-8"))
MASTER = bytes.fromhex(VECTORS["master"])
SEED = Hash(bytes.fromhex(VECTORS["seed"]))
LINES = [line.encode() for line in VECTORS["entries"]]


def pool_of(value: dict[str, Any]) -> Pool:
    """A pool of the vectors, through its published form."""
    pool = parse_pool(jcs(value))
    assert format_pool(pool) == jcs(value)
    return pool


POOL = pool_of(VECTORS["pool"])


def row_json(row: Row) -> dict[str, Any]:
    """As the vectors write a row."""
    return {
        "entity": row.entity,
        "inspectors": list(row.inspectors),
        "rank": row.rank,
        "stratum": row.stratum,
        "ticket": row.ticket.hex(),
    }


def rows_json(pool: Pool, held: HeldDraw, adjustments: tuple[Adjust, ...] = (), named: dict[str, str] | None = None) -> list[Any]:
    """The rows in force, as the vectors write them."""
    found = rows(pool, held, adjustments, lambda _, at: InspectorId((named or {})[str(at)]))
    return [None if row is None else row_json(row) for row in found]


def test_keys() -> None:
    for key in VECTORS["keys"].values():
        public = bytes(SigningKey(bytes.fromhex(key["seed"])).verify_key)
        parsed = parse_vkey(key["vkey"])
        assert parsed == verifier_key(parsed.name, public)


def test_entries_and_their_signatures() -> None:
    keys = {parse_vkey(key["vkey"]).name: key for key in VECTORS["keys"].values()}
    previous = "0" * 64
    for index, line in enumerate(LINES):
        entry = parse_entry(line)
        assert (entry.index, entry.previous) == (index, previous)
        assert entry.leaf.hex() == VECTORS["leaf_hashes"][index]
        unsigned = draft(entry.index, entry.previous, entry.time, entry.body)
        assert jcs(unsigned) == entry.unsigned
        assert format_entry(unsigned, entry.signatures) == line
        for name, signature in entry.signatures.items():
            signer = SigningKey(bytes.fromhex(keys[name]["seed"]))
            assert signer.sign(signed_message(entry.unsigned)).signature == signature
            assert verify_signature(parse_vkey(keys[name]["vkey"]).public, signed_message(entry.unsigned), signature)
        previous = entry.leaf.hex()
    assert [type(parse_entry(line).body) for line in LINES] == [Genesis, Publish, Snapshot, Announce, Draw]


def test_tree_and_checkpoint() -> None:
    leaves = [leaf_hash(line) for line in LINES]
    assert root(leaves).hex() == VECTORS["tree_root"]
    data = VECTORS["checkpoint"].encode()
    log = VECTORS["keys"]["log"]
    checkpoint = verify_checkpoint(data, parse_vkey(log["vkey"]))
    assert checkpoint == Checkpoint("vector.example/ledger", 5, root(leaves))
    assert sign_checkpoint(checkpoint, "vector.example/ledger", SigningKey(bytes.fromhex(log["seed"]))) == data


def test_life_of_the_ledger() -> None:
    """The five entries fold, with the pool at hand and the other documents not given."""
    files = {f"files/{VECTORS['pool_sha256']}": format_pool(POOL)}
    life = Life(Documents(files.get))
    for line in LINES:
        life.apply(parse_entry(line))
    assert life.draws["2024Q4-430902-key"].state == "drawn"
    assert len(life.draws["2024Q4-430902-key"].ranks) == len(VECTORS["rows"])


def test_secrets() -> None:
    assert commitment(DrawId(POOL.draw), MASTER) == VECTORS["commitment"]
    for id, value in VECTORS["nonces"].items():
        assert nonce(MASTER, EntityId(id)).hex() == value
    assert NonceTree.of((e.id, nonce(MASTER, e.id)) for e in POOL.entities).root == VECTORS["nonce_root"]


def test_beacon_and_seeds() -> None:
    body = parse_entry(LINES[4]).body
    assert isinstance(body, Draw)
    value = verify_round(PUBLIC_CHAINS[0], body.sources[0].round, body.sources[0].signature)
    assert value.hex() == VECTORS["source_value"]
    announcement = parse_entry(LINES[3]).leaf
    assert seed(announcement, [value]).hex() == VECTORS["seed"]
    numbers = VECTORS["numbers"]
    text = "".join(f"{number}." for number in sorted(numbers["numbers"])) + "/"
    assert text == numbers["text"] and sha256(text.encode()) == numbers["value"]
    both = [Hash(bytes.fromhex(numbers["value"])), value]
    assert seed(announcement, both).hex() == VECTORS["two_sources_seed"]


def test_draw() -> None:
    held = hold(POOL, MASTER, SEED)
    data = format_tickets(held.tickets)
    assert sha256(format_pool(POOL)) == VECTORS["pool_sha256"]
    assert data == jcs(VECTORS["tickets"]) and sha256(data) == VECTORS["tickets_sha256"]
    assert parse_tickets(data) == held.tickets
    assert rows_json(POOL, held) == VECTORS["rows"]
    assert [one.ticket for one in cut(POOL, held.tickets)] == [row["ticket"] for row in VECTORS["rows"]]


def test_openings() -> None:
    held = hold(POOL, MASTER, SEED)
    for value in VECTORS["openings"]:
        opening = parse_opening(jcs(value))
        assert format_opening(opening) == jcs(value)
        prove_nonce(opening, len(POOL.entities), Digest(VECTORS["nonce_root"]))
        assert (opening.nonce_index, opening.nonce_proof) == held.tree.opening(opening.entity, nonce_of(opening))
        row = VECTORS["rows"][opening.rank]
        assert row["entity"] == opening.entity and nonce_of(opening) == nonce(MASTER, opening.entity)


@pytest.mark.parametrize("case", VECTORS["adjust"], ids=lambda case: "-".join(a["kind"] for a in case["adjustments"]))
def test_adjust(case: dict[str, Any]) -> None:
    given = VECTORS["small"]["pool"] if case["draw"]["pool"] == "small" else VECTORS["pool"]
    takes = [stratum | {"take": take} for stratum, take in zip(given["strata"], case["draw"]["take"], strict=True)]
    pool = pool_of(given | {"strata": takes})
    held = hold(pool, MASTER, SEED, frozenset(map(EntityId, case["draw"]["later"])))
    adjustments = tuple(Adjust(DrawId(pool.draw), a["kind"], a["rank"], "duty", a.get("seat")) for a in case["adjustments"])
    if isinstance(case["rows"], dict):
        with pytest.raises(FormError):
            rows_json(pool, held, adjustments, case.get("appointed"))
    else:
        assert rows_json(pool, held, adjustments, case.get("appointed")) == case["rows"]


def test_some_adjustment_is_refused_and_some_is_not() -> None:
    kinds = [isinstance(case["rows"], dict) for case in VECTORS["adjust"]]
    assert (len(kinds), sum(kinds)) == (14, 4)


def test_appointment() -> None:
    a = VECTORS["appointment"]
    nonce_bytes = Hash(bytes.fromhex(a["nonce"]))
    assert appointment_hash(DrawId(a["draw"]), InspectorId(a["inspector"]), nonce_bytes, a["rank"], a["seat"]) == a["hash"]


@pytest.mark.parametrize("name", ["later", "all_later"])
def test_later(name: str) -> None:
    case = VECTORS[name]
    held = hold(POOL, MASTER, SEED, frozenset(map(EntityId, case["entities"])))
    assert format_tickets(held.tickets) == jcs(case["tickets"])
    assert rows_json(POOL, held) == case["rows"]


def test_small() -> None:
    pool = pool_of(VECTORS["small"]["pool"])
    held = hold(pool, MASTER, SEED)
    assert format_tickets(held.tickets) == jcs(VECTORS["small"]["tickets"])
    assert rows_json(pool, held) == VECTORS["small"]["rows"]


def test_feasible() -> None:
    verdicts = []
    for case in VECTORS["feasible"]:
        assert (infeasible(pool_of(case["pool"])) is None) == case["feasible"]
        verdicts.append(case["feasible"])
    assert set(verdicts) == {True, False}


def test_record() -> None:
    case = VECTORS["record"]
    salt = bytes.fromhex(case["salt"])
    assert record_digest(case["record"], salt) == case["hash"]
    parsed = parse_result(format_result(case["record"], salt))
    assert parsed.digest == case["hash"] == tagged("record", {"record": case["record"], "salt": case["salt"]})
    assert parsed.outcome == case["record"]["outcome"]


def test_trees() -> None:
    for case in VECTORS["trees"]:
        leaves = [leaf_hash(bytes([n])) for n in range(case["size"])]
        tree = Tree(leaves)
        assert tree.root.hex() == root(leaves).hex() == case["root"]
        assert [[s.hex() for s in tree.proof(n)] for n in range(case["size"])] == case["proofs"]
        for n, leaf in enumerate(leaves):
            assert proof_root(leaf, n, case["size"], tree.proof(n)) == tree.root


def test_times_are_written_in_china() -> None:
    assert parse_time("2024-10-14T09:00:00+08:00") == datetime.fromisoformat("2024-10-14T01:00:00+00:00")
