"""The private keys of this machine, outside the repository: ``home/keys/``, one file a key, for its owner's eyes only.

Signers (Ed25519) sign entries and checkpoints. Officers (X25519) open the sealed masters. They are keys of their own:
none is derived from the other, and a file of one kind is refused where the other is asked for.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

import nacl.bindings

from ledger.core.encoding import Json, jcs, parse_hex, parse_jcs, parse_record_id
from ledger.core.errors import FormError, MingchouError, RefusedError, StorageError
from ledger.core.fields import Fields, as_text
from ledger.core.note import VerifierKey, format_vkey, is_key_name, parse_vkey, verifier_key
from ledger.storage.disk import Disk, make_folders, replace_file
from ledger.storage.passphrase import MODERATE, Cost, Random, lock_up, unlock
from ledger.storage.places import key_file
from ledger.storage.secret import Secret, Signer

Kind = Literal["signer", "officer"]
KINDS: tuple[Kind, ...] = ("officer", "signer")
Ask = Callable[[str], Secret]
"""Asks for the passphrase of the key of this name; called only for a key that has one."""
SEED_SIZE = 32
_KIND_NAMES = {"signer": "签名", "officer": "保管人"}


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What may be shown of a key. `public` is a verifier key's text for a signer, hex for an officer."""

    name: str
    kind: Kind
    public: str
    encrypted: bool


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """An officer's private key, with its name."""

    name: str
    private: Secret

    @property
    def public(self) -> bytes:
        """The X25519 public key."""
        return nacl.bindings.crypto_scalarmult_base(self.private.reveal())


@dataclass(frozen=True, slots=True)
class _KeyFile:
    """A key file as read: the private part is in the clear, or still locked up."""

    info: KeyInfo
    secret: Secret | Json


class Keyring:
    """Keys by name. `cost` is what new keys cost to guess; `random` is where they come from."""

    def __init__(self, home: Path, disk: Disk | None = None, *, random: Random = os.urandom, cost: Cost = MODERATE):
        self._home, self._disk, self._random, self._cost = home, disk or Disk(), random, cost

    def create_signer(self, name: str, passphrase: Secret | None, seed: Secret | None = None) -> VerifierKey:
        """A new Ed25519 key, under a passphrase or (None) explicitly in plain; or the one of a given seed."""
        if not is_key_name(name):
            raise RefusedError(f"密钥名称 {name!r} 不合规", hint="不要空格和加号，例如 bureau.example/clerk")
        seed = seed if seed is not None else Secret(self._random(SEED_SIZE))
        public = _signer_public(name, seed)
        self._write(name, "signer", format_vkey(public), seed, passphrase)
        return public

    def create_officer(self, name: str, passphrase: Secret | None, private: Secret | None = None) -> bytes:
        """A new X25519 key, likewise; its public key, for `agency.yaml`."""
        try:
            parse_record_id(name)
        except FormError as error:
            raise RefusedError(f"保管人名称 {name!r}{error.problem}") from None
        private = private if private is not None else Secret(self._random(SEED_SIZE))
        public = OfficerKey(name, private).public
        self._write(name, "officer", public.hex(), private, passphrase)
        return public

    def list_keys(self) -> list[KeyInfo]:
        """All keys, officers first, by name. Asks for no passphrase."""
        found = []
        for file in self._disk.names(self._home / "keys"):
            for kind in KINDS:
                name = unquote(file.removesuffix(f".{kind}.json"))
                if file == key_file(self._home, kind, name).name:
                    found.append(self._read(name, kind).info)
        return sorted(found, key=lambda info: (info.kind, info.name))

    def has(self, name: str, kind: Kind) -> bool:
        """Whether this machine holds the key."""
        return key_file(self._home, kind, name).name in self._disk.names(self._home / "keys")

    def open_signer(self, name: str, ask: Ask) -> Signer:
        """A signer, ready to sign."""
        key = self._read(name, "signer")
        seed = self._open(key, ask)
        if format_vkey(_signer_public(name, seed)) != key.info.public:
            raise self._unreadable(name, "signer", "私钥与公钥不成对")
        return Signer(seed)

    def open_officer(self, name: str, ask: Ask) -> OfficerKey:
        """An officer's key, ready to open sealed copies."""
        key = self._read(name, "officer")
        officer = OfficerKey(name, self._open(key, ask))
        if officer.public.hex() != key.info.public:
            raise self._unreadable(name, "officer", "私钥与公钥不成对")
        return officer

    def _write(self, name: str, kind: Kind, public: str, secret: Secret, passphrase: Secret | None) -> None:
        path = key_file(self._home, kind, name)
        if len(path.name) > 200:
            raise RefusedError(f"密钥名称 {name!r} 太长")
        if self.has(name, kind):
            raise RefusedError(f"已有名为 {name} 的{_KIND_NAMES[kind]}密钥", hint="密钥不覆盖，请换一个名称", place=str(path))
        body: dict[str, Json] = (
            {"form": "plain", "key": secret.reveal().hex()}
            if passphrase is None
            else lock_up(secret, passphrase, self._cost, self._random)
        )
        make_folders(self._disk, path.parent, private=True)
        whole = jcs({"kind": kind, "name": name, "public": public, "secret": body, "v": 1})
        replace_file(self._disk, path, whole, private=True)

    def _read(self, name: str, kind: Kind) -> "_KeyFile":
        path = key_file(self._home, kind, name)
        data = self._disk.read(path, private=True)
        if data is None:
            raise StorageError(
                f"本机没有名为 {name} 的{_KIND_NAMES[kind]}密钥", hint="用 mingchou key list 看有哪些", place=str(path)
            )
        whole = Secret(data)
        del data  # no frame of an error below holds it
        try:
            return _parse_key_file(name, kind, whole)
        except FormError:
            # What the reader says may quote the text that it could not read, which may be the key.
            raise self._unreadable(name, kind, "内容不合规") from None

    def _open(self, key: "_KeyFile", ask: Ask) -> Secret:
        name, kind = key.info.name, key.info.kind
        if isinstance(key.secret, Secret):
            return key.secret
        try:
            found = unlock(key.secret, ask(name))
        except FormError as error:
            raise self._unreadable(name, kind, error.problem) from None
        except StorageError as error:
            raise StorageError(error.problem, place=str(key_file(self._home, kind, name))) from None
        if len(found.reveal()) != SEED_SIZE:
            raise self._unreadable(name, kind, "私钥长度不对")
        return found

    def _unreadable(self, name: str, kind: Kind, why: str) -> MingchouError:
        return StorageError(f"密钥文件读不懂：{why}", hint="请从备份恢复", place=str(key_file(self._home, kind, name)))


def _parse_key_file(name: str, kind: Kind, whole: Secret) -> _KeyFile:
    f = Fields(parse_jcs(whole.reveal(), kind), kind, ("kind", "name", "public", "secret", "v"))
    f.integer("v", 1, 1)
    f.word("name", (name,))
    f.word("kind", (kind,))
    if kind == "signer":
        f.get("public", lambda value: parse_vkey(as_text(value)))
    else:
        f.hex("public", SEED_SIZE)
    body = f.value["secret"]
    plain = isinstance(body, dict) and body.get("form") == "plain"
    secret = Secret(Fields(body, "secret", ("form", "key")).hex("key", SEED_SIZE)) if plain else body
    return _KeyFile(KeyInfo(name, kind, f.text("public"), not plain), secret)


def _signer_public(name: str, seed: Secret) -> VerifierKey:
    if len(seed.reveal()) != SEED_SIZE:
        raise RefusedError(f"Ed25519 的种子须为 {SEED_SIZE} 字节")
    return verifier_key(name, bytes(Signer(seed).verify_key))


def parse_secret_hex(text: str) -> Secret:
    """32 secret bytes from hex, as the worked example keeps them."""
    return Secret(parse_hex(text, SEED_SIZE))
