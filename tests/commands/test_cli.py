"""The command line: data on stdout, words for people on stderr, exit codes as the protocol says, `--json` that parses."""

import json
import os
import stat
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.serve import server
from ledger.commands.main import main
from ledger.core.policy import parse_policy
from tests.commands.office import Office
from tests.support.scratch import DRAW, Scratch


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A bureau with a beacon of its own."""
    return Office(tmp_path / "office", sizes={"key": 4, "special": 1, "general": 6})


def run(*arguments: str, **environment: str) -> Result:
    """One command in this process."""
    return CliRunner().invoke(main, arguments, env=environment)


def at(scratch: Scratch) -> tuple[str, ...]:
    """The options that lead to a scratch bureau."""
    return "--records", str(scratch.records), "--home", str(scratch.home)


def ledger(scratch: Scratch) -> str:
    """Where it lies."""
    return str(scratch.records / "ledger")


def test_every_command_has_chinese_help() -> None:
    for name, command in main.commands.items():
        done = run(name, "--help")
        assert done.exit_code == 0 and any("\u4e00" <= char <= "\u9fff" for char in done.stdout), name
        assert command.short_help
    assert "明抽" in run("--help").stdout and run("--version").stdout.startswith("mingchou ")


def test_keys(tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    plain = run("key", "new", "bureau.example/clerk", "--plain", "--home", home)
    assert plain.exit_code == 0 and plain.stdout.startswith("bureau.example/clerk+") and "没有加密" in plain.stderr
    again = run("key", "new", "bureau.example/clerk", "--plain", "--home", home)
    assert again.exit_code == 1 and "不覆盖" in again.stderr and again.stdout == ""
    words = tmp_path / "words"
    words.write_text("四个不相干的词连起来\n", encoding="utf-8")
    words.chmod(0o640)
    opened = run("key", "new", "officer-a", "--officer", "--home", home, MINGCHOU_PASSPHRASE_FILE=str(words))
    assert opened.exit_code == 1 and f"chmod 600 {words}" in opened.stderr and "不相干" not in opened.output
    words.chmod(0o600)
    locked = run("key", "new", "officer-a", "--officer", "--home", home, MINGCHOU_PASSPHRASE_FILE=str(words))
    assert locked.exit_code == 0 and len(locked.stdout.strip()) == 64
    refused = run("key", "new", "officer-b", "--officer", "--home", home)
    assert refused.exit_code == 1 and "--plain" in refused.stderr
    found = json.loads(run("key", "list", "--json", "--home", home).stdout)["keys"]
    assert [(k["kind"], k["name"], k["encrypted"]) for k in found] == [
        ("officer", "officer-a", True),
        ("signer", "bureau.example/clerk", False),
    ]
    for path in (tmp_path / "home/keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_check_tells_all_problems_at_once(fresh: Scratch) -> None:
    assert run("check", "--records", str(fresh.records)).exit_code == 0
    first, second = (fresh.records / f"entities/{e.area}/{e.code}.yaml" for e in fresh.listed[:2])
    first.write_text(
        first.read_text(encoding="utf-8").replace("状态: 在营", "状态： 在营").replace("状态: 停产", "状态： 在营"),
        encoding="utf-8",
    )
    second.write_text(second.read_text(encoding="utf-8") + "电话: 13800000000\n", encoding="utf-8")
    done = run("check", "--records", str(fresh.records))
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert any(first.name in line and "提示" in line for line in lines)
    assert any(second.name in line and "提示" in line for line in lines)
    problems = json.loads(run("check", "--records", str(fresh.records), "--json").stdout)["problems"]
    assert {Path(p["path"]).name for p in problems} == {first.name, second.name}
    assert all(p["line"] >= 1 and p["column"] >= 1 and p["hint"] for p in problems)


def test_verify_exit_codes(drawn: Scratch, tmp_path: Path) -> None:
    day = ("--as-of", "2024-10-20")
    assert run("verify", ledger(drawn), *day).exit_code == 0
    assert run("verify", ledger(drawn), *day, "--strict").exit_code == 3
    nowhere = run("verify", str(tmp_path / "nowhere"), *day)
    assert nowhere.exit_code == 2 and "错误" in nowhere.stderr and nowhere.stdout == ""
    assert run("verify", ledger(drawn), *day, "--policy", str(tmp_path / "no-policy")).exit_code == 2
    found = json.loads(run("verify", ledger(drawn), *day, "--json").stdout)["checks"]
    assert all(set(check) == {"name", "subject", "status", "evidence"} for check in found)
    path = drawn.records / "ledger/ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b"bureau.example/ledger", b"bureau.example/LEDGER", 1))
    failed = run("verify", ledger(drawn), *day)
    assert failed.exit_code == 1 and "✗" in failed.stdout


def test_day_that_is_none(drawn: Scratch) -> None:
    done = run("verify", ledger(drawn), "--as-of", "2024-13-01")
    assert done.exit_code == 1 and "2024-13-01" in done.stderr


def test_a_saved_checkpoint(drawn: Scratch, tmp_path: Path) -> None:
    """The ledger has only grown since; one that is of another ledger, or not there, is told."""
    saved, strange = tmp_path / "saved", tmp_path / "strange"
    saved.write_bytes((drawn.records / "ledger" / "checkpoint").read_bytes())
    strange.write_text("no checkpoint\n", encoding="utf-8")
    good = run("verify", ledger(drawn), "--checkpoint", str(saved), "--json")
    mine = [check for check in json.loads(good.stdout)["checks"] if str(saved) in check["subject"]]
    assert good.exit_code == 0 and [check["status"] for check in mine] == ["pass", "pass"]
    both = run("verify", ledger(drawn), "--checkpoint", str(saved), "--checkpoint", str(strange))
    assert both.exit_code == 1 and f"✗ checkpoint.signature  自留的 {strange}" in both.stdout
    gone = run("verify", ledger(drawn), "--checkpoint", str(tmp_path / "gone"))
    assert gone.exit_code == 2 and "读不到检查点" in gone.stderr and gone.stdout == ""


def test_policy_pins_a_ledger(drawn: Scratch, tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    wrong = run("policy", "write", str(file), "--from", ledger(drawn), "--genesis", "ab" * 32)
    assert wrong.exit_code == 1 and not file.exists()
    assert run("policy", "write", str(file), "--from", ledger(drawn)).exit_code == 0
    genesis = parse_policy(file.read_bytes()).genesis
    assert genesis is not None
    assert run("policy", "write", str(file), "--from", ledger(drawn)).exit_code == 1
    pinned = json.loads(run("verify", ledger(drawn), "--policy", str(file), "--json").stdout)["checks"]
    assert next(c for c in pinned if c["name"] == "policy.genesis")["status"] == "pass"
    file.write_bytes(file.read_bytes().replace(genesis.encode(), b"cd" * 32))
    other = run("verify", ledger(drawn), "--policy", str(file))
    assert other.exit_code == 1


def test_a_policy_says_which_chains_it_does_not_hold(drawn: Scratch, office: Office, tmp_path: Path) -> None:
    """A ledger's own chain is its own word: it is named when the policy is written, with what will be said of it."""
    assert run("policy", "write", str(tmp_path / "public"), "--from", ledger(drawn)).stderr == ""
    office.begin()
    where, file = str(office.records / "ledger"), str(tmp_path / "own")
    done = run("policy", "write", file, "--from", where)
    assert done.exit_code == 0 and "不是公开的信标链 local" in done.stderr and "policy.beacons 一项会不符" in done.stderr
    checks = json.loads(run("verify", where, "--policy", file, "--json").stdout)["checks"]
    assert next(c["status"] for c in checks if c["name"] == "policy.beacons") == "fail"


def test_folder_and_site_agree(drawn: Scratch, tmp_path: Path) -> None:
    """`mingchou verify DIR` and `mingchou verify URL`."""
    out = tmp_path / "site"
    assert run("build", "--records", str(drawn.records), "--out", str(out), "--as-of", "2024-10-20").exit_code == 0
    with server(out, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{running.server_address[1]}/ledger/"
        by_url = run("verify", url, "--as-of", "2024-10-20", "--json")
        running.shutdown()
    by_folder = run("verify", str(out / "ledger"), "--as-of", "2024-10-20", "--json")
    assert by_url.exit_code == by_folder.exit_code == 0 and by_url.stdout == by_folder.stdout


def test_assignment_goes_to_a_private_file_outside(drawn: Scratch, tmp_path: Path) -> None:
    piped = run("assignment", DRAW, *at(drawn))
    assert piped.exit_code == 1 and "--out" in piped.stderr and piped.stdout == ""
    inside = run("assignment", DRAW, *at(drawn), "--out", str(drawn.records / "list.txt"))
    assert inside.exit_code == 1 and not (drawn.records / "list.txt").exists()
    out = tmp_path / "list.json"
    done = run("assignment", DRAW, *at(drawn), "--json", "--out", str(out))
    assert done.exit_code == 0 and stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
    codes = {row["entity"]["id"] for row in rows}
    assert len(codes) == 4 and not any(code in done.stdout + done.stderr for code in codes)
    assert run("assignment", DRAW, *at(drawn), "--out", str(out)).exit_code == 1
    text = tmp_path / "list.txt"
    assert run("assignment", DRAW, *at(drawn), "--out", str(text)).exit_code == 0
    assert all(code in text.read_text(encoding="utf-8") for code in codes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("adjust", DRAW, "0", "recusal", "--reason", "kinship"), "--seat"),
        (("adjust", DRAW, "0", "recusal", "--reason", "leave", "--seat", "0"), "kinship"),
        (("draw", DRAW), "已经抽过"),
        (("announce", DRAW), "已经公告过"),
        (("disclose", DRAW, "0"), "没有结果文件"),
        (("amend", DRAW, "0", "--reason", "x", "--expire", "--file", "y"), "不能同时用"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_errors_are_one_line_in_chinese_and_write_nothing(drawn: Scratch, arguments: tuple[str, ...], words: str) -> None:
    before = drawn.files()
    done = run(*arguments, *at(drawn))
    assert done.exit_code == 1 and words in done.stderr and "Traceback" not in done.stderr and done.stdout == ""
    assert drawn.files() == before


def test_home_comes_from_the_environment(drawn: Scratch) -> None:
    done = run("key", "list", MINGCHOU_HOME=str(drawn.home))
    assert done.exit_code == 0 and "bureau.example/clerk" in done.stdout
    assert os.environ.get("MINGCHOU_HOME") != str(drawn.home)
