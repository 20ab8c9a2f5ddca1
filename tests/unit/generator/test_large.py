"""A bureau with 10,000 enterprises and 20,000 results: no page grows with them, and every one is on a list."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from generator.library import Library, Officer
from generator.model import Area, EntityPage, EntityRef, Row
from generator.pages import Pages, RecordPage
from tests.unit.generator.page import read
from tests.unit.generator.sample import PEOPLE, digest, draw, result, site, tickets
from tests.unit.generator.test_pages import TEMPLATES

LIMIT = 100_000
SHELL = 24_000
"""What the shell adds to a page (`tests.site.test_weight` holds it to that)."""
AREAS = tuple(f"4309{number:02d}" for number in range(1, 13))
KINDS = ("重点监管对象", "特殊监管对象", "一般监管对象")
NAME = "益阳市示例经济技术开发区示例{}环保新材料科技股份有限公司第二分公司"
"""Longer than most."""


def entity(area: str, number: int) -> EntityPage:
    """An enterprise that is in no draw."""
    code = f"91{area}EXMP{number:06d}"
    return EntityPage(
        code,
        NAME.format(number),
        area,
        f"示例{area}区",
        KINDS[number % 3],
        "金属表面处理及热处理加工",
        "重点管理",
        "在营",
        (),
        True,
    )


def row(number: int, who: EntityPage) -> Row:
    """A result, in one of four quarters."""
    day = date(2024, 1, 5) + timedelta(days=number % 360)
    outcome = ("未发现问题", "发现问题已责令整改", "发现涉嫌违法行为已立案调查")[number % 3]
    return Row(
        f"2024Q4-{who.area}-general", number, who.kind, "disclosed", digest(str(number)), EntityRef(who.code, who.name),
        result(outcome, day), disclosed=day + timedelta(days=20), overdue=True, amended=((day, "更正"),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def pages() -> Pages:
    """The site: 12 areas, 10,080 enterprises, 20,000 results of some of them, 300 draws, 600 inspectors."""
    entities = {area: tuple(entity(area, number) for number in range(840)) for area in AREAS}
    some = tuple(one for area in AREAS for one in entities[area][:20])
    newest = tuple(row(number, some[number % len(some)]) for number in range(20_000))
    results = Counter(some[number % len(some)].area for number in range(20_000))
    areas = tuple(Area(area, f"示例{area}区", entities[area], results[area]) for area in AREAS)
    one = draw("2024Q4-430901-key", 8, "revealed")
    stratum = replace(one.strata[0], size=5000, take=400, tickets=tickets(5000, "large"))
    large = replace(
        one, strata=(stratum,), members=tuple(EntityRef(each.code, each.name) for each in entities["430901"]),
        excluded=tuple((EntityRef(each.code, each.name), "停产") for each in entities["430902"]),
        rows=tuple(replace(row(number, some[number % 20]), rank=number) for number in range(400)),
        checks=(*one.checks, *(replace(one.checks[3], subject=f"{one.id}/{number}") for number in range(400) for _ in "123")),
        changes=one.changes * 300,
    )  # fmt: skip
    draws = (
        large,
        *(replace(one, id=f"{year}Q{number % 4}-{number}-key", checks=()) for year in range(2000, 2010) for number in range(30)),
    )
    officers = tuple(
        Officer(f"EX{number:06d}", "示例甲", PEOPLE[0].unit, "执法员", "示例区", True, ("执法",)) for number in range(50)
    )
    library = Library((), (), (), (), dict.fromkeys(AREAS, officers))
    base = site()
    entries = tuple(replace(base.entries[1], index=number) for number in range(40_000))
    return Pages(
        replace(
            base, areas=areas, entities=some, draws=draws, newest=newest, library=library, entries=entries,
            kept=tuple(range(1, 3000)),
        ),
        TEMPLATES,
    )  # fmt: skip


@pytest.fixture(scope="module")
def records(pages: Pages) -> Mapping[str, RecordPage]:
    """Every record page by path."""
    found = list(pages.records())
    assert len({page.path for page in found}) == len(found)
    return {page.path: page for page in found}


def bare(html: str) -> int:
    """The weight of a page or a part of one without its data: the tickets that the replay shows, and the data set's JSON-LD."""
    data = r'data-tickets="[^"]*"|<script type="application/ld\+json">.*?</script>'
    return len(re.sub(data, "", html, flags=re.DOTALL).encode())


def test_no_page_grows_with_the_number_of_records(pages: Pages, records: Mapping[str, RecordPage]) -> None:
    """ "Every page under 100 KB without its data", its shell counted in."""
    weights = {path: bare(page.content) for path, page in records.items()}
    weights |= {name: len(pages.fragment(name, "../").encode()) for name in ("home_records", "results", "draws", "ledger")}
    assert {path: weight for path, weight in weights.items() if weight + SHELL >= LIMIT} == {}


def linked(records: Mapping[str, RecordPage], prefix: str, to: str) -> Counter[str]:
    """What the pages whose address begins so link to, below a folder."""
    found: Counter[str] = Counter()
    for path, page in records.items():
        if path.startswith(prefix):
            found.update(re.findall(rf'href="\.\./\.\./{to}/([^"/]*)/"', page.content))
    return found


def test_every_enterprise_and_result_is_listed(pages: Pages, records: Mapping[str, RecordPage]) -> None:
    """By area and by quarter, in plain links: without JavaScript each is found."""
    for area in pages.site.areas:
        assert {one.code for one in area.entities} <= linked(records, f"a/{area.code}", "e").keys()
    for prefix, each in (("q/", 1), ("a/", 1)):
        ranks = Counter[str]()
        for path, page in records.items():
            if path.startswith(prefix):
                ranks.update(re.findall(r"rank=(\d+)", page.content))
        assert ranks == Counter({str(number): each for number in range(20_000)})
    classes = {one.code for area in pages.site.areas for one in area.entities}
    assert linked(records, "docs/entities-", "e").keys() == classes


def test_every_line_of_a_large_draw_is_listed(pages: Pages, records: Mapping[str, RecordPage]) -> None:
    """Places, pool, what was excluded, and the checks, beside its page."""
    large = pages.site.draws[0]
    own = f"d/{large.id}"
    places = [
        re.findall(r"rank=(\d+)", page.content) for path, page in records.items() if re.fullmatch(rf"{own}(_ranks_\d+)?/", path)
    ]
    assert [int(rank) for page in places for rank in page] == list(range(400))
    assert linked(records, f"{own}_pool", "e").keys() == {one.code for one in large.members}
    assert linked(records, f"{own}_excluded", "e").keys() == {one.code for one, _ in large.excluded}
    checks = [page.content.count("<tr>") - 1 for path, page in records.items() if path.startswith(f"{own}_checks")]
    assert sum(checks) == 1201
    main = records[f"{own}/"].content
    assert "各名次的核验：1201 项，逾期 1201" in main and f"../../{own}_pool/" in main and f"../../{own}_excluded/" in main


def test_pages_of_a_list_lead_to_each_other(records: Mapping[str, RecordPage]) -> None:
    """Forwards with ``rel=next`` to the last, in the text and in the head; each says which page it is."""
    path, seen = "q/2024Q2/", []
    while True:
        page = read(records[path].content)
        seen.append(path)
        after = [tag["href"] for tag in page.named("a") if tag.get("rel") == "next"]
        if not after:
            break
        assert [tag["href"] for tag in read(records[path].head).named("link") if tag["rel"] == "next"] == after[:1]
        path = after[-1].removeprefix("../../")
    count = len([one for one in records if one.startswith("q/2024Q2")])
    assert seen == ["q/2024Q2/", *(f"q/2024Q2_{number}/" for number in range(2, count + 1))]
    assert records[path].title == f"2024年第二季度的检查结果（第 {count} 页）"
    assert next(tag["href"] for tag in page.named("a") if tag.get("rel") == "prev") == f"../../q/2024Q2_{count - 1}/"


def test_pages_of_lists_are_well_formed(records: Mapping[str, RecordPage]) -> None:
    """Tags close, ids are unique, one heading of the first order, every number of another page leads to one that is there."""
    chosen = re.compile(r"a/430901|q/2024Q2|d/2024Q4|d/page|docs/inspectors|docs/entities-430901")
    for path, record in records.items():
        if not chosen.match(path):
            continue
        page = read(record.content)
        assert page.faults == [] and len(page.ids) == len(set(page.ids)) and len(page.named("h1")) == 1, path
        for link in page.links:
            target = link.partition("#")[0].removeprefix("../../")
            if "_" in target:
                assert target in records, (path, link)
