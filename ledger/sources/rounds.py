"""A round as drand writes it in JSON, checked against the pinned chain: from a relay's answer, or from a file.

The JSON is somebody else's and may grow: unknown names are passed over, but the ones read here must be there once and
be of their type. Nothing in it is believed: the signature is verified, and what merely repeats it must agree.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.core.beacon import SCHEME, Chain, round_time, verify_round
from ledger.core.encoding import Digest, Hash
from ledger.core.errors import FormError, SourceError
from ledger.sources.http import shown

FILE_LIMIT = 1 << 20
"""A file of rounds is at most this many bytes."""


@dataclass(frozen=True, slots=True)
class Round:
    """A verified round of a chain: its signature as hex, its value SHA-256 of the signature, and where it came from."""

    chain: Digest
    number: int
    signature: str
    value: Hash
    origin: str


def check_number(chain: Chain, number: int) -> None:
    """The named round: a whole number from 1 on, never 0, by which drand means the latest. Raises `SourceError`."""
    try:
        round_time(chain, number)
    except FormError as error:
        raise SourceError(error.problem, hint="轮次是公告里写定的正整数") from None


def read_object(data: bytes, what: str) -> dict[str, object]:
    """A JSON object: UTF-8, no name twice, no number beyond the whole ones."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=_pairs, parse_float=_no_number, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise SourceError(f"{what}不是 UTF-8") from None
    except (ValueError, RecursionError):
        raise SourceError(f"{what}不是 JSON") from None
    if not isinstance(value, dict):
        raise SourceError(f"{what}须为 JSON 对象")
    return value


def _pairs(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SourceError("JSON 里有重复的字段名")
    return found


def _no_number(text: str) -> object:
    raise SourceError(f"JSON 里的数 {text[:20]} 不是整数")


def parse_round(value: Mapping[str, object], chain: Chain, number: int, origin: str) -> Round:
    """The named round of this chain, its signature verified. Raises `SourceError` for anything else."""
    found, signature, randomness = value.get("round"), value.get("signature"), value.get("randomness")
    if not isinstance(found, int) or isinstance(found, bool) or not isinstance(signature, str):
        raise SourceError("缺少 round 或 signature，或类型不对")
    if found != number:
        raise SourceError(f"给的是第 {shown(found)} 轮，不是第 {number} 轮")
    try:
        verified = verify_round(chain, number, signature)
    except FormError as error:
        raise SourceError(error.problem) from None
    if "randomness" in value and randomness != verified.hex():
        raise SourceError("randomness 与签名的 SHA-256 不符")
    return Round(chain.hash, number, signature, verified, origin)


def chain_difference(info: Mapping[str, object], chain: Chain) -> str:
    """How a chain's info, as relays give it, differs from the pinned chain, in words; empty where it does not."""
    metadata = info.get("metadata")
    expected: dict[str, object] = {
        "hash": chain.hash,
        "public_key": chain.public_key,
        "period": chain.period,
        "genesis_time": chain.genesis_time,
        "groupHash": chain.group_hash,
        "schemeID": SCHEME,
    }
    for name, value in expected.items():
        if info.get(name) != value:
            return f"是另一条链：{name} 应为 {value}，给的是 {shown(info.get(name))}"
    if isinstance(metadata, dict) and metadata.get("beaconID") != chain.beacon_id:
        return f"是另一条链：beaconID 应为 {chain.beacon_id}，给的是 {shown(metadata.get('beaconID'))}"
    return ""


def parse_round_file(data: bytes, chain: Chain, number: int, origin: str) -> Round:
    """The named round from a file: a relay's answer as it is, or ``{"chain": info, "rounds": [answers]}``."""
    check_number(chain, number)
    try:
        value = read_object(data, "文件")
        if "rounds" in value or "chain" in value:
            value = _unwrap(value, chain, number)
        return parse_round(value, chain, number, origin)
    except SourceError as error:
        hint = f"须是链 {chain.hash} 的第 {number} 轮，由 drand 中继的 /{chain.hash}/public/{number} 原样存下"
        raise SourceError(error.problem, hint=hint, place=origin) from None


def _unwrap(value: Mapping[str, object], chain: Chain, number: int) -> dict[str, object]:
    info, rounds = value.get("chain"), value.get("rounds")
    if not isinstance(info, dict) or not isinstance(rounds, list):
        raise SourceError("缺少 chain 或 rounds，或类型不对")
    if difference := chain_difference(info, chain):
        raise SourceError(difference)
    named = [item for item in rounds if isinstance(item, dict) and item.get("round") == number]
    if len(named) != 1:
        raise SourceError(f"第 {number} 轮有 {len(named)} 个，须恰有一个")
    found: dict[str, object] = named[0]
    return found
