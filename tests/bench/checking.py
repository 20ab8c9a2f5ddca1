"""`mingchou check` and `mingchou status` of a large bureau: 20,000 entities and 1,000 inspectors in a real Git repository, with a
ledger in which every class of every area was drawn once and a part is published.

The commands are run as staff run them, each a process of its own, and the best of two turns counts. What is asked is seconds,
not a comparison: 15 for both together, the first time, in less than a gigabyte. The second `check` finds everything unchanged,
the third finds one file changed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ledger.commands.results import disclose
from tests.bench.measure import peak
from tests.commands.office import FACTS, KINDS, YEAR, Office
from tests.example.codes import credit_code
from tests.example.yamltext import Value

ENTITIES, INSPECTORS = 20_000, 1_000
SECONDS = 15
"""Both commands together, the first time."""
AREAS = tuple(f"4309{number:02d}" for number in range(2, 12))
SHARES = {"key": 300, "special": 100, "general": 1600}
"""The entities of each area, by class."""
DAY = f"{YEAR}-03-20"
MINGCHOU = Path(sys.executable).with_name("mingchou")


@dataclass(frozen=True)
class Taken:
    """Seconds of each command, and the most bytes that any of them took; None where the system does not tell."""

    first: float
    again: float
    changed: float
    status: float
    memory: int | None


class LargeOffice(Office):
    """An office with ten areas instead of one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, sizes={})
        shutil.rmtree(self.records / "inspectors")
        self.write("areas.yaml", {"区域": [{"代码": code, "名称": f"示例{code[-2:]}区"} for code in ("430900", *AREAS)]})
        for area in AREAS:
            self._people(area)
            self._enterprises(area)
        self._plans()
        self.commit()

    def _enterprises(self, area: str) -> None:
        for kind, count in SHARES.items():
            for number in range(count):
                id = credit_code("91", area, 2000 * list(SHARES).index(kind) + number)
                record: dict[str, Value] = {
                    "名称": f"示例{area}{kind}第{number}厂", "统一社会信用代码": id, "区域": area, "地址": f"示例路{number}号",
                    "行业": "化学原料和化学制品制造业", "排污许可": "登记管理", "状态": "在营",
                    "标签": ["在线监控:无", "污染物:废水", "污染物:废气", "生产周期:全年", "规模:小型"],
                }  # fmt: skip
                self.write(f"entities/{area}/{id}.yaml", record | ({"情形": FACTS[kind]} if FACTS[kind] else {}))

    def _people(self, area: str) -> None:
        for number in range(INSPECTORS // len(AREAS)):
            id = f"EX{area}{number:03d}"
            record: dict[str, Value] = {
                "姓名": f"示例{number}", "执法证号": id, "单位": f"示例{area[-2:]}分局", "职务岗位": "执法队员", "区域": area,
                "标签": ["专业:水", "执法", "部门:生态环境"], "状态": "在岗",
            }  # fmt: skip
            self.write(f"inspectors/{area}/{id}.yaml", record)

    def _plans(self) -> None:
        rows: list[Value] = [
            {"区域": area, "监管类别": name, "抽取数": "1", "事项": ["01", "02"], "理由": "示例：其余各季度抽取"}
            for area in AREAS
            for name in KINDS.values()
        ]
        self.year_plan(0, 区域安排=[{"区域": area, "执法人员": str(INSPECTORS // len(AREAS))} for area in AREAS])
        plan: dict[str, Value] = {
            "编号": f"{YEAR}Q1", "名称": "示例季度计划", "层级": "季度", "年份": str(YEAR), "季度": "1",
            "年度计划": str(YEAR), "事项清单": str(YEAR), "安排": rows,
        }  # fmt: skip
        self.write(f"plans/{YEAR}Q1.yaml", plan)

    def play(self) -> None:
        """A quarter: every area is drawn, and the first one's results are published; the second's next draw waits."""
        self.begin()
        for area in AREAS:
            more: dict[str, Value] = {"区域": area, "检查人员区域": [area], "监管类别": list(KINDS.values())}
            self.hold(f"{YEAR}Q1-{area}", "key", **more)
        self.now += timedelta(days=1)
        self.hand_in(f"{YEAR}Q1-{AREAS[0]}")
        disclose(self.bureau(), f"{YEAR}Q1-{AREAS[0]}")
        self.commit()


@contextmanager
def large_office() -> Iterator[LargeOffice]:
    """The office, in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="mingchou-bench-") as folder:
        office = LargeOffice(Path(folder))
        office.play()
        yield office


def _run(office: Office, environment: Mapping[str, str], *arguments: str) -> tuple[float, int | None]:
    command = [str(MINGCHOU), *arguments, "--records", str(office.records)]
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        most = peak(process)
        taken = time.perf_counter() - began
        if process.returncode != 0:
            said.seek(0)
            raise SystemExit(f"错误：mingchou {arguments[0]} 没有跑成：{said.read(2000).decode(errors='replace')}")
    return taken, most


def measure() -> Taken:
    """Everything, twice."""
    with large_office() as office:
        turns = [_turn(office) for _ in range(2)]
    best = [min(turn[step][0] for turn in turns) for step in range(4)]
    known = [most for turn in turns for _, most in turn if most is not None]
    return Taken(*best, memory=max(known, default=None))


def _turn(office: Office) -> list[tuple[float, int | None]]:
    environment = os.environ | {"MINGCHOU_HOME": str(office.home), "PYTHONUTF8": "1"}
    shutil.rmtree(office.home / "cache", ignore_errors=True)
    found = [_run(office, environment, "check"), _run(office, environment, "check")]
    one = next((office.records / "entities" / AREAS[-1]).iterdir())
    one.write_text(one.read_text(encoding="utf-8").replace("地址: 示例路", "地址: 示例东路"), encoding="utf-8")
    return [*found, _run(office, environment, "check"), _run(office, environment, "status", "--as-of", DAY)]
