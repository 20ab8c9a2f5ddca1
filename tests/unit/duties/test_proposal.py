"""四(一), 四(二): the plan that is proposed is one that the rules accept, and what it asks is the least that they ask."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.core.proposal import ProposedRow, propose_quarter, propose_year
from ledger.core.rules.plan import YearArea
from ledger.core.snapshot import RegistrySnapshot, format_snapshot, parse_snapshot
from tests.unit.duties.test_coverage import play, registry, rows
from tests.unit.rules.year import AREA, YEAR, Year


def snapshot(year: Year) -> RegistrySnapshot:
    """The registry as it is."""
    return parse_snapshot(format_snapshot(year.bureau.entities, year.bureau.inspectors))


def proposed(year: Year, quarter: int, day: date | None = None) -> dict[str, ProposedRow]:
    """A quarter's rows by class."""
    day = day or date(YEAR, 3 * quarter - 2, 5)
    return {row.kind: row for row in propose_quarter(year.bureau.life, snapshot(year), year.yearly, quarter, day)}


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_a_year_by_its_proposals(size: int) -> None:
    """Each quarter planned as proposed, drawn, published: at the end nothing is short, and nothing was asked twice."""
    year = Year(registry(size, size, size))
    for quarter in range(1, 5):
        year.go_to(date(YEAR, 3 * quarter - 2, 3))
        found = proposed(year, quarter)
        planned = tuple(replace(row, take=max(found[row.kind].take, 1)) for row in year.plan(quarter).rows if row.kind in found)
        year.bureau.publish_plan(year.tick(), replace(year.plan(quarter), rows=planned))
        for kind in found:
            year.hold(year.order(f"{quarter}-{kind}", quarter, kind))
            assert year.check(f"{quarter}-{kind}").status == "pass"
            year.disclose(f"{quarter}-{kind}")
    done = rows(year)
    assert not any(row.short for row in done.values())
    assert done["general", "Y"].drawn == done["general", "Y"].quota
    assert sum(done["special", half].disclosed for half in ("H1", "H2")) == 2 * size


def test_arithmetic() -> None:
    """The numbers beside the rows."""
    year = Year(registry(key=8, special=2, general=30))
    assert {kind: row.how for kind, row in proposed(year, 1).items()} == {
        "key": "8 家，今年已抽查 0 家：max(⌈8/4⌉, ⌈8×1/4⌉−0) = 2",
        "special": "全部 2 家",
        "general": "30 家：全年 min(30, 5×3) = 15；本季度 ⌈15×1/4⌉−0 = 4",
    }


def test_special_in_one_quarter_of_a_half() -> None:
    """全部，每半年: not again in the second quarter, unless the first had no draw of them."""
    year = Year(registry(special=2))
    assert proposed(year, 2)["special"].take == 2
    play(year, 1)
    assert proposed(year, 2) == {}
    assert proposed(year, 3)["special"].take == 2


def test_general_is_made_up_for() -> None:
    """What earlier quarters did not draw is added, and the comment says so."""
    year = Year(registry(general=30))
    row = proposed(year, 2)["general"]
    assert row.take == 8
    assert row.how.endswith("前几季度只抽了 0 家，补足为 8")


def test_yearly() -> None:
    """Areas with entities, certificate holders counted, the quarters told."""
    year = Year(registry(key=8, special=1, general=30))
    found = propose_year(snapshot(year), snapshot(year), ["430900", AREA], date(YEAR, 1, 5), 5)
    assert [area.row for area in found] == [YearArea(AREA, 3, 5)]
    assert found[0].reasons == (
        "特殊 1 家：每半年全部抽查",
        "重点 8 家：每季度至少 ⌈8/4⌉ = 2，全年查一遍；各季度至少 第 1 季度 2，第 2 季度 2，第 3 季度 2，第 4 季度 2，共 8",
        "一般 30 家：全年 min(30, 5×3) = 15；各季度 第 1 季度 4，第 2 季度 4，第 3 季度 4，第 4 季度 3，共 15",
    )
