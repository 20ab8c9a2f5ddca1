"""The client against real relays on the loopback address: right rounds, and every way of going wrong."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from ledger.commands.main import main
from ledger.core.beacon import PUBLIC_CHAINS, round_time
from ledger.core.errors import SourceError
from ledger.sources.drand import GRACE, RETRY, TRIES, Client, round_address, round_from_file
from ledger.sources.http import Http
from tests.support.relay import Fault, LocalChain, Relay
from tests.unit.sources.clock import Clock

GENESIS = 1_700_000_000
PERIOD = 3
ROUND = 41
DUE = GENESIS + PERIOD * (ROUND - 1)
CHAIN = LocalChain(PERIOD, GENESIS, secret=b"a key for these tests")


@pytest.fixture
def clock() -> Clock:
    return Clock(DUE + 1)


@pytest.fixture
def relays(clock: Clock) -> Iterator[tuple[Relay, Relay]]:
    with Relay(CHAIN, now=clock.time) as first, Relay(CHAIN, now=clock.time) as second:
        yield first, second


class Asking:
    """A client with quick time-outs, and what it said."""

    def __init__(self, clock: Clock, *relays: str):
        self.said: list[str] = []
        http = Http(seconds=0.5, deadline=0.5)
        self.client = Client(relays, self.said.append, clock.now, clock.sleep, http)

    def round(self, number: int = ROUND, wait: bool = False):
        return self.client.round(CHAIN.public, number, wait=wait)


def unused_address() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/"


def test_a_round_that_is_out(clock, relays):
    asking = Asking(clock, relays[0].url, relays[1].url)
    found = asking.round()
    right = CHAIN.answer(ROUND)
    assert (found.chain, found.number, found.signature) == (CHAIN.public.hash, ROUND, right["signature"])
    assert found.value.hex() == right["randomness"]
    assert found.origin == relays[0].url
    assert relays[0].paths == [f"/{CHAIN.public.hash}/public/{ROUND}"]
    assert relays[1].paths == [], "the second is only asked when the first fails"
    assert clock.pauses == []


WORDS: dict[Fault, str] = {
    "not-found": "还没有这一轮，或没有这条链（HTTP 404）",
    "too-early": "还没有这一轮，或没有这条链（HTTP 425）",
    "server-error": "答复 HTTP 500",
    "redirect": "要转到 https://elsewhere.example/public/latest（不跟随转址）",
    "refuse": "连接中断",
    "slow": "超时没有答复",
    "drip": "0.5 秒内没有收完答复",
    "cut": "连接中断",
    "huge": "答复超过 16384 字节",
    "zipped": "答复经过压缩",
    "garbage": "答复不是 UTF-8",
    "duplicate": "JSON 里有重复的字段名",
    "wrong-round": f"给的是第 {ROUND + 1} 轮，不是第 {ROUND} 轮",
    "renamed-round": f"信标第 {ROUND} 轮（2023-11-15T06:15:20+08:00）的签名不成立",
    "wrong-signature": "的签名不成立",
    "infinity": "信标的签名在无穷远点",
    "wrong-randomness": "randomness 与签名的 SHA-256 不符",
    "wrong-chain": f"是另一条链：hash 应为 {CHAIN.public.hash}",
}
NOT_OUT = ("not-found", "too-early")
NO_ANSWER = ("server-error", "redirect", "refuse", "slow", "drip", "cut", "huge", "zipped")


def misbehave(relay: Relay, fault: Fault) -> None:
    relay.fault = fault
    relay.delay = {"slow": 0.8, "drip": 0.02}.get(fault, 0.0)


def test_every_fault_has_its_words():
    assert set(WORDS) == set(get_args(Fault))


@pytest.mark.parametrize("fault", WORDS)
def test_a_relay_that_fails_is_reported_and_the_next_one_asked(clock, relays, fault):
    misbehave(relays[0], fault)
    asking = Asking(clock, relays[0].url, relays[1].url)
    assert asking.round().origin == relays[1].url
    assert len(asking.said) == 2
    assert asking.said[0].startswith(f"{relays[0].url}：")
    assert WORDS[fault] in asking.said[0]
    assert asking.said[1] == f"已从 {relays[1].url} 取得信标第 {ROUND} 轮，签名成立。"


@pytest.mark.parametrize("fault", WORDS)
def test_when_no_relay_is_good_the_error_lists_what_each_said(clock, relays, fault):
    misbehave(relays[0], fault)
    relays[1].fault = "server-error"
    gone = unused_address()
    with pytest.raises(SourceError) as caught:
        Asking(clock, relays[0].url, relays[1].url, gone).round()
    assert WORDS[fault] in caught.value.problem
    assert f"{relays[1].url}：答复 HTTP 500；{gone}：连不上" in caught.value.problem
    assert f"{relays[0].url}{CHAIN.public.hash}/public/{ROUND}" in caught.value.hint
    assert caught.value.problem.isprintable(), "what a relay wrote does not reach the terminal's control codes"
    assert clock.pauses == [], "nothing is waited for unless it was asked"


def test_another_chains_name_is_shown_without_its_control_codes(clock, relays):
    relays[0].fault = "wrong-chain"
    relays[0].other.public = CHAIN.public.__class__(**_fields(CHAIN.public, beacon_id="\x1b[31mother"))
    asking = Asking(clock, relays[0].url, relays[1].url)
    asking.round()
    assert asking.said[0].endswith("是另一条链：beaconID 应为 local，给的是 ?[31mother")


def _fields(chain, **changes):
    return {name: getattr(chain, name) for name in chain.__slots__} | changes


@pytest.mark.parametrize("number", [0, -1, 2**64])
def test_no_round_but_a_named_one(clock, relays, number):
    """ "The named round and no other: never 'the latest'" (protocol, "Sources"); drand calls the latest 0."""
    with pytest.raises(SourceError, match="超出范围"):
        Asking(clock, relays[0].url).round(number)
    assert relays[0].paths == []


def test_a_round_that_is_not_out_is_not_asked_for(clock, relays):
    with pytest.raises(SourceError) as caught:
        Asking(clock, relays[0].url).round(ROUND + 1)
    assert caught.value.problem == f"信标第 {ROUND + 1} 轮要到 2023-11-15T06:15:23+08:00 才产生"
    assert relays[0].paths == []


def test_waiting_for_a_round_tells_how_long_and_asks_when_it_is_due(clock, relays):
    clock.seconds = DUE - 95
    asking = Asking(clock, relays[0].url)
    assert asking.round(wait=True).number == ROUND
    assert clock.seconds == DUE
    assert len(relays[0].paths) == 1
    assert asking.said[0] == f"信标第 {ROUND} 轮在 2023-11-15T06:15:20+08:00 产生，还有 95 秒。"
    assert len(asking.said) == 10


def test_a_day_of_waiting_is_told_in_few_lines(clock, relays):
    clock.seconds = DUE - 86400.5
    asking = Asking(clock, relays[0].url)
    asking.round(wait=True)
    assert sum(clock.pauses) == 86400.5
    assert "还有 24 小时 0 分钟" in asking.said[0]
    assert 20 < len(asking.said) < 80


@pytest.mark.parametrize("early", [404, 425])
def test_a_clock_that_is_ahead_waits_for_the_relays(relays, clock, early):
    clock.seconds, clock.ahead = DUE - 20, 20
    for relay in relays:
        relay.early = early
    asking = Asking(clock, relays[0].url, relays[1].url)
    assert asking.round(wait=True).origin == relays[0].url
    assert clock.pauses == [RETRY.seconds] * 7
    assert f"还没有取得信标第 {ROUND} 轮，3 秒后再问。" in asking.said


@pytest.mark.parametrize("fault", NOT_OUT)
def test_a_round_that_does_not_come_is_not_waited_for_for_ever(relays, clock, fault):
    clock.seconds = DUE
    relays[0].fault = fault
    with pytest.raises(SourceError, match="没有一个中继"):
        Asking(clock, relays[0].url).round(wait=True)
    assert clock.seconds == DUE + GRACE.total_seconds()


@pytest.mark.parametrize("fault", NO_ANSWER)
def test_a_relay_without_an_answer_is_asked_again(relays, clock, fault):
    misbehave(relays[0], fault)

    def recover() -> None:
        relays[0].fault = None

    clock.on_sleep = recover
    assert Asking(clock, relays[0].url).round(wait=True).number == ROUND
    assert clock.pauses == [RETRY.seconds]


def test_relays_without_an_answer_are_given_up(relays, clock):
    relays[0].fault = "server-error"
    with pytest.raises(SourceError):
        Asking(clock, relays[0].url, unused_address()).round(wait=True)
    assert len(relays[0].paths) == TRIES
    assert clock.pauses == [RETRY.seconds] * (TRIES - 1)


@pytest.mark.parametrize("fault", sorted(set(WORDS) - set(NOT_OUT) - set(NO_ANSWER)))
def test_a_relay_that_gave_something_wrong_is_not_asked_again(relays, clock, fault):
    relays[0].fault = fault
    relays[1].fault = "too-early"
    clock.seconds = DUE
    with pytest.raises(SourceError, match="没有一个中继"):
        Asking(clock, relays[0].url, relays[1].url).round(wait=True)
    assert len([path for path in relays[0].paths if path.endswith(f"/public/{ROUND}")]) == 1
    assert len(relays[1].paths) > TRIES


def test_when_all_relays_gave_something_wrong_nothing_is_waited_for(relays, clock):
    for relay in relays:
        relay.fault = "wrong-signature"
    with pytest.raises(SourceError, match="没有一个中继"):
        Asking(clock, relays[0].url, relays[1].url).round(wait=True)
    assert clock.pauses == []


def test_a_relay_that_was_only_late_and_then_fails_is_given_up(relays, clock):
    relays[0].fault = "too-early"

    def fail() -> None:
        relays[0].fault = "server-error"

    clock.on_sleep = fail
    with pytest.raises(SourceError, match="答复 HTTP 500"):
        Asking(clock, relays[0].url).round(wait=True)
    assert len(relays[0].paths) == TRIES


def test_without_relays_there_is_a_hint(clock):
    with pytest.raises(SourceError) as caught:
        Asking(clock).round()
    assert str(caught.value).startswith("没有可问的信标中继; 提示: ")


def test_hints_name_options_that_there_are(clock):
    """What a hint tells people to add is an option of `mingchou draw`."""
    known = {option for param in main.commands["draw"].params for option in param.opts}
    for relays, number, wanted in (
        ((), ROUND, "--round-file"),
        ((unused_address(),), ROUND, "--round-file"),
        (("http://a.example/",), ROUND + 1, "--wait"),
    ):
        with pytest.raises(SourceError) as caught:
            Asking(clock, *relays).round(number)
        assert wanted in caught.value.hint and wanted in known


@pytest.mark.parametrize(
    "relay", ["api.drand.sh", "ftp://a.example/", "https://", "https://user@a.example/", "https://a.example/?x", "http://["]
)
def test_an_address_that_is_none(clock, relay):
    with pytest.raises(SourceError) as caught:
        Asking(clock, relay).round()
    assert caught.value.place == relay


def test_addresses_come_out_the_same_with_and_without_a_slash():
    want = f"https://api.drand.sh/{CHAIN.public.hash}/public/7"
    assert round_address("https://api.drand.sh", CHAIN.public, 7) == want
    assert round_address("HTTPS://API.drand.sh/", CHAIN.public, 7) == want


REAL = json.loads((Path(__file__).parents[2] / "example" / "rounds.json").read_text("utf-8"))


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("answer", REAL["rounds"], ids=lambda answer: str(answer["round"]))
def test_real_rounds_from_a_file(tmp_path, answer, wrapped):
    path = tmp_path / "round.json"
    path.write_text(json.dumps(REAL if wrapped else answer))
    found = round_from_file(path, PUBLIC_CHAINS[0], answer["round"])
    assert (found.signature, found.value.hex()) == (answer["signature"], answer["randomness"])
    assert found.origin == str(path)
    assert round_time(PUBLIC_CHAINS[0], found.number).isoformat() == answer["time"]


def good(**changes):
    return {"chain": CHAIN.info(), "rounds": [CHAIN.answer(ROUND), CHAIN.answer(9)]} | changes


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (CHAIN.answer(ROUND + 1), f"给的是第 {ROUND + 1} 轮"),
        (CHAIN.answer(ROUND) | {"round": str(ROUND)}, "缺少 round 或 signature，或类型不对"),
        (CHAIN.answer(1) | {"round": True}, "缺少 round 或 signature，或类型不对"),
        ({"round": ROUND}, "缺少 round 或 signature"),
        (CHAIN.answer(ROUND) | {"signature": CHAIN.signature(ROUND).upper()}, "小写十六进制"),
        (CHAIN.answer(ROUND) | {"randomness": None}, "randomness 与签名"),
        (CHAIN.answer(ROUND) | {"round": 41.0}, "不是整数"),
        ([CHAIN.answer(ROUND)], "须为 JSON 对象"),
        (good(chain=LocalChain(PERIOD, GENESIS).info()), "是另一条链：hash"),
        (good(chain=CHAIN.info() | {"period": 4}), "是另一条链：period 应为 3，给的是 4"),
        (good(chain=CHAIN.info() | {"schemeID": "pedersen-bls-chained"}), "是另一条链：schemeID"),
        (good(chain=CHAIN.info() | {"metadata": {"beaconID": "x"}}), "是另一条链：beaconID 应为 local"),
        (good(chain="x"), "缺少 chain 或 rounds"),
        ({"chain": CHAIN.info()} | CHAIN.answer(ROUND), "缺少 chain 或 rounds"),
        (good(rounds=[]), f"第 {ROUND} 轮有 0 个"),
        (good(rounds=[CHAIN.answer(ROUND)] * 2), f"第 {ROUND} 轮有 2 个"),
        (good(rounds=[CHAIN.answer(ROUND) | {"signature": CHAIN.signature(2)}]), "签名不成立"),
    ],
)
def test_a_wrong_file(tmp_path, value, problem):
    path = tmp_path / "round.json"
    path.write_text(json.dumps(value))
    with pytest.raises(SourceError, match=problem) as caught:
        round_from_file(path, CHAIN.public, ROUND)
    assert caught.value.place == str(path)
    assert f"/{CHAIN.public.hash}/public/{ROUND}" in caught.value.hint


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "不是 JSON"),
        (b"\xef\xbb\xbf{}", "不是 JSON"),
        (b"[" * 100_000, "不是 JSON"),
        (b"1" * 10_000, "不是 JSON"),
        (b"NaN", "不是整数"),
        (b'{"round":1,"round":1}', "重复的字段名"),
        (b" " * (1 << 20) + b"{}", "超过 1048576 字节"),
    ],
)
def test_a_file_that_is_no_answer(tmp_path, data, problem):
    path = tmp_path / "round.json"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=problem):
        round_from_file(path, CHAIN.public, ROUND)


def test_no_file(tmp_path):
    with pytest.raises(SourceError, match="读不到文件"):
        round_from_file(tmp_path / "none.json", CHAIN.public, ROUND)
