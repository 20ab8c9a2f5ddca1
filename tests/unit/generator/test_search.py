"""The flat index behind the enterprise search."""

import json

from generator.search import search_index
from tests.unit.generator.sample import HOSTILE, ref, site


def test_index_holds_every_enterprise_with_its_public_results() -> None:
    """Name, code, place of the area in the list of areas, and how many results are public."""
    index = json.loads(search_index(site()))
    assert index["areas"] == [["430902", "资阳区"]]
    assert len(index["entities"]) == 42
    by_code = {code: (name, area, results) for name, code, area, results in index["entities"]}
    assert by_code[ref(0).code] == (ref(0).name, 0, 2)
    assert by_code[ref(7).code] == (HOSTILE, 0, 1)
    assert by_code[ref(3).code][2] == 0, "open in one draw, withheld in the other"
    assert by_code[ref(20).code][2] == 0


def test_index_is_compact_and_readable() -> None:
    """Chinese as it is, no spaces: it is fetched by every reader who searches."""
    text = search_index(site())
    assert "益阳示例第0化工有限公司" in text and '", "' not in text
