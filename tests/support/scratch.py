"""A scratch bureau for tests and the demonstration: a real Git repository with a small registry, and keys made on the spot."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner, Result
from git import Actor, Repo

from ledger.commands import world as world_module
from ledger.commands.bureau import Bureau
from ledger.commands.main import main
from ledger.commands.world import World
from ledger.core.beacon import PUBLIC_CHAINS, Chain
from ledger.core.encoding import parse_time
from ledger.core.note import format_vkey
from ledger.core.result import OUTCOMES
from ledger.storage.disk import Disk
from ledger.storage.keyring import Keyring
from ledger.storage.secret import Secret
from tests.example.registry import Entity, entities, inspectors
from tests.example.yamltext import Value, document
from tests.support.bureau import SIGNATURES

AREA, CITY = "430971", "430900"
DRAW = "2024Q4-430971-general"
ROUND = 12040883
"""A real quicknet round, out at 2024-10-15T01:13:33+08:00."""
ANNOUNCED, DRAWN = "2024-10-12T09:00:00+08:00", "2024-10-15T09:00:00+08:00"
STAFF = Actor("示例录入员", "clerk@bureau.example")
_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def chain_record(chain: Chain) -> dict[str, Value]:
    """A beacon chain as `agency.yaml` has it: by name where it is public, in full where it is not."""
    if chain in PUBLIC_CHAINS:
        return {"链": chain.beacon_id}
    return {
        "名称": chain.beacon_id,
        "公钥": chain.public_key,
        "周期": str(chain.period),
        "起始时间": str(chain.genesis_time),
        "组哈希": chain.group_hash,
        "哈希": chain.hash,
    }


def agency_record(
    chain: Chain, relays: Sequence[str], signers: Mapping[str, str], officers: Mapping[str, str], lead: int
) -> dict[str, Value]:
    """`agency.yaml`. `signers` are verifier keys by role (clerk, supervisor, log), `officers` public keys by name."""
    roles: dict[str, list[str]] = {"clerk": ["clerk"], "supervisor": ["supervisor", "admin"], "log": ["log"]}
    return {
        "名称": "示例市生态环境局",
        "代码": CITY,
        "台账来源": "bureau.example/ledger",
        "提前量": str(lead),
        "信标": [chain_record(chain)],
        "中继": list(relays),
        "公钥": [{"角色": roles[role], "公钥": vkey} for role, vkey in signers.items()],
        "保管人": [{"名称": name, "公钥": public} for name, public in officers.items()],
        "站点": {"网址": "https://bureau.example/", "主办单位": "示例市生态环境局"},
        "示例": "是",
    }


def plan_records(year: int, quarter: int, area: str, officers: int, take: int) -> dict[str, dict[str, Value]]:
    """An item list, a year's plan that begins with this quarter, and the quarter's, with one row: so many of an area's 一般."""
    texts = ("类型", "检查对象范围", "主体", "比例", "频次", "时间", "人员要求", "检查要求")
    item: dict[str, Value] = {
        "编号": "02",
        "名称": "污染防治设施运行情况",
        "内容": "设施是否正常运行。",
        "方式": ["现场", "非现场"],
    }
    item |= dict.fromkeys(texts, "示例") | {"专业": "水", "依据": "《环境保护法》"}
    row: dict[str, Value] = {"区域": area, "监管类别": "一般", "抽取数": str(take), "事项": ["02"], "理由": "示例：只抽几家"}
    yearly: dict[str, Value] = {
        "编号": f"{year}", "名称": f"{year}年度计划（示例）", "层级": "年度", "年份": str(year), "起季度": str(quarter),
        "区域安排": [{"区域": area, "执法人员": str(officers)}],
    }  # fmt: skip
    quarterly: dict[str, Value] = {
        "编号": f"{year}Q{quarter}", "名称": f"{year}年第{quarter}季度计划（示例）", "层级": "季度", "年份": str(year),
        "季度": str(quarter), "年度计划": str(year), "事项清单": "demo", "安排": [row],
    }  # fmt: skip
    return {
        "items/demo.yaml": {"编号": "demo", "名称": "示例事项清单", "类型": "本部门", "事项": [item]},
        f"plans/{year}.yaml": yearly,
        f"plans/{year}Q{quarter}.yaml": quarterly,
    }


def officers_in(records: Mapping[str, Mapping[str, Value]], area: str) -> int:
    """How many of an area's inspectors are on duty with the right to enforce."""
    people = [record for path, record in records.items() if path.startswith(f"inspectors/{area}/")]
    return sum(record["状态"] == "在岗" and "执法" in record["标签"] for record in people)


def order_record(plan: str, area: str, chain: Chain, number: int, reveal_by: date) -> dict[str, Value]:
    """A draw order for the plan's one row."""
    return {
        "计划": plan,
        "区域": area,
        "监管类别": ["一般"],
        "检查人员区域": [CITY, area],
        "信标": [{"链": chain.beacon_id, "轮次": str(number)}],
        "揭示期限": str(reveal_by),
    }


def registry_records(area: str) -> tuple[list[Entity], dict[str, dict[str, Value]]]:
    """An area's fictional entities, and the records of these and of the inspectors for them, none of whom recuse themselves."""
    listed = [entity for entity in entities() if entity.area == area]
    records: dict[str, dict[str, Value]] = {
        "areas.yaml": {"区域": [{"代码": CITY, "名称": "市本级"}, {"代码": area, "名称": "示例区"}]}
    }
    people = [replace(person, recuse=()) for person in inspectors(listed) if person.area in (area, CITY)]
    for one in [*listed, *people]:
        records[one.path] = one.record()  # type: ignore[assignment]
    return listed, records


def result_record(row: Mapping[str, object], inspected: str, outcome: str) -> dict[str, Value]:
    """What inspectors write down after a visit to a row of the officer's list."""
    entity, team, items = row["entity"], row["inspectors"], row["items"]
    assert isinstance(entity, dict) and isinstance(team, list) and isinstance(items, list)
    by = date.fromisoformat(inspected) + timedelta(days=30)
    more: dict[str, Value] = {"整改": {"期限": str(by), "状态": "整改中"}} if outcome == OUTCOMES[1] else {}
    return more | {
        "检查对象": str(entity["id"]),
        "检查日期": inspected,
        "检查人员": [str(person["id"]) for person in team],
        "检查事项": [str(item) for item in items],
        "检查方式": "现场",
        "检查内容": "查看了污染防治设施运行情况。",
        "结果": outcome,
    }


class Scratch:
    """A bureau with fresh secrets in a folder of its own. `now` is its clock; what it was given as randomness is in `secrets`."""

    def __init__(self, folder: Path, *, take: int = 4, disk: Disk | None = None) -> None:
        self.folder, self.home = folder, folder / "home"
        self.repo = Repo.init(folder / "repository", initial_branch="main", env=_ALONE)
        self.repo.git.update_environment(**_ALONE)
        self.records = folder / "repository" / "records"
        self.now = parse_time("2024-10-08T09:00:00+08:00")
        self.secrets: list[bytes] = []
        self.said: list[str] = []
        self.disk = disk or Disk()
        self.fetched = lambda chain, number: SIGNATURES[number]
        self.keyring = Keyring(self.home)
        signers = {
            role: format_vkey(self.keyring.create_signer(f"bureau.example/{role}", None))
            for role in ("clerk", "supervisor", "log")
        }
        officers = {name: self.keyring.create_officer(name, None).hex() for name in ("officer-a", "officer-b")}
        quicknet = PUBLIC_CHAINS[0]
        self.listed, records = registry_records(AREA)
        records["agency.yaml"] = agency_record(quicknet, [], signers, officers, 86_400)
        records |= plan_records(2024, 4, AREA, officers_in(records, AREA), take)
        records[f"draws/{DRAW}.yaml"] = order_record("2024Q4", AREA, quicknet, ROUND, date(2025, 1, 24))
        for path, record in records.items():
            self.write(path, record)
        self.commit("名录、计划、抽取单")

    def write(self, path: str, record: Mapping[str, Value]) -> None:
        """One record, not yet committed."""
        target = self.records / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(document(record), encoding="utf-8")

    def commit(self, message: str) -> None:
        """Everything, as a merged pull request would be."""
        self.repo.git.add("--all")
        by, when = {"author": STAFF, "committer": STAFF}, {"author_date": self.now, "commit_date": self.now}
        self.repo.index.commit(message, **by, **when, skip_hooks=True)

    def copied(self, folder: Path) -> "Scratch":
        """The same bureau as it stands, in another folder: what happens to one does not happen to the other."""
        shutil.copytree(self.folder, folder, symlinks=True)
        twin = copy(self)
        twin.folder, twin.home = folder, folder / "home"
        twin.repo = Repo(folder / "repository")
        twin.repo.git.update_environment(**_ALONE)
        twin.records, twin.keyring = folder / "repository" / "records", Keyring(twin.home)
        twin.secrets, twin.said = list(self.secrets), list(self.said)
        return twin

    def run(self, *arguments: str) -> Result:
        """`mingchou` as somebody types it, on this machine and at this time; `--records` is added."""
        world = replace(self.world, say=world_module.say)
        with patch("ledger.commands.options.real_world", lambda home: world):
            return CliRunner().invoke(main, [*arguments, "--records", str(self.records)])

    def random(self, size: int) -> bytes:
        """Fresh secrets, remembered so that a test can look for them."""
        found = os.urandom(size)
        self.secrets.append(found)
        return found

    @property
    def world(self) -> World:
        """The machine as it is now."""

        def no_passphrase(name: str) -> Secret:
            raise AssertionError(f"asked for a passphrase of {name}")

        return World(
            home=self.home,
            now=lambda: self.now,
            random=self.random,
            ask=no_passphrase,
            say=self.said.append,
            fetch=lambda relays, chain, number, wait: self.fetched(chain, number),
            disk=self.disk,
        )

    def bureau(self, officer: str | None = None) -> Bureau:
        """The bureau, read anew."""
        return Bureau(self.world, self.records, officer)

    def at(self, time: str) -> "Scratch":
        """Move the clock."""
        self.now = parse_time(time)
        return self

    def later(self, **by: float) -> "Scratch":
        """Move the clock on."""
        self.now += timedelta(**by)
        return self

    def files(self) -> dict[str, bytes]:
        """Every file of the work tree's records."""
        return {str(p.relative_to(self.records)): p.read_bytes() for p in sorted(self.records.rglob("*")) if p.is_file()}

    def step(self, time: str, command: Callable[[Bureau], object]) -> object:
        """One command at its time, and its commit."""
        done = command(self.at(time).bureau())
        self.commit("台账")
        return done


def day(time: datetime) -> str:
    """The day of a time, as records write it."""
    return time.date().isoformat()
