"""The pages under 文件: one a document, one a registry, and the members of each area and class."""

from collections.abc import Iterator

from generator.library import Document, Library
from generator.lists import near
from generator.model import EntityPage, Site
from generator.paging import groups, leaves, starts
from generator.record_page import RecordPage, Render
from ledger.core.words import CLASSES

MEMBERS, OFFICERS = 120, 120
"""Lines a page."""
_TEMPLATES = {"plan": "plan.html", "items": "item_list.html", "calendar": "calendar.html"}
_ASKED = {"plan": "抽查计划", "items": "随机抽查事项清单", "calendar": "工作日历"}


def members(site: Site) -> dict[tuple[str, str], list[EntityPage]]:
    """The enterprises of the newest snapshot by area and class, both in order, each by name."""
    found: dict[tuple[str, str], list[EntityPage]] = {
        (area.code, kind): [one for one in area.entities if one.listed and one.kind == word]
        for area in site.areas
        for kind, word in CLASSES.items()
    }
    return {key: own for key, own in found.items() if own}


def _document(document: Document, render: Render) -> RecordPage:
    path = f"docs/{document.kind}-{document.id}/"
    description = f"{_ASKED[document.kind]}：{document.name}，台账第 {document.versions[0].entry} 号条目公布"
    return RecordPage(path, document.name, description, render(_TEMPLATES[document.kind], document=document))


def _members(site: Site, render: Render) -> Iterator[RecordPage]:
    by_class = members(site)
    title = "检查对象名录库"
    content = render("registry.html", counts={key: len(own) for key, own in by_class.items()})
    yield RecordPage("docs/entities/", title, f"{title}：按区域和监管类别", content)
    names = {area.code: area.name for area in site.areas}
    for (area, kind), own in by_class.items():
        title = f"{names[area]}{CLASSES[kind]}"
        for leaf in leaves(f"docs/entities-{area}-{kind}/", own, MEMBERS):
            description = f"检查对象名录库：{title} {leaf.total} 家{leaf.suffix}"
            content = render("members.html", title=title, leaf=leaf, area=area)
            yield RecordPage(leaf.path, f"{title}{leaf.suffix}", description, content, near(leaf))


def _officers(library: Library, render: Render) -> Iterator[RecordPage]:
    lines = [(area, officer) for area, officers in library.officers.items() for officer in officers]
    totals = {area: len(officers) for area, officers in library.officers.items()}
    pages, title = leaves("docs/inspectors/", lines, OFFICERS), "检查人员名录库"
    begins = starts(pages)
    for before, leaf in zip((None, *pages[:-1]), pages, strict=True):
        own = groups(leaf, totals, before)
        values = {"title": title, "leaf": leaf, "groups": own, "totals": totals, "starts": begins, "library": library}
        description = f"{title}：姓名、单位、执法证号、职务岗位和标签{leaf.suffix}"
        yield RecordPage(leaf.path, f"{title}{leaf.suffix}", description, render("inspectors.html", **values), near(leaf))


def library_pages(site: Site, library: Library, render: Render) -> Iterator[RecordPage]:
    """Every page."""
    for document in (*library.plans, *library.item_lists, *library.calendars):
        yield _document(document, render)
    yield from _members(site, render)
    yield from _officers(library, render)
