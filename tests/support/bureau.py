"""A small bureau for tests: it holds all keys and secrets and writes a ledger in memory, as the published layout has it.

Everything is deterministic: keys, masters and salts come out of labels. Each entry is folded by `Life` before it is
written, as the signer does; `lawful=False` writes one that breaks the order, for tests of what refuses it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256 as _sha256
from pathlib import Path

from nacl.signing import SigningKey

from ledger.core import layout
from ledger.core.beacon import PUBLIC_CHAINS, Chain
from ledger.core.bodies import (
    TYPES,
    Adjust,
    Amend,
    Announce,
    Body,
    Cancel,
    Disclose,
    Draw,
    DrawnSource,
    Genesis,
    Publish,
    Reveal,
    RoleKey,
    Snapshot,
    Withhold,
    type_of,
)
from ledger.core.checks.ledger import format_index
from ledger.core.documents import Documents
from ledger.core.draw import commitment, format_tickets, seed
from ledger.core.encoding import Digest, EntityId, Hash, InspectorId, Json, jcs, parse_time, sha256
from ledger.core.entry import draft, format_entry, parse_entry, signed_message
from ledger.core.errors import OrderError
from ledger.core.held import HeldDraw, hold, nonce_tree
from ledger.core.history import past_of
from ledger.core.life import Life
from ledger.core.note import Checkpoint, sign_checkpoint, verifier_key
from ledger.core.opening import Appointed, Opening, format_opening
from ledger.core.policy import Policy
from ledger.core.pool import Pool, format_pool
from ledger.core.result import format_result, record_digest
from ledger.core.rules.order import DrawOrder, format_order
from ledger.core.rules.plan import Plan, QuarterPlan, YearPlan, format_plan
from ledger.core.rules.pool import make_pool
from ledger.core.snapshot import format_snapshot, parse_snapshot
from ledger.core.team import Row, Rows, appointment_hash
from ledger.core.tree import root

SIGNATURES = {
    one["round"]: one["signature"]
    for one in json.loads((Path(__file__).parents[1] / "example" / "rounds.json").read_text(encoding="utf-8"))["rounds"]
}
"""The real quicknet rounds of the example."""
ROLES = {"clerk": ("clerk",), "supervisor": ("supervisor", "admin"), "ledger": ("log",)}
TWO_ROLES = ("announce", "cancel", "genesis", "reveal", "withhold", "amend")
REQUIRED = {type: ("clerk", "supervisor") if type in TWO_ROLES else ("clerk",) for type in TYPES} | {"keys": ("admin", "clerk")}


def secret(label: str) -> bytes:
    """32 bytes that only this label gives."""
    return _sha256(f"mingchou test secret {label}".encode()).digest()


@dataclass
class Batch:
    """One draw with all its secrets. `rows` follow the adjustments once it is held."""

    order: DrawOrder
    plan: QuarterPlan
    pool: Pool
    master: bytes
    later: frozenset[EntityId]
    held: HeldDraw | None = None
    rows: Rows | None = None
    appointed: dict[int, list[Appointed]] = field(default_factory=dict)
    records: dict[int, list[tuple[int, dict[str, Json], bytes]]] = field(default_factory=dict)
    """By rank: entry, record and salt of every commitment, oldest first."""

    def row(self, rank: int) -> Row:
        """The row in force."""
        assert self.rows is not None, "not drawn yet"
        return self.rows.row(rank)

    def opening(self, rank: int) -> bytes:
        """The opening of the row in force."""
        assert self.held is not None, "not drawn yet"
        row = self.row(rank)
        index, proof = self.held.tree.opening(row.entity, row.nonce)
        names = tuple(self.appointed.get(rank, ()))
        return format_opening(Opening(self.order.draw, row.entity, Digest(row.nonce.hex()), index, proof, rank, names))


class Bureau:
    """Writes entries one by one. `files` is what is published beside them; `published()` is the whole."""

    def __init__(
        self, *, name: str = "test.example", lead: int = 86_400, chains: Sequence[Chain] = PUBLIC_CHAINS,
        required: Mapping[str, tuple[str, ...]] = REQUIRED, signatures: Mapping[int, str] = SIGNATURES,
    ) -> None:  # fmt: skip
        self.origin = f"{name}/ledger"
        self.keys = {f"{name}/{short}": SigningKey(secret(f"{name}/{short}")) for short in ROLES}
        self.roles = {f"{name}/{short}": roles for short, roles in ROLES.items()}
        self.lead, self.chains, self.required, self.signatures = lead, tuple(chains), dict(required), signatures
        self.lines: list[bytes] = []
        self.files: dict[str, bytes] = {}
        self.entities: dict[str, dict[str, Json]] = {}
        self.inspectors: dict[str, dict[str, Json]] = {}
        self.plans: dict[str, tuple[int, Plan]] = {}
        self.batches: dict[str, Batch] = {}
        self.kept: list[int] = []
        self.life = Life(Documents(lambda path: self.files.get(path)))

    # Entries

    def signers(self, type: str) -> list[str]:
        """One key for each role that the type asks for."""
        return [next(name for name, roles in self.roles.items() if role in roles) for role in self.required[type]]

    def sign(self, unsigned: dict[str, Json], signers: Sequence[str]) -> bytes:
        """The line of a draft, signed by these keys whether or not they may."""
        message = signed_message(jcs(unsigned))
        return format_entry(unsigned, {name: self.keys[name].sign(message).signature for name in signers})

    def write(self, time: str, body: Body, *, signers: Sequence[str] | None = None, lawful: bool = True) -> int:
        """Add an entry; its index."""
        previous = parse_entry(self.lines[-1]).leaf.hex() if self.lines else "0" * 64
        unsigned = draft(len(self.lines), previous, parse_time(time), body)
        line = self.sign(unsigned, self.signers(type_of(body)) if signers is None else signers)
        with suppress(*() if lawful else (OrderError,)):
            self.life.apply(parse_entry(line))
        self.lines.append(line)
        return len(self.lines) - 1

    def keep_checkpoint(self) -> None:
        """Keep the checkpoint of the ledger as it stands."""
        self.kept.append(len(self.lines))
        self.files[layout.kept_checkpoint(len(self.lines))] = self.checkpoint()
        self.files[layout.CHECKPOINT_INDEX] = format_index(self.kept)

    def checkpoint(self, lines: Sequence[bytes] | None = None) -> bytes:
        """The signed checkpoint over these lines, by default all."""
        leaves = [parse_entry(line).leaf for line in (self.lines if lines is None else lines)]
        return sign_checkpoint(Checkpoint(self.origin, len(leaves), root(leaves)), self.origin, self.keys[self.origin])

    def published(self) -> dict[str, bytes]:
        """Every published file by its path under ``ledger/``."""
        ledger = b"".join(line + b"\n" for line in self.lines)
        return self.files | {layout.LEDGER: ledger, layout.CHECKPOINT: self.checkpoint()}

    def policy(self) -> Policy:
        """A verifier's policy that knows this ledger."""
        return Policy(Digest(parse_entry(self.lines[0]).leaf.hex()), self.chains)

    # What entries rest on

    def genesis(self, time: str) -> int:
        """The first entry."""
        keys = tuple(RoleKey(self.roles[name], verifier_key(name, bytes(key.verify_key))) for name, key in self.keys.items())
        return self.write(time, Genesis("430900", "示例市生态环境局", self.chains, keys, self.lead, self.origin, self.required))

    def publish(self, time: str, kind: str, id: str, data: bytes) -> int:
        """A dated document."""
        self.files[layout.file(sha256(data))] = data
        return self.write(time, Publish(kind, id, sha256(data)))

    def publish_plan(self, time: str, plan: Plan) -> int:
        """A plan, yearly or quarterly; draws may rest on it from now on."""
        index = self.publish(time, "plan", plan.id, format_plan(plan))
        self.plans[plan.id] = (index, plan)
        return index

    def plan_of(self, id: str) -> tuple[int, QuarterPlan, YearPlan]:
        """A quarterly plan, the index of its entry, and its yearly plan."""
        index, plan = self.plans[id]
        assert isinstance(plan, QuarterPlan)
        yearly = self.plans[plan.yearly][1]
        assert isinstance(yearly, YearPlan)
        return index, plan, yearly

    def snapshot(self, time: str, period: str) -> int:
        """The registry as it stands in `entities` and `inspectors`."""
        data = format_snapshot(self.entities, self.inspectors)
        found = parse_snapshot(data)
        self.files[layout.snapshot(found.root)] = data
        return self.write(time, Snapshot("0" * 40, len(found.entities), len(found.inspectors), period, found.root))

    # The life of a draw

    def announce(
        self, time: str, order: DrawOrder, change: Callable[[Pool], Pool] = lambda pool: pool, *, lawful: bool = True
    ) -> int:
        """Announce what the order asks, on the newest snapshot and the year so far; `change` makes another pool of the one
        that follows."""
        snapshot = self.life.snapshots[-1]
        assert isinstance(snapshot.body, Snapshot)
        registry = parse_snapshot(self.files[layout.snapshot(snapshot.body.root)])
        index, plan, yearly = self.plan_of(order.plan)
        pool = change(make_pool(order, plan, yearly, registry, past_of(self.life, order.area, plan.year, len(self.lines))))
        master = secret(f"master {order.draw}")
        later = frozenset(row.entity for id in order.without for row in self._all(id) if row is not None)
        self.batches[order.draw] = Batch(order, plan, pool, master, later)
        pool_file, order_file = format_pool(pool), format_order(order)
        self.files |= {layout.file(sha256(data)): data for data in (pool_file, order_file)}
        nonces = nonce_tree(pool, master).root
        body = Announce(
            order.draw, commitment(order.draw, master), nonces, sha256(order_file), index, sha256(pool_file), order.reveal_by,
            snapshot.index, order.sources,
        )  # fmt: skip
        return self.write(time, body, lawful=lawful)

    def _all(self, draw: str) -> list[Row | None]:
        rows = self.batches[draw].rows
        return [] if rows is None else rows.all()

    def draw(self, time: str, draw: str, *, lawful: bool = True) -> int:
        """Hold the draw with the announced rounds."""
        batch = self.batches[draw]
        sources = tuple(DrawnSource(source.round, self.signatures[source.round]) for source in batch.order.sources)
        values = [Hash(_sha256(bytes.fromhex(source.signature)).digest()) for source in sources]
        batch.held = hold(batch.pool, batch.master, seed(self.life.draws[draw].announced.leaf, values), batch.later)
        batch.rows = Rows(batch.pool, batch.held)
        data = format_tickets(batch.held.tickets)
        self.files[layout.file(sha256(data))] = data
        return self.write(time, Draw(batch.order.draw, sources, sha256(data)), lawful=lawful)

    def adjust(
        self, time: str, draw: str, rank: int, kind: str, reason: str, *, seat: int | None = None, appoint: str = ""
    ) -> int:
        """An adjustment of any kind; `appoint` names who takes the seat by ``appointed``."""
        batch, row = self.batches[draw], self.batches[draw].row(rank)
        assert batch.rows is not None
        appointment = opening = None
        if kind == "appointed" and seat is not None:
            batch.appointed.setdefault(rank, []).append(Appointed(InspectorId(appoint), seat))
            appointment = appointment_hash(batch.order.draw, InspectorId(appoint), row.nonce, rank, seat)
        elif kind in ("closed", "void"):
            data = batch.opening(rank)
            opening = sha256(data)
            self.files[layout.opening(draw, rank, len(self.lines))] = data
            batch.appointed.pop(rank, None)
        body = Adjust(batch.order.draw, kind, rank, reason, seat, appointment, opening)
        batch.rows.apply(body, lambda _: InspectorId(appoint))
        return self.write(time, body)

    def record(self, draw: str, rank: int, **fields: Json) -> dict[str, Json]:
        """What an inspection of the row in force found; `fields` replace any of it."""
        batch, row = self.batches[draw], self.batches[draw].row(rank)
        items = batch.plan.row(batch.order.area, row.stratum, batch.order.filter, batch.order.departments).items
        found: dict[str, Json] = {
            "content": f"示例：检查了第 {rank} 号名次的污染防治设施", "draw": draw, "entity": row.entity, "inspected": "",
            "inspectors": list(row.inspectors), "items": list(items), "method": "现场", "outcome": "未发现问题", "rank": rank,
        }  # fmt: skip
        return found | fields

    def _commit(self, draw: str, rank: int, record: dict[str, Json]) -> Digest:
        committed = self.batches[draw].records.setdefault(rank, [])
        salt = secret(f"salt {draw}/{rank} {len(committed)}")
        committed.append((len(self.lines), record, salt))
        return record_digest(record, salt)

    def disclose(self, time: str, draw: str, rank: int, inspected: str, **fields: Json) -> int:
        """Publish a result and open the row."""
        body = Disclose(
            self.batches[draw].order.draw, rank, self._commit(draw, rank, self.record(draw, rank, inspected=inspected, **fields))
        )
        _, record, salt = self.batches[draw].records[rank][-1]
        self.files[layout.result(draw, rank)] = format_result(record, salt)
        self.files[layout.opening(draw, rank)] = self.batches[draw].opening(rank)
        return self.write(time, body)

    def withhold(self, time: str, draw: str, rank: int, inspected: str, ground: str = "国家安全") -> int:
        """Open the row, and keep the result back."""
        digest = self._commit(draw, rank, self.record(draw, rank, inspected=inspected))
        self.files[layout.opening(draw, rank)] = self.batches[draw].opening(rank)
        return self.write(time, Withhold(self.batches[draw].order.draw, ground, rank, digest))

    def correct(self, time: str, draw: str, rank: int, reason: str, **fields: Json) -> int:
        """Amend a result; the one before stays beside it."""
        committed = self.batches[draw].records[rank]
        first, (before, record, _) = committed[0][0], committed[-1]
        digest = self._commit(draw, rank, record | fields)
        path = layout.result(draw, rank)
        if path in self.files:
            self.files[layout.result(draw, rank, before)] = self.files[path]
            self.files[path] = format_result(*committed[-1][1:])
        return self.write(time, Amend(first, "correct", reason, digest))

    def expire(self, time: str, draw: str, rank: int, reason: str = "公示期届满") -> int:
        """End the publicity of a result: its files go."""
        committed = self.batches[draw].records[rank]
        for path in [layout.result(draw, rank), *(layout.result(draw, rank, entry) for entry, _, _ in committed)]:
            self.files.pop(path, None)
        return self.write(time, Amend(committed[0][0], "expire", reason))

    def reveal(self, time: str, draw: str) -> int:
        """Publish the master secret."""
        batch = self.batches[draw]
        return self.write(time, Reveal(batch.order.draw, Digest(batch.master.hex())))

    def cancel(self, time: str, draw: str, reason: str) -> int:
        """Call the draw off; after its round, with the master secret."""
        batch, last = self.batches[draw], self.life.draws[draw].last_round
        assert last is not None
        master = Digest(batch.master.hex()) if parse_time(time) >= last else None
        return self.write(time, Cancel(batch.order.draw, reason, master))
