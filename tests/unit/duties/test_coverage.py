"""R8–R10, R15, R20: how much of each class is covered, period by period, as the ledger shows it."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.core.coverage import Coverage, coverage
from ledger.core.duties import standing
from ledger.core.encoding import jcs
from ledger.core.rules.quotas import ceil_div
from ledger.core.rules.settings import Cap, Settings
from ledger.core.year import Year as LedgerYear
from tests.unit.rules.year import AREA, CITY, FACTS, YEAR, Member, Year

END = date(YEAR, 12, 31)


def registry(key: int = 0, special: int = 0, general: int = 0) -> dict[str, Member]:
    """So many of each class."""
    sizes = {"key": key, "special": special, "general": general}
    return {f"{kind}-{number:02d}": Member(FACTS[kind]) for kind, size in sizes.items() for number in range(size)}


def rows(year: Year, day: date = END) -> dict[tuple[str, str], Coverage]:
    """Coverage of the year's one area, by class and period."""
    return {(row.kind, row.period): row for row in coverage(LedgerYear(year.bureau.life, day, YEAR)) if row.area == AREA}


def play(year: Year, *quarters: int, opened: bool = True) -> None:
    """Hold what each quarter owes, 特殊 in the first of a half-year; and publish all of it."""
    for quarter in quarters:
        year.go_to(date(YEAR, 3 * quarter - 2, 3))
        year.snapshot()
        there = {str(record["class"]) for record in year.bureau.entities.values()}
        for kind in sorted(there if quarter % 2 else there - {"special"}):
            year.hold(year.order(f"{quarter}-{kind}", quarter, kind))
            if opened:
                year.disclose(f"{quarter}-{kind}")


@pytest.mark.parametrize("size", range(1, 61))
def test_whole_year(size: int) -> None:
    """每季度至少对本辖区25%的重点监管对象进行抽查，原则上每年对辖区内所有重点监管对象进行一次检查; 所有特殊监管对象
    每半年不少于一次; 一般按照1：5的比例: a year that is played by the rules is told as covered, whatever its size."""
    takes = {(quarter, "general"): ceil_div(size, 4) for quarter in range(1, 5)}
    year = Year(registry(size, size, size), takes=takes)
    play(year, 1, 2, 3, 4)
    found = rows(year)
    whole = found["key", "Y"]
    assert (whole.entities, whole.quota, whole.done, whole.drawn, whole.short) == (size, size, size, size, 0)
    for half in ("H1", "H2"):
        assert (found["special", half].quota, found["special", half].done) == (size, size)
    quarters = [found["general", f"Q{n}"] for n in range(1, 5)]
    assert sum(row.quota for row in quarters) == found["general", "Y"].quota == min(size, 15)
    assert not any(row.short or row.undrawn for row in found.values())
    for n in range(1, 5):
        assert found["key", f"Q{n}"].quota >= ceil_div(size, 4)


def test_arithmetic_is_told() -> None:
    """The quota's numbers are those of the announcement, in words."""
    year = Year(registry(key=10))
    play(year, 1)
    found = rows(year, date(YEAR, 5, 1))
    assert found["key", "Q1"].how == "max(⌈10/4⌉, ⌈10×1/4⌉−0) = 3"
    assert found["key", "Q2"].how == "max(⌈10/4⌉, ⌈10×2/4⌉−3) = 3"
    assert (found["key", "Q2"].quota, found["key", "Q2"].drawn, found["key", "Q2"].undrawn) == (3, 0, 3)


def test_unpublished_is_not_done() -> None:
    """已实施检查但未进行公示的，视为未完成抽查检查任务: drawn, open while in time, overdue after the last day, never done."""
    year = Year(registry(key=8))
    play(year, 1, opened=False)
    before = rows(year, date(YEAR, 3, 31))["key", "Q1"]
    assert (before.drawn, before.open, before.overdue, before.done) == (2, 2, 0, 0)
    after = rows(year, date(YEAR, 4, 1))["key", "Q1"]
    assert (after.drawn, after.open, after.overdue, after.done, after.short) == (2, 0, 2, 0, 2)
    whole = rows(year)["key", "Y"]
    assert (whole.drawn, whole.done, whole.short) == (2, 0, 8), "nor in the year"


@pytest.mark.parametrize("settings", [Settings(), Settings(cap=Cap(1, "示例文件", "quota"), superior_clean=False)])
def test_who_was_checked_before_still_counts(settings: Settings) -> None:
    """每年对辖区内所有重点监管对象进行一次检查: whom a draw leaves out because a superior found him clean (四(三)), or because of
    the yearly cap, has had his check: the year has as many entities as before, and he is one of those done."""
    year = Year(registry(key=8), settings=settings, takes={(1, "key"): 3})
    year.hold(year.order("city", 1, "key", organiser=CITY))
    year.disclose("city")
    year.go_to(date(YEAR, 4, 3))
    year.snapshot()
    year.hold(year.order("own", 2, "key"))
    assert len(year.members_of("own", "key")) == 5
    whole = rows(year)["key", "Y"]
    assert (whole.entities, whole.quota, whole.done) == (8, 8, 3)
    assert whole.drawn == 3 + len(year.rows_of("own", "key"))


def test_withheld_counts() -> None:
    """R15: 检查情况涉及保密、国家安全、公共安全的，可不予公开: withheld rows still count."""
    year = Year(registry(key=4))
    play(year, 1, opened=False)
    now = year.tick()
    year.bureau.withhold(now, "1-key", 0, now[:10])
    row = rows(year)["key", "Q1"]
    assert (row.withheld, row.disclosed, row.done, row.published) == (1, 0, 1, 1)


def test_closed_and_void() -> None:
    """Who was drawn and found closed is owed no more: its place is excused, the year counts one fewer."""
    year = Year(registry(key=1))
    play(year, 1, opened=False)
    year.bureau.adjust(year.tick(), "1-key", 0, "void", "suspended")
    found = rows(year)
    assert (found["key", "Q1"].excused, found["key", "Q1"].drawn, found["key", "Q1"].short) == (1, 0, 0)
    assert (found["key", "Y"].entities, found["key", "Y"].quota) == (0, 0)


def test_special_by_the_half_year() -> None:
    """每半年不少于一次的全覆盖检查: a first half alone leaves the second owing all; a quarter owes nothing of its own."""
    year = Year(registry(special=3))
    play(year, 1)
    found = rows(year)
    assert (found["special", "H1"].short, found["special", "H2"].short) == (0, 3)
    assert found["special", "Q1"].quota == found["special", "Q3"].quota == 0
    assert found["special", "Q1"].planned == 3, "all of them, whatever the plan's row says"


def test_late_special_waits_for_the_next_half() -> None:
    """Reading: who becomes 特殊 after the half-year's draw is owed the next one, where the registry says so."""
    year = Year(registry(special=2, general=1))
    play(year, 1)
    year.reveal("1-general")
    year.members["general-00"] = replace(year.members["general-00"], facts=FACTS["special"])
    year.go_to(date(YEAR, 5, 6))
    year.snapshot()
    found = rows(year, date(YEAR, 8, 1))
    assert (found["special", "H1"].entities, found["special", "H1"].short) == (2, 0)
    assert found["special", "H2"].entities == 3


def test_first_quarter() -> None:
    """R9: in the year in which a ledger is taken up, quotas count from its first quarter."""
    year = Year(registry(key=8, general=8), first=3)
    play(year, 3, 4)
    found = rows(year)
    assert [found["key", f"Q{n}"].quota for n in range(1, 5)] == [0, 0, 4, 4]
    assert found["key", "Q1"].how == "自第 3 季度起算"
    assert found["key", "Y"].short == 0
    assert sum(found["general", f"Q{n}"].quota for n in (3, 4)) == 8


def exempt(*days: str, entity: str = "general-00") -> bytes:
    """A year's exempt checks, as published."""
    checks = [
        {
            "approved": day, "approver": "示例局长", "content": "示例", "entity": entity, "id": f"{YEAR}-{n:03d}",
            "inspected": day, "method": "现场", "number": 3, "outcome": "未发现问题", "reason": "示例举报",
        }
        for n, day in enumerate(days)
    ]  # fmt: skip
    return jcs({"checks": checks, "id": f"exempt-{YEAR}", "name": "示例", "year": YEAR})


def test_exempt_share() -> None:
    """R2: such a check is in no draw, and its share of all checks is published: by the class and the day of whom it was on."""
    year = Year(registry(key=4, general=4))
    play(year, 1)
    year.bureau.publish(year.tick(), "guide", f"exempt-{YEAR}", exempt("2024-02-01", "2024-03-01", "2024-07-01"))
    found = rows(year)
    assert (found["general", "Q1"].exempt, found["general", "Q1"].share) == (2, (2, 3))
    assert found["general", "Y"].exempt == 3
    assert found["key", "Y"].share == (0, 1)
    assert rows(year, date(YEAR, 2, 2))["general", "Y"].exempt == 1, "as of a day: no later ones"


def test_unreadable_exempt_checks_are_told() -> None:
    """A document that is not of its form counts nowhere, and is no silent nothing."""
    year = Year(registry(general=1))
    year.bureau.publish(year.tick(), "guide", f"exempt-{YEAR}", b"{}")
    assert rows(year)["general", "Y"].exempt == 0
    assert [duty.state for duty in standing(year.bureau.life, END).duties if duty.kind == "exempt"] == ["late"]


def test_as_of_a_day() -> None:
    """Nothing later than the day is looked at."""
    year = Year(registry(key=8))
    play(year, 1, 2)
    assert rows(year, date(YEAR, 3, 31))["key", "Y"].done == 2
    assert rows(year)["key", "Y"].done == 4


def test_superior_rows_are_their_own() -> None:
    """R11: what a superior draws for itself is no part of the area's plan; that it checked counts toward the year."""
    year = Year(registry(key=4))
    plan = replace(year.plan(1), id=f"{YEAR}Q1-city")
    year.bureau.publish_plan(year.tick(), plan)
    year.hold(year.order("1-city", 1, "key", organiser="430900", plan=plan.id))
    year.disclose("1-city")
    found = rows(year)
    assert found["key", "Q1"].planned == 1
    assert (found["key", "Y"].done, found["key", "Q1"].disclosed) == (1, 1)


def test_json() -> None:
    """What programs get: numbers and words, no key missing."""
    year = Year(registry(key=2))
    play(year, 1)
    value = rows(year)["key", "Q1"].json()
    assert value["class"] == "key" and value["first"] == "2024-01-01" and value["last"] == "2024-03-31"
    assert jcs(value)
