"""四(三): 完善衔接配合机制. Who is left out of a draw, why, and that it is said before the draw; caps of 国办发〔2024〕54号."""

from dataclasses import replace

import pytest

from ledger.core.errors import OrderError
from ledger.core.pool import Excluded, Pool
from ledger.core.rules.settings import Cap, GivesWay, Settings
from tests.unit.rules.quarters import reveal_all
from tests.unit.rules.year import CITY, FACTS, SUPERVISED, Member, Year

DEFAULTS = Settings()


def four(settings: Settings = DEFAULTS, kind: str = "key") -> Year:
    """Four enterprises of a class, all of which the city draws in the first quarter."""
    members = {f"E{n}": Member(FACTS[kind]) for n in range(4)}
    year = Year(members, settings=settings, takes={(1, kind): 4, (2, kind): 1})
    year.hold(year.order("city", 1, kind, organiser=CITY))
    return year


def excluded(year: Year, draw: str) -> tuple[Excluded, ...]:
    """The announced exclusions."""
    return year.bureau.batches[draw].pool.excluded


def city_finds(year: Year, *outcomes: str) -> list[str]:
    """The city's results, and whom they are of."""
    ids = []
    for rank, outcome in enumerate(outcomes):
        now = year.tick()
        ids.append(year.bureau.batches["city"].row(rank).entity)
        year.bureau.disclose(now, "city", rank, now[:10], outcome=outcome)
    return ids


def test_checked_clean_by_a_superior() -> None:
    """四(三): 同一年度中已由上级抽查且未发现生态环境问题的，可在随机抽查时予以排除."""
    year = four()
    clean, found = city_finds(year, "未发现问题", "发现问题已责令整改")
    assert year.announce(year.order("own", 2, "key")).status == "pass"
    assert excluded(year, "own") == (Excluded(clean, "superior-clean"),), "the others have problems, or are not yet told of"
    assert found in year.members_of("own", "key")


def test_the_setting_turns_it_off() -> None:
    """四(三): 可…予以排除: it may, and need not."""
    year = four(Settings(superior_clean=False))
    city_finds(year, "未发现问题")
    year.announce(year.order("own", 2, "key"))
    assert excluded(year, "own") == ()


def test_special_ones_are_never_left_out() -> None:
    """四(二)3 over 四(三): 特殊监管对象…每半年不少于一次的全覆盖检查."""
    year = four(kind="special")
    city_finds(year, "未发现问题")
    year.announce(year.order("own", 2, "special"))
    assert excluded(year, "own") == () and len(year.members_of("own", "special")) == 4


def test_a_superior_may_draw_again() -> None:
    """四(三): 上级监管部门可从下级部门当年度已抽查的被检查对象中，再次进行抽查检查: it leaves nobody out, and owes no quota."""
    year = four()
    city_finds(year, "未发现问题")
    assert year.announce(year.order("again", 2, "key", organiser=CITY, without=())).status == "pass"
    assert (excluded(year, "again"), year.bureau.batches["again"].pool.strata[0].take) == ((), 1)


def leave_out(pool: Pool) -> Pool:
    """One more is left out, with a reason that does not hold."""
    return replace(pool, entities=pool.entities[1:], excluded=(Excluded(pool.entities[0].id, "superior-clean"),))


def test_nobody_is_left_out_without_ground() -> None:
    """四(三): an exclusion rests on what is public, or ``draw.plan`` fails."""
    year = four()
    assert year.announce(year.order("own", 2, "key"), leave_out).status == "fail"


def test_who_is_to_be_left_out_is() -> None:
    """The exclusions are listed: one that is silently missing is found."""
    year = four()
    year.members["E0"] = replace(year.members["E0"], status="suspended")
    year.snapshot()
    found = year.announce(year.order("own", 2, "key"), lambda pool: replace(pool, excluded=()))
    assert found.evidence == "抽取池的排除名单与按规则重算的不同"


@pytest.mark.parametrize("status", ["suspended", "deregistered"])
def test_who_is_not_active_is_left_out(status: str) -> None:
    """三(二): 根据检查对象新设、注销、变更的存续变动和停工停产…情况."""
    year = four()
    year.members["E0"] = replace(year.members["E0"], status=status)
    year.snapshot()
    assert year.announce(year.order("own", 2, "key")).status == "pass"
    assert excluded(year, "own") == (Excluded("E0", status),)


@pytest.mark.parametrize(("gives_way", "reasons"), [("quota", {"capped"}), ("cap", set())])
def test_caps(gives_way: GivesWay, reasons: set[str]) -> None:
    """国办发〔2024〕54号: 频次上限. Where the quota gives way, who has reached the cap is left out; else the quota holds."""
    year = four(Settings(cap=Cap(1, "国办发〔2024〕54号（示例）", gives_way), superior_clean=False))
    reveal_all(year)
    year.members["new"] = Member(FACTS["key"])
    year.go_to(year.plan(2).start)
    year.snapshot()
    assert year.announce(year.order("own", 2, "key")).status == "pass"
    assert {one.reason for one in excluded(year, "own")} == reasons
    assert year.members_of("own", "key") == ({"new"} if gives_way == "quota" else set(year.members))


def test_one_enterprise_stands_in_one_pool_at_a_time() -> None:
    """四(三): 避免重复检查: no two draws that are still to be held have a member in common."""
    year = Year({f"E{n}": Member(FACTS["key"]) for n in range(4)})
    year.announce(year.order("one", 1, "key"))
    with pytest.raises(OrderError, match="检查对象 E0 等 4 家也在尚未抽取的 one 的抽取池中"):
        year.announce(year.order("two", 1, "key"))


def test_while_one_is_sealed_it_keeps_its_class() -> None:
    """四(二)2 with 六(二)1: 应对抽查对象采取保密措施: where somebody may be among the drawn, no change of class
    tells that he is or is not."""
    year = four()
    year.members["E0"] = replace(year.members["E0"], facts=(SUPERVISED,))
    year.snapshot()
    assert year.announce(year.order("sealed", 2, "key")).status == "pass"
    assert "E0" in year.members_of("sealed", "key") and year.registry.entities["E0"]["class"] == "special"
    year.bureau.cancel(year.tick(), "sealed", "示例")
    year.reveal("city")
    assert year.announce(year.order("open", 2, "key")).status == "pass"
    assert "E0" not in year.members_of("open", "key")


def test_a_result_whose_term_ended_proves_no_more() -> None:
    """公开期限按照信息公开的相关规定执行: once a superior's result is gone, what rested on it can no longer be recomputed."""
    year = four()
    city_finds(year, "未发现问题")
    assert year.announce(year.order("own", 2, "key")).status == "pass"
    year.bureau.expire(year.tick(), "city", 0)
    year.reread()
    found = year.check("own")
    assert (found.status, found.evidence) == ("unproven", "city/0 的结果公示期已届满，抽取池不能再按规则重算")
