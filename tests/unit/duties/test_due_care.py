"""R17, 六(二)1: 按照检查计划已经履行检查职责，或者虽尚未进行检查，但未超过规定时限 — what the ledger proves of it."""

from datetime import date

import pytest

from ledger.core.due_care import DueCare, due_care
from ledger.core.encoding import EntityId, jcs
from ledger.core.verify import verify
from tests.support.ledgers import AS_OF, Options, build_ledger, calendar
from tests.unit.duties.test_coverage import play, registry
from tests.unit.rules.year import YEAR, Year


def proof(year: Year, entity: str, day: date) -> DueCare:
    """The evidence, from a verified ledger."""
    report = verify(year.bureau.published().get, year.bureau.policy(), day)
    return due_care(report, EntityId(entity), day)


def started() -> Year:
    """Four 重点, of whom one is drawn in January; with the real calendar."""
    year = Year(registry(key=4))
    year.bureau.publish(year.tick(), "calendar", str(YEAR), calendar(YEAR))
    play(year, 1, opened=False)
    return year


def drawn_and_others(year: Year) -> tuple[str, list[str]]:
    """Who was drawn in the first quarter, and who was not."""
    drawn = year.rows_of("1-key")[0]
    return drawn, sorted(set(year.members) - {drawn})


def test_inspected() -> None:
    """已经履行检查职责: drawn, inspected, published in time; each fact with its checks."""
    year = started()
    drawn, _ = drawn_and_others(year)
    year.go_to(date(YEAR, 1, 20))
    year.bureau.disclose(year.tick(), "1-key", 0, f"{YEAR}-01-10")
    found = proof(year, drawn, date(YEAR, 2, 1))
    assert found.verdict == "inspected"
    line = next(line for line in found.lines if line.kind == "drawn")
    assert "2024-01-10 现场检查，2024-01-20 公示：未发现问题（公示限期 2024-02-06）" in line.text
    assert {check.name for check in line.checks} >= {"draw.plan", "draw.pool", "draw.opening", "draw.record", "draw.disclosed"}
    assert jcs(found.json())


def test_inspected_and_not_yet_published() -> None:
    """Within the twenty working days the inspection counts; past them, unpublished, it is not done (五(三))."""
    year = started()
    drawn, _ = drawn_and_others(year)
    year.go_to(date(YEAR, 3, 1))
    year.bureau.disclose(year.tick(), "1-key", 0, f"{YEAR}-01-10")
    assert proof(year, drawn, date(YEAR, 2, 6)).verdict == "inspected"
    late = proof(year, drawn, date(YEAR, 2, 7))
    assert (late.verdict, "视为未完成" in late.lines[-2].text) == ("overdue", True)
    assert proof(year, drawn, date(YEAR, 1, 9)).verdict == "within", "drawn, not inspected, within the limit"


def test_sealed_proves_neither() -> None:
    """在实施现场随机抽查前，应对抽查对象采取保密措施: nothing is said of who was drawn, of the drawn one as of the others."""
    year = started()
    found = [proof(year, id, date(YEAR, 2, 1)) for id in year.members]
    assert {one.verdict for one in found} == {"sealed"}
    assert len({one.statement for one in found}) == 1


def test_not_drawn_within_the_limit() -> None:
    """虽尚未进行检查，但未超过规定时限: not drawn, the year not over."""
    year = started()
    _, others = drawn_and_others(year)
    year.disclose("1-key")
    found = proof(year, others[0], date(YEAR, 2, 1))
    assert found.verdict == "within"
    assert [line.kind for line in found.lines] == ["registry", "plan", "plan", "not-drawn", "limit"]
    assert found.lines[-1].day == date(YEAR, 12, 31)


def test_what_came_out_later_counts_for_the_day() -> None:
    """A draw revealed in January proves who had been drawn in December, though nobody ever went there."""
    ledger = build_ledger(Options(draws=("C-key",)))
    bureau = ledger.bureau
    drawn = bureau.batches["C-key"].row(1).entity
    rows = bureau.batches["C-key"].rows
    assert rows is not None
    names = {row.entity for row in rows.all() if row is not None}
    other = next(one.id for one in bureau.batches["C-key"].pool.entities if one.id not in names)
    bureau.reveal("2025-01-24T09:00:00+08:00", "C-key")
    report = verify(bureau.published().get, bureau.policy(), date(2025, 2, 1))

    def verdict(entity: EntityId, day: date) -> str:
        return due_care(report, entity, day).verdict

    assert verdict(drawn, date(2024, 10, 14)) == "sealed", "announced and not held"
    assert verdict(drawn, date(2024, 12, 1)) == "within"
    assert verdict(drawn, date(2025, 1, 25)) == "overdue"
    assert verdict(other, date(2024, 12, 1)) == "within"
    assert "没有抽中" in " ".join(line.text for line in due_care(report, other, date(2024, 12, 1)).lines)


def test_a_year_without_its_check() -> None:
    """原则上每年进行一次检查: on the first of January the year before is over, and is proved to have missed it."""
    year = started()
    _, others = drawn_and_others(year)
    year.disclose("1-key")
    found = proof(year, others[0], date(YEAR + 1, 1, 1))
    assert found.verdict == "overdue"
    assert "上一期（2024-01-01 至 2024-12-31）应查一次，没有检查" in found.statement


@pytest.mark.parametrize(
    ("entity", "day", "verdict", "kind"),
    [
        ("430902-key-01", date(2023, 9, 18), "within", "drawn"),  # closed the day after
        ("430902-key-01", date(2023, 9, 19), "inspected", "drawn"),  # 到场发现停业
        ("430902-key-01", date(2024, 12, 1), "outside", "excluded"),  # 停产 since
        ("430902-key-05", date(2023, 10, 25), "overdue", "drawn"),  # published a week late
        ("430902-special-02", date(2023, 10, 1), "inspected", "drawn"),  # its result has been taken down since
        ("430902-special-01", date(2024, 7, 1), "overdue", "drawn"),  # nobody came in the half-year before
        ("430902-key-08", date(2024, 11, 1), "sealed", "sealed"),
        ("430902-general-01", date(2023, 10, 2), "within", "not-drawn"),
        ("nobody", date(2024, 1, 1), "outside", "registry"),
    ],
)
def test_cases(entity: str, day: date, verdict: str, kind: str) -> None:
    """The ledger that has every kind of adjustment in it."""
    ledger = build_ledger()
    report = verify(ledger.files.get, ledger.bureau.policy(), AS_OF)
    found = due_care(report, EntityId(entity), day)
    assert found.verdict == verdict
    assert kind in {line.kind for line in found.lines}


def test_a_reserve_was_not_drawn_before_it_took_over() -> None:
    """候补: in force from the closure on, and not a day earlier."""
    ledger = build_ledger()
    report = verify(ledger.files.get, ledger.bureau.policy(), AS_OF)
    entity = report.view.documents.opening("B-key", 2, None).entity
    before, after = (due_care(report, entity, date(2023, 9, day)) for day in (18, 19))
    assert "才递补" in next(line.text for line in before.lines if line.entry == report.view.draws["B-key"].announced.index)
    assert "抽中（第 2 号名次）" in next(line.text for line in after.lines if line.kind == "drawn")


def test_no_name_of_an_inspector() -> None:
    """六(二)1: the evidence speaks of the entity; who was to go there stays where it is."""
    year = started()
    found = proof(year, "key-00", date(YEAR, 2, 1))
    assert not any(inspector in line.text for line in found.lines for inspector in year.bureau.inspectors)
