"""The documents and registries that the ledger published, for the pages under 文件: never from the work tree.

Plans and item lists are read as the JSON that they are, field by field, so that every version ever published is shown with
what it has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from generator.board import PERIODS
from generator.registry import Record, Registry, text, texts
from generator.year_rules import YearRule, year_rules
from ledger.core import layout
from ledger.core.bodies import Publish
from ledger.core.encoding import Json, day_of, parse_jcs
from ledger.core.entry import Entry
from ledger.core.errors import FormError
from ledger.core.life import Life
from ledger.core.rules.exempt import guide_year
from ledger.core.rules.settings import parse_settings
from ledger.core.rules.working_days import Calendar, parse_calendar
from ledger.core.words import CLASSES

EXPERT = "专家"
ITEM_WORDS = {
    "type": "事项类型",
    "object": "检查对象范围",
    "content": "检查内容",
    "methods": "检查方式",
    "subject": "检查主体",
    "share": "抽查比例",
    "frequency": "抽查频次",
    "period": "抽查时间",
    "staff": "检查人员要求",
    "requirement": "检查要求",
    "basis": "依据",
}
"""What clause 三(一) asks of an item, in its order; a list shows what it has."""
PLAN_WORDS = {
    "start": "起", "end": "止", "year": "年份", "quarter": "季度", "yearly": "年度计划", "item_list": "事项清单",
    "joint_list": "联合事项清单",
}  # fmt: skip
_NAMED = {"yearly": ("plan", "plan"), "item_list": ("item-list", "items"), "joint_list": ("item-list", "items")}


@dataclass(frozen=True)
class Version:
    """One publication of a document."""

    entry: int
    day: date
    path: str
    """Under ``ledger/``."""


@dataclass(frozen=True)
class Document:
    """A document by its kind and id, the newest version first."""

    kind: str
    id: str
    name: str
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Item:
    """An item with what the list says of it: label and text."""

    id: str
    name: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ItemList(Document):
    """A list of items."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class PlanRow:
    """What a plan asks of one class in one area; `more` are its other conditions, label and text."""

    area: str
    kind: str
    take: int
    seats: tuple[tuple[str, ...], ...]
    items: tuple[tuple[str, str], ...]
    """Name, and the place of the item on its list's page; empty where no list has it."""
    more: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class YearRow:
    """What a year's arithmetic rests on in one area."""

    area: str
    officers: int
    ratio: int
    reason: str


@dataclass(frozen=True)
class Plan(Document):
    """A plan: its facts (label, text, and the path of the document that it names), its rows, and what a year's plan sets."""

    facts: tuple[tuple[str, str, str], ...]
    rows: tuple[PlanRow, ...]
    years: tuple[YearRow, ...]
    rules: tuple[YearRule, ...] = ()


@dataclass(frozen=True)
class WorkCalendar(Document):
    """A year's days off and make-up days."""

    calendar: Calendar


@dataclass(frozen=True)
class Officer:
    """One inspector of the newest snapshot, no more than clause 三(三) makes public."""

    id: str
    name: str
    unit: str
    post: str
    area: str
    active: bool
    tags: tuple[str, ...]

    @property
    def expert(self) -> bool:
        """辅助检查专家."""
        return EXPERT in self.tags


@dataclass(frozen=True)
class Library:
    """All of it, the newest document of each kind first. `officers` by area, in the order of the area table."""

    plans: tuple[Plan, ...]
    item_lists: tuple[ItemList, ...]
    calendars: tuple[WorkCalendar, ...]
    guides: tuple[Document, ...]
    officers: Mapping[str, tuple[Officer, ...]]


def _told(record: Record, key: str) -> str:
    word = _word(record[key])
    return PERIODS.get(f"Q{word}", word) if key == "quarter" else word


def _rules(record: Record) -> tuple[YearRule, ...]:
    """What a year's plan sets; nothing for the plan of a quarter."""
    try:
        return year_rules(parse_settings(record["settings"]), _number(record, "first_quarter"))
    except (KeyError, FormError):
        return ()


def _word(value: Json | None) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def _rows(record: Record, name: str) -> Iterator[Record]:
    value = record.get(name)
    yield from (row for row in (value if isinstance(value, list) else ()) if isinstance(row, dict))


def _number(record: Record, name: str) -> int:
    value = record.get(name)
    return value if isinstance(value, int) else 0


class _Shelf:
    """The published documents of a ledger."""

    def __init__(self, view: Life, areas: Mapping[str, str]) -> None:
        self._view, self._areas = view, areas
        self._found: dict[tuple[str, str], list[Entry]] = {}
        for entry in view.published:
            if isinstance(entry.body, Publish):
                self._found.setdefault((entry.body.kind, entry.body.id), []).insert(0, entry)
        self._names = {(one.id, item.id): item.name for one in self.item_lists() for item in one.items}

    def of(self, kind: str) -> Iterator[tuple[str, tuple[Version, ...], bytes]]:
        """Id, versions and newest bytes of each document of a kind, the one published last first."""
        own = [(id, entries) for (found, id), entries in self._found.items() if found == kind]
        for id, entries in sorted(own, key=lambda one: one[1][0].index, reverse=True):
            digests = [entry.body.sha256 for entry in entries if isinstance(entry.body, Publish)]
            versions = (Version(e.index, day_of(e.time), layout.file(digest)) for e, digest in zip(entries, digests, strict=True))
            yield id, tuple(versions), self._view.documents.file(digests[0])

    def _records(self, kind: str) -> Iterator[tuple[str, tuple[Version, ...], Record]]:
        for id, versions, data in self.of(kind):
            value = parse_jcs(data, kind)
            yield id, versions, value if isinstance(value, dict) else {}

    def item_lists(self) -> Iterator[ItemList]:
        """Every list of items."""
        for id, versions, record in self._records("item-list"):
            items = tuple(
                Item(
                    text(row, "id"), text(row, "name"),
                    tuple((word, _word(row[key])) for key, word in ITEM_WORDS.items() if row.get(key)),
                )
                for row in _rows(record, "items")
            )  # fmt: skip
            yield ItemList("items", id, text(record, "name") or id, versions, items)

    def plans(self) -> Iterator[Plan]:
        """Every plan."""
        for id, versions, record in self._records("plan"):
            told = tuple(
                (word, _told(record, key), self._path(key, record)) for key, word in PLAN_WORDS.items() if record.get(key)
            )
            rows = tuple(self._row(row, record) for row in _rows(record, "rows"))
            years = tuple(
                YearRow(self._area(row), _number(row, "officers"), _number(row, "ratio"), text(row, "reason"))
                for row in _rows(record, "areas")
            )
            yield Plan("plan", id, text(record, "name") or id, versions, told, rows, years, _rules(record))

    def _path(self, key: str, record: Record) -> str:
        """The page of a document that a plan names, where it was published."""
        kind, folder = _NAMED.get(key, ("", ""))
        id = _word(record[key])
        return f"docs/{folder}-{id}/" if (kind, id) in self._found else ""

    def _area(self, row: Record) -> str:
        return self._areas.get(text(row, "area"), text(row, "area"))

    def _row(self, row: Record, plan: Record) -> PlanRow:
        lists = (text(plan, "item_list"), text(plan, "joint_list"))
        items = (
            next(((self._names[one, id], f"docs/items-{one}/#item-{id}") for one in lists if (one, id) in self._names), (id, ""))
            for id in texts(row, "items")
        )
        words = {"filter": "限定标签", "departments": "联合部门", "experts": "专家", "reason": "说明"}
        return PlanRow(
            self._area(row), CLASSES.get(text(row, "class"), text(row, "class")), _number(row, "take"),
            tuple(texts(seat, "tags") for seat in _rows(row, "seats")), tuple(items),
            tuple((word, _word(row[key])) for key, word in words.items() if row.get(key)),
        )  # fmt: skip

    def calendars(self) -> Iterator[WorkCalendar]:
        """Every calendar."""
        for id, versions, data in self.of("calendar"):
            found = parse_calendar(data)
            yield WorkCalendar("calendar", id, f"{found.year}年工作日历", versions, found)

    def guides(self) -> Iterator[Document]:
        """What else was published: its name is its id."""
        for id, versions, _ in self.of("guide"):
            year = guide_year(id)
            yield Document("guide" if year is None else "exempt", id, id if year is None else f"{year}年不随机的检查", versions)


def _officers(registry: Registry, areas: Mapping[str, str]) -> dict[str, tuple[Officer, ...]]:
    found: dict[str, list[Officer]] = {}
    for id, record in sorted(registry.inspectors.items()):
        if id in registry.listed_inspectors:
            area, active = text(record, "area"), text(record, "status") == "active"
            name, unit, post, tags = text(record, "name"), text(record, "unit"), text(record, "post"), texts(record, "tags")
            found.setdefault(area, []).append(Officer(id, name, unit, post, areas.get(area, area), active, tags))
    return {area: tuple(found[area]) for area in [*areas, *sorted(found.keys() - areas.keys())] if area in found}


def library(view: Life, registry: Registry, areas: Mapping[str, str]) -> Library:
    """What the pages under 文件 say. `areas` are names by code, in order."""
    shelf = _Shelf(view, areas)
    return Library(
        tuple(shelf.plans()),
        tuple(shelf.item_lists()),
        tuple(shelf.calendars()),
        tuple(shelf.guides()),
        _officers(registry, areas),
    )
