"""A small bureau on disk for tests of the commands: a Git repository, keys, a beacon of its own, a clock that is set by hand."""

import secrets
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from click.testing import CliRunner, Result
from git import Actor, Repo

from ledger.commands.announce import announce
from ledger.commands.assignment import assignment
from ledger.commands.bureau import Bureau
from ledger.commands.draw import draw
from ledger.commands.main import main
from ledger.commands.results import disclose
from ledger.commands.setup import init_ledger, publish
from ledger.commands.world import World
from ledger.core.beacon import Chain, round_time
from ledger.core.encoding import Json, parse_time
from ledger.core.note import format_vkey
from ledger.storage.disk import Disk
from ledger.storage.keyring import Keyring
from ledger.storage.secret import Secret
from tests.example.codes import credit_code
from tests.example.yamltext import Value, document
from tests.support.relay import LocalChain

AREA, CITY, YEAR = "430902", "430900", 2024
CHAIN = LocalChain(period=30, genesis_time=1_700_000_000, beacon_id="local", secret=b"office" * 8)
CLERK = Actor("示例录入员", "clerk@example.invalid")
CALENDARS = Path(__file__).parents[1] / "example" / "static" / "calendar"
FACTS = {
    "key": [{"情形": "重点排污单位", "起": "2022-01-01", "依据": "示例名录"}],
    "special": [{"情形": "上级挂牌督办", "起": "2022-01-01", "依据": "示例文件"}],
    "general": [],
}
KINDS = {"key": "重点", "special": "特殊", "general": "一般"}
LEAD = 3600
SIZES = {"key": 4, "special": 1, "general": 6}
"""Enterprises of each class in the office of the fixture."""


def code(kind: str, number: int) -> str:
    """An enterprise's code: a hundred for each class."""
    return credit_code("91", AREA, 100 * (1 + list(KINDS).index(kind)) + number)


class Office:
    """`sizes` by class; `rules` as `agency.yaml` has them. It begins on 2 January with everything but the ledger."""

    def __init__(self, folder: Path, *, sizes: Mapping[str, int], rules: Mapping[str, Value] | None = None) -> None:
        self.repository, self.home = folder / "repository", folder / "home"
        self.records = self.repository / "records"
        self.repo = Repo.init(self.repository, initial_branch="main")
        self.now: datetime = parse_time(f"{YEAR}-01-02T09:00:00+08:00")
        self.said: list[str] = []
        self._agency(rules or {})
        self.write("areas.yaml", {"区域": [{"代码": CITY, "名称": "市本级"}, {"代码": AREA, "名称": "资阳区"}]})
        for kind, size in sizes.items():
            for number in range(size):
                self.entity(kind, number)
        for number in range(4):
            self.inspector(number)
        self._items()
        for year in (YEAR, YEAR + 1):
            (self.records / "calendar").mkdir(exist_ok=True)
            shutil.copy(CALENDARS / f"{year}.yaml", self.records / "calendar")
        self.year_plan(4)
        self.quarter_plan(1)
        self.commit()

    # Records

    def write(self, path: str, record: Mapping[str, Value]) -> None:
        """One record."""
        target = self.records / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(document(record), encoding="utf-8")

    def commit(self) -> None:
        """Everything as it stands, as a merged pull request would be."""
        self.repo.git.add("--all")
        self.repo.index.commit("示例", author=CLERK, committer=CLERK, skip_hooks=True)

    def _agency(self, rules: Mapping[str, Value]) -> None:
        keyring = Keyring(self.home)
        names = {"clerk": ["clerk"], "supervisor": ["supervisor", "admin"], "ledger": ["log"]}
        keys = [
            {"角色": roles, "公钥": format_vkey(keyring.create_signer(f"bureau.example/{name}", None))}
            for name, roles in names.items()
        ]
        chain = CHAIN.public
        found: dict[str, Value] = {
            "名称": "示例市生态环境局", "代码": CITY, "台账来源": "bureau.example/ledger", "提前量": str(LEAD),
            "信标": [
                {
                    "名称": chain.beacon_id, "公钥": chain.public_key, "周期": str(chain.period),
                    "起始时间": str(chain.genesis_time), "组哈希": chain.group_hash, "哈希": chain.hash,
                }
            ],
            "公钥": keys,
            "保管人": [{"名称": "officer-a", "公钥": keyring.create_officer("officer-a", None).hex()}],
            "站点": {"网址": "https://bureau.example/"},
            "示例": "是",
        }  # fmt: skip
        self.write("agency.yaml", found | ({"规则": rules} if rules else {}))

    def entity(self, kind: str, number: int, *, tags: Sequence[str] = (), status: str = "在营") -> None:
        """One enterprise, of the class that its facts give it."""
        id = code(kind, number)
        record: dict[str, Value] = {
            "名称": f"资阳区示例{kind}{number}厂", "统一社会信用代码": id, "区域": AREA, "地址": f"示例路{number}号",
            "行业": "示例行业", "排污许可": "登记管理", "标签": tags, "状态": status,
        }  # fmt: skip
        self.write(f"entities/{AREA}/{id}.yaml", record | ({"情形": FACTS[kind]} if FACTS[kind] else {}))

    def inspector(self, number: int) -> None:
        """One inspector."""
        id = f"EX{number:03d}"
        record: dict[str, Value] = {
            "姓名": f"示例{number}", "执法证号": id, "单位": "资阳分局（示例）", "职务岗位": "执法队员", "区域": AREA,
            "标签": ["执法", "部门:生态环境", "专业:水"], "状态": "在岗",
        }  # fmt: skip
        self.write(f"inspectors/{AREA}/{id}.yaml", record)

    def _items(self) -> None:
        texts = ("类型", "检查对象范围", "内容", "主体", "比例", "频次", "时间", "人员要求", "检查要求", "依据")
        rows: list[Value] = [
            {"编号": id, "名称": f"示例事项{id}", "方式": ["现场"], **dict.fromkeys(texts, "示例")}
            | ({"专业": line} if line else {})
            for id, line in (("01", ""), ("02", "水"), ("03", ""))
        ]
        self.write(f"items/{YEAR}.yaml", {"编号": str(YEAR), "名称": "示例清单", "类型": "本部门", "事项": rows})

    def year_plan(self, officers: int, **more: Value) -> None:
        """The yearly plan."""
        areas = [{"区域": AREA, "执法人员": str(officers)}]
        record: dict[str, Value] = {"编号": str(YEAR), "名称": "示例年度计划", "层级": "年度", "年份": str(YEAR)}
        self.write(f"plans/{YEAR}.yaml", record | {"区域安排": areas} | more)

    def quarter_plan(self, quarter: int, **takes: int) -> None:
        """A quarter's plan: a row for each class, of one entity where nothing else is said."""
        id = f"{YEAR}Q{quarter}"
        rows: list[Value] = [
            {"区域": AREA, "监管类别": name, "抽取数": str(takes.get(kind, 1)), "事项": ["01", "02"]}
            for kind, name in KINDS.items()
        ]
        record: dict[str, Value] = {
            "编号": id, "名称": "示例季度计划", "层级": "季度", "年份": str(YEAR), "季度": str(quarter),
            "年度计划": str(YEAR), "事项清单": str(YEAR), "安排": rows,
        }  # fmt: skip
        self.write(f"plans/{id}.yaml", record)

    def order(self, id: str, kind: str, quarter: int = 1, *, ahead: timedelta = timedelta(hours=2), **more: Value) -> None:
        """A draw order on the first round that is out so far ahead of now."""
        number = int(((self.now + ahead).timestamp() - CHAIN.public.genesis_time) // CHAIN.public.period) + 2
        record: dict[str, Value] = {
            "计划": f"{YEAR}Q{quarter}", "区域": AREA, "监管类别": [KINDS[kind]], "检查人员区域": [AREA],
            "信标": [{"链": "local", "轮次": str(number)}], "揭示期限": f"{YEAR}-{3 * quarter:02d}-28",
        }  # fmt: skip
        self.write(f"draws/{id}.yaml", record | more)

    # Commands

    def world(self) -> World:
        """This office's clock, randomness and beacon."""
        return World(self.home, lambda: self.now, secrets.token_bytes, _ask, self.said.append, _fetch, Disk())

    def bureau(self) -> Bureau:
        """The bureau as it is now."""
        return Bureau(self.world(), self.records)

    def begin(self) -> None:
        """The ledger, with everything published."""
        init_ledger(self.bureau())
        self.commit()
        publish(self.bureau())
        self.commit()

    def announce(self, id: str) -> None:
        """Announce a draw whose order is written."""
        self.commit()
        announce(self.bureau(), id)
        self.commit()

    def draw(self, id: str) -> None:
        """Hold it, when its round is out."""
        life = self.bureau().repository
        with life.writing(self.said.append) as writing:
            source = writing.life.draws[id].body.sources[0]
        self.now = max(self.now, round_time(CHAIN.public, source.round) + timedelta(seconds=1))
        draw(self.bureau(), id)
        self.commit()

    def hold(self, id: str, kind: str, quarter: int = 1, **more: Value) -> None:
        """A draw from its order to its tickets."""
        self.order(id, kind, quarter, **more)
        self.announce(id)
        self.draw(id)

    def hand_in(self, id: str, **more: Value) -> None:
        """The results of all open ranks, inspected today, as the inspectors write them."""
        for row in assignment(self.bureau(), id):
            entity, people, items = row["entity"], row["inspectors"], row["items"]
            assert isinstance(entity, dict) and isinstance(people, list) and isinstance(items, list)
            record: dict[str, Value] = {
                "检查对象": str(entity["id"]), "检查日期": str(self.now.date()), "检查人员": [_id(one) for one in people],
                "检查事项": [str(item) for item in items], "检查方式": "现场", "检查内容": "示例", "结果": "未发现问题",
            }  # fmt: skip
            self.write(f"results/{id}/{row['rank']}.yaml", record | more)
        self.commit()

    def disclose(self, id: str, **more: Value) -> None:
        """Hand in and publish."""
        self.hand_in(id, **more)
        disclose(self.bureau(), id)
        self.commit()

    def run(self, *arguments: str) -> Result:
        """A command as typed, in this office's folder and home."""
        environment = {"MINGCHOU_HOME": str(self.home)}
        return CliRunner().invoke(main, [*arguments, "--records", str(self.records)], env=environment)


def _id(person: Json) -> str:
    assert isinstance(person, dict)
    return str(person["id"])


def _ask(name: str) -> Secret:
    raise AssertionError(f"the office's keys have no passphrase: {name}")


def _fetch(_: Sequence[str], chain: Chain, number: int, wait: bool) -> str:
    assert chain == CHAIN.public and not wait
    return CHAIN.signature(number)
