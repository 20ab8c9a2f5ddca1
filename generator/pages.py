"""Page data to HTML: fragments for the prose pages, and one content each for the record pages.

MiniJinja reads Jinja2's templates, in half of its time. It escapes everything (it knows them for HTML by their names); a template
that names a value that does not exist is an error, not an empty place.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from markupsafe import Markup
from minijinja import Environment

from generator import wording
from generator.board import PERIODS
from generator.charts import Bar, bars
from generator.clauses import linked
from generator.contact import contacts
from generator.followups import told
from generator.library_pages import library_pages
from generator.lists import DrawLists, Lists, draw_index, draw_lists
from generator.model import OUTCOMES, DrawPage, EntityPage, EntryLine, Site
from generator.opendata.definition import KINDS
from generator.opendata.package import LICENCE, LICENCE_ADDRESS, LICENCE_TITLE, Published
from generator.picture import stratum_picture
from generator.production import link
from generator.quarters import by_quarter, quarter_name
from generator.reasons import QUOTAS, percent
from generator.record_page import RecordPage
from ledger.core.rules.readings import READINGS
from ledger.core.words import CLASSES

NEWEST = 100
"""Entries that the ledger's page lists; all are in its files."""
UP = "../../"
"""How the site's root is reached from a record page."""
PART = 500
"""Enterprises of which the pages are made in one go."""
CHECK_MARKS = {"pass": "✓", "fail": "✗", "pending": "…", "unproven": "?", "late": "!"}


def environment(templates: Path) -> Environment:
    """The templates with their filters and words."""
    filters: dict[str, Callable[..., str]] = {
        "day": wording.day,
        "moment": wording.moment,
        "seconds": lambda value: f"{wording.day(value)} {value:%H:%M:%S}",
        "short": wording.short,
        "size": wording.size,
        "quarter_name": quarter_name,
        "clauses": linked,
    }
    words: dict[str, object] = {
        "outcomes": OUTCOMES,
        "check_marks": CHECK_MARKS,
        "classes": CLASSES,
        "check_statuses": wording.CHECK_STATUSES,
        "check_names": wording.CHECKS,
        "draw_states": wording.DRAW_STATES,
        "entry_types": wording.ENTRY_TYPES,
        "readings": READINGS,
        "periods": PERIODS,
        "kinds": KINDS,
        "foot_link": link,
        "contacts": contacts,
        "told": lambda result, as_of: told(result.more, as_of),
        "draw_index": draw_index,
        "quotas": QUOTAS,
        "percent": percent,
        "licence": {"name": LICENCE, "title": LICENCE_TITLE, "address": LICENCE_ADDRESS},
    }
    return Environment(
        loader=lambda name: (templates / name).read_text(encoding="utf-8"),
        filters=filters,
        globals=words,
        debug=False,
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Pages:
    """Writes out one site's pages. `data` is what the page of the open data describes."""

    def __init__(self, site: Site, templates: Path, data: Published | None = None) -> None:
        self.site = site
        self._data = data
        self._quarters = by_quarter(site.newest)
        self._templates = environment(templates)
        self._cache: dict[str, str] = {}

    def fragment(self, name: str, root: str) -> str:
        """What goes to the place `name` of a prose page from which the site's root is at `root`."""
        key = f"{name} {root}"
        if key not in self._cache:
            self._cache[key] = self._render(
                f"{name}.html",
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
        lags = [Bar(lag.name, (lag.results,)) for lag in board.lags]
        outcomes = [Bar(id, tuple(counts.get(key, 0) for key in OUTCOMES.values())) for id, counts in board.recent]
        shares = [Bar(PERIODS[share.quarter[4:]], (share.withheld, share.exempt)) for share in board.shares]
        return {
            "lags": bars("从检查到公示的工作日", ("家次",), lags),
            "outcomes": bars("各季度的检查结果", tuple(OUTCOMES), outcomes, "mc-chart--outcomes"),
            "shares": bars("各季度不予公开的和不随机的检查", ("依法不予公开", "不随机的检查"), shares),
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
        return self._render("record_head.html", feed=feed, replay=replay)

    def _newest_entries(self) -> list[EntryLine]:
        return list(reversed(self.site.entries))[:NEWEST]

    def records(self) -> Iterator[RecordPage]:
        """Every record page: areas, quarters, draws, documents, enterprises, and the further pages of long lists."""
        for part in self.parts():
            yield from part()

    def parts(self) -> list[Callable[[], Iterator[RecordPage]]]:
        """The same in parts that can be made apart, none of them very long."""
        lists, library = Lists(self.site, self._quarters, self._render), self.site.library
        draws, entities = self.site.draws, self.site.entities
        return [
            lambda: lists.areas(self._head),
            lists.quarters,
            lists.draws,
            *(partial(self._draws, lists, draws[start : start + PART // 50]) for start in range(0, len(draws), PART // 50)),
            *([] if library is None else [lambda: library_pages(self.site, library, self._render)]),
            *(partial(self._entities, entities[start : start + PART]) for start in range(0, len(entities), PART)),
        ]

    def _draws(self, lists: Lists, draws: Sequence[DrawPage]) -> Iterator[RecordPage]:
        for draw in draws:
            own = draw_lists(draw)
            yield self._draw(draw, own)
            yield from lists.draw(draw, own)

    def _entities(self, entities: Sequence[EntityPage]) -> Iterator[RecordPage]:
        for entity in entities:
            content = self._render("entity.html", entity=entity)
            yield RecordPage(f"e/{entity.code}/", entity.name, _entity_description(entity), content, self._head(entity.name))

    def _render(self, name: str, *, root: str = UP, **values: object) -> str:
        # A slash is escaped too, which HTML does not ask for; a written "&#x2f;" comes out as "&amp;#x2f;", which stays.
        return self._templates.render_template(name, site=self.site, root=root, **values).replace("&#x2f;", "/")

    def _draw(self, draw: DrawPage, lists: DrawLists) -> RecordPage:
        pictures = [stratum_picture(stratum) for stratum in draw.strata]
        content = self._render("draw.html", draw=draw, lists=lists, pictures=pictures, tallies=_tallies(draw))
        description = f"{draw.title}（{draw.id}）：公告、抽取、签号、结果和揭示的全过程"
        return RecordPage(f"d/{draw.id}/", draw.title, description, content, self._head(replay=bool(draw.rows)))


def _entity_description(entity: EntityPage) -> str:
    return f"{entity.name}（{entity.code}）在{entity.area_name}生态环境随机抽查中的检查结果"


def _tallies(draw: DrawPage) -> dict[str, list[tuple[str, int]]]:
    """How often each reason and each inspector, as the protocol wants adjustments shown."""
    reasons = Counter(f"{change.kind}（{change.reason}）" for change in draw.changes)
    people = Counter(change.inspector.name for change in draw.changes if change.inspector is not None)
    return {"reasons": sorted(reasons.items()), "people": sorted(people.items())}
