"""The flat index behind the enterprise search: name, code, area, number of public results, as plain lists.

The browser folds with NFKC and looks with ``indexOf`` (``site/assets/search.js``): exact for names, parts of names and codes.
"""

import json

from generator.model import EntityPage, Site


def _results(entity: EntityPage) -> int:
    return sum(seen.row is not None and seen.row.result is not None for seen in entity.appearances)


def search_index(site: Site) -> str:
    """The index as JSON: ``areas`` [[code, name]] and ``entities`` [[name, code, index of area, results]], by code."""
    position = {area.code: number for number, area in enumerate(site.areas)}
    entities = [[e.name, e.code, position[e.area], _results(e)] for e in site.entities]
    index = {"areas": [[area.code, area.name] for area in site.areas], "entities": entities}
    return json.dumps(index, ensure_ascii=False, separators=(",", ":"))
