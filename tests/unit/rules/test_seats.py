"""四(四): 合理抽取检查人员; 五(一): 每个检查组不少于2人. Seats, who may sit on them, and what replaces whom."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations, product

import pytest

from ledger.core.encoding import InspectorId
from ledger.core.errors import FormError, RefusedError
from ledger.core.pool import infeasible
from ledger.core.recusals import refuse_telling
from ledger.core.rules.item_list import format_item_list, parse_item_list
from ledger.core.rules.plan import PlanRow
from ledger.core.rules.pool import officers
from ledger.core.rules.seats import LEAST_TEAM, seats_for
from ledger.core.snapshot import format_snapshot, parse_snapshot
from tests.support.ledgers import item_list
from tests.unit.rules.quarters import registry
from tests.unit.rules.year import AREA, Year, inspector

LINES = ("大气", "水", "土壤")
OTHERS = ("应急管理", "水利")


def some(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every set of them."""
    return chain.from_iterable(combinations(words, size) for size in range(len(words) + 1))


def test_every_team() -> None:
    """保证每个事项不少于1人，其他检查人员随机抽取产生; each department fills its own seats; 每个检查组不少于2人."""
    for lines, departments, experts, team in product(some(LINES), some(OTHERS), some(LINES), range(1, 6)):
        seats = seats_for(lines, team, departments, experts)
        inspectors = [seat for seat in seats if "专家" not in seat]
        assert len(inspectors) == max(team, LEAST_TEAM, len(lines) + len(departments))
        assert all("执法" in seat for seat in inspectors)
        for line in lines:
            assert sum(f"专业:{line}" in seat for seat in inspectors) == 1
        for department in departments:
            assert sum(f"部门:{department}" in seat for seat in inspectors) == 1
        own = [seat for seat in inspectors if not any(f"部门:{department}" in seat for department in departments)]
        assert all(("部门:生态环境" in seat) == bool(departments) for seat in own)
        assert [seat for seat in seats if "专家" in seat] == [frozenset({"专家", f"专业:{line}"}) for line in sorted(experts)]


def with_row(row: PlanRow, **tags: tuple[str, ...]) -> Year:
    """A year whose quarters ask for this row, with these inspectors beside three who have the right to enforce."""
    year = Year(registry(0, 0, 6))
    year.bureau.inspectors |= {id: inspector(*of) for id, of in tags.items()}
    year.rows = (row,)
    year.bureau.publish_plan(year.tick(), year.plan(1))
    year.snapshot()
    area = replace(year.yearly.areas[0], officers=officers(year.registry, AREA))
    year.bureau.publish_plan(year.tick(), replace(year.yearly, areas=(area,)))
    return year


def joint(*departments: str, items: tuple[str, ...] = ("02",), seats: tuple[frozenset[str], ...] | None = None) -> PlanRow:
    """A row of a joint draw."""
    found = seats_for({"水"}, 2, departments) if seats is None else seats
    return PlanRow(AREA, "general", 2, items, found, departments=departments)


def joint_year(row: PlanRow, **tags: tuple[str, ...]) -> Year:
    """The same with a joint list on record."""
    year = with_row(row, **tags)
    items = replace(parse_item_list(item_list()), id="2024-joint", kind="joint")
    year.bureau.publish(year.tick(), "item-list", items.id, format_item_list(items))
    year.bureau.publish_plan(year.tick(), replace(year.plan(1), joint_list=items.id))
    return year


STAFF = {
    "W1": ("执法", "专业:水", "部门:生态环境"),
    "W2": ("执法", "专业:水", "部门:生态环境"),
    "M1": ("执法", "部门:应急管理"),
    "M2": ("执法", "部门:应急管理"),
    "L1": ("执法", "部门:水利"),
}


def test_each_department_draws_from_its_own() -> None:
    """生态环境部门和其他参与部门各自从本部门检查人员名录库中随机抽取检查人员，保证每个事项不少于1人."""
    year = joint_year(joint("应急管理"), **STAFF)
    order = year.order("joint", 1, "general", departments=("应急管理",))
    year.hold(order)
    assert year.check("joint").status == "pass"
    batch = year.bureau.batches["joint"]
    assert "L1" not in {one.id for one in batch.pool.inspectors}, "a department that does not take part sends nobody"
    for rank in range(2):
        own, other = batch.row(rank).inspectors
        assert own in ("W1", "W2") and other in ("M1", "M2")


def test_an_own_draw_asks_no_other_department() -> None:
    """一(四): 本部门随机抽查是指生态环境部门自行组织实施的."""
    year = joint_year(joint("应急管理"), **STAFF)
    assert year.announce(year.order("own", 1, "general")).status == "pass"
    assert {one.id for one in year.bureau.batches["own"].pool.inspectors} == {"I00", "I01", "I02", "W1", "W2"}


def test_a_joint_draw_needs_the_joint_list() -> None:
    """三(一): 生态环境部门牵头跨部门联合抽查，应会同其他参与部门制定跨部门联合抽查年度事项清单."""
    year = with_row(joint("应急管理"), **STAFF)
    order = year.order("joint", 1, "general", departments=("应急管理",))
    assert year.announce(order).evidence == "没有公布过事项清单 "
    year = with_row(joint("应急管理"), **STAFF)
    year.bureau.publish_plan(year.tick(), replace(year.plan(1), joint_list="2023"))
    assert year.announce(order).evidence == f"计划 2024Q1 区域 {AREA} 依据的事项清单 2023 类型不对"


@pytest.mark.parametrize("seats", [seats_for(()), seats_for({"大气"}), seats_for({"水"}, 3)], ids=["no line", "other", "three"])
def test_seats_follow_from_the_items(seats: tuple[frozenset[str], ...]) -> None:
    """根据每个随机抽查事项的专业性特点，从…相应或相近的业务机构及业务类型中随机抽取: a plan with other seats is found."""
    row = PlanRow(AREA, "general", 2, ("02",), seats, filter=frozenset({"示例"}))
    year = with_row(row, W1=("执法", "专业:水"), D1=("执法", "专业:大气"), D2=("执法",))
    year.members = {id: replace(member, tags=("示例",)) for id, member in registry(0, 0, 12).items()}
    year.snapshot()
    found = year.announce(year.order("seats", 1, "general", filter=frozenset({"示例"}), reason="示例"))
    assert found.evidence == f"计划 2024Q1 区域 {AREA} 的席位与事项所属专业推出的不同"


def test_who_may_inspect() -> None:
    """三(三): 由具有行政执法资格的工作人员…构成: on duty, in the order's areas, with the right to enforce."""
    year = Year(registry(2))
    year.bureau.inspectors |= {
        "away": inspector("执法", status="leave"),
        "clerk": inspector("专业:水"),
        "elsewhere": inspector("执法", area="430903"),
        "expert": inspector("专家", "专业:水"),
    }
    year.snapshot()
    assert year.announce(year.order("one", 1, "key")).status == "pass"
    pool = year.bureau.batches["one"].pool
    assert [one.id for one in pool.inspectors] == ["I00", "I01", "I02"]
    year.bureau.cancel(year.tick(), "one", "示例")
    away = replace(pool.inspectors[0], id=InspectorId("away"))
    found = year.announce(year.order("two", 1, "key"), lambda pool: replace(pool, inspectors=(*pool.inspectors, away)))
    assert found.evidence == "抽取池的检查人员与按规则重算的不同"


def test_experts_are_drawn_alike() -> None:
    """辅助检查专家抽取可参照检查人员随机抽取方式: a seat beyond the team, drawn from the experts of that line."""
    row = PlanRow(AREA, "general", 2, ("03",), seats_for((), experts=("土壤",)), experts=("土壤",), filter=frozenset({"示例"}))
    year = with_row(row, X1=("专家", "专业:土壤"), X2=("专家", "专业:土壤"), X3=("专家", "专业:水"))
    year.members = {id: replace(member, tags=("示例",)) for id, member in registry(0, 0, 12).items()}
    year.snapshot()
    year.hold(year.order("expert", 1, "general", filter=frozenset({"示例"}), reason="示例"))
    assert year.check("expert").status == "pass"
    batch = year.bureau.batches["expert"]
    for rank in range(2):
        team = batch.row(rank).inspectors
        assert len(team) == 3 and team[2] in ("X1", "X2")


def test_recusal_draws_again() -> None:
    """抽取产生的检查人员与抽查对象有利害关系的，应依法回避，并重新随机抽取人员: by the same rule, one seat and no other."""
    year = Year(registry(4), inspectors=5)
    year.hold(year.order("one", 1, "key"))
    batch = year.bureau.batches["one"]
    assert batch.rows is not None
    before, successor = batch.row(0).inspectors, batch.rows.state(0).next_for(1)
    with pytest.raises(FormError, match="还有人可抽，不得指定"):
        year.bureau.adjust(year.tick(), "one", 0, "appointed", "exhausted", seat=1, appoint="I04")
    year.bureau.adjust(year.tick(), "one", 0, "recusal", "interest", seat=1)
    assert batch.row(0).inspectors == (before[0], successor) and successor != before[1]


def test_a_conflict_enters_the_registry_after_its_disclosure() -> None:
    """应依法回避，并重新随机抽取人员, with 六(二)1: entered sooner, it would tell who was drawn."""
    year = Year(registry(4), inspectors=5)
    year.hold(year.order("one", 1, "key"))
    row = year.bureau.batches["one"].row(0)
    year.bureau.inspectors[row.inspectors[1]]["recuse"] = [row.entity]
    found = parse_snapshot(format_snapshot(year.bureau.entities, year.bureau.inspectors))
    refuse_telling(year.bureau.life, found)
    year.bureau.adjust(year.tick(), "one", 0, "recusal", "interest", seat=1)
    with pytest.raises(RefusedError, match=f"{row.inspectors[1]} 新写的回避 {row.entity} 会让人看出它在批次 one 里被抽中"):
        refuse_telling(year.bureau.life, found)
    year.disclose("one")
    refuse_telling(year.bureau.life, found)


def test_who_must_recuse_himself_is_never_drawn() -> None:
    """应依法回避: a known conflict keeps him off the team of that enterprise, whatever the beacon says."""
    year = Year(registry(8), inspectors=4, takes={(1, "key"): 8})
    year.bureau.inspectors["I00"]["recuse"] = ["key-03"]
    year.snapshot()
    year.hold(year.order("one", 1, "key"))
    batch = year.bureau.batches["one"]
    teams = {batch.row(rank).entity: batch.row(rank).inspectors for rank in range(8)}
    assert "I00" not in teams["key-03"]
    assert any("I00" in team for team in teams.values())


def test_too_few_inspectors() -> None:
    """五(一): 每个检查组不少于2人: where nobody might be left for a seat, the pool is not feasible."""
    year = Year(registry(2), inspectors=1)
    year.announce(year.order("one", 1, "key"))
    short = infeasible(year.bureau.batches["one"].pool)
    assert short is not None and short.seat == 1
