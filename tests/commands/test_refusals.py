"""What commands refuse at the command line: exit code 1 (2 for what cannot be reached), one message that says what to do, and
not one byte of the repository changed."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from git import Repo

from ledger.commands.announce import announce
from ledger.commands.assignment import assignment
from ledger.core.beacon import PUBLIC_CHAINS
from ledger.core.encoding import format_time
from ledger.core.errors import SourceError
from ledger.storage.disk import Disk
from tests.example.yamltext import document
from tests.support.relay import LocalChain
from tests.support.scratch import ANNOUNCED, AREA, DRAW, DRAWN, ROUND, Scratch, result_record
from tests.unit.storage.replay import Crash, FailingDisk

MINGCHOU = Path(sys.executable).with_name("mingchou")


def done(scratch: Scratch, *arguments: str) -> str:
    """A command that must come through, and its commit; what it printed."""
    result = scratch.run(*arguments)
    assert result.exit_code == 0, result.output
    scratch.commit("台账")
    return result.stdout


def refused(scratch: Scratch, *arguments: str, words: str, code: int = 1) -> str:
    """The command's message; it holds these words and says what to do, and every file of the records is as before."""
    before = scratch.files()
    result = scratch.run(*arguments)
    assert result.exit_code == code, result.output
    assert result.stdout == "" and result.stderr.startswith("错误：") and words in result.stderr, result.output
    assert scratch.files() == before
    assert "; 提示: " in result.stderr, result.stderr
    return result.stderr


def result_for(scratch: Scratch, rank: int, day: str = "2024-10-21") -> None:
    """The result of an open rank, merged."""
    row = next(row for row in assignment(scratch.bureau(), DRAW) if row["rank"] == rank)
    scratch.write(f"results/{DRAW}/{rank}.yaml", result_record(row, day, "未发现问题"))
    scratch.commit("结果")


def secret_result(scratch: Scratch, rank: int, folder: Path) -> Path:
    """The result of an open rank, in a file that is not in the repository."""
    row = next(row for row in assignment(scratch.bureau(), DRAW) if row["rank"] == rank)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "result.yaml").write_text(document(result_record(row, "2024-10-21", "未发现问题")), encoding="utf-8")
    return folder / "result.yaml"


def touch(scratch: Scratch, path: str) -> None:
    """A change that nobody has merged."""
    target = scratch.records / path
    target.write_text(target.read_text(encoding="utf-8") + "# 还没有合并\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("stage", "path", "arguments"),
    [
        ("fresh", "agency.yaml", ("init-ledger",)),
        ("published", "items/demo.yaml", ("publish",)),
        ("published", "agency.yaml", ("announce", DRAW)),
        ("published", f"draws/{DRAW}.yaml", ("announce", DRAW)),
        ("published", "plans/2024Q4.yaml", ("announce", DRAW)),
        ("drawn", f"results/{DRAW}/0.yaml", ("disclose", DRAW)),
        ("drawn", f"results/{DRAW}/0.yaml", ("amend", DRAW, "0", "--reason", "更正")),
    ],
)
def test_what_is_not_committed(request: pytest.FixtureRequest, stage: str, path: str, arguments: tuple[str, ...]) -> None:
    """An entry rests on what others can see; the message names the file."""
    scratch: Scratch = request.getfixturevalue(stage)
    if stage == "drawn":
        result_for(scratch, 0)
    touch(scratch, path)
    scratch.at({"fresh": "2024-10-09T09:00:00+08:00", "published": ANNOUNCED, "drawn": "2024-10-30T09:00:00+08:00"}[stage])
    message = refused(scratch, *arguments, words="有没提交的改动")
    assert path in message and "合并请求" in message


def test_a_late_announcement_says_which_round_will_do(published: Scratch) -> None:
    """A day ahead at least; the round named in the hint is late enough, and no later than it must be."""
    published.at("2024-10-14T03:00:00+08:00")
    message = refused(published, "announce", DRAW, words="不足 86400 秒")
    hint = message.split("; 提示: ")[1]
    number = int(hint.split("第 ")[1].split(" 轮")[0])
    assert number > ROUND and (number - ROUND) * 3 < 7200
    assert "2024-10-15T03:10" in hint and format_time(published.now)[:10] == "2024-10-14"
    path = published.records / f"draws/{DRAW}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(str(ROUND), str(number)), encoding="utf-8")
    published.commit("换一轮")
    done(published.later(minutes=9), "announce", DRAW)


def test_relays_that_fail_or_lie(announced: Scratch) -> None:
    """A round that cannot be had (exit code 2), one of another chain, one of another round: nothing is drawn."""
    announced.at(DRAWN)

    def down(chain: object, number: int) -> str:
        raise SourceError("所有中继都取不到", hint="稍后再试，或用 --round-file")

    announced.fetched = down
    refused(announced, "draw", DRAW, words="--round-file", code=2)
    other = LocalChain(period=3, genesis_time=PUBLIC_CHAINS[0].genesis_time, beacon_id="quicknet")
    announced.fetched = lambda chain, number: other.signature(number)
    refused(announced, "draw", DRAW, words="签名不成立")
    file = announced.folder / "round.json"
    file.write_text(json.dumps({"round": ROUND, "signature": other.signature(ROUND)}), encoding="utf-8")
    refused(announced, "draw", DRAW, "--round-file", str(file), words="不成立", code=2)
    refused(announced, "draw", DRAW, "--round-file", str(announced.folder / "none.json"), words="none.json", code=2)


def test_assignment_at_a_terminal(drawn: Scratch) -> None:
    """It shows the list where somebody sits, and only there."""
    screen, terminal = pty.openpty()
    command = [str(MINGCHOU), "assignment", DRAW, "--records", str(drawn.records), "--home", str(drawn.home)]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    running = subprocess.run(command, stdout=terminal, stderr=subprocess.PIPE, env=environment, timeout=60, check=False)
    os.close(terminal)
    seen = b""
    while chunk := _read(screen):
        seen += chunk
    os.close(screen)
    assert running.returncode == 0, running.stderr
    for row in assignment(drawn.bureau(), DRAW):
        assert str(row["entity"]["id"]).encode() in seen  # type: ignore[index,call-overload]


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 4096)
    except OSError:  # the other end is closed
        return b""


def test_nothing_after_a_rank_has_ended(drawn: Scratch) -> None:
    """Exactly one `disclose` or `withhold` a rank, ever; no adjustment afterwards."""
    drawn.at("2024-10-30T09:00:00+08:00")
    result_for(drawn, 0)
    secret = secret_result(drawn, 0, drawn.folder / "private")
    done(drawn, "disclose", DRAW)
    refused(drawn, "disclose", DRAW, "0", words="mingchou amend")
    refused(drawn, "withhold", DRAW, "0", "--ground", "保密", "--file", str(secret), words="mingchou amend")
    assert not (drawn.home / "withheld").exists()
    refused(drawn, "adjust", DRAW, "0", "recusal", "--reason", "kinship", "--seat", "0", words="0")
    refused(drawn, "adjust", DRAW, "0", "closed", "--reason", "moved", words="0")
    refused(drawn, "cancel", DRAW, "--reason", "不想要", words="抽")
    done(drawn, "amend", DRAW, "0", "--reason", "公示期满", "--expire")
    refused(drawn, "amend", DRAW, "0", "--reason", "更正", words="公示期已届满")


def test_results_of_another_day(drawn: Scratch) -> None:
    """`inspected` lies between the draw's and the disclosure's time."""
    drawn.at("2024-10-20T09:00:00+08:00")
    result_for(drawn, 0, "2024-10-21")
    message = refused(drawn, "disclose", DRAW, words="检查日期")
    assert f"results/{DRAW}/0.yaml:" in message and "2024-10-20" in message
    done(drawn.later(days=1), "disclose", DRAW)


def test_a_withheld_result_in_any_repository(drawn: Scratch) -> None:
    """Not in this one, not in another one, not in a folder of one that Git ignores."""
    drawn.at("2024-10-30T09:00:00+08:00")
    arguments = ("withhold", DRAW, "0", "--ground", "国家安全", "--file")
    Repo.init(drawn.folder / "other").close()
    for folder in (drawn.folder / "other", drawn.folder / "other" / "deep" / "down", drawn.records.parent / "ignored"):
        file = secret_result(drawn, 0, folder)
        refused(drawn, *arguments, str(file), words="不能放在 Git 仓库里")
        file.unlink()
    outside = secret_result(drawn, 0, drawn.folder / "private")
    done(drawn, *arguments, str(outside))
    refused(drawn, "amend", DRAW, "0", "--reason", "更正", words=f"results/{DRAW}/0.yaml")


@pytest.mark.parametrize("reason", ["", "　", "电话 13800138000", "看不\u202e见", "长" * 30_000])
def test_reasons_stand_for_ever(drawn: Scratch, reason: str) -> None:
    """Not empty, nothing personal, nothing unseen, and no novel."""
    drawn.at("2024-10-30T09:00:00+08:00")
    result_for(drawn, 0)
    done(drawn, "disclose", DRAW)
    for more in ((), ("--expire",)):
        message = refused(drawn, "amend", DRAW, "0", "--reason", reason, *more, words="")
        assert "13800138000" not in message and "\u202e" not in message and len(message) < 300


def test_the_registry_has_to_show_a_closure_by_the_reveal(drawn: Scratch) -> None:
    """`closed`: the change must be committed too; then the reveal brings its own snapshot."""
    gone = str(assignment(drawn.bureau(), DRAW)[0]["entity"]["id"])  # type: ignore[index,call-overload]
    done(drawn, "adjust", DRAW, "0", "closed", "--reason", "suspended")
    drawn.at("2025-01-24T09:00:00+08:00")
    refused(drawn, "reveal", DRAW, words=gone)
    path = drawn.records / f"entities/{AREA}/{gone}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("状态: 在营", "状态: 停产"), encoding="utf-8")
    refused(drawn, "reveal", DRAW, words="没提交")
    drawn.commit("停产")
    assert "snapshot" in done(drawn, "reveal", DRAW)
    refused(drawn, "reveal", DRAW, words="已经揭示")
    refused(drawn, "adjust", DRAW, "1", "recusal", "--reason", "kinship", "--seat", "0", words="揭示")


def test_a_cancelled_draws_master_needs_an_officer(announced: Scratch) -> None:
    """After the round's time; before it, nobody's key is needed, and no master is told."""
    for path in (announced.home / "keys").glob("*.officer.json"):
        path.unlink()
    refused(announced.at(DRAWN), "cancel", DRAW, "--reason", "系统故障", words="保管人")
    done(announced.at("2024-10-14T09:00:00+08:00"), "cancel", DRAW, "--reason", "计划有变")
    last = json.loads((announced.records / "ledger/ledger.jsonl").read_bytes().splitlines()[-1])
    assert last["body"] == {"draw": DRAW, "reason": "计划有变"}


@pytest.mark.parametrize(("operation", "words"), [(("write_new", "0"), "已撤销"), (("rename", "manifest.new"), "接着写完")])
def test_verify_settles_what_a_crash_left(published: Scratch, operation: tuple[str, str], words: str) -> None:
    """`verify` of this repository finishes or undoes first, and says so to people; its output is the ledger's."""
    counter = FailingDisk()
    published.at(ANNOUNCED).disk = counter
    announce(published.copied(published.folder.parent / "counted").bureau(), DRAW)
    at = next(at for at, (name, path) in enumerate(counter.log) if (name, path.name) == operation)
    published.disk = FailingDisk(at, "after")
    with pytest.raises(Crash):
        announce(published.bureau(), DRAW)
    published.disk = Disk()
    result = published.run("verify", "--as-of", "2024-10-13")
    assert result.exit_code == 0 and words in result.stderr and words not in result.stdout
    again = published.run("verify", "--as-of", "2024-10-13")
    assert again.stderr == "" and again.stdout == result.stdout
    assert (DRAW in result.stdout) == (words == "接着写完")
