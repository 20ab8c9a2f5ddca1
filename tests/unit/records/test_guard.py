"""`check --base REF` on real scratch repositories: what a pull request may do, and what is refused with file and line."""

# ruff: noqa: E501 (one case a line, so that the table can be read)

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.core.encoding import sha256
from ledger.core.errors import RefusedError
from ledger.core.pool import format_pool
from ledger.records.guard import guard
from tests.unit.records.scratch import DRAW, Scratch, other_bureau, result_yaml

LEDGER = "ledger/ledger.jsonl"
RESULT_JSON = f"ledger/results/{DRAW}"
RESULT_YAML = f"results/{DRAW}"
OPENINGS = f"ledger/openings/{DRAW}"
SEALED = f"sealed/{DRAW}/officer-a"


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    """A repository whose one commit is right."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    return Scratch(tmp_path)


def disclose(scratch: Scratch) -> None:
    scratch.bureau.disclose("2023-09-02T09:00:00+08:00", DRAW, 3, "2023-08-25")
    scratch.publish()


def correct(scratch: Scratch) -> None:
    scratch.bureau.correct("2023-09-02T09:00:00+08:00", DRAW, 0, "笔误", content="示例：更正后")
    scratch.publish()
    scratch.write(f"{RESULT_YAML}/0.yaml", result_yaml(scratch.record(0, content="示例：更正后")))


def correct_twice(scratch: Scratch) -> None:
    correct(scratch)
    scratch.bureau.correct("2023-09-03T09:00:00+08:00", DRAW, 0, "笔误", content="示例：再次更正")
    scratch.publish()
    scratch.write(f"{RESULT_YAML}/0.yaml", result_yaml(scratch.record(0, content="示例：再次更正")))


def expire(scratch: Scratch) -> None:
    scratch.bureau.expire("2024-09-02T09:00:00+08:00", DRAW, 0)
    scratch.publish()
    scratch.path(f"{RESULT_YAML}/0.yaml").unlink()


def closed(scratch: Scratch) -> None:
    scratch.bureau.adjust("2023-09-02T09:00:00+08:00", DRAW, 3, "closed", "suspended")
    scratch.publish()


def reveal(scratch: Scratch) -> None:
    for rank in (3, 4):
        scratch.bureau.disclose("2023-09-02T09:00:00+08:00", DRAW, rank, "2023-08-25")
    scratch.bureau.reveal("2023-10-31T09:00:00+08:00", DRAW)
    scratch.publish()
    scratch.path(SEALED).unlink()


def sealed_to_one_more(scratch: Scratch) -> None:
    scratch.write(f"sealed/{DRAW}/officer-c", "sealed")


def registry_and_open_result(scratch: Scratch) -> None:
    scratch.write("entities/430902/x.yaml", "名称: 甲\n")
    scratch.write(f"{RESULT_YAML}/3.yaml", result_yaml(scratch.record(3, content="示例：还没公示，可以改")))
    scratch.write(f"{RESULT_YAML}/4.yaml", result_yaml(scratch.record(4)))


def same_words(scratch: Scratch) -> None:
    scratch.edit(f"{RESULT_YAML}/0.yaml", "检查方式: 现场".encode(), "# 注\r\n检查方式: '现场'".encode())


def nothing(scratch: Scratch) -> None:
    assert scratch.path(LEDGER).read_bytes().count(b"\n") == 9


ALLOWED: tuple[Callable[[Scratch], None], ...] = (
    nothing, disclose, correct, correct_twice, expire, closed, reveal, sealed_to_one_more, registry_and_open_result, same_words,
)  # fmt: skip


@pytest.mark.parametrize("act", ALLOWED, ids=lambda act: act.__name__)
def test_allowed(scratch: Scratch, act: Callable[[Scratch], None]) -> None:
    """Everything that the commands do and what staff write, committed or not."""
    act(scratch)
    assert scratch.guard() == []
    scratch.repo.git.checkout("-b", "change")
    scratch.commit()
    assert scratch.guard() == []


def _ledger_line(scratch: Scratch, number: int, old: bytes, new: bytes) -> None:
    lines = scratch.path(LEDGER).read_bytes().split(b"\n")
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new, 1)
    scratch.write(LEDGER, b"\n".join(lines))


def _drop_line(scratch: Scratch, number: int) -> None:
    lines = scratch.path(LEDGER).read_bytes().splitlines(keepends=True)
    scratch.write(LEDGER, b"".join(lines[: number - 1] + lines[number:]))


def _swap(scratch: Scratch) -> None:
    lines = scratch.path(LEDGER).read_bytes().splitlines(keepends=True)
    lines[2], lines[3] = lines[3], lines[2]
    scratch.write(LEDGER, b"".join(lines))


def _pool(scratch: Scratch) -> str:
    return f"ledger/files/{sha256(format_pool(scratch.bureau.batches[DRAW].pool))}"


def _remove(path: str) -> Callable[[Scratch], None]:
    return lambda scratch: scratch.path(path).unlink()


def _forget_old(scratch: Scratch) -> None:
    correct(scratch)
    next(scratch.path(RESULT_JSON).glob("0@*")).unlink()


def _change_old(scratch: Scratch) -> None:
    correct(scratch)
    scratch.edit(f"{RESULT_JSON}/0@6.json", "现场".encode(), "非现场".encode())


def _amend_only_the_yaml(scratch: Scratch) -> None:
    scratch.write(f"{RESULT_YAML}/0.yaml", result_yaml(scratch.record(0, content="示例：自己改的")))


def _withheld(scratch: Scratch) -> None:
    scratch.write(f"{RESULT_YAML}/2.yaml", result_yaml(scratch.record(2)))
    scratch.write(f"{RESULT_JSON}/2.json", b"{}")


REFUSED: dict[str, tuple[Callable[[Scratch], object], str, str]] = {
    "entry changed": (lambda s: _ledger_line(s, 4, b'"period":"2023Q3"', b'"period":"2023Q4"'), f"{LEDGER}:4:", "第 3 号条目被改动"),
    "last entry changed": (lambda s: _ledger_line(s, 9, "国家安全".encode(), "公共安全".encode()), f"{LEDGER}:9:", "第 8 号条目被改动"),
    "entry removed": (lambda s: _drop_line(s, 3), f"{LEDGER}:3:", "第 2 号条目被改动"),
    "last entry removed": (lambda s: _drop_line(s, 9), f"{LEDGER}:9:1:", "第 8 号条目被删除"),
    "entries swapped": (_swap, f"{LEDGER}:3:", "第 2 号条目被改动"),
    "genesis changed": (lambda s: _ledger_line(s, 1, b"86400", b"60"), f"{LEDGER}:1:1:", "创世条目变了"),
    "ledger removed": (_remove(LEDGER), f"{LEDGER}:1:1:", "台账被删除"),
    "garbage added": (lambda s: s.write(LEDGER, s.path(LEDGER).read_bytes() + b"{}\n"), f"{LEDGER}:10:1:", "不是合规的条目"),
    "line cut": (lambda s: s.write(LEDGER, s.path(LEDGER).read_bytes() + b"{}"), f"{LEDGER}:10:1:", "最后一行没有换行"),
    "checkpoint of another size": (lambda s: s.edit("ledger/checkpoint", b"\n9\n", b"\n8\n"), "ledger/checkpoint:2:1:", "检查点写的是 8 条，台账有 9 条"),
    "checkpoint removed": (_remove("ledger/checkpoint"), "ledger/checkpoint:1:1:", "检查点不对"),
    "kept checkpoint": (lambda s: s.edit("ledger/checkpoints/5", b"\n5\n", b"\n4\n"), "ledger/checkpoints/5:2:1:", "留存的检查点被改动"),
    "index of checkpoints": (lambda s: s.write("ledger/checkpoints/index", b""), "ledger/checkpoints/index:1:1:", "留存的检查点被改动"),
    "pool changed": (lambda s: s.edit(_pool(s), b'"weight":1', b'"weight":9'), "ledger/files/", f"已公告的抽取池（{DRAW}）被改动"),
    "pool removed": (lambda s: s.path(_pool(s)).unlink(), "ledger/files/", f"已公告的抽取池（{DRAW}）被删除"),
    "file under a wrong name": (lambda s: s.write(f"ledger/files/{'0' * 64}", "x"), f"ledger/files/{'0' * 64}:1:1:", "内容与文件名（SHA-256）不符"),
    "snapshot": (lambda s: s.edit(next(s.path("ledger/snapshots").iterdir()).relative_to(s.records).as_posix(), b"active", b"leave"), "ledger/snapshots/", "已公布的文件被改动"),
    "opening changed": (lambda s: s.edit(f"{OPENINGS}/0.json", b'"rank":0', b'"rank":4'), f"{OPENINGS}/0.json:1:", "已公布的文件被改动"),
    "opening of an open rank": (lambda s: s.write(f"{OPENINGS}/3.json", s.bureau.batches[DRAW].opening(3)), f"{OPENINGS}/3.json:1:1:", "这个名次还没有公示，不能公开"),
    "opening given up by nothing": (lambda s: s.write(f"{OPENINGS}/3@7.json", s.bureau.batches[DRAW].opening(3)), f"{OPENINGS}/3@7.json:1:1:", "这个名次还没有公示，不能公开"),
    "result changed": (lambda s: s.edit(f"{RESULT_JSON}/0.json", "现场".encode(), "非现场".encode()), f"{RESULT_JSON}/0.json:1:", "已公示的结果（台账第 6 号条目）被改动"),
    "result removed": (_remove(f"{RESULT_JSON}/0.json"), f"{RESULT_JSON}/0.json:1:1:", "已公示的结果（台账第 6 号条目）被删除"),
    "result of an open rank": (lambda s: s.write(f"{RESULT_JSON}/3.json", b"{}"), f"{RESULT_JSON}/3.json:1:1:", "这个名次还没有公示"),
    "result of no rank": (lambda s: s.write(f"{RESULT_JSON}/x.json", b"{}"), f"{RESULT_JSON}/x.json:1:1:", "这个名次还没有公示"),
    "withheld result": (_withheld, f"{RESULT_JSON}/2.json:1:1:", "不予公开的结果不得进入仓库"),
    "withheld result as written": (_withheld, f"{RESULT_YAML}/2.yaml:1:1:", "不予公开的结果不得进入仓库"),
    "written result changed": (lambda s: s.edit(f"{RESULT_YAML}/1.yaml", "未发现问题".encode(), "发现问题已责令整改".encode()), f"{RESULT_YAML}/1.yaml:10:5:", "已公示的结果被改动，与公布的文件不同"),
    "written result broken": (lambda s: s.edit(f"{RESULT_YAML}/1.yaml", "结果:".encode(), "结果：".encode()), f"{RESULT_YAML}/1.yaml:10:3:", "已公示的结果被改动"),
    "written result removed": (_remove(f"{RESULT_YAML}/1.yaml"), f"{RESULT_YAML}/1.yaml:1:1:", "已公示的结果被删除"),
    "written result amended without an entry": (_amend_only_the_yaml, f"{RESULT_YAML}/0.yaml:9:", "已公示的结果被改动"),
    "amended, the old one not kept": (_forget_old, f"{RESULT_JSON}/0@6.json:1:1:", "更正前的结果没有留存"),
    "amended, the old one changed": (_change_old, f"{RESULT_JSON}/0@6.json:1:1:", "已公示的结果（台账第 6 号条目）被改动"),
    "sealed master changed": (lambda s: s.write(SEALED, "other"), f"{SEALED}:1:1:", "尚未揭示的批次的密封主密钥被改动"),
    "sealed master removed": (_remove(SEALED), f"{SEALED}:1:1:", "尚未揭示的批次的密封主密钥被删除"),
}  # fmt: skip


@pytest.mark.parametrize(("act", "place", "problem"), REFUSED.values(), ids=REFUSED)
def test_refused(scratch: Scratch, act: Callable[[Scratch], object], place: str, problem: str) -> None:
    """ "refuses a change of ledger history, of an announced pool, or of a disclosed result … and names file and line"."""
    act(scratch)
    found = scratch.guard()
    assert any(text.startswith(f"records/{place}") and problem in text for text in found), found
    assert all("; 提示: " in text for text in found)
    scratch.repo.git.checkout("-b", "change")
    scratch.commit()
    assert scratch.guard() == found


def test_new_ledger(scratch: Scratch) -> None:
    """ "a new genesis needs `--new-ledger`": the first one, another one; and the flag allows nothing else."""
    scratch.bureau = other_bureau()
    scratch.publish()
    (told,) = scratch.guard()
    assert told == f"records/{LEDGER}:1:1: 创世条目变了，等于另立台账; 提示: 确要新建台账，请加 --new-ledger"
    assert scratch.guard(new_ledger=True) == []


def test_new_ledger_flag_does_not_cover_history(scratch: Scratch) -> None:
    """With the same genesis, everything is guarded as ever."""
    _drop_line(scratch, 9)
    assert any("第 8 号条目被删除" in text for text in scratch.guard(new_ledger=True))


def test_first_ledger(scratch: Scratch) -> None:
    """A base without a ledger: making one is a new genesis too."""
    lines = scratch.path(LEDGER).read_bytes()
    scratch.path(LEDGER).unlink()
    scratch.commit("无台账")
    scratch.write(LEDGER, lines)
    assert any(f"records/{LEDGER}:1:1: 新建了台账; 提示: 确要新建台账" in text for text in scratch.guard("HEAD"))
    assert scratch.guard("HEAD", new_ledger=True) == []


def test_base_that_moved_on(scratch: Scratch) -> None:
    """What the branch left alone is not its change, though the base has grown since."""
    scratch.repo.git.checkout("-b", "change")
    scratch.write("areas.yaml", "区域: []\n")
    scratch.commit()
    scratch.repo.git.checkout("main")
    disclose(scratch)
    scratch.commit()
    scratch.repo.git.checkout("change")
    assert scratch.guard() == []


def test_result_disclosed_on_the_base_meanwhile(scratch: Scratch) -> None:
    """A result that was still open when the branch began, and is disclosed by now, is guarded."""
    scratch.repo.git.checkout("-b", "change")
    scratch.write(f"{RESULT_YAML}/3.yaml", result_yaml(scratch.record(3, content="示例：另一种说法")))
    scratch.commit()
    scratch.repo.git.checkout("main")
    disclose(scratch)
    scratch.commit()
    scratch.repo.git.checkout("change")
    (told,) = scratch.guard()
    assert told.startswith(f"records/{RESULT_YAML}/3.yaml:9:") and "已公示的结果被改动" in told


def test_two_branches_that_both_wrote(scratch: Scratch) -> None:
    """Two ledgers that grew apart can not be joined: the second to come is refused, at its first line."""
    scratch.repo.git.checkout("-b", "change")
    closed(scratch)
    scratch.commit()
    scratch.repo.git.checkout("main")
    scratch.bureau.lines.pop()
    scratch.bureau = Scratch(scratch.records.parent / "again").bureau
    disclose(scratch)
    scratch.repo.git.add("records")
    scratch.repo.index.commit("公示")
    scratch.repo.git.checkout("change")
    assert any(
        text.startswith(f"records/{LEDGER}:10:") and "第 9 号条目被改动" in text and "先合并 main" in text
        for text in scratch.guard()
    )


@pytest.mark.parametrize("base", ["nowhere", "-x", "", "main:records", "0" * 40, "--help"])
def test_unknown_base(scratch: Scratch, base: str) -> None:
    """A base that is no commit."""
    with pytest.raises(RefusedError, match="读不出 Git 版本") as caught:
        scratch.guard(base)
    assert caught.value.hint


def test_unrelated_base(scratch: Scratch) -> None:
    """Histories that have nothing in common, as in a shallow clone."""
    scratch.repo.git.checkout("--orphan", "other")
    scratch.commit("另起炉灶")
    with pytest.raises(RefusedError, match="读不出 Git 版本 main"):
        scratch.guard()


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder outside any repository."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "records").mkdir()
    with pytest.raises(RefusedError, match="不在 Git 仓库里"):
        guard(tmp_path / "records", "main")


def test_all_at_once_and_sorted(scratch: Scratch) -> None:
    """Everything that is wrong with the change, in order of place."""
    scratch.path(f"results/{DRAW}").rename(scratch.path(f"results/{DRAW}-away"))
    _ledger_line(scratch, 4, b"2023Q3", b"2023Q4")
    scratch.path(SEALED).unlink()
    found = guard(scratch.records, "main")
    assert [problem.order for problem in found] == sorted(problem.order for problem in found)
    assert [f"{problem.path.removeprefix('records/')}:{problem.line}" for problem in found] == [
        f"{LEDGER}:4", f"{RESULT_YAML}/0.yaml:1", f"{RESULT_YAML}/1.yaml:1", f"{SEALED}:1",
    ]  # fmt: skip


def test_records_at_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository that is nothing but records."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    made = Scratch(tmp_path)
    made.repo.git.rm("-r", "--cached", "records", "-q")
    inner = made.repo.init(made.records, initial_branch="main")
    inner.git.add("--all")
    inner.index.commit("示例")
    _drop_line(made, 9)
    assert any("第 8 号条目被删除" in text for text in made.guard())
