"""What `announce` demands of a draw, and how it says what is missing (R5–R11)."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.commands.announce import announce
from ledger.commands.setup import publish
from ledger.core.errors import MingchouError
from tests.commands.office import AREA, SIZES, YEAR, Office
from tests.commands.test_office import refusal


def test_announce_and_verify(office: Office) -> None:
    """What is accepted passes the verifier's own check, special and general too."""
    for kind in ("key", "special", "general"):
        office.hold(f"{YEAR}Q1-{kind}", kind, **({"不重复": []} if kind == "key" else {}))
    done = office.run("verify", str(office.records / "ledger"), "--as-of", f"{YEAR}-01-03", "--json")
    checks = json.loads(done.stdout)["checks"]
    assert {check["status"] for check in checks if check["name"] in ("draw.plan", "draw.pool")} == {"pass"}
    assert not [check for check in checks if check["status"] == "fail"]


def test_announce_demands_the_list(office: Office) -> None:
    """R9: 原则上每年对辖区内所有重点监管对象进行一次检查: the list is fixed; it is told, and not written for anybody."""
    office.hold("first", "special")
    office.order("second", "key")
    office.commit()
    told = refusal(lambda: announce(office.bureau(), "second"))
    assert "四（二）2" in told and "请把“不重复”写成：first" in told
    office.order("second", "key", 不重复=["first"])
    office.announce("second")


def test_announce_refuses_fewer_without_a_reason(office: Office) -> None:
    """R8: 按照1：5的比例; below it only with a reason."""
    office.quarter_plan(1, general=1)
    office.commit()
    publish(office.bureau())
    office.order("few", "general")
    office.commit()
    told = refusal(lambda: announce(office.bureau(), "few"))
    assert "抽 1 家，少于应抽的 2 家（全年 min(6, 5×4) = 6" in told and "写明理由" in told


def test_announce_refuses_a_wrong_count_of_officers(office: Office) -> None:
    """R8: 在编在岗执法人员, as the registry shows them on 1 January; the first snapshot comes with the announcement."""
    office.year_plan(2)
    office.commit()
    publish(office.bureau())
    office.order("few", "general")
    office.commit()
    assert "年初在岗执法人员按名录是 4 名，年度计划写的是 2 名" in refusal(lambda: announce(office.bureau(), "few"))


def test_announce_refuses_a_disguise(office: Office) -> None:
    """R7: a filter that leaves too few is refused as disguised targeting."""
    office.entity("general", 0, tags=["规模:大型"])
    plan = office.records / f"plans/{YEAR}Q1.yaml"
    row = f"  - 区域: {AREA}\n    监管类别: 一般\n    抽取数: 1\n    事项:\n      - 01\n    标签:\n      - 规模:大型\n"
    plan.write_text(plan.read_text(encoding="utf-8") + row, encoding="utf-8")
    office.commit()
    publish(office.bureau())
    office.order("big", "general", 标签=["规模:大型"], 定向理由="示例")
    office.commit()
    told = refusal(lambda: announce(office.bureau(), "big"))
    assert "只剩 1 家，少于 10 家，等于指定对象（四（一））" in told and "减少标签" in told


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda office: office.year_plan(4, 规则={"定向最少": "5"}), f"年度计划 {YEAR} 公布之后改动过"),
        (lambda office: office.quarter_plan(1, general=3), f"计划 {YEAR}Q1 公布之后改动过"),
    ],
)
def test_announce_rests_on_what_is_published(office: Office, change: Callable[[Office], None], expected: str) -> None:
    """The plan that people can read is the one that is drawn by."""
    change(office)
    office.order("key", "key")
    office.commit()
    told = refusal(lambda: announce(office.bureau(), "key"))
    assert expected in told and "mingchou publish" in told


def test_announce_refuses_a_near_round(office: Office) -> None:
    """The lead, with a round that would do."""
    office.order("near", "key", ahead=timedelta(minutes=10))
    office.commit()
    told = refusal(lambda: announce(office.bureau(), "near"))
    assert "不足 3600 秒" in told and "请在抽取单里改用第" in told


def test_announce_tells_where_the_cap_gives(tmp_path: Path) -> None:
    """国办发〔2024〕54号: the cap and the half-yearly check of 特殊 cannot both be kept; it is said at the announcement."""
    cap = {"频次上限": {"次数": "1", "依据": "示例文件", "让位": "上限"}}
    office = Office(tmp_path, sizes=SIZES, rules=cap)
    office.begin()
    office.order("special", "special")
    office.announce("special")
    assert any("特殊每年至少应查 2 次，频次上限是 1 次（示例文件）" in text for text in office.said)


def test_an_arrangement_is_drawn_once(tmp_path: Path) -> None:
    """四(一): nobody draws again and again until a list pleases: a new id makes no difference, `check` says so
    beforehand; published anew, for all to see, it can be drawn again."""
    office = Office(tmp_path, sizes={"key": 4, "special": 2, "general": 6})
    office.quarter_plan(1, general=2)
    office.begin()
    office.hold("first", "general")
    office.disclose("first")
    office.order("second", "general")
    office.commit()
    done = office.run("check")
    assert done.exit_code == 1 and "draws/second.yaml:4:3: 监管类别: " in done.output
    assert "计划 2024Q1 里一般的这一项安排，批次 first 已经抽了; 提示: 同一版计划的一项安排只抽一次" in done.output
    with pytest.raises(MingchouError, match="批次 first 已经抽了"):
        office.announce("second")
    office.quarter_plan(1, general=3)
    office.commit()
    publish(office.bureau())
    office.order("second", "general")
    office.announce("second")
    assert (office.records / "ledger" / "ledger.jsonl").read_text(encoding="utf-8").count('"type":"announce"') == 2
