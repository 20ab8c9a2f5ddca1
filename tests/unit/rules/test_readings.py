"""The table of readings says what is so: every requirement is there, its words are the regulation's, every test exists and quotes
its clause, every setting can be set."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from ledger.core.rules.readings import READINGS, Reading
from ledger.records.agency import AGENCY
from ledger.records.settings import SETTINGS

ROOT = Path(__file__).parents[3]
RULES = (ROOT / "site" / "pages" / "rules.md").read_text(encoding="utf-8")
QUOTED = 6
"""So many characters of the regulation in a row are a quotation."""


def bare(text: str) -> str:
    """Without markup, blanks and quotation marks."""
    return re.sub(r"<[^>]*>|\{[^}]*\}|[\s“”*…]", "", text)


REGULATION = bare((ROOT / "site" / "pages" / "regulation.md").read_text(encoding="utf-8"))


@cache
def functions_of(path: str) -> dict[str, str]:
    """The docstrings of a file's test functions, by name."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return {node.name: ast.get_docstring(node) or "" for node in tests}


def test_every_requirement() -> None:
    """R1 to R20, in order, and what has come since."""
    seen = list(dict.fromkeys(one.requirement for one in READINGS))
    assert seen == [*(f"R{number}" for number in range(1, 21)), "54号"]


@pytest.mark.parametrize("one", READINGS, ids=lambda one: f"{one.requirement} {one.test.partition('::')[2]}")
def test_every_test_exists(one: Reading) -> None:
    """It can be run by the name that the page gives."""
    path, separator, name = one.test.partition("::")
    assert separator and name in functions_of(path)


@pytest.mark.parametrize("one", READINGS, ids=lambda one: f"{one.requirement} {one.test.partition('::')[2]}")
def test_every_quotation(one: Reading) -> None:
    """The clause's words are the regulation's, and its test quotes the regulation, or the newer rule by its number."""
    assert all(bare(part) in REGULATION for part in one.quote.split("……"))
    path, _, name = one.test.partition("::")
    told = bare(functions_of(path)[name])
    runs = (told[start : start + QUOTED] for start in range(len(told) - QUOTED + 1))
    assert any(run in REGULATION for run in runs if not run.isascii()) if one.quote else one.clause in told


def test_every_setting_exists() -> None:
    """Each is a key of 规则 in `agency.yaml`, each key is in the table, and each says what holds by default."""
    schema = SETTINGS.schema()["properties"]
    assert isinstance(schema, dict)
    assert {one.setting for one in READINGS} - {""} == schema.keys()
    assert all(bool(one.setting) == bool(one.default) for one in READINGS)
    agency = AGENCY.schema()["properties"]
    assert isinstance(agency, dict) and "规则" in agency


def test_clauses_and_words() -> None:
    """A clause is one of the regulation's, as the site writes them; rules are whole sentences."""
    clause = re.compile(r"[一二三四五六七]（[一二三四]）[123]?(、[一二三四五六七]（[一二三四]）[123]?)?|国办发〔2024〕54号")
    for one in READINGS:
        assert clause.fullmatch(one.clause), one
        assert one.rule.endswith("。") and bool(one.quote) == one.requirement.startswith("R")


def test_the_page_shows_them() -> None:
    """The site's page of rules has the table's place, and names each setting's default as the table does."""
    assert RULES.count("<!-- mingchou:readings -->") == 1
    assert "剩下的不到 10 家" in RULES and "不能少于 3" in RULES
