"""The captured page shell."""

import pytest

from generator.shell import capture
from ledger.core.errors import MingchouError

CANONICAL = "https://yiyang.example/e/shell/"
HTML = (
    '<title>MINGCHOU-TITLE - 示例</title><meta name="description" content="MINGCHOU-DESCRIPTION">'
    f'<link rel="canonical" href="{CANONICAL}"><!-- mingchou:head -->'
    "<b>MINGCHOU-TITLE</b><main><!-- mingchou:content <h1 --></main>"
)


def test_fill_puts_every_value_in_its_place() -> None:
    """The title stands twice; text is escaped, the content is HTML and stays as it is."""
    page = capture(HTML, CANONICAL).fill(
        title="甲<乙", description='"引"', canonical="https://yiyang.example/e/x&y/", content="<h1>甲</h1>", head="<link>"
    )
    assert page == (
        '<title>甲&lt;乙 - 示例</title><meta name="description" content="&quot;引&quot;">'
        '<link rel="canonical" href="https://yiyang.example/e/x&amp;y/"><link><b>甲&lt;乙</b><main><h1>甲</h1></main>'
    )


def test_values_are_not_filled_again() -> None:
    """A record that spells out a place is only text."""
    page = capture(HTML, CANONICAL).fill(
        title="MINGCHOU-DESCRIPTION", description="说明", canonical=CANONICAL, content="MINGCHOU-TITLE"
    )
    assert page.count("MINGCHOU-DESCRIPTION") == 2
    assert "<main>MINGCHOU-TITLE</main>" in page


@pytest.mark.parametrize(
    "token",
    ["MINGCHOU-TITLE", "MINGCHOU-DESCRIPTION", CANONICAL, "<!-- mingchou:content <h1 -->", "<!-- mingchou:head -->"],
)
def test_a_theme_that_lost_a_place_is_an_error(token: str) -> None:
    """Otherwise every record page would lack it, and nothing would say so."""
    with pytest.raises(MingchouError, match="页面外壳里没有"):
        capture(HTML.replace(token, ""), CANONICAL)
