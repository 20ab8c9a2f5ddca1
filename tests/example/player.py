"""Plays the example: a bureau's staff, its officer and its clock, with the real commands, from the first commit on."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ledger.commands.adjust import adjust
from ledger.commands.announce import announce
from ledger.commands.assignment import assignment
from ledger.commands.bureau import Bureau
from ledger.commands.draw import draw
from ledger.commands.endings import reveal
from ledger.commands.results import amend, disclose, withhold
from ledger.commands.setup import init_ledger, publish
from ledger.commands.world import World
from ledger.core.beacon import Chain
from ledger.core.encoding import parse_time, prf
from ledger.core.rules.modes import REMOTE, THIRD_PARTY, THIRD_PARTY_REASONS, may_be_remote
from ledger.storage.disk import Disk
from ledger.storage.keyring import Keyring, parse_secret_hex
from ledger.storage.secret import Secret
from tests.example.choice import number, pick
from tests.example.findings import NONE, RECTIFY, content
from tests.example.history import History
from tests.example.registry import Entity
from tests.example.state import Registry
from tests.example.story import BATCHES, OFFICE, Amendment, Batch, Change, Visit
from tests.example.yamltext import document

HERE = Path(__file__).parent
STATIC = HERE / "static"
KEYS: dict[str, Any] = json.loads((HERE / "keys.json").read_text(encoding="utf-8"))
ROUNDS = {r["round"]: r["signature"] for r in json.loads((HERE / "rounds.json").read_text(encoding="utf-8"))["rounds"]}


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


def _fetch(_: object, chain: Chain, round: int, wait: bool) -> str:
    """The real rounds, as anyone may look them up."""
    assert chain.beacon_id == "quicknet" and not wait
    return str(ROUNDS[round])


RECTIFY_WITHIN = 30
"""Days that an order to rectify gives."""


def _method(visit: Visit, entity: Entity) -> str:
    """非现场 where 五(一) allows it for whoever was drawn and nothing was found, else the mode that the story asks for."""
    remote = visit.outcome == NONE and visit.method != THIRD_PARTY
    return REMOTE if remote and may_be_remote(entity.tags, [fact.rule for fact in entity.facts]) else visit.method


class Player:
    """One run of the story in a folder of its own."""

    def __init__(self, scratch: Path, say: Callable[[str], None] = lambda _: None) -> None:
        self.history = History(scratch / "repository")
        self.records = self.history.records
        self.registry = Registry.beginning()
        self._scratch, self._say, self._entropy = scratch, say, Entropy()
        self._home = scratch / "home"
        self.now = parse_time("2023-08-14T09:00:00+08:00")
        self._written: dict[str, str] = {}
        self._codes: dict[tuple[str, int], str] = {}
        keyring = Keyring(self._home)
        for signer in KEYS["signers"]:
            keyring.create_signer(signer["name"], None, parse_secret_hex(signer["seed"]))
        for officer in KEYS["officers"]:
            keyring.create_officer(officer["name"], None, parse_secret_hex(officer["private"]))

    def bureau(self) -> Bureau:
        """The bureau as it is now."""
        world = World(self._home, lambda: self.now, self._entropy, _ask, self._say, _fetch, Disk())
        return Bureau(world, self.records)

    def play(self) -> None:
        """The whole story, in order of time."""
        events: list[tuple[datetime, int, Callable[[], None]]] = []

        def at(time: str, step: Callable[[], None]) -> None:
            events.append((parse_time(time), len(events), step))

        for time, kind, detail in OFFICE:
            at(time, lambda kind=kind, detail=detail: self._office(kind, detail))  # type: ignore[misc]
        for batch in BATCHES:
            self._schedule(batch, at)
        for time, _, step in sorted(events, key=lambda event: event[:2]):
            self.now = time
            step()

    def _schedule(self, batch: Batch, at: Callable[[str, Callable[[], None]], None]) -> None:
        at(batch.announced, lambda: self._announce(batch))
        at(batch.drawn, lambda: self._run(f"抽取 {batch.id}", lambda b: draw(b, batch.id)))
        for change in batch.changes:
            at(change.time, lambda change=change: self._change(batch, change))  # type: ignore[misc]
        for visit in batch.visits:
            at(visit.published, lambda visit=visit: self._publish_result(batch, visit))  # type: ignore[misc]
        for amendment in batch.amendments:
            at(amendment.time, lambda amendment=amendment: self._amend(batch, amendment))  # type: ignore[misc]
        if batch.revealed:
            at(batch.revealed, lambda: self._run(f"揭示 {batch.id}", lambda b: reveal(b, batch.id)))

    def _run(self, message: str, command: Callable[[Bureau], object]) -> None:
        """One command, and its commit a minute later."""
        command(self.bureau())
        self.history.commit(f"台账：{message}", self.now + timedelta(minutes=1))

    def _commit(self, message: str) -> None:
        """Staff's own change, merged a quarter of an hour before the command that rests on it."""
        self.history.commit(message, self.now - timedelta(minutes=15))

    def _write_registry(self) -> None:
        """What is new or changed in the registries."""
        for path, record in self.registry.files().items():
            text = document(record)  # type: ignore[arg-type]
            if self._written.get(path) != text:
                self.history.write(path, text)
                self._written[path] = text

    def _office(self, kind: str, detail: str) -> None:
        if kind == "begin":
            for path in ("README.md", "agency.yaml", "areas.yaml"):
                self.history.write_from(STATIC, path)
            self._write_registry()
            self._commit("建立名录：检查对象、检查人员")
            self._run("建立台账", init_ledger)
        elif kind == "publish":
            for path in detail.split():
                self.history.write_from(STATIC, path)
            self._commit(f"新增 {detail}")
            self._run("公布依据", publish)
        else:
            getattr(self.registry, detail)()
            self._write_registry()
            self._commit("名录季度调整")

    def _announce(self, batch: Batch) -> None:
        self.history.write_from(STATIC, f"draws/{batch.id}.yaml")
        self._commit(f"抽取单 {batch.id}")
        self._run(f"公告 {batch.id}", lambda bureau: announce(bureau, batch.id))

    def _row(self, batch: Batch, rank: int) -> dict[str, Any]:
        """What the officer sees of an open rank."""
        rows: list[dict[str, Any]] = assignment(self.bureau(), batch.id)  # type: ignore[assignment]
        return next(row for row in rows if row["rank"] == rank)

    def _change(self, batch: Batch, change: Change) -> None:
        row = self._row(batch, change.rank)
        self._run(
            f"调整 {batch.id} 第 {change.rank} 号名次",
            lambda b: adjust(b, batch.id, change.rank, change.kind, change.reason, seat=change.seat),
        )
        if change.kind == "closed":
            self.registry.set_status(row["entity"]["id"], "停产")
            self._write_registry()
            self.history.commit("名录：现场发现停产", self.now + timedelta(minutes=30))
        elif change.kind == "recusal" and change.seat is not None:
            self._recused = (batch.id, change.rank, row["inspectors"][change.seat]["id"])

    def _result(self, batch: Batch, visit: Visit) -> str:
        """The result file of a visit."""
        row = self._row(batch, visit.rank)
        code = row["entity"]["id"]
        self._codes[batch.id, visit.rank] = code
        entity = self.registry.entities[code]
        label = (batch.id, visit.rank)
        first = number(len(row["items"]), "item", *label)
        items = sorted({row["items"][first], row["items"][(first + 1) % len(row["items"])]})
        method = _method(visit, entity)
        found: dict[str, Any] = {
            "检查对象": code,
            "检查日期": visit.inspected,
            "检查人员": [person["id"] for person in row["inspectors"]],
            "检查事项": items,
            "检查方式": method,
            "检查内容": content(method, visit.outcome, entity.tags, *label),
            "结果": visit.outcome,
        }
        if method == THIRD_PARTY:
            found["方式理由"] = pick(THIRD_PARTY_REASONS[:3], "mode", *label)
        if visit.outcome == RECTIFY:
            due = date.fromisoformat(visit.inspected) + timedelta(days=RECTIFY_WITHIN)
            found["整改"] = {"期限": str(due), "状态": "整改中"}
        return document(found)

    def _publish_result(self, batch: Batch, visit: Visit) -> None:
        text = self._result(batch, visit)
        if visit.withheld:
            file = self._scratch / f"{batch.id}-{visit.rank}.yaml"
            file.write_text(text, encoding="utf-8")
            self._run(
                f"不予公开 {batch.id} 第 {visit.rank} 号名次",
                lambda b: withhold(b, batch.id, visit.rank, visit.withheld, file),
            )
            return
        self.history.write(f"results/{batch.id}/{visit.rank}.yaml", text)
        self._commit(f"检查结果 {batch.id} 第 {visit.rank} 号名次")
        self._run(f"公示 {batch.id} 第 {visit.rank} 号名次", lambda b: disclose(b, batch.id, [visit.rank]))
        self._register_recusal(batch, visit)

    def _register_recusal(self, batch: Batch, visit: Visit) -> None:
        """ "A conflict found during a draw enters the registry only after that rank's disclosure" (R12)."""
        draw_id, rank, inspector = getattr(self, "_recused", ("", -1, ""))
        if (draw_id, rank) == (batch.id, visit.rank):
            self.registry.recuse(inspector, self._codes[batch.id, rank])
            self._write_registry()
            self.history.commit("名录：登记回避", self.now + timedelta(minutes=30))

    def _amend(self, batch: Batch, amendment: Amendment) -> None:
        path = self.records / f"results/{batch.id}/{amendment.rank}.yaml"
        text = path.read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.startswith("检查内容: "))
        text = text.replace(line, line + amendment.added)
        if amendment.reviewed:
            done = f"状态: 已完成\n  复查日期: {amendment.reviewed}\n  复查结果: {amendment.added}"
            text = text.replace("状态: 整改中", done)
        self.history.write(f"results/{batch.id}/{amendment.rank}.yaml", text)
        self._commit(f"更正 {batch.id} 第 {amendment.rank} 号名次的结果")
        self._run(
            f"更正 {batch.id} 第 {amendment.rank} 号名次",
            lambda b: amend(b, batch.id, amendment.rank, amendment.reason),
        )
