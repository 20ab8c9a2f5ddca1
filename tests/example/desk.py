"""A desk in the example's bureau: its records, its clock, its keys, and the real commands run from it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from ledger.commands.bureau import Bureau
from ledger.commands.world import World
from ledger.core.encoding import parse_time, prf
from ledger.core.rules.modes import REMOTE, THIRD_PARTY, THIRD_PARTY_REASONS, may_be_remote
from ledger.storage.disk import Disk
from ledger.storage.keyring import Keyring, parse_secret_hex
from ledger.storage.secret import Secret
from tests.example.chain import fetch
from tests.example.choice import number, pick
from tests.example.findings import NONE, RECTIFY, content
from tests.example.history import History
from tests.example.keys import KEYS, STATIC
from tests.example.registry import Entity
from tests.example.state import Registry
from tests.example.yamltext import document

RECTIFY_WITHIN = 30
"""Days that an order to rectify gives."""


class Entropy:
    """The example's randomness: an HMAC of a counter under a published key, so that each run gives the same bytes."""

    def __init__(self) -> None:
        self._key, self._count = bytes.fromhex(KEYS["entropy"]), 0

    def __call__(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            found += prf(self._key, "entropy", str(self._count))
            self._count += 1
        return found[:size]


def _ask(name: str) -> Secret:
    raise AssertionError(f"the example's keys have no passphrase: {name}")


def _methods() -> dict[str, list[str]]:
    """By item, the modes that every list has for it."""
    found: dict[str, list[str]] = {}
    for path in sorted(STATIC.glob("items/*.yaml")):
        for item in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)["事项"]:
            found[item["编号"]] = [m for m in item["方式"] if m in found.get(item["编号"], item["方式"])]
    return found


METHODS = _methods()


def _method(asked: str, outcome: str, entity: Entity, items: list[str]) -> str:
    """非现场 where 五(一) allows it for whoever was drawn and nothing was found, else what was asked where the items have it."""
    allowed = set.intersection(*(set(METHODS[item]) for item in items))
    facts = [fact.rule for fact in entity.facts]
    if outcome == NONE and asked != THIRD_PARTY and REMOTE in allowed and may_be_remote(entity.tags, facts):
        return REMOTE
    return asked if asked in allowed else "现场"


class Desk:
    """Records, registry and clock in a folder of their own. `now` is set by whoever plays."""

    def __init__(self, scratch: Path, say: Callable[[str], None]) -> None:
        self.history = History(scratch / "repository")
        self.records = self.history.records
        self.registry = Registry.beginning()
        self.scratch, self._say, self._entropy = scratch, say, Entropy()
        self._home = scratch / "home"
        self.now = parse_time("2023-08-14T09:00:00+08:00")
        self._written: dict[str, str] = {}
        keyring = Keyring(self._home)
        for signer in KEYS["signers"]:
            keyring.create_signer(signer["name"], None, parse_secret_hex(signer["seed"]))
        for officer in KEYS["officers"]:
            keyring.create_officer(officer["name"], None, parse_secret_hex(officer["private"]))

    @property
    def today(self) -> date:
        """The desk calendar."""
        return self.now.date()

    def bureau(self) -> Bureau:
        """The bureau as it is now; one is good for all commands between which no record changes."""
        return Bureau(World(self._home, lambda: self.now, self._entropy, _ask, self._say, fetch, Disk()), self.records)

    def run(self, message: str, *commands: Callable[[Bureau], object]) -> None:
        """Commands two minutes apart, and their commit a minute after the last."""
        bureau = self.bureau()
        for at, command in enumerate(commands):
            self.now += timedelta(minutes=2) if at else timedelta()
            command(bureau)
        self.history.commit(f"台账：{message}", self.now + timedelta(minutes=1))

    def commit(self, message: str) -> None:
        """Staff's own change, merged a quarter of an hour before the command that rests on it."""
        self.history.commit(message, self.now - timedelta(minutes=15))

    def commit_later(self, message: str) -> None:
        """A change that follows from what a command has brought out, half an hour after it."""
        self.history.commit(message, self.now + timedelta(minutes=30))

    def write_registry(self) -> None:
        """What is new or changed in the registries."""
        for path, record in self.registry.files().items():
            text = document(record)  # type: ignore[arg-type]
            if self._written.get(path) != text:
                self.history.write(path, text)
                self._written[path] = text

    def result(self, draw: str, row: dict[str, Any], inspected: date, outcome: str, method: str) -> dict[str, Any]:
        """The result of a rank, as its inspectors write it down."""
        entity, label = self.registry.entities[row["entity"]["id"]], (draw, row["rank"])
        items: list[str] = row["items"]
        first = number(len(items), "item", *label)
        items = sorted({items[first], items[(first + 1) % len(items)]})
        method = _method(method, outcome, entity, items)
        found: dict[str, Any] = {
            "检查对象": entity.code,
            "检查日期": str(inspected),
            "检查人员": [person["id"] for person in row["inspectors"]],
            "检查事项": items,
            "检查方式": method,
            "检查内容": content(method, outcome, entity.tags, *label),
            "结果": outcome,
        }
        if method == THIRD_PARTY:
            found["方式理由"] = pick(THIRD_PARTY_REASONS[:3], "mode", *label)
        if outcome == RECTIFY:
            found["整改"] = {"期限": str(inspected + timedelta(days=RECTIFY_WITHIN)), "状态": "整改中"}
        return found

    def write_result(self, draw: str, rank: int, result: dict[str, Any]) -> None:
        """Hand a result in."""
        self.history.write(f"results/{draw}/{rank}.yaml", document(result))


Step = Callable[[], None]
At = Callable[[str, Step], None]
"""Puts a step on the calendar."""
