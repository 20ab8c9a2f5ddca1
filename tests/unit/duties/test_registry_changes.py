"""三(二): 每季度进行动态调整 — what is different between two snapshots, record by record."""

from datetime import date

from ledger.core.encoding import Digest, Json
from ledger.core.registry_changes import registry_changes
from ledger.core.rules.classes import Fact
from ledger.core.snapshot import RegistrySnapshot
from tests.unit.rules.year import DISCHARGER, SUPERVISED, entity, inspector

DAY = date(2024, 10, 1)
Records = dict[str, dict[str, Json]]


def snapshot(entities: Records, inspectors: Records | None = None) -> RegistrySnapshot:
    """A registry."""
    return RegistrySnapshot(Digest("0" * 64), entities, inspectors or {})


def texts(before: RegistrySnapshot | None, after: RegistrySnapshot) -> list[tuple[str, str, str]]:
    """What changed, as (id, what, words)."""
    return [(change.id, change.what, change.text) for change in registry_changes(before, after)]


def test_entities() -> None:
    """新设、注销、停产、类别（及理由）、标签."""
    before = snapshot(
        {
            "a": entity(day=DAY),
            "b": entity((DISCHARGER,), day=DAY),
            "c": entity(day=DAY, tags=("污染物:废水",)),
            "d": entity(day=DAY),
            "same": entity(day=DAY),
        }
    )
    after = snapshot(
        {
            "a": entity((SUPERVISED,), day=DAY),
            "b": entity((DISCHARGER,), day=DAY, status="suspended"),
            "c": entity(day=DAY, tags=("污染物:废气",)),
            "e": entity((DISCHARGER,), day=DAY),
            "same": entity(day=DAY),
        }
    )
    assert texts(before, after) == [
        ("a", "class", "监管类别由“一般: 没有列入重点、特殊的情形”变为“特殊: 上级挂牌督办”"),
        ("b", "status", "状态由在营变为停产"),
        ("c", "tags", "标签增加 污染物:废气、去掉 污染物:废水"),
        ("d", "gone", "不再列入"),
        ("e", "new", "新列入（重点: 重点排污单位）"),
    ]


def test_reasons_alone() -> None:
    """The class stays, its reason or the document behind it is another."""
    old, new = (entity((Fact("violation", day, "示例"),), day=DAY) for day in (date(2023, 5, 1), date(2024, 5, 1)))
    assert [what for _, what, _ in texts(snapshot({"a": old}), snapshot({"a": new}))] == ["other"]
    other = entity((Fact("key-discharger", DISCHARGER.since, "另一文件"),), day=DAY)
    found = texts(snapshot({"a": entity((DISCHARGER,), day=DAY)}), snapshot({"a": other}))
    assert found == [("a", "other", "类别和理由不变，情形的起止或依据有变")]


def test_inspectors() -> None:
    """三(三): 随人员岗位调整情况动态调整."""
    before = snapshot({}, {"i": inspector("执法"), "j": inspector("执法")})
    changed = inspector("执法", "专业:水", status="leave") | {"recuse": ["x"], "post": "副队长"}
    after = snapshot({}, {"i": changed, "k": inspector("执法")})
    assert texts(before, after) == [
        ("i", "status", "状态由在岗变为离岗"),
        ("i", "tags", "标签增加 专业:水"),
        ("i", "other", "回避的检查对象有变"),
        ("i", "other", "职务岗位由“科员”改为“副队长”"),
        ("j", "gone", "不再列入"),
        ("k", "new", "新列入（示例分局）"),
    ]


def test_the_first_of_all() -> None:
    """Before the first snapshot there was nobody."""
    found = registry_changes(None, snapshot({"a": entity(day=DAY)}))
    assert [change.json() for change in found] == [
        {
            "area": "430902",
            "id": "a",
            "kind": "entity",
            "name": "示例厂",
            "text": "新列入（一般: 没有列入重点、特殊的情形）",
            "what": "new",
        }
    ]
