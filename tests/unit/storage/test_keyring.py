"""Private keys: outside the repository, for their owner only, under a passphrase or explicitly in plain, never shown."""

import io
import json
import os
import pickle
import stat
import traceback
from collections.abc import Callable
from pathlib import Path

import nacl.pwhash.argon2id as argon2id
import nacl.secret
import pytest

from ledger.core.encoding import format_base64, jcs
from ledger.core.errors import MingchouError, RefusedError, StorageError
from ledger.core.note import format_vkey, parse_vkey, verify_signature
from ledger.storage.disk import Disk
from ledger.storage.keyring import KeyInfo, Keyring, OfficerKey, parse_secret_hex
from ledger.storage.passphrase import MODERATE, MOST_MEMORY, MOST_OPS, Cost, passphrase_of
from ledger.storage.places import home_folder, key_file
from ledger.storage.secret import Secret, Signer
from tests.support.bureau import secret
from tests.unit.storage.replay import Crash, FailingDisk, tree

NAME = "示例.example/clerk"
PASSPHRASE = passphrase_of("一匹 正确的 马 电池")
CHEAP = Cost(argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)


def no_passphrase(name: str) -> Secret:
    """A key in plain asks for nothing."""
    raise AssertionError(f"asked for the passphrase of {name}")


def answer(passphrase: Secret = PASSPHRASE) -> Callable[[str], Secret]:
    """Whoever types the passphrase."""
    return lambda _: passphrase


def keyring(home: Path) -> Keyring:
    """A keyring whose passphrases are cheap to try, for tests."""
    return Keyring(home, cost=CHEAP)


def rewrite(home: Path, kind: str, name: str, change: Callable[[dict[str, object]], object]) -> None:
    """Change a key file as JSON."""
    path = key_file(home, kind, name)
    value = json.loads(path.read_bytes())
    change(value)
    path.write_bytes(jcs(value))


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "encrypted"])
def test_signer_comes_back(tmp_path: Path, passphrase: Secret | None) -> None:
    """What is created opens again, signs, and is listed by its public part alone."""
    ring = keyring(tmp_path)
    vkey = ring.create_signer(NAME, passphrase)
    assert ring.list_keys() == [KeyInfo(NAME, "signer", format_vkey(vkey), passphrase is not None)]
    signer = keyring(tmp_path).open_signer(NAME, answer() if passphrase else no_passphrase)
    assert verify_signature(parse_vkey(format_vkey(vkey)).public, b"text", signer.sign(b"text").signature)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "encrypted"])
def test_officer_comes_back(tmp_path: Path, passphrase: Secret | None) -> None:
    """Officers' keys are keys of their own: of another kind, and never the signer's."""
    ring = keyring(tmp_path)
    public = ring.create_officer("officer-a", passphrase)
    ring.create_signer("officer-a", passphrase)
    assert ring.open_officer("officer-a", answer()).public == public
    assert [(info.kind, info.name) for info in ring.list_keys()] == [("officer", "officer-a"), ("signer", "officer-a")]
    assert bytes(ring.open_signer("officer-a", answer())) != ring.open_officer("officer-a", answer()).private.reveal()
    officer, signer = (key_file(tmp_path, kind, "officer-a") for kind in ("officer", "signer"))
    officers, signers = officer.read_bytes(), signer.read_bytes()
    officer.write_bytes(signers)
    signer.write_bytes(officers)
    for open_key in (ring.open_officer, ring.open_signer):
        with pytest.raises(StorageError, match="读不懂"):
            open_key("officer-a", answer())


def test_given_secrets() -> None:
    """The worked example's keys come from seeds that are kept in public."""
    seed = parse_secret_hex("ab" * 32)
    assert seed.reveal() == b"\xab" * 32


def test_seed_gives_the_key(tmp_path: Path) -> None:
    """A given seed gives its key, and no other length is taken."""
    ring = keyring(tmp_path)
    assert ring.create_signer("a/b", None, Secret(secret("x"))).public == bytes(Signer(Secret(secret("x"))).verify_key)
    assert ring.create_officer("a", None, Secret(secret("y"))) == OfficerKey("a", Secret(secret("y"))).public
    with pytest.raises(RefusedError, match="32"):
        ring.create_signer("c/d", None, Secret(b"short"))


def test_file_for_its_owner_only(tmp_path: Path) -> None:
    """Mode 0600 in a folder of mode 0700, whatever the umask; a file that others may read is refused."""
    before = os.umask(0)
    try:
        keyring(tmp_path / "home").create_signer(NAME, PASSPHRASE)
    finally:
        os.umask(before)
    path = key_file(tmp_path / "home", "signer", NAME)
    assert path.parent == tmp_path / "home" / "keys"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, tmp_path / "home")} == {0o700}
    for mode in (0o640, 0o604):
        path.chmod(mode)
        with pytest.raises(StorageError, match="chmod 600"):
            keyring(tmp_path / "home").open_signer(NAME, answer())
        with pytest.raises(StorageError, match="别人也能读"):
            keyring(tmp_path / "home").list_keys()


def test_encrypted_file_holds_no_secret(tmp_path: Path) -> None:
    """argon2id from PyNaCl, its cost stored in the file; the seed in no encoding; the box opens as documented."""
    seed = secret("seed")
    Keyring(tmp_path, cost=Cost(2, 1 << 16)).create_signer(NAME, PASSPHRASE, Secret(seed))
    data = key_file(tmp_path, "signer", NAME).read_bytes()
    for form in (seed, seed.hex().encode(), format_base64(seed).encode()):
        assert form not in data
    body = json.loads(data)["secret"]
    assert (body["form"], body["opslimit"], body["memlimit"]) == ("argon2id", 2, 1 << 16)
    key = argon2id.kdf(32, PASSPHRASE.reveal(), bytes.fromhex(body["salt"]), 2, 1 << 16)
    assert nacl.secret.SecretBox(key).decrypt(bytes.fromhex(body["box"])) == seed


def test_default_cost(tmp_path: Path) -> None:
    """Without a wish, libsodium's middle setting; it opens again."""
    ring = Keyring(tmp_path)
    ring.create_signer(NAME, PASSPHRASE)
    body = json.loads(key_file(tmp_path, "signer", NAME).read_bytes())["secret"]
    assert (body["opslimit"], body["memlimit"]) == (MODERATE.ops, MODERATE.memory) == (3, 1 << 28)
    assert ring.open_signer(NAME, answer())


def test_salt_and_nonce_are_fresh(tmp_path: Path) -> None:
    """The same seed under the same passphrase never gives the same file."""
    for home in ("a", "b"):
        keyring(tmp_path / home).create_signer(NAME, PASSPHRASE, Secret(secret("same")))
    one, two = (json.loads(key_file(tmp_path / home, "signer", NAME).read_bytes())["secret"] for home in ("a", "b"))
    assert one["salt"] != two["salt"]
    assert one["box"] != two["box"]


@pytest.mark.parametrize("field", ["opslimit", "memlimit"])
@pytest.mark.parametrize("by", [1, 1 << 20])
def test_cost_above_the_maximum(tmp_path: Path, field: str, by: int) -> None:
    """A key file cannot make this machine work for ever: refused before any work."""
    keyring(tmp_path).create_signer(NAME, PASSPHRASE)
    most = {"opslimit": MOST_OPS, "memlimit": MOST_MEMORY}[field]
    rewrite(tmp_path, "signer", NAME, lambda value: value["secret"].update({field: most + by}))  # type: ignore[attr-defined]
    with pytest.raises(StorageError, match="上限"):
        keyring(tmp_path).open_signer(NAME, answer())


@pytest.mark.parametrize("cost", [{"opslimit": 0}, {"memlimit": 0}, {"opslimit": -1}, {"memlimit": True}, {"opslimit": "3"}])
def test_cost_that_is_none(tmp_path: Path, cost: dict[str, object]) -> None:
    """Below libsodium's own minimum, or no number: an error in words, not libsodium's."""
    keyring(tmp_path).create_signer(NAME, PASSPHRASE)
    rewrite(tmp_path, "signer", NAME, lambda value: value["secret"].update(cost))  # type: ignore[attr-defined]
    with pytest.raises(StorageError, match="读不懂"):
        keyring(tmp_path).open_signer(NAME, answer())


def test_wrong_passphrase(tmp_path: Path) -> None:
    """Another passphrase, or one that differs in a character."""
    keyring(tmp_path).create_signer(NAME, PASSPHRASE)
    for text in ("一匹 正确的 马 电流", "", "wrong horse"):
        with pytest.raises(StorageError, match="口令不对"):
            keyring(tmp_path).open_signer(NAME, answer(passphrase_of(text)))


def test_passphrase_in_another_unicode_form(tmp_path: Path) -> None:
    """Another keyboard may type the same characters in another form."""
    keyring(tmp_path).create_signer(NAME, passphrase_of("caf\u00e9 示例 ＡＢＣ"))
    assert keyring(tmp_path).open_signer(NAME, answer(passphrase_of("cafe\u0301 示例 ABC")))


def test_short_passphrase(tmp_path: Path) -> None:
    """Too short to keep anything: refused, and nothing written."""
    with pytest.raises(RefusedError, match="8"):
        keyring(tmp_path).create_signer(NAME, passphrase_of("七个字符的口令"))
    assert tree(tmp_path) == {}


def test_never_overwritten(tmp_path: Path) -> None:
    """A key that is there stays, encrypted or not."""
    ring = keyring(tmp_path)
    ring.create_signer(NAME, None)
    ring.create_officer("a", None)
    before = tree(tmp_path)
    for create in (lambda: ring.create_signer(NAME, PASSPHRASE), lambda: ring.create_officer("a", None)):
        with pytest.raises(RefusedError, match="不覆盖"):
            create()
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["", "a b", "a+b", "零\u200b宽", "x" * 300])
def test_names(tmp_path: Path, name: str) -> None:
    """A signer's name is one that a signed note allows."""
    with pytest.raises(RefusedError):
        keyring(tmp_path).create_signer(name, None)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("name", ["../a", "a/b", "", "..", "甲"])
def test_officer_names(tmp_path: Path, name: str) -> None:
    """An officer's name is part of a path in the repository."""
    with pytest.raises(RefusedError):
        keyring(tmp_path).create_officer(name, None)


@pytest.mark.parametrize("name", ["../../escape", "..", ".hidden", "a/../b", "C:\\x", "%2e%2e"])
def test_names_stay_in_the_folder(tmp_path: Path, name: str) -> None:
    """Whatever a name holds, its file lies in `keys/` and opens under that name alone."""
    ring = keyring(tmp_path)
    ring.create_signer(name, None)
    assert len(list((tmp_path / "keys").iterdir())) == len(tree(tmp_path)) == 1
    assert [info.name for info in ring.list_keys()] == [name]
    assert ring.open_signer(name, no_passphrase)


def test_unknown_key(tmp_path: Path) -> None:
    """No such key: the error says how to see which there are."""
    for open_key in (keyring(tmp_path).open_signer, keyring(tmp_path).open_officer):
        with pytest.raises(StorageError, match="key list"):
            open_key("nobody", no_passphrase)
    assert keyring(tmp_path).list_keys() == []
    assert not keyring(tmp_path).has("nobody", "signer")


def test_other_files_are_let_be(tmp_path: Path) -> None:
    """Notes and half-written files in the folder are not keys."""
    keyring(tmp_path).create_signer(NAME, None)
    for name in ("README.txt", ".x.signer.json.new", "not quoted.signer.json", "signer.json"):
        (tmp_path / "keys" / name).write_text("x")
    assert [info.name for info in keyring(tmp_path).list_keys()] == [NAME]


def test_pair_that_does_not_match(tmp_path: Path) -> None:
    """A public key that was exchanged in the file is found out."""
    ring = keyring(tmp_path)
    for name in ("a/b", "c/d"):
        ring.create_signer(name, None)
        ring.create_officer(name.replace("/", "-"), None)
    other = json.loads(key_file(tmp_path, "officer", "c-d").read_bytes())["public"]
    rewrite(tmp_path, "officer", "a-b", lambda value: value.update(public=other))
    with pytest.raises(StorageError, match="不成对"):
        ring.open_officer("a-b", no_passphrase)
    seed = json.loads(key_file(tmp_path, "signer", "c/d").read_bytes())["secret"]
    rewrite(tmp_path, "signer", "a/b", lambda value: value.update(secret=seed))
    with pytest.raises(StorageError, match="不成对"):
        ring.open_signer("a/b", no_passphrase)


def test_crash_while_creating(tmp_path: Path) -> None:
    """The key is whole or not there; what a crash leaves is in nobody's way."""
    dry = FailingDisk()
    Keyring(tmp_path / "dry", dry, cost=CHEAP).create_signer(NAME, None)
    for at, mode in dry.points():
        home = tmp_path / f"{at}-{mode}"
        with pytest.raises(Crash):
            Keyring(home, FailingDisk(at, mode), cost=CHEAP).create_signer(NAME, None)
        ring = keyring(home)
        if not ring.has(NAME, "signer"):
            ring.create_signer(NAME, None)
        assert ring.open_signer(NAME, no_passphrase)
        assert {stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*") if path.is_file()} == {0o600}


def shown(error: BaseException) -> str:
    """All that a traceback can show, the variables of its frames included (all but the test's own)."""
    file, frames = io.StringIO(), error.__traceback__
    assert frames is not None
    traceback.TracebackException(type(error), error, frames.tb_next, capture_locals=True).print(file=file)
    assert "_read" in file.getvalue() or "_unreadable" in file.getvalue() or "_open" in file.getvalue()
    return f"{file.getvalue()} {error!s} {error!r}"


def forms(value: bytes) -> list[str]:
    """A secret in every form in which it may be printed."""
    return [value.hex(), format_base64(value).rstrip("="), repr(value)[2:-1], repr(list(value))[1:-1]]


def test_secrets_show_nothing() -> None:
    """Not in repr, str, format, containers, dataclasses, or a pickle."""
    value = secret("shown nowhere")
    for holder in (Secret(value), Signer(Secret(value)), OfficerKey("a", Secret(value))):
        for text in (repr(holder), str(holder), f"{holder}", repr([holder]), format(holder, "")):
            assert not any(form in text for form in forms(value))
        with pytest.raises(TypeError):
            pickle.dumps(holder)
    assert Secret(value).reveal() == value


def test_no_secret_in_a_traceback(tmp_path: Path) -> None:
    """Errors while opening show neither key nor passphrase, even with every frame's variables."""
    ring, seed, words = keyring(tmp_path), secret("seed"), "别让别人看见的口令"
    ring.create_signer("plain", None, Secret(seed))
    ring.create_signer("locked", passphrase_of(words), Secret(seed))
    ring.create_officer("plain", None, Secret(seed))
    cases: list[tuple[str, str, Callable[[dict[str, object]], object]]] = [
        ("signer", "plain", lambda value: value.update(public=format_vkey(Keyring(tmp_path).create_signer("x", None)))),
        ("signer", "plain", lambda value: value["secret"].update(key=seed.hex() + "\u200b")),  # type: ignore[attr-defined]
        ("signer", "plain", lambda value: value["secret"].update(key=seed.hex().upper())),  # type: ignore[attr-defined]
        ("signer", "plain", lambda value: value["secret"].update({seed.hex(): "x"})),  # type: ignore[attr-defined]
        ("officer", "plain", lambda value: value.update(public="00" * 32)),
        ("signer", "locked", lambda value: value["secret"].update(memlimit=1 << 50)),  # type: ignore[attr-defined]
        ("signer", "locked", lambda value: value["secret"].update(salt="00" * 16)),  # type: ignore[attr-defined]
    ]
    for kind, name, change in cases:
        path = key_file(tmp_path, kind, name)
        whole, value = path.read_bytes(), json.loads(path.read_bytes())
        change(value)
        path.write_bytes(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
        with pytest.raises(MingchouError) as raised:
            (ring.open_signer if kind == "signer" else ring.open_officer)(name, answer(passphrase_of(words)))
        path.write_bytes(whole)
        text = shown(raised.value)
        assert not any(form in text for form in [*forms(seed), seed.hex().upper(), words, *forms(words.encode())])


def test_home_folder(tmp_path: Path) -> None:
    """As set, or the platform's own place for a user's data."""
    assert home_folder(str(tmp_path)) == tmp_path
    assert home_folder(None).name == home_folder("").name == "mingchou"
    assert home_folder(None).is_absolute()


def test_disk_is_used(tmp_path: Path) -> None:
    """Nothing goes past the disk that is given."""
    disk = FailingDisk()
    Keyring(tmp_path, disk, cost=CHEAP).create_signer(NAME, None)
    assert [path.name for name, path in disk.log if name == "write_new"] == [f".{key_file(tmp_path, 'signer', NAME).name}.new"]
    assert Disk().read(key_file(tmp_path, "signer", NAME), private=True) is not None
