"""The numbers behind the page of fairness: a table for each chart and each list there, in full."""

from collections.abc import Iterator

from generator.fairness import BINS
from generator.opendata.board_tables import ENTITY, counted
from generator.opendata.definition import Column, Row, Table, decimal
from generator.opendata.draw_tables import ENTITY_NAME
from generator.opendata.origin import Origin

COUNTS = Table(
    "fairness_counts",
    "抽中次数",
    "Times drawn",
    "公平：被抽中 0 次、1 次、2 次……的各有多少家，随机应有多少家。一年之内抽中过的排到最后，这也算了进去。",
    "Fairness: how many entities were drawn so many times, and how many chance predicts; those drawn within a year come "
    "last, which is reckoned with.",
    ("times",),
    (
        counted("times", "抽中次数", "被抽中几次。", "Times drawn.", "次"),
        counted("observed", "实际家数", "实际有多少家。", "How many there are.", "家"),
        Column("expected", "随机应有", "decimal", "随机时平均有多少家。", "How many chance predicts.", unit="家"),
    ),
)
CHANCES = Table(
    "fairness_entities",
    "各家抽中与机会",
    "Entities and chance",
    "公平：已揭示的批次里，每家抽中几次、随机应有几次、至少这么多次的概率。按权数抽的批次不算在内。",
    "Fairness: over the revealed draws, how often each entity was drawn, how often chance predicts, and how likely at least so "
    "many are. Draws with weights are left out.",
    ("entity",),
    (
        ENTITY,
        ENTITY_NAME,
        Column("pools", "批数", "integer", "在几批的池里。", "Pools that it was in.", unit="批"),
        counted("drawn", "抽中", "抽中几次。", "Times drawn.", "次"),
        Column("expected", "随机应有", "decimal", "随机时平均抽中几次。", "How often chance draws it.", unit="次"),
        Column("probability", "随机概率", "decimal", "随机时至少抽中这么多次的概率。", "Probability of at least so many."),
    ),
)
TICKETS = Table(
    "fairness_tickets",
    "签号分布",
    "Spread of tickets",
    f"公平：签号的范围等分成 {BINS} 段，每段有多少个。按权数抽的批次不算在内。",
    f"Fairness: tickets by part of their range, cut into {BINS} equal parts. Draws with weights are left out.",
    ("part",),
    (
        Column("part", "段", "integer", "第几段，从 1 起。", "Which part, from 1."),
        counted("tickets", "签号数", "这一段有多少个签号。", "Tickets in this part.", "个"),
        Column("expected", "随机应有", "decimal", "均匀时平均有多少个。", "How many an even spread has.", unit="个"),
    ),
)
LOADS = Table(
    "fairness_inspectors",
    "检查人员的工作量",
    "Inspectors' load",
    "公平：已开封的名次里，每名检查人员可能抽到、抽到、随机应有多少家次，回避或换下几次。",
    "Fairness: over opened ranks, how many places each inspector could be drawn for, was drawn for, and chance predicts; and "
    "how often they left a seat.",
    ("inspector",),
    (
        Column("inspector", "检查人员", "code", "执法证号。", "Certificate number.", refers="inspectors.inspector"),
        Column("inspector_name", "姓名", "text", "姓名。", "Name."),
        counted("places", "可能抽到", "可能抽到多少家次。", "Places that they could be drawn for."),
        counted("drawn", "抽到", "最初抽到多少家次。", "Places that they were first drawn for."),
        Column("expected", "随机应有", "decimal", "随机应有多少家次。", "How many chance predicts.", unit="家次"),
        counted("left", "回避或换下", "后来回避或换下几次。", "Times they left a seat.", "次"),
    ),
)


def counts(origin: Origin) -> Iterator[Row]:
    """A row a number of times."""
    if origin.site.fairness is not None:
        for row in origin.site.fairness.counts:
            yield row.times, row.observed, decimal(row.expected)


def chances(origin: Origin) -> Iterator[Row]:
    """A row an enterprise."""
    if origin.site.fairness is not None:
        for one in origin.site.fairness.chances:
            yield one.entity.code, one.entity.name, one.pools, one.drawn, decimal(one.expected), decimal(one.at_least)


def tickets(origin: Origin) -> Iterator[Row]:
    """A row a part of the range."""
    if origin.site.fairness is not None and origin.site.fairness.spread is not None:
        spread = origin.site.fairness.spread
        for part, count in enumerate(spread.bins, start=1):
            yield part, count, decimal(spread.tickets / len(spread.bins))


def loads(origin: Origin) -> Iterator[Row]:
    """A row an inspector."""
    if origin.site.fairness is not None:
        for load in origin.site.fairness.loads:
            yield load.person.id, load.person.name, load.places, load.drawn, decimal(load.expected), load.left
