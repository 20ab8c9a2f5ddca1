"""All tables, filled from one site and its verified ledger."""

from collections.abc import Callable, Iterator, Mapping

from generator.model import Site
from generator.opendata import board_tables, draw_tables, fairness_tables, ledger_tables, rank_tables, registry_tables
from generator.opendata.definition import Data, Filled, Head, Row, Table, filled
from generator.opendata.origin import Origin
from ledger.core.errors import MingchouError
from ledger.core.note import parse_checkpoint, parse_note
from ledger.core.verify import Report
from ledger.records.personal import PERSONAL_HINT, personal

_TABLES: tuple[tuple[Table, Callable[[Origin], Iterator[Row]]], ...] = (
    (registry_tables.ENTITIES, registry_tables.entities),
    (registry_tables.INSPECTORS, registry_tables.inspectors),
    (draw_tables.DRAWS, draw_tables.draws),
    (draw_tables.STRATA, draw_tables.strata),
    (draw_tables.SOURCES, draw_tables.sources),
    (draw_tables.MEMBERS, draw_tables.members),
    (rank_tables.RANKS, rank_tables.ranks),
    (rank_tables.RESULTS, rank_tables.results),
    (rank_tables.ADJUSTMENTS, rank_tables.adjustments),
    (ledger_tables.ENTRIES, ledger_tables.entries),
    (ledger_tables.CHECK_TABLE, ledger_tables.checks),
    (ledger_tables.ITEMS, ledger_tables.items),
    (ledger_tables.PLANS, ledger_tables.plans),
    (ledger_tables.CALENDARS, ledger_tables.calendars),
    (board_tables.COVERAGE, board_tables.coverage),
    (board_tables.DUTIES, board_tables.duties),
    (board_tables.LAGS, board_tables.lags),
    (board_tables.OVERDUE, board_tables.overdue),
    (board_tables.OUTCOME_COUNTS, board_tables.outcomes),
    (board_tables.SHARES, board_tables.shares),
    (board_tables.EXEMPT, board_tables.exempt),
    (fairness_tables.COUNTS, fairness_tables.counts),
    (fairness_tables.CHANCES, fairness_tables.chances),
    (fairness_tables.TICKETS, fairness_tables.tickets),
    (fairness_tables.LOADS, fairness_tables.loads),
)
TABLES: tuple[Table, ...] = tuple(table for table, _ in _TABLES)
"""Every table, in the order of the dictionary."""


def head(site: Site, commit: str = "") -> Head:
    """What the data rests on, by the newest checkpoint."""
    checkpoint = parse_checkpoint(parse_note(site.checkpoint.encode())[0])
    agency = site.agency
    return Head(
        agency.name, agency.url, site.as_of.isoformat(), agency.origin, site.genesis,
        checkpoint.size, checkpoint.root.hex(), commit, agency.example,
    )  # fmt: skip


def collect(site: Site, report: Report, areas: Mapping[str, str], commit: str = "") -> Data:
    """Every table. `commit` is that of the records, where there is one. Raises `MingchouError` when a text has an identity
    number, a mobile number or a bank card in it."""
    origin = Origin(site, report, dict(areas))
    data = Data(head(site, commit), {table.name: filled(table, rows(origin)) for table, rows in _TABLES})
    refuse_personal(data)
    return data


def _texts(table: Filled) -> Iterator[tuple[str, list[str]]]:
    """The columns that hold texts of people's own, by name."""
    for place, column in enumerate(table.table.columns):
        if column.kind in ("text", "json"):
            yield column.name, ["" if row[place] is None else str(row[place]) for row in table.rows]


def refuse_personal(data: Data) -> None:
    """Raises `MingchouError` that names every text with personal information in it (the first few), and not the information.
    `mingchou check` refuses such records before they are signed; a ledger that was written otherwise does not reach the site."""
    found = []
    for name, table in data.tables.items():
        if name not in ("entries", "checks"):  # what these say is made by the program, and of values that stand elsewhere
            places = [table.table.position(column) for column in table.table.key]
            for column, texts in _texts(table):
                hits = {text: hit[0] for text in set(texts) if (hit := personal(text)) is not None}
                for row, text in zip(table.rows, texts, strict=True):
                    if text in hits:
                        found.append(f"{name}.{column}（{'/'.join(str(row[place]) for place in places)}）：{hits[text]}")
    if found:
        more = f"等 {len(found)} 处" if len(found) > 5 else ""
        raise MingchouError(f"要公布的文字里有个人信息：{'；'.join(found[:5])}{more}", hint=PERSONAL_HINT)
