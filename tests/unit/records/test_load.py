"""Loading all records: the committed ones are right and quick to read; each thing that can be wrong is told with its place."""

# ruff: noqa: E501 (one case a line, so that the tables can be read)

import os
import time
from datetime import date
from pathlib import Path

import pytest

from ledger.core.encoding import jcs
from ledger.core.errors import RecordErrors
from ledger.core.result import format_result, parse_result
from ledger.core.rules.item_list import parse_item_list
from ledger.core.rules.order import parse_order
from ledger.core.rules.plan import parse_plan
from ledger.core.rules.working_days import parse_calendar
from ledger.core.snapshot import format_snapshot, parse_snapshot
from ledger.records.load import load_agency, load_areas, load_records
from tests.unit.records.sample import (
    ENTITY,
    ENTITY_PATH,
    INSPECTOR_PATH,
    PLAN_PATH,
    RESULT_PATH,
    STATIC,
    broken,
    load,
    problems,
    sample,
    texts,
)

RECORDS = Path(__file__).parents[3] / "records"
DAY = date(2024, 12, 10)


def test_committed_records_are_right_and_quick() -> None:
    """The worked example has no problem; 800 files take a fraction of a second."""
    started = time.process_time()
    records = load_records(RECORDS)
    assert time.process_time() - started < 3
    assert len(records.entities) >= 600 and len(records.inspectors) >= 80
    assert len(records.draws) >= 3 and set(records.calendars) >= {2023, 2024, 2025}
    registry = parse_snapshot(format_snapshot(records.entity_documents(DAY), records.inspector_documents()))
    assert len(registry.entities) == len(records.entities)


def test_documents_are_those_of_the_rules() -> None:
    """What is published of each record is what the core reads, and the record's own value."""
    records = load(sample())
    for found in records.items.values():
        assert parse_item_list(jcs(found.document())) == found.rule
    for plan in records.plans.values():
        assert parse_plan(jcs(plan.document())) == plan.rule
    for order in records.draws.values():
        assert parse_order(jcs(order.document())) == order.rule
        assert order.rule.sources[0].chain == records.agency.beacons[0].hash
    for calendar in records.calendars.values():
        assert parse_calendar(jcs(calendar.document())) == calendar.rule


def test_entity_and_inspector() -> None:
    """Chinese keys and words become the published English ones, lists sorted."""
    records = load(sample())
    assert records.entity_documents(DAY) == {
        "91430902EXMP0142X8": {
            "address": "益阳市资阳区示例西路231号",
            "area": "430902",
            "class": "key",
            "facts": [{"basis": "益阳市2023年度重点排污单位名录（示例）", "kind": "key-discharger", "since": "2023-03-31"}],
            "industry": "水泥制造",
            "name": "益阳市资阳区示例嘉达水泥有限公司",
            "permit": "重点管理",
            "status": "active",
            "tags": ["在线监控:有", "污染物:废气"],
            "why": "重点: 重点排污单位",
        }
    }
    assert records.inspector_documents()["EX430902006"] == {
        "area": "430902",
        "name": "示例王八",
        "post": "二级执法员",
        "recuse": ["91430902EXMP0142X8"],
        "status": "active",
        "tags": ["专业:水", "执法"],
        "unit": "益阳市生态环境局资阳分局",
    }


def test_result() -> None:
    """A result's record is that of the protocol; draw and rank come from the path, `more` only where there is any."""
    records = load(sample())
    record = records.results["2024Q4-430902-key", 0].document()
    assert record == {
        "content": "检查当日未发现环境违法行为。COD <50mg/L。",
        "draw": "2024Q4-430902-key",
        "entity": "91430902EXMP0142X8",
        "inspected": "2024-10-22",
        "inspectors": ["EX430902006", "EX430902007"],
        "items": ["02", "03"],
        "method": "现场",
        "more": {"notes": {"整改情况": "无"}},
        "outcome": "未发现问题",
        "rank": 0,
    }
    assert parse_result(format_result(record, bytes(32))).inspected == date(2024, 10, 22)
    shorter = load(broken(RESULT_PATH, "补充:\n  整改情况: 无\n", ""))
    assert "more" not in shorter.results["2024Q4-430902-key", 0].document()


def test_agency() -> None:
    """Everything that genesis, sealing and the site need."""
    agency = load_agency(STATIC)
    assert (agency.name, agency.code, agency.origin, agency.lead) == (
        "益阳市生态环境局（示例）", "430900", "yiyang.example/ledger", 86_400,
    )  # fmt: skip
    assert agency.example and agency.url == "https://yiyang.example/" and len(agency.relays) == 4
    assert agency.foot[:2] == (("主办单位", "益阳市生态环境局（示例）"), ("联系方式", "示例，不设电话"))
    assert [officer.name for officer in agency.officers] == ["officer-a", "officer-b"]
    assert [len(officer.public) for officer in agency.officers] == [32, 32]
    assert agency.genesis().required["announce"] == ("clerk", "supervisor")
    assert load_areas(STATIC).name("430981") == "沅江市"


def test_signing_and_lead_may_be_set() -> None:
    """签署 changes what it names and nothing else."""
    files = broken("agency.yaml", "示例: 是", "签署:\n  publish:\n    - supervisor\n    - clerk\n示例: 否")
    agency = load(files | {"agency.yaml": files["agency.yaml"].replace("提前量: 86400\n", "")}).agency
    assert agency.required["publish"] == ("supervisor", "clerk") and agency.required["draw"] == ("clerk",)
    assert agency.lead == 86_400 and not agency.example


def test_chain_in_full() -> None:
    """A chain that is not in the package is written in full, and its hash recomputed."""
    chain = load_agency(STATIC).beacons[0]
    full = (
        f"  - 名称: {chain.beacon_id}\n    公钥: {chain.public_key}\n    周期: {chain.period}\n"
        f"    起始时间: {chain.genesis_time}\n    组哈希: {chain.group_hash}\n    哈希: {chain.hash}\n"
    )
    assert load(broken("agency.yaml", "  - 链: quicknet\n", full)).agency.beacons[0] == chain
    wrong = full.replace(f"周期: {chain.period}", "周期: 30")
    assert any(
        "agency.yaml:8:5: 信标: 信标链的 hash 算得" in text for text in texts(broken("agency.yaml", "  - 链: quicknet\n", wrong))
    )


BROKEN = {
    "unknown key": (ENTITY_PATH, "行业:", "行 业:", "5:1: 行 业: 没有这个键; 提示: 是不是“行业”？"),
    "missing key": (ENTITY_PATH, "行业: 水泥制造\n", "", "1:1: 行业: 缺少“行业”"),
    "empty value": (ENTITY_PATH, "水泥制造", "", "5:4: 行业: 没有填写"),
    "blank at the end": (ENTITY_PATH, "水泥制造", "水泥制造\u3000", "5:5: 行业: 开头或结尾有空格"),
    "list for a text": (ENTITY_PATH, "行业: 水泥制造", "行业:\n  - 水泥制造", "6:3: 行业: 这里应当是一行文字"),
    "text for a list": (ENTITY_PATH, "标签:\n  - 在线监控:有\n  - 污染物:废气\n", "标签: 污染物:废气\n", "7:5: 标签: 这里应当是一个列表"),
    "class": (ENTITY_PATH, "排污许可:", "监管类别: 重点\n排污许可:", "6:1: 监管类别: 不再填写监管类别，由“情形”推出; 提示: 删掉这一行"),
    "fact": (ENTITY_PATH, "情形: 重点排污单位", "情形: 重点单位", "12:9: 情形: 没有“重点单位”这种写法; 提示: 只能写 重点排污单位、"),
    "fact without a basis": (ENTITY_PATH, "    依据: 益阳市2023年度重点排污单位名录（示例）\n", "", "12:5: 依据: 缺少“依据”"),
    "fact that ends first": (ENTITY_PATH, "    依据: 益", "    止: 2023-03-30\n    依据: 益", "14:8: 止: 早于起日 2023-03-31"),
    "fact twice": (ENTITY_PATH, "情形:\n", "情形:\n  - 情形: 重点排污单位\n    起: 2023-03-31\n    依据: 益阳市2023年度重点排污单位名录（示例）\n", "15:5: 情形: 与前面的一项重复"),
    "lowered without the tag": (ENTITY_PATH, "情形:\n", "调整:\n  起: 2024-01-01\n  依据: 示例决定\n情形:\n", "12:3: 调整: 没有“正面清单”标签，不能由重点调整为一般; 提示: 先在标签里写 正面清单"),
    "two grades": (ENTITY_PATH, "  - 污染物:废气", "  - 信用等级:A\n  - 信用等级:B", "10:5: 标签: “信用等级:”的标签不止一个"),
    "no such grade": (ENTITY_PATH, "污染物:废气", "信用等级:E", "9:5: 标签: 没有“信用等级:E”这个标签; 提示: 信用等级: 后面只用 A、B、C、D"),
    "status": (ENTITY_PATH, "在营", "营业", "10:5: 状态: 没有“营业”这种写法"),
    "tag value": (ENTITY_PATH, "污染物:废气", "污染物:废汽", "9:5: 标签: 没有“污染物:废汽”这个标签; 提示: 污染物: 后面只用 废水"),
    "tag prefix": (ENTITY_PATH, "污染物:废气", "污染:废气", "9:5: 标签: 没有“污染:废气”这个标签; 提示: 是不是“污染物:废气”？"),
    "tag with a full-width colon": (ENTITY_PATH, "污染物:废气", "污染物：废气", "9:5: 标签: 没有“污染物：废气”这个标签; 提示: 是不是“污染物:废气”？"),
    "tag with a blank": (ENTITY_PATH, "污染物:废气", "污染物: 废气", "9:5: 标签: 标签的冒号后面多了空格; 提示: 写作 污染物:废气，冒号后面不空格"),
    "tag that is an empty table": (ENTITY_PATH, "污染物:废气", "{}", "9:5: 标签: 这里应当是一行文字"),
    "unknown tag with a blank": (ENTITY_PATH, "污染物:废气", "污染物: 废汽", "9:5: 标签: 这里应当是一行文字; 提示: 内容里的半角冒号后面不空格"),
    "address cut by a #": (ENTITY_PATH, "示例西路231号", "示例西路 #231号", "4:16: # 和它后面的字会被当成注释丢掉"),
    "tag twice": (ENTITY_PATH, "污染物:废气", "在线监控:有", "9:5: 标签: 与前面的一项重复"),
    "HTML in a name": (ENTITY_PATH, "示例嘉达", "<script>alert(1)</script>", "1:5: 名称: 不能有尖括号 < >"),
    "formula in a name": (ENTITY_PATH, "名称: 益阳市", "名称: =HYPERLINK(1)益阳市", "1:5: 名称: 不能以“=”开头"),
    "formula with a plus": (ENTITY_PATH, "名称: 益阳市", "名称: +1益阳市", "1:5: 名称: 不能以“+”开头"),
    "formula with an at sign": (ENTITY_PATH, "益阳市资阳区示例嘉达水泥有限公司", "'@SUM(A1)'", "1:5: 名称: 不能以“@”开头"),
    "long name": (ENTITY_PATH, "示例嘉达", "示" * 101, "1:5: 名称: 超过 100 个字"),
    "file name": (ENTITY_PATH, "91430902EXMP0142X8", "91430903EXMP02043Q", "2:11: 统一社会信用代码: 与文件名 91430902EXMP0142X8 不一致"),
    "area of the folder": (ENTITY_PATH, "区域: 430902", "区域: 430903", "3:5: 区域: 与所在文件夹 430902 不一致"),
    "unknown area": (ENTITY_PATH, "区域: 430902", "区域: 430999", "3:5: 区域: 没有区域 430999"),
    "area in full width": (ENTITY_PATH, "区域: 430902", "区域: ４３０９０２", "3:5: 区域: 应为六位区划代码"),
    "path in a certificate": (INSPECTOR_PATH, "EX430902006", "../../x", "2:7: 执法证号: 不是合规的代码"),
    "two dots": (INSPECTOR_PATH, "EX430902006", "'..'", "2:7: 执法证号: 不是合规的代码"),
    "unknown recusal": (INSPECTOR_PATH, "91430902EXMP0142X8", "91430903EXMP02043Q", "10:5: 回避: 名录里没有检查对象 91430903EXMP02043Q"),
    "wrong recusal": (INSPECTOR_PATH, "91430902EXMP0142X8", "91430902EXMP0142X7", "10:5: 回避: 校验位应为 8"),
    "speciality": (INSPECTOR_PATH, "专业:水", "专业:水水", "8:5: 标签: 没有“专业:水水”这个标签"),
    "area table": ("areas.yaml", "代码: 430902", "代码: 430903", "7:9: 代码: 区域代码重复"),
    "area name": ("areas.yaml", "名称: 资阳区", "名称: 赫山区", "8:9: 名称: 区域名称重复"),
    "item id": ("items/2024.yaml", "编号: 03", "编号: 02", "19:9: 编号: 事项编号重复"),
    "list id": ("items/2024.yaml", "编号: 2024", "编号: 2025", "1:5: 编号: 与文件名 2024 不一致"),
    "item's mode": ("items/2024.yaml", "[现场, 非现场, 委托第三方]", "[现场, 远程]", "10:14: 方式: 没有“远程”这种写法"),
    "item's line": ("items/2024.yaml", "专业: 水", "专业: 大汽", "18:9: 专业: 没有“大汽”这种写法; 提示: 只能写 水、大气、"),
    "item's subject": ("items/2024.yaml", "    主体: 各分局\n", "", "5:5: 主体: 缺少“主体”; 提示: 检查主体"),
    "list's kind": ("items/2024.yaml", "类型: 本部门", "类型: 自有", "3:5: 类型: 没有“自有”这种写法; 提示: 只能写 本部门、联合"),
    "calendar's year": ("calendar/2024.yaml", "- 2024-01-01", "- 2023-01-01", "5:5: 放假: 2023-01-01 不在 2024 年"),
    "make-up day on a weekday": ("calendar/2024.yaml", "- 2024-02-04", "- 2024-02-05", "34:5: 上班: 2024-02-05 不是周末"),
    "make-up day off": ("calendar/2024.yaml", "- 2024-02-04", "- 2024-02-10", "34:5: 上班: 2024-02-10 同时写在放假里"),
    "unknown chain": ("agency.yaml", "链: quicknet", "链: quiknet", "8:8: 链: 没有“quiknet”这种写法; 提示: 只能写 quicknet"),
    "vkey": ("agency.yaml", "clerk+9afefc34+", "clerk+9afefc35+", "26:9: 公钥: 公钥 yiyang.example/clerk 的编号应为 9afefc34"),
    "role": ("agency.yaml", "- clerk", "- chief", "25:9: 角色: 没有“chief”这种写法"),
    "no log key": ("agency.yaml", "- log", "- clerk", "24:3: 公钥: 角色 log 的公钥应有且只有一把，现有 0 把"),
    "log key that signs": ("agency.yaml", "      - log", "      - log\n      - clerk", "32:7: 角色: log 公钥不能兼其他角色"),
    "nobody to sign": ("agency.yaml", "- admin", "- clerk", "24:3: 公钥: genesis 须由 admin、clerk 各用一把公钥签，现有的公钥不够"),
    "log in 签署": ("agency.yaml", "示例: 是", "签署:\n  draw:\n    - log\n示例: 是", "50:5: draw: log 公钥不签条目"),
    "keys by one": ("agency.yaml", "示例: 是", "签署:\n  keys:\n    - admin\n示例: 是", "50:5: keys: keys 须由 admin 和另一角色签"),
    "type in 签署": ("agency.yaml", "示例: 是", "签署:\n  steal:\n    - admin\n示例: 是", "49:3: 签署: 没有“steal”这种写法"),
    "officer's key": ("agency.yaml", "公钥: 5ac47d5a", "公钥: 5AC47D5A", "37:9: 公钥: 须为 32 字节的小写十六进制"),
    "officer twice": ("agency.yaml", "名称: officer-b", "名称: officer-a", "38:9: 名称: 保管人的名称重复"),
    "officer's path": ("agency.yaml", "名称: officer-b", "名称: ../b", "38:9: 名称: 不是合规的代码"),
    "relay": ("agency.yaml", "https://api.drand.sh", "javascript:alert(1)", "19:5: 中继: 应为网址"),
    "agency's area": ("agency.yaml", "代码: 430900", "代码: 430999", "3:5: 代码: 没有区域 430999"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "wanted"), BROKEN.values(), ids=BROKEN)
def test_each_problem_has_its_place(path: str, old: str, new: str, wanted: str) -> None:
    """`path:line:column: field: problem; 提示: hint`."""
    found = texts(broken(path, old, new))
    assert any(text.startswith(f"records/{path}:{wanted}") for text in found), found
    assert all("; 提示: " in text for text in found)


FILES = {
    "wrong folder": ("entity/430902/x.yaml", "没有“entity”这个文件夹"),
    "wrong level": ("entities/91430902EXMP0142X8.yaml", "文件放错了层"),
    "too deep": ("plans/a/b.yaml", "文件放错了层"),
    "wrong ending": ("plans/2024Q3.yml", "文件名应以 .yaml 结尾"),
    "backup": (ENTITY_PATH + "~", "文件名应以 .yaml 结尾"),
    "stray file": ("notes.txt", "这里不放这个文件"),
    "draw's name": ("draws/2024 Q4.yaml", "“2024 Q4”不是合规的批次号"),
    "result's draw": ("results/2024Q3-x/0.yaml", "没有批次 2024Q3-x"),
    "rank": ("results/2024Q4-430902-key/00.yaml", "文件名应为名次"),
    "rank in words": ("results/2024Q4-430902-key/first.yaml", "文件名应为名次"),
    "case": (INSPECTOR_PATH.replace("EX", "ex"), "只有大小写不同"),
    "hidden characters": ("plans/\u202e.yaml", "不一致"),
}


@pytest.mark.parametrize(("path", "problem"), FILES.values(), ids=FILES)
def test_each_file_has_its_place(path: str, problem: str) -> None:
    """A file where none belongs is an error, not silently left out."""
    content = {"results": sample()[RESULT_PATH], "plans": sample()[PLAN_PATH]}.get(path.split("/")[0], ENTITY)
    found = [text for text in texts(sample() | {path: content}) if problem in text]
    assert len(found) == 1 and "\u202e" not in found[0]


def test_notes_and_software_files_are_no_records() -> None:
    """READMEs, hidden files, and what the software writes."""
    extra = (
        "README.md",
        "entities/README.md",
        ".gitkeep",
        "plans/.gitkeep",
        "ledger/ledger.jsonl",
        "sealed/x/y",
        "schemas/x.json",
    )
    assert len(load(sample() | dict.fromkeys(extra, "x")).entities) == 1


@pytest.mark.parametrize("path", ["agency.yaml", "areas.yaml"])
def test_missing_file(path: str) -> None:
    """The two files without which nothing can be read."""
    files = sample()
    del files[path]
    assert f"records/{path}:1:1: 缺少这个文件; 提示: 请照 records/README.md 建立" in texts(files)


def test_same_code_in_two_folders() -> None:
    """ "ids unique"."""
    (told,) = texts(sample() | {"entities/430903/91430902EXMP0142X8.yaml": ENTITY.replace("区域: 430902", "区域: 430903")})
    assert told.startswith(
        "records/entities/430903/91430902EXMP0142X8.yaml:2:11: 统一社会信用代码: 91430902EXMP0142X8 已在另一个文件夹里"
    )


def test_a_slip_does_not_spread() -> None:
    """An entity that cannot be read is still known by its file's name: no false alarm about what refers to it."""
    (told,) = texts(broken(ENTITY_PATH, "在营\n", "营业\n"))
    assert told.startswith(f"records/{ENTITY_PATH}:10:5: 状态:")
    (told,) = texts(broken("items/2024.yaml", "编号: 02\n", "编号: 0 2\n"))
    assert told.startswith("records/items/2024.yaml:5:9: 编号:")
    (told,) = texts(broken(PLAN_PATH, "季度: 4", "季度: 5"))
    assert told.startswith(f"records/{PLAN_PATH}:5:5: 季度: 应为 1 至 4 的整数")


def test_all_at_once_and_sorted() -> None:
    """ "each problem …, all of them at once": of several files and fields, in order of path, line and column."""
    files = sample()
    files[ENTITY_PATH] = files[ENTITY_PATH].replace("水泥制造", "=水泥").replace("在营", "营业").replace("230902", "")
    files[PLAN_PATH] = files[PLAN_PATH].replace("抽取数: 10", "抽取数: 十")
    files[INSPECTOR_PATH] = files[INSPECTOR_PATH].replace("姓名: ", "姓名：")
    found = problems(files)
    places = [(problem.path, problem.line, problem.column) for problem in found]
    assert places == sorted(places)
    assert [(path.rpartition("/")[2], line) for path, line, _ in places] == [
        ("91430902EXMP0142X8.yaml", 5), ("91430902EXMP0142X8.yaml", 10), ("EX430902006.yaml", 1), ("2024Q4.yaml", 12),
    ]  # fmt: skip


def test_from_a_disk(tmp_path: Path) -> None:
    """Read from a folder: the same; a link, and a folder that is a link, are refused."""
    records = tmp_path / "records"
    for path, text in sample().items():
        (records / path).parent.mkdir(parents=True, exist_ok=True)
        (records / path).write_text(text, encoding="utf-8", newline="\n")
    assert load_records(records) == load(sample())
    os.symlink(records / ENTITY_PATH, records / "entities/430902/link.yaml")
    os.symlink(records / "entities/430902", records / "entities/430903")
    with pytest.raises(RecordErrors) as caught:
        load_records(records)
    assert [str(problem) for problem in caught.value.problems] == [
        "records/entities/430902/link.yaml:1:1: 不能是符号链接; 提示: 请换成文件本身",
        "records/entities/430903:1:1: 不能是符号链接; 提示: 请换成文件本身",
    ]


def test_big_file_on_a_disk(tmp_path: Path) -> None:
    """ "10 MB files": no more of it is read than shows that it is too long."""
    records = tmp_path / "records"
    records.mkdir()
    (records / "agency.yaml").write_bytes(b"x" * 10_000_000)
    with pytest.raises(RecordErrors) as caught:
        load_records(records)
    assert str(caught.value.problems[0]).startswith("records/agency.yaml:1:1: 文件超过 1024 KB")


def test_no_folder(tmp_path: Path) -> None:
    """A wrong --records says so."""
    with pytest.raises(RecordErrors, match="没有这个文件夹"):
        load_records(tmp_path / "nowhere")
    with pytest.raises(RecordErrors, match="没有这个文件，或读不出来"):
        load_agency(tmp_path)
