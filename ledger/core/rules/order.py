"""The draw order (clauses 一(三), 四(一)): what one draw asks of the plan, by area and class, undirected or within tags."""

from dataclasses import dataclass
from datetime import date

from ledger.core.bodies import AnnouncedSource
from ledger.core.encoding import DrawId, Json, jcs, parse_jcs
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_draw_id, as_list, as_record_id, as_text, as_word
from ledger.core.rules.plan import CLASSES


@dataclass(frozen=True)
class DrawOrder:
    """`filter` holds the tags that every entity must have (empty: undirected); `note` is for the reader."""

    draw: DrawId
    plan: str
    area: str
    classes: tuple[str, ...]
    inspector_areas: tuple[str, ...]
    filter: frozenset[str]
    without: tuple[DrawId, ...]
    sources: tuple[AnnouncedSource, ...]
    reveal_by: date
    note: str = ""


def format_order(order: DrawOrder) -> bytes:
    """The published document."""
    return jcs(
        {
            "area": order.area,
            "classes": list(order.classes),
            "draw": order.draw,
            "filter": sorted(order.filter),
            "inspector_areas": list(order.inspector_areas),
            "note": order.note,
            "plan": order.plan,
            "reveal_by": order.reveal_by.isoformat(),
            "sources": [source.json() for source in order.sources],
            "without": list(order.without),
        }
    )


def _source(value: Json) -> AnnouncedSource:
    f = Fields(value, "抽取单.sources", ("chain", "kind", "round"))
    f.word("kind", ("drand",))
    return AnnouncedSource(f.digest("chain"), f.integer("round", 1))


def _classes(value: Json) -> tuple[str, ...]:
    found = as_list(value, lambda v: as_word(v, CLASSES), 1)
    if len(set(found)) != len(found):
        raise FormError("类别有重复")
    return found


def parse_order(data: bytes) -> DrawOrder:
    """A published draw order."""
    names = (
        "area", "classes", "draw", "filter", "inspector_areas", "note", "plan", "reveal_by", "sources", "without",
    )  # fmt: skip
    f = Fields(parse_jcs(data, "抽取单"), "抽取单", names)
    return DrawOrder(
        draw=f.draw_id("draw"),
        plan=f.record_id("plan"),
        area=f.record_id("area"),
        classes=f.get("classes", _classes),
        inspector_areas=f.ascending("inspector_areas", as_record_id),
        filter=frozenset(f.ascending("filter", as_text)),
        without=f.ascending("without", as_draw_id),
        sources=f.items("sources", _source, 1),
        reveal_by=f.day("reveal_by"),
        note=f.text("note"),
    )
