"""What a result tells beyond the protocol's own fields: each in words, what is overdue marked, nothing lost."""

from dataclasses import replace
from datetime import date

import pytest

from generator.followups import Told, corrects, told
from ledger.core.encoding import Json
from ledger.core.result import PublishedResult, parse_result
from tests.support.ledgers import build_ledger

DUE = date(2024, 11, 29)


def lines(more: dict[str, Json], day: date = DUE) -> list[tuple[str, str, bool]]:
    """As plain tuples."""
    return [(one.label, one.text, one.late) for one in told(more, day)]


@pytest.mark.parametrize(
    ("rectification", "day", "state"),
    [
        ({"state": "整改中"}, DUE, ("整改情况", "整改中", False)),
        ({"state": "整改中"}, date(2024, 11, 30), ("整改情况", "已过期限，还没有公布复查结果", True)),
        ({"state": "已完成"}, date(2025, 1, 1), ("整改情况", "已完成", False)),
        (
            {"state": "已完成", "reviewed": "2024-11-20", "outcome": "已改好。"},
            DUE,
            ("整改情况", "已完成（2024年11月20日复查）：已改好。", False),
        ),
        ({"state": "逾期未整改", "reviewed": "2024-12-02"}, DUE, ("整改情况", "逾期未整改（2024年12月2日复查）", True)),
    ],
)
def test_rectification(rectification: dict[str, Json], day: date, state: tuple[str, str, bool]) -> None:
    """五(二): by when, and what the second look found; on the last day it is not late yet."""
    found = lines({"rectification": rectification | {"due": DUE.isoformat()}}, day)
    assert found == [("整改期限", "2024年11月29日", False), state]


def test_all_in_the_order_of_a_record() -> None:
    more: dict[str, Json] = {
        "another": {"b": 1},
        "mode_reason": "检查内容适合非现场进行",
        "notes": {"乙": "二", "甲": "一"},
        "rectification": {"due": "2024-11-29", "state": "整改中"},
        "transfer": {"number": "示移〔2024〕3号", "on": "2024-10-08", "to": "示例区水利局"},
    }
    assert lines(more) == [
        ("采用这种方式的理由", "检查内容适合非现场进行", False),
        ("整改期限", "2024年11月29日", False),
        ("整改情况", "整改中", False),
        ("移送", "2024年10月8日移送示例区水利局，文号 示移〔2024〕3号", False),
        ("乙", "二", False),
        ("甲", "一", False),
        ("another", '{"b":1}', False),
    ]
    assert lines({"transfer": {"on": "2024-10-08", "to": "示例区水利局"}}) == [("移送", "2024年10月8日移送示例区水利局", False)]


@pytest.mark.parametrize(
    "more",
    [
        {"rectification": {"due": "soon", "state": "整改中"}},
        {"rectification": []},
        {"transfer": {"on": "soon", "to": "示例"}},
        {"transfer": {"to": "示例"}},
        {"notes": ["示例"]},
    ],
)
def test_of_another_form_it_is_told_as_it_stands(more: dict[str, Json]) -> None:
    """A ledger that another program wrote may hold it; what was public is not hidden."""
    (found,) = told(more, DUE)
    assert isinstance(found, Told) and found.label and found.text.startswith(("{", "[")) and not found.late


def result() -> PublishedResult:
    """Any."""
    files = build_ledger().files
    return parse_result(next(data for path, data in sorted(files.items()) if path.startswith("results/")))


def test_what_corrects() -> None:
    """Another word on the inspection does; one on what came of it does not."""
    before = result()
    after = replace(before, more=before.more | {"rectification": {"due": "2024-11-29", "state": "已完成"}, "transfer": {}})
    assert not corrects(before, before) and not corrects(before, after)
    for other in (
        replace(after, content="另一种说法"),
        replace(after, outcome="未发现问题" if before.outcome != "未发现问题" else "发现问题已责令整改"),
        replace(after, inspected=date(2000, 1, 1)),
        replace(after, items=()),
        replace(after, method="非现场"),
        replace(after, more=after.more | {"notes": {"示例": "又记一笔"}}),
    ):
        assert corrects(before, other), other
