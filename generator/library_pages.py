"""The pages under 文件: one a document, one a registry, and the members of each area and class."""

from collections.abc import Callable, Iterator

from generator.library import Document, Library
from generator.model import EntityPage, Site
from generator.wording import CLASSES

Render = Callable[..., str]
"""Template's name and its values to content."""
Listed = tuple[str, str, str]
"""Path, title, description."""

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


def _document(document: Document, render: Render) -> tuple[Listed, str]:
    path = f"docs/{document.kind}-{document.id}/"
    description = f"{_ASKED[document.kind]}：{document.name}，台账第 {document.versions[0].entry} 号条目公布"
    return (path, document.name, description), render(_TEMPLATES[document.kind], document=document)


def library_pages(site: Site, library: Library, render: Render) -> Iterator[tuple[Listed, str]]:
    """Every page: what it is called, and its content."""
    for document in (*library.plans, *library.item_lists, *library.calendars):
        yield _document(document, render)
    by_class = members(site)
    counts = {key: len(own) for key, own in by_class.items()}
    title = "检查对象名录库"
    yield ("docs/entities/", title, f"{title}：按区域和监管类别"), render("registry.html", counts=counts)
    names = {area.code: area.name for area in site.areas}
    for (area, kind), own in by_class.items():
        title = f"{names[area]}{CLASSES[kind]}"
        content = render("members.html", title=title, entities=own, area=area)
        yield (f"docs/entities-{area}-{kind}/", title, f"检查对象名录库：{title} {len(own)} 家"), content
    title = "检查人员名录库"
    yield (
        ("docs/inspectors/", title, f"{title}：姓名、单位、执法证号、职务岗位和标签"),
        render("inspectors.html", library=library),
    )
