"""Checks outside the random selection stand on the pages of those who were checked, of whatever year."""

from datetime import date

import pytest

from generator.exempt import exempt
from generator.registry import Registry
from ledger.core.encoding import jcs
from ledger.core.rules.exempt import guide_id, guide_year
from tests.unit.duties.test_coverage import registry
from tests.unit.rules.year import YEAR, Year


def published(year: int, *days: str) -> bytes:
    """A year's document."""
    checks = [
        {
            "approved": day, "approver": "示例局长", "content": f"示例 {day}", "entity": "general-00", "id": f"{year}-{n:03d}",
            "inspected": day, "method": "现场", "number": 3, "outcome": "未发现问题", "reason": "示例举报",
        }
        for n, day in enumerate(days)
    ]  # fmt: skip
    return jcs({"checks": checks, "id": guide_id(year), "name": "示例", "year": year})


def test_all_years_the_newest_first() -> None:
    """Published until the day; one that cannot be read, and another guide, are none."""
    year = Year(registry(general=1))
    year.snapshot()
    for number, days in ((YEAR - 1, ("2023-11-02",)), (YEAR, ("2024-01-03", "2024-01-02"))):
        year.bureau.publish(year.tick(), "guide", guide_id(number), published(number, *days))
    year.bureau.publish(year.tick(), "guide", guide_id(YEAR + 1), b"{}")
    year.bureau.publish(year.tick(), "guide", "exempt-note", b"example")
    life = year.bureau.life
    found = exempt(life, Registry(life), date(YEAR, 12, 31))
    assert [(one.id, one.day.isoformat()) for one in found] == [
        ("2024-000", "2024-01-03"), ("2024-001", "2024-01-02"), ("2023-000", "2023-11-02"),
    ]  # fmt: skip
    assert (found[0].entity.code, found[0].content, found[0].ground) == ("general-00", "示例 2024-01-03", "投诉举报")
    assert exempt(life, Registry(life), date(YEAR - 1, 12, 31)) == ()


@pytest.mark.parametrize(("id", "year"), [("exempt-2024", 2024), ("exempt-", None), ("exempt-x", None), ("2024", None)])
def test_which_guide_it_is(id: str, year: int | None) -> None:
    assert guide_year(id) == year
