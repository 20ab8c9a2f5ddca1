"""The drawn places: every rank, the public results, and the adjustments."""

from collections.abc import Iterator

from generator import model
from generator.opendata.definition import Column, Row, Table
from generator.opendata.draw_tables import DRAW_OF, ENTITY_NAME
from generator.opendata.origin import Origin
from generator.registry import text
from generator.wording import RANK_STATES
from ledger.core.bodies import GROUNDS, Adjust
from ledger.core.encoding import format_time
from ledger.core.pool import rank_strata
from ledger.core.result import METHODS
from ledger.core.words import CHANGE_KINDS, CHANGE_REASONS, CLASSES

RANK = Column("rank", "名次", "integer", "名次，从 0 起。", "Rank, from 0.")
ENTITY_ONCE = Column("entity", "检查对象", "code",
                     "公开了的检查对象。", "The entity, once public.", optional=True, refers="entities.entity")  # fmt: skip
NAME_ONCE = Column("entity_name", "名称", "text", "最新名录里的名称。", "Name in the newest registry.", optional=True)
OVERDUE = Column("overdue", "逾期", "boolean", "没有按时公示。", "Not published in time.")
OUTCOMES: dict[str, str] = {key: phrase for phrase, key in model.OUTCOMES.items()}

RANKS = Table(
    "ranks",
    "抽中的名次",
    "Ranks",
    "每一批抽中的每一个名次。还没有公开的只有类别和签号；不予公开的写明理由；公示期届满的不再有内容。",
    "Every drawn place. One that is not opened yet has its class and its ticket only; one withheld has its ground; one whose "
    "term of publicity ended has no content any more.",
    ("draw", "rank"),
    (
        DRAW_OF,
        RANK,
        Column("stratum", "监管类别", "words", "监管类别。", "Class.", CLASSES),
        Column("state", "状态", "words", "封存、公示、不予公开或作废。", "Open, disclosed, withheld or void.", RANK_STATES),
        Column("ticket", "签号", "digest", "现在这个名次的签号。", "The ticket in force at this rank.", optional=True),
        ENTITY_ONCE,
        NAME_ONCE,
        Column("inspectors", "检查人员", "list", "公开了的检查组，按席位。", "The team by seat, once public."),
        Column("ended", "办结日期", "day",
               "公示、不予公开或作废的日期。", "Day of disclosure, withholding or voiding.", optional=True),
        Column("ended_entry", "办结条目", "integer",
               "办结的台账条目。", "Entry that accounted for it.", optional=True, refers="entries.entry"),
        OVERDUE,
        Column("ground", "不予公开的理由", "words",
               "不予公开的理由。", "Ground for withholding.", {g: g for g in GROUNDS}, optional=True),
        Column("expired", "公示期届满", "day",
               "公示期届满、内容撤下的日期。", "Day on which its term of publicity ended.", optional=True),
        Column("amended", "更正次数", "integer", "公示之后更正了几次。", "Corrections since the first publication.", unit="次"),
        Column("opening", "开封文件", "path", "开封文件在本站的路径。", "Path of the opening on this site.", optional=True),
    ),
)  # fmt: skip
RESULTS = Table(
    "results",
    "检查结果",
    "Results",
    "现在公开的每一项检查结果。不予公开的、公示期届满的不在这里，它们在 ranks 表。",
    "Every result that is public now. What is withheld or past its term is not here, but in the table ranks.",
    ("draw", "rank"),
    (
        DRAW_OF,
        RANK,
        Column("entity", "检查对象", "code", "统一社会信用代码。", "Unified social credit code.", refers="entities.entity"),
        ENTITY_NAME,
        Column("area", "区域", "code", "检查对象所在区域的代码。", "Code of the entity's area."),
        Column("stratum", "监管类别", "words", "抽取时的监管类别。", "Class when drawn.", CLASSES),
        Column("outcome", "结果", "words", "三句结果用语之一的代码。", "Word for one of the three phrases.", OUTCOMES),
        Column("outcome_text", "结果用语", "text", "结果用语，一字不改。", "The phrase, letter for letter."),
        Column("inspected", "检查日期", "day", "检查完成的日期。", "Day the inspection was completed."),
        Column("disclosed", "公示日期", "day", "首次公示的日期。", "Day of first publication."),
        Column("due", "公示期限", "day", "检查完成之后第 20 个工作日。", "20th working day after the inspection."),
        Column("due_provisional", "期限暂定", "boolean",
               "有的年份还没有工作日历，期限暂定。", "A calendar is missing: the due day may move."),
        OVERDUE,
        Column("method", "检查方式", "words", "检查方式。", "Mode of inspection.", {method: method for method in METHODS}),
        Column("items", "检查事项", "list", "检查事项的编号。", "Ids of the items."),
        Column("item_names", "事项名称", "list", "检查事项的名称，次序相同。", "Names of the items, in the same order."),
        Column("inspectors", "检查人员", "list", "执法证号，按席位。", "Certificate numbers, by seat."),
        Column("inspector_names", "姓名", "list", "检查人员的姓名，次序相同。", "Their names, in the same order."),
        Column("content", "检查内容", "text", "检查内容。", "What was inspected and found."),
        Column("more", "补充", "json",
               "另有的内容：方式的理由 mode_reason；整改 rectification（期限 due，状态 state，复查日期 reviewed，结果 outcome）；"
               "移送 transfer（部门 to，日期 on，文号 number）；补充 notes。",
               "What else is told: mode_reason; rectification with due, state, reviewed, outcome; transfer with to, on, number; "
               "notes."),
        Column("amended", "更正日期", "day", "最近一次更正的日期。", "Day of the last correction.", optional=True),
        Column("entry", "公示条目", "integer", "首次公示的台账条目。", "Entry of the first publication.", refers="entries.entry"),
        Column("record", "结果文件", "path", "结果文件在本站的路径。", "Path of the result's file on this site."),
    ),
)  # fmt: skip
ADJUSTMENTS = Table(
    "adjustments",
    "调整",
    "Adjustments",
    "抽取之后的每一次调整。是谁，要等那个名次公开。",
    "Every adjustment after a draw. Who it was about is told once that rank is opened.",
    ("entry",),
    (
        Column("entry", "条目", "integer", "台账条目。", "Ledger entry.", refers="entries.entry"),
        Column("time", "时间", "time", "写入的时间。", "When it was written."),
        DRAW_OF,
        RANK,
        Column("kind", "调整", "words", "哪一种调整。", "Kind of adjustment.", CHANGE_KINDS),
        Column("reason", "原因", "words", "固定的几种原因之一。", "One of a closed list of reasons.", CHANGE_REASONS),
        Column("seat", "席位", "integer", "哪一席，从 0 起。", "Which seat, from 0.", optional=True),
        ENTITY_ONCE,
        NAME_ONCE,
        Column("inspector", "检查人员", "code",
               "公开了的、离席的人。", "Who left the seat, once public.", optional=True, refers="inspectors.inspector"),
        Column("inspector_name", "姓名", "text", "离席的人的姓名。", "Their name.", optional=True),
        Column("opening", "开封文件", "path", "被放弃的名次的开封文件。", "Opening of the row given up.", optional=True),
    ),
)  # fmt: skip


def _site_path(path: str) -> str | None:
    return f"ledger/{path}" if path else None


def ranks(origin: Origin) -> Iterator[Row]:
    """A row a drawn place."""
    for page in origin.site.draws:
        draw = origin.draw(page.id)
        strata = rank_strata(origin.view.documents.pool(draw.body.pool))
        for row in page.rows:
            ended = draw.ranks[row.rank].ended
            who = (None, None) if row.entity is None else (row.entity.code, row.entity.name)
            yield (
                row.draw, row.rank, strata[row.rank], row.state, row.ticket or None, *who,
                tuple(person.id for person in row.inspectors),
                None if ended is None else format_time(ended.time)[:10], None if ended is None else ended.index,
                row.overdue, row.ground or None, None if row.expired is None else row.expired.isoformat(), len(row.amended),
                _site_path(row.opening_path),
            )  # fmt: skip


def results(origin: Origin) -> Iterator[Row]:
    """A row a public result."""
    for page in origin.site.draws:
        draw = origin.draw(page.id)
        strata = rank_strata(origin.view.documents.pool(draw.body.pool))
        for row in page.rows:
            if row.result is not None and row.entity is not None and row.disclosed is not None and row.due is not None:
                area = text(origin.registry.entities.get(row.entity.code, {}), "area")
                yield (
                    row.draw, row.rank, row.entity.code, row.entity.name, area, strata[row.rank],
                    *_told(row.result, row.disclosed.isoformat(), row.due.isoformat(), row.due_provisional, row.overdue),
                    row.amended[-1][0].isoformat() if row.amended else None, draw.ranks[row.rank].commitments[0].index,
                    _site_path(row.record_path),
                )  # fmt: skip


def _told(result: model.Result, disclosed: str, due: str, provisional: bool, overdue: bool) -> Row:
    return (
        result.outcome_key, result.outcome, result.inspected.isoformat(), disclosed, due, provisional, overdue, result.method,
        tuple(item.id for item in result.items), tuple(item.name for item in result.items),
        tuple(person.id for person in result.inspectors), tuple(person.name for person in result.inspectors),
        result.content, dict(result.more),
    )  # fmt: skip


def adjustments(origin: Origin) -> Iterator[Row]:
    """A row an adjustment: its words from the ledger, whom it was about from the page."""
    for page in origin.site.draws:
        for change in page.changes:
            entry = origin.view.entries[change.entry]
            if isinstance(entry.body, Adjust):
                who = (None, None) if change.entity is None else (change.entity.code, change.entity.name)
                left = (None, None) if change.inspector is None else (change.inspector.id, change.inspector.name)
                yield (
                    entry.index, format_time(entry.time), page.id, change.rank, entry.body.kind, entry.body.reason, change.seat,
                    *who, *left, _site_path(change.opening_path),
                )  # fmt: skip
