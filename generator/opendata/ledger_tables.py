"""The ledger itself: its entries and the verifier's checks; and the documents it rests on: item lists, plans, calendars."""

from collections.abc import Iterator
from typing import Any

from generator.opendata.definition import Column, Row, Table
from generator.opendata.origin import Origin
from generator.wording import CHECK_STATUSES, CHECKS, ENTRY_TYPES
from ledger.core.bodies import Amend, Publish
from ledger.core.encoding import Json, format_time
from ledger.core.entry import Entry
from ledger.core.rules.item_list import parse_item_list
from ledger.core.rules.plan import YearPlan
from ledger.core.rules.working_days import parse_calendar
from ledger.core.words import CLASSES

ENTRY_OF = Column("entry", "条目", "integer", "公布它的台账条目。", "Entry that published it.", refers="entries.entry")
PUBLISHED = Column("published", "公布日期", "day", "公布的日期。", "Day of publication.")
CURRENT = Column("current", "现行", "boolean", "是不是这个编号的最新一版。", "Whether it is the newest version of this id.")
SHA256 = Column("sha256", "文件", "digest", "公布的文件的 SHA-256。", "SHA-256 of the published file.")
LIST_KINDS = {"own": "本部门", "joint": "联合"}
DAY_KINDS = {"off": "放假", "work": "上班"}

ENTRIES = Table(
    "entries",
    "台账条目",
    "Ledger entries",
    "台账的每一条。原文在 ledger/ledger.jsonl。",
    "Every entry of the ledger. The originals are in ledger/ledger.jsonl.",
    ("entry",),
    (
        Column("entry", "条目", "integer", "条目号，从 0 起。", "Index, from 0."),
        Column("time", "时间", "time", "写入的时间，本单位自己写的。", "When it was written, as the agency says."),
        Column("type", "类型", "words", "条目的类型。", "Type of the entry.", ENTRY_TYPES),
        Column("draw", "批次", "code", "与哪一批有关。", "The draw that it is about.", optional=True, refers="draws.draw"),
        Column("rank", "名次", "integer", "与哪个名次有关。", "The rank that it is about.", optional=True),
        Column("summary", "内容", "text", "一句话的内容。", "What it says, in Chinese."),
        Column("signers", "签名", "list", "签名的钥匙。", "Keys that signed it."),
        Column("leaf", "叶哈希", "digest", "这一行的叶哈希。", "Leaf hash of the line."),
    ),
)
CHECK_TABLE = Table(
    "checks",
    "核验",
    "Checks",
    "生成本站时所做的每一项核验。谁都可以自己再做一遍。",
    "Every check made when this site was built. Anyone can make them again.",
    ("position",),
    (
        Column("position", "次序", "integer", "核验的次序，从 0 起。", "Order of the checks, from 0."),
        Column("check_name", "核验", "words", "核验项目的名称。", "Name of the check.", CHECKS),
        Column("subject", "对象", "code",
               "核验的对象：台账、文件、批次、名次。", "What was checked: ledger, document, draw, rank."),
        Column("draw", "批次", "code",
               "对象是批次或名次的，哪一批。", "The draw, where it is about one.", optional=True, refers="draws.draw"),
        Column("rank", "名次", "integer", "对象是名次的，哪个名次。", "The rank, where it is about one.", optional=True),
        Column("status", "结果", "words", "核验的结果。", "How it came out.", CHECK_STATUSES),
        Column("evidence", "依据", "text", "别人可以重算的依据。", "What others can recheck, in Chinese."),
    ),
)  # fmt: skip
ITEMS = Table(
    "items",
    "抽查事项清单",
    "Item lists",
    "公布过的每一版抽查事项清单的每一项。",
    "Every item of every published version of an item list.",
    ("entry", "item"),
    (
        ENTRY_OF,
        Column("list", "清单", "code", "清单的编号。", "Id of the list."),
        Column("list_name", "清单名称", "text", "清单的名称。", "Name of the list."),
        PUBLISHED,
        CURRENT,
        Column("item", "事项", "code", "事项的编号。", "Id of the item."),
        Column("name", "事项名称", "text", "抽查事项。", "Name of the item."),
        Column("content", "内容", "text", "检查内容。", "What is inspected."),
        Column("basis", "依据", "text", "法律依据。", "Legal basis."),
        SHA256,
        Column("list_kind", "清单类型", "words", "本部门还是联合。", "The bureau's own, or joint.", LIST_KINDS),
        Column("type", "事项类型", "text", "事项类型。", "Type of the item."),
        Column("object", "检查对象", "text", "检查对象范围。", "Who is inspected."),
        Column("methods", "检查方式", "list", "可用的检查方式。", "Modes of inspection allowed."),
        Column("subject", "检查主体", "text", "检查主体。", "Who inspects."),
        Column("share", "抽查比例", "text", "抽查比例。", "Share that is inspected."),
        Column("frequency", "抽查频次", "text", "抽查频次。", "How often."),
        Column("period", "抽查时间", "text", "实施抽查的时间。", "When."),
        Column("staff", "人员要求", "text", "对检查人员的要求。", "What is asked of inspectors."),
        Column("line", "专业", "text", "至少要有一名检查人员具备的专业。", "The line that at least one inspector must have."),
        Column("requirement", "检查要求", "text", "检查要求。", "What is asked of the inspection."),
    ),
)  # fmt: skip
PLANS = Table(
    "plans",
    "抽查计划",
    "Plans",
    "公布过的每一版季度抽查计划，每项安排一行。",
    "Every published version of a quarterly plan, a row for each of its rows.",
    ("entry", "area", "class", "filter", "departments"),
    (
        ENTRY_OF,
        Column("plan", "计划", "code", "计划的编号。", "Id of the plan."),
        Column("name", "计划名称", "text", "计划的名称。", "Name of the plan."),
        PUBLISHED,
        CURRENT,
        Column("starts", "起", "day", "期间的第一天。", "First day of its period."),
        Column("ends", "止", "day", "期间的最后一天。", "Last day of its period."),
        Column("item_list", "事项清单", "code", "所依据的抽查事项清单。", "Id of the item list that it rests on."),
        Column("area", "区域", "code", "区域的代码。", "Code of the area."),
        Column("area_name", "区域名称", "text", "区域的名称。", "Name of the area."),
        Column("class", "监管类别", "words", "监管类别。", "Class.", CLASSES),
        Column("take", "抽取数", "integer", "抽几家。", "How many are drawn.", unit="家"),
        Column("seats", "席位", "json", "每组的席位，各要哪些标签。", "Seats of a team, each with the tags that it asks for."),
        Column("items", "检查事项", "list", "检查事项的编号。", "Ids of the items."),
        SHA256,
        Column("yearly", "年度计划", "code", "所属年度计划的编号。", "Id of the yearly plan."),
        Column("filter", "标签", "list", "定向抽查限定的标签。", "Tags of a directed row."),
        Column("departments", "联合部门", "list", "联合抽查的其他部门。", "Other departments of a joint row."),
        Column("experts", "专家", "list", "要请专家的专业。", "Lines for which an expert comes along."),
        Column("reason", "理由", "text", "少于应抽数的理由。", "Why fewer than the quota."),
    ),
)
CALENDARS = Table(
    "calendars",
    "工作日历",
    "Calendars",
    "公布过的每一版工作日历：放假的日子和调休上班的日子。",
    "Every published version of a calendar: days off, and days made up.",
    ("entry", "day"),
    (
        ENTRY_OF,
        Column("year", "年份", "integer", "哪一年。", "Year."),
        Column("notice", "通知", "text", "所依据的通知。", "The notice that it rests on."),
        PUBLISHED,
        CURRENT,
        Column("day", "日期", "day", "哪一天。", "The day."),
        Column("kind", "安排", "words", "放假还是上班。", "Off or at work.", DAY_KINDS),
        SHA256,
    ),
)


def _about(entry: Entry, entries: list[Entry]) -> tuple[str | None, int | None]:
    """The draw and the rank that an entry is about; an amendment is about what it amends."""
    body: Any = entries[entry.body.entry].body if isinstance(entry.body, Amend) else entry.body
    return getattr(body, "draw", None), getattr(body, "rank", None)


def entries(origin: Origin) -> Iterator[Row]:
    """A row an entry."""
    found = origin.view.entries
    for entry, line in zip(found, origin.site.entries, strict=True):
        yield (
            line.index, format_time(line.time), line.type, *_about(entry, found), line.summary, line.signers, line.leaf,
        )  # fmt: skip


def checks(origin: Origin) -> Iterator[Row]:
    """A row a check."""
    for position, check in enumerate(origin.checks):
        draw, rank = None, None
        if check.name.startswith("draw."):
            draw, _, place = check.subject.partition("/")
            rank = int(place.partition("@")[0]) if place else None
        yield position, check.name, check.subject, draw, rank, check.status, check.evidence


def _published(origin: Origin, kind: str) -> Iterator[tuple[tuple[int, str, bool], Publish]]:
    """Entry, day and currency of every document of a kind, with its body."""
    bodies = [(entry, entry.body) for entry in origin.view.published if isinstance(entry.body, Publish)]
    newest = {body.id: entry.index for entry, body in bodies if body.kind == kind}
    for entry, body in bodies:
        if body.kind == kind:
            yield (entry.index, format_time(entry.time)[:10], newest[body.id] == entry.index), body


def items(origin: Origin) -> Iterator[Row]:
    """A row an item."""
    for (entry, day, current), body in _published(origin, "item-list"):
        found = parse_item_list(origin.view.documents.file(body.sha256))
        for item in found.items:
            yield (
                entry, found.id, found.name, day, current, item.id, item.name, item.content, item.basis, body.sha256,
                found.kind, item.type, item.object, item.methods, item.subject, item.share, item.frequency, item.period,
                item.staff, item.line, item.requirement,
            )  # fmt: skip


def plans(origin: Origin) -> Iterator[Row]:
    """A row a plan, area and class."""
    for (entry, day, current), body in _published(origin, "plan"):
        plan = origin.view.documents.plan(body.sha256)
        if isinstance(plan, YearPlan):
            continue
        for row in plan.rows:
            seats: list[Json] = [sorted(tags) for tags in row.seats]
            yield (
                entry, plan.id, plan.name, day, current, plan.start.isoformat(), plan.end.isoformat(), plan.item_list,
                row.area, origin.area_name(row.area), row.kind, row.take, seats, row.items, body.sha256,
                plan.yearly, tuple(sorted(row.filter)), row.departments, row.experts, row.reason,
            )  # fmt: skip


def calendars(origin: Origin) -> Iterator[Row]:
    """A row a day off or made up."""
    for (entry, day, current), body in _published(origin, "calendar"):
        found = parse_calendar(origin.view.documents.file(body.sha256))
        for kind, days in (("off", found.off), ("work", found.work)):
            for one in days:
                yield entry, found.year, found.notice, day, current, one.isoformat(), kind, body.sha256
