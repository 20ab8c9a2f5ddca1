"""What a year that is over has left undone (四(一), 四(二)): one line an area, for good.

Reading: a year is closed with the end of the next year's first quarter, by when its last results are due. A plan of a closed
year can be made no more, nor its quota met: neither is told as a duty any longer, and neither is forgotten. Each area keeps a
line that says what is missing, as long as the ledger lasts. Results, reveals and rectifications are owed whatever the year, and
stay duties of their own.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from ledger.core.coverage import Coverage
from ledger.core.owed.duty import Duty, name_of
from ledger.core.owed.quotas import missed
from ledger.core.year import quarter_days

_UNDONE: Mapping[str, str] = MappingProxyType(
    {
        "plan-year": "没有年度计划",
        "plan-quarter": "没有第 {quarters} 季度的计划",
        "plan-row": "季度计划缺 {count} 项安排",
        "undrawn": "计划里有 {count} 项安排没有抽取",
        "snapshot": "没有第 {quarters} 季度的名录快照",
        "quota": "",
    }
)
"""The kinds of duties that end with their year, and how a line names those that were not done; quotas are named by class."""
_PERIODS = {"Y": "全年", "H1": "上半年", "H2": "下半年"}


def closing_day(year: int) -> date:
    """The last day on which what a year owes is told item by item."""
    return quarter_days(year + 1, 1)[1]


def closed(year: int, day: date) -> bool:
    """Whether a year is closed on a day."""
    return day > closing_day(year)


def closed_year(year: int, day: date, duties: Iterable[Duty], rows: Iterable[Coverage]) -> Iterator[Duty]:
    """The duties of a closed year, those that ended with it in one line an area. `rows`: the year's coverage."""
    undone: dict[str, list[Duty]] = {}
    for duty in duties:
        if duty.kind in _UNDONE and duty.state == "late":
            undone.setdefault(duty.area, []).append(duty)
        else:
            yield duty
    short = [row for row in rows if missed(row, day)]
    for area, here in sorted(undone.items()):
        parts = [*_plans(here), *_quotas([row for row in short if row.area == area])]
        text = f"{year} 年没有完成：{'；'.join(parts)}。逐项见 mingchou status --as-of {closing_day(year)}"
        clause = "、".join(sorted({duty.clause for duty in here}))
        yield Duty("year", area, str(year), "past", text, clause, date(year, 12, 31))


def _plans(duties: list[Duty]) -> Iterator[str]:
    """What is not on record, and what was planned and not drawn."""
    for kind, words in _UNDONE.items():
        found = sorted(duty.subject for duty in duties if duty.kind == kind)
        if found and words:
            yield words.format(count=len(found), quarters="、".join(subject[-1] for subject in found))


def _quotas(rows: list[Coverage]) -> Iterator[str]:
    """What the year or the half-year lacks; where that was made up for, the quarters that were behind."""
    quarters: dict[str, list[str]] = {}
    for row in rows:
        if row.period not in _PERIODS:
            quarters.setdefault(row.kind, []).append(row.period[1])
    for row in rows:
        if row.period in _PERIODS:
            quarters.pop(row.kind, None)
            yield f"{name_of(row.kind)}监管对象{_PERIODS[row.period]}应查 {row.quota} 家，完成 {row.done} 家"
    for kind, which in quarters.items():
        yield f"{name_of(kind)}监管对象第 {'、'.join(which)} 季度没有按时完成应查数"
