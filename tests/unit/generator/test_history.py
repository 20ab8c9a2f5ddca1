"""The history of records, from a real Git repository: what is told, and what stays untold."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from generator.history import Change, Histories, histories
from generator.pages import Pages
from generator.sources import site_sources
from ledger.core.bodies import Snapshot
from ledger.core.encoding import Digest
from ledger.core.life import Life
from tests.unit.generator.page import read
from tests.unit.generator.sample import entity, site

AREAS = {"430902": "资阳区", "430903": "赫山区"}
CODE = "91430902EXMP000001"
FACT = {"basis": "示例〔2024〕1号", "kind": "violation", "since": "2024-03-01"}


@dataclass
class Repository:
    """A scratch repository with `records/` in it, a clock, and the snapshots that were taken."""

    root: Path
    day: int = 0
    snapshots: list[dict[str, Any]] = field(default_factory=list)

    def git(self, *arguments: str) -> None:
        """Run git, with the time that the clock shows."""
        time = f"2024-01-{self.day:02d}T23:30:00+0000"
        own = {"GIT_COMMITTER_DATE": time, "GIT_AUTHOR_DATE": time, "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": str(self.root)}
        line = ["git", "-c", "user.name=示例", "-c", "user.email=a@test.example", "-c", "commit.gpgsign=false", *arguments]
        subprocess.run(line, cwd=self.root, check=True, capture_output=True, env={"PATH": "/usr/bin:/bin:/usr/local/bin"} | own)

    def write(self, area: str = "430902", code: str = CODE, **fields: Any) -> None:
        """Commit a record; None takes it away."""
        self.day += 1
        place = self.root / "records" / "entities" / area / f"{code}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(record(area, **fields), encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-m", "不应当出现的说明 13912345678")

    def remove(self, area: str = "430902", code: str = CODE) -> None:
        """Commit that a record is gone."""
        self.day += 1
        (self.root / "records" / "entities" / area / f"{code}.yaml").unlink()
        self.git("commit", "-am", "删")

    def publish(self, **entities: Mapping[str, Any]) -> None:
        """A snapshot with these public records."""
        self.snapshots.append({code: public(**own) for code, own in entities.items()})

    def told(self) -> Histories | None:
        """What the site says."""
        return histories(self.root / "records", view(self.snapshots), AREAS)

    def one(self) -> tuple[Change, ...]:
        """What it says of the one enterprise."""
        found = self.told()
        assert found is not None
        return found[CODE]


WATER = "  - 污染物:废水\n"
AIR = "  - 规模:大型\n  - 污染物:废气\n"


def record(area: str, name: str = "示例甲厂", kind: str = "一般", status: str = "在营", tags: str = WATER, more: str = "") -> str:
    """A record's file."""
    return f"名称: {name}\n统一社会信用代码: {CODE}\n区域: {area}\n监管类别: {kind}\n# 注释\n标签:\n{tags}状态: {status}\n{more}"


def public(**fields: Any) -> dict[str, Any]:
    """What a snapshot has of it."""
    own = {"name": "示例甲厂", "area": "430902", "class": "general", "status": "active", "tags": ["污染物:废水"]}
    return own | {"class" if key == "kind" else key: value for key, value in fields.items()}


def view(snapshots: list[dict[str, Any]]) -> Life:
    """As much of a verified ledger as is asked for: its snapshots."""
    entries = [SimpleNamespace(index=n, body=Snapshot("", 0, 0, "", cast(Digest, str(n)))) for n in range(len(snapshots))]
    documents = SimpleNamespace(snapshot=lambda root: SimpleNamespace(entities=snapshots[int(root)], inspectors={}))
    return cast(Life, SimpleNamespace(entries=entries, snapshots=entries, documents=documents))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty one."""
    made = Repository(tmp_path)
    made.git("init", "-q", "-b", "main")
    return made


def test_each_field_in_its_own_words(repository: Repository) -> None:
    """Name, class, tags, status, facts: each change with its day in +08:00, the newest first."""
    repository.write()
    repository.write(name="示例乙厂", kind="重点")
    repository.write(name="示例乙厂", kind="重点", tags=AIR, status="停产")
    more = "情形:\n  - 情形: 两年内存在环境违法行为\n    起: 2024-03-01\n    依据: 示例〔2024〕1号\n"
    repository.write(name="示例乙厂", kind="重点", tags=AIR, status="停产", more=more)
    repository.publish(**{CODE: {"facts": []}})
    now = {"name": "示例乙厂", "kind": "key", "status": "suspended", "tags": ["污染物:废气", "规模:大型"], "facts": [FACT]}
    repository.publish(**{CODE: now})
    days = {change.field: change.day.day for change in repository.one()}
    assert days == {"情形": 5, "标签": 4, "状态": 4, "名称": 3, "监管类别": 3, "名录": 2}
    found = {change.field: change for change in repository.one()}
    assert (found["名称"].before, found["名称"].after) == ("示例甲厂", "示例乙厂")
    assert (found["监管类别"].before, found["监管类别"].after) == ("一般", "重点")
    assert (found["标签"].added, found["标签"].removed) == (("污染物:废气", "规模:大型"), ("污染物:废水",))
    assert found["情形"].added == ("情形 两年内存在环境违法行为，起 2024-03-01，依据 示例〔2024〕1号",)
    assert [change.day for change in repository.one()] == sorted((c.day for c in repository.one()), reverse=True)


def test_what_no_snapshot_published_is_not_told(repository: Repository) -> None:
    """ "Nothing sealed": a committed change that the newest snapshot lacks, values in between, records never published."""
    repository.write()
    repository.write(name="示例秘密厂")
    repository.write(name="示例丙厂")
    repository.write(name="示例丙厂", status="停产")
    repository.write(code="91430902EXMP000002")
    repository.publish(**{CODE: {}})
    repository.publish(**{CODE: {"name": "示例丙厂"}})
    told = repository.told()
    assert told is not None and list(told) == [CODE]
    names = [change for change in told[CODE] if change.field == "名称"]
    assert [(change.before, change.after) for change in names] == [("示例甲厂", "示例丙厂")]
    assert "状态" not in {change.field for change in told[CODE]}, "whoever was found closed is not public before the opening"
    assert "秘密" not in repr(told) and "13912345678" not in repr(told)


def test_a_value_that_comes_back_is_told_when_it_is_published(repository: Repository) -> None:
    """Suspended once in public, and suspended again since the newest snapshot: only the first time is told."""
    for status in ("在营", "停产", "在营", "停产"):
        repository.write(status=status)
    for status in ("active", "suspended", "active"):
        repository.publish(**{CODE: {"status": status}})
    steps = [(change.day.day, change.after) for change in repository.one() if change.field == "状态"]
    assert steps == [(4, "在营"), (3, "停产")]


def test_moved_and_removed(repository: Repository) -> None:
    """A move to another area is one change; a record that is gone says so once the newest snapshot is without it."""
    repository.write()
    (repository.root / "records" / "entities" / "430902" / f"{CODE}.yaml").unlink()
    repository.write(area="430903")
    repository.publish(**{CODE: {}})
    repository.publish(**{CODE: {"area": "430903"}})
    assert [(c.field, c.before, c.after) for c in repository.one()] == [("区域", "资阳区", "赫山区"), ("名录", "", "列入")]
    repository.remove(area="430903")
    assert [change.after for change in repository.one()] == ["赫山区", "列入"]
    repository.publish()
    assert [change.after for change in repository.one()] == ["删去", "赫山区", "列入"]


def test_merged_changes_are_dated_by_their_merge(repository: Repository) -> None:
    """A branch is no history until it is merged: steps on it are not told, and its change counts from that day."""
    repository.write()
    repository.git("checkout", "-q", "-b", "side")
    repository.write(name="示例乙厂")
    repository.write(name="示例丙厂")
    repository.git("checkout", "-q", "main")
    repository.day += 5
    repository.git("merge", "-q", "--no-ff", "-m", "合并", "side")
    for name in ("示例甲厂", "示例乙厂", "示例丙厂"):
        repository.publish(**{CODE: {"name": name}})
    assert [(c.day.day, c.before, c.after) for c in repository.one() if c.field == "名称"] == [(9, "示例甲厂", "示例丙厂")]


def test_broken_versions_stop_nothing(repository: Repository) -> None:
    """What was once committed may be no record at all."""
    repository.write()
    place = repository.root / "records" / "entities" / "430902" / f"{CODE}.yaml"
    for data in (b"\xff\xfe\x00", "名称: [\n状态: {\n".encode(), b"", "名称: &a {b: *a}\n".encode()):
        repository.day += 1
        place.write_bytes(data)
        repository.git("commit", "-qam", "坏")
    repository.write(name="示例乙厂")
    repository.publish(**{CODE: {}})
    repository.publish(**{CODE: {"name": "示例乙厂"}})
    assert [(change.field, change.before, change.after) for change in repository.one() if change.field == "名录"]


def test_not_in_git_unborn_or_shallow(tmp_path: Path, repository: Repository) -> None:
    """Then nothing is told, and the page says why."""
    assert repository.told() is None, "no commit yet"
    repository.write()
    repository.write(name="示例乙厂")
    repository.publish(**{CODE: {"name": "示例乙厂"}})
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{tmp_path}", str(tmp_path / "shallow")], check=True)
    assert histories(tmp_path / "shallow" / "records", view(repository.snapshots), AREAS) is None
    untracked = tmp_path / "records" / "untracked"
    untracked.mkdir()
    assert histories(untracked, view(repository.snapshots), AREAS) is None


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (None, ["没有取得完整的历史"]),
        ({}, ["没有取得完整的历史"]),
        ("unchanged", ["本企业的记录没有变过"]),
        ("changed", ["示例甲厂 → 示例乙厂", "加上 规模:大型；去掉 污染物:废水", "进了快照才列出"]),
    ],
)
def test_on_the_page(told: Any, words: list[str]) -> None:
    """Under 记录的变更: a table, or why there is none."""
    own = entity(0, ())
    changes = (
        Change(date(2024, 1, 3), "名称", "示例甲厂", "示例乙厂"),
        Change(date(2024, 1, 2), "标签", added=("规模:大型",), removed=("污染物:废水",)),
    )
    told = {own.code: changes if told == "changed" else ()} if isinstance(told, str) else told
    pages = Pages(replace(site(), histories=told), site_sources() / "site" / "templates")
    page = read(next(each.content for each in pages.records() if each.path == f"e/{own.code}/"))
    assert page.faults == [] and "记录的变更" in page.text
    assert [word for word in words if word not in page.text] == []
