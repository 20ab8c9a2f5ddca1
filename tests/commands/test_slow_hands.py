"""A passphrase is typed while the clock goes on: an entry says when it was signed, not when its command was begun."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import pytest
from nacl.signing import SigningKey

from ledger.commands.announce import announce
from ledger.commands.bureau import Bureau
from ledger.commands.draw import draw
from ledger.commands.endings import cancel
from ledger.commands.setup import init_ledger, publish
from ledger.core.beacon import PUBLIC_CHAINS, Chain, round_time
from ledger.core.bodies import Genesis
from ledger.core.encoding import parse_time
from ledger.core.errors import RefusedError
from tests.support.scratch import DRAW, DRAWN, ROUND, Scratch

OUT = round_time(PUBLIC_CHAINS[0], ROUND)
"""When the round is out."""


class SlowBureau(Bureau):
    """An office that takes an hour to find its passphrases."""

    def __init__(self, scratch: Scratch) -> None:
        super().__init__(scratch.world, scratch.records)
        self._scratch = scratch

    def keys(self, genesis: Genesis, types: Iterable[str]) -> Mapping[str, SigningKey]:
        """The keys, an hour later."""
        self._scratch.later(hours=1)
        return super().keys(genesis, types)


def last_entry(scratch: Scratch) -> tuple[datetime, dict[str, object]]:
    """Time and body."""
    entry = json.loads((scratch.records / "ledger/ledger.jsonl").read_bytes().splitlines()[-1])
    return parse_time(entry["time"]), entry["body"]


def test_entries_are_dated_when_they_are_signed(fresh: Scratch) -> None:
    """Of the first entry as of a draw."""
    fresh.at("2024-10-09T09:00:00+08:00")
    init_ledger(SlowBureau(fresh))
    assert last_entry(fresh)[0] == parse_time("2024-10-09T10:00:00+08:00")


def test_a_draw_is_dated_when_it_is_signed(announced: Scratch) -> None:
    """An hour after it was begun."""
    draw(SlowBureau(announced.at(DRAWN)), DRAW)
    assert last_entry(announced)[0] == parse_time(DRAWN) + timedelta(hours=1)


def test_others_write_while_a_draw_waits_for_its_round(announced: Scratch) -> None:
    """`--wait` may take a day: until the round is out, the ledger is not locked."""
    fetched = announced.fetched

    def meanwhile(chain: Chain, number: int) -> str:
        publish(announced.bureau(), "guide", "example", guide)
        announced.at(DRAWN)
        return fetched(chain, number)

    guide = announced.folder / "guide.txt"
    guide.write_text("示例指引", encoding="utf-8")
    announced.fetched = meanwhile
    draw(announced.bureau(), DRAW, wait=True)
    lines = (announced.records / "ledger/ledger.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["type"] for line in lines[-2:]] == ["publish", "draw"]


def test_a_draw_that_was_cancelled_while_it_waited(announced: Scratch) -> None:
    """Is not held."""
    fetched = announced.fetched

    def meanwhile(chain: Chain, number: int) -> str:
        cancel(announced.bureau(), DRAW, "示例：计划调整")
        return fetched(chain, number)

    announced.fetched = meanwhile
    with pytest.raises(RefusedError, match="已经取消"):
        draw(announced.at(DRAWN).bureau(), DRAW, wait=True)


def test_nobody_waits_for_the_beacon_at_the_prompt_of_an_announcement(published: Scratch) -> None:
    """ "its time at least `lead` before the round's": still so when it is signed, or nothing is."""
    published.now = OUT - timedelta(days=1, minutes=30)
    before = published.files()
    with pytest.raises(RefusedError, match="不足 86400 秒"):
        announce(SlowBureau(published), DRAW)
    assert published.files() == before


def test_nobody_waits_for_the_beacon_at_the_prompt_of_a_cancellation(announced: Scratch) -> None:
    """Begun before the round and signed after it, it carries the master, "so that everyone sees what was thrown away"."""
    announced.now = OUT - timedelta(minutes=30)
    cancel(SlowBureau(announced), DRAW, "示例：计划调整")
    time, body = last_entry(announced)
    assert time == OUT + timedelta(minutes=30) and "master" in body
