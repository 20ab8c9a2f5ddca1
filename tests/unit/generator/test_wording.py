"""The Chinese words cover every word of the ledger's closed lists, and no more."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import get_args

import pytest

from generator import wording
from generator.entries import entry_lines
from generator.model import OUTCOMES, DrawState, RankState
from ledger.core import bodies, checks, result, words
from ledger.core.checks.report import Status
from ledger.core.encoding import CHINA
from ledger.core.life import RankStatus
from ledger.core.rules.plan import CLASSES
from tests.support.ledgers import build_ledger
from tests.unit.generator.places import report


def test_closed_lists() -> None:
    """Each list of the protocol word for word."""
    assert wording.ENTRY_TYPES.keys() == set(bodies.TYPES) - {"keys"}
    assert wording.PUBLISH_KINDS.keys() == set(bodies.PUBLISH_KINDS)
    assert wording.AMEND_KINDS.keys() == set(bodies.AMEND_KINDS)
    assert words.CHANGE_KINDS.keys() == bodies.ADJUST_REASONS.keys()
    assert words.CHANGE_REASONS.keys() == {reason for reasons in bodies.ADJUST_REASONS.values() for reason in reasons}
    assert words.CLASSES.keys() == set(CLASSES)
    assert wording.CHECK_STATUSES.keys() == set(get_args(Status))
    assert wording.RANK_STATES.keys() == set(get_args(RankStatus)) == set(get_args(RankState))
    assert wording.DRAW_STATES.keys() == set(get_args(DrawState))


def test_three_phrases_letter_for_letter() -> None:
    """五(三): three and no fourth, with the glossary's keys."""
    assert tuple(OUTCOMES) == result.OUTCOMES
    assert tuple(OUTCOMES.values()) == ("none-found", "rectify-ordered", "case-filed")


def test_every_check_has_a_name() -> None:
    """Every name that the verifier's source writes, and every one that it gave to a real ledger."""
    folder = Path(checks.__path__[0])
    source = "".join(path.read_text(encoding="utf-8") for path in [*folder.glob("*.py"), folder.parent / "verify.py"])
    written = set(re.findall(r'"((?:policy|chain|checkpoint|publish|snapshot|draw)\.[a-z]+)"', source))
    assert written == wording.CHECKS.keys()
    assert {check.name for check in report(build_ledger()).checks} <= written


def test_every_entry_in_words() -> None:
    """Each type of entry is told in a line, under the draw that it belongs to."""
    life = build_ledger().bureau.life
    lines = entry_lines(life)
    assert {line.type for line in lines} == wording.ENTRY_TYPES.keys()
    assert [line.index for line in lines] == list(range(len(life.entries)))
    by_index = {line.index: line for line in lines}
    assert by_index[25].summary == "第 3 号名次：检查对象已停业或迁出，由候补递补（迁出）"
    assert (by_index[30].summary, by_index[29].draw) == ("第 10 号条目更正：补充检查内容", "A-general")
    assert {line.draw for line in lines if line.type in ("genesis", "publish", "snapshot")} == {""}
    assert all(line.draw for line in lines if line.type not in ("genesis", "publish", "snapshot"))


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (date(2024, 1, 1), date(2024, 3, 31), "2024年第一季度"),
        (date(2024, 10, 1), date(2024, 12, 31), "2024年第四季度"),
        (date(2024, 1, 1), date(2024, 6, 30), "2024年上半年"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024年"),
        (date(2024, 2, 1), date(2024, 3, 31), "2024年2月1日至2024年3月31日"),
        (date(2024, 1, 1), date(2025, 12, 31), "2024年1月1日至2025年12月31日"),
    ],
)
def test_periods(start: date, end: date, name: str) -> None:
    """Quarters, halves and years by name; else from day to day."""
    assert wording.period(start, end) == name


def test_days_times_and_digests() -> None:
    """As people write them."""
    assert wording.day(date(2024, 10, 5)) == "2024年10月5日"
    assert wording.moment(datetime(2024, 10, 5, 9, 3, 33, tzinfo=CHINA)) == "2024年10月5日 09:03"
    assert wording.short("abcdef", 3) == "abc…"
    assert wording.class_name("key") == "重点监管对象" and wording.class_name("其他") == "其他"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 KB"), (999_499, "999 KB"), (999_500, "1.0 MB"), (12_345_678, "12.3 MB")],
)
def test_sizes(count: int, text: str) -> None:
    """Of files, in thousands."""
    assert wording.size(count) == text
