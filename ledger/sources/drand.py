"""The beacon client: one named round of a pinned chain, from drand's HTTP relays or from a file (protocol, "Sources").

Relays are asked in turn for ``/<chain hash>/public/<round>``, never for the latest round. The first answer whose
signature verifies is the round; whatever else a relay says is reported and the next one asked. Relays may be plain http
(see `ledger.sources.http`): an office can keep one inside its own network.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from ledger.core.beacon import Chain, round_time
from ledger.core.encoding import CHINA, format_time
from ledger.core.errors import SourceError
from ledger.sources.http import Http, base_address, unexpected
from ledger.sources.rounds import (
    FILE_LIMIT,
    Round,
    chain_difference,
    check_number,
    parse_round,
    parse_round_file,
    read_object,
)

ANSWER_LIMIT = 1 << 14
"""A relay's answer is at most this many bytes; a real one has about 300."""
RETRY = timedelta(seconds=3)
GRACE = timedelta(minutes=2)
"""How long after its time a round is still waited for: relays' caches and this machine's clock may be behind."""
TRIES = 3
"""How often the relays are asked when none of them says that the round is only late."""
_NOT_OUT = (404, 425)


def _now() -> datetime:
    return datetime.now(CHINA)


@dataclass(frozen=True)
class Client:
    """Asks `relays` in turn. The clock, the pause and the progress lines (`say`) are given by the caller."""

    relays: Sequence[str]
    say: Callable[[str], None]
    now: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = time.sleep
    http: Http = field(default_factory=Http)

    def round(self, chain: Chain, number: int, *, wait: bool) -> Round:
        """The named round, verified; with `wait`, once it is out. Raises `SourceError` with what each relay said."""
        check_number(chain, number)
        if not self.relays:
            raise SourceError("没有可问的信标中继", hint="请在 agency.yaml 的“中继”里写上，或用 --round-file 指明存下的那一轮")
        asked = [_Asked(base_address(relay)) for relay in self.relays]
        due = round_time(chain, number)
        if wait:
            self._wait_until(due, number)
        elif self.now() < due:
            raise SourceError(f"信标第 {number} 轮要到 {format_time(due)} 才产生", hint="请到时再来，或加 --wait 等着")
        tries = 0
        while True:
            tries += 1
            for relay in asked:
                if relay.wrong:
                    continue
                found = self._ask(relay, chain, number)
                if found is not None:
                    self.say(f"已从 {relay.address} 取得信标第 {number} 轮，签名成立。")
                    return found
                self.say(f"{relay.address}：{relay.said}")
            if not wait or not self._again(asked, due, tries):
                raise _nobody(asked, chain, number)
            self.say(f"还没有取得信标第 {number} 轮，{RETRY.seconds} 秒后再问。")
            self.sleep(RETRY.total_seconds())

    def _again(self, asked: Sequence["_Asked"], due: datetime, tries: int) -> bool:
        if any(relay.not_out for relay in asked):
            return self.now() < due + GRACE
        return tries < TRIES and not all(relay.wrong for relay in asked)

    def _wait_until(self, due: datetime, number: int) -> None:
        """Sleep until the round is due; a line at first and then at ever shorter steps."""
        while (left := due - self.now()) > timedelta(0):
            self.say(f"信标第 {number} 轮在 {format_time(due)} 产生，还有 {_length(left)}。")
            self.sleep(min(left, _step(left)).total_seconds())

    def _ask(self, relay: "_Asked", chain: Chain, number: int) -> Round | None:
        """The round, or None with what the relay said noted down."""
        relay.not_out = False
        try:
            answer = self.http.get(round_address(relay.address, chain, number), ANSWER_LIMIT)
        except SourceError as error:
            relay.said = error.problem
            return None
        if answer.status in _NOT_OUT:
            relay.not_out = True
            relay.said = f"还没有这一轮，或没有这条链（HTTP {answer.status}）"
            return None
        if answer.status != 200:
            relay.said = f"答复 {unexpected(answer)}"
            return None
        try:
            return parse_round(read_object(answer.body, "答复"), chain, number, relay.address)
        except SourceError as error:
            relay.wrong = True
            relay.said = self._chain_problem(relay, chain) or error.problem
            return None

    def _chain_problem(self, relay: "_Asked", chain: Chain) -> str:
        """Why its round did not verify, if the relay itself says that it carries another chain."""
        try:
            answer = self.http.get(f"{relay.address}{chain.hash}/info", ANSWER_LIMIT)
            return chain_difference(read_object(answer.body, "链的说明"), chain) if answer.status == 200 else ""
        except SourceError:
            return ""


@dataclass
class _Asked:
    """A relay and what came of asking it last. One that gave something wrong is not asked again."""

    address: str
    said: str = ""
    wrong: bool = False
    not_out: bool = False


def round_address(relay: str, chain: Chain, number: int) -> str:
    """Where a relay keeps the round; also what a person opens on another machine to save it as a file."""
    return f"{base_address(relay)}{chain.hash}/public/{number}"


def round_from_file(path: Path, chain: Chain, number: int) -> Round:
    """The named round from a file that was saved elsewhere, verified like a relay's."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise SourceError(f"读不到文件：{error.strerror}", hint="请核对文件名和权限", place=str(path)) from error
    if len(data) > FILE_LIMIT:
        raise SourceError(f"文件超过 {FILE_LIMIT} 字节", place=str(path))
    return parse_round_file(data, chain, number, str(path))


def _nobody(asked: Sequence[_Asked], chain: Chain, number: int) -> SourceError:
    said = "；".join(f"{relay.address}：{relay.said}" for relay in asked)
    address = round_address(asked[0].address, chain, number)
    return SourceError(
        f"没有一个中继给出信标第 {number} 轮（{said}）",
        hint=f"请检查网络和 agency.yaml 的“中继”；也可在别的电脑上打开 {address}，原样存成文件，用 --round-file 指明",
    )


def _step(left: timedelta) -> timedelta:
    for step in (timedelta(hours=1), timedelta(minutes=10), timedelta(minutes=1), timedelta(seconds=10)):
        if left > 2 * step:
            return step
    return left


def _length(left: timedelta) -> str:
    seconds = max(1, round(left.total_seconds()))
    if seconds < 120:
        return f"{seconds} 秒"
    if seconds < 7200:
        return f"{seconds // 60} 分钟"
    return f"{seconds // 3600} 小时 {seconds % 3600 // 60} 分钟"
