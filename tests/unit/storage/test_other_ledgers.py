"""What must not be extended: another history than the one that was signed here, or a ledger that does not hold."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.core import layout
from ledger.core.bodies import Amend
from ledger.core.checks.ledger import parse_lines
from ledger.core.encoding import Digest
from ledger.core.errors import StorageError
from ledger.core.note import Checkpoint, sign_checkpoint
from ledger.core.tree import root
from ledger.storage.disk import Disk
from ledger.storage.memory import Memory
from ledger.storage.repository import Repository
from ledger.storage.signing import signed_entries
from tests.unit.storage.replay import head_after, prepare, published_after, step_of, story, tree


def test_restored_backup(tmp_path: Path) -> None:
    """A repository that was put back is not extended: that would fork it."""
    index = step_of("disclose")
    records, home = prepare(tmp_path, index)
    shutil.copytree(records, tmp_path / "backup")
    story().steps[index].append(Repository(records, home), story().keys)
    shutil.rmtree(records)
    (tmp_path / "backup").rename(records)
    step = story().steps[index]
    for again in (step, replace(step, time=step.time + timedelta(days=1))):
        with pytest.raises(StorageError, match="旧备份"):
            again.append(Repository(records, home), story().keys)
    assert tree(records) == published_after(index - 1)


def test_another_history(tmp_path: Path) -> None:
    """A copy that went another way, as long or longer, with signatures that all hold: refused."""
    index = step_of("disclose")
    step = story().steps[index]
    records, home = prepare(tmp_path / "here", index)
    step.append(Repository(records, home), story().keys)
    there, _ = prepare(tmp_path / "there", index)
    replace(step, time=step.time + timedelta(hours=1)).append(Repository(there, tmp_path / "other home"), story().keys)
    with pytest.raises(StorageError, match="分叉"):
        story().steps[index + 1].append(Repository(there, home), story().keys)


def test_a_second_genesis(tmp_path: Path) -> None:
    """The ledger's folder is gone, or another repository takes the same origin: no new first line under that name."""
    records, home = prepare(tmp_path, 1)
    shutil.rmtree(records / "ledger")
    with pytest.raises(StorageError, match="旧备份"):
        story().steps[0].append(Repository(records, home), story().keys)
    assert tree(records) == {}


def test_extended_elsewhere(tmp_path: Path) -> None:
    """Another machine extended the ledger, and Git brought it here: it begins with what was signed here, so go on."""
    index = step_of("reveal")
    records, home = prepare(tmp_path, index)
    head = head_after(2)
    assert head is not None
    Memory(home, Disk()).remember(story().origin, head)
    said: list[str] = []
    story().steps[index].append(Repository(records, home), story().keys, said)
    assert said == []
    assert Memory(home, Disk()).last(story().origin) == head_after(index)


def test_first_time_on_this_machine(tmp_path: Path) -> None:
    """No memory: what is there is taken, and that is said."""
    index = step_of("reveal")
    records, _ = prepare(tmp_path, index)
    said: list[str] = []
    story().steps[index].append(Repository(records, tmp_path / "new home"), story().keys, said)
    assert [story().origin in line and "第一次" in line for line in said] == [True]
    assert Memory(tmp_path / "new home", Disk()).last(story().origin) == head_after(index)


def test_memory_that_cannot_be_read(tmp_path: Path) -> None:
    """A damaged memory is an error, never taken for none."""
    records, home = prepare(tmp_path, 3)
    (path,) = (home / "memory").iterdir()
    whole = path.read_bytes()
    for damaged in (b"", whole[:-1], whole.replace(b"test.example", b"best.example"), whole.replace(b'"v":1', b'"v":2')):
        path.write_bytes(damaged)
        with pytest.raises(StorageError, match="读不懂"):
            story().steps[3].append(Repository(records, home), story().keys)
    assert tree(records) == published_after(2)


# A ledger that must not be extended


@pytest.mark.parametrize("damage", ["byte", "tail", "swapped", "checkpoint", "no checkpoint", "no ledger", "crlf"])
def test_unsound_ledger(tmp_path: Path, damage: str) -> None:
    """Nothing is written on top of a ledger that does not verify."""
    index = step_of("disclose")
    records, home = prepare(tmp_path, index)
    ledger, checkpoint = records / "ledger" / layout.LEDGER, records / "ledger" / layout.CHECKPOINT
    lines = ledger.read_bytes().splitlines(keepends=True)
    if damage == "byte":
        ledger.write_bytes(ledger.read_bytes().replace(b"2023Q3", b"2023Q4", 1))
    elif damage == "tail":
        ledger.write_bytes(b"".join(lines[:-1]))
    elif damage == "swapped":
        ledger.write_bytes(b"".join([lines[0], lines[2], lines[1], *lines[3:]]))
    elif damage == "checkpoint":
        older = story().steps[index - 2].expected[layout.CHECKPOINT]
        checkpoint.write_bytes(older)
    elif damage == "no checkpoint":
        checkpoint.unlink()
    elif damage == "no ledger":
        ledger.unlink()
    else:
        ledger.write_bytes(ledger.read_bytes().replace(b"\n", b"\r\n"))
    before = tree(records)
    with pytest.raises(StorageError) as raised:
        story().steps[index].append(Repository(records, home), story().keys)
    assert "提示" in str(raised.value)
    assert tree(records) == before


def test_ledger_that_breaks_the_order(tmp_path: Path) -> None:
    """Well signed, but unlawful in the life of its draw: not extended."""
    index = step_of("disclose")
    records, home = prepare(tmp_path, index)
    ledger = records / "ledger" / layout.LEDGER
    entries = parse_lines(ledger.read_bytes())
    genesis = story().life.genesis
    assert genesis is not None
    unlawful = Amend(step_of("draw"), "correct", "示例", Digest("0" * 64))
    new, lines = signed_entries(entries, [unlawful], entries[-1].time, genesis, story().keys)
    leaves = [entry.leaf for entry in [*entries, *new]]
    ledger.write_bytes(ledger.read_bytes() + lines[0] + b"\n")
    head = Checkpoint(genesis.origin, len(leaves), root(leaves))
    signed = sign_checkpoint(head, genesis.origin, story().keys[genesis.origin])
    (records / "ledger" / layout.CHECKPOINT).write_bytes(signed)
    before = tree(records)
    with pytest.raises(StorageError, match="amend"):
        story().steps[index].append(Repository(records, home), story().keys)
    assert tree(records) == before


@pytest.mark.parametrize("what", ["pool", "tickets", "opening"])
@pytest.mark.parametrize("how", ["gone", "changed", "link"])
def test_documents_that_the_rules_rest_on(tmp_path: Path, what: str, how: str) -> None:
    """A verifier lets a rule be whose document it cannot read; the signer must not."""
    index = step_of("disclose") + 1
    records, home = prepare(tmp_path, index)
    word = {"pool": b'"inspectors":[', "tickets": b'"later":[', "opening": b'"nonce_proof":['}[what]
    name = next(path for path, data in tree(records).items() if word in data and not path.endswith("ledger.jsonl"))
    if how == "changed":
        (records / name).write_bytes(b"{}")
    else:
        (records / name).unlink()
    if how == "link":
        (records / name).symlink_to("/dev/null")
    before = tree(records)
    with pytest.raises(StorageError) as raised:
        story().steps[index].append(Repository(records, home), story().keys)
    assert str(raised.value)
    assert tree(records) == before


class MeddlingDisk(Disk):
    """Something else changes a file while the ledger is being written."""

    def __init__(self, target: Path, data: bytes) -> None:
        self.target, self.data = target, data

    def write_new(self, path: Path, data: bytes, *, private: bool = False) -> None:
        """After each new file, the meddler writes."""
        super().write_new(path, data, private=private)
        if self.target.exists():
            self.target.write_bytes(self.data)


@pytest.mark.parametrize("what", ["ledger.jsonl", ".staging/0", ".staging/1", ".staging/2"])
def test_reread_before_signing(tmp_path: Path, what: str) -> None:
    """“Before signing, the file is reread and its root recomputed”: a change meanwhile stops it."""
    index = step_of("disclose")
    records, home = prepare(tmp_path, index)
    ledger = records / "ledger" / "ledger.jsonl"
    other = ledger.read_bytes().replace(b"2023Q3", b"2023Q4")
    target = records / "ledger" / what
    with pytest.raises(StorageError, match=r"改动|损坏"):
        story().steps[index].append(Repository(records, home, MeddlingDisk(target, other)), story().keys)
    assert not (records / "ledger" / ".staging").exists()
    assert (records / "ledger" / layout.CHECKPOINT).read_bytes() == published_after(index - 1)["ledger/checkpoint"]
    assert Memory(home, Disk()).last(story().origin) == head_after(index - 1)
