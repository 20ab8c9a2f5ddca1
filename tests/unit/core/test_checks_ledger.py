"""Checks of the policy and the chain, in each status that they can have (protocol, "Verifying")."""

import json
from dataclasses import replace
from typing import Any

import pytest
from nacl.signing import SigningKey

from ledger.core import layout
from ledger.core.bodies import Publish
from ledger.core.encoding import Digest, jcs, sha256
from ledger.core.policy import Policy
from ledger.core.verify import verify
from tests.support.bureau import REQUIRED, TWO_ROLES, Bureau, secret
from tests.support.forge import Forgery, failed_of_ledger, one
from tests.support.ledgers import AS_OF, Ledger, Options, build_ledger, tiny_ledger
from tests.support.relay import LocalChain

LEDGER = tiny_ledger()
WHOLE = build_ledger()
FULL = WHOLE.bureau.policy()
NEXT = f"ledger.jsonl:{len(LEDGER.bureau.lines) + 1}"
"""The line after the last."""


def forgery(ledger: Ledger = LEDGER) -> Forgery:
    """To be changed."""
    return Forgery(ledger)


def test_policy_genesis() -> None:
    """ "the genesis line … those of the verifier's policy"; "without one … `policy.genesis` is `unproven`"."""
    other = replace(FULL, genesis=Digest("0" * 64))
    for policy, status in ((FULL, "pass"), (None, "unproven"), (Policy(), "unproven"), (other, "fail")):
        check = one(verify(WHOLE.files.get, policy, AS_OF), "policy.genesis")
        assert check.status == status and FULL.genesis is not None and FULL.genesis in check.evidence


def test_policy_beacons() -> None:
    """ "the chains are those of the verifier's policy"; what rests only on the ledger's own word is `unproven`."""
    local = LocalChain(secret=b"1" * 48).public
    own = build_ledger(Options(draws=()), bureau=Bureau(chains=(*Policy().chains, local)))
    for policy, status in ((own.bureau.policy(), "pass"), (None, "unproven"), (Policy(), "fail")):
        check = one(verify(own.files.get, policy, AS_OF), "policy.beacons")
        assert check.status == status and (local.hash in check.evidence) == (status != "pass")
    assert one(verify(WHOLE.files.get, None, AS_OF), "policy.beacons").status == "pass", "the package has the public chains"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda data: data[:-1], "ledger.jsonl"),
        (lambda data: b"", "ledger.jsonl"),
        (lambda data: data + b"\n", NEXT),
        (lambda data: data + b"{}\n", NEXT),
        (lambda data: data.replace(b'"v":1', b'"v":2', 1), "ledger.jsonl:1"),
        (lambda data: data.replace(b"\n", b"\r\n"), "ledger.jsonl:1"),
        (lambda data: b"\n" + data, "ledger.jsonl:1"),
        (lambda data: data.split(b"\n", 1)[1], "ledger.jsonl:1"),
        (lambda data: data + data.split(b"\n")[0] + b"\n", NEXT),
        (lambda data: data.replace(b"\n", b" \n", 3), "ledger.jsonl:1"),
        (lambda data: data.replace("示例".encode(), b"\xff", 1), "ledger.jsonl:1"),
    ],
)
def test_chain_form(change: Any, place: str) -> None:
    """ "each line is canonical": otherwise nothing more is said, and the line is named."""
    forged = forgery()
    forged.files[layout.LEDGER] = change(forged.files[layout.LEDGER])
    (check,) = forged.report().checks
    assert (check.name, check.status) == ("chain.form", "fail") and check.evidence.startswith(f"{place}: ")


def test_chain_links() -> None:
    """ "linked": each `index` its place, each `previous` the leaf hash of the line before."""
    forged = forgery()
    forged.entries[6]["index"] = 7
    forged.sign_anew()
    assert forged.check("chain.links").evidence == "第 7 行的 index 是 7，应为 6"
    cut = forgery()
    lines = cut.lines
    cut.write_lines([*lines[:4], *lines[5:]])
    assert {"chain.links", "checkpoint.root"} <= failed_of_ledger(cut)
    swapped = forgery()
    swapped.write_lines([*lines[:1], lines[2], lines[1], *lines[3:]])
    assert "chain.links" in failed_of_ledger(swapped)
    unlinked = forgery()
    entry = json.loads(lines[-1]) | {"previous": "0" * 64}
    unsigned = {name: value for name, value in entry.items() if name != "signatures"}
    unlinked.write_lines([*lines[:-1], unlinked.bureau.sign(unsigned, list(entry["signatures"]))])
    unlinked.sign_checkpoints()
    assert failed_of_ledger(unlinked) == {"chain.links"}


@pytest.mark.parametrize(("type", "name"), [("announce", "snapshot"), ("announce", "plan"), ("amend", "entry")])
def test_an_index_of_nowhere(type: str, name: str) -> None:
    """An entry that gives itself a place far behind, and names one that is not there: both are said."""
    forged = forgery(WHOLE)
    entry = forged.find(type)
    entry["index"] = 2**53 - 1
    entry["body"][name] = 2**53 - 2
    forged.sign_anew()
    assert {"chain.links", "chain.order"} <= forged.failed()
    assert f"{name if type == 'announce' else 'amend'} 指向的 {2**53 - 2} 号条目" in forged.check("chain.order").evidence


def test_snapshots_that_say_they_are_later() -> None:
    """No snapshot before the reveal shows a closure: that fails, beside the index itself."""
    forged = forgery(build_ledger(Options(draws=("B-key",))))
    for entry in forged.entries:
        if entry["type"] == "snapshot":
            entry["index"] = 2**53 - 1
    forged.sign_anew()
    assert {"chain.links", "draw.reveal"} <= forged.failed()


CLERK, SUPERVISOR, LOG = (f"test.example/{name}" for name in ("clerk", "supervisor", "ledger"))


@pytest.mark.parametrize(
    ("type", "signers", "problem"),
    [
        ("disclose", (), "没有各由一把密钥签齐"),
        ("disclose", (SUPERVISOR,), "没有所需的角色"),
        ("disclose", (LOG,), "没有所需的角色"),
        ("disclose", (CLERK, SUPERVISOR), "没有所需的角色"),
        ("disclose", (CLERK, LOG), "没有所需的角色"),
        ("announce", (CLERK,), "没有各由一把密钥签齐"),
        ("announce", (SUPERVISOR,), "没有各由一把密钥签齐"),
        ("announce", (CLERK, SUPERVISOR, LOG), "没有所需的角色"),
        ("genesis", (CLERK,), "没有各由一把密钥签齐"),
    ],
)
def test_chain_signatures_by_role(type: str, signers: tuple[str, ...], problem: str) -> None:
    """ "each needs a signature by a key of its own …, and every signer holds one of them. … Log and witness keys sign no
    entries"."""
    forged = forgery()
    place = forged.entries.index(forged.find(type))
    forged.sign_anew({place: signers})
    check = forged.check("chain.signatures")
    assert check.status == "fail" and problem in check.evidence and f"第 {place} 号条目（{type}）" in check.evidence
    assert failed_of_ledger(forged) == {"chain.signatures"}


def test_chain_signatures_one_key_fills_one_role() -> None:
    """ "(one key never fills two roles of one entry)", even if it holds both; two that each hold both may share them."""
    for both, signers, status in (
        ({CLERK: ("clerk", "supervisor")}, (CLERK,), "fail"),
        ({CLERK: ("clerk", "supervisor")}, (CLERK, SUPERVISOR), "pass"),
        ({CLERK: ("supervisor", "clerk"), SUPERVISOR: ("supervisor", "clerk")}, (SUPERVISOR, CLERK), "pass"),
    ):
        bureau = Bureau()
        bureau.roles |= both
        forged = forgery(build_ledger(Options(draws=("F-special",)), bureau=bureau))
        two = {place: signers for place, entry in enumerate(forged.entries) if entry["type"] in TWO_ROLES}
        forged.sign_anew(two)
        assert forged.check("chain.signatures").status == status


@pytest.mark.parametrize(("last", "status"), [("r0", "fail"), ("r15", "pass")])
def test_chain_signatures_of_many_keys(last: str, status: str) -> None:
    """Sixteen roles of sixteen keys, each of which may fill all but the last role: whoever tried all the ways to share them out
    would never end, and a verifier is shown what somebody else wrote."""
    names, roles = [f"test.example/k{number:02d}" for number in range(16)], tuple(f"r{number}" for number in range(16))
    bureau = Bureau(required=REQUIRED | {"publish": roles})
    for name in names:
        bureau.keys[name] = SigningKey(secret(name))
        bureau.roles[name] = roles[:-1]
    bureau.roles[names[0]] = (last,)
    bureau.genesis("2023-08-21T09:00:00+08:00")
    bureau.files[layout.file(sha256(b""))] = b""
    bureau.write("2023-08-21T09:10:00+08:00", Publish("guide", "staff", sha256(b"")), signers=names)
    check = one(verify(bureau.published().get, None, AS_OF), "chain.signatures")
    assert check.status == status
    assert status == "pass" or check.evidence.endswith(f"所需的角色（{'、'.join(roles)}）没有各由一把密钥签齐")


@pytest.mark.parametrize("name", ["stranger", "test.example/Clerk"])
def test_chain_signatures_of_a_stranger(name: str) -> None:
    """A key that the ledger does not name, even beside those it needs."""
    forged = forgery()
    forged.bureau.keys[name] = forged.bureau.keys[CLERK]
    try:
        for signers in ((name,), (CLERK, name)):
            forged.sign_anew({forged.entries.index(forged.find("snapshot")): signers})
            assert f"签名者 {name} 不是台账的密钥" in forged.check("chain.signatures").evidence
    finally:
        del forged.bureau.keys[name]


def test_chain_signatures_are_over_this_entry() -> None:
    """Neither another entry's signature nor the other key's."""
    entries = forgery().entries
    at = entries.index(forgery().find("announce"))
    two = entries[at]["signatures"]
    swapped = dict(zip(two, reversed(two.values()), strict=True))
    assert entries[at - 1]["signatures"].keys() == entries[at - 2]["signatures"].keys() == {CLERK}
    for place, signatures in ((at - 1, entries[at - 2]["signatures"]), (at, swapped)):
        forged = forgery()
        line = jcs(forged.entries[place] | {"signatures": signatures})
        forged.write_lines([*forged.lines[:place], line, *forged.lines[place + 1 :]])
        assert forged.check("chain.signatures").evidence == f"第 {place} 号条目上 {CLERK} 的签名不成立"


def test_chain_times() -> None:
    """ "`time` … never earlier than the entry before": the same second is no fault, and offsets are no trick."""
    for time, status in (
        ("2023-08-21T09:30:00+08:00", "pass"),
        ("2023-08-21T09:29:59+08:00", "fail"),
        ("2023-08-21T01:30:00+00:00", "pass"),
        ("2023-08-21T09:45:00+09:00", "fail"),
    ):
        forged = forgery()
        guide = next(entry for entry in forged.entries if entry["body"].get("kind") == "guide")
        guide["time"] = time
        forged.sign_anew()
        assert forged.check("chain.times").status == status
        assert failed_of_ledger(forged) == ({"chain.times"} if status == "fail" else set())


def test_chain_order() -> None:
    """ "lawful in the life of its draw" (each rule: test_life.py); how many breaches there are is said."""
    forged = forgery()
    for _ in range(2):
        forged.entries.append(forged.find("reveal") | {"index": len(forged.entries)})
    forged.sign_anew()
    assert forged.check("chain.order").evidence.endswith("；另有 1 处")
    assert failed_of_ledger(forged) == {"chain.order"}


def test_progress_is_told() -> None:
    """For long ledgers."""
    seen: list[tuple[int, int]] = []
    verify(WHOLE.files.get, None, AS_OF, lambda done, total: seen.append((done, total)))
    assert seen and seen[-1][1] == len(WHOLE.bureau.lines)
