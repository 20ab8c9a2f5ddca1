"""The bodies of the entry types, each read strictly and written back alike (protocol, "Entry types").

`keys` entries are named in ``required`` and not read by this version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.core.beacon import Chain, parse_chain
from ledger.core.encoding import Digest, DrawId, Json
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_digest, as_list, as_text, as_word
from ledger.core.note import COSIGNATURE, ED25519, VerifierKey, format_vkey, parse_vkey

TYPES = (
    "adjust", "amend", "announce", "cancel", "disclose", "draw", "genesis", "keys", "publish", "reveal", "snapshot", "withhold",
)  # fmt: skip
"""Every type of the protocol, sorted: all are listed in ``required``."""
PUBLISH_KINDS = ("item-list", "plan", "calendar", "guide")
GROUNDS = ("保密", "国家安全", "公共安全")
"""Why a result may be withheld (clause 五(三))."""
AMEND_KINDS = ("correct", "expire")
ADJUST_REASONS: Mapping[str, tuple[str, ...]] = {
    "recusal": ("interest", "kinship", "other-lawful"),
    "unavailable": ("leave", "transfer", "duty"),
    "appointed": ("exhausted",),
    "closed": ("suspended", "deregistered", "moved"),
    "void": ("suspended", "deregistered", "moved"),
}
"""Why an adjustment may be made, by kind: closed lists, so that none can name anyone."""
_ADJUST_FIELDS: Mapping[str, tuple[str, ...]] = {
    "recusal": ("seat",),
    "unavailable": ("seat",),
    "appointed": ("seat", "appointment"),
    "closed": ("opening",),
    "void": ("opening",),
}
LOG = "log"
"""The role of the key that signs checkpoints, and no entry."""
JsonObject = dict[str, Json]


@dataclass(frozen=True, slots=True)
class RoleKey:
    """A key of the ledger and the roles that it may fill."""

    roles: tuple[str, ...]
    vkey: VerifierKey


@dataclass(frozen=True, slots=True)
class Genesis:
    """The first entry: whose ledger, which keys, which beacons. `lead` in seconds."""

    agency_code: str
    agency_name: str
    beacons: tuple[Chain, ...]
    keys: tuple[RoleKey, ...]
    lead: int
    origin: str
    required: Mapping[str, tuple[str, ...]]
    quorum: int = 0
    witnesses: tuple[VerifierKey, ...] = ()

    def json(self) -> JsonObject:
        """The body."""
        return {
            "agency": {"code": self.agency_code, "name": self.agency_name},
            "beacons": [chain.json() for chain in self.beacons],
            "keys": [{"roles": list(key.roles), "vkey": format_vkey(key.vkey)} for key in self.keys],
            "lead": self.lead,
            "origin": self.origin,
            "required": {type: list(roles) for type, roles in self.required.items()},
            "witnesses": {"quorum": self.quorum, "vkeys": [format_vkey(key) for key in self.witnesses]},
        }


@dataclass(frozen=True, slots=True)
class Publish:
    """A dated document that later entries rest on."""

    kind: str
    id: str
    sha256: Digest

    def json(self) -> JsonObject:
        """The body."""
        return {"id": self.id, "kind": self.kind, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The public registry at a commit: how many records, and the root over them."""

    commit: str
    entities: int
    inspectors: int
    period: str
    root: Digest

    def json(self) -> JsonObject:
        """The body."""
        return {
            "commit": self.commit,
            "entities": self.entities,
            "inspectors": self.inspectors,
            "period": self.period,
            "root": self.root,
        }


@dataclass(frozen=True, slots=True)
class AnnouncedSource:
    """A beacon round that is named before it comes out."""

    chain: Digest
    round: int

    def json(self) -> JsonObject:
        """One of ``sources``."""
        return {"chain": self.chain, "kind": "drand", "round": self.round}


@dataclass(frozen=True, slots=True)
class Announce:
    """What is fixed before the beacon speaks. `snapshot` and `plan` are indexes of entries."""

    draw: DrawId
    master: Digest
    nonces: Digest
    order: Digest
    plan: int
    pool: Digest
    reveal_by: date
    snapshot: int
    sources: tuple[AnnouncedSource, ...]

    def json(self) -> JsonObject:
        """The body."""
        return {
            "draw": self.draw,
            "master": self.master,
            "nonces": self.nonces,
            "order": self.order,
            "plan": self.plan,
            "pool": self.pool,
            "reveal_by": self.reveal_by.isoformat(),
            "snapshot": self.snapshot,
            "sources": [source.json() for source in self.sources],
        }


@dataclass(frozen=True, slots=True)
class DrawnSource:
    """A beacon round that is out, with its signature as hex."""

    round: int
    signature: str

    def json(self) -> JsonObject:
        """One of ``sources``."""
        return {"kind": "drand", "round": self.round, "signature": self.signature}


@dataclass(frozen=True, slots=True)
class Draw:
    """The draw itself: the beacon's values and the tickets file."""

    draw: DrawId
    sources: tuple[DrawnSource, ...]
    tickets: Digest

    def json(self) -> JsonObject:
        """The body."""
        return {"draw": self.draw, "sources": [source.json() for source in self.sources], "tickets": self.tickets}


@dataclass(frozen=True, slots=True)
class Adjust:
    """A seat or a row that changes after the draw, with a word of a closed list for its reason."""

    draw: DrawId
    kind: str
    rank: int
    reason: str
    seat: int | None = None
    appointment: Digest | None = None
    opening: Digest | None = None

    def json(self) -> JsonObject:
        """The body."""
        body: JsonObject = {"draw": self.draw, "kind": self.kind, "rank": self.rank, "reason": self.reason}
        for name, value in (("seat", self.seat), ("appointment", self.appointment), ("opening", self.opening)):
            if value is not None:
                body[name] = value
        return body


@dataclass(frozen=True, slots=True)
class Disclose:
    """A published result, by the digest of its record."""

    draw: DrawId
    rank: int
    record: Digest

    def json(self) -> JsonObject:
        """The body."""
        return {"draw": self.draw, "rank": self.rank, "record": self.record}


@dataclass(frozen=True, slots=True)
class Withhold:
    """A result that exists and is not published, on a lawful ground."""

    draw: DrawId
    ground: str
    rank: int
    record: Digest

    def json(self) -> JsonObject:
        """The body."""
        return {"draw": self.draw, "ground": self.ground, "rank": self.rank, "record": self.record}


@dataclass(frozen=True, slots=True)
class Amend:
    """A correction or the end of a publicity term. `entry` is the index of the `disclose` or `withhold`."""

    entry: int
    kind: str
    reason: str
    record: Digest | None = None

    def json(self) -> JsonObject:
        """The body."""
        body: JsonObject = {"entry": self.entry, "kind": self.kind, "reason": self.reason}
        return body if self.record is None else body | {"record": self.record}


@dataclass(frozen=True, slots=True)
class Reveal:
    """The master secret, as hex."""

    draw: DrawId
    master: Digest

    def json(self) -> JsonObject:
        """The body."""
        return {"draw": self.draw, "master": self.master}


@dataclass(frozen=True, slots=True)
class Cancel:
    """A draw that will not be held; after the round's time with its master, as hex."""

    draw: DrawId
    reason: str
    master: Digest | None = None

    def json(self) -> JsonObject:
        """The body."""
        body: JsonObject = {"draw": self.draw, "reason": self.reason}
        return body if self.master is None else body | {"master": self.master}


Body = Genesis | Publish | Snapshot | Announce | Draw | Adjust | Disclose | Withhold | Amend | Reveal | Cancel


def _unique(items: tuple[str, ...], what: str) -> tuple[str, ...]:
    if len(set(items)) != len(items):
        raise FormError(f"{what}有重复")
    return items


def _roles(value: Json) -> tuple[str, ...]:
    return _unique(as_list(value, as_text, 1), "角色")


def _vkey(value: Json, algorithm: int) -> VerifierKey:
    key = parse_vkey(as_text(value))
    if key.algorithm != algorithm:
        raise FormError(f"公钥 {key.name} 的算法应为 0x{algorithm:02x}")
    return key


def _role_key(value: Json) -> RoleKey:
    k = Fields(value, "body.keys", ("roles", "vkey"))
    roles = k.get("roles", _roles)
    if LOG in roles and len(roles) > 1:
        raise FormError("log 密钥只签检查点，不得另有角色", place="body.keys.roles")
    return RoleKey(roles, k.get("vkey", lambda v: _vkey(v, ED25519)))


def _witness(value: Json) -> VerifierKey:
    return _vkey(value, COSIGNATURE)


def parse_required(value: Json) -> dict[str, tuple[str, ...]]:
    """Which roles sign which type: every type is listed, `keys` needs `admin` and one more."""
    f = Fields(value, "body.required", TYPES)
    required = {type: f.get(type, _roles) for type in TYPES}
    if "admin" not in required["keys"] or len(required["keys"]) < 2:
        raise FormError("keys 须由 admin 和另一角色签", place="body.required")
    if any(LOG in roles for roles in required.values()):
        raise FormError("log 密钥不签条目", place="body.required")
    return required


def _genesis(body: Json) -> Genesis:
    f = Fields(body, "body", ("agency", "beacons", "keys", "lead", "origin", "required", "witnesses"))
    agency = Fields(f.value["agency"], "body.agency", ("code", "name"))
    witnesses = Fields(f.value["witnesses"], "body.witnesses", ("quorum", "vkeys"))
    keys, cosigners = f.items("keys", _role_key), witnesses.items("vkeys", _witness)
    every = (*(key.vkey for key in keys), *cosigners)
    _unique(tuple(key.name for key in every), "密钥名称")
    _unique(tuple(key.public.hex() for key in every), "公钥")
    return Genesis(
        agency_code=agency.text("code"),
        agency_name=agency.text("name"),
        beacons=f.items("beacons", parse_chain, 1),
        keys=keys,
        lead=f.integer("lead"),
        origin=f.text("origin"),
        required=f.get("required", parse_required),
        quorum=witnesses.integer("quorum"),
        witnesses=cosigners,
    )


def _publish(body: Json) -> Publish:
    f = Fields(body, "body", ("id", "kind", "sha256"))
    return Publish(f.word("kind", PUBLISH_KINDS), f.record_id("id"), f.digest("sha256"))


def _snapshot(body: Json) -> Snapshot:
    f = Fields(body, "body", ("commit", "entities", "inspectors", "period", "root"))
    return Snapshot(f.text("commit"), f.integer("entities"), f.integer("inspectors"), f.record_id("period"), f.digest("root"))


def _announced_source(value: Json) -> AnnouncedSource:
    f = Fields(value, "body.sources", ("chain", "kind", "round"))
    f.word("kind", ("drand",))
    return AnnouncedSource(f.digest("chain"), f.integer("round", 1))


def _announce(body: Json) -> Announce:
    names = ("draw", "master", "nonces", "order", "plan", "pool", "reveal_by", "snapshot", "sources")
    f = Fields(body, "body", names)
    return Announce(
        draw=f.draw_id("draw"),
        master=f.digest("master"),
        nonces=f.digest("nonces"),
        order=f.digest("order"),
        plan=f.integer("plan"),
        pool=f.digest("pool"),
        reveal_by=f.day("reveal_by"),
        snapshot=f.integer("snapshot"),
        sources=f.items("sources", _announced_source, 1),
    )


def _drawn_source(value: Json) -> DrawnSource:
    f = Fields(value, "body.sources", ("kind", "round", "signature"))
    f.word("kind", ("drand",))
    f.hex("signature", 48)
    return DrawnSource(f.integer("round", 1), f.text("signature"))


def _draw(body: Json) -> Draw:
    f = Fields(body, "body", ("draw", "sources", "tickets"))
    return Draw(f.draw_id("draw"), f.items("sources", _drawn_source, 1), f.digest("tickets"))


def _adjust(body: Json) -> Adjust:
    kind = as_word(body.get("kind", "") if isinstance(body, dict) else "", _ADJUST_FIELDS)
    f = Fields(body, "body", ("draw", "kind", "rank", "reason", *_ADJUST_FIELDS[kind]))
    return Adjust(
        draw=f.draw_id("draw"),
        kind=kind,
        rank=f.integer("rank"),
        reason=f.word("reason", ADJUST_REASONS[kind]),
        seat=f.integer("seat") if f.has("seat") else None,
        appointment=f.digest("appointment") if f.has("appointment") else None,
        opening=f.digest("opening") if f.has("opening") else None,
    )


def _disclose(body: Json) -> Disclose:
    f = Fields(body, "body", ("draw", "rank", "record"))
    return Disclose(f.draw_id("draw"), f.integer("rank"), f.digest("record"))


def _withhold(body: Json) -> Withhold:
    f = Fields(body, "body", ("draw", "ground", "rank", "record"))
    return Withhold(f.draw_id("draw"), f.word("ground", GROUNDS), f.integer("rank"), f.digest("record"))


def _amend(body: Json) -> Amend:
    correct = isinstance(body, dict) and body.get("kind") == "correct"
    f = Fields(body, "body", ("entry", "kind", "reason", *(("record",) if correct else ())))
    record = f.digest("record") if correct else None
    return Amend(f.integer("entry"), f.word("kind", AMEND_KINDS), f.text("reason"), record)


def _reveal(body: Json) -> Reveal:
    f = Fields(body, "body", ("draw", "master"))
    return Reveal(f.draw_id("draw"), f.get("master", as_digest))


def _cancel(body: Json) -> Cancel:
    f = Fields(body, "body", ("draw", "reason"), ("master",))
    return Cancel(f.draw_id("draw"), f.text("reason"), f.get("master", as_digest) if f.has("master") else None)


_READERS: Mapping[str, Callable[[Json], Body]] = {
    "genesis": _genesis,
    "publish": _publish,
    "snapshot": _snapshot,
    "announce": _announce,
    "draw": _draw,
    "adjust": _adjust,
    "disclose": _disclose,
    "withhold": _withhold,
    "amend": _amend,
    "reveal": _reveal,
    "cancel": _cancel,
}
_TYPE_OF: Mapping[type, str] = {
    Genesis: "genesis",
    Publish: "publish",
    Snapshot: "snapshot",
    Announce: "announce",
    Draw: "draw",
    Adjust: "adjust",
    Disclose: "disclose",
    Withhold: "withhold",
    Amend: "amend",
    Reveal: "reveal",
    Cancel: "cancel",
}


def parse_body(type: str, value: Json) -> Body:
    """The body of an entry of this type."""
    if type == "keys":
        raise FormError("本版本不支持 keys 条目")
    if type not in _READERS:
        raise FormError(f"不认识的条目类型 {type}")
    return _READERS[type](value)


def type_of(body: Body) -> str:
    """The entry type that a body belongs to."""
    return _TYPE_OF[body.__class__]
