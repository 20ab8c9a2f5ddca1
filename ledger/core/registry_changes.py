"""三(二): 名录库根据检查对象新设、注销、变更的存续变动和停工停产以及问题整改等情况，每季度进行动态调整.

What is different between two snapshots, record by record: for the staff who write one, and for the site's page of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ledger.core.encoding import Json
from ledger.core.snapshot import Kind, RegistrySnapshot

What = Literal["new", "gone", "class", "status", "tags", "other"]
STATUS_NAMES = {
    "entity": {"active": "在营", "suspended": "停产", "deregistered": "注销"},
    "inspector": {"active": "在岗", "leave": "离岗"},
}
Record = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of one record, in words."""

    kind: Kind
    id: str
    name: str
    area: str
    what: What
    text: str

    def json(self) -> dict[str, Json]:
        """For programs."""
        return {
            "area": self.area,
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "text": self.text,
            "what": self.what,
        }


def registry_changes(before: RegistrySnapshot | None, after: RegistrySnapshot) -> tuple[Change, ...]:
    """All differences: entities, then inspectors, each by id. Before the first snapshot there was nobody."""
    old_entities: Mapping[str, Record] = {} if before is None else before.entities
    old_inspectors: Mapping[str, Record] = {} if before is None else before.inspectors
    entities = _compare("entity", old_entities, after.entities, _entity)
    return (*entities, *_compare("inspector", old_inspectors, after.inspectors, _inspector))


def _compare(
    kind: Kind,
    old: Mapping[str, Record],
    new: Mapping[str, Record],
    differences: Callable[[Record, Record], Iterator[tuple[What, str]]],
) -> Iterator[Change]:
    for id in sorted(old.keys() | new.keys()):
        before, after = old.get(id), new.get(id)
        if before == after:
            continue
        found: Iterator[tuple[What, str]] | Sequence[tuple[What, str]]
        record = after if after is not None else before
        assert record is not None  # noqa: S101  the id is of one of the two
        if before is None:
            found = (("new", f"新列入（{record.get('why', '') or record.get('unit', '')}）"),)
        elif after is None:
            found = (("gone", "不再列入"),)
        else:
            found = differences(before, after)
        for what, text in found:
            yield Change(kind, id, str(record.get("name", "")), str(record.get("area", "")), what, text)


def _entity(before: Record, after: Record) -> Iterator[tuple[What, str]]:
    if before.get("class") != after.get("class"):
        yield "class", f"监管类别由“{before.get('why')}”变为“{after.get('why')}”"
    elif before.get("why") != after.get("why"):
        yield "other", f"类别不变，理由由“{before.get('why')}”变为“{after.get('why')}”"
    elif any(before.get(field) != after.get(field) for field in ("downgrade", "facts")):
        yield "other", "类别和理由不变，情形的起止或依据有变"
    yield from _common("entity", before, after)
    names = {"address": "地址", "area": "区域", "industry": "行业", "name": "名称", "permit": "排污许可"}
    yield from _texts(before, after, names)


def _inspector(before: Record, after: Record) -> Iterator[tuple[What, str]]:
    yield from _common("inspector", before, after)
    if before.get("recuse") != after.get("recuse"):
        yield "other", "回避的检查对象有变"
    yield from _texts(before, after, {"area": "区域", "name": "姓名", "post": "职务岗位", "unit": "单位"})


def _common(kind: Kind, before: Record, after: Record) -> Iterator[tuple[What, str]]:
    if before.get("status") != after.get("status"):
        names = STATUS_NAMES[kind]
        old, new = str(before.get("status")), str(after.get("status"))
        yield "status", f"状态由{names.get(old, old)}变为{names.get(new, new)}"
    old_tags, new_tags = _tags(before), _tags(after)
    if old_tags != new_tags:
        added = [f"增加 {tag}" for tag in sorted(new_tags - old_tags)]
        yield "tags", "标签" + "、".join(added + [f"去掉 {tag}" for tag in sorted(old_tags - new_tags)])


def _tags(record: Record) -> set[str]:
    tags = record.get("tags")
    return set(map(str, tags)) if isinstance(tags, list) else set()


def _texts(before: Record, after: Record, names: Mapping[str, str]) -> Iterator[tuple[What, str]]:
    for field, name in names.items():
        if before.get(field) != after.get(field):
            yield "other", f"{name}由“{before.get(field)}”改为“{after.get(field)}”"
