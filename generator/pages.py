"""Page data to HTML: fragments for the prose pages, and one content each for the record pages.

Jinja2 escapes everything (autoescape); a template that names a value that does not exist is an error, not an empty place.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator import wording
from generator.model import OUTCOMES, Area, DrawPage, EntityPage, EntryLine, Row, Site
from generator.picture import stratum_picture
from ledger.core.rules.readings import READINGS

CHECK_MARKS = {"pass": "✓", "fail": "✗", "pending": "…", "unproven": "?", "late": "!"}


@dataclass(frozen=True)
class RecordPage:
    """One page to be filled into the shell. `path` is relative to the site's root and ends in a slash."""

    path: str
    title: str
    description: str
    content: str


def environment(templates: Path) -> Environment:
    """The templates with their filters and words."""
    found = Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.filters |= {
        "day": wording.day,
        "moment": wording.moment,
        "seconds": lambda value: f"{wording.day(value)} {value:%H:%M:%S}",
        "short": wording.short,
    }
    found.globals |= {
        "outcomes": OUTCOMES,
        "check_marks": CHECK_MARKS,
        "check_statuses": wording.CHECK_STATUSES,
        "check_names": wording.CHECKS,
        "draw_states": wording.DRAW_STATES,
        "entry_types": wording.ENTRY_TYPES,
        "readings": READINGS,
    }
    return found


class Pages:
    """Writes out one site's pages."""

    def __init__(self, site: Site, templates: Path) -> None:
        self.site = site
        self._templates = environment(templates)
        self._cache: dict[str, str] = {}

    def fragment(self, name: str, root: str) -> str:
        """What goes to the place `name` of a prose page from which the site's root is at `root`."""
        key = f"{name} {root}"
        if key not in self._cache:
            template = self._templates.get_template(f"{name}.html")
            self._cache[key] = template.render(site=self.site, root=root, newest_entries=self._newest_entries())
        return self._cache[key]

    def _newest_entries(self) -> list[EntryLine]:
        return list(reversed(self.site.entries))[:500]

    def records(self) -> Iterator[RecordPage]:
        """Every record page: areas, draws, enterprises."""
        rows_of = self._rows_by_area()
        for area in self.site.areas:
            yield self._area(area, rows_of.get(area.code, []))
        for draw in self.site.draws:
            yield self._draw(draw)
        template = self._templates.get_template("entity.html")
        for entity in self.site.entities:
            content = template.render(site=self.site, root="../../", entity=entity)
            yield RecordPage(f"e/{entity.code}/", entity.name, _entity_description(entity), content)

    def _rows_by_area(self) -> dict[str, list[Row]]:
        area_of = {entity.code: entity.area for entity in self.site.entities}
        found: dict[str, list[Row]] = {}
        for row in self.site.newest:
            if row.entity is not None:
                found.setdefault(area_of[row.entity.code], []).append(row)
        return found

    def _area(self, area: Area, rows: list[Row]) -> RecordPage:
        content = self._templates.get_template("area.html").render(site=self.site, root="../../", area=area, rows=rows)
        description = f"{area.name}的检查对象名录和已公示的随机抽查结果"
        return RecordPage(f"a/{area.code}/", area.name, description, content)

    def _draw(self, draw: DrawPage) -> RecordPage:
        pictures = [stratum_picture(stratum) for stratum in draw.strata]
        content = self._templates.get_template("draw.html").render(
            site=self.site, root="../../", draw=draw, pictures=pictures, tallies=_tallies(draw)
        )
        description = f"{draw.title}（{draw.id}）：公告、抽取、签号、结果和揭示的全过程"
        return RecordPage(f"d/{draw.id}/", draw.title, description, content)


def _entity_description(entity: EntityPage) -> str:
    return f"{entity.name}（{entity.code}）在{entity.area_name}生态环境随机抽查中的检查结果"


def _tallies(draw: DrawPage) -> dict[str, list[tuple[str, int]]]:
    """How often each reason and each inspector, as the protocol wants adjustments shown."""
    reasons = Counter(f"{change.kind}（{change.reason}）" for change in draw.changes)
    people = Counter(change.inspector.name for change in draw.changes if change.inspector is not None)
    return {"reasons": sorted(reasons.items()), "people": sorted(people.items())}
