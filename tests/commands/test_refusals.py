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
    told = refused(drawn, "amend", DRAW, "0", "--reason", "更正", words="不予公开的结果要用 --file 指定仓库之外的文件")
    assert "不能放进仓库" in told and f"results/{DRAW}/0.yaml" not in told, "never: put it on a branch"


def test_a_wrong_passphrase_keeps_nothing(drawn: Scratch) -> None:
    """`amend --file`: keys are opened before the corrected record is kept, as `withhold` does."""
    drawn.at("2024-10-30T09:00:00+08:00")
    file = secret_result(drawn, 0, drawn.folder / "private")
    done(drawn, "withhold", DRAW, "0", "--ground", "保密", "--file", str(file))
    kept = list((drawn.home / "withheld").rglob("*.json"))
    file.write_text(file.read_text(encoding="utf-8").replace("查看了", "又查看了"), encoding="utf-8")
    key = next((drawn.home / "keys").glob("*clerk*"))
    whole = key.read_bytes()
    key.write_bytes(whole[:-1])
    arguments = ("amend", DRAW, "0", "--reason", "更正", "--file", str(file))
    refused(drawn, *arguments, words="clerk")
    assert list((drawn.home / "withheld").rglob("*.json")) == kept
    key.write_bytes(whole)
    done(drawn, *arguments)
    assert len(list((drawn.home / "withheld").rglob("*.json"))) == 2
    refused(drawn, *arguments, words="一样，没有可更正的")
    assert len(list((drawn.home / "withheld").rglob("*.json"))) == 2


def test_an_amendment_amends(drawn: Scratch) -> None:
    """The record in force is not put on record again; what was written is said in words."""
    drawn.at("2024-10-30T09:00:00+08:00")
    result_for(drawn, 0)
    assert f"已公示 {DRAW} 的 1 个结果，名次 0；还有 3 个名次没有公开" in drawn.run("disclose", DRAW).stderr
    drawn.commit("公示")
    refused(drawn, "amend", DRAW, "0", "--reason", "更正", words="与现在公示的一样，没有可更正的")
    path = drawn.records / f"results/{DRAW}/0.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("查看了", "又查看了"), encoding="utf-8")
    drawn.commit("改了")
    assert f"已更正 {DRAW} 第 0 号名次的结果" in drawn.run("amend", DRAW, "0", "--reason", "补充情况").stderr
    drawn.commit("更正")
    refused(drawn, "amend", DRAW, "0", "--reason", "补充情况", words="与现在公示的一样，没有可更正的")


def test_an_adjustment_run_twice(drawn: Scratch) -> None:
    """A second time it would put out whoever came in the first time: only with `--again`. What was written is said in words."""
    drawn.at("2024-10-16T09:00:00+08:00")
    seat, rank = ("adjust", DRAW, "0", "recusal", "--reason", "kinship", "--seat", "0"), ("adjust", DRAW, "1", "closed")
    told = drawn.run(*seat)
    assert f"已记下 {DRAW} 的调整：第 0 号名次，第 0 号席位，检查人员回避，原因：有亲属关系。" in told.stderr
    index = told.stdout.split()[1]
    drawn.commit("调整")
    again = refused(
        drawn, *seat, words=f"已经调整过：台账第 {index} 号条目（2024-10-16），第 0 号名次，第 0 号席位，检查人员回避"
    )
    assert "--again" in again
    refused(drawn, "adjust", DRAW, "0", "unavailable", "--reason", "leave", "--seat", "0", words="--again")
    done(drawn, *seat[:-1], "1")
    done(drawn, *seat, "--again")
    done(drawn, *rank, "--reason", "suspended")
    refused(drawn, *rank, "--reason", "suspended", words="由候补递补，原因：停产")
    done(drawn, *rank, "--reason", "suspended", "--again")
    done(drawn, "adjust", DRAW, "1", "recusal", "--reason", "kinship", "--seat", "0")


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


def test_an_entry_that_was_discarded_before_its_commit(drawn: Scratch) -> None:
    """It is in no Git and on no site: the message says what may be done then, and only then; and it can be done."""
    drawn.at("2024-10-30T09:00:00+08:00")
    result_for(drawn, 0)
    assert drawn.run("disclose", DRAW).exit_code == 0
    drawn.repo.git.checkout(".")
    told = refused(drawn, "disclose", DRAW, words="像是恢复了旧备份")
    for words in ("从来没有提交、推送，也没有发给过任何人", "才可以删去开头写的这个文件再运行", "“恢复”"):
        assert words in told
    (remembered,) = (drawn.home / "memory").iterdir()
    assert str(remembered) in told
    drawn.repo.git.clean("-fd", "records/ledger", "records/sealed")
    remembered.unlink()
    assert "disclose" in done(drawn, "disclose", DRAW)
    assert drawn.run("verify", "--as-of", "2024-10-30").exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("      - supervisor\n", "", "须由 clerk、supervisor 各用一把公钥签"),
        ("代码: 430900", "代码: 430999", "没有区域 430999"),
    ],
)
def test_no_ledger_begins_with_what_check_refuses(fresh: Scratch, old: str, new: str, words: str) -> None:
    """The genesis is written once: `init-ledger` has the same problems as `check`, and writes nothing."""
    agency = fresh.records / "agency.yaml"
    text = agency.read_text(encoding="utf-8")
    assert text.count(old) == 1
    agency.write_text(text.replace(old, new), encoding="utf-8")
    fresh.commit("写错了")
    problems = fresh.run("check").stdout
    assert words in problems
    told = refused(fresh, "init-ledger", words=words)
    assert problems.strip() in told
    assert not (fresh.records / "ledger").exists()


def test_a_missing_key_has_to_be_brought(published: Scratch) -> None:
    """The message names the role and the key of the ledger that would fill it."""
    for name, words in (
        ("supervisor", "还缺 supervisor 的密钥（台账登记的有 bureau.example/supervisor）"),
        ("log", "没有签检查点"),
    ):
        next((published.home / "keys").glob(f"*{name}.signer.json")).unlink()
        told = refused(published.at(ANNOUNCED), "announce", DRAW, words=words)
        assert "带到这台机器" in told


@pytest.mark.parametrize(
    "command",
    [
        ("init-ledger",), ("publish",), ("snapshot",), ("announce", DRAW), ("draw", DRAW), ("draw", DRAW, "--wait"),
        ("assignment", DRAW, "--out", "x"), ("notice", DRAW, "0", "--out", "x"),
        ("adjust", DRAW, "0", "closed", "--reason", "moved"),
        ("disclose", DRAW), ("withhold", DRAW, "0", "--ground", "保密", "--file", "x"), ("amend", DRAW, "0", "--reason", "更正"),
        ("reveal", DRAW), ("cancel", DRAW, "--reason", "不要"), ("status",), ("evidence", "91430971EXMP00064Y"), ("verify",),
        ("policy", "write", "x"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_mistyped_folder(fresh: Scratch, command: tuple[str, ...]) -> None:
    """One message for all, which says where to run; nothing is created, and nobody is told to begin a ledger there."""
    fresh.records, right = fresh.folder / "recrods", fresh.records
    told = refused(fresh, *command, words=f"{fresh.records}: 没有这个文件夹; 提示: 请在仓库的根目录里运行，或用 --records 指明")
    assert "init-ledger" not in told and not fresh.records.exists()
    fresh.records = right.parent
    refused(fresh, *command, words="没有 agency.yaml，不是放记录的文件夹; 提示: 请在仓库的根目录里运行，或用 --records 指明")
    assert not (fresh.records / "ledger").exists()


def test_a_guide_holds_nothing_personal(published: Scratch) -> None:
    """What is put on record stays for ever: looked at as records are, when it is text; the message does not repeat it."""
    guide = published.folder / "guide.txt"
    guide.write_text("示例指引\n咨询：0737-1234567\n联系 13800138000\n", encoding="utf-8")
    told = refused(published, "publish", "guide", "g-1", "--file", str(guide), words=f"{guide}:3:4: 有手机号码")
    assert "13800138000" not in told
    guide.write_bytes("示例指引\n咨询：0737-1234567\n".encode())
    done(published, "publish", "guide", "g-1", "--file", str(guide))
    guide.write_bytes(b"\xff\xfe\x00 13800138000")
    done(published, "publish", "guide", "g-2", "--file", str(guide))


def test_publish_says_what_to_write(published: Scratch) -> None:
    """Without an id, of a kind that there is nothing of, or of nothing at all."""
    guide = published.folder / "guide.txt"
    guide.write_text("示例指引", encoding="utf-8")
    refused(
        published, "publish", "guide", "--file", str(guide), words="要写编号; 提示: 写作 mingchou publish guide 编号 --file 文件"
    )
    refused(
        published,
        "publish",
        "calendar",
        words="没有这样的文件：calendar; 提示: 可以公布的有 item-list demo、plan 2024、plan 2024Q4",
    )
    for path in ("draws", "items", "plans"):
        for file in (published.records / path).iterdir():
            file.unlink()
    published.commit("都删了")
    refused(published, "publish", words="还没有可以公布的文件; 提示: 先在 items/、plans/、calendar/、exempt/ 里写好并提交")


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
