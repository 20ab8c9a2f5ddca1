"""What a real government site's foot must name, and that a preview says what it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from generator.build import build
from generator.model import Agency
from generator.pages import Pages
from generator.production import FOOT, link, refuse_placeholders
from generator.sources import site_sources
from ledger.core.errors import RecordErrors
from tests.support.ledgers import build_ledger
from tests.unit.generator.page import read
from tests.unit.generator.places import write_records
from tests.unit.generator.sample import site

WHOLE = {
    "主办单位": "益阳市生态环境局",
    "联系方式": "益阳市康富路 1 号，工作日 8:30—17:30",
    "网站标识码": "4309000023",
    "ICP备案": "湘ICP备05001234号-2",
    "公安备案": "湘公网安备43090302000158号",
    "我为政府网站找错": "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=4309000023",
}
URL = "https://sthjj.yiyang.gov.cn/ssj/"


def agency(url: str = URL, *, example: bool = False, **foot: str) -> Agency:
    """A real agency with these items of the foot changed; an empty one is left out."""
    items = tuple((label, text) for label, text in (WHOLE | foot).items() if text)
    return Agency("益阳市生态环境局", "430900", "yiyang.gov.cn/ledger", url, example, items)


def test_a_whole_foot_passes() -> None:
    """Every item as it really looks; and an example may have nothing."""
    refuse_placeholders(agency(), "records/agency.yaml")
    refuse_placeholders(Agency("示例", "430900", "a.example/ledger", "https://a.example/", True), "records/agency.yaml")


@pytest.mark.parametrize(
    ("label", "text"),
    [(label, "") for label in FOOT]
    + [(label, text) for label in FOOT for text in ("待填", "示例", "××××", "TODO", "xxx")]
    + [("网站标识码", "0000000000"), ("网站标识码", "1234567890"), ("ICP备案", "湘ICP备××号"), ("ICP备案", "湘ICP备00000000号"),
       ("公安备案", "湘公网安备43090302号"), ("我为政府网站找错", "https://www.example.gov.cn/"), ("联系方式", "电话：待补")],
)  # fmt: skip
def test_each_placeholder_is_named(label: str, text: str) -> None:
    """The item, what stands there, and what to write."""
    with pytest.raises(RecordErrors) as caught:
        refuse_placeholders(agency(**{label: text}), "records/agency.yaml")
    [problem] = caught.value.problems
    assert f"“{label}”" in str(problem) and str(problem).startswith("records/agency.yaml: ") and "--preview" in str(problem)


def test_all_at_once() -> None:
    """Every problem in one go, the address among them."""
    with pytest.raises(RecordErrors) as caught:
        refuse_placeholders(agency("https://yiyang.example/", ICP备案="", 公安备案="待填"), "agency.yaml")
    assert len(caught.value.problems) == 3


def test_a_real_site_is_not_built_with_placeholders(tmp_path: Path) -> None:
    """Before anything is written; as a preview it is built, and every page says so and is kept out of search engines."""
    ledger = build_ledger()
    records = write_records(tmp_path / "records", ledger)
    file = records / "agency.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("示例: 是", "示例: 否"), encoding="utf-8")
    with pytest.raises(RecordErrors):
        build(records, tmp_path / "site", ledger.as_of)
    assert not (tmp_path / "site").exists()
    built = build(records, tmp_path / "site", ledger.as_of, preview=True)
    for page in built.out.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert "<strong>预览</strong>" in html and '<meta name="robots" content="noindex">' in html, page


def test_foot_links_where_each_ministry_asks() -> None:
    """The filings to their query pages, 找错 to its own; what is not in form is text and no link."""
    real = replace(site(), agency=agency())
    page = read(Pages(real, site_sources() / "site" / "templates").fragment("foot", ""))
    assert [one for one in page.links if one.startswith("https:")] == [
        "https://beian.miit.gov.cn/",
        "https://beian.mps.gov.cn/#/query/webSearch?code=43090302000158",
        WHOLE["我为政府网站找错"],
    ]
    assert all(text in page.text for label, text in WHOLE.items() if label != "我为政府网站找错")
    assert link("我为政府网站找错", "javascript:alert(1)") == link("ICP备案", "没有") == ""
