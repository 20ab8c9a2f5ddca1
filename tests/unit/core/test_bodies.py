"""The bodies of the entry types: each is read in its one form and written back the same (protocol, "Entry types")."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from ledger.core.bodies import ADJUST_REASONS, TYPES, parse_body, parse_required, type_of
from ledger.core.errors import FormError
from ledger.core.note import COSIGNATURE, format_vkey, parse_vkey, verifier_key
from tests.support.bureau import REQUIRED
from tests.support.ledgers import build_ledger
from tests.unit.core.shapes import other_shapes

ENTRIES = [json.loads(line) for line in build_ledger().bureau.lines]
SAMPLES: dict[str, Any] = {}
"""A body of each type and, where the type has kinds, of each kind."""
for _entry in ENTRIES:
    SAMPLES.setdefault("-".join(filter(None, (_entry["type"], _entry["body"].get("kind")))), _entry["body"])
SAMPLES |= {f"cancel-{'after' if 'master' in e['body'] else 'before'}": e["body"] for e in ENTRIES if e["type"] == "cancel"}
del SAMPLES["cancel"]
GENESIS = SAMPLES["genesis"]


def kind_of(name: str) -> str:
    """The type that a sample is of."""
    return name.split("-", maxsplit=1)[0]


def refused(type: str, body: Any, problem: str | None = None) -> None:
    """The body is none of this type."""
    with pytest.raises(FormError, match=problem):
        parse_body(type, body)


def test_samples_have_every_type() -> None:
    assert {kind_of(name) for name in SAMPLES} == set(TYPES) - {"keys"}
    assert {name.removeprefix("adjust-") for name in SAMPLES if name.startswith("adjust")} == ADJUST_REASONS.keys()


@pytest.mark.parametrize("name", SAMPLES)
def test_read_and_written_back(name: str) -> None:
    body = parse_body(kind_of(name), SAMPLES[name])
    assert (type_of(body), body.json()) == (kind_of(name), SAMPLES[name])


@pytest.mark.parametrize("name", SAMPLES)
def test_no_other_shape(name: str) -> None:
    """ "An unknown field, a missing one, or one of another JSON type is an error", at every place of every body."""
    optional = ("master",) if name == "cancel-after" else ()
    free = ("text",)
    for what, body in other_shapes(SAMPLES[name], optional=optional, free=free):
        text = what.endswith(" = 'x'")
        list_of_any = what.endswith(" = []") and what.split()[0] in ("keys", "witnesses.vkeys")
        try:
            parse_body(kind_of(name), body)
        except FormError:
            continue
        assert not text and list_of_any, what


@pytest.mark.parametrize("type", ["keys", "", "Genesis", "unknown", "genesis "])
def test_no_other_type(type: str) -> None:
    """`keys` entries come with a later version; until then none is read."""
    refused(type, {}, "不支持 keys" if type == "keys" else "不认识的条目类型")


@pytest.mark.parametrize("kind", ADJUST_REASONS)
def test_reasons_are_closed_lists(kind: str) -> None:
    """ "a word of a closed list, so that it cannot name anyone", each for its own kinds."""
    body = SAMPLES[f"adjust-{kind}"]
    every = {reason for reasons in ADJUST_REASONS.values() for reason in reasons} | {"", "某某", "Interest"}
    for reason in every:
        if reason in ADJUST_REASONS[kind]:
            parse_body("adjust", body | {"reason": reason})
        else:
            refused("adjust", body | {"reason": reason}, "之一")


@pytest.mark.parametrize("kind", ADJUST_REASONS)
def test_fields_of_each_kind(kind: str) -> None:
    """ "`recusal`, `unavailable`: `seat`; `appointed`: `seat`, `appointment`; `closed`, `void`: `opening`"."""
    body = SAMPLES[f"adjust-{kind}"]
    for name, value in (("seat", 0), ("appointment", "0" * 64), ("opening", "0" * 64)):
        if name not in body:
            refused("adjust", body | {name: value}, f"不认识的字段 {name}")
    refused("adjust", body | {"kind": "replaced"}, "之一")
    refused("adjust", [], "之一")


@pytest.mark.parametrize(
    ("type", "changes"),
    [
        ("publish-plan", {"kind": "report"}),
        ("publish-plan", {"id": "a/b"}),
        ("publish-plan", {"sha256": "0" * 63}),
        ("publish-plan", {"sha256": "A" * 64}),
        ("snapshot", {"entities": -1}),
        ("snapshot", {"period": ".."}),
        ("announce", {"draw": "a.b"}),
        ("announce", {"reveal_by": "2024-02-30"}),
        ("announce", {"reveal_by": "2024-10-14T09:00:00+08:00"}),
        ("announce", {"sources": []}),
        ("announce", {"sources": [{"chain": "0" * 64, "kind": "drand", "round": 0}]}),
        ("announce", {"sources": [{"chain": "0" * 64, "kind": "numbers", "round": 1}]}),
        ("announce", {"timelock": {}}),
        ("announce", {"plan": -1}),
        ("draw", {"sources": []}),
        ("draw", {"sources": [{"kind": "drand", "round": 1, "signature": "00" * 47}]}),
        ("draw", {"sources": [{"kind": "drand", "round": 1, "signature": "AA" * 48}]}),
        ("draw", {"sources": [{"chain": "0" * 64, "kind": "drand", "round": 1, "signature": "00" * 48}]}),
        ("disclose", {"rank": -1}),
        ("disclose", {"rank": "0"}),
        ("withhold", {"ground": "商业秘密"}),
        ("withhold", {"ground": "保密 "}),
        ("amend-correct", {"kind": "delete"}),
        ("amend-expire", {"record": "0" * 64}),
        ("reveal", {"master": "0" * 62}),
        ("cancel-after", {"master": ""}),
    ],
    ids=str,
)
def test_values_out_of_bounds(type: str, changes: dict[str, Any]) -> None:
    refused(kind_of(type), SAMPLES[type] | changes)


def test_required_lists_all_types() -> None:
    """ "`required[type]` lists roles … All types are listed; `keys` needs `admin` and one more"."""
    whole: Any = {type: list(roles) for type, roles in REQUIRED.items()}
    assert parse_required(whole) == REQUIRED
    for type in TYPES:
        with pytest.raises(FormError, match=f"缺少字段 {type}"):
            parse_required({name: roles for name, roles in whole.items() if name != type})
    for keys in (["admin"], ["clerk", "supervisor"]):
        with pytest.raises(FormError, match="admin"):
            parse_required(whole | {"keys": keys})
    for roles in ([], ["clerk", "clerk"]):
        with pytest.raises(FormError):
            parse_required(whole | {"draw": roles})


def genesis(change: Callable[[Any], object]) -> Any:
    """The genesis body, changed."""
    body = copy.deepcopy(GENESIS)
    change(body)
    return body


def renamed(vkey: str, name: str, algorithm: int = 1) -> str:
    """The same public key under another name or for another use."""
    return format_vkey(verifier_key(name, parse_vkey(vkey).public, algorithm))


CLERK, SUPERVISOR, LOG = GENESIS["keys"]
WITNESS = {"quorum": 1, "vkeys": [renamed(CLERK["vkey"], "witness", COSIGNATURE)]}


def test_one_key_is_not_two() -> None:
    """ "one key never fills two roles of one entry": a name stands once, and so does a public key under any name."""
    refused("genesis", genesis(lambda b: b["keys"].append(CLERK | {"roles": ["admin"]})), "密钥名称有重复")
    twin = {"roles": ["supervisor"], "vkey": renamed(CLERK["vkey"], "another")}
    refused("genesis", genesis(lambda b: b["keys"].append(twin)), "公钥有重复")
    refused("genesis", genesis(lambda b: b.update(witnesses=WITNESS)), "公钥有重复")


def test_log_and_witness_keys_sign_no_entries() -> None:
    """ "Log and witness keys sign no entries"; "a witness uses 0x04"."""
    refused("genesis", genesis(lambda b: b["keys"][2]["roles"].append("clerk")), "log 密钥只签检查点")
    refused("genesis", genesis(lambda b: b["required"].update(publish=["log"])), "log 密钥不签条目")
    as_witness = renamed(CLERK["vkey"], "test.example/clerk", COSIGNATURE)
    refused("genesis", genesis(lambda b: b["keys"][0].update(vkey=as_witness)), "算法应为 0x01")
    plain = {"quorum": 1, "vkeys": [renamed(CLERK["vkey"], "witness")]}
    refused("genesis", genesis(lambda b: b.update(witnesses=plain)), "算法应为 0x04")


def test_genesis_needs_a_beacon_and_keys_with_roles() -> None:
    refused("genesis", genesis(lambda b: b.update(beacons=[])), "至少要有 1 项")
    for roles in ([], ["clerk", "clerk"]):
        refused("genesis", genesis(lambda b, roles=roles: b["keys"][0].update(roles=roles)))
    refused("genesis", genesis(lambda b: b["beacons"][0].update(period=4)), "hash 算得")
