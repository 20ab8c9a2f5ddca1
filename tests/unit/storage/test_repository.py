"""Writing through `Repository`: byte for byte what the protocol says, and refusing all else."""

import multiprocessing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from ledger.core import layout
from ledger.core.bodies import Publish, type_of
from ledger.core.checks.ledger import parse_lines
from ledger.core.encoding import sha256
from ledger.core.errors import FormError, MingchouError, OrderError, RefusedError, StorageError
from ledger.core.verify import verify
from ledger.storage.disk import Disk
from ledger.storage.memory import NOTHING, Head, Memory, head_of
from ledger.storage.repository import Repository
from ledger.storage.signing import choose_signers, needed_keys
from tests.support.bureau import ROLES, secret
from tests.support.ledgers import AS_OF
from tests.unit.storage.replay import Step, head_after, prepare, published_after, step_of, story, tree


def public(records: Path) -> dict[str, bytes]:
    """The published files by layout path."""
    return {path.removeprefix("ledger/"): data for path, data in tree(records).items() if path.startswith("ledger/")}


def test_whole_story_byte_for_byte(tmp_path: Path) -> None:
    """Every type of entry appended one by one gives the ledger that the bureau wrote in memory, kept checkpoints too."""
    bureau = story(full=True)
    (tmp_path / "records").mkdir()
    repository = Repository(tmp_path / "records", tmp_path / "home")
    said: list[str] = []
    for step in bureau.steps:
        entries = step.append(repository, bureau.keys, said)
        assert [entry.type for entry in entries] == [type_of(step.body)]
        assert public(tmp_path / "records") == step.expected
    assert said == []
    assert {type_of(step.body) for step in bureau.steps} >= {"withhold", "cancel", "reveal", "amend", "adjust"}
    report = verify(repository.read, bureau.policy(), AS_OF)
    assert not [check for check in report.checks if check.status == "fail"]


def test_several_entries_at_once(tmp_path: Path) -> None:
    """A snapshot and an announcement are one write: the second may rest on the first."""
    bureau = story()
    (tmp_path / "records").mkdir()
    repository = Repository(tmp_path / "records", tmp_path / "home")
    several = bureau.steps[: step_of("announce") + 1]
    with repository.writing(print) as writing:
        new = writing.append(
            [step.body for step in several],
            time=several[-1].time,
            keys=bureau.keys,
            files={path: data for step in several for path, data in step.files.items()},
        )
        assert writing.entries == new
        assert writing.life.draws["A-general"].announced.leaf == new[-1].leaf
        assert writing.life.draws["A-general"].pool is not None
    assert len(parse_lines(repository.read(layout.LEDGER) or b"")) == len(several)


def test_append_twice_in_one_writing(tmp_path: Path) -> None:
    """Life, documents and entries follow what was written."""
    index = step_of("draw")
    records, home = prepare(tmp_path, index)
    with Repository(records, home).writing(print) as writing:
        for step in story().steps[index : index + 2]:
            writing.append([step.body], time=step.time, keys=story().keys, files=step.files, keep_checkpoint=step.keep)
        assert writing.life.draws["A-general"].state == "drawn"
        assert [rank.status for rank in writing.life.draws["A-general"].ranks.values()].count("disclosed") == 1
        assert writing.documents.bytes_or_none(layout.result("A-general", 0)) is not None
    assert tree(records) == published_after(index + 1)


def refused(tmp_path: Path, index: int, step: Step, error: type[MingchouError], keys: dict[str, SigningKey] | None = None) -> str:
    """Appending must be refused with nothing written; what is said."""
    records, home = prepare(tmp_path, index)
    with pytest.raises(error) as raised:
        step.append(Repository(records, home), keys if keys is not None else story().keys)
    assert tree(records) == published_after(index - 1)
    assert Memory(home, Disk()).last(story().origin) == head_after(index - 1)
    return str(raised.value)


def test_order_is_held_before_signing(tmp_path: Path) -> None:
    """A second draw of the same batch: `OrderError`, nothing written."""
    draw = story().steps[step_of("draw")]
    index = step_of("disclose")
    late = replace(draw, time=story().steps[index].time, files={}, keep=False)
    assert "已经抽过" in refused(tmp_path, index, late, OrderError)


def test_clock_that_went_back(tmp_path: Path) -> None:
    """An entry is never earlier than the one before (protocol, `time`)."""
    index = step_of("disclose")
    step = story().steps[index]
    early = replace(step, time=story().steps[index - 1].time - timedelta(seconds=1))
    assert "时钟" in refused(tmp_path, index, early, OrderError)


@pytest.mark.parametrize("type", ["publish", "snapshot", "announce", "draw", "disclose", "amend"])
def test_missing_file(tmp_path: Path, type: str) -> None:
    """An entry is not signed while a file that it calls for is missing."""
    index = step_of(type)
    step = story().steps[index]
    assert step.files
    for path in step.files:
        rest = {other: data for other, data in step.files.items() if other != path}
        # A corrected result that is not there leaves the old one in place, which then has not been replaced by anything.
        if type == "amend" and "@" not in path:
            continue
        error = RefusedError if type == "amend" else FormError
        assert path in refused(tmp_path / sha256(path.encode()), index, replace(step, files=rest), error) or type == "amend"


@pytest.mark.parametrize(
    "path",
    [
        "../escape", "/etc/escape", "ledger.jsonl", "checkpoint", "checkpoints/3", ".staging/0", "files/../x",
        "openings/A/00.json", "",
    ],
)  # fmt: skip
def test_strange_paths(tmp_path: Path, path: str) -> None:
    """Only the layout's documents are taken from a caller."""
    index = step_of("disclose")
    step = story().steps[index]
    refused(tmp_path / "put", index, replace(step, files=step.files | {path: b"x"}), FormError)
    refused(tmp_path / "remove", index, replace(step, remove=(path,)), FormError)


def test_files_are_named_by_their_digest(tmp_path: Path) -> None:
    """`files/<sha256>` holds these bytes and no others; only a result may be removed."""
    index = step_of("disclose")
    step = story().steps[index]
    wrong = {layout.file(sha256(b"one")): b"two"}
    assert "SHA-256" in refused(tmp_path / "a", index, replace(step, files=step.files | wrong), FormError)
    pool = next(path for path in story().steps[step_of("announce")].files if path.startswith("files/"))
    refused(tmp_path / "b", index, replace(step, remove=(pool,)), FormError)


@pytest.mark.parametrize("name", [("A-general", "../x"), ("..", "officer-a"), ("A-general", ""), ("a/b", "c")])
def test_strange_officers(tmp_path: Path, name: tuple[str, str]) -> None:
    """Names in the paths of sealed copies are ids."""
    index = step_of("announce")
    refused(tmp_path, index, replace(story().steps[index], sealed={name: b"x"}), FormError)


def test_a_published_result_is_not_overwritten(tmp_path: Path) -> None:
    """“An amended result replaces the published file; the one before stays beside it”."""
    index = step_of("amend", "correct")
    step = story().steps[index]
    kept = next(path for path in step.files if "@" in path)
    lossy = {path: data for path, data in step.files.items() if path != kept}
    refused(tmp_path / "lost", index, replace(step, files=lossy), RefusedError)
    records, home = prepare(tmp_path / "kept", index)
    before = (records / "ledger" / kept.split("@")[0]).with_suffix(".json").read_bytes()
    step.append(Repository(records, home), story().keys)
    assert (records / "ledger" / kept).read_bytes() == before


def test_keys(tmp_path: Path) -> None:
    """Two roles take two keys; a missing key, another's key under the name, no log key: refused."""
    index = step_of("announce")
    step, keys = story().steps[index], story().keys
    clerk, supervisor, log = keys
    assert "各用一把" in refused(tmp_path / "a", index, step, RefusedError, {clerk: keys[clerk], log: keys[log]})
    assert log in refused(tmp_path / "b", index, step, RefusedError, {clerk: keys[clerk], supervisor: keys[supervisor]})
    other = keys | {supervisor: SigningKey(secret("someone else"))}
    assert "不成对" in refused(tmp_path / "c", index, step, RefusedError, other)


def test_needed_keys() -> None:
    """One key a role, in the order of genesis, the log's always."""
    genesis = story().life.genesis
    assert genesis is not None
    clerk, supervisor, log = (f"test.example/{short}" for short in ROLES)
    names = [clerk, supervisor, log]
    assert choose_signers(genesis, "announce", names) == (clerk, supervisor)
    assert choose_signers(genesis, "keys", names) == (supervisor, clerk)
    assert needed_keys(genesis, ["publish"], names) == [clerk, log]
    assert needed_keys(genesis, ["publish", "announce"], names) == names
    with pytest.raises(RefusedError, match="clerk"):
        needed_keys(genesis, ["publish"], [supervisor, log])
    with pytest.raises(RefusedError, match="检查点"):
        needed_keys(genesis, ["publish"], [clerk])
    both = replace(genesis, required=dict(genesis.required) | {"publish": ("supervisor", "admin")})
    with pytest.raises(RefusedError, match="各用一把"):  # the supervisor's key holds both roles, and fills only one
        choose_signers(both, "publish", names)


def test_without_genesis(tmp_path: Path) -> None:
    """Nothing is written before the genesis entry."""
    step = story().steps[step_of("publish")]
    refused(tmp_path, 0, step, OrderError)


# One writer


def _hold(records: Path, home: Path, ready: "multiprocessing.synchronize.Event", go: "multiprocessing.synchronize.Event") -> None:
    with Repository(records, home).writing(print):
        ready.set()
        go.wait(30)


@pytest.mark.parametrize("shared", ["records", "home"])
def test_one_writer(tmp_path: Path, shared: str) -> None:
    """A second process with the same repository, or another clone with the same memory, is told to wait."""
    records, home = prepare(tmp_path / "a", 2)
    other_records, other_home = prepare(tmp_path / "b", 2)
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(records, home, ready, go))
    process.start()
    try:
        assert ready.wait(30)
        second = Repository(records, other_home) if shared == "records" else Repository(other_records, home)
        with pytest.raises(StorageError, match="正在写"), second.writing(print):
            raise AssertionError("two writers")
    finally:
        go.set()
        process.join(30)
    with second.writing(print):
        pass
    assert not (records / "ledger" / ".lock").exists()


def test_same_file_again(tmp_path: Path) -> None:
    """A document that is published already is left alone; its new entry is written."""
    index = step_of("publish")
    step = story().steps[index]
    records, home = prepare(tmp_path, index)
    repository = Repository(records, home)
    step.append(repository, story().keys)
    (path,) = step.files
    inode = (records / "ledger" / path).stat().st_ino
    assert isinstance(step.body, Publish)
    replace(step, body=replace(step.body, id="again")).append(repository, story().keys)
    assert (records / "ledger" / path).stat().st_ino == inode
    assert len(parse_lines(repository.read(layout.LEDGER) or b"")) == index + 2


def test_head_of_nothing() -> None:
    """RFC 6962: the root of an empty tree is SHA-256 of nothing."""
    assert head_of([]) == NOTHING == Head(0, sha256(b""))
