"""What is found half written is not trusted: a manifest may have come with a pull request."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from ledger.core import layout
from ledger.core.bodies import type_of
from ledger.core.encoding import Hash, jcs, parse_jcs, sha256
from ledger.core.errors import FormError, StorageError
from ledger.core.note import Checkpoint, sign_checkpoint
from ledger.storage import places
from ledger.storage.disk import Disk
from ledger.storage.memory import Head, Memory, head_of
from ledger.storage.recovery import leaves_of
from ledger.storage.repository import Repository
from ledger.storage.staging import Manifest, Put, Staging, parse_manifest
from tests.unit.storage.replay import Crash, FailingDisk, head_after, prepare, published_after, step_of, story, tree

INDEX = step_of("disclose")
PATHS = [
    places.public(layout.file("0" * 64)),
    places.public(layout.result("A", 0, 5)),
    places.sealed("A", "officer-a"),
    places.public(layout.LEDGER),
    places.public(layout.kept_checkpoint(7)),
    places.public(layout.CHECKPOINT_INDEX),
    places.public(layout.CHECKPOINT),
]


def committed(folder: Path) -> tuple[Path, Path]:
    """A repository whose writer stopped right after the write began to count."""
    records, home = prepare(folder / "dry", INDEX)
    dry = FailingDisk()
    story().steps[INDEX].append(Repository(records, home, dry), story().keys)
    at = next(i for i, (name, path) in enumerate(dry.log) if name == "rename" and path.name == "manifest.new")
    records, home = prepare(folder, INDEX)
    with pytest.raises(Crash):
        story().steps[INDEX].append(Repository(records, home, FailingDisk(at, "after")), story().keys)
    return records, home


def change_manifest(records: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest as JSON."""
    path = records / places.STAGING / "manifest"
    value: Any = parse_jcs(path.read_bytes(), "manifest")
    change(value)
    path.write_bytes(jcs(value))


def refuse(records: Path, home: Path) -> str:
    """The next command refuses, changes nothing, and says what is wrong."""
    before, memory = tree(records), tree(home)
    for attempt in (
        lambda: Repository(records, home).settle(print),
        lambda: story().steps[INDEX + 1].append(Repository(records, home), story().keys),
    ):
        with pytest.raises(StorageError) as raised:
            attempt()
        assert tree(records) == before
        assert tree(home) == memory
    assert "提示" in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    "path",
    [
        "../../home/.bashrc", "ledger/../../x", "/etc/passwd", "agency.yaml", "ledger/.staging/0", "ledger/files/x",
        "results/A/0.yaml", "sealed/../agency.yaml", "sealed/A/b/c", "ledger/checkpoints/0", "ledger/checkpoints/../x", "",
        "ledger/", "ledger//checkpoint", "ledger\\checkpoint", "ledger/results/A/0.json/x", "ledger/results/A/01.json",
    ],
)  # fmt: skip
def test_manifest_names_only_the_ledgers_files(tmp_path: Path, path: str) -> None:
    """Whatever a manifest says, nothing outside the ledger's own files is written or removed."""
    assert not places.is_written(path)
    records, home = committed(tmp_path)
    manifest = (records / places.STAGING / "manifest").read_bytes()
    change_manifest(records, lambda value: value["put"][0].update(path=path))
    refuse(records, home)
    (records / places.STAGING / "manifest").write_bytes(manifest)
    change_manifest(records, lambda value: value["remove"].append(path))
    refuse(records, home)


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a staged file outside": lambda value: value["put"][0].update(staged="../x"),
    "a staged name of other digits": lambda value: value["put"][0].update(staged="²"),
    "another digest": lambda value: value["put"][0].update(sha256="0" * 64),
    "removes the pool": lambda value: value["remove"].append(next(p for p in published_after(INDEX) if "/files/" in p)),
    "another origin": lambda value: value.update(origin="other.example/ledger"),
    "another head before": lambda value: value["before"].update(root="0" * 64),
    "a smaller head before": lambda value: value["before"].update(size=value["before"]["size"] - 1),
    "another head after": lambda value: value["after"].update(root="0" * 64),
    "nothing to put": lambda value: value.update(put=[]),
    "no checkpoint": lambda value: value["put"].pop(),
    "the checkpoint first": lambda value: value["put"].reverse(),
    "no ledger": lambda value: value["put"].pop(-2),
    "another version": lambda value: value.update(v=2),
    "an unknown field": lambda value: value.update(more="x"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_manifest_that_does_not_fit(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Neither finished nor undone: a person has to look."""
    records, home = committed(tmp_path)
    change_manifest(records, change)
    refuse(records, home)


@pytest.mark.parametrize("data", [b"", b"{", b"{}", b"\xff", b"[]", b"{}\n"])
def test_manifest_that_cannot_be_read(tmp_path: Path, data: bytes) -> None:
    """A manifest is renamed into place whole: one that cannot be read was changed by somebody."""
    records, home = committed(tmp_path)
    (records / places.STAGING / "manifest").write_bytes(data)
    refuse(records, home)


@pytest.mark.parametrize("name", ["0", "1", "2", "3"])
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_staged_file_that_was_touched(tmp_path: Path, name: str, how: str) -> None:
    """What was synced is not there any more: refused, with the path."""
    records, home = committed(tmp_path)
    path = records / places.STAGING / name
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert "损坏" in refuse(records, home)


def test_a_forged_write(tmp_path: Path) -> None:
    """A staging folder that came with a pull request: its checkpoint is not signed by the log."""
    records, home = committed(tmp_path)
    folder = records / places.STAGING
    manifest = parse_manifest((folder / "manifest").read_bytes())
    ledger = next(put for put in manifest.puts if put.path == places.public(layout.LEDGER))
    data = (folder / ledger.staged).read_bytes().replace(b'"rank":0', b'"rank":1')
    head = head_of(leaves_of(data))
    checkpoint = Checkpoint(story().origin, head.size, Hash(bytes.fromhex(head.root)))
    forged = sign_checkpoint(checkpoint, story().origin, SigningKey(bytes(32)))
    (folder / ledger.staged).write_bytes(data)
    (folder / manifest.puts[-1].staged).write_bytes(forged)
    puts = [put for put in manifest.puts[:-1] if put != ledger]
    puts += [Put(ledger.path, sha256(data), ledger.staged), Put(manifest.puts[-1].path, sha256(forged), manifest.puts[-1].staged)]
    (folder / "manifest").write_bytes(jcs(Manifest(manifest.origin, manifest.before, head, tuple(puts), ()).json()))
    assert "签名" in refuse(records, home)


def test_ledger_changed_after_the_crash(tmp_path: Path) -> None:
    """Git brought another ledger between the crash and the next command: it is not overwritten."""
    records, home = committed(tmp_path)
    for path, data in published_after(INDEX - 2).items():
        (records / path).write_bytes(data)
    assert "要接在" in refuse(records, home)


def test_signed_something_else_since(tmp_path: Path) -> None:
    """Another clone of the same repository signed with the same home after the crash: finishing would fork."""
    records, home = committed(tmp_path)
    other = head_after(INDEX)
    assert other is not None
    Memory(home, Disk()).remember(story().origin, Head(other.size, sha256(b"another entry")))
    assert "分叉" in refuse(records, home)


def test_link_on_the_way(tmp_path: Path) -> None:
    """A link in place of a folder may lead out of the repository: it is not followed."""
    (tmp_path / "outside").mkdir()
    records, home = committed(tmp_path / "after a crash")
    (records / "ledger" / "results").symlink_to(tmp_path / "outside")
    assert "符号链接" in refuse(records, home)
    records, home = prepare(tmp_path / "at once", INDEX)
    (records / "ledger" / "results").symlink_to(tmp_path / "outside")
    with pytest.raises(StorageError, match="符号链接"):
        story().steps[INDEX].append(Repository(records, home), story().keys)
    assert list((tmp_path / "outside").iterdir()) == []


def test_linked_records_folder(tmp_path: Path) -> None:
    """Where `records/` itself is a link the person who made it knows where it leads."""
    records, home = prepare(tmp_path, INDEX)
    (tmp_path / "link").symlink_to(records)
    story().steps[INDEX].append(Repository(tmp_path / "link", home), story().keys)
    assert tree(records) == published_after(INDEX)


def test_open_twice(tmp_path: Path) -> None:
    """A write does not begin on top of another."""
    (tmp_path / "ledger").mkdir()
    staging = Staging(tmp_path, Disk())
    staging.open()
    with pytest.raises(StorageError, match="收尾"):
        Staging(tmp_path, Disk()).open()
    with pytest.raises(FormError):
        staging.put("agency.yaml", b"x")


def test_settle_without_anything(tmp_path: Path) -> None:
    """A repository in order: nothing is said, nothing locked, nothing made."""
    records = tmp_path / "records"
    records.mkdir()
    said: list[str] = []
    Repository(records, tmp_path / "home").settle(said.append)
    assert said == []
    assert list(tmp_path.rglob("*")) == [records]


@given(
    st.builds(Head, st.integers(0, 2**53 - 1), st.binary().map(sha256)),
    st.builds(Head, st.integers(0, 2**53 - 1), st.binary().map(sha256)),
    st.lists(st.builds(Put, st.sampled_from(PATHS), st.binary().map(sha256), st.integers(0, 99).map(str)), min_size=1).map(tuple),
    st.lists(st.sampled_from(["ledger/results/A/0.json", "ledger/results/B-2/12@7.json"])).map(tuple),
)
def test_manifest_comes_back(before: Head, after: Head, puts: tuple[Put, ...], removes: tuple[str, ...]) -> None:
    """`parse_manifest` reads what `Manifest.json` writes."""
    manifest = Manifest("示例.example/ledger", before, after, puts, removes)
    assert parse_manifest(jcs(manifest.json())) == manifest


def test_all_paths_of_the_story_may_be_written() -> None:
    """The patterns cover every path that the layout gives."""
    paths = {path for step in story(full=True).steps for path in step.expected}
    assert all(places.is_written(path) for path in [*map(places.public, paths), *PATHS])
    folders = {"ledger.jsonl", "checkpoint", "checkpoints", "files", "openings", "results", "snapshots"}
    assert {path.split("/")[0] for path in paths} == folders
    assert any("@" in path for path in paths)
    assert {type_of(step.body) for step in story(full=True).steps} > {"amend"}
