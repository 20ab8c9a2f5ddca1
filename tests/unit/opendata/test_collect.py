"""What the tables say, held against the ledger that they come from: all that is public, and nothing that is not."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from generator.build import verified
from generator.gather import gather
from generator.opendata.collect import collect
from generator.opendata.csv_file import csv_bytes
from generator.opendata.feeds import Feeds
from generator.opendata.json_file import array, encoded
from generator.opendata.rank_tables import RESULTS
from ledger.core import layout
from ledger.core.errors import MingchouError
from ledger.core.note import parse_checkpoint, parse_note
from ledger.core.result import format_result
from tests.support.bureau import Bureau
from tests.support.ledgers import AREAS, AS_OF, Ledger, Options, build_ledger
from tests.unit.generator.places import AGENCY, gathered, report
from tests.unit.opendata.hostile import objects, plain


def everything(ledger: Ledger, as_of: date = AS_OF) -> str:
    """All of the open data and all feeds, as one text."""
    verified_ = report(ledger, as_of)
    site = gathered(ledger, as_of)
    data = collect(site, verified_, AREAS)
    texts = [array(encoded(table)).decode() for table in data.tables.values()]
    texts += [csv_bytes(table).decode() for table in data.tables.values()]
    return "\n".join([*texts, *(data.decode() for _, data in Feeds(site, verified_.view).all())])


def test_head_is_that_of_the_newest_checkpoint() -> None:
    """ "As-of commit": the ledger's size and root, its genesis, the day."""
    ledger, found, _, data = plain()
    checkpoint = parse_checkpoint(parse_note(ledger.files[layout.CHECKPOINT])[0])
    head = data.head
    assert (head.size, head.root, head.as_of) == (len(found.view.entries), checkpoint.root.hex(), "2024-12-10")
    assert (head.origin, head.genesis) == ("test.example/ledger", str(ledger.bureau.policy().genesis))
    assert "commit" not in head.json()
    assert replace(head, commit="a" * 40).json()["commit"] == "a" * 40


def test_row_counts_are_those_of_the_ledger() -> None:
    """Every enterprise ever listed, every draw, every member and everyone left out, every rank, entry and check."""
    ledger, found, site, data = plain()
    counts = {name: len(filled.rows) for name, filled in data.tables.items()}
    assert counts["entities"] == 43 and counts["inspectors"] == 14
    assert counts["draws"] == len(ledger.bureau.batches) == 6
    assert counts["members"] == sum(len(page.members) + len(page.excluded) for page in site.draws)
    assert counts["ranks"] == site.figures.drawn and counts["results"] == len(site.newest)
    assert counts["entries"] == len(ledger.bureau.lines) and counts["checks"] == len(found.checks)
    assert counts["adjustments"] == sum(len(page.changes) for page in site.draws) > 0
    # Two quarterly plans, each with a regular and a directed row for three classes in two areas.
    assert (counts["items"], counts["plans"]) == (2, 24)


def test_results_say_what_their_pages_say() -> None:
    """Phrase, days, team and items of a result, and its correction."""
    _, _, site, data = plain()
    rows = {(row["draw"], row["rank"]): row for row in objects(data.tables["results"])}
    for shown in site.newest:
        row, result = rows[shown.draw, shown.rank], shown.result
        assert (row["outcome_text"], row["outcome"]) == (result.outcome, result.outcome_key)
        assert (row["entity"], row["inspected"], row["due"]) == (
            shown.entity.code,
            result.inspected.isoformat(),
            shown.due.isoformat(),
        )
        assert row["inspectors"] == tuple(person.id for person in result.inspectors)
        assert row["record"] == f"ledger/{shown.record_path}"
    assert rows["A-general", 1]["amended"] == "2023-10-10" and rows["A-general", 0]["amended"] is None
    assert rows["A-general", 0]["more"] == {"示例补充": "另附照片"}
    assert rows["B-key", 0]["overdue"] is True


def test_draws_and_strata_count_alike() -> None:
    """ "How many of how many"."""
    data = plain()[3]
    strata = objects(data.tables["strata"])
    for draw in objects(data.tables["draws"]):
        mine = [one for one in strata if one["draw"] == draw["draw"]]
        assert sum(one["size"] for one in mine) == draw["pool"] and sum(one["drawn"] for one in mine) == draw["take"]
        if draw["drawn"] is not None:
            assert draw["disclosed"] + draw["withheld"] + draw["void"] + draw["open"] == draw["take"]
    states = Counter(draw["state"] for draw in objects(data.tables["draws"]))
    assert states == {"revealed": 2, "cancelled": 2, "drawn": 1, "announced": 1}


def test_an_open_rank_is_a_ticket_and_nothing_else() -> None:
    """ "Nothing sealed": whoever was drawn and not opened is not to be told from the others in any table."""
    ledger, _, _, data = plain()
    rows = ledger.bureau.batches["C-key"].rows
    drawn = {rows.row(rank).entity for rank in (1, 3, 5)}
    for row in objects(data.tables["ranks"]):
        if row["draw"] == "C-key" and row["rank"] in (1, 3, 5):
            told = {name for name, value in row.items() if value not in (None, (), False, 0)} - {"rank"}
            assert told == {"draw", "stratum", "state", "ticket"}
    members = [row for row in objects(data.tables["members"]) if row["draw"] == "C-key" and row["verdict"] == "sealed"]
    assert drawn < {row["entity"] for row in members}
    assert len({repr({**row, "entity": "", "entity_name": ""}) for row in members}) == 1
    for table in ("ranks", "results", "adjustments"):
        assert not [row for row in objects(data.tables[table]) if row["draw"] == "C-key" and row.get("entity") in drawn]


def test_no_secret_is_anywhere() -> None:
    """Neither the master of a sealed draw nor a nonce of whoever was not opened, nor what is withheld."""
    ledger = plain()[0]
    text = everything(ledger)
    for id in ("C-key", "F-special"):
        batch = ledger.bureau.batches[id]
        assert batch.master.hex() not in text
    batch = ledger.bureau.batches["C-key"]
    for rank in (1, 3, 5):
        assert batch.row(rank).nonce.hex() not in text
    withheld = ledger.bureau.batches["B-key"].records[4]
    assert withheld and not [salt for _, _, salt in withheld if salt.hex() in text]
    assert "示例：不公开的更正" not in text


class Expiring(Bureau):
    """Its third result has words that no other has."""

    def record(self, draw: str, rank: int, **fields: object) -> dict[str, object]:
        """The record, told apart."""
        own = {"content": "示例：期满之后不该再见到的内容"} if (draw, rank) == ("A-general", 2) else {}
        return super().record(draw, rank, **own | fields)  # type: ignore[arg-type]


def test_nothing_past_its_term_even_where_its_file_stayed() -> None:
    """The file was forgotten in the repository: no table, no feed, no check's evidence tells what it says; and the operator hears
    of it."""
    ledger = build_ledger(bureau=Expiring())
    path = layout.result("A-general", 2)
    record = ledger.bureau.batches["A-general"].records[2][0][1:]
    left = Ledger(ledger.files | {path: format_result(*record)}, ledger.bureau)
    phrase = str(record[0]["outcome"])
    said: list[str] = []
    found = verified(left.files.get, left.bureau.policy(), AS_OF, said.append)
    site = gather(found, AGENCY, AREAS, AS_OF)
    data = collect(site, found, AREAS)
    files = [*(array(encoded(table)) for table in data.tables.values()), *(feed for _, feed in Feeds(site, found.view).all())]
    text = b"\n".join(files).decode()
    assert "期满之后不该再见到" not in text
    evidence = [c.evidence for c in found.checks if c.subject == "A-general/2"]
    assert evidence and not [line for line in evidence if phrase in line or str(record[0]["inspected"]) in line]
    assert not [row for row in objects(data.tables["results"]) if (row["draw"], row["rank"]) == ("A-general", 2)]
    (expired,) = [row for row in objects(data.tables["ranks"]) if row["expired"] is not None]
    assert (expired["draw"], expired["rank"], expired["expired"]) == ("A-general", 2, "2024-10-08")
    assert len(said) == 1 and path in said[0]


def test_a_ledger_without_leftovers_says_nothing() -> None:
    """No warning where nothing is left."""
    said: list[str] = []
    ledger = plain()[0]
    verified(ledger.files.get, ledger.bureau.policy(), AS_OF, said.append)
    assert said == []


class Telling(Bureau):
    """Puts a mobile number into a finding, as no `mingchou check` would let anyone."""

    def record(self, draw: str, rank: int, **fields: object) -> dict[str, object]:
        """The record, with too much in it."""
        return super().record(draw, rank, **{"content": "示例，联系人电话13800138000"} | fields)  # type: ignore[arg-type]


def test_personal_information_stops_the_build() -> None:
    """ "No phone or identity number, ever": it names the place, and not the number."""
    with pytest.raises(MingchouError, match=r"results\.content（A-general/0）：手机号码") as stopped:
        everything(build_ledger(Options(draws=("A-general",)), bureau=Telling()))
    assert "13800138000" not in str(stopped.value)


def test_an_empty_ledger_gives_empty_tables() -> None:
    """Nothing but its genesis: every table is there, with its columns and no rows; what counts by day or quarter says 0, and
    what is owed is owed from the first day."""
    ledger = build_ledger(Options(draws=(), until="2023-08-21T09:05"))
    data = collect(gathered(ledger), report(ledger), AREAS)
    assert {name for name, filled in data.tables.items() if filled.rows} == {
        "entries", "checks", "board_duties", "board_outcomes", "board_publication", "board_shares",
    }  # fmt: skip
    for name, column in (("board_outcomes", "results"), ("board_publication", "results"), ("board_shares", "published")):
        assert not data.tables[name].by(column).keys() - {0}
    assert csv_bytes(data.tables["results"]) == ("\ufeff" + ",".join(f'"{name}"' for name in RESULTS.names) + "\r\n").encode()
    assert array(encoded(data.tables["results"])) == b"[]"
