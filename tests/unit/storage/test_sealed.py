"""The officers' sealed copies, and the records that are not published."""

import os
import stat
from pathlib import Path

import nacl.public
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.encoding import DrawId, format_base64, jcs, sha256
from ledger.core.errors import FormError, MingchouError, RefusedError, StorageError
from ledger.storage.keyring import OfficerKey
from ledger.storage.places import is_written, sealed
from ledger.storage.sealed import open_sealed, seal, seal_to_all
from ledger.storage.secret import Secret
from ledger.storage.withheld import Withheld
from tests.support.bureau import secret
from tests.unit.storage.replay import Crash, FailingDisk, tree

DRAW = DrawId("2024Q4-430902-key")
MASTER = Secret(secret("master"))
OFFICERS = {name: OfficerKey(name, Secret(secret(name))) for name in ("officer-a", "officer-b")}
PUBLIC = {name: key.public for name, key in OFFICERS.items()}


def test_each_officer_opens_his_own() -> None:
    """One copy each; each opens with its officer's key and with no other."""
    copies = seal_to_all(DRAW, MASTER, PUBLIC)
    assert sorted(copies) == [(DRAW, "officer-a"), (DRAW, "officer-b")]
    for (draw, name), data in copies.items():
        assert open_sealed(data, DrawId(draw), OFFICERS[name]).reveal() == MASTER.reveal()
        other = next(key for key in OFFICERS.values() if key.name != name)
        with pytest.raises(StorageError, match="打不开"):
            open_sealed(data, DrawId(draw), other)


def test_a_copy_is_one_line_of_text() -> None:
    """No tool changes its line ends, and it says nothing of the master."""
    data = seal(DRAW, MASTER, "officer-a", PUBLIC["officer-a"])
    assert data.isascii()
    assert data.endswith(b"\n")
    assert data.count(b"\n") == 1
    assert seal(DRAW, MASTER, "officer-a", PUBLIC["officer-a"]) != data
    assert len(seal(DRAW, Secret(bytes(32)), "officer-a", PUBLIC["officer-a"])) == len(data)
    for form in (MASTER.reveal().hex(), format_base64(MASTER.reveal())):
        assert form.encode() not in data


def test_a_copy_of_another_draw() -> None:
    """Put in another's place, it is found out."""
    data = seal(DrawId("other"), MASTER, "officer-a", PUBLIC["officer-a"])
    with pytest.raises(StorageError, match="另一批抽取 other"):
        open_sealed(data, DRAW, OFFICERS["officer-a"])


def test_every_change_of_a_byte_is_refused() -> None:
    """Each byte of a copy, changed; cut short; with other line ends."""
    data = seal(DRAW, MASTER, "officer-a", PUBLIC["officer-a"])
    others = [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(len(data))]
    for changed in [*others, data[:-1], data + b"\n", data[:-1] + b"\r\n", b"", b"\n", data[4:], "汉字\n".encode()]:
        with pytest.raises(StorageError, match=sealed(DRAW, "officer-a")):
            open_sealed(changed, DRAW, OFFICERS["officer-a"])


LOUD = MASTER.reveal().hex().upper()


@pytest.mark.parametrize(
    "inner", [b"", b"{}", bytes(32), jcs({"draw": DRAW, "master": "00"}), jcs({"draw": DRAW, "master": LOUD})]
)
def test_strange_content(inner: bytes) -> None:
    """Sealed to the right key, but not a master: an error that does not quote it."""
    box = nacl.public.SealedBox(nacl.public.PublicKey(PUBLIC["officer-a"])).encrypt(inner)
    with pytest.raises(StorageError, match="内容不合规") as raised:
        open_sealed(format_base64(box).encode() + b"\n", DRAW, OFFICERS["officer-a"])
    assert LOUD not in str(raised.value)


@pytest.mark.parametrize("public", [bytes(32), b"\x01" + bytes(31), b"short", b""])
def test_bad_public_keys(public: bytes) -> None:
    """A key of small order or of another length seals nothing: said by officer."""
    with pytest.raises(RefusedError, match="officer-x"):
        seal(DRAW, MASTER, "officer-x", public)


def test_somebody_must_keep_it() -> None:
    """No officers, or one key for two: refused."""
    with pytest.raises(RefusedError, match="没有保管人"):
        seal_to_all(DRAW, MASTER, {})
    with pytest.raises(RefusedError, match="同一把"):
        seal_to_all(DRAW, MASTER, {"a": PUBLIC["officer-a"], "b": PUBLIC["officer-a"]})


def test_withheld_record_comes_back(tmp_path: Path) -> None:
    """Kept by the digest that commits to it: 0600, outside the repository, never in another's place."""
    store = Withheld(tmp_path)
    one, two = sha256(b"one"), sha256(b"two")
    path = store.keep(DRAW, 3, one, b"record one")
    store.keep(DRAW, 3, two, b"record two")
    assert (store.find(DRAW, 3, one), store.find(DRAW, 3, two)) == (b"record one", b"record two")
    assert store.find(DRAW, 4, one) is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.is_relative_to(tmp_path / "withheld" / DRAW / "3")
    store.keep(DRAW, 3, one, b"record one")
    with pytest.raises(StorageError, match="另一份"):
        store.keep(DRAW, 3, one, b"another")
    assert store.find(DRAW, 3, one) == b"record one"
    with pytest.raises(FormError):
        store.keep("../x", 3, one, b"record one")
    path.chmod(0o644)
    with pytest.raises(StorageError, match="别人也能读"):
        store.find(DRAW, 3, one)


def test_withheld_record_and_crashes(tmp_path: Path) -> None:
    """Whole or not there; trying again keeps it."""
    digest = sha256(b"x")
    dry = FailingDisk()
    Withheld(tmp_path / "dry", dry).keep(DRAW, 0, digest, b"record")
    for at, mode in dry.points():
        home = tmp_path / f"{at}-{mode}"
        with pytest.raises(Crash):
            Withheld(home, FailingDisk(at, mode)).keep(DRAW, 0, digest, b"record")
        assert Withheld(home).find(DRAW, 0, digest) in (None, b"record")
        Withheld(home).keep(DRAW, 0, digest, b"record")
        assert list(tree(home).values()) == [b"record"]


def test_mode_does_not_depend_on_the_umask(tmp_path: Path) -> None:
    """Not even for a moment: the file is made with it."""
    before = os.umask(0)
    try:
        Withheld(tmp_path).keep(DRAW, 0, sha256(b"x"), b"record")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "withheld").rglob("*")}
    assert modes == {0o700, 0o600}


@given(st.text(max_size=20), st.text(max_size=20))
def test_sealed_paths_stay_in_their_folder(draw: str, officer: str) -> None:
    """`records/sealed/<draw>/<officer>`: whatever the names, one path of three parts or an error."""
    try:
        path = sealed(draw, officer)
    except MingchouError:
        assert not is_written(f"sealed/{draw}/{officer}")
    else:
        assert path.split("/") == ["sealed", draw, officer]
        assert officer not in ("", ".", "..")
        assert is_written(path)
