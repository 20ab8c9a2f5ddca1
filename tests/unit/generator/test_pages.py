"""Every page kind renders from the sample: whole, escaped, linked, and with no value missing."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from minijinja import TemplateError

from generator.model import OUTCOMES
from generator.pages import CHECK_MARKS, Pages, RecordPage
from generator.sources import site_sources
from generator.wording import CHECK_STATUSES
from tests.unit.generator.page import read
from tests.unit.generator.sample import HOSTILE, ref, site

TEMPLATES = site_sources() / "site" / "templates"
FRAGMENTS = ("find", "home_top", "home_records", "results", "draws", "ledger", "verify", "readings", "notice", "foot")
SEALED, REVEALED, ANNOUNCED, CANCELLED = (
    "d/2024Q4-430902-key/",
    "d/2023Q3-430902-key/",
    "d/2025Q1-430902-key/",
    "d/2025Q2-430902-special/",
)


@pytest.fixture(scope="module")
def pages() -> Pages:
    """The sample's pages."""
    return Pages(site(), TEMPLATES)


@pytest.fixture(scope="module")
def records(pages: Pages) -> Mapping[str, RecordPage]:
    """Every record page by path."""
    return {page.path: page for page in pages.records()}


def test_every_kind_of_record_page(records: Mapping[str, RecordPage]) -> None:
    """One page an area, a draw and an enterprise, each at its own path."""
    assert [path for path in records if path.startswith("a/")] == ["a/430902/", "a/430902_entities_2/"]
    assert sum(path.startswith("q/") for path in records) >= 1
    assert sum(path.startswith("d/") for path in records) == 4
    assert sum(path.startswith("e/") for path in records) == 42
    assert all(page.title and page.description for page in records.values())


def test_pages_are_well_formed(pages: Pages, records: Mapping[str, RecordPage]) -> None:
    """Tags close in order, ids are unique, nothing shows as a placeholder of the program."""
    parts = {name: pages.fragment(name, "../") for name in FRAGMENTS}
    parts |= {path: page.content for path, page in records.items()}
    for name, html in parts.items():
        page = read(html)
        assert page.faults == [], name
        assert len(page.ids) == len(set(page.ids)), name
        assert "{{" not in html and "{%" not in html, name
        assert not re.search(r"\b(?:[Nn]one|[Uu]ndefined|[Tt]rue|[Ff]alse|datetime)\b", page.text), name


@pytest.mark.parametrize(
    "place", ["{{ nothing }}", "{{ site.nothing }}", "{{ site.figures.nothing }}", "{% if nothing %}x{% endif %}"]
)
def test_a_name_that_does_not_exist_is_an_error(tmp_path: Path, place: str) -> None:
    """A template with a slip in it makes no page, not one with an empty place."""
    (tmp_path / "foot.html").write_text(f"<p>{place}</p>", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"foot\.html"):
        Pages(site(), tmp_path).fragment("foot", "")


def test_everything_is_escaped(tmp_path: Path) -> None:
    """What is put in is text, whatever it looks like; a slash stays one, and what looks like an escaped one stays what it is."""
    told = "{{ root }} {{ site.agency.name }}"
    (tmp_path / "foot.html").write_text(f'<p title="{told}">{told}</p>', encoding="utf-8")
    named = replace(site(), agency=replace(site().agency, name="<b>\"'&/&#x2f;{{ root }}𠮷"))
    html = Pages(named, tmp_path).fragment("foot", "../")
    assert html.count("&lt;b&gt;&quot;&#x27;&amp;/&amp;#x2f;{{ root }}𠮷") == 2 and html.count("../ ") == 2


def test_record_pages_have_one_heading_and_named_columns(records: Mapping[str, RecordPage]) -> None:
    """One h1 a page; on a phone every cell carries the heading of its column."""
    for path, record in records.items():
        page = read(record.content)
        assert len(page.named("h1")) == 1, path
        assert all(cell.get("data-label") for cell in page.named("td")), path


def test_hostile_names_are_text(pages: Pages, records: Mapping[str, RecordPage]) -> None:
    """ "HTML and formulas in names … are shown harmlessly escaped": the reader sees the text, the browser no tag."""
    shown = [
        records[f"e/{ref(7).code}/"].content,
        records["a/430902/"].content,
        records[CANCELLED].content,
        pages.fragment("foot", ""),
    ]
    for html in shown:
        page = read(html)
        assert HOSTILE in page.text
        assert page.named("script") == []
    assert HOSTILE not in "".join(page.content for page in records.values())


def test_no_inline_script_style_or_handler(pages: Pages, records: Mapping[str, RecordPage]) -> None:
    """The policy would refuse them, so no template writes one."""
    for html in [*(pages.fragment(name, "") for name in FRAGMENTS), *(page.content for page in records.values())]:
        page = read(html)
        assert page.named("script") == [] and page.named("style") == []
        assert not [
            attributes for _, attributes in page.tags if any(name == "style" or name.startswith("on") for name in attributes)
        ]


def test_open_ranks_show_no_enterprise(records: Mapping[str, RecordPage]) -> None:
    """While it is open a rank is a number, a class and a ticket: its row links to no enterprise and no file."""
    table = records[SEALED].content.split('id="results"')[1].split("</table>")[0]
    rows = table.split("<tr>")[2:]
    assert len(rows) == 8
    for row in rows:
        assert ("封存中" in row) != ("/e/" in row)
    assert sum("封存中" in row for row in rows) == 5


def test_sealed_entities_read_alike(records: Mapping[str, RecordPage]) -> None:
    """ "Every member of the pool alike": their pages differ in nothing but their own name and code."""
    texts = set()
    for number in (8, 20, 39):
        who = ref(number)
        section = records[f"e/{who.code}/"].content.split('aria-labelledby="draw-2024Q4-430902-key"')[1].split("</section>")[0]
        texts.add(section.replace(who.code, "").replace(who.name, ""))
    assert len(texts) == 1
    assert "看不出抽中的是谁" in texts.pop()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, ["未发现问题", "检查人员", "示例甲（资阳分局（示例））、示例乙（资阳分局（示例））", "自己核验这一条"]),
        (
            1,
            [
                "已补充",
                "2023年11月2日：登记移送",
                "整改期限",
                "2023年10月30日",
                "已过期限，还没有公布复查结果",
                "采用这种方式的理由",
            ],
        ),
        (1, ["另有 1 次不随机的检查", "不随机的检查", "2024年5月6日检查", "示例局长", "3、"]),
        (2, ["发现涉嫌违法行为已立案调查", "逾期公示", "已逾期"]),
        (3, ["不予公开：国家安全", "被抽中这件事本身照常公开"]),
        (4, ["已更正", "2023年11月1日：补充检查内容", "更正前的结果 1"]),
        (6, ["公示期届满", "2024年10月8日 届满", "暂定"]),
        (30, ["抽中后未检查", "停产"]),
        (31, ["逾期未公示", "视为没有完成检查"]),
        (32, ["本批次已取消"]),
        (33, ["未抽中"]),
        (40, ["没有列入过任何一批抽取", "没有公示过本企业的随机抽查结果；另有 1 次不随机的检查"]),
        (41, ["未列入抽取池", "停产"]),
    ],
)
def test_every_verdict(records: Mapping[str, RecordPage], number: int, words: list[str]) -> None:
    """Each way in which a draw can concern an enterprise is said in words."""
    text = read(records[f"e/{ref(number).code}/"].content).text
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (SEALED, ["还封存着 5 家", "已办结 3 / 8", "逾期公示 1 家", "公开种子", "第 2 席（专业:水、执法）"]),
        (SEALED, ["检查人员回避（第 1 席）", "各名次的核验：1 项，逾期 1"]),
        (REVEALED, ["已揭示，全程可验", "已作废", "不予公开", "公示期届满"]),
        (ANNOUNCED, ["已公告，待抽取", "将抽 8 家", "谁也不知道种子是什么"]),
        (CANCELLED, ["已取消", "定向抽取，限定标签：污染物:废水", "2025Q1-430902-key", "特殊监管对象：3 家，将抽 3 家"]),
        (CANCELLED, ["示例说明", "取消"]),
    ],
)  # fmt: skip
def test_every_state_of_a_draw(records: Mapping[str, RecordPage], path: str, words: list[str]) -> None:
    """Each state of a draw is said in words."""
    text = read(records[path].content).text
    assert [word for word in words if word not in text] == []


def test_home_and_results(pages: Pages) -> None:
    """Figures, draws under way, newest results, search."""
    home = read(pages.fragment("home_top", "") + pages.fragment("home_records", ""))
    for word in ("查企业", "进行中的抽取", "最近公示的结果", "2024年12月10日", "名录里的检查对象42家"):
        assert word in home.text
    assert "d/2025Q1-430902-key/" in home.links and "d/2023Q3-430902-key/" not in home.links[:2]
    results = read(pages.fragment("results", "../"))
    assert "../a/430902/" in results.links
    assert [form["data-index"] for form in results.named("form")] == [
        "../assets/search-index.json",
        "../assets/results-index.json",
    ]


def test_empty_site(pages: Pages) -> None:
    """A ledger with nothing but its genesis gives pages too."""
    empty = replace(site(), areas=(), entities=(), draws=(), newest=())
    shown = Pages(empty, TEMPLATES)
    assert list(shown.records()) == []
    assert "还没有公示的结果" in shown.fragment("home_records", "")
    assert "台账里还没有抽取" in shown.fragment("draws", "../")


def test_notice_only_on_the_example() -> None:
    """The example says that it is one; a real bureau's site does not."""
    real = replace(site(), agency=replace(site().agency, example=False))
    assert "示例" in Pages(site(), TEMPLATES).fragment("notice", "")
    assert Pages(real, TEMPLATES).fragment("notice", "").strip() == ""


def test_each_outcome_and_status_has_its_own_mark(pages: Pages) -> None:
    """Colour is never the only sign."""
    tally = pages.fragment("results", "").split('class="mc-tally"')[1].split("</ul>")[0]
    shapes = {phrase: tally.split(f"</span>{phrase}")[0].rsplit("<svg", 1)[1] for phrase in OUTCOMES}
    assert len(set(shapes.values())) == len(OUTCOMES) == 3
    assert CHECK_MARKS.keys() == CHECK_STATUSES.keys()
    assert len(set(CHECK_MARKS.values())) == len(CHECK_MARKS)
