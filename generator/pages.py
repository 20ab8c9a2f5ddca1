"""Page data to HTML: fragments for the prose pages, and one content each for the record pages.

Jinja2 escapes everything (autoescape); a template that names a value that does not exist is an error, not an empty place.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator import wording
from generator.board import PERIODS
from generator.charts import Bar, bars
from generator.contact import contacts
from generator.library_pages import library_pages
from generator.model import OUTCOMES, Area, DrawPage, EntityPage, EntryLine, Row, Site
from generator.opendata.definition import KINDS
from generator.opendata.package import LICENCE, LICENCE_ADDRESS, LICENCE_TITLE, Published
from generator.picture import stratum_picture
from generator.production import link
from generator.quarters import by_quarter, quarter_name
from generator.reasons import QUOTAS, percent
from ledger.core.rules.readings import READINGS

CHECK_MARKS = {"pass": "✓", "fail": "✗", "pending": "…", "unproven": "?", "late": "!"}


@dataclass(frozen=True)
class RecordPage:
    """One page to be filled into the shell. `path` is relative to the site's root and ends in a slash."""

    path: str
    title: str
    description: str
    content: str
    head: str = ""
    """What else belongs into the page's head."""


def environment(templates: Path) -> Environment:
    """The templates with their filters and words."""
    found = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., str]] = {
        "day": wording.day,
        "moment": wording.moment,
        "seconds": lambda value: f"{wording.day(value)} {value:%H:%M:%S}",
        "short": wording.short,
        "size": wording.size,
        "quarter_name": quarter_name,
    }
    found.filters |= filters
    found.globals |= {
        "outcomes": OUTCOMES,
        "check_marks": CHECK_MARKS,
        "classes": wording.CLASSES,
        "check_statuses": wording.CHECK_STATUSES,
        "check_names": wording.CHECKS,
        "draw_states": wording.DRAW_STATES,
        "entry_types": wording.ENTRY_TYPES,
        "readings": READINGS,
        "periods": PERIODS,
        "kinds": KINDS,
        "foot_link": link,
        "contacts": contacts,
        "quotas": QUOTAS,
        "percent": percent,
        "licence": {"name": LICENCE, "title": LICENCE_TITLE, "address": LICENCE_ADDRESS},
    }
    return found


class Pages:
    """Writes out one site's pages. `data` is what the page of the open data describes."""

    def __init__(self, site: Site, templates: Path, data: Published | None = None) -> None:
        self.site = site
        self._data = data
        self._quarters = by_quarter(site.newest)
        self._area_of = {entity.code: entity.area for entity in site.entities}
        self._templates = environment(templates)
        self._cache: dict[str, str] = {}

    def fragment(self, name: str, root: str) -> str:
        """What goes to the place `name` of a prose page from which the site's root is at `root`."""
        key = f"{name} {root}"
        if key not in self._cache:
            template = self._templates.get_template(f"{name}.html")
            self._cache[key] = template.render(
                site=self.site,
                root=root,
                quarters=self._quarters,
                newest_entries=self._newest_entries(),
                data=self._data,
                charts=self._charts(),
            )
        return self._cache[key]

    def _charts(self) -> dict[str, Markup]:
        """The charts of the pages of fairness and of the board."""
        return self._fairness_charts() | self._board_charts()

    def _board_charts(self) -> dict[str, Markup]:
        board = self.site.board
        if board is None:
            return {}
        lags = [Bar(name, (count,)) for name, count in board.lags]
        outcomes = [Bar(name, tuple(counts.get(key, 0) for key in OUTCOMES.values())) for name, counts in board.outcomes]
        return {
            "lags": bars("从检查到公示的工作日", ("家次",), lags),
            "outcomes": bars("各季度的检查结果", tuple(OUTCOMES), outcomes, "mc-chart--outcomes"),
        }

    def _fairness_charts(self) -> dict[str, Markup]:
        found = self.site.fairness
        if found is None:
            return {}
        counts = [Bar(f"{row.times} 次", (row.observed, row.expected)) for row in found.counts]
        spread = [Bar(str(n + 1), (count,)) for n, count in enumerate(found.spread.bins)] if found.spread is not None else []
        return {
            "counts": bars("被抽中各次数的企业有多少家，实际与随机应有", ("实际", "随机应有"), counts),
            "spread": bars("签号在各段的个数", ("签号",), spread),
        }

    def _head(self, feed: str = "", *, replay: bool = False) -> str:
        """Links to the record's twin for programs and, where it has one (it is called `feed`), to its feed; and its script."""
        return self._templates.get_template("record_head.html").render(feed=feed, replay=replay)

    def _newest_entries(self) -> list[EntryLine]:
        return list(reversed(self.site.entries))[:500]

    def records(self) -> Iterator[RecordPage]:
        """Every record page: areas, quarters, draws, enterprises."""
        rows_of = self._rows_by_area(self.site.newest)
        for area in self.site.areas:
            yield self._area(area, rows_of.get(area.code, []))
        for id, rows in self._quarters.items():
            yield self._quarter(id, rows)
        for draw in self.site.draws:
            yield self._draw(draw)
        if self.site.library is not None:
            for (path, title, description), content in library_pages(self.site, self.site.library, self._render):
                yield RecordPage(path, title, description, content)
        template = self._templates.get_template("entity.html")
        for entity in self.site.entities:
            content = template.render(site=self.site, root="../../", entity=entity)
            yield RecordPage(f"e/{entity.code}/", entity.name, _entity_description(entity), content, self._head(entity.name))

    def _render(self, name: str, **values: object) -> str:
        return self._templates.get_template(name).render(site=self.site, root="../../", **values)

    def _rows_by_area(self, rows: Sequence[Row]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in rows:
            if row.entity is not None:
                found.setdefault(self._area_of[row.entity.code], []).append(row)
        return found

    def _area(self, area: Area, rows: list[Row]) -> RecordPage:
        content = self._templates.get_template("area.html").render(site=self.site, root="../../", area=area, rows=rows)
        description = f"{area.name}的检查对象名录和已公示的随机抽查结果"
        return RecordPage(f"a/{area.code}/", area.name, description, content, self._head(area.name))

    def _quarter(self, id: str, rows: Sequence[Row]) -> RecordPage:
        rows_of = self._rows_by_area(rows)
        areas = [(area, rows_of[area.code]) for area in self.site.areas if area.code in rows_of]
        tally = Counter(row.result.outcome for row in rows if row.result is not None)
        content = self._templates.get_template("quarter.html").render(root="../../", id=id, rows=rows, areas=areas, tally=tally)
        title = f"{quarter_name(id)}的检查结果"
        return RecordPage(f"q/{id}/", title, f"{title}：随机抽查中已公示的 {len(rows)} 项，按区域列出", content)

    def _draw(self, draw: DrawPage) -> RecordPage:
        pictures = [stratum_picture(stratum) for stratum in draw.strata]
        content = self._templates.get_template("draw.html").render(
            site=self.site, root="../../", draw=draw, pictures=pictures, tallies=_tallies(draw)
        )
        description = f"{draw.title}（{draw.id}）：公告、抽取、签号、结果和揭示的全过程"
        return RecordPage(f"d/{draw.id}/", draw.title, description, content, self._head(replay=bool(draw.rows)))


def _entity_description(entity: EntityPage) -> str:
    return f"{entity.name}（{entity.code}）在{entity.area_name}生态环境随机抽查中的检查结果"


def _tallies(draw: DrawPage) -> dict[str, list[tuple[str, int]]]:
    """How often each reason and each inspector, as the protocol wants adjustments shown."""
    reasons = Counter(f"{change.kind}（{change.reason}）" for change in draw.changes)
    people = Counter(change.inspector.name for change in draw.changes if change.inspector is not None)
    return {"reasons": sorted(reasons.items()), "people": sorted(people.items())}
