"""Plans, draw orders, results and exempt checks: each rule that needs no ledger, broken in one place and told with it."""

# ruff: noqa: E501 (one case a line, so that the tables can be read)

from datetime import date
from pathlib import Path

import pytest

from ledger.core.encoding import jcs
from ledger.core.rules.exempt import parse_exempt
from ledger.core.rules.followups import rectification_of
from ledger.core.rules.plan import parse_plan
from ledger.core.rules.settings import Cap, Settings
from ledger.records.load import load_records
from tests.unit.records.sample import (
    ENTITY_PATH,
    EXEMPT_PATH,
    INSPECTOR,
    INSPECTOR_PATH,
    ORDER_PATH,
    PLAN_PATH,
    RESULT_PATH,
    YEAR_PATH,
    broken,
    load,
    sample,
    texts,
)

RULES = "规则:\n  权数:\n    A: 1\n    B: 1\n    C: 2\n    D: 3\n  频次上限:\n    次数: 2\n    依据: 国办发〔2024〕54号（示例）\n    让位: 上限\n"
BROKEN = {
    "no level": (PLAN_PATH, "层级: 季度\n", "", "1:1: 层级: 缺少“层级”; 提示: 写 层级: 后面跟 年度、季度 之一"),
    "another level": (PLAN_PATH, "层级: 季度", "层级: 月度", "3:5: 层级: 没有这种写法; 提示: 只能写 年度、季度"),
    "start": (PLAN_PATH, "季度: 4", "季度: 4\n起: 2024-10-01", "6:1: 起: 不再填写起止，由年份和季度算出"),
    "seats": (PLAN_PATH, "    事项:", "    席位:\n      - - 执法\n    事项:", "13:5: 席位: 不再填写席位，由事项的专业推出; 提示: 删掉席位；人数写“组员数”"),
    "fifth quarter": (PLAN_PATH, "季度: 4", "季度: 5", "5:5: 季度: 应为 1 至 4 的整数"),
    "list": (PLAN_PATH, "事项清单: 2024", "事项清单: 2022", "7:7: 事项清单: 没有事项清单 2022; 提示: 应有 items/2022.yaml"),
    "joint list for the own one": (PLAN_PATH, "事项清单: 2024", "事项清单: 2024-joint", "7:7: 事项清单: 清单 2024-joint 的类型是联合，不是本部门"),
    "own list for the joint one": (PLAN_PATH, "联合清单: 2024-joint", "联合清单: 2024", "8:7: 联合清单: 清单 2024 的类型是本部门，不是联合"),
    "no yearly plan": (PLAN_PATH, "年度计划: 2024", "年度计划: 2023", "6:7: 年度计划: 没有计划 2023"),
    "yearly plan of another year": (YEAR_PATH, "年份: 2024", "年份: 2023", None),
    "quarter before the first": (YEAR_PATH, "年份: 2024", "年份: 2024\n起季度: 5", "5:6: 起季度: 应为 1 至 4 的整数"),
    "area in no yearly plan": (YEAR_PATH, "  - 区域: 430902\n    执法人员: 10\n", "", None),
    "plan's area": (PLAN_PATH, "区域: 430902", "区域: 430999", "10:9: 区域: 没有区域 430999"),
    "plan's item": (PLAN_PATH, "- 03", "- 14", "15:9: 事项: 清单 2024 没有事项 14"),
    "take": (PLAN_PATH, "抽取数: 10", "抽取数: 0", "12:10: 抽取数: 应为 1 至 1000000 的整数，写的是“0”"),
    "take with a zero": (PLAN_PATH, "抽取数: 10", "抽取数: 010", "12:10: 抽取数: 应为"),
    "team of one": (PLAN_PATH, "抽取数: 10", "抽取数: 10\n    组员数: 1", "13:10: 组员数: 应为 2 至 20 的整数，写的是“1”; 提示: 检查组不少于 2 人（五（一））"),
    "own department": (PLAN_PATH, "    事项:", "    部门: [生态环境]\n    事项:", "13:10: 部门: “生态环境”是本部门; 提示: 只写参加联合抽查的其他部门"),
    "department": (PLAN_PATH, "    事项:", "    部门: ['应急 管理']\n    事项:", "13:10: 部门: 应为部门的简称"),
    "expert": (PLAN_PATH, "    事项:", "    专家: [化工]\n    事项:", "13:10: 专家: 没有“化工”这种写法; 提示: 只能写 水、大气、"),
    "year's area": (YEAR_PATH, "区域: 430903", "区域: 430999", "8:9: 区域: 没有区域 430999"),
    "year's area twice": (YEAR_PATH, "区域: 430903", "区域: 430902", "8:9: 区域: 区域重复"),
    "ratio without a reason": (YEAR_PATH, "执法人员: 12", "执法人员: 12\n    一般比例: 4", "10:11: 一般比例: 一般比例是 4，不是 5，要写“比例理由”; 提示: 四（二）1"),
    "weights out of order": (YEAR_PATH, "区域安排:", RULES.replace("A: 1", "A: 2") + "区域安排:", "7:5: 权数: 信用差的权数不能小于信用好的"),
    "weights out of bounds": (YEAR_PATH, "区域安排:", RULES.replace("D: 3", "D: 6") + "区域安排:", "7:5: 权数: 权数须在 1 与 100 之间，最大的不超过最小的 5 倍"),
    "weights not whole": (YEAR_PATH, "区域安排:", RULES.replace("    D: 3\n", "") + "区域安排:", "7:5: D: 缺少“D”"),
    "cap without a source": (YEAR_PATH, "区域安排:", RULES.replace("    依据: 国办发〔2024〕54号（示例）\n", "") + "区域安排:", "12:5: 依据: 缺少“依据”; 提示: 规定上限的文件，写明文号"),
    "cap that gives no way": (YEAR_PATH, "区域安排:", RULES.replace("让位: 上限", "让位: 看情况") + "区域安排:", "14:9: 让位: 没有“看情况”这种写法; 提示: 只能写 上限、比例"),
    "least directed": (YEAR_PATH, "区域安排:", "规则:\n  定向最少: 2\n区域安排:", "6:9: 定向最少: 应为 3 至 1000 的整数"),
    "draw's plan": (ORDER_PATH, "计划: 2024Q4", "计划: 2024Q3", "1:5: 计划: 没有计划 2024Q3"),
    "draw on a yearly plan": (ORDER_PATH, "计划: 2024Q4", "计划: 2024", "1:5: 计划: 2024 是年度计划; 提示: 抽取依据季度计划"),
    "draw's class": (ORDER_PATH, "- 重点", "- 一般", "4:5: 监管类别: 计划 2024Q4 没有区域 430902 一般的常规安排"),
    "draw's tags": (ORDER_PATH, "说明:", "标签: [污染物:废气]\n定向理由: 示例\n说明:", "4:5: 监管类别: 计划 2024Q4 没有区域 430902 重点的定向安排; 提示: 先在 plans/2024Q4.yaml 里加一项安排，标签和部门与抽取单相同"),
    "draw's departments": (ORDER_PATH, "说明:", "部门: [应急管理]\n说明:", "4:5: 监管类别: 计划 2024Q4 没有区域 430902 重点的联合安排"),
    "directed without a reason": (ORDER_PATH, "说明:", "标签: [污染物:废气]\n说明:", "12:5: 标签: 定向抽查要写“定向理由”"),
    "reason without tags": (ORDER_PATH, "说明:", "定向理由: 示例\n说明:", "12:7: 定向理由: 没有标签，不是定向抽查"),
    "organiser": (ORDER_PATH, "说明:", "组织: 430903\n说明:", "12:5: 组织: 430903 不能组织区域 430902 的抽取; 提示: 由本区域组织的不写，由支队组织的写 430900"),
    "inspectors' area": (ORDER_PATH, "- 430900", "- 430999", "6:5: 检查人员区域: 没有区域 430999"),
    "draw's beacon": (ORDER_PATH, "链: quicknet", "链: slownet", "9:8: 链: agency.yaml 没有信标 slownet"),
    "round": (ORDER_PATH, "轮次: 12040883", "轮次: 1e7", "10:9: 轮次: 应为 1 至"),
    "round out of time": (ORDER_PATH, "轮次: 12040883", "轮次: 9007199254740991", "10:9: 轮次: 信标轮次 9007199254740991 超出范围"),
    "reveal too early": (ORDER_PATH, "揭示期限: 2025-01-24", "揭示期限: 2024-10-14", "11:7: 揭示期限: 早于信标轮次之日 2024-10-15"),
    "reveal too late": (ORDER_PATH, "揭示期限: 2025-01-24", "揭示期限: 2025-02-10", "11:7: 揭示期限: 最迟为 2025-02-0"),
    "without itself": (ORDER_PATH, "说明:", "不重复:\n  - 2024Q4-430902-key\n说明:", "13:5: 不重复: 没有另一个批次 2024Q4-430902-key"),
    "without an unknown one": (ORDER_PATH, "说明:", "不重复:\n  - ../x\n说明:", "13:5: 不重复: 不是合规的批次号"),
    "filter": (ORDER_PATH, "说明:", "标签:\n  - 执法\n说明:", "13:5: 标签: 没有“执法”这个标签"),
    "result's entity": (RESULT_PATH, "91430902EXMP0142X8", "91430903EXMP02043Q", "1:7: 检查对象: 名录里没有检查对象 91430903EXMP02043Q"),
    "result's inspector": (RESULT_PATH, "EX430902007", "EX430902008", "5:5: 检查人员: 名录里没有执法证号 EX430902008"),
    "result's team": (RESULT_PATH, "  - EX430902007\n", "", "4:3: 检查人员: 写了 1 人，席位有 2 个"),
    "result's item": (RESULT_PATH, "- 03", "- 14", "7:5: 检查事项: 清单 2024 没有事项 14"),
    "fourth phrase": (RESULT_PATH, "结果: 未发现问题", "结果: 没有问题", "11:5: 结果: 没有“没有问题”这种写法; 提示: 只能写 未发现问题、发现问题已责令整改、"),
    "method": (RESULT_PATH, "检查方式: 现场", "检查方式: 远程", "9:7: 检查方式: 没有“远程”这种写法"),
    "remote against the record": (RESULT_PATH, "检查方式: 现场", "检查方式: 非现场", "9:7: 检查方式: 非现场检查限于列入正面清单、有在线监控"),
    "mode of no item": (RESULT_PATH, "检查方式: 现场", "检查方式: 非现场", "9:7: 检查方式: 清单里事项 03 不用非现场检查; 提示: 可用的有 现场、委托第三方"),
    "third party without a reason": (RESULT_PATH, "检查方式: 现场", "检查方式: 委托第三方", "9:7: 检查方式: 委托第三方要写明理由：污染源排查、"),
    "reason of no third party": (RESULT_PATH, "补充:", "方式理由: 污染源排查\n补充:", "12:7: 方式理由: 现场检查不写方式理由"),
    "inspected before the draw": (RESULT_PATH, "2024-10-22", "2024-10-14", "2:7: 检查日期: 早于抽取所用信标轮次之日 2024-10-15"),
    "rectify without a limit": (RESULT_PATH, "未发现问题\n", "发现问题已责令整改\n", "11:5: 结果: 要整改的须写“整改”"),
    "rectify of nothing": (RESULT_PATH, "补充:", "整改:\n  期限: 2024-11-22\n  状态: 整改中\n补充:", "13:3: 整改: 结果是“未发现问题”，没有要整改的"),
    "transferred first": (RESULT_PATH, "补充:", "移送:\n  部门: 应急管理\n  日期: 2024-10-21\n补充:", "14:7: 日期: 早于检查日期 2024-10-22"),
    "exemption": (EXEMPT_PATH, "情形: 3", "情形: 10", "2:5: 情形: 应为 1 至 9 的整数，写的是“10”; 提示: 写二（一）所列九种情形的序号"),
    "approver": (EXEMPT_PATH, "批准人: 示例支队长\n", "", "1:1: 批准人: 缺少“批准人”"),
    "exempt reason": (EXEMPT_PATH, "群众反映夜间排烟（示例来信）", "", "5:4: 理由: 没有填写"),
    "exempt entity": (EXEMPT_PATH, "91430902EXMP0142X8", "91430903EXMP02043Q", "3:7: 检查对象: 名录里没有检查对象 91430903EXMP02043Q"),
    "exempt outcome": (EXEMPT_PATH, "未发现问题", "基本正常", "10:5: 结果: 没有“基本正常”这种写法"),
    "exempt year": (EXEMPT_PATH, "2024-05-14", "2023-05-14", "4:7: 检查日期: 与所在文件夹 2024 不一致"),
    "exempt id": (EXEMPT_PATH, "编号: 2024-001", "编号: 2024-002", "1:5: 编号: 与文件名 2024-001 不一致"),
    "complaint looked at from afar": (EXEMPT_PATH, "检查方式: 现场", "检查方式: 非现场", "8:7: 检查方式: “投诉举报”一般采取现场检查方式（五（一））"),
    "exempt third party": (EXEMPT_PATH, "检查方式: 现场", "检查方式: 委托第三方", "8:7: 检查方式: 委托第三方要写明理由"),
    "exempt mode's reason": (EXEMPT_PATH, "检查方式: 现场", "检查方式: 现场\n方式理由: 污染源排查", "9:7: 方式理由: 现场检查不写方式理由"),
}  # fmt: skip
ELSEWHERE = {
    "yearly plan of another year": f"{PLAN_PATH}:6:7: 年度计划: 2024 是 2023 年的计划",
    "area in no yearly plan": f"{PLAN_PATH}:10:9: 区域: 年度计划 2024 没有区域 430902; 提示: 先在 plans/2024.yaml 的“区域安排”里加上",
}
"""Where one record is changed and another one no longer fits."""


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_has_its_place(name: str) -> None:
    """`path:line:column: field: problem; 提示: hint`."""
    path, old, new, wanted = BROKEN[name]
    found = texts(broken(path, old, new))
    expected = f"records/{ELSEWHERE[name] if wanted is None else f'{path}:{wanted}'}"
    assert any(text.startswith(expected) for text in found), found
    assert all("; 提示: " in text for text in found)


def row(**texts: str) -> str:
    """One more arrangement for the sample's plan."""
    values = {"区域": "430902", "监管类别": "重点", "抽取数": "5", "事项": "[02]"} | texts
    return "  - " + "    ".join(f"{key}: {value}\n" for key, value in values.items())


def planned(*rows: str) -> dict[str, str]:
    """The sample with these arrangements beside its own."""
    files = sample()
    return files | {PLAN_PATH: files[PLAN_PATH] + "".join(rows)}


def test_quarter_before_the_first() -> None:
    """A year in which the ledger is taken up has no quarters before."""
    files = broken(PLAN_PATH, "季度: 4", "季度: 3")
    files[YEAR_PATH] = files[YEAR_PATH].replace("区域安排:", "起季度: 4\n区域安排:")
    told = f"records/{PLAN_PATH}:5:5: 季度: 早于年度计划 2024 的起季度; 提示: 年度计划从第 4 季度起"
    assert told in texts(files)


def test_rows_are_told_apart_by_tags_and_departments() -> None:
    """ "rows unique": the same class of an area may have a directed and a joint row of its own, each once."""
    directed, joint = row(标签="[污染物:废气]", 理由="示例"), row(部门="[应急管理]", 事项="[L1]")
    assert len(load(planned(directed, joint)).quarter_plans["2024Q4"].rows) == 3
    (told,) = texts(planned(directed, joint, joint.replace("5", "6")))
    assert told.startswith(f"records/{PLAN_PATH}:28:11: 监管类别: 这个区域的这个监管类别已经有一项同样的安排")
    (told,) = texts(planned(row()))
    assert told.startswith(f"records/{PLAN_PATH}:17:11: 监管类别: 这个区域的这个监管类别已经有一项同样的安排")


def test_joint_row_rests_on_the_joint_list() -> None:
    """R4: its items are those of the joint list, which the plan must name."""
    (told,) = texts(planned(row(部门="[应急管理]")))
    assert told.startswith(f"records/{PLAN_PATH}:19:10: 事项: 清单 2024-joint 没有事项 02")
    files = planned(row(部门="[应急管理]", 事项="[L1]"))
    (told,) = texts(files | {PLAN_PATH: files[PLAN_PATH].replace("联合清单: 2024-joint\n", "")})
    assert told.startswith(f"records/{PLAN_PATH}:19:9: 部门: 联合抽查要有“联合清单”")


def test_seats_follow_from_the_items() -> None:
    """R12: 保证每个事项不少于1人 from the item's line, each department its own, 其他检查人员随机抽取产生, experts beyond the team."""
    rows = planned(
        row(组员数="3", 监管类别="一般"), row(部门="[应急管理]", 事项="[L1]"), row(监管类别="特殊", 事项="[03]", 专家="[辐射]")
    )
    plan = load(rows).quarter_plans["2024Q4"]
    assert [[sorted(seat) for seat in found.seats] for found in plan.rows] == [
        [["专业:水", "执法"], ["执法"]],
        [["专业:水", "执法"], ["执法"], ["执法"]],
        [["专业:固体废物", "执法", "部门:生态环境"], ["执法", "部门:应急管理"]],
        [["执法"], ["执法"], ["专业:辐射", "专家"]],
    ]
    assert parse_plan(jcs(plan.document())) == plan.rule
    assert (plan.rule.start, plan.end) == (date(2024, 10, 1), date(2024, 12, 31))


def test_seats_of_one_draw_are_alike() -> None:
    """Classes that are drawn together ask for the same seats: the pool has one list of them."""
    files = planned(row(监管类别="一般", 组员数="3"))
    files[ORDER_PATH] = files[ORDER_PATH].replace("- 重点", "- 重点\n  - 一般")
    (told,) = texts(files)
    assert told.startswith(f"records/{ORDER_PATH}:5:5: 监管类别: 一般的席位与前面的类别不同")


def test_directed_and_joint_orders() -> None:
    """An order that is directed or joint has its own row, found by tags and departments."""
    files = planned(row(标签="[污染物:废气]"), row(部门="[应急管理]", 事项="[L1]"))
    del files[RESULT_PATH]
    for more in ("标签: [污染物:废气]\n定向理由: 示例专项\n", "部门: [应急管理]\n", "组织: 430900\n"):
        order = load(files | {ORDER_PATH: files[ORDER_PATH] + more}).draws["2024Q4-430902-key"]
        assert order.rule.regular is False
    assert order.rule.superior and order.rule.organiser == "430900"
    assert load(files).draws["2024Q4-430902-key"].rule.organiser == "430902"


def test_without_names_the_same_area_and_year() -> None:
    """R9: a regular draw of 重点 lets only draws of its own area and year go first."""
    files = planned(row(区域="430903"))
    other = files[ORDER_PATH].replace("区域: 430902", "区域: 430903", 1)
    files |= {"draws/2024Q4-430903-key.yaml": other, ORDER_PATH: files[ORDER_PATH] + "不重复: [2024Q4-430903-key]\n"}
    (told,) = texts(files)
    assert told.startswith(f"records/{ORDER_PATH}:13:7: 不重复: 2024Q4-430903-key 不是本区域 2024 年的批次")


def test_settings_fall_back_level_by_level() -> None:
    """A yearly plan states what differs; the rest is the agency's, and what that leaves out the regulation's."""
    files = sample()
    bare = files["agency.yaml"]
    files["agency.yaml"] = bare + "规则:\n  定向最少: 12\n"
    assert load(files).year_plans["2024"].rule.settings == Settings(least_directed=12)
    rules = RULES + "  排除上级已查: 否\n"
    own = load(files | {YEAR_PATH: files[YEAR_PATH].replace("区域安排:", rules + "区域安排:")}).year_plans["2024"]
    assert own.rule.settings == Settings(
        least_directed=12,
        weights={"A": 1, "B": 1, "C": 2, "D": 3},
        cap=Cap(2, "国办发〔2024〕54号（示例）", "cap"),
        superior_clean=False,
    )
    assert parse_plan(jcs(own.document())) == own.rule
    agency = bare + RULES
    off = files[YEAR_PATH].replace("区域安排:", "规则:\n  权数: 无\n  频次上限: 无\n区域安排:")
    assert load(files | {"agency.yaml": agency}).year_plans["2024"].rule.settings.cap is not None
    assert load(files | {"agency.yaml": agency, YEAR_PATH: off}).year_plans["2024"].rule.settings == Settings()


def test_adjusted_ratio() -> None:
    """R8: a ratio of its own with its reason; a bureau's usual ratio needs one in each area too."""
    files = broken(YEAR_PATH, "执法人员: 12", "执法人员: 12\n    一般比例: 4\n    比例理由: 辖区面积较大、污染源分散")
    assert [(a.ratio, a.reason) for a in load(files).year_plans["2024"].rule.areas] == [(5, ""), (4, "辖区面积较大、污染源分散")]
    found = texts(broken("agency.yaml", "示例: 是\n", "示例: 是\n规则:\n  一般比例: 6\n"))
    assert [text.partition(" 一般比例: ")[0] for text in found] == [f"records/{YEAR_PATH}:6:5:", f"records/{YEAR_PATH}:8:5:"]


LISTED = {
    ENTITY_PATH: sample()[ENTITY_PATH].replace("  - 污染物", "  - 正面清单\n  - 污染物"),
    RESULT_PATH: sample()[RESULT_PATH].replace("检查方式: 现场", "检查方式: 非现场").replace("  - 03\n", ""),
}
"""An enterprise of the positive list that was looked at from afar."""


def test_remote_inspection() -> None:
    """五(一): 可采取非现场检查方式 for the positive list with 在线监控; 被媒体曝光 on that day, and it may not."""
    files = sample() | LISTED
    more = load(files).results["2024Q4-430902-key", 0].more()
    assert more == {"mode_reason": "正面清单且有在线监控", "notes": {"整改情况": "无"}}
    exposed = "  - 情形: 被媒体曝光或群众反复投诉强烈\n    起: 2024-09-01\n    止: 2024-10-{}\n    依据: 示例报道\n"
    assert load(files | {ENTITY_PATH: files[ENTITY_PATH] + exposed.format("21")})
    (told,) = texts(files | {ENTITY_PATH: files[ENTITY_PATH] + exposed.format("22")})
    assert told.startswith(f"records/{RESULT_PATH}:8:7: 检查方式: 非现场检查限于")


def test_published_result_stays_right(tmp_path: Path) -> None:
    """What was lawful when it was published does not become a problem when the registry moves on."""
    files = sample() | LISTED | {ENTITY_PATH: sample()[ENTITY_PATH]}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert len(texts(files)) == 1
    published = tmp_path / "ledger" / RESULT_PATH.replace(".yaml", ".json")
    published.parent.mkdir(parents=True)
    published.write_text("{}")
    assert load_records(tmp_path).results["2024Q4-430902-key", 0].method == "非现场"


RECTIFY = "结果: 发现问题已责令整改\n整改:\n  期限: 2024-11-22\n  状态: {}\n"


def rectified(state: str, *more: str) -> dict[str, str]:
    """The sample with an order to rectify."""
    return broken(RESULT_PATH, "结果: 未发现问题\n", RECTIFY.format(state) + "".join(f"  {line}\n" for line in more))


def test_rectification_and_transfer() -> None:
    """五(二): what follows an inspection is told in English keys, only what there is."""
    files = rectified("已完成", "复查日期: 2024-11-20", "复查结果: 已补齐台账")
    files[RESULT_PATH] += "移送:\n  部门: 应急管理局\n  日期: 2024-10-25\n  文号: 示移〔2024〕1号\n"
    more = load(files).results["2024Q4-430902-key", 0].more()
    assert more == {
        "notes": {"整改情况": "无"},
        "rectification": {"due": "2024-11-22", "outcome": "已补齐台账", "reviewed": "2024-11-20", "state": "已完成"},
        "transfer": {"number": "示移〔2024〕1号", "on": "2024-10-25", "to": "应急管理局"},
    }
    found = rectification_of(more)
    assert found is not None and (found.state, found.reviewed) == ("已完成", date(2024, 11, 20))
    running = load(rectified("整改中")).results["2024Q4-430902-key", 0].more()
    assert running["rectification"] == {"due": "2024-11-22", "state": "整改中"}


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        (rectified("已完成"), "14:7: 状态: 没有写复查日期"),
        (rectified("整改中", "复查结果: 示例"), "14:7: 状态: 没有写复查日期"),
        (rectified("逾期未整改", "复查日期: 2024-11-22"), "14:7: 状态: 复查在期限 2024-11-22 之内，不是逾期"),
        (rectified("已完成", "复查日期: 2024-10-21"), "15:9: 复查日期: 早于检查日期 2024-10-22"),
        (rectified("改好了"), "14:7: 状态: 没有“改好了”这种写法; 提示: 只能写 整改中、已完成、逾期未整改"),
    ],
)
def test_rectification_in_order(files: dict[str, str], wanted: str) -> None:
    """States and days of a rectification fit each other."""
    (told,) = texts(files)
    assert told.startswith(f"records/{RESULT_PATH}:{wanted}")


def test_exempt_document() -> None:
    """R2: "recorded with its exemption number, a reason and an approver"; a year's checks are one document, sorted by id."""
    files = sample()
    other = (
        files[EXEMPT_PATH].replace("2024-001", "2024-000").replace("检查方式: 现场", "检查方式: 委托第三方\n方式理由: 污染源排查")
    )
    records = load(files | {EXEMPT_PATH.replace("001", "000"): other, "exempt/2023/1.yaml": _of_2023(files[EXEMPT_PATH])})
    documents = records.exempt_documents()
    assert list(documents) == [2023, 2024] and documents[2024]["id"] == "exempt-2024"
    first, second = parse_exempt(jcs(documents[2024]))
    assert (first.id, first.mode_reason, second.id, second.mode_reason) == ("2024-000", "污染源排查", "2024-001", "")
    assert (second.number, second.approver, second.approved) == (3, "示例支队长", date(2024, 5, 13))


def _of_2023(text: str) -> str:
    return text.replace("编号: 2024-001", "编号: 1").replace("2024-", "2023-")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("exempt/24/1.yaml", "“24”不是年份"),
        ("exempt/1.yaml", "文件放错了层; 提示: 应放在 exempt/年份/编号.yaml"),
    ],
)
def test_exempt_place(path: str, problem: str) -> None:
    """An exempt check lies in the folder of its year."""
    (told,) = texts(sample() | {path: _of_2023(sample()[EXEMPT_PATH])})
    assert told.startswith(f"records/{path}:1:1: {problem}")


def test_class_follows_from_facts_and_day() -> None:
    """R5: "特殊 over 重点 over 一般"; two years from the decision; lowered by a decision on record, with its tag."""
    files = sample()
    fined = "  - 情形: 两年内存在环境违法行为\n    起: 2023-03-03\n    依据: 示罚字〔2023〕1号\n"
    lowered = "调整:\n  起: 2025-03-01\n  依据: 示例决定\n"
    text = files[ENTITY_PATH].replace("标签:\n", "标签:\n  - 正面清单\n") + fined + lowered
    (entity,) = load(files | {ENTITY_PATH: text}).entities.values()
    found = {day: entity.classified(date.fromisoformat(day)) for day in ("2023-03-02", "2023-03-31", "2025-03-02", "2025-03-03")}
    assert [one.kind for one in found.values()] == ["general", "special", "special", "general"]
    assert found["2025-03-02"].why == "特殊: 两年内存在环境违法行为，至 2025-03-02"
    document = entity.document(date(2025, 3, 3))
    assert document["downgrade"] == {"basis": "示例决定", "since": "2025-03-01"}
    assert document["facts"] == [
        {"basis": "示罚字〔2023〕1号", "kind": "violation", "since": "2023-03-03"},
        {"basis": "益阳市2023年度重点排污单位名录（示例）", "kind": "key-discharger", "since": "2023-03-31"},
    ]
    (told,) = texts(files | {ENTITY_PATH: text.replace("依据: 示罚字", "止: 2025-03-03\n    依据: 示罚字")})
    assert told.startswith(f"records/{ENTITY_PATH}:18:8: 止: 晚于两年期满之日 2025-03-02")


def test_two_lengths_of_service() -> None:
    """Of some tags an inspector has one at most; lines and departments may be several."""
    tags = "  - 专业:水\n  - 专业:大气\n  - 工作年限:5年以下\n  - 工作年限:10年以上\n"
    (told,) = texts(sample() | {INSPECTOR_PATH: INSPECTOR.replace("  - 专业:水\n", tags)})
    assert told.startswith(f"records/{INSPECTOR_PATH}:11:5: 标签: “工作年限:”的标签不止一个")
