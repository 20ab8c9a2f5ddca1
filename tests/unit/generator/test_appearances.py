"""What a draw says of an enterprise is counted in its own class, and promises nothing that is past or known."""

from dataclasses import replace
from datetime import date

import pytest

from generator.appearances import appearances
from generator.model import Appearance, DrawPage, Row, Source, Stratum
from generator.pages import Pages
from ledger.core.checks.report import Check
from tests.unit.generator import sample
from tests.unit.generator.page import read
from tests.unit.generator.sample import draw, ref
from tests.unit.generator.test_pages import TEMPLATES

KEY, SPECIAL = ref(20), [ref(number) for number in (50, 51, 52)]


@pytest.fixture
def mixed() -> DrawPage:
    """A draw whose key class is all public and whose special class, drawn whole, is all sealed."""
    one = draw("2024Q4-430902", 8, "drawn")
    left = tuple(Row(one.id, 8 + number, "特殊监管对象", "open", sample.digest(str(number))) for number in range(3))
    members = (*one.members, *SPECIAL)
    strata = (*one.strata, Stratum("special", 3, 9, tuple(row.ticket for row in left)))
    kinds = {who.code: "special" if who in SPECIAL else "key" for who in members}
    return replace(one, rows=(*one.rows, *left), members=members, strata=strata, kinds=kinds)


def seen(of: DrawPage, code: str) -> Appearance:
    """What it says of one."""
    (found,) = appearances([of])[code]
    return found


def text_of(one: Appearance) -> str:
    """How an enterprise's page puts it."""
    site = sample.site()
    entity = replace(site.entities[20], appearances=(one,))
    entities = (*site.entities[:20], entity, *site.entities[21:])
    pages = {page.path: page for page in Pages(replace(site, entities=entities), TEMPLATES).records()}
    return read(pages[f"e/{entity.code}/"].content).text


def page_of(one: DrawPage) -> str:
    """A draw's own page."""
    site = sample.site()
    pages = {page.path: page for page in Pages(replace(site, draws=(one,)), TEMPLATES).records()}
    return read(pages[f"d/{one.id}/"].content).text


def test_open_ranks_are_counted_by_class(mixed: DrawPage) -> None:
    """Of a class that is all public, whoever was not opened was not drawn, whatever the other classes hold back."""
    key = seen(mixed, KEY.code)
    assert (key.verdict, key.drawn, key.open, key.whole) == ("sealed", 8, 0, False)
    assert "本批次本类抽 8 家，已经全部公开，没有本企业" in text_of(key)


def test_a_class_drawn_whole_keeps_no_secret(mixed: DrawPage) -> None:
    """Everyone can tell: so the page does not say that nobody could."""
    for who in SPECIAL:
        special = seen(mixed, who.code)
        assert (special.verdict, special.drawn, special.open, special.whole) == ("sealed", 3, 3, True)
        text = text_of(special)
        assert "本类 3 家全部抽取，本企业在内" in text and "看不出" not in text
    assert "看上去都一样，全部抽取的类除外" in page_of(mixed)


def test_a_day_that_is_past_is_not_to_come(mixed: DrawPage) -> None:
    """Not revealed in time: said so wherever the day is named."""
    late = replace(mixed, reveal_by=date(2024, 10, 31), checks=(*mixed.checks, Check("draw.reveal", mixed.id, "late", "")))
    for text in (page_of(late), text_of(seen(late, KEY.code)), text_of(seen(late, SPECIAL[0].code))):
        assert "应当在 2024年10月31日 以前揭示，已经逾期" in text and "最迟 2024年10月31日" not in text
    assert "最迟 2025年1月27日 揭示" in page_of(mixed) and "最迟 2025年1月27日 揭示" in text_of(seen(mixed, KEY.code))


def test_late_is_told_from_never(mixed: DrawPage) -> None:
    """五(三): only what is not published at all counts as not done."""
    text = page_of(mixed)
    assert "逾期公示 1 家" in text and "逾期未公示" not in text and "视为没有完成" not in text
    rows = (*mixed.rows[:-1], replace(mixed.rows[-1], overdue=True))
    text = page_of(replace(mixed, rows=rows))
    assert "逾期公示 1 家" in text and "逾期未公示 1 家。到期限没有公示的，视为没有完成检查任务" in text


def test_a_beacon_that_only_the_ledger_knows(mixed: DrawPage) -> None:
    """Told at the top, in an example and elsewhere."""
    assert "信标不在公认之列" not in page_of(mixed)
    own = replace(mixed, sources=(*mixed.sources, replace(mixed.sources[0], public=False)))
    assert isinstance(own.sources[0], Source) and own.own_beacon
    assert "这一批的信标不在公认之列。它用的是示例自己的信标" in page_of(own)
