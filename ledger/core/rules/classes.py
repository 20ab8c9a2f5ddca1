"""三(二): 将被检查对象分为重点监管对象、特殊监管对象和一般监管对象等3类.

Each entity's record names the facts (情形) that place it; its class follows from them and from the day, and from nothing else.
Reading (R5): 特殊 over 重点 over 一般. 两年内存在环境违法行为 counts from the day of the decision and ends two years later.
列入正面清单的重点排污单位，可根据企业守法情况调整为一般监管对象: a decision on record lowers to 一般 who is 重点 as a
重点排污单位 alone, and on the positive list; never 特殊, nor one with a sensitive setting or a credit grade of 风险.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Class = Literal["key", "special", "general"]
CLASS_NAMES: dict[Class, str] = {"key": "重点", "special": "特殊", "general": "一般"}

KEY_FACTS = {
    "key-discharger": "重点排污单位",
    "sensitive": "因敏感因素需要参照重点排污单位管理",
    "credit-risk": "环境信用评价等级为风险",
    "other-key": "其他规定应纳入重点监管",
}
SPECIAL_FACTS = {
    "supervised": "上级挂牌督办",
    "petition": "未销号的中央环保督察重点信访件",
    "credit-bad": "环境信用评价等级为不良",
    "exposed": "被媒体曝光或群众反复投诉强烈",
    "violation": "两年内存在环境违法行为",
    "other-special": "其他规定应纳入特殊监管",
}
FACTS = KEY_FACTS | SPECIAL_FACTS
VIOLATION, DISCHARGER = "violation", "key-discharger"
POSITIVE_LIST = "正面清单"
"""The tag without which no decision lowers a class."""
VIOLATION_YEARS = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact on record: since when, on what document, and until when where that is decided (the last day it counts)."""

    kind: str
    since: date
    basis: str
    until: date | None = None

    @property
    def last(self) -> date | None:
        """The last day on which it counts; None: it stands until it is taken off the record.

        两年内: a violation may end sooner, as when the decision is revoked, and never counts longer.
        """
        if self.kind != VIOLATION:
            return self.until
        end = two_years_on(self.since)
        return end if self.until is None else min(self.until, end)

    def counts(self, day: date) -> bool:
        """Whether it counts on this day."""
        return self.since <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Downgrade:
    """A decision that lowers a 重点 entity of the positive list to 一般, from a day on."""

    since: date
    basis: str


@dataclass(frozen=True, slots=True)
class Classified:
    """A class and why, in words."""

    kind: Class
    why: str


def two_years_on(decision: date) -> date:
    """The last day of two years from a decision: the day before its second anniversary (29 February counts to 28)."""
    try:
        anniversary = decision.replace(year=decision.year + VIOLATION_YEARS)
    except ValueError:
        return date(decision.year + VIOLATION_YEARS, 2, 28)
    return anniversary - timedelta(days=1)


def _why(fact: Fact) -> str:
    end = f"，至 {fact.last}" if fact.last is not None else ""
    return f"{FACTS[fact.kind]}{end}"


def classify(facts: Iterable[Fact], downgrade: Downgrade | None, day: date) -> Classified:
    """The class on a day, explained: 特殊: 两年内存在环境违法行为，至 2025-03-02."""
    standing = [fact for fact in facts if fact.counts(day)]
    special = [fact for fact in standing if fact.kind in SPECIAL_FACTS]
    if special:
        return Classified("special", f"特殊: {'；'.join(map(_why, special))}")
    key = [fact for fact in standing if fact.kind in KEY_FACTS]
    if key and downgrade is not None and downgrade.since <= day and all(fact.kind == DISCHARGER for fact in key):
        return Classified("general", f"一般: 正面清单，由重点调整（{downgrade.basis}，{downgrade.since} 起）")
    if key:
        return Classified("key", f"重点: {'；'.join(map(_why, key))}")
    return Classified("general", "一般: 没有列入重点、特殊的情形")


def next_change(facts: Iterable[Fact], downgrade: Downgrade | None, day: date) -> date | None:
    """The next day after `day` on which the class is another one, as far as the record says; None: none is in sight."""
    facts = tuple(facts)
    days = {fact.since for fact in facts} | {fact.last + timedelta(days=1) for fact in facts if fact.last is not None}
    if downgrade is not None:
        days.add(downgrade.since)
    now = classify(facts, downgrade, day).kind
    return next((d for d in sorted(days) if d > day and classify(facts, downgrade, d).kind != now), None)
