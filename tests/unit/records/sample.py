"""A small set of records that is right in every way, for tests that break it in one."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from ledger.core.errors import RecordErrors
from ledger.records.collection import Records
from ledger.records.load import load_records
from ledger.records.problems import RecordProblem

STATIC = Path(__file__).parents[2] / "example" / "static"
FROM_STATIC = ("agency.yaml", "areas.yaml", "calendar/*.yaml")
"""What is taken from the example."""
ENTITY_PATH = "entities/430902/91430902EXMP0142X8.yaml"
INSPECTOR_PATH = "inspectors/430902/EX430902006.yaml"
RESULT_PATH = "results/2024Q4-430902-key/0.yaml"
EXEMPT_PATH = "exempt/2024/2024-001.yaml"
PLAN_PATH = "plans/2024Q4.yaml"
YEAR_PATH = "plans/2024.yaml"
ORDER_PATH = "draws/2024Q4-430902-key.yaml"

ENTITY = """\
名称: 益阳市资阳区示例嘉达水泥有限公司
统一社会信用代码: 91430902EXMP0142X8
区域: 430902
地址: 益阳市资阳区示例西路231号
行业: 水泥制造
排污许可: 重点管理
标签:
  - 在线监控:有
  - 污染物:废气
状态: 在营
情形:
  - 情形: 重点排污单位
    起: 2023-03-31
    依据: 益阳市2023年度重点排污单位名录（示例）
"""
INSPECTOR = """\
姓名: 示例王八
执法证号: EX430902006
单位: 益阳市生态环境局资阳分局
职务岗位: 二级执法员
区域: 430902
标签:
  - 执法
  - 专业:水
回避:
  - 91430902EXMP0142X8
状态: 在岗
"""
YEAR = """\
编号: 2024
名称: 2024年度随机抽查工作计划（示例）
层级: 年度
年份: 2024
区域安排:
  - 区域: 430902
    执法人员: 10
  - 区域: 430903
    执法人员: 12
"""
PLAN = """\
编号: 2024Q4
名称: 2024年第四季度随机抽查计划（示例）
层级: 季度
年份: 2024
季度: 4
年度计划: 2024
事项清单: 2024
联合清单: 2024-joint
安排:
  - 区域: 430902
    监管类别: 重点
    抽取数: 10
    事项:
      - 02
      - 03
"""
ORDER = """\
计划: 2024Q4
区域: 430902
监管类别:
  - 重点
检查人员区域:
  - 430900
  - 430902
信标:
  - 链: quicknet
    轮次: 12040883
揭示期限: 2025-01-24
说明: 示例
"""
RESULT = """\
检查对象: 91430902EXMP0142X8
检查日期: 2024-10-22
检查人员:
  - EX430902006
  - EX430902007
检查事项:
  - 03
  - 02
检查方式: 现场
检查内容: 检查当日未发现环境违法行为。COD <50mg/L。
结果: 未发现问题
补充:
  整改情况: 无
"""
EXEMPT = """\
编号: 2024-001
情形: 3
检查对象: 91430902EXMP0142X8
检查日期: 2024-05-14
理由: 群众反映夜间排烟（示例来信）
批准人: 示例支队长
批准日期: 2024-05-13
检查方式: 现场
检查内容: 查看了窑尾除尘设施和在线监测数据。
结果: 未发现问题
"""


def item(id: str, line: str = "", methods: Sequence[str] = ("现场", "非现场", "委托第三方")) -> str:
    """One item of a list."""
    texts = {
        "编号": id, "名称": f"示例事项{id}", "类型": "一般检查事项", "检查对象范围": "全部检查对象", "内容": "示例内容",
        "方式": f"[{', '.join(methods)}]", "主体": "各分局", "比例": "按年度计划", "频次": "按监管类别", "时间": "全年",
        "人员要求": "持执法证件", "检查要求": "表明身份", "依据": "示例依据",
    } | ({"专业": line} if line else {})  # fmt: skip
    return "  - " + "    ".join(f"{key}: {value}\n" for key, value in texts.items())


def item_list(id: str, kind: str, *items: str) -> str:
    """A whole list."""
    return f"编号: {id}\n名称: 示例清单{id}\n类型: {kind}\n事项:\n{''.join(items)}"


def sample() -> dict[str, str]:
    """Every file by path: plans, lists and a draw, one enterprise, two inspectors, one result, one exempt check."""
    paths = [path for pattern in FROM_STATIC for path in sorted(STATIC.glob(pattern))]
    files = {path.relative_to(STATIC).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    # The example's own settings may change; what the tests say of settings does not hang on them.
    files["agency.yaml"] = re.sub(r"^规则:\n(?:  .*\n)+", "", files["agency.yaml"], flags=re.MULTILINE)
    second = INSPECTOR.replace("EX430902006", "EX430902007")
    return files | {
        "items/2024.yaml": item_list("2024", "本部门", item("02", "水"), item("03", methods=("现场", "委托第三方"))),
        "items/2024-joint.yaml": item_list("2024-joint", "联合", item("L1", "固体废物")),
        YEAR_PATH: YEAR,
        PLAN_PATH: PLAN,
        ORDER_PATH: ORDER,
        ENTITY_PATH: ENTITY,
        INSPECTOR_PATH: INSPECTOR,
        INSPECTOR_PATH.replace("006", "007"): second,
        RESULT_PATH: RESULT,
        EXEMPT_PATH: EXEMPT,
    }


def load(files: Mapping[str, str | bytes]) -> Records:
    """These files as records."""
    encoded = {path: data if isinstance(data, bytes) else data.encode() for path, data in files.items()}
    return load_records(Path("records"), read=lambda: sorted(encoded.items()))


def problems(files: Mapping[str, str | bytes]) -> tuple[RecordProblem, ...]:
    """Every problem of files that have some."""
    with pytest.raises(RecordErrors) as caught:
        load(files)
    found = tuple(problem for problem in caught.value.problems if isinstance(problem, RecordProblem))
    assert len(found) == len(caught.value.problems) > 0
    return found


def texts(files: Mapping[str, str | bytes]) -> list[str]:
    """The same, as told."""
    return [str(problem) for problem in problems(files)]


def broken(path: str, old: str, new: str) -> dict[str, str]:
    """The sample with one replacement, which must be possible."""
    files = sample()
    assert files[path].count(old) >= 1, (path, old)
    return files | {path: files[path].replace(old, new, 1)}
