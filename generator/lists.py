"""The pages of long lists: areas, quarters, draws and what belongs to a draw. Plain lists, for readers without JavaScript too.

A page stays under 100 KB whatever the number of enterprises, because the lines on it are counted (`generator.paging`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from generator.model import Area, Change, DrawPage, EntityPage, EntityRef, Row, Site
from generator.paging import Group, Leaf, groups, leaves, starts
from generator.quarters import quarter_name
from generator.record_page import RecordPage, Render
from ledger.core.checks.report import Check

T = TypeVar("T")
RESULTS, ENTITIES, DRAWS, RANKS, CHECKS, NAMES = 50, 40, 40, 40, 150, 400
"""Lines a page, each by how much one of its lines weighs."""
SHORT = 40
"""So many names, checks or changes stand on the draw's own page; a longer list of names or checks is all on pages of its own."""


@dataclass(frozen=True)
class Beside(Generic[T]):
    """A list that stands on a draw's page while it is short, and else on pages of its own."""

    here: Sequence[T]
    pages: tuple[Leaf[T], ...]

    @property
    def total(self) -> int:
        """How many lines it has."""
        return len(self.here) + sum(len(leaf.items) for leaf in self.pages)


def _beside(first: str, items: Sequence[T], size: int) -> Beside[T]:
    return Beside(items, ()) if len(items) <= SHORT else Beside((), leaves(first, items, size))


@dataclass(frozen=True)
class DrawLists:
    """The long lists of one draw."""

    ranks: tuple[Leaf[Row], ...]
    pool: Beside[EntityRef]
    excluded: Beside[tuple[EntityRef, str]]
    checks: Beside[Check]
    """Those on single ranks."""
    whole: tuple[Check, ...]
    """Those on the draw."""
    statuses: Mapping[str, int]
    """How many of `checks` have each status."""
    changes: tuple[Change, ...]
    """The first of them; all are in the page's JSON."""


def draw_lists(draw: DrawPage) -> DrawLists:
    """The lists of a draw, cut into pages."""
    own = f"d/{draw.id}"
    each = [check for check in draw.checks if check.subject != draw.id]
    return DrawLists(
        leaves(f"{own}/#results", draw.rows, RANKS, f"{own}_ranks"),
        _beside(f"{own}_pool/", draw.members, NAMES),
        _beside(f"{own}_excluded/", draw.excluded, NAMES),
        _beside(f"{own}_checks/", each, CHECKS),
        tuple(check for check in draw.checks if check.subject == draw.id),
        Counter(check.status for check in each),
        draw.changes[:SHORT],
    )


def draw_index(site: Site) -> tuple[Leaf[DrawPage], ...]:
    """The pages of all draws, the newest first; the first is MkDocs' own page."""
    return leaves("d/", site.draws, DRAWS, "d/page")


def near(leaf: Leaf[T]) -> str:
    """What the head says of the pages before and after."""
    places = (("prev", leaf.number - 1), ("next", leaf.number + 1))
    found = [(rel, leaf.address(number)) for rel, number in places if 1 <= number <= leaf.count]
    return "".join(f'<link rel="{rel}" href="../../{address.partition("#")[0]}">\n' for rel, address in found)


class Lists:
    """The list pages of one site."""

    def __init__(self, site: Site, quarters: dict[str, list[Row]], render: Render) -> None:
        self._site, self._quarters, self._render = site, quarters, render
        self._area_of = {entity.code: entity.area for entity in site.entities}

    def _page(self, template: str, leaf: Leaf[T], title: str, description: str, **values: object) -> RecordPage:
        content = self._render(template, leaf=leaf, title=title, **values)
        return RecordPage(leaf.path, f"{title}{leaf.suffix}", f"{description}{leaf.suffix}", content, near(leaf))

    def areas(self, head: Render) -> Iterator[RecordPage]:
        """Each area's results and enterprises. `head` gives the first page's own links, from the name of its feed."""
        rows_of: dict[str, list[Row]] = {}
        for row in self._site.newest:
            if row.entity is not None:
                rows_of.setdefault(self._area_of[row.entity.code], []).append(row)
        for area in self._site.areas:
            yield from self._area(area, rows_of.get(area.code, []), head)

    def _area(self, area: Area, rows: Sequence[Row], head: Render) -> Iterator[RecordPage]:
        own = f"a/{area.code}"
        results = leaves(f"{own}/#results", rows, RESULTS, f"{own}_results")
        entities: tuple[Leaf[EntityPage], ...] = leaves(f"{own}/#entities", area.entities, ENTITIES, f"{own}_entities")
        content = self._render("area.html", area=area, results=results[0], entities=entities[0])
        description = f"{area.name}的检查对象名录和已公示的随机抽查结果"
        yield RecordPage(f"{own}/", area.name, description, content, head(area.name))
        title = f"{area.name}：已公示的结果"
        for leaf in results[1:]:
            yield self._page("area_results.html", leaf, title, f"{title}，共 {leaf.total} 项", area=area)
        title = f"{area.name}：检查对象名录"
        for members in entities[1:]:
            yield self._page("area_entities.html", members, title, f"{title}，共 {members.total} 家", area=area)

    def quarters(self) -> Iterator[RecordPage]:
        """Each quarter's results, area by area."""
        order = {area.code: place for place, area in enumerate(self._site.areas)}
        names = {area.code: area.name for area in self._site.areas}
        for id, rows in self._quarters.items():
            lines = [(self._area_of[row.entity.code], row) for row in rows if row.entity is not None]
            lines.sort(key=lambda line: order[line[0]])
            tally = Counter(row.result.outcome for row in rows if row.result is not None)
            totals: dict[str, int] = Counter(area for area, _ in lines)
            pages, title = leaves(f"q/{id}/", lines, RESULTS), f"{quarter_name(id)}的检查结果"
            begins, description = starts(pages), f"{title}：随机抽查中已公示的 {len(rows)} 项，按区域列出"
            for before, leaf in zip((None, *pages[:-1]), pages, strict=True):
                own: list[Group[Row]] = groups(leaf, totals, before)
                values = {"id": id, "groups": own, "totals": totals, "starts": begins, "tally": tally, "names": names}
                yield self._page("quarter.html", leaf, title, description, **values)

    def draws(self) -> Iterator[RecordPage]:
        """The older draws; the newest are on MkDocs' own page."""
        for leaf in draw_index(self._site)[1:]:
            yield self._page("draws_older.html", leaf, "抽取批次", "每一批抽取：什么时候公告、抽了多少家")

    def draw(self, draw: DrawPage, lists: DrawLists) -> Iterator[RecordPage]:
        """What of a draw's lists is not on its own page."""
        for ranks in lists.ranks[1:]:
            yield self._page("draw_ranks.html", ranks, f"{draw.title}：抽中的名次与结果", f"批次 {draw.id}", draw=draw)
        for members in lists.pool.pages:
            yield self._page("draw_pool.html", members, f"{draw.title}：抽取池名单", f"批次 {draw.id}", draw=draw)
        for excluded in lists.excluded.pages:
            yield self._page("draw_excluded.html", excluded, f"{draw.title}：未列入抽取池的企业", f"批次 {draw.id}", draw=draw)
        for checks in lists.checks.pages:
            yield self._page("draw_checks.html", checks, f"{draw.title}：各名次的核验", f"批次 {draw.id}", draw=draw)
