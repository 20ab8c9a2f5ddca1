"""The numbers behind the board: a table for each chart and each list there, in full."""

from collections.abc import Iterator

from generator.board import PERIODS, Board
from generator.model import OUTCOMES
from generator.opendata.definition import Column, Row, Table
from generator.opendata.draw_tables import DRAW_OF, ENTITY_NAME
from generator.opendata.origin import Origin
from generator.opendata.rank_tables import ENTITY_ONCE, NAME_ONCE, RANK
from generator.opendata.rank_tables import OUTCOMES as OUTCOME_WORDS
from ledger.core.result import METHODS
from ledger.core.rules.exempt import EXEMPTIONS
from ledger.core.words import CLASSES

AREA = Column("area", "区域", "code", "区域的代码。", "Code of the area.")
AREA_NAME = Column("area_name", "区域名称", "text", "区域的名称。", "Name of the area.")
QUARTER = Column("quarter", "季度", "code", "哪一季度，如 2024Q4。", "Quarter, such as 2024Q4.")
ENTITY = Column("entity", "检查对象", "code",
                "统一社会信用代码。", "Unified social credit code.", refers="entities.entity")  # fmt: skip
STATES = {"late": "逾期", "soon": "快到期限", "past": "往年没有完成"}


def counted(name: str, title: str, zh: str, en: str, unit: str = "家次") -> Column:
    """A column of how many there are."""
    return Column(name, title, "integer", zh, en, unit=unit)


COVERAGE = Table(
    "board_coverage",
    "完成情况",
    "Coverage",
    "看板：本年各区域、各类、各期间应查多少，查了多少。",
    "The board: for each area, class and period of this year, how many are owed and how many done.",
    ("year", "area", "class", "period"),
    (
        Column("year", "年份", "integer", "哪一年。", "Year."),
        AREA,
        AREA_NAME,
        Column("class", "监管类别", "words", "监管类别。", "Class.", CLASSES),
        Column("period", "期间", "words", "季度、半年或全年。", "Quarter, half-year or year.", PERIODS),
        Column("first", "起", "day", "期间的第一天。", "First day of the period."),
        Column("last", "止", "day", "期间的最后一天。", "Last day of the period."),
        counted("entities", "对象数", "这一类有多少家。", "How many entities there are.", "家"),
        counted("quota", "应查", "应查多少；0 表示这一期间自己没有数额。", "How many are owed; 0 where the period has no quota."),
        Column("how", "怎么算的", "text", "应查数怎么算出来的。", "How the quota comes about, in Chinese."),
        counted("planned", "计划", "计划抽多少。", "How many the plans have."),
        counted("drawn", "已抽", "抽了多少。", "How many were drawn."),
        counted("disclosed", "已公示", "公示了多少。", "How many are disclosed."),
        counted("withheld", "不予公开", "依法不予公开的有多少。", "How many are lawfully withheld."),
        counted("open", "在查", "还在期限之内的有多少。", "How many are within their limit."),
        counted("overdue", "逾期", "过了期限没有公示的有多少。", "How many are past it and not published."),
        counted("late", "迟公示", "公示了但晚了的有多少。", "How many were published after their day."),
        counted("excused", "停业作废", "已停业又无候补的有多少。", "How many places ended without a reserve left."),
        counted("done", "完成", "算完成的有多少（五（三））。", "How many count as done."),
        counted("exempt", "不随机的检查", "不随机的检查有多少次（二（一））。", "Checks outside the draws.", "次"),
    ),
)  # fmt: skip
DUTIES = Table(
    "board_duties",
    "该做的事",
    "Duties",
    "看板：逾期的、快到期限的和往年没有完成的事项，与 mingchou status 相同。",
    "The board: duties that are late, near, or left undone in a past year, as mingchou status tells them.",
    ("position",),
    (
        Column("position", "次序", "integer", "次序，从 0 起。", "Order, from 0."),
        Column("state", "状态", "words", "逾期、快到期限或往年没有完成。", "Late, near, or of a past year.", STATES),
        Column("area", "区域", "code", "哪个区域。", "Code of the area.", optional=True),
        Column("area_name", "区域名称", "text", "区域的名称。", "Name of the area.", optional=True),
        Column("subject", "关于", "code",
               "关于哪份计划、哪一批、哪个名次或哪一类。", "The plan, draw, rank or class that it is about.", optional=True),
        Column("text", "事项", "text", "该做什么。", "What is to be done, in Chinese."),
        Column("clause", "条款", "text", "依据实施方案哪一条。", "The clause that asks for it."),
        Column("due", "期限", "day", "最迟哪一天。", "Its last day.", optional=True),
        Column("provisional", "期限暂定", "boolean",
               "有的年份还没有工作日历，期限暂定。", "A calendar is missing: the due day may move."),
    ),
)  # fmt: skip
LAGS = Table(
    "board_publication",
    "多久公示",
    "Days to publication",
    "看板：本年公示的结果，从检查次日起过了多少个工作日才公示。",
    "The board: of the results published this year, how many working days after the inspection they were.",
    ("days_from",),
    (
        Column("days_from", "从", "integer", "工作日，从多少天。", "Working days, from.", unit="天"),
        Column("days_to", "到", "integer", "到多少天；空的是以上都算。", "Up to; empty: or more.", unit="天", optional=True),
        counted("results", "家次", "有多少项结果。", "How many results."),
    ),
)
OVERDUE = Table(
    "board_overdue",
    "逾期公示",
    "Overdue",
    "看板：过了期限才公示、或者没有公示的名次。没有公开的，不知道是谁。",
    "The board: ranks published after their day, or not at all. Of those not opened nobody knows whose they are.",
    ("draw", "rank"),
    (
        DRAW_OF,
        RANK,
        ENTITY_ONCE,
        NAME_ONCE,
        Column("due", "期限", "day", "最迟哪一天公示。", "Last day to publish.", optional=True),
        Column("disclosed", "公示日期", "day", "公示的日期；空的还没有公示。", "Day of publication, if any.", optional=True),
    ),
)
OUTCOME_COUNTS = Table(
    "board_outcomes",
    "各季度的结果",
    "Outcomes by quarter",
    "看板：各季度检查的，每句结果用语有多少项。公示期已满、已撤下的不再计入。",
    "The board: results by quarter of inspection and phrase. What is past its term of publicity counts no more.",
    ("quarter", "outcome"),
    (
        QUARTER,
        Column("outcome", "结果", "words", "三句结果用语之一的代码。", "Word for one of the three phrases.", OUTCOME_WORDS),
        counted("results", "家次", "有多少项结果。", "How many results."),
    ),
)
SHARES = Table(
    "board_shares",
    "不予公开和不随机",
    "Withheld and exempt",
    "看板：本年各季度公示了多少、依法不予公开多少、不随机的检查多少。",
    "The board: by quarter of this year, how many were published, how many withheld, and the checks outside the draws.",
    ("quarter",),
    (
        QUARTER,
        counted("published", "已公示", "这一季度公示的结果。", "Results published in the quarter."),
        counted("withheld", "不予公开", "这一季度定为不予公开的。", "Withheld in the quarter."),
        counted("exempt", "不随机的检查", "这一季度做的不随机的检查。", "Checks outside the draws, made in the quarter.", "次"),
    ),
)
EXEMPT = Table(
    "exempt_checks",
    "不随机的检查",
    "Checks outside the draws",
    "公布过的每一次依实施方案二（一）不随机的检查，各年都在内。",
    "Every published check under the nine exemptions of clause 2(1), of all years.",
    ("inspected", "check_id"),
    (
        Column("check_id", "编号", "code", "检查的编号，一年之内不重复。", "Id of the check, unique within a year."),
        ENTITY,
        ENTITY_NAME,
        Column("inspected", "检查日期", "day", "检查的日期。", "Day of the inspection."),
        Column("exemption", "情形", "integer", "二（一）的第几种情形。", "Number of its exemption, 1 to 9."),
        Column("ground", "情形的原文", "words", "二（一）的原文。", "The clause's words.", {g: g for g in EXEMPTIONS.values()}),
        Column("reason", "理由", "text", "为什么。", "Why."),
        Column("approver", "批准", "text", "谁批准的。", "Who approved it."),
        Column("outcome", "结果", "words", "三句结果用语之一的代码。", "Word for one of the three phrases.", OUTCOME_WORDS),
        Column("method", "检查方式", "words", "检查方式。", "Mode of inspection.", {method: method for method in METHODS}),
        Column("content", "检查内容", "text", "检查内容。", "What was inspected and found."),
    ),
)  # fmt: skip


def _board(origin: Origin) -> Iterator[Board]:
    if origin.site.board is not None:
        yield origin.site.board


def coverage(origin: Origin) -> Iterator[Row]:
    """A row an area, class and period."""
    for board in _board(origin):
        for line in board.lines:
            for one in (*line.quarters, *line.whole):
                yield (
                    one.year, one.area, line.area, one.kind, one.period, one.first.isoformat(), one.last.isoformat(),
                    one.entities, one.quota, one.how, one.planned, one.drawn, one.disclosed, one.withheld, one.open,
                    one.overdue, one.late, one.excused, one.done, one.exempt,
                )  # fmt: skip


def duties(origin: Origin) -> Iterator[Row]:
    """A row a duty, as the page lists them."""
    for board in _board(origin):
        for position, one in enumerate((*board.late, *board.soon, *board.past)):
            name = origin.area_name(one.area) if one.area else None
            due = None if one.due is None else one.due.isoformat()
            yield (
                position, one.state, one.area or None, name, one.subject or None, one.text, one.clause, due, one.provisional,
            )  # fmt: skip


def lags(origin: Origin) -> Iterator[Row]:
    """A row a range of days."""
    for board in _board(origin):
        for lag in board.lags:
            yield lag.low, lag.high, lag.results


def overdue(origin: Origin) -> Iterator[Row]:
    """A row a rank."""
    for board in _board(origin):
        for row in board.overdue:
            who = (None, None) if row.entity is None else (row.entity.code, row.entity.name)
            days = (None if day is None else day.isoformat() for day in (row.due, row.disclosed))
            yield row.draw, row.rank, *who, *days


def outcomes(origin: Origin) -> Iterator[Row]:
    """A row a quarter and phrase."""
    for board in _board(origin):
        for quarter, counts in board.outcomes:
            for key in OUTCOMES.values():
                yield quarter, key, counts.get(key, 0)


def shares(origin: Origin) -> Iterator[Row]:
    """A row a quarter."""
    for board in _board(origin):
        for share in board.shares:
            yield share.quarter, share.published, share.withheld, share.exempt


def exempt(origin: Origin) -> Iterator[Row]:
    """A row a check."""
    for one in sorted(origin.site.exempt, key=lambda one: (one.day, one.id)):
        yield (
            one.id, one.entity.code, one.entity.name, one.day.isoformat(), one.number, one.ground, one.reason, one.approver,
            OUTCOMES[one.outcome], one.method, one.content,
        )  # fmt: skip
