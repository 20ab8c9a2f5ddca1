"""drand: chains, the times of rounds, and the BLS check of a round (protocol, "Sources"; drand's `bls-unchained-g1-rfc9380`)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256 as _sha256
from typing import TypeVar

from py_arkworks_bls12381 import GT, G1Point, G2Point

from ledger.core.encoding import CHINA, Digest, Hash, Json, format_time, parse_hex, sha256
from ledger.core.errors import FormError
from ledger.core.fields import Fields

SCHEME = "bls-unchained-g1-rfc9380"
P = TypeVar("P", G1Point, G2Point)
DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
MAX_TIME = 253370735999
"""9998-12-31T23:59:59+08:00, seconds: the last time of the protocol (`encoding.MAX_YEAR`)."""
_FIELDS = ("beaconID", "genesis_time", "groupHash", "hash", "period", "public_key", "scheme")


@dataclass(frozen=True, slots=True)
class Chain:
    """A drand chain. `genesis_time` in seconds since 1970, `period` in seconds; `public_key` and `group_hash` as hex."""

    beacon_id: str
    genesis_time: int
    group_hash: Digest
    hash: Digest
    period: int
    public_key: str

    def json(self) -> dict[str, Json]:
        """As it stands in the genesis entry."""
        return {
            "beaconID": self.beacon_id,
            "genesis_time": self.genesis_time,
            "groupHash": self.group_hash,
            "hash": self.hash,
            "period": self.period,
            "public_key": self.public_key,
            "scheme": SCHEME,
        }


def chain_hash(*, period: int, genesis_time: int, public_key: str, group_hash: str, beacon_id: str) -> Digest:
    """SHA-256 of be32 period ‖ be64 genesis_time ‖ public key ‖ groupHash ‖ beaconID."""
    numbers = period.to_bytes(4, "big") + genesis_time.to_bytes(8, "big")
    return sha256(numbers + bytes.fromhex(public_key) + bytes.fromhex(group_hash) + beacon_id.encode())


def _strict(group: type[P], data: bytes, what: str) -> P:
    """A point that is canonical, not at infinity and in the prime subgroup, or `FormError`.

    Libraries differ in what they refuse first (and some read odd encodings as infinity), so that only the one encoding of
    infinity is told apart: evidence must read the same in Python and in the page.
    """
    if data == bytes(group.identity().to_compressed_bytes()):
        raise FormError(f"{what}在无穷远点")
    wrong = FormError(f"{what}不是规定的子群里的点，或写法不规范")
    try:
        point = group.from_compressed_bytes_unchecked(data)
    except ValueError:
        raise wrong from None
    if point == group.identity() or not point.is_in_subgroup() or bytes(point.to_compressed_bytes()) != data:
        raise wrong
    return point


def parse_chain(value: Json) -> Chain:
    """A chain as in the genesis entry; its hash recomputed, its public key a good point."""
    f = Fields(value, "信标链", _FIELDS)
    f.word("scheme", (SCHEME,))
    chain = Chain(
        beacon_id=f.text("beaconID"),
        genesis_time=f.integer("genesis_time", 0, MAX_TIME),
        group_hash=f.digest("groupHash"),
        hash=f.digest("hash"),
        period=f.integer("period", 1, 2**32 - 1),
        public_key=f.text("public_key"),
    )
    _strict(G2Point, f.hex("public_key", 96), "信标链的公钥")
    computed = chain_hash(
        period=chain.period,
        genesis_time=chain.genesis_time,
        public_key=chain.public_key,
        group_hash=chain.group_hash,
        beacon_id=chain.beacon_id,
    )
    if computed != chain.hash:
        raise FormError(f"信标链的 hash 算得 {computed}，写的是 {chain.hash}")
    return chain


def round_time(chain: Chain, number: int) -> datetime:
    """When a round comes out: genesis_time + period·(round−1)."""
    seconds = chain.genesis_time + chain.period * (number - 1)
    if number < 1 or seconds > MAX_TIME:
        raise FormError(f"信标轮次 {number} 超出范围")
    return datetime.fromtimestamp(seconds, CHINA)


def verify_round(chain: Chain, number: int, signature: str) -> Hash:
    """The value of a round, SHA-256 of its signature; `FormError` unless the signature verifies."""
    time = round_time(chain, number)
    data = parse_hex(signature, 48)
    message = _sha256(number.to_bytes(8, "big")).digest()
    point = _strict(G1Point, data, "信标的签名")
    key = _strict(G2Point, bytes.fromhex(chain.public_key), "信标链的公钥")
    if not GT.pairing_check([G1Point.hash_to_curve(message, DST), -point], [key, G2Point()]):
        raise FormError(f"信标第 {number} 轮（{format_time(time)}）的签名不成立")
    return Hash(_sha256(data).digest())


PUBLIC_CHAINS = (
    Chain(
        beacon_id="quicknet",
        genesis_time=1692803367,
        group_hash=Digest("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"),
        hash=Digest("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"),
        period=3,
        public_key=(
            "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
            "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
        ),
    ),
)
"""The public chains that anyone can look up: drand's quicknet."""
