"""What is owed on a day, and for how long it is near before it is late (requirements R5, R7–R10, R14, R15)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.core.duties import Duty, standing
from ledger.core.encoding import DrawId, Json
from ledger.core.rules.classes import Downgrade, Fact
from ledger.core.rules.plan import PlanRow
from ledger.core.rules.seats import seats_for
from ledger.core.rules.settings import Cap, Settings
from tests.support.ledgers import build_ledger, calendar
from tests.unit.duties.test_coverage import play, registry
from tests.unit.rules.year import AREA, DISCHARGER, FACTS, POSITIVE, YEAR, Member, Year

ORDERED = "发现问题已责令整改"


def duties(year: Year, day: date, *kinds: str) -> list[Duty]:
    """The duties of some kinds on a day."""
    return [duty for duty in standing(year.bureau.life, day).duties if duty.kind in kinds]


def states(year: Year, day: date, kind: str, subject: str) -> list[str]:
    """In which state a duty is told on a day; empty: not at all."""
    return [duty.state for duty in duties(year, day, kind) if duty.subject == subject]


def with_calendars(year: Year) -> Year:
    """The real working days of the year."""
    year.bureau.publish(year.tick(), "calendar", str(YEAR), calendar(YEAR))
    return year


# Plans


def test_plans_are_due_early() -> None:
    """应在年初制定年度抽查工作计划，每季度初制定季度抽查计划: near in December, late after ten working days."""
    year = with_calendars(Year(registry(key=4)))
    next_year = date(YEAR + 1, 1, 1)
    assert states(year, next_year - timedelta(days=16), "plan-year", str(YEAR + 1)) == []
    assert states(year, next_year - timedelta(days=15), "plan-year", str(YEAR + 1)) == ["note"]
    assert states(year, next_year, "plan-year", str(YEAR + 1)) == ["soon"]
    assert states(year, date(YEAR + 1, 1, 15), "plan-year", str(YEAR + 1)) == ["late"]
    assert states(year, date(YEAR + 1, 4, 15), "plan-quarter", f"{YEAR + 1}Q2") == ["late"]
    told = duties(year, date(YEAR + 1, 1, 10), "plan-year")[0]
    assert (told.area, told.due, told.provisional) == (AREA, date(YEAR + 1, 1, 14), True), "2025 has no calendar yet"
    assert "暂定" in told.text


def test_a_plan_that_came_late_is_noted() -> None:
    """Published after its day: no longer owed, and not forgotten."""
    year = with_calendars(Year(registry(key=4)))
    year.go_to(date(YEAR, 5, 6))
    late = replace(year.plan(2), id=f"{YEAR}Q2-late", rows=(replace(year.plan(2).rows[0], area="430903"),))
    year.bureau.publish_plan(year.tick(), late)
    found = [duty for duty in duties(year, date(YEAR, 5, 6), "plan-quarter") if duty.subject == f"{YEAR}Q2"]
    assert [(duty.area, duty.state) for duty in found] == [("430903", "note")]
    assert found[0].due == date(YEAR, 4, 15), "4–6 April are off, the 7th is made up for"


def test_a_class_without_a_row() -> None:
    """四(二): a quarter's plan has a row for each class that owes something in it."""
    year = Year(registry(key=4, special=1, general=4))
    without = replace(year.plan(2), rows=tuple(row for row in year.plan(2).rows if row.kind == "general"))
    year.bureau.publish_plan(year.tick(), without)
    assert states(year, date(YEAR, 6, 1), "plan-row", f"{YEAR}Q2 key") == ["late"]
    assert states(year, date(YEAR, 6, 1), "plan-row", f"{YEAR}Q2 general") == []
    assert states(year, date(YEAR, 6, 1), "plan-row", f"{YEAR}Q2 special") == [], "planned in the first quarter"
    first = replace(year.plan(1), rows=without.rows)
    year.bureau.publish_plan(year.tick(), first)
    assert states(year, date(YEAR, 6, 1), "plan-row", f"{YEAR}Q2 special") == ["late"]


def test_rows_without_a_draw() -> None:
    """Every row of a plan is drawn by the end of its quarter, directed ones too; a cancelled draw serves nothing."""
    directed = PlanRow(AREA, "key", 1, ("03",), seats_for(()), filter=frozenset({"污染物:废水"}), reason="示例")
    year = Year(registry(key=4), rows=(directed,))
    play(year, 1)
    found = [duty for duty in duties(year, date(YEAR, 3, 20), "undrawn") if duty.subject == f"{YEAR}Q1 key"]
    assert [duty.state for duty in found] == ["soon"]
    assert "定向：污染物:废水" in found[0].text
    late = duties(year, date(YEAR, 4, 1), "undrawn")
    assert [duty.subject for duty in late if duty.state == "late"] == [f"{YEAR}Q1 general", f"{YEAR}Q1 key", f"{YEAR}Q1 special"]
    year.go_to(date(YEAR, 4, 10))
    order = year.order("2-key", 2, "key")
    year.bureau.announce(year.tick(), order)
    assert [d.text for d in duties(year, date(YEAR, 4, 10), "undrawn") if d.subject == f"{YEAR}Q2 key"] == [
        f"计划 {YEAR}Q2 安排的重点（定向：污染物:废水）还没有公告抽取，计划期至 2024-06-30"
    ]
    year.bureau.cancel(year.tick(), "2-key", "示例")
    assert len([d for d in duties(year, date(YEAR, 4, 10), "undrawn") if d.subject == f"{YEAR}Q2 key"]) == 2


# Draws and results


def test_a_draw_is_held_in_time() -> None:
    """Announced, its round out, three days over (check ``draw.held``)."""
    year = Year(registry(key=4))
    year.go_to(date(YEAR, 2, 1))
    year.bureau.announce(year.tick(), year.order("1-key", 1, "key"))
    assert states(year, date(YEAR, 2, 1), "draw", "1-key") == ["soon"]
    assert states(year, date(YEAR, 2, 4), "draw", "1-key") == ["soon"]
    assert states(year, date(YEAR, 2, 5), "draw", "1-key") == ["late"]
    assert states(build_like(), date(2024, 12, 9), "draw", "F-special") == ["note"]


def build_like() -> Year:
    """The small ledger of other tests, whose last draw waits for its round."""
    year = Year(registry())
    year.bureau = build_ledger().bureau
    return year


def test_results_by_their_days() -> None:
    """在每次抽查检查任务完成之后的20个工作日内: handed in, a result has a day of its own; not handed in, the draw's last day."""
    year = with_calendars(Year(registry(key=8)))
    play(year, 1, opened=False)
    handed_in = {(DrawId("1-key"), 0): date(YEAR, 1, 8)}
    day = date(YEAR, 1, 20)
    found = standing(year.bureau.life, day, handed_in).duties
    mine = [duty for duty in found if duty.kind == "result"]
    assert [(duty.subject, duty.due, duty.state) for duty in mine] == [("1-key/0", date(YEAR, 2, 4), "soon")]
    assert [d.text for d in found if d.kind == "results"] == [
        "1-key 还有 1 个名次没有公示，最迟 2024-03-31；每个结果在检查完成后 20 个工作日内公示"
    ]
    assert [d.state for d in standing(year.bureau.life, date(YEAR, 2, 5), handed_in).duties if d.kind == "result"] == ["late"]
    assert states(year, date(YEAR, 3, 17), "results", "1-key") == ["soon"]
    late = duties(year, date(YEAR, 4, 1), "overdue", "results")
    assert [(d.kind, d.state) for d in late] == [("overdue", "late")]
    assert "2 个名次逾期未公示" in late[0].text and "视为未完成" in late[0].text


def test_published_late_and_revealed_late() -> None:
    """What came too late stays told."""
    year = with_calendars(Year(registry(key=4)))
    play(year, 1, opened=False)
    year.go_to(date(YEAR, 3, 1))
    year.bureau.disclose(year.tick(), "1-key", 0, f"{YEAR}-01-05")
    assert states(year, date(YEAR, 3, 1), "published-late", "1-key/0") == ["note"]
    assert states(year, date(YEAR, 3, 1), "reveal", "1-key") == ["soon"], "all accounted for: it can be revealed"
    assert states(year, date(YEAR, 4, 1), "reveal", "1-key") == ["late"]
    year.go_to(date(YEAR, 4, 2))
    year.bureau.reveal(year.tick(), "1-key")
    assert states(year, date(YEAR, 4, 2), "reveal", "1-key") == ["note"]


def test_reveals_wait_for_those_they_name() -> None:
    """A draw is revealed after the draws of its `without`; the duty says which."""
    year = Year(registry(key=4))
    play(year, 1, 2)
    assert "先揭示 1-key" in duties(year, date(YEAR, 5, 1), "reveal")[-1].text


# What follows an inspection


@pytest.mark.parametrize(
    ("more", "day", "expected"),
    [
        ({}, date(YEAR, 2, 1), "note"),
        ({"rectification": {"due": "2024-03-01", "state": "整改中"}}, date(YEAR, 2, 1), "note"),
        ({"rectification": {"due": "2024-03-01", "state": "整改中"}}, date(YEAR, 2, 20), "soon"),
        ({"rectification": {"due": "2024-03-01", "state": "整改中"}}, date(YEAR, 3, 2), "late"),
        ({"rectification": {"due": "2024-03-01", "state": "已完成", "reviewed": "2024-02-20"}}, date(YEAR, 3, 2), None),
        ({"rectification": {"due": "2024-03-01", "state": "逾期未整改", "outcome": "示例"}}, date(YEAR, 3, 2), "late"),
        ({"rectification": {"due": "soon", "state": "整改中"}}, date(YEAR, 2, 1), "note"),
    ],
)
def test_rectification(more: Json, day: date, expected: str | None) -> None:
    """R14: what was to be put right is followed up until it is."""
    year = Year(registry(key=1))
    play(year, 1, opened=False)
    year.bureau.disclose(year.tick(), "1-key", 0, f"{YEAR}-01-03", outcome=ORDERED, more=more)
    assert states(year, day, "rectify", "1-key/0") == ([] if expected is None else [expected])


def test_rectification_ends_with_an_amendment() -> None:
    """The newest word counts, and on an earlier day the one that was the newest then."""
    year = Year(registry(key=1))
    play(year, 1, opened=False)
    open_, done = ({"rectification": {"due": "2024-02-01", "state": state}} for state in ("整改中", "已完成"))
    year.bureau.disclose(year.tick(), "1-key", 0, f"{YEAR}-01-03", outcome=ORDERED, more=open_)
    year.go_to(date(YEAR, 2, 5))
    year.bureau.correct(year.tick(), "1-key", 0, "复查", more=done)
    assert states(year, date(YEAR, 2, 4), "rectify", "1-key/0") == ["late"]
    assert states(year, date(YEAR, 2, 5), "rectify", "1-key/0") == []


# The registry


def test_a_snapshot_each_quarter() -> None:
    """名录库每季度进行动态调整."""
    year = Year(registry(key=1))
    assert states(year, date(YEAR, 4, 2), "snapshot", f"{YEAR}Q2") == ["note"]
    assert states(year, date(YEAR, 6, 10), "snapshot", f"{YEAR}Q2") == ["soon"]
    assert states(year, date(YEAR, 7, 1), "snapshot", f"{YEAR}Q2") == ["late"]
    assert states(year, date(YEAR, 7, 1), "snapshot", f"{YEAR}Q1") == []
    year.go_to(date(YEAR, 7, 2))
    year.snapshot()
    assert states(year, date(YEAR, 7, 2), "snapshot", f"{YEAR}Q3") == []


def changed(change: Callable[[Member], Member], day: date = date(YEAR, 5, 6)) -> Year:
    """A year in which one general enterprise changes in May."""
    year = Year({"general-00": Member()})
    year.members["general-00"] = change(year.members["general-00"])
    year.go_to(day)
    year.snapshot()
    return year


def test_classes_that_changed() -> None:
    """三(二): the class of a year's beginning and the one of the day, with why and since when."""
    fact = Fact("exposed", date(YEAR, 5, 1), "示例报道")
    year = changed(lambda member: replace(member, facts=(fact,)))
    told = duties(year, date(YEAR, 5, 6), "class")
    assert [(duty.subject, duty.due) for duty in told] == [("general-00", date(YEAR, 5, 1))]
    assert told[0].text == "示例厂（general-00）年初为一般，自 2024-05-01 起为特殊: 被媒体曝光或群众反复投诉强烈"
    assert duties(year, date(YEAR, 4, 30), "class") == []


def test_classes_in_sight() -> None:
    """两年内存在环境违法行为: the end of the two years is told a quarter ahead; so is a decision that will lower."""
    violation = Fact("violation", date(YEAR - 2, 9, 1), "示例处罚")
    year = changed(lambda member: replace(member, facts=(violation,)))
    assert duties(year, date(YEAR, 5, 31), "class-ahead") == []
    told = duties(year, date(YEAR, 6, 1), "class-ahead")
    assert [(duty.state, duty.due) for duty in told] == [("note", date(YEAR, 9, 1))]
    lowered = changed(lambda m: replace(m, facts=(DISCHARGER,), downgrade=Downgrade(date(YEAR, 7, 1), "示例决定"), tags=POSITIVE))
    assert [duty.due for duty in duties(lowered, date(YEAR, 5, 6), "class-ahead")] == [date(YEAR, 7, 1)]


def test_a_stale_snapshot() -> None:
    """A class that has changed since the newest snapshot: the next draw needs a new one."""
    violation = Fact("violation", date(YEAR - 2, 9, 1), "示例处罚")
    year = changed(lambda member: replace(member, facts=(violation,)))
    assert duties(year, date(YEAR, 8, 31), "snapshot-stale") == []
    assert [duty.area for duty in duties(year, date(YEAR, 9, 1), "snapshot-stale")] == [AREA]


def test_a_sealed_class_is_kept() -> None:
    """R9: 揭示之前 an entity keeps the class that it has in a sealed draw; the duty says so."""
    year = Year(registry(key=4))
    play(year, 1)
    year.members["key-00"] = replace(year.members["key-00"], facts=FACTS["special"])
    year.snapshot()
    assert duties(year, date(YEAR, 2, 1), "class")[0].text.endswith("；所在批次揭示之前仍按重点")


# Quotas


def test_short_at_the_end() -> None:
    """Drawn too few: near in the last thirty days of the period, late after it."""
    year = Year(registry(key=8))
    subject = f"{YEAR}Q1 key"
    assert states(year, date(YEAR, 2, 28), "quota", subject) == []
    assert states(year, date(YEAR, 3, 1), "quota", subject) == ["soon"]
    assert states(year, date(YEAR, 4, 1), "quota", subject) == ["late"]
    play(year, 1, opened=False)
    assert states(year, date(YEAR, 3, 31), "quota", subject) == [], "drawn, and results have time until their day"
    done = duties(year, date(YEAR, 4, 1), "quota")[0]
    assert (done.subject, done.state) == (subject, "late")
    assert "完成公示的 0 家，差 2 家" in done.text
    year.disclose("1-key")
    assert states(year, date(YEAR, 4, 1), "quota", subject) == []


def test_the_year_before_is_not_forgotten() -> None:
    """In January, what December left undone."""
    year = Year(registry(key=2))
    play(year, 1, 2)
    assert states(year, date(YEAR + 1, 1, 2), "quota", f"{YEAR}Y key") == []
    behind = Year(registry(key=8))
    play(behind, 1, 2)
    assert states(behind, date(YEAR + 1, 1, 2), "quota", f"{YEAR}Y key") == ["late"]


@pytest.mark.parametrize("way", ["cap", "quota"])
def test_cap_meets_quota(way: str) -> None:
    """国办发〔2024〕54号: where the yearly cap and R8–R10 cannot both be kept, it is told, with which gives way."""
    settings = Settings(cap=Cap(1, "示例文件", "cap" if way == "cap" else "quota"))
    year = Year(registry(special=2), settings=settings)
    told = duties(year, date(YEAR, 2, 1), "cap")
    assert ["每年至少应查 2 次，频次上限是 1 次" in duty.text for duty in told] == [True]
    assert ("频次上限让位" if way == "cap" else "抽查比例让位") in told[0].text
    assert duties(Year(registry(special=2)), date(YEAR, 2, 1), "cap") == []


def test_cap_reached() -> None:
    """Somebody has been inspected as often as the cap allows, and the half-year still owes a check."""
    year = Year(registry(special=2), settings=Settings(cap=Cap(2, "示例文件", "cap")))
    play(year, 1)
    directed = year.order("1-again", 1, "special")
    year.hold(directed)
    year.disclose("1-again")
    assert duties(year, date(YEAR, 3, 1), "cap") == [], "the half-year has had its check"
    told = duties(year, date(YEAR, 8, 1), "cap")
    assert [duty.subject for duty in told] == [f"{YEAR} special"]
    assert "有 2 家今年已查满 2 次" in told[0].text


# The whole


def test_order_and_parts() -> None:
    """Late ones first, then by day; an area's part has the duties of all in common; and everything is JSON."""
    year = Year(registry(key=8))
    play(year, 1, opened=False)
    found = standing(year.bureau.life, date(YEAR, 7, 2))
    assert [d.order for d in found.duties] == sorted(d.order for d in found.duties)
    assert found.in_state("late") and found.in_state("note")
    assert {duty.area for duty in found.of(AREA).duties} == {AREA, ""}
    assert found.of("430903").coverage == ()
    value = found.json()
    assert value["as_of"] == "2024-07-02"
    assert {"state", "due", "text", "clause"} <= set(found.duties[0].json())


def test_before_the_ledger() -> None:
    """A day before the first entry owes nothing."""
    found = standing(Year(registry(key=1)).bureau.life, date(YEAR - 1, 12, 31))
    assert (found.coverage, found.duties) == ((), ())


def test_other_ledgers_do_not_break_it() -> None:
    """The small ledger of other tests, with every kind of entry, on every month of its life."""
    life = build_ledger().bureau.life
    day = date(2023, 8, 1)
    while day < date(2025, 6, 1):
        assert standing(life, day).json()
        day += timedelta(days=31)
