"""The BLS check of a round: real rounds verify, and nothing near them does (protocol, "Sources")."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py_arkworks_bls12381 import G1Point, G2Point, Scalar

from ledger.core.beacon import DST, MAX_TIME, PUBLIC_CHAINS, SCHEME, chain_hash, parse_chain, round_time, verify_round
from ledger.core.encoding import Digest, format_time
from ledger.core.errors import FormError
from tests.support.relay import LocalChain

REAL = json.loads((Path(__file__).parents[2] / "example" / "rounds.json").read_text("utf-8"))
QUICKNET = PUBLIC_CHAINS[0]
ROUNDS = [(r["round"], r["signature"], r["randomness"], r["time"]) for r in REAL["rounds"]]
NUMBER, SIGNATURE, *_ = ROUNDS[0]

# Of the curves, but of no use: found by counting x up from 0 until it is one of a point outside the prime-order subgroup.
OFF_G1 = "80" + "0" * 94
OFF_G2 = "80" + "0" * 188 + "02"
INFINITY_G1 = "c0" + "0" * 94
INFINITY_G2 = "c0" + "0" * 190


def flipped(text: str) -> list[str]:
    """Every value that differs from this hex in one bit."""
    data = bytes.fromhex(text)
    number = int.from_bytes(data, "big")
    return [(number ^ (1 << bit)).to_bytes(len(data), "big").hex() for bit in range(8 * len(data))]


def test_the_package_carries_the_real_quicknet():
    chain = REAL["chain"]
    assert QUICKNET.json() == {
        "beaconID": chain["metadata"]["beaconID"],
        "genesis_time": chain["genesis_time"],
        "groupHash": chain["groupHash"],
        "hash": chain["hash"],
        "period": chain["period"],
        "public_key": chain["public_key"],
        "scheme": chain["schemeID"],
    }
    assert REAL["dst"].encode() == DST


@pytest.mark.parametrize("chain", PUBLIC_CHAINS, ids=lambda chain: chain.beacon_id)
def test_public_chains_are_chains(chain):
    assert parse_chain(chain.json()) == chain


@pytest.mark.parametrize(("number", "signature", "randomness", "time"), ROUNDS)
def test_a_real_round_verifies(number, signature, randomness, time):
    assert verify_round(QUICKNET, number, signature).hex() == randomness
    assert format_time(round_time(QUICKNET, number)) == time


@pytest.mark.parametrize(("number", "signature"), [row[:2] for row in ROUNDS])
def test_no_signature_one_bit_away_verifies(number, signature):
    for wrong in flipped(signature):
        with pytest.raises(FormError):
            verify_round(QUICKNET, number, wrong)


@pytest.mark.parametrize(("number", "signature"), [row[:2] for row in ROUNDS])
def test_no_round_one_bit_away_verifies(number, signature):
    for bit in range(34):  # as far as rounds have a time
        with pytest.raises(FormError, match="签名不成立"):
            verify_round(QUICKNET, number ^ (1 << bit), signature)


def test_no_key_one_bit_away_verifies():
    for wrong in flipped(QUICKNET.public_key):
        with pytest.raises(FormError):
            verify_round(replace(QUICKNET, public_key=wrong), NUMBER, SIGNATURE)


def test_a_round_of_another_chain_does_not_verify():
    other = LocalChain(secret=b"another chain")
    with pytest.raises(FormError, match="签名不成立"):
        verify_round(other.public, NUMBER, SIGNATURE)
    with pytest.raises(FormError, match="签名不成立"):
        verify_round(QUICKNET, 1, other.signature(1))


def test_the_negated_signature_does_not_verify():
    """It differs in the sign bit alone, and its pairing is the inverse."""
    negated = bytes((-G1Point.from_compressed_bytes(bytes.fromhex(SIGNATURE))).to_compressed_bytes()).hex()
    assert bytes.fromhex(negated)[1:] == bytes.fromhex(SIGNATURE)[1:]
    with pytest.raises(FormError, match="签名不成立"):
        verify_round(QUICKNET, NUMBER, negated)


def test_another_purpose_or_message_does_not_verify():
    """A signature under another DST, over the bare number, or over another order of its bytes is none of a round."""
    key = Scalar.from_be_bytes_mod_order(b"a key")
    chain = LocalChain(secret=b"a key")
    number = (7).to_bytes(8, "big")
    messages = [
        (hashlib.sha256(number).digest(), b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"),
        (number, DST),
        (hashlib.sha256(number[::-1]).digest(), DST),
        (hashlib.sha256(b"\x00" * 32 + number).digest(), DST),
    ]
    assert verify_round(chain.public, 7, chain.signature(7))
    for message, dst in messages:
        signature = bytes((G1Point.hash_to_curve(message, dst) * key).to_compressed_bytes()).hex()
        with pytest.raises(FormError, match="签名不成立"):
            verify_round(chain.public, 7, signature)


def test_the_unusable_points_are_what_they_are_said_to_be():
    """Otherwise the tests below would pass for another reason."""
    for point in (
        G1Point.from_compressed_bytes_unchecked(bytes.fromhex(OFF_G1)),
        G2Point.from_compressed_bytes_unchecked(bytes.fromhex(OFF_G2)),
    ):
        assert not point.is_in_subgroup()
    assert G1Point.from_compressed_bytes_unchecked(bytes.fromhex(INFINITY_G1)) == G1Point.identity()
    assert G2Point.from_compressed_bytes_unchecked(bytes.fromhex(INFINITY_G2)) == G2Point.identity()


@pytest.mark.parametrize(
    ("signature", "problem"),
    [
        (INFINITY_G1, "无穷远点"),
        (OFF_G1, "子群"),
        ("e0" + "0" * 94, "不是规定的子群里的点"),  # infinity with a sign
        ("c0" + "0" * 93 + "1", "不是规定的子群里的点"),  # infinity with something else besides
        ("40" + "0" * 94, "不是规定的子群里的点"),  # infinity, not marked as compressed
        ("00" * 48, "不是规定的子群里的点"),
        ("ff" * 48, "不是规定的子群里的点"),
        (
            "9a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab",
            "不是规定的子群里的点",
        ),  # x = p
        (SIGNATURE.upper(), "小写十六进制"),
        (SIGNATURE + "00", "48 字节"),
        (SIGNATURE[:-2], "48 字节"),
        (SIGNATURE + "\n", "48 字节"),
        ("", "48 字节"),
    ],
)
def test_a_signature_that_is_none(signature, problem):
    for chain in (QUICKNET, replace(QUICKNET, public_key=INFINITY_G2)):
        with pytest.raises(FormError, match=problem):
            verify_round(chain, NUMBER, signature)


def test_infinity_does_not_verify_under_infinity():
    """Both pairings would be one."""
    with pytest.raises(FormError, match="无穷远点"):
        verify_round(replace(QUICKNET, public_key=INFINITY_G2), NUMBER, SIGNATURE)


def chain_json(**changes):
    """quicknet as in a genesis entry, changed, with the hash that then belongs to it."""
    value = QUICKNET.json() | changes
    value["hash"] = chain_hash(
        period=value["period"],
        genesis_time=value["genesis_time"],
        public_key=value["public_key"],
        group_hash=value["groupHash"],
        beacon_id=value["beaconID"],
    )
    return value


@pytest.mark.parametrize(
    ("public_key", "problem"),
    [(INFINITY_G2, "无穷远点"), (OFF_G2, "子群"), ("00" * 96, "子群"), ("ff" * 96, "子群")],
)
def test_a_public_key_that_is_none(public_key, problem):
    with pytest.raises(FormError, match=problem):
        parse_chain(chain_json(public_key=public_key))
    with pytest.raises(FormError, match=problem):
        verify_round(replace(QUICKNET, public_key=public_key), NUMBER, SIGNATURE)


@pytest.mark.parametrize("public_key", ["00" * 48, "00" * 97, QUICKNET.public_key.upper(), ""])
def test_a_public_key_of_another_form(public_key):
    with pytest.raises(FormError, match="96 字节"):
        parse_chain(chain_json(public_key=public_key))


def test_the_chains_hash_is_recomputed():
    """ "A chain's `hash` is recomputed (SHA-256 of be32 period ‖ be64 genesis_time ‖ public key ‖ groupHash ‖ beaconID)"."""
    data = (
        (3).to_bytes(4, "big")
        + (1692803367).to_bytes(8, "big")
        + bytes.fromhex(REAL["chain"]["public_key"])
        + bytes.fromhex(REAL["chain"]["groupHash"])
        + b"quicknet"
    )
    assert hashlib.sha256(data).hexdigest() == REAL["chain"]["hash"] == chain_json()["hash"]
    right = QUICKNET.json()
    other = LocalChain(secret=b"x").public
    wrong = [right | {"hash": hash} for hash in flipped(QUICKNET.hash)]
    wrong += [right | {"groupHash": hash} for hash in flipped(QUICKNET.group_hash)]
    wrong += [right | {"period": 1}, right | {"genesis_time": 1692803366}, right | {"beaconID": "Quicknet"}]
    wrong += [right | {"public_key": other.public_key}]
    for value in wrong:
        with pytest.raises(FormError, match="的 hash 算得"):
            parse_chain(value)


@pytest.mark.parametrize(
    "changes",
    [
        {"scheme": "pedersen-bls-chained"},
        {"scheme": "bls-unchained-on-g1"},
        {"period": 0},
        {"period": 2**32},
        {"period": True},
        {"period": "3"},
        {"genesis_time": -1},
        {"genesis_time": MAX_TIME + 1},
        {"beaconID": 1},
        {"note": "x"},
    ],
)
def test_a_chain_of_another_form(changes):
    with pytest.raises(FormError):
        parse_chain(QUICKNET.json() | changes)


@pytest.mark.parametrize("name", sorted(QUICKNET.json()))
def test_a_chain_without_a_field(name):
    value = QUICKNET.json()
    del value[name]
    with pytest.raises(FormError, match=f"缺少字段 {name}"):
        parse_chain(value)


@given(
    number=st.integers(1, 2**31),
    period=st.integers(1, 60),
    genesis_time=st.integers(0, 2**32),
)
def test_time_of_a_round(number, period, genesis_time):
    """ "time(round) = genesis_time + period·(round−1)" (protocol, "Sources")."""
    chain = replace(QUICKNET, period=period, genesis_time=genesis_time)
    assert round_time(chain, number).timestamp() == genesis_time + period * (number - 1)


@pytest.mark.parametrize("number", [0, -1, 2**53, 2**64])
def test_a_round_beyond_time(number):
    """0 is not "the latest" (house style)."""
    chain = LocalChain(period=3, genesis_time=1_700_000_000)
    signature = chain.signature(number) if 0 <= number < 2**64 else SIGNATURE
    with pytest.raises(FormError, match="超出范围"):
        round_time(chain.public, number)
    with pytest.raises(FormError, match="超出范围"):
        verify_round(chain.public, number, signature)


@pytest.mark.parametrize("number", [1, 2, 1000, 2**32 - 1, 2**32 + 1])
def test_a_chain_of_ones_own_verifies(number):
    chain = LocalChain(period=2, genesis_time=1_700_000_000)
    assert parse_chain(chain.public.json()) == chain.public
    assert chain.info()["schemeID"] == SCHEME
    value = verify_round(chain.public, number, chain.signature(number))
    assert Digest(value.hex()) == chain.answer(number)["randomness"]
