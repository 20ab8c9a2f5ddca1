"""The draws: one row each, their strata, their beacon rounds, and who was in the pool."""

from collections.abc import Iterator

from generator.model import DrawPage
from generator.opendata.definition import Column, Row, Table
from generator.opendata.origin import Origin, entry_index, entry_time
from generator.wording import DRAW_STATES, EXCLUDED
from ledger.core.encoding import Json, format_time
from ledger.core.life import DrawLife
from ledger.core.published import quarter_plan_of
from ledger.core.words import CLASSES

DRAW = Column("draw", "批次", "code", "抽取批次的编号，各表都用它相连。", "Id of the draw; joins all tables.")
DRAW_OF = Column("draw", "批次", "code", "抽取批次的编号。", "Id of the draw.", refers="draws.draw")
ENTITY_OF = Column("entity", "检查对象", "code", "统一社会信用代码。", "Unified social credit code.", refers="entities.entity")
ENTITY_NAME = Column("entity_name", "名称", "text", "最新名录里的名称。", "Name in the newest registry.")
VERDICTS = {
    "excluded": "未列入抽取池",
    "waiting": "在抽取池，待抽取",
    "cancelled": "批次已取消",
    "sealed": "在抽取池，是否抽中尚未公开",
    "not-drawn": "未抽中",
    "given-up": "抽中后未检查",
    "row": "抽中并已公开",
    "undisclosed": "抽中而逾期未公示",
}
"""What is public of a member of a pool; of a draw that is not revealed, all who were not opened are `sealed` alike."""

DRAWS = Table(
    "draws",
    "抽取批次",
    "Draws",
    "每一批抽取，从公告起就在，取消的也在。",
    "Every draw from its announcement on, cancelled ones too.",
    ("draw",),
    (
        DRAW,
        Column("title", "名称", "text", "期间、区域和监管类别。", "Period, area and classes, in Chinese."),
        Column("state", "状态", "words", "走到了哪一步。", "How far it has come.", DRAW_STATES),
        Column("area", "区域", "code", "区域的代码。", "Code of the area."),
        Column("area_name", "区域名称", "text", "区域的名称。", "Name of the area."),
        Column("classes", "监管类别", "list",
               "抽取单里的监管类别，用 entities 表 class 的词。", "Classes of the order, in the words of entities.class."),
        Column("plan", "抽查计划", "code", "所依据的计划。", "The plan that it rests on."),
        Column("plan_entry", "计划条目", "integer",
               "公布这一版计划的台账条目。", "Entry that published this version.", refers="entries.entry"),
        Column("snapshot_entry", "快照条目", "integer",
               "所依据的名录快照的台账条目。", "Entry of the registry snapshot.", refers="entries.entry"),
        Column("filter", "限定标签", "list",
               "定向抽取限定的标签；空的是不定向。", "Tags that a directed draw asks for; empty: undirected."),
        Column("without", "不重复批次", "list", "不与这些批次重复抽取。", "Draws whose entities come last in this one."),
        Column("note", "说明", "text", "抽取单里的说明。", "Note of the draw order.", optional=True),
        Column("seats", "席位", "json", "每组的席位，各要哪些标签。", "Seats of a team, each with the tags that it asks for."),
        Column("announce_entry", "公告条目", "integer", "公告的台账条目。", "Entry of the announcement.", refers="entries.entry"),
        Column("announced", "公告时间", "time",
               "公告的时间，本单位自己写的。", "Time of the announcement, as the agency wrote it."),
        Column("draw_entry", "抽取条目", "integer",
               "抽取的台账条目。", "Entry of the draw.", optional=True, refers="entries.entry"),
        Column("drawn", "抽取时间", "time", "抽取的时间。", "Time of the draw.", optional=True),
        Column("reveal_by", "揭示期限", "day", "最迟哪一天揭示。", "Last day for the reveal."),
        Column("reveal_entry", "揭示条目", "integer",
               "揭示的台账条目。", "Entry of the reveal.", optional=True, refers="entries.entry"),
        Column("revealed", "揭示时间", "time", "揭示的时间。", "Time of the reveal.", optional=True),
        Column("cancel_entry", "取消条目", "integer",
               "取消的台账条目。", "Entry of the cancellation.", optional=True, refers="entries.entry"),
        Column("cancelled", "取消时间", "time", "取消的时间。", "Time of the cancellation.", optional=True),
        Column("cancel_reason", "取消理由", "text", "取消的理由。", "Reason of the cancellation.", optional=True),
        Column("pool", "抽取池", "integer", "抽取池里有几家。", "Entities in the pool.", unit="家"),
        Column("excluded", "未列入", "integer", "选出来而没有列入的有几家。", "Entities selected and left out.", unit="家"),
        Column("inspectors", "检查人员", "integer", "可抽的检查人员有几名。", "Inspectors that could be drawn.", unit="名"),
        Column("take", "抽取数", "integer", "抽几家（各类别之和）。", "How many are drawn, over all strata.", unit="家"),
        Column("disclosed", "已公示", "integer", "已公示的名次数。", "Ranks disclosed.", unit="家"),
        Column("withheld", "不予公开", "integer", "结果不予公开的名次数。", "Ranks withheld.", unit="家"),
        Column("void", "作废", "integer", "作废的名次数。", "Ranks void.", unit="个"),
        Column("open", "未公开", "integer", "还没有公开的名次数。", "Ranks not accounted for yet.", unit="家"),
        Column("overdue", "逾期", "integer", "逾期的名次数。", "Ranks overdue.", unit="家"),
        Column("missed", "逾期事项", "list",
               "整批没有按时做的事，以核验项目的名称表示。", "Duties of the whole draw not done in time, by check."),
        Column("seed", "公开种子", "digest", "公开种子。", "Public seed.", optional=True),
        Column("order_sha256", "抽取单", "digest", "抽取单文件的 SHA-256。", "SHA-256 of the draw order."),
        Column("pool_sha256", "抽取池文件", "digest", "抽取池文件的 SHA-256。", "SHA-256 of the pool file."),
        Column("tickets_sha256", "签号文件", "digest", "签号文件的 SHA-256。", "SHA-256 of the tickets file.", optional=True),
    ),
)  # fmt: skip
STRATA = Table(
    "strata",
    "分类抽取数",
    "Strata",
    "每一批里各监管类别有几家、抽几家。",
    "How many of how many each draw takes, by class.",
    ("draw", "position"),
    (
        DRAW_OF,
        Column("position", "次序", "integer",
               "在这一批里的次序，从 0 起；名次按它连续编号。", "Order in the draw, from 0; ranks follow it."),
        Column("stratum", "监管类别", "words", "这一层的监管类别。", "Class of the stratum.", CLASSES),
        Column("size", "家数", "integer", "抽取池里这一类有几家。", "Entities of the stratum in the pool.", unit="家"),
        Column("take", "计划抽取数", "integer", "计划要抽几家。", "How many the plan asks for.", unit="家"),
        Column("drawn", "抽取数", "integer", "抽几家：不够的全抽。", "How many are drawn: all, if fewer than asked.", unit="家"),
        Column("later", "排在最后", "integer",
               "因不重复抽取排在最后的有几家；抽取之后才有。", "Entities put last by not repeating a draw; known once drawn.",
               unit="家", optional=True),
    ),
)  # fmt: skip
SOURCES = Table(
    "sources",
    "随机信标",
    "Beacon rounds",
    "每一批指定的信标轮次，和它公布的值。",
    "The beacon rounds that each draw names, with what they gave.",
    ("draw", "position"),
    (
        DRAW_OF,
        Column("position", "次序", "integer", "在这一批里的次序，从 0 起。", "Order in the draw, from 0."),
        Column("beacon", "信标", "code", "信标的名称。", "Name of the beacon."),
        Column("chain", "链", "digest", "信标链的哈希。", "Hash of the beacon's chain."),
        Column("round", "轮次", "integer", "第几轮。", "Number of the round."),
        Column("time", "出数时间", "time", "这一轮应当公布的时间。", "When the round is due."),
        Column("signature", "签名", "digest",
               "这一轮的签名；抽取之后才有。", "Signature of the round; known once drawn.", optional=True),
    ),
)  # fmt: skip
MEMBERS = Table(
    "members",
    "抽取池名单",
    "Pool members",
    "每一批选出来的每一家：列入抽取池的，和没有列入的及其原因。批次揭示之前，没有公开的每一家都写作 sealed。",
    "Every entity that a draw selected: those in its pool, and those left out with the reason. Until the reveal, all who were "
    "not opened read alike: sealed.",
    ("draw", "entity"),
    (
        DRAW_OF,
        ENTITY_OF,
        ENTITY_NAME,
        Column("included", "列入", "boolean", "列入抽取池没有。", "Whether it is in the pool."),
        Column("reason", "未列入原因", "words", "没有列入的原因。", "Why it was left out.", EXCLUDED, optional=True),
        Column("stratum", "监管类别", "words", "在这一批里的监管类别。", "Its class in this draw.", CLASSES, optional=True),
        Column("weight", "权数", "integer", "权数，1 至 100。", "Weight, 1 to 100.", optional=True),
        Column("verdict", "公开的情况", "words",
               "抽中没有，以现在公开的为限。", "Whether drawn, as far as it is public.", VERDICTS),
        Column("rank", "名次", "integer", "公开了的名次。", "Its rank, once public.", optional=True),
    ),
)  # fmt: skip


def _dates(draw: DrawLife) -> Row:
    return (
        draw.announced.index, format_time(draw.announced.time), entry_index(draw.drawn), entry_time(draw.drawn),
        draw.body.reveal_by.isoformat(), entry_index(draw.revealed), entry_time(draw.revealed),
        entry_index(draw.cancelled), entry_time(draw.cancelled),
    )  # fmt: skip


def _counts(page: DrawPage) -> Row:
    return (
        len(page.members), len(page.excluded), page.inspectors, sum(stratum.drawn for stratum in page.strata),
        page.count("disclosed"), page.count("withheld"), page.count("void"), page.count("open"), page.overdue, page.missed,
    )  # fmt: skip


def draws(origin: Origin) -> Iterator[Row]:
    """A row a draw."""
    for page in origin.site.draws:
        draw = origin.draw(page.id)
        order, body = origin.view.documents.order(draw.body.order), draw.body
        seats: list[Json] = [list(tags) for tags in page.seats]
        yield (
            page.id, page.title, page.state, order.area, page.area, order.classes,
            quarter_plan_of(origin.view, draw).id, body.plan,
            body.snapshot, page.filter, page.without, page.note or None, seats,
            *_dates(draw), page.cancel_reason or None, *_counts(page), page.seed or None,
            body.order, body.pool, None if draw.draw_body is None else draw.draw_body.tickets,
        )  # fmt: skip


def strata(origin: Origin) -> Iterator[Row]:
    """A row a draw and class."""
    for page in origin.site.draws:
        for position, one in enumerate(page.strata):
            later = len(one.later) if page.drawn is not None else None
            yield page.id, position, one.name, one.size, one.take, one.drawn, later


def sources(origin: Origin) -> Iterator[Row]:
    """A row a draw and beacon round."""
    for page in origin.site.draws:
        for position, one in enumerate(page.sources):
            yield page.id, position, one.beacon, one.chain, one.round, format_time(one.time), one.signature or None


def members(origin: Origin) -> Iterator[Row]:
    """A row a draw and enterprise. Whether it was drawn is told by `appearances` and by nothing else."""
    for page in origin.site.draws:
        pool = origin.view.documents.pool(origin.draw(page.id).body.pool)
        for entity, who in zip(pool.entities, page.members, strict=True):
            seen = origin.appearances[page.id, entity.id]
            rank = seen.row.rank if seen.row is not None else None
            yield page.id, who.code, who.name, True, None, entity.stratum, entity.weight, seen.verdict, rank
        for left_out, (who, _) in zip(pool.excluded, page.excluded, strict=True):
            yield page.id, who.code, who.name, False, left_out.reason, None, None, "excluded", None
