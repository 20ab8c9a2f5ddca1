"""Clauses lead to their places on the regulation's page."""

import re

import pytest

from generator.clauses import anchor, linked
from generator.sources import site_sources
from ledger.core.rules.readings import READINGS
from tests.unit.generator.page import read

REGULATION = (site_sources() / "site" / "pages" / "regulation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("clause", sorted({clause for one in READINGS for clause in one.clause.split("、")}))
def test_every_reading_leads_to_its_clause(clause: str) -> None:
    """The place is there; what is no clause of the regulation is no link."""
    if clause.startswith("国办发"):
        assert anchor(clause) == "" and linked(clause, "../") == clause
    else:
        assert f"{{ #{anchor(clause)} }}" in REGULATION


def test_clauses_in_a_text() -> None:
    """Each of several; the rest is text."""
    page = read(str(linked("见四（二）2、六（二）1，<b>四（五）", "../")))
    assert page.links == ["../regulation/#c4-2-2", "../regulation/#c6-2-1", "../regulation/#c4-5"]
    assert page.text == "见四（二）2、六（二）1，<b>四（五）" and page.named("b") == []


def test_the_rules_in_plain_words_lead_there_too() -> None:
    """No clause on that page without its link, and each to the right place."""
    _, body = (site_sources() / "site" / "pages" / "rules.md").read_text(encoding="utf-8").split("\n---\n", 1)
    found = re.findall(r"(\[?)([一二三四五六七]（[一二三四五六七]）\d*)(?:\]\(regulation\.md#([c0-9-]+)\))?", body)
    assert len(found) > 15
    assert all(bracket and place == anchor(clause) for bracket, clause, place in found)
