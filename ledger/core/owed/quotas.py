"""四(二): classes short of their quota at the end of a period, and where a yearly cap on inspections meets the quotas."""

from collections.abc import Iterable, Iterator
from datetime import date

from ledger.core.coverage import Coverage, exempt_checks
from ledger.core.encoding import EntityId
from ledger.core.errors import FormError
from ledger.core.owed.duty import SOON_TO_DRAW, Duty, name_of, state_on
from ledger.core.rules.quotas import half_of
from ledger.core.rules.settings import Cap
from ledger.core.year import Year, quarter_of

CLAUSES = {"general": "四（二）1", "key": "四（二）2", "special": "四（二）3"}
CAP = "国办发〔2024〕54号"
TIMES_OWED = {"key": 1, "special": 2, "general": 0}
"""How often a year the quotas ask for each entity of a class, at least."""


def period_name(row: Coverage) -> str:
    """A period in Chinese."""
    if row.period == "Y":
        return f"{row.year} 年全年"
    halves = {"H1": "上半年", "H2": "下半年"}
    return f"{row.year} 年{halves[row.period]}" if row.period in halves else f"{row.year} 年第 {row.period[1]} 季度"


def missed(row: Coverage, day: date) -> bool:
    """Whether a period is over and its quota is not drawn, or not done with nothing open any more."""
    return day > row.last and bool(row.undrawn or (row.short and not row.open))


def quota_duties(year: Year, rows: Iterable[Coverage]) -> Iterator[Duty]:
    """Periods near their end or past it whose quota is not drawn, or drawn and not done. (The rows of coverage tell the rest.)"""
    for row in rows:
        if row.quota == 0:
            continue
        what = f"{period_name(row)}{name_of(row.kind)}监管对象应抽 {row.quota} 家（{row.how}）"
        subject = f"{row.year}{row.period} {row.kind}"
        if row.undrawn:
            state = state_on(year.day, row.last, SOON_TO_DRAW)
            text = f"{what}，已抽 {row.drawn} 家，还差 {row.undrawn} 家"
            if state != "note":
                yield Duty("quota", row.area, subject, state, text, CLAUSES[row.kind], row.last)
        elif missed(row, year.day):
            text = f"{what}，完成公示的 {row.done} 家，差 {row.short} 家；逾期未公示的不算完成"
            yield Duty("quota", row.area, subject, "late", text, CLAUSES[row.kind], row.last)


def exempt_duties(year: Year) -> Iterator[Duty]:
    """二(一): a document of exempt checks that cannot be read is counted nowhere, and told here."""
    try:
        exempt_checks(year)
    except FormError as error:
        text = f"{year.year} 年不随机的检查没有计入：公布的文件读不懂（{error.problem}）"
        yield Duty("exempt", "", str(year.year), "late", text, "二（一）")


def cap_duties(year: Year) -> Iterator[Duty]:
    """Where the cap of the yearly plan and the quotas cannot both be kept."""
    for area in year.areas:
        cap = year.yearly[area][0].settings.cap if area in year.yearly else None
        if cap is not None:
            for kind in ("key", "special"):
                yield from _cap(year, area, kind, cap)


def _cap(year: Year, area: str, kind: str, cap: Cap) -> Iterator[Duty]:
    members, subject = year.members.get((area, kind), frozenset[EntityId]()), f"{year.year} {kind}"
    way = "频次上限让位，照常抽取" if cap.gives_way == "cap" else "抽查比例让位，达到上限的不进抽取池"
    settled = f"年度计划写明{way}（{cap.source}）"
    if members and cap.times < TIMES_OWED[kind]:
        owed = f"{name_of(kind)}监管对象 {len(members)} 家每年至少应查 {TIMES_OWED[kind]} 次"
        yield Duty("cap", area, subject, "note", f"{owed}，频次上限是 {cap.times} 次；{settled}", CAP)
        return
    reached = {id for id in members if year.past(area).inspected.get(id, 0) >= cap.times} - _done(year, area, kind)
    if reached:
        text = f"{name_of(kind)}监管对象有 {len(reached)} 家今年已查满 {cap.times} 次，本期仍应抽查；{settled}"
        yield Duty("cap", area, subject, "note", text, CAP)


def _done(year: Year, area: str, kind: str) -> frozenset[EntityId]:
    """Who owes no more inspection in the period that the day lies in: the year for 重点, the half-year for 特殊."""
    half = half_of(quarter_of(year.last_day))
    quarters = (1, 2, 3, 4) if kind == "key" else (2 * half - 1, 2 * half)
    draws = [d for d in year.drawings if d.order.area == area and d.plan.quarter in quarters]
    return frozenset(id for d in draws for stratum in d.order.classes for id in year.opened(d, stratum))
