"""The small ledger of `tests.support.ledgers` with names and findings that try to break out of every format."""

from dataclasses import replace
from functools import cache

from generator.exempt import Exempt
from generator.model import EntityRef, Site
from generator.opendata.collect import collect
from generator.opendata.definition import Data, Filled
from ledger.core.encoding import Json
from ledger.core.rules.exempt import EXEMPTIONS
from ledger.core.verify import Report
from tests.support.bureau import Bureau
from tests.support.ledgers import AREAS, Ledger, build_ledger
from tests.unit.generator.places import gathered, report

TEXTS = (
    "<script>alert(1)</script>示例",
    '=HYPERLINK("http://x.example","示例")',
    "+1示例",
    "-1示例",
    "@SUM(A1)示例",
    "  =1+1示例",
    "＝1+1示例",
    "\"示例\",'引号'，;分号\\反斜线",
    "'示例撇号",
    "示例🏭👨‍👩‍👧表情".replace("\u200d", ""),
    "示例𠮷野家",
    "<r>示例</r>",
    "示例_x0041_厂",
    "]]>示例&amp;&lt;",
    "示例\u2028分行\u2029符",
    "null",
    "{{ 示例 }}{% 示例 %}",
)
"""Texts that the protocol allows (NFC, no invisible controls)."""


class HostileBureau(Bureau):
    """Gives enterprises, inspectors and findings these texts, in turn."""

    def snapshot(self, time: str, period: str) -> int:
        """Name everyone before the registry is put on record."""
        for number, record in enumerate(self.entities.values()):
            record["name"] = TEXTS[number % len(TEXTS)]
            record["address"] = TEXTS[(number + 1) % len(TEXTS)]
        for number, record in enumerate(self.inspectors.values()):
            record["name"] = TEXTS[number % len(TEXTS)]
        return super().snapshot(time, period)

    def record(self, draw: str, rank: int, **fields: Json) -> dict[str, Json]:
        """What was found, in the same words."""
        more: Json = {text: text for text in TEXTS[rank : rank + 2]}
        return super().record(draw, rank, **{"content": TEXTS[(rank + 3) % len(TEXTS)], "more": more} | fields)


@cache
def hostile() -> tuple[Ledger, Report, Site, Data]:
    """The ledger, verified, gathered, collected."""
    ledger = build_ledger(bureau=HostileBureau())
    return _collected(ledger)


@cache
def plain() -> tuple[Ledger, Report, Site, Data]:
    """The ledger as it is."""
    return _collected(build_ledger())


def _collected(ledger: Ledger) -> tuple[Ledger, Report, Site, Data]:
    verified = report(ledger)
    site = _with_exempt(gathered(ledger))
    return ledger, verified, site, collect(site, verified, AREAS)


def _with_exempt(site: Site) -> Site:
    """With a check outside the draws, of which the small ledger has none."""
    one, board = site.entities[0], site.board
    assert board is not None
    ref = EntityRef(one.code, one.name)
    check = Exempt("X-1", ref, site.as_of, 3, EXEMPTIONS[3], TEXTS[1], TEXTS[2], "现场", TEXTS[3], "未发现问题")
    entities = (replace(one, exempt=(check,)), *site.entities[1:])
    return replace(site, entities=entities, exempt=(check,), board=replace(board, exempt=(check,)))


def column(table: Filled, name: str) -> list[object]:
    """One column."""
    place = table.table.position(name)
    return [row[place] for row in table.rows]


def objects(table: Filled) -> list[dict[str, object]]:
    """Rows by name."""
    return [dict(zip(table.table.names, row, strict=True)) for row in table.rows]
