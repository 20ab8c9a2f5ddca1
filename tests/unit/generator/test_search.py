"""The flat index behind the enterprise search."""

import json
from datetime import date

import pytest

from generator.initials import initials
from generator.model import OUTCOMES
from generator.quarters import by_quarter, quarter, quarter_name
from generator.search import results_index, search_index
from tests.unit.generator.sample import HOSTILE, ref, site


def test_index_holds_every_enterprise_with_its_public_results() -> None:
    """Name, code, place of the area in the list of areas, and how many results are public."""
    index = json.loads(search_index(site()))
    assert index["areas"] == [["430902", "资阳区"]]
    assert len(index["entities"]) == 42
    by_code = {code: (name, area, results) for name, code, area, results, _ in index["entities"]}
    assert by_code[ref(0).code] == (ref(0).name, 0, 2)
    assert by_code[ref(7).code] == (HOSTILE, 0, 1)
    assert by_code[ref(3).code][2] == 0, "open in one draw, withheld in the other"
    assert by_code[ref(20).code][2] == 0


def test_index_is_compact_and_readable() -> None:
    """Chinese as it is, no spaces: it is fetched by every reader who searches."""
    text = search_index(site())
    assert "益阳示例第0化工有限公司" in text and '", "' not in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("益阳化工厂", "yyhgcHYA"),
        ("长沙银行（A2 座）", "zCsyxHa2z"),
        ("ＡＢＣ重工", "abczCTg"),
        ("<b>“乐”</b>", "blYb"),
        ("𠮷野家", "?ySjG"),
        ("", ""),
    ],
)
def test_initials(name: str, expected: str) -> None:
    """The usual reading small, all others great; full-width letters folded; signs fall away; an unknown character is any."""
    assert initials(name) == expected


def test_results_index_is_what_the_pages_say() -> None:
    """Every public result, in the pages' order, with its class by key and its quarter."""
    index = json.loads(results_index(site()))
    assert index["outcomes"] == list(OUTCOMES.values())
    names = json.loads(search_index(site()))["entities"]
    rows = [row for row in site().newest if row.entity is not None and row.result is not None]
    assert len(index["results"]) == len(rows) > 5
    for (entity, draw, rank, kind, outcome, inspected, disclosed, its_quarter, marks), row in zip(
        index["results"], rows, strict=True
    ):
        assert names[entity][1] == row.entity.code and index["draws"][draw] == row.draw and rank == row.rank
        assert kind in ("key", "special", "general") and index["outcomes"][outcome] == row.result.outcome_key
        assert (inspected, disclosed) == (str(row.result.inspected), str(row.disclosed or ""))
        assert its_quarter == quarter(row.result.inspected) and marks == row.overdue + (
            2 if row.corrected else 4 if row.amended else 0
        )


def test_quarters() -> None:
    """Calendar quarters at their edges; every result is in exactly one list."""
    days = {date(2024, 1, 1): "2024Q1", date(2024, 3, 31): "2024Q1", date(2024, 4, 1): "2024Q2", date(2023, 12, 31): "2023Q4"}
    assert {day: quarter(day) for day in days} == days
    assert quarter_name("2024Q3") == "2024年第三季度"
    found = by_quarter(site().newest)
    assert list(found) == sorted(found, reverse=True)
    assert sum(map(len, found.values())) == len(site().newest)
