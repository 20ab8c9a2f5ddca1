"""From a verified ledger to everything that the pages say (`generator.model`)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from generator.appearances import appearances
from generator.board import board
from generator.draws import draw_page
from generator.entries import entry_lines
from generator.exempt import Exempt, exempt
from generator.fairness import Fairness, Load, fairness, loads, with_changes
from generator.library import library
from generator.model import Agency, Appearance, Area, DrawPage, EntityPage, Figures, Row, Site
from generator.publish import kept_checkpoints
from generator.reasons import facts, why
from generator.registry import Registry, text, texts
from generator.wording import CHECK_STATUSES, STATUSES
from ledger.core import layout
from ledger.core.checks.report import Check
from ledger.core.duties import Standing, standing
from ledger.core.published import calendars
from ledger.core.verify import Report, Spread, in_turn
from ledger.core.words import CLASSES


def _checks_by_draw(checks: Iterable[Check]) -> dict[str, tuple[Check, ...]]:
    """Those on draws and their ranks: the subject is a draw's id, alone or followed by a rank."""
    found: dict[str, list[Check]] = {}
    for check in checks:
        if check.name.startswith("draw."):
            found.setdefault(check.subject.split("/")[0], []).append(check)
    return {draw: tuple(own) for draw, own in found.items()}


def _by_entity(checks: Iterable[Exempt]) -> dict[str, list[Exempt]]:
    found: dict[str, list[Exempt]] = {}
    for check in checks:
        found.setdefault(check.entity.code, []).append(check)
    return found


def _entities(
    registry: Registry, areas: Mapping[str, str], seen: Mapping[str, list[Appearance]], checks: Iterable[Exempt]
) -> tuple[EntityPage, ...]:
    found, apart = [], _by_entity(checks)
    for code, record in sorted(registry.entities.items()):
        area = text(record, "area")
        found.append(
            EntityPage(
                code=code,
                name=text(record, "name") or code,
                area=area,
                area_name=areas.get(area, area),
                kind=CLASSES.get(text(record, "class"), text(record, "class")),
                industry=text(record, "industry"),
                permit=text(record, "permit"),
                status=STATUSES.get(text(record, "status"), text(record, "status")),
                tags=texts(record, "tags"),
                listed=code in registry.listed,
                appearances=tuple(seen.get(code, ())),
                why=why(record),
                facts=tuple(facts(record)),
                exempt=tuple(apart.get(code, ())),
            )
        )
    return tuple(found)


def _areas(entities: Iterable[EntityPage], names: Mapping[str, str], newest: Iterable[Row]) -> tuple[Area, ...]:
    """Every area that has an enterprise, in the order of the area table; areas that it does not name come last."""
    members: dict[str, list[EntityPage]] = {}
    for entity in entities:
        members.setdefault(entity.area, []).append(entity)
    area_of = {entity.code: entity.area for found in members.values() for entity in found}
    results = Counter(area_of[row.entity.code] for row in newest if row.entity is not None)
    order = [code for code in names if code in members] + sorted(members.keys() - names.keys())
    return tuple(
        Area(code, names.get(code, code), tuple(sorted(members[code], key=lambda e: (e.name, e.code))), results[code])
        for code in order
    )


def _newest(draws: Iterable[DrawPage]) -> tuple[Row, ...]:
    """Every public result, the last one published first."""
    rows = [row for draw in draws for row in draw.rows if row.result is not None]
    return tuple(sorted(rows, key=lambda row: (row.disclosed or date.min, row.draw, row.rank), reverse=True))


def _figures(registry: Registry, draws: tuple[DrawPage, ...]) -> Figures:
    rows = [row for draw in draws for row in draw.rows]
    states = Counter(row.state for row in rows)
    return Figures(
        entities=len(registry.listed),
        inspectors=registry.active_inspectors,
        draws=len(draws),
        drawn=len(rows),
        disclosed=states["disclosed"],
        withheld=states["withheld"],
        void=states["void"],
        open=states["open"],
        overdue=sum(row.overdue for row in rows),
        outcomes=Counter(row.result.outcome_key for row in rows if row.result is not None),
    )


@dataclass(frozen=True)
class _Part:
    """What one job of `gather` makes."""

    draws: tuple[DrawPage, ...] = ()
    standing: Standing | None = None
    fairness: Fairness | None = None
    loads: tuple[Load, ...] = ()


def _draws(report: Report, registry: Registry, areas: Mapping[str, str], as_of: date) -> tuple[DrawPage, ...]:
    view, checks, days = report.view, _checks_by_draw(report.checks), calendars(report.view)
    newest_first = sorted(view.draws.values(), key=lambda draw: draw.announced.index, reverse=True)
    return tuple(draw_page(view, draw, registry, areas, checks.get(draw.id, ()), days, as_of) for draw in newest_first)


def gather(report: Report, agency: Agency, areas: Mapping[str, str], as_of: date, spread: Spread = in_turn) -> Site:
    """Everything the pages are written from. `report` must hold no failure; `areas` are names by code, in order."""
    view = report.view
    registry = Registry(view)
    # The draws come last, which `generator.cores` does in this process: it would take long to bring them here.
    now, chances, teams, pages = spread(
        [
            lambda: _Part(standing=standing(view, as_of)),
            lambda: _Part(fairness=fairness(view, registry)),
            lambda: _Part(loads=loads(view, registry)),
            lambda: _Part(draws=_draws(report, registry, areas, as_of)),
        ]
    )
    draws = pages.draws
    changes = (change for draw in draws for change in draw.changes)
    newest = _newest(draws)
    apart = exempt(view, registry, as_of)
    entities = _entities(registry, areas, appearances(draws), apart)
    statuses = Counter(check.status for check in report.checks)
    return Site(
        agency=agency,
        as_of=as_of,
        genesis=view.entries[0].leaf.hex(),
        entries=entry_lines(view),
        checkpoint=view.documents.bytes_at(layout.CHECKPOINT).decode(),
        kept=kept_checkpoints(view),
        checks={status: statuses[status] for status in CHECK_STATUSES if statuses[status]},  # type: ignore[index]
        areas=_areas(entities, areas, newest),
        entities=entities,
        draws=draws,
        newest=newest,
        figures=_figures(registry, draws),
        exempt=apart,
        board=None if now.standing is None else board(areas, draws, calendars(view), now.standing, apart),
        library=library(view, registry, areas),
        fairness=chances.fairness and replace(chances.fairness, loads=with_changes(teams.loads, changes)),
    )
