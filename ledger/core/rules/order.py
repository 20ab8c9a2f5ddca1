"""The draw order (一(三), 一(四), 四(一)): what one draw asks of the quarter's plan.

`organiser` is who draws: the area itself (分局), or a superior such as the 支队, which may draw again from what its subordinates
have drawn (四(三)). A filter makes the draw 定向; it is announced, with its reason. `departments` make it 跨部门联合.
"""

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
    organiser: str
    area: str
    classes: tuple[str, ...]
    inspector_areas: tuple[str, ...]
    filter: frozenset[str]
    reason: str
    departments: tuple[str, ...]
    without: tuple[DrawId, ...]
    sources: tuple[AnnouncedSource, ...]
    reveal_by: date
    note: str = ""

    @property
    def regular(self) -> bool:
        """Undirected, own, and by the area itself: what the quotas of 四(二) are about."""
        return not self.filter and not self.departments and not self.superior

    @property
    def superior(self) -> bool:
        """Drawn by a superior of the area."""
        return self.organiser != self.area


def format_order(order: DrawOrder) -> bytes:
    """The published document."""
    return jcs(
        {
            "area": order.area,
            "classes": list(order.classes),
            "departments": list(order.departments),
            "draw": order.draw,
            "filter": sorted(order.filter),
            "inspector_areas": list(order.inspector_areas),
            "note": order.note,
            "organiser": order.organiser,
            "plan": order.plan,
            "reason": order.reason,
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
        "area", "classes", "departments", "draw", "filter", "inspector_areas", "note", "organiser", "plan", "reason",
        "reveal_by", "sources", "without",
    )  # fmt: skip
    f = Fields(parse_jcs(data, "抽取单"), "抽取单", names)
    return DrawOrder(
        draw=f.draw_id("draw"),
        plan=f.record_id("plan"),
        organiser=f.record_id("organiser"),
        area=f.record_id("area"),
        classes=f.get("classes", _classes),
        inspector_areas=f.ascending("inspector_areas", as_record_id),
        filter=frozenset(f.ascending("filter", as_text)),
        reason=f.text("reason"),
        departments=f.ascending("departments", as_text),
        without=f.ascending("without", as_draw_id),
        sources=f.items("sources", _source, 1),
        reveal_by=f.day("reveal_by"),
        note=f.text("note"),
    )
