"""六(一): 科学调整频次: by credit grade, within bounds, stated in the plan, and never against a class's least number."""

from dataclasses import replace
from itertools import product

import pytest

from ledger.core.errors import FormError
from ledger.core.rules.settings import Settings, parse_settings
from ledger.core.rules.weights import GRADES, check_weights, weight_of
from tests.unit.rules.year import FACTS, Member, Year

WEIGHTS = {"A": 1, "B": 2, "C": 3, "D": 5}


def test_every_table() -> None:
    """信用评价等级低…可适当增加频次; 信用较好…可适当减少: every table of small numbers is right or refused."""
    for values in product((0, 1, 2, 5, 6, 10, 11), repeat=4):
        table = dict(zip(GRADES, values, strict=True))
        right = list(values) == sorted(values) and values[0] >= 1 and values[3] <= 5 * values[0]
        if right:
            check_weights(table)
        else:
            with pytest.raises(FormError):
                check_weights(table)


@pytest.mark.parametrize("table", [{"A": 1}, WEIGHTS | {"E": 5}, {"A": 1, "B": 1, "C": 1, "E": 1}])
def test_a_table_is_whole(table: dict[str, int]) -> None:
    """All four grades and no other."""
    with pytest.raises(FormError, match="权数须写全 A、B、C、D 四级"):
        check_weights(table)


def test_off_unless_stated() -> None:
    """适当调整: all alike where the plan says nothing; who has no grade counts as B."""
    assert weight_of(frozenset({"信用等级:D"}), {}) == 1
    assert [weight_of(frozenset({f"信用等级:{grade}"}), WEIGHTS) for grade in GRADES] == [1, 2, 3, 5]
    assert weight_of(frozenset({"规模:大型"}), WEIGHTS) == 2


def test_weights_are_those_of_the_plan() -> None:
    """适当调整随机抽查方式、比例和频次: as stated in the plan; a pool with other chances is found, and the least number stays
    what it is."""
    members = {f"E{n}": Member(FACTS["key"], tags=(f"信用等级:{GRADES[n % 4]}",)) for n in range(8)}
    year = Year(members, settings=Settings(weights=WEIGHTS))
    assert year.announce(year.order("one", 1, "key")).status == "pass"
    pool = year.bureau.batches["one"].pool
    assert [one.weight for one in pool.entities] == [1, 2, 3, 5] * 2
    assert pool.strata[0].take == 2, "⌈8/4⌉, weights or not"
    year.bureau.cancel(year.tick(), "one", "示例")
    found = year.announce(
        year.order("two", 1, "key"),
        lambda pool: replace(pool, entities=(replace(pool.entities[0], weight=5), *pool.entities[1:])),
    )
    assert found.evidence == "抽取池的检查对象与按规则重算的不同"


def test_settings_are_read_as_they_are_written() -> None:
    """A yearly plan carries the whole effective set, within its bounds."""
    whole = Settings(weights=WEIGHTS)
    assert parse_settings(whole.json()) == whole and parse_settings(Settings().json()) == Settings()
    for name, value in (("least_directed", 2), ("general_ratio", 0), ("superior_clean", 1), ("weights", {"A": 1})):
        with pytest.raises(FormError):
            parse_settings(whole.json() | {name: value})
