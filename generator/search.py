"""The flat indexes behind the search and the filters, as plain lists of texts and numbers.

The browser folds with NFKC and looks with ``indexOf`` (``site/assets/find.js``): exact for names, parts of names and codes, and
for pinyin initials (`generator.initials`).
"""

import json

from generator.initials import initials
from generator.model import OUTCOMES, EntityPage, Row, Site
from generator.quarters import quarter
from ledger.core.words import CLASSES

LATE, CORRECTED, FOLLOWED = 1, 2, 4
"""Marks of a result, added up: published late, corrected, or with a later word on what came of it."""


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _results(entity: EntityPage) -> int:
    """Results that its page tells, those of checks outside the random selection among them."""
    return sum(seen.row is not None and seen.row.result is not None for seen in entity.appearances) + len(entity.exempt)


def search_index(site: Site) -> str:
    """The index as JSON: ``areas`` [[code, name]] and ``entities`` [[name, code, index of area, results, initials]], by code."""
    position = {area.code: number for number, area in enumerate(site.areas)}
    entities = [[e.name, e.code, position[e.area], _results(e), initials(e.name)] for e in site.entities]
    return _compact({"areas": [[area.code, area.name] for area in site.areas], "entities": entities})


def _marks(row: Row) -> int:
    later = CORRECTED if row.corrected else FOLLOWED if row.amended else 0
    return (LATE if row.overdue else 0) + later


def results_index(site: Site) -> str:
    """Every public result as JSON, the newest first: ``draws``, ``outcomes`` and ``results`` [[index in the search's entities,
    index of draw, rank, class, index of outcome, day of inspection, day of disclosure, quarter, marks]].
    """
    position = {entity.code: number for number, entity in enumerate(site.entities)}
    draws = {id: number for number, id in enumerate(dict.fromkeys(row.draw for row in site.newest))}
    classes = {name: key for key, name in CLASSES.items()}
    outcomes = {phrase: number for number, phrase in enumerate(OUTCOMES)}
    results = [
        [
            position[row.entity.code], draws[row.draw], row.rank, classes.get(row.stratum, row.stratum),
            outcomes[row.result.outcome], str(row.result.inspected), str(row.disclosed or ""),
            quarter(row.result.inspected), _marks(row),
        ]
        for row in site.newest if row.entity is not None and row.result is not None
    ]  # fmt: skip
    return _compact({"draws": list(draws), "outcomes": list(OUTCOMES.values()), "results": results})
