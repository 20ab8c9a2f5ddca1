"""Each operation on files: durable when it returns, and every refusal of the system in words."""

import os
import stat
from pathlib import Path

import pytest

import ledger.storage.lock as lock
from ledger.core.errors import StorageError
from ledger.storage.disk import Disk, make_folders, replace_file
from ledger.storage.lock import locked
from tests.unit.storage.replay import READS, WRITES, Crash, FailingDisk


def test_failing_disk_covers_every_operation() -> None:
    """A new operation of `Disk` cannot be left out of the crash tests."""
    assert {name for name in vars(Disk) if not name.startswith("_")} == {*READS, *WRITES}


def test_everything_is_synced_before_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new file and its folder; both folders of a rename; the folder of what goes."""
    synced: list[int] = []
    real = os.fsync

    def sync(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    disk, one, two = Disk(), tmp_path / "one", tmp_path / "two"

    def inode(path: Path) -> int:
        return path.stat().st_ino

    disk.make_folder(one)
    disk.make_folder(two)
    assert synced == [inode(tmp_path)] * 2
    disk.write_new(one / "a", b"x")
    assert synced[2:] == [inode(one / "a"), inode(one)]
    disk.rename(one / "a", two / "b")
    assert set(synced[4:]) == {inode(one), inode(two)}
    disk.unlink(two / "b")
    assert synced[6:] == [inode(two)]
    disk.remove_folder(two)
    assert synced[7:] == [inode(tmp_path)]


def test_data_is_on_disk_before_the_file_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`replace_file`: temporary file, sync, rename."""
    order: list[str] = []
    real_sync, real_replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda d: (order.append("sync"), real_sync(d)))
    monkeypatch.setattr(os, "replace", lambda a, b: (order.append("rename"), real_replace(a, b)))
    (tmp_path / "a").write_bytes(b"old")
    replace_file(Disk(), tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert order.index("sync") < order.index("rename") < len(order) - 1
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_new_means_new(tmp_path: Path) -> None:
    """`write_new` never touches what is there, nor follows a link."""
    (tmp_path / "there").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("there", "link"):
        with pytest.raises(StorageError, match="写不了"):
            Disk().write_new(tmp_path / name, b"y")
    assert (tmp_path / "there").read_bytes() == b"x"
    assert not (tmp_path / "nowhere").exists()


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    """Not a link, a folder or a pipe; what is absent is None."""
    (tmp_path / "there").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    os.mkfifo(tmp_path / "pipe")
    disk = Disk()
    assert disk.read(tmp_path / "there") == b"x"
    assert disk.read(tmp_path / "absent") is disk.read(tmp_path / "there" / "below") is None
    for name in ("link", "pipe", "."):
        with pytest.raises(StorageError) as raised:
            disk.read(tmp_path / name)
        assert raised.value.place == str(tmp_path / name)


def test_refusals_are_in_words(tmp_path: Path) -> None:
    """No `OSError` gets out."""
    disk, file = Disk(), tmp_path / "file"
    file.write_bytes(b"x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_bytes(b"x")
    for act in (
        lambda: disk.make_folder(tmp_path / "a" / "b"),
        lambda: disk.make_folder(file),
        lambda: make_folders(disk, file / "x"),
        lambda: disk.write_new(tmp_path / "a" / "b", b""),
        lambda: disk.rename(tmp_path / "absent", file),
        lambda: disk.unlink(tmp_path / "full"),
        lambda: disk.remove_folder(tmp_path / "full"),
        lambda: disk.names(file),
    ):
        with pytest.raises(StorageError):
            act()
    assert file.read_bytes() == b"x"


def test_what_is_gone_may_go_again(tmp_path: Path) -> None:
    """Recovery does things twice."""
    disk = Disk()
    disk.unlink(tmp_path / "absent")
    disk.remove_folder(tmp_path / "absent")
    make_folders(disk, tmp_path / "a" / "b")
    make_folders(disk, tmp_path / "a" / "b")
    assert disk.names(tmp_path / "a") == ["b"]
    assert disk.names(tmp_path / "absent") == []


def test_private_from_the_first_moment(tmp_path: Path) -> None:
    """The mode is given when the file is made, not set afterwards."""
    before = os.umask(0)
    try:
        with pytest.raises(Crash):
            FailingDisk(0, "empty").write_new(tmp_path / "a", b"secret", private=True)
        make_folders(Disk(), tmp_path / "b" / "c", private=True)
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a", "b", "b/c")] == [0o600, 0o700, 0o700]


def test_lock(tmp_path: Path) -> None:
    """One holder; a file that a killed process left is no lock; nothing stays behind."""
    path = tmp_path / ".lock"
    path.touch()
    with locked(path):
        with pytest.raises(StorageError, match="正在写"), locked(path):
            raise AssertionError("two holders")
        assert path.exists()
    assert not path.exists()
    with pytest.raises(StorageError, match="锁文件"), locked(tmp_path / "absent" / ".lock"):
        raise AssertionError("no folder")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="锁文件"), locked(path):
        raise AssertionError("a link")


def test_lock_file_that_goes_while_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The holder before removes the file between another's opening and locking it: then that is no lock, and it tries again."""
    path, real, taken = tmp_path / ".lock", lock._take, []

    def take(descriptor: int) -> None:
        if not taken:
            path.unlink()
        taken.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(lock, "_take", take)
    with locked(path):
        assert len(taken) == 2
        with pytest.raises(StorageError, match="正在写"), locked(path):
            raise AssertionError("two holders")
