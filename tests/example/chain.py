"""The example's own beacon chain: written in full in `agency.yaml`, its secret published in `keys.json`.

Whoever has the secret can sign every round ahead of time, so nothing that rests on this chain proves anything: a verifier
that trusts the public chains alone says so of each draw.
"""

from datetime import datetime, timedelta

from ledger.core.beacon import Chain, round_time
from tests.example.keys import KEYS, ROUNDS
from tests.support.relay import LocalChain

PERIOD = 30
GENESIS_TIME = 1701360000
"""2023-12-01T00:00:00+08:00, in seconds since 1970."""
EXAMPLE = LocalChain(PERIOD, GENESIS_TIME, KEYS["beacon"]["name"], bytes.fromhex(KEYS["beacon"]["secret"]))


def round_after(time: datetime) -> int:
    """The first round that is out later than this."""
    chain = EXAMPLE.public
    number = int((time.timestamp() - chain.genesis_time) // chain.period) + 2
    assert round_time(chain, number) - time <= timedelta(seconds=chain.period)
    return number


def fetch(_: object, chain: Chain, round: int, wait: bool) -> str:
    """The three real rounds, as anyone may look them up; those of the example's chain, signed here."""
    assert not wait
    return EXAMPLE.signature(round) if chain == EXAMPLE.public else str(ROUNDS[round])
