"""三(二): 将被检查对象分为重点监管对象、特殊监管对象和一般监管对象等3类."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain, combinations

import pytest

from ledger.core.encoding import Json
from ledger.core.errors import FormError
from ledger.core.rules.classes import FACTS, KEY_FACTS, SPECIAL_FACTS, Downgrade, Fact, classify, next_change, two_years_on
from ledger.core.rules.pool import class_problem
from tests.unit.rules.year import DISCHARGER, POSITIVE, SUPERVISED, YEAR, Member, Year, entity

DAY = date(2024, 5, 1)
DECISION = Downgrade(date(2024, 1, 1), "示例决定")
RISK = Fact("credit-risk", date(2022, 1, 1), "示例文件")


def subsets() -> Iterator[tuple[str, ...]]:
    """Every set of facts."""
    return chain.from_iterable(combinations(FACTS, size) for size in range(len(FACTS) + 1))


@pytest.mark.parametrize("downgrade", [None, DECISION], ids=["plain", "lowered"])
def test_every_set_of_facts(downgrade: Downgrade | None) -> None:
    """特殊 over 重点 over 一般; 列入正面清单的重点排污单位，可根据企业守法情况调整为一般监管对象."""
    for kinds in subsets():
        found = classify([Fact(kind, date(2023, 1, 1), "示例") for kind in kinds], downgrade, DAY)
        if set(kinds) & set(SPECIAL_FACTS):
            assert found.kind == "special"
            assert all(FACTS[kind] in found.why for kind in set(kinds) & set(SPECIAL_FACTS))
        elif set(kinds) & set(KEY_FACTS):
            alone = kinds == ("key-discharger",)
            assert found.kind == ("general" if downgrade is not None and alone else "key")
        else:
            assert found.kind == "general"


@pytest.mark.parametrize("decision", [date(2023, 3, 3), date(2024, 2, 29), date(2023, 1, 1), date(2023, 12, 31)])
def test_two_years_to_the_day(decision: date) -> None:
    """两年内存在环境违法行为的: from the day of the decision on, and not a day longer than two years."""
    fact = Fact("violation", decision, "示例决定书")
    days = [decision + timedelta(days=n) for n in range(-2, 800)]
    special = [day for day in days if classify([fact], None, day).kind == "special"]
    assert special[0] == decision and special[-1] == two_years_on(decision)
    try:
        assert special[-1] + timedelta(days=1) == decision.replace(year=decision.year + 2)
    except ValueError:
        assert special[-1] == date(decision.year + 2, 2, 28), "the second year has no 29 February"
    assert len(special) == (special[-1] - special[0]).days + 1


def test_the_class_explains_itself() -> None:
    """The words of the site: which fact, and until when."""
    fact = Fact("violation", date(2023, 3, 3), "示例决定书")
    assert classify([fact], None, DAY).why == "特殊: 两年内存在环境违法行为，至 2025-03-02"
    assert classify([DISCHARGER], DECISION, DAY).why == "一般: 正面清单，由重点调整（示例决定，2024-01-01 起）"
    assert classify([], None, DAY).why == "一般: 没有列入重点、特殊的情形"


def test_an_end_on_record() -> None:
    """A petition is closed, a violation's decision revoked; but no record makes 两年内 longer than two years."""
    petition = Fact("petition", date(2023, 1, 1), "示例", date(2024, 5, 1))
    assert (petition.counts(date(2024, 5, 1)), petition.counts(date(2024, 5, 2))) == (True, False)
    revoked = Fact("violation", date(2023, 1, 1), "示例", date(2023, 6, 30))
    assert revoked.last == date(2023, 6, 30)
    stretched = Fact("violation", date(2023, 1, 1), "示例", date(2030, 1, 1))
    assert stretched.last == date(2024, 12, 31)


def test_the_next_change() -> None:
    """名录库每季度进行动态调整: the next day on which the class is another one, for every set of up to three facts."""
    some = [
        DISCHARGER,
        Fact("violation", date(2023, 5, 1), "示例"),
        Fact("petition", date(2024, 2, 1), "示例", date(2024, 8, 31)),
        Fact("sensitive", date(2024, 3, 1), "示例", date(2024, 3, 31)),
    ]
    lower = Downgrade(date(2024, 4, 1), "示例")
    for facts in chain.from_iterable(combinations(some, size) for size in range(4)):
        for downgrade in (None, lower):
            kinds = {day: classify(facts, downgrade, day).kind for day in (DAY + timedelta(days=n) for n in range(-120, 500))}
            for start in list(kinds)[:300:23]:
                later = [day for day, kind in kinds.items() if day > start and kind != kinds[start]]
                assert next_change(facts, downgrade, start) == min(later, default=None), (facts, downgrade, start)


# What a verifier says of a snapshot that states another class


def year(**members: Member) -> Year:
    """Three of 重点, three of 一般, and these."""
    found = {f"K{number}": Member((DISCHARGER,)) for number in range(3)} | {f"G{number}": Member() for number in range(3)}
    return Year(found | members)


def broken(year: Year, forged: Mapping[str, Mapping[str, Json]]) -> str:
    """Snapshot so, announce a draw of 重点 by it, and what ``draw.plan`` says."""
    year.snapshot(forged)
    found = year.announce(year.order("broken", year.first, "key"))
    assert found.status == "fail"
    return found.evidence


def test_a_wrong_class_is_found() -> None:
    """一般监管对象，包括未列入重点、特殊的其他检查对象: nobody is put where his facts do not put him."""
    evidence = broken(year(), {"G1": {"class": "key", "why": "重点: 重点排污单位"}})
    assert evidence == "G1 在 2024-01-01 应为“一般: 没有列入重点、特殊的情形”，快照写的是“重点: 重点排污单位”"


def test_a_wrong_class_outside_the_pool_is_found() -> None:
    """覆盖本行政区域: who is kept out of the pool by a wrong class is found as well."""
    evidence = broken(year(), {"K2": {"class": "general", "why": "一般: 没有列入重点、特殊的情形"}})
    assert evidence.startswith("K2 在 2024-01-01 应为“重点: 重点排污单位”")


def test_a_stale_class_is_found() -> None:
    """每季度进行动态调整: a fact that has run out since the snapshot no longer counts."""
    found = year(V=Member((Fact("violation", date(2022, 3, 1), "示例决定书"),)))
    found.snapshot()
    assert found.announce(found.order("in-time", 1, "key")).status == "pass"
    found.go_to(date(2024, 3, 1))
    found.bureau.cancel(found.tick(), "in-time", "示例")
    late = found.announce(found.order("late", 1, "special", "general"))
    assert (late.status, late.evidence[:16]) == ("fail", "V 在 2024-03-01 应")


def test_an_older_snapshot_is_refused() -> None:
    """三(二): 动态完善检查对象名录库. Of two snapshots the newest counts, not the one that suits."""
    found = year()
    old = found.bureau.life.snapshots[-1]
    found.members["K3"] = Member((DISCHARGER,))
    found.snapshot()
    life = found.bureau.life
    newest = life.snapshots.pop()
    found.bureau.announce(found.tick(), found.order("old", 1, "key"))
    life.snapshots.append(newest)
    assert found.check("old").evidence == f"公告依据的第 {old.index} 号条目不是当时最新的名录快照"


def test_lowering_needs_the_positive_list() -> None:
    """列入正面清单的重点排污单位，可…调整为一般监管对象: without the tag no decision lowers, nor with a grade of 风险."""
    listed = year(L=Member((DISCHARGER,), DECISION, POSITIVE))
    assert listed.announce(listed.order("fine", 1, "key")).status == "pass"
    assert "L" not in listed.members_of("fine", "key")
    assert broken(year(L=Member((DISCHARGER,), DECISION)), {}) == "L 没有“正面清单”标签，不能由重点调整为一般"
    assert classify((DISCHARGER, RISK), DECISION, DAY).kind == "key"
    assert classify((DISCHARGER, SUPERVISED), DECISION, DAY).kind == "special"


@pytest.mark.parametrize(
    ("forged", "problem"),
    [
        ({"facts": "none"}, "写法不对"),
        ({"facts": ["key-discharger"]}, "写法不对"),
        ({"facts": [{"basis": "示例", "kind": "other", "since": "2024-01-01"}]}, "有不认识的情形 other"),
        ({"facts": [{"basis": "示例", "kind": "petition", "since": "2024-1-1"}]}, "2024-1-1"),
        ({"downgrade": "yes"}, "写法不对"),
    ],
)
def test_facts_are_read_strictly(forged: dict[str, Json], problem: str) -> None:
    """A fact that is not one of the clause's counts for nothing: it is refused, not passed over."""
    with pytest.raises(FormError, match=problem):
        class_problem(entity(day=date(YEAR, 1, 1)) | forged, "E", date(YEAR, 1, 1))
