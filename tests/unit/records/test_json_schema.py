"""JSON Schemas: committed as the definitions say, valid themselves, and of one mind with the reader on the example."""

import json
from pathlib import Path, PurePosixPath

import pytest
import yaml
from jsonschema import Draft7Validator

from ledger.records.json_schema import SCHEMAS, editor_settings, main, schema_files
from tests.unit.records.sample import (
    ENTITY_PATH,
    EXEMPT_PATH,
    INSPECTOR_PATH,
    ORDER_PATH,
    PLAN_PATH,
    RESULT_PATH,
    YEAR_PATH,
    broken,
    sample,
)

ROOT = Path(__file__).parents[3]
RECORDS = ROOT / "records"


def validator(name: str) -> Draft7Validator:
    """The validator of one kind of file."""
    schema = json.loads(schema_files()[f"{name}.json"])
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def test_committed() -> None:
    """`python -m ledger.records.json_schema` would change nothing."""
    written = {path.name: path.read_text("utf-8") for path in (RECORDS / "schemas").glob("*.json")}
    assert written == schema_files()
    assert (ROOT / ".vscode/settings.json").read_text("utf-8") == editor_settings()


def test_main_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into any folder of records."""
    (tmp_path / "records").mkdir()
    monkeypatch.setattr("sys.argv", ["json_schema", str(tmp_path / "records")])
    main()
    assert len(list((tmp_path / "records/schemas").iterdir())) == len(SCHEMAS)
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text("utf-8"))
    assert all((tmp_path / path).is_file() for path in settings["yaml.schemas"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_accepts_the_example(name: str) -> None:
    """Every committed record, and those of the sample, with every scalar a text as the reader has it and with numbers as an
    editor has them."""
    check = validator(name)
    files = sorted(RECORDS.glob(SCHEMAS[name][1]))[:200]
    texts = [path.read_text("utf-8") for path in files]
    texts += [text for path, text in sample().items() if PurePosixPath(path).match(SCHEMAS[name][1])]
    assert texts
    for text in texts:
        assert list(check.iter_errors(yaml.load(text, yaml.BaseLoader))) == []
        assert list(check.iter_errors(_numbers(yaml.load(text, yaml.BaseLoader)))) == []


def _numbers(value: object) -> object:
    """Digits as numbers, which is how YAML 1.2 reads them."""
    if isinstance(value, dict):
        return {name: _numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


@pytest.mark.parametrize(
    ("name", "path", "old", "new"),
    [
        ("entity", ENTITY_PATH, "情形: 重点排污单位", "情形: 重点单位"),
        ("entity", ENTITY_PATH, "情形:\n", "监管类别: 重点\n情形:\n"),
        ("entity", ENTITY_PATH, "行业: 水泥制造\n", ""),
        ("entity", ENTITY_PATH, "行业:", "产业:"),
        ("entity", ENTITY_PATH, "污染物:废气", "污染物:废汽"),
        ("entity", ENTITY_PATH, "91430902EXMP0142X8", "91430902EXMP0142"),
        ("entity", ENTITY_PATH, "名称: 益", "名称: =益"),
        ("inspector", INSPECTOR_PATH, "专业:水", "专业:水水"),
        ("inspector", INSPECTOR_PATH, "EX430902006", "../x"),
        ("plan", PLAN_PATH, "抽取数: 10", "抽取数: 十"),
        ("plan", PLAN_PATH, "季度: 4", "季度: 四"),
        ("plan", YEAR_PATH, "执法人员: 10", "执法人员: 十"),
        ("plan", YEAR_PATH, "层级: 年度", "层级: 月度"),
        ("exempt", EXEMPT_PATH, "情形: 3", "情形: 投诉举报"),
        ("result", RESULT_PATH, "补充:\n", "整改:\n  期限: 2024-11-22\n补充:\n"),
        ("draw-order", ORDER_PATH, "轮次: 12040883", "轮次: latest"),
        ("result", RESULT_PATH, "结果: 未发现问题", "结果: 没有问题"),
        ("agency", "agency.yaml", "链: quicknet", "链: slownet"),
        ("agency", "agency.yaml", "- clerk", "- chief"),
        ("areas", "areas.yaml", "代码: 430902", "代码: 资阳"),
        ("calendar", "calendar/2024.yaml", "- 2024-01-01", "- 元旦"),
        ("item-list", "items/2024.yaml", "编号: 02", "编号: 二"),
    ],
)
def test_refuses_what_the_reader_refuses(name: str, path: str, old: str, new: str) -> None:
    """An editor shows a slip while it is made."""
    check = validator(name)
    assert list(check.iter_errors(yaml.load(sample()[path], yaml.BaseLoader))) == []
    assert list(check.iter_errors(yaml.load(broken(path, old, new)[path], yaml.BaseLoader))) != []
