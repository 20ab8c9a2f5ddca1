"""The pages under 文件, and the words of why and with what chance: from the ledger alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from generator.contact import Contact, contacts
from generator.library import Library, library
from generator.model import Site, Stratum
from generator.pages import Pages
from generator.reasons import chance, facts, percent, why
from generator.registry import Registry
from generator.sources import site_sources
from generator.year_rules import year_rules
from ledger.core.encoding import jcs, sha256
from ledger.core.rules.settings import Cap, Settings
from tests.support.ledgers import AREAS, Ledger, build_ledger
from tests.unit.generator.page import Page, read
from tests.unit.generator.places import AGENCY, gathered

TEMPLATES = site_sources() / "site" / "templates"


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """The whole story."""
    return build_ledger()


@pytest.fixture(scope="module")
def site(ledger: Ledger) -> Site:
    """What its pages say."""
    return gathered(ledger)


@pytest.fixture(scope="module")
def pages(site: Site) -> Mapping[str, Page]:
    """Every record page, read back."""
    return {page.path: read(page.content) for page in Pages(site, TEMPLATES).records()}


def published(site: Site) -> Library:
    """What was published."""
    assert site.library is not None
    return site.library


def test_every_published_document(ledger: Ledger, site: Site) -> None:
    """One of each id, with the entries that published it; its file is the one that the ledger names."""
    found = published(site)
    told = {(d.kind, d.id) for d in (*found.plans, *found.item_lists, *found.calendars, *found.guides)}
    kinds = {"items": "item-list"}
    bodies = [entry.body.json() for entry in ledger.bureau.life.published]
    assert {(kinds.get(kind, kind), id) for kind, id in told} == {(body["kind"], body["id"]) for body in bodies}
    for document in (*found.plans, *found.item_lists, *found.calendars, *found.guides):
        for version in document.versions:
            assert ledger.bureau.life.entries[version.entry].body.json()["id"] == document.id
            assert version.path.removeprefix("files/") == sha256(ledger.files[version.path])
    assert found.plans[0].id == "2024Q4", "the one published last comes first"


def test_pages_of_documents(pages: Mapping[str, Page]) -> None:
    """Plans say take, seats and items by name; lists their legal basis; calendars their days; each its entry and its file."""
    for path, words in {
        "docs/plan-2023Q3/": [
            "2023年第三季度抽查计划（示例）",
            "资阳区",
            "重点监管对象",
            "6 家",
            "第 1 席：专业:水、执法",
            "示例事项02",
            "号条目",
        ],
        "docs/items-2023/": ["示例事项清单", "示例内容", "依据示例依据"],
        "docs/calendar-2024/": ["2024年工作日历", "2024-10-01", "2024-10-12", "国办发明电"],
        "docs/entities/": ["检查对象名录库", "资阳区", "赫山区"],
        "docs/inspectors/": ["检查人员名录库", "示例检查员21", "资阳区分局（示例）", "I43090201", "离岗"],
    }.items():
        page = pages[path]
        assert page.faults == [] and len(page.named("h1")) == 1 and len(page.ids) == len(set(page.ids)), path
        assert [word for word in words if word not in page.text] == [], path
        assert all(cell.get("data-label") for cell in page.named("td")), path
    assert any("/regulation/#c4-2" in link for link in pages["docs/plan-2023Q3/"].links)
    assert "../../d/A-general/" in pages["docs/plan-2023Q3/"].links


def test_a_plan_leads_to_its_items_and_its_lists(pages: Mapping[str, Page]) -> None:
    """Each item to its own place on its list's page, the plan of a quarter to that of its year."""
    links = pages["docs/plan-2023Q3/"].links
    items = [link.removeprefix("../../") for link in links if "#item-" in link]
    assert items and all(place in pages[path].ids for path, _, place in (link.partition("#") for link in items))
    assert {"../../docs/plan-2023/", "../../docs/items-2023/"} <= set(links)
    assert "第三季度" in pages["docs/plan-2023Q3/"].text


def test_what_a_year_sets_in_words(pages: Mapping[str, Page]) -> None:
    """Every setting, in force or not, with its clause; the plan of a quarter has none."""
    page = pages["docs/plan-2023/"]
    for words in ("每名执法人员 5 家", "信用差的更容易抽中", "没有规定上限", "从第三季度开始用本台账"):
        assert words in page.text
    assert {f"../../regulation/#{anchor}" for anchor in ("c4-2-1", "c6-1", "c4-3", "c4-1")} <= set(page.links)
    assert "这一年的规矩" not in pages["docs/plan-2023Q3/"].text
    told = year_rules(Settings(3, 8, dict(zip("ABCD", (1, 2, 3, 5), strict=True)), Cap(2, "示发〔2023〕9号", "quota"), False), 1)
    text = "".join(rule.text for rule in told)
    for words in (
        "每名执法人员 3 家",
        "A 级 1，B 级 2，C 级 3，D 级 5",
        "照样可以抽",
        "8 家",
        "最多 2 次，依据示发〔2023〕9号",
        "家数让位",
    ):
        assert words in text
    assert "每家的机会均等" in year_rules(Settings(), 1)[1].text
    assert "上限让位" in year_rules(Settings(cap=Cap(2, "示发", "cap")), 1)[4].text


def test_the_list_of_all(site: Site, pages: Mapping[str, Page]) -> None:
    """文件 leads to every document and registry, and where nothing is published it says so."""
    page = read(Pages(site, TEMPLATES).fragment("documents", "../"))
    assert page.faults == []
    linked = {link.removeprefix("../") for link in page.links if link.startswith("../docs/")}
    assert linked == {path for path in pages if path.startswith("docs/") and not path.startswith("docs/entities-")}
    empty = replace(published(site), plans=(), item_lists=(), calendars=(), guides=())
    text = read(Pages(replace(site, library=empty), TEMPLATES).fragment("documents", "../")).text
    assert text.count("还没有公布。") == 3 and "工作指引" not in text


def test_members_by_area_and_class_are_the_newest_snapshot(ledger: Ledger, site: Site, pages: Mapping[str, Page]) -> None:
    """Each listed enterprise is on one page, that of its area and class; who left the registry is on none."""
    listed = Registry(ledger.bureau.life).listed
    seen = []
    for path, page in pages.items():
        if path.startswith("docs/entities-"):
            codes = [link.split("/")[-2] for link in page.links if link.startswith("../../e/")]
            assert all(code.startswith(path.removeprefix("docs/entities-")[:6]) for code in codes)
            seen += codes
    assert len(seen) == len(set(seen)) and set(seen) == listed
    assert "430903-general-91" not in listed and "430903-general-91" in {entity.code for entity in site.entities}


def test_nothing_comes_from_whom_inspectors_recuse(pages: Mapping[str, Page]) -> None:
    """ "No more than clause 三(三) makes public": name, unit, certificate, post, tags."""
    assert "430902-key-02" not in pages["docs/inspectors/"].text


def test_versions_old_ones_beside_the_new() -> None:
    """A document published again keeps its page; the old file stays there to be downloaded. Later forms show what they have."""
    ledger = build_ledger()
    bureau = ledger.bureau
    item = {
        "id": "02",
        "name": "新事项",
        "type": "一般事项",
        "methods": ["现场", "非现场"],
        "basis": "新依据",
        "content": "新内容",
    }
    found = library(bureau.life, Registry(bureau.life), AREAS)
    old = found.item_lists[0]
    data = jcs({"id": "2023", "items": [item], "kind": "own", "name": "新清单"})
    bureau.publish("2024-12-10T09:00:00+08:00", "item-list", "2023", data)
    new = library(bureau.life, Registry(bureau.life), AREAS).item_lists[0]
    assert len(new.versions) == len(old.versions) + 1 and new.versions[1:] == old.versions
    assert new.items[0].facts == (
        ("事项类型", "一般事项"),
        ("检查内容", "新内容"),
        ("检查方式", "现场、非现场"),
        ("依据", "新依据"),
    )


@pytest.mark.parametrize(
    ("stratum", "options", "words"),
    [
        (Stratum("key", 40, 8), {}, "本类 40 家里抽 8 家，每家的机会一样，都是 20%"),
        (Stratum("key", 24, 10), {}, "都是 41.7%"),
        (Stratum("special", 3, 9), {}, "全部抽取"),
        (Stratum("general", 40, 8), {"weighted": True}, "机会不一样大"),
        (Stratum("general", 40, 8), {"without": True}, "抽中过的排在最后，其余各家的机会一样"),
        (Stratum("key", 4, 2, ("1", "2", "3", "4")), {"without": True}, "每家的机会一样，都是 50%"),
        (
            Stratum("key", 4, 2, ("1", "2", "3"), ("4",)),
            {"without": True},
            "排在最后，轮不到；其余 3 家每家的机会是 66.7%",
        ),
        (Stratum("key", 5, 4, ("1", "2", "3"), ("4", "5")), {"without": True}, "排在最后，每家的机会是 50%；其余 3 家必定抽中"),
        (Stratum("key", 5, 3, ("1", "2", "3"), ("4", "5")), {"without": True}, "2 家在不重复抽取的批次里抽中过"),
        (Stratum("key", 4, 1, (), ("1", "2", "3", "4")), {"without": True}, "每家的机会一样，都是 25%"),
    ],
)
def test_chance_in_words(stratum: Stratum, options: dict[str, Any], words: str) -> None:
    """The take of the stratum's size, or of those who come first; no percentage where nobody can know it (yet)."""
    told = chance(stratum, **({"weighted": False, "without": False} | options))
    assert words in told
    assert ("%" in told) is ("%" in words)


def test_chance_on_the_pages(site: Site, pages: Mapping[str, Page]) -> None:
    """Every member of a pool reads it, drawn or not; who was left out does not."""
    for entity in site.entities:
        for seen in entity.appearances:
            assert bool(seen.chance) is (seen.verdict != "excluded"), (entity.code, seen.draw)
    assert "抽中的机会：本类" in pages["e/430902-key-01/"].text


def test_why_so_many(site: Site, pages: Mapping[str, Page]) -> None:
    """A draw says how many of how many, by which plan, and which clause asks what."""
    draw = next(draw for draw in site.draws if draw.id == "B-key")
    page = pages["d/B-key/"]
    stratum = draw.strata[0]
    assert f"抽取池 {stratum.size} 家，抽中 {stratum.drawn} 家，占 {percent(stratum.drawn, stratum.size)}" in page.text
    assert f"安排抽 {stratum.take} 家" in page.text and "25%" in page.text
    assert f"../../docs/plan-{draw.plan_id}/" in page.links and "../../regulation/#c4-2-2" in page.links
    assert "../../regulation/#c4-2-3" in pages["d/A-general/"].links, "特殊 is drawn there too"


def test_why_of_a_class(site: Site) -> None:
    """Facts and explanation where the published record has them; else it says that there are none."""
    fact = {"basis": "示例〔2024〕1号", "kind": "violation", "since": "2024-03-01", "until": "2025-01-01"}
    record = {"why": "特殊: 两年内存在环境违法行为，至 2025-01-01", "facts": [fact]}
    assert why(record) == "两年内存在环境违法行为，至 2025-01-01"
    assert list(facts(record)) == ["两年内存在环境违法行为，自 2024-03-01 起至 2025-01-01，依据：示例〔2024〕1号"]
    assert (why({}), list(facts({}))) == ("", [])

    def shown(**fields: Any) -> str:
        """The page of the first enterprise, with these fields."""
        own = replace(site.entities[0], **fields)
        pages = Pages(replace(site, entities=(own, *site.entities[1:])), TEMPLATES)
        return read(next(page.content for page in pages.records() if page.path == f"e/{own.code}/")).text

    text = shown(why=why(record), facts=tuple(facts(record)))
    assert "两年内存在环境违法行为，至 2025-01-01。" in text and "依据：示例〔2024〕1号" in text
    assert "没有列入重点、特殊的情形。" in shown(), "what the small ledger's own record says"
    assert "没有写明情形" in shown(why="", facts=()) and "没有写明情形" not in text + shown()


def test_ways_to_correct_or_reply() -> None:
    """Mail opens a message that says which enterprise; an address is a link; the rest is text."""
    foot = (
        ("主办单位", "示例"), ("联系方式", "0737-1234567，邮箱 hbj@yiyang.example"), ("我为政府网站找错", "https://zhaocuo.example/x"),
    )  # fmt: skip
    found = contacts(replace(AGENCY, foot=foot), "更正或答复：9143")
    mail = "mailto:hbj@yiyang.example?subject=%E6%9B%B4%E6%AD%A3%E6%88%96%E7%AD%94%E5%A4%8D%EF%BC%9A9143"
    assert found == (
        Contact("联系方式", "0737-1234567，邮箱 hbj@yiyang.example", mail),
        Contact("我为政府网站找错", "https://zhaocuo.example/x", "https://zhaocuo.example/x"),
    )
    assert contacts(replace(AGENCY, foot=(("联系方式", "<b>&"),)), "") == (Contact("联系方式", "<b>&", ""),)
