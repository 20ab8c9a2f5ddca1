"""20,000 entities and 1,000 inspectors: each is gone through a few times, and not once for every rule."""

import time
from datetime import date, timedelta

import pytest

from ledger.core.duties import standing
from ledger.core.rules.classes import Fact
from tests.unit.rules.year import FACTS, YEAR, Member, Year, inspector

KINDS = ("key", "special", *["general"] * 8)
LIMIT = timedelta(seconds=15)
"""Many times what it takes, so that a busy machine is no failure, and a quadratic loop is one."""


@pytest.mark.slow
def test_a_large_bureau() -> None:
    """One area holds them all, which is the worst case."""
    violation = Fact("violation", date(YEAR - 2, 5, 1), "示例处罚")
    members = {f"E{n:05d}": Member(FACTS[KINDS[n % 10]] if n % 100 else (violation,)) for n in range(20_000)}
    year = Year(members, inspectors=0)
    year.bureau.inspectors |= {f"I{n:04d}": inspector("执法") for n in range(1_000)}
    year.go_to(date(YEAR, 4, 2))
    year.snapshot()
    start = time.monotonic()
    found = standing(year.bureau.life, date(YEAR, 6, 10))
    assert timedelta(seconds=time.monotonic() - start) < LIMIT
    assert sum(row.entities for row in found.coverage if row.period == "Q2") == 20_000
    assert len([duty for duty in found.duties if duty.kind == "class"]) == 200, "two years over on 30 April"
