"""A small bureau with the real commands: snapshot, announce, check, status, evidence, plan, publish (R2, R5–R10, R17)."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.commands.adjust import adjust
from ledger.commands.checking import findings_of
from ledger.commands.reading import ledger_in
from ledger.commands.setup import publish
from ledger.commands.snapshots import snapshot
from ledger.core.encoding import parse_time
from ledger.core.errors import RefusedError, StorageError
from tests.commands.office import AREA, SIZES, YEAR, Office, code


def refusal(act: Callable[[], object]) -> str:
    """What a refused command says."""
    with pytest.raises(RefusedError) as caught:
        act()
    return str(caught.value)


# snapshot


def test_snapshot_once_a_quarter(office: Office) -> None:
    """三(二): a snapshot each quarter, changed or not; within a quarter only when the registry is new."""
    entries, changes = snapshot(office.bureau())
    assert [entry.type for entry in entries] == ["snapshot"]
    assert changes == () and "是第一份快照" in office.said[-1], "nothing to compare with"
    office.commit()
    assert snapshot(office.bureau()) == ([], ())
    assert "不必再写" in office.said[-1]
    office.now += timedelta(days=90)
    entries, changes = snapshot(office.bureau())
    assert (len(entries), changes) == (1, ())


def test_overlap_says_what_to_wait_for(office: Office) -> None:
    """四(三): 避免重复检查: a second pool with the same enterprises waits for the first draw, and the message says for which."""
    office.order("first", "key")
    office.announce("first")
    office.order("second", "key")
    office.commit()
    done = office.run("check")
    assert done.exit_code == 1
    assert "家也在尚未抽取的 first 的抽取池中; 提示: 等 first 抽取或取消之后再公告" in done.output


def test_evidence_of_a_day_to_come(office: Office) -> None:
    """六(二)1: 虽尚未进行检查，但未超过规定时限: nothing is proved of a day that has not been."""
    done = office.run("evidence", code("key", 0), "--as-of", "2999-01-01")
    assert done.exit_code == 1 and "2999-01-01 还没有到; 提示: 台账只能证明已经过去的日子" in done.output


def test_evidence_of_nobody(office: Office) -> None:
    """A slip in the code is a slip, and no evidence that nothing was planned; a right code of somebody else is."""
    snapshot(office.bureau())
    typed = code("key", 0)[:-1]
    done = office.run("evidence", typed, "--as-of", f"{YEAR}-01-05")
    assert done.exit_code == 1 and f"名录里没有 {typed}，它也不是统一社会信用代码" in done.output and "; 提示: " in done.output
    assert office.run("evidence", code("key", 77), "--as-of", f"{YEAR}-01-05").exit_code == 0


def test_days_are_written_so(office: Office) -> None:
    """Whatever takes a day says how to write it."""
    for command in ("status", "plan 2024", f"evidence {code('key', 0)}"):
        done = office.run(*command.split(), "--as-of", "2024-13-02")
        assert done.exit_code == 1 and "2024-13-02 不是一个日子; 提示: --as-of 写作 2024-12-10" in done.output


def test_snapshot_says_what_changed(office: Office) -> None:
    """新设、停产、类别变动及理由."""
    snapshot(office.bureau())
    office.entity("general", 7)
    office.entity("key", 0, status="停产")
    record = office.records / f"entities/{AREA}/{code('general', 1)}.yaml"
    fact = "情形:\n  - 情形: 被媒体曝光或群众反复投诉强烈\n    起: 2024-01-01\n    依据: 示例报道\n"
    record.write_text(record.read_text(encoding="utf-8") + fact, encoding="utf-8")
    office.commit()
    _, changes = snapshot(office.bureau())
    assert {(change.id, change.what) for change in changes} == {
        (code("general", 7), "new"),
        (code("key", 0), "status"),
        (code("general", 1), "class"),
    }
    told = next(change.text for change in changes if change.what == "class")
    assert told.endswith("变为“特殊: 被媒体曝光或群众反复投诉强烈”")


def test_snapshot_rests_on_what_is_committed(office: Office) -> None:
    """Others must be able to see what is put on record."""
    office.entity("general", 7)
    assert "没提交的改动" in refusal(lambda: snapshot(office.bureau()))


# check


def test_check_tries_every_order(office: Office) -> None:
    """Would this announcement be accepted? The place in the file, the list to write; nothing of those that are announced."""
    office.hold("first", "special")
    office.order("second", "key")
    office.commit()
    found = findings_of(office.world(), office.records, None, False)
    (problem,) = found.problems
    assert problem.place == "records/draws/second.yaml:1:1"
    assert problem.problem == "不重复: 抽重点监管对象，今年还没查过的要先抽，不重复抽取的批次须恰为：first（四（二）2）"
    assert problem.hint == "请把“不重复”写成：first"
    office.order("second", "key", 不重复=["first"])
    assert findings_of(office.world(), office.records, None, False) == type(found)((), ())


def test_check_asks_as_if_published(office: Office) -> None:
    """A pull request brings the plan and the order together; what is to be published first is no fault."""
    office.quarter_plan(3, general=2)
    office.order("q3", "key", 3)
    office.commit()
    assert findings_of(office.world(), office.records, None, False).problems == ()
    office.quarter_plan(3, general=1)
    office.order("q3", "general", 3)
    problem = findings_of(office.world(), office.records, None, False).problems[0]
    assert "少于应抽的 2 家" in problem.problem


def test_check_notes_a_round_that_is_past(office: Office) -> None:
    """No fault of the records, but the order cannot be announced any more."""
    office.order("old", "key")
    office.commit()
    office.now += timedelta(days=3)
    found = findings_of(office.world(), office.records, None, False)
    assert found.problems == ()
    assert len(found.notes) == 1 and "现在公告会被拒绝" in found.notes[0]


def test_check_notes_the_cap(tmp_path: Path) -> None:
    """Before the draw, and with which of the two gives way."""
    office = Office(tmp_path, sizes=SIZES, rules={"频次上限": {"次数": "1", "依据": "示例文件", "让位": "比例"}})
    office.begin()
    office.hold("h1", "special")
    office.disclose("h1")
    office.now = parse_time(f"{YEAR}-07-02T09:00:00+08:00")
    office.quarter_plan(3)
    office.order("h2", "special", 3)
    office.commit()
    found = findings_of(office.world(), office.records, None, False)
    assert [problem.problem for problem in found.problems] == ["区域: 批次 h2 的抽取池里没有可抽的检查对象"]
    office.entity("special", 9)
    notes = findings_of(office.world(), office.records, None, False).notes
    assert any("1 家今年已查满 1 次（示例文件），年度计划写明抽查比例让位，不进抽取池" in note for note in notes)


def test_check_without_a_ledger(tmp_path: Path) -> None:
    """Before the ledger there is nothing to hold an order against."""
    office = Office(tmp_path, sizes=SIZES)
    office.order("early", "key")
    assert findings_of(office.world(), office.records, None, False).problems == ()


def test_check_of_a_broken_ledger(office: Office) -> None:
    """It is told as a problem, and where to look."""
    office.order("key", "key")
    ledger = office.records / "ledger" / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b"plan", b"plam", 1))
    problem = findings_of(office.world(), office.records, None, False).problems[0]
    assert "台账不成立" in problem.problem and "mingchou verify" in problem.hint


def test_check_stops_a_recusal_that_tells(office: Office) -> None:
    """四(四), 六(二)1: before it is merged, and so before anybody can read it."""
    office.hold("k", "key")
    adjust(office.bureau(), "k", 0, "recusal", "interest", seat=1)
    office.commit()
    assert findings_of(office.world(), office.records, None, False).problems == ()
    for path in (office.records / "inspectors" / AREA).iterdir():
        recusals = "".join(f"  - {code('key', number)}\n" for number in range(SIZES["key"]))
        path.write_text(path.read_text(encoding="utf-8") + f"回避:\n{recusals}", encoding="utf-8")
    (problem,) = findings_of(office.world(), office.records, None, False).problems
    assert "会让人看出它在批次 k 里被抽中" in problem.problem


def test_check_command(office: Office) -> None:
    """As typed: problems on stdout, notes beside them, and in the JSON."""
    office.order("second", "key", ahead=timedelta(hours=2))
    done = office.run("check", "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["problems"]) == (0, [])
    assert "现在公告会被拒绝" in found["notes"][0], "the real clock is years past that round"


# status and evidence


def test_status(office: Office) -> None:
    """The numbers, and what is due: handed in, a result has its own day."""
    office.hold("k", "key")
    office.hand_in("k")
    found = json.loads(office.run("status", "--as-of", f"{YEAR}-01-20", "--json").stdout)
    row = next(row for row in found["coverage"] if (row["class"], row["period"]) == ("key", "Q1"))
    assert (row["entities"], row["quota"], row["drawn"], row["open"], row["done"]) == (4, 1, 1, 1, 0)
    duty = next(duty for duty in found["duties"] if duty["kind"] == "result")
    assert (duty["subject"], duty["due"], duty["state"]) == ("k/0", "2024-01-30", "soon")
    text = office.run("status", "--as-of", f"{YEAR}-01-20", "--area", "资阳区").stdout
    assert "资阳区（430902）" in text
    row = "2024 年第 1 季度 重点 4 家，应抽 1 家（max(⌈4/4⌉, ⌈4×1/4⌉−0) = 1）；计划 1，已抽 1，公示 0，不予公开 0，未到期 1"
    assert row in text
    assert "  … 2024-01-30 资阳区：k 第 0 号名次 2024-01-02 检查，结果还没有公示，最迟 2024-01-30（五（三））" in text
    wrong = office.run("status", "--area", "别处")
    assert (wrong.exit_code, "没有区域 别处" in wrong.stderr) == (1, True)


def test_status_without_a_ledger(tmp_path: Path) -> None:
    """Said plainly."""
    office = Office(tmp_path, sizes={"key": 1})
    done = office.run("status")
    assert (done.exit_code, "还没有台账" in done.stderr) == (1, True)


def test_status_of_a_broken_ledger(office: Office) -> None:
    """Nothing is reckoned from a ledger that does not hold."""
    ledger = office.records / "ledger" / "checkpoint"
    origin, size, rest = ledger.read_bytes().split(b"\n", 2)
    ledger.write_bytes(b"\n".join([origin, b"%d" % (int(size) - 1), rest]))
    done = office.run("status")
    assert (done.exit_code, "台账不成立" in done.stderr) == (1, True)


def test_evidence(office: Office, tmp_path: Path) -> None:
    """六(二)1: written once, not over another file; with the ledger that it rests on."""
    office.hold("s", "special")
    office.disclose("s")
    out = tmp_path / "evidence.txt"
    done = office.run("evidence", code("special", 0), "--as-of", f"{YEAR}-02-01", "--out", str(out))
    assert done.exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert "结论：已按计划检查。截至 2024-02-01，已按照检查计划履行检查职责。" in text
    assert "✓ 通过 draw.opening s/0" in text and "不作法律上的认定" in text
    again = office.run("evidence", code("special", 0), "--out", str(out))
    assert (again.exit_code, "不覆盖" in again.stderr) == (1, True)
    found = json.loads(office.run("evidence", code("special", 0), "--as-of", f"{YEAR}-02-01", "--json").stdout)
    assert found["verdict"] == "inspected"
    assert found["ledger"]["origin"] == "bureau.example/ledger"
    assert {check["status"] for line in found["lines"] for check in line["checks"]} <= {"pass", "pending", "unproven", "late"}


def test_evidence_of_a_false_ledger(office: Office) -> None:
    """A ledger with a failed check proves nothing."""
    office.hold("s", "special")
    office.disclose("s")
    result = office.records / "ledger" / "results" / "s" / "0.json"
    result.write_bytes(result.read_bytes().replace("示例".encode(), "别的".encode(), 1))
    done = office.run("evidence", code("special", 0), "--as-of", f"{YEAR}-02-01")
    assert (done.exit_code, "不能作证" in done.stderr) == (1, True)


# plan


def test_plan_proposes_what_check_accepts(office: Office) -> None:
    """Proposed, written, checked, published, drawn: with the arithmetic beside it."""
    out = office.records / "plans" / f"{YEAR}Q2.yaml"
    done = office.run("plan", f"{YEAR}Q2", "--as-of", f"{YEAR}-04-01", "--out", str(out))
    assert done.exit_code == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    assert "# 资阳区 重点：4 家，今年已抽查 0 家：max(⌈4/4⌉, ⌈4×2/4⌉−0) = 2" in text
    office.commit()
    assert findings_of(office.world(), office.records, None, False).problems == ()
    office.now = parse_time(f"{YEAR}-04-02T09:00:00+08:00")
    publish(office.bureau())
    office.hold("q2", "key", 2)
    again = office.run("plan", f"{YEAR}Q2", "--out", str(out))
    assert (again.exit_code, "不覆盖" in again.stderr) == (1, True)


def test_plan_of_a_year(office: Office) -> None:
    """Certificate holders counted, the year's numbers told; it reads back as a record."""
    out = office.records / "plans" / f"{YEAR + 1}.yaml"
    wrong = office.run("plan", str(YEAR + 1), "--out", str(out.with_name("other.yaml")))
    assert (wrong.exit_code, "计划要写成" in wrong.stderr) == (1, True)
    office.run("plan", str(YEAR + 1), "--as-of", f"{YEAR + 1}-01-02", "--out", str(out))
    text = out.read_text(encoding="utf-8")
    assert "执法人员: 4" in text
    assert "# 一般 6 家：全年 min(6, 5×4) = 6" in text
    office.commit()
    assert findings_of(office.world(), office.records, None, False).problems == ()
    unknown = office.run("plan", "2024Q5")
    assert (unknown.exit_code, "不认识的计划期" in unknown.stderr) == (1, True)
    none = office.run("plan", f"{YEAR + 2}Q1")
    assert (none.exit_code, f"还没有 {YEAR + 2} 年度计划" in none.stderr) == (1, True)


# publish


def test_publish_exempt_checks(office: Office) -> None:
    """R2: recorded, approved, published as such, with their share."""
    record = {
        "编号": "2024-001", "情形": "3", "检查对象": code("general", 0), "检查日期": "2024-01-02", "理由": "示例举报",
        "批准人": "示例局长", "批准日期": "2024-01-02", "检查方式": "现场", "检查内容": "示例", "结果": "未发现问题",
    }  # fmt: skip
    office.write(f"exempt/{YEAR}/2024-001.yaml", record)
    assert "没提交的改动" in refusal(lambda: publish(office.bureau()))
    office.commit()
    entries = publish(office.bureau())
    assert [entry.body.json()["id"] for entry in entries] == [f"exempt-{YEAR}"]
    assert publish(office.bureau(), "guide", f"exempt-{YEAR}") == []
    assert "不从文件公布" in refusal(lambda: publish(office.bureau(), "guide", "exempt-2024", office.records / "areas.yaml"))
    snapshot(office.bureau())
    found = json.loads(office.run("status", "--as-of", f"{YEAR}-01-20", "--json").stdout)
    row = next(row for row in found["coverage"] if (row["class"], row["period"]) == ("general", "Q1"))
    assert (row["exempt"], row["exempt_of"]) == (1, 1)


def test_reading_raises_what_it_says(office: Office) -> None:
    """A ledger that does not hold is a `StorageError`."""
    assert ledger_in(office.records) is not None
    (office.records / "ledger" / "ledger.jsonl").write_bytes(b"{}\n")
    with pytest.raises(StorageError):
        ledger_in(office.records)
