"""`make demo`: one draw live in a scratch repository, with a local beacon; then the worked example, verified, built, served.

Every step is the real command, run as staff would run it. The scratch bureau's keys, records and beacon are made here
and thrown away afterwards.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from ledger.core.beacon import round_time
from ledger.core.encoding import CHINA
from tests.example.yamltext import Value, document
from tests.support.relay import LocalChain, Relay
from tests.support.scratch import agency_record, officers_in, order_record, plan_records, registry_records, result_record

MINGCHOU = Path(sys.executable).with_name("mingchou")
RECORDS = Path(__file__).resolve().parents[1] / "records"
EXAMPLE_DAY = "2024-12-10"
AREA = "430902"
DRAW = "demo-430902-general"
TODAY = datetime.now(CHINA).date()
YEAR, QUARTER = TODAY.year, (TODAY.month + 2) // 3
LEAD, PERIOD = 5, 2
"""Seconds. A real ledger's lead is a day; the demonstration's visitors have less time."""
TAKE = 4
OUTCOMES = ("未发现问题", "未发现问题", "发现问题已责令整改", "发现涉嫌违法行为已立案调查")


def tell(text: str) -> None:
    """A line to the reader."""
    print(text, flush=True)


class Scratch:
    """A bureau in a folder of its own: a Git repository, a home for its keys, and a relay's address."""

    def __init__(self, folder: Path, chain: LocalChain, relay: str) -> None:
        self.repository, self.home = folder / "repository", folder / "home"
        self.records = self.repository / "records"
        self.records.mkdir(parents=True)
        self._environment = os.environ | {
            "MINGCHOU_HOME": str(self.home),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "PYTHONUTF8": "1",
        }
        self._chain, self._relay = chain.public, relay
        self._git("init", "--quiet", "--initial-branch=main")

    def _git(self, *arguments: str) -> None:
        who = ("-c", "user.name=演示", "-c", "user.email=demo@bureau.example")
        subprocess.run(["git", *who, *arguments], cwd=self.repository, env=self._environment, check=True)

    def commit(self, message: str) -> None:
        """Everything, as a merged pull request would be."""
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message", message)

    def write(self, path: str, record: Mapping[str, Value]) -> None:
        """One record."""
        target = self.records / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(document(record), encoding="utf-8")

    def run(self, *arguments: str, shown: bool = True) -> str:
        """One command of mingchou; what it says to people is shown, what it prints is returned."""
        if shown:
            tell(f"   $ mingchou {' '.join(arguments)}")
        place = ["--records", "records"] if arguments[0] not in ("key", "verify", "policy") else []
        command = [str(MINGCHOU), *arguments, *place]
        done = subprocess.run(
            command, cwd=self.repository, env=self._environment, capture_output=True, text=True, encoding="utf-8", check=False
        )
        for line in done.stderr.splitlines() if shown else ():
            tell(f"     {line}")
        if done.returncode != 0:
            raise SystemExit(f"命令没有成功（退出码 {done.returncode}）：\n{done.stdout}{done.stderr}")
        return done.stdout

    def key(self, name: str, *options: str) -> str:
        """A new key in plain, for the demonstration only; its public part."""
        return self.run("key", "new", name, "--plain", *options, shown=False).strip()

    def set_up(self) -> None:
        """Keys, agency, registries, plan: what a bureau has before its first draw."""
        signers = {role: self.key(f"bureau.example/{role}") for role in ("clerk", "supervisor", "log")}
        officers = {"officer-a": self.key("officer-a", "--officer")}
        _, records = registry_records(AREA)
        records["agency.yaml"] = agency_record(self._chain, [self._relay], signers, officers, LEAD)
        records |= plan_records(YEAR, QUARTER, AREA, officers_in(records, AREA), TAKE)
        for path, record in records.items():
            self.write(path, record)

    def order(self, round: int) -> None:
        """The draw order, with the round that it will use."""
        quarter_ends = date(YEAR, 3 * QUARTER, 28)
        reveal_by = quarter_ends + timedelta(days=14)
        self.write(f"draws/{DRAW}.yaml", order_record(f"{YEAR}Q{QUARTER}", AREA, self._chain, round, reveal_by))

    def results(self) -> None:
        """What the officer's list gives to the inspectors, and what they write down afterwards."""
        private = self.home / "assignment.json"
        self.run("assignment", DRAW, "--json", "--out", str(private), shown=False)
        today = str(TODAY)
        for row in json.loads(private.read_text(encoding="utf-8"))["rows"]:
            outcome = OUTCOMES[row["rank"] % len(OUTCOMES)]
            self.write(f"results/{DRAW}/{row['rank']}.yaml", result_record(row, today, outcome))


def play_live() -> None:
    """One draw, from the announcement to the verification, in well under a minute."""
    chain = LocalChain(period=PERIOD, genesis_time=int(time.time()) - 3600, beacon_id="demo")
    with tempfile.TemporaryDirectory(prefix="mingchou-demo-") as folder, Relay(chain) as relay:
        tell("一、现场演一批抽取")
        tell(f" 0. 准备：新建一个草稿仓库、几把密钥，和一个本机信标（自己的 BLS 密钥，每 {PERIOD} 秒一轮）。")
        scratch = Scratch(Path(folder), chain, relay.url)
        scratch.set_up()
        scratch.commit("名录和计划")
        scratch.run("init-ledger", shown=False)
        scratch.run("publish", shown=False)
        ahead = chain.public.period + LEAD + 3
        round = relay.current_round() + ahead // PERIOD + 1
        scratch.order(round)
        scratch.commit("抽取单")
        due = round_time(chain.public, round)
        tell(f" 1. 公告：名单、规则和信标第 {round} 轮（{due:%H:%M:%S}）都在出数之前写定，谁也改不了。")
        scratch.run("announce", DRAW)
        scratch.commit("公告")
        tell(" 2. 抽取：等那一轮公开随机数出来，算出全部签号。抽中了谁仍然保密。")
        scratch.run("draw", DRAW, "--wait")
        scratch.commit("抽取")
        tell(f" 3. 检查：保管人打开名单（mingchou assignment，只给保管人看），检查组去查，写下 {TAKE} 份结果。")
        scratch.results()
        scratch.commit("检查结果")
        tell(" 4. 公示：结果和各家的开封文件一起公开，从此谁都能重算。")
        scratch.run("disclose", DRAW)
        scratch.commit("公示")
        tell(" 5. 揭示：公开主密钥，全部签号可以重算，没有漏掉谁，也没有添上谁。")
        scratch.run("reveal", DRAW)
        scratch.commit("揭示")
        tell(" 6. 核验：像外人那样，只凭公布的文件从头核验一遍。")
        output = scratch.run("verify", "records/ledger")
        tell(f"     {output.splitlines()[-1]}")


def build_example() -> None:
    """Verify the worked example and build its site."""
    tell("二、核验并生成示例（records/，企业和人员都是虚构的，信标是真的）")
    for arguments in (["check"], ["verify", "--as-of", EXAMPLE_DAY], ["build", "--as-of", EXAMPLE_DAY]):
        tell(f"   $ mingchou {' '.join(arguments)}")
        done = subprocess.run(
            [str(MINGCHOU), *arguments], capture_output=True, text=True, encoding="utf-8", check=False, cwd=RECORDS.parent
        )
        for line in [*done.stderr.splitlines(), *done.stdout.splitlines()[-1:]]:
            tell(f"     {line}")
        if done.returncode != 0:
            raise SystemExit(done.stdout + done.stderr)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the demonstration."""
    parser = argparse.ArgumentParser(prog="make demo", description="现场演一批抽取，再核验、生成、打开示例网站")
    parser.add_argument("--serve", action=argparse.BooleanOptionalAction, default=True, help="做完之后打开网站")
    serve = parser.parse_args(arguments).serve
    play_live()
    build_example()
    if serve:
        tell("三、打开网站")
        os.execv(MINGCHOU, [str(MINGCHOU), "serve"])
    tell("做完了。要看网站：.venv/bin/mingchou serve")


if __name__ == "__main__":
    main()
