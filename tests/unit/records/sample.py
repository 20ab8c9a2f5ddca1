"""A small set of records that is right in every way, for tests that break it in one."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ledger.core.errors import RecordErrors
from ledger.records.collection import Records
from ledger.records.load import load_records
from ledger.records.problems import RecordProblem

STATIC = Path(__file__).parents[2] / "example" / "static"
ENTITY_PATH = "entities/430902/91430902EXMP0142X8.yaml"
INSPECTOR_PATH = "inspectors/430902/EX430902006.yaml"
RESULT_PATH = "results/2024Q4-430902-key/0.yaml"
PLAN_PATH = "plans/2024Q4.yaml"
ORDER_PATH = "draws/2024Q4-430902-key.yaml"

ENTITY = """\
名称: 益阳市资阳区示例嘉达水泥有限公司
统一社会信用代码: 91430902EXMP0142X8
区域: 430902
地址: 益阳市资阳区示例西路231号
行业: 水泥制造
监管类别: 重点
排污许可: 重点管理
标签:
  - 在线监控:有
  - 污染物:废气
状态: 在营
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


def sample() -> dict[str, str]:
    """Every file by path: the example's own plans, lists and draws, one enterprise, two inspectors, one result."""
    files = {path.relative_to(STATIC).as_posix(): path.read_text(encoding="utf-8") for path in sorted(STATIC.rglob("*.yaml"))}
    second = INSPECTOR.replace("EX430902006", "EX430902007")
    return files | {
        ENTITY_PATH: ENTITY,
        INSPECTOR_PATH: INSPECTOR,
        INSPECTOR_PATH.replace("006", "007"): second,
        RESULT_PATH: RESULT,
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
