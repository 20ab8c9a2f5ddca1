"""A draw's master secret, one copy for each officer, sealed to the officer's own X25519 key (libsodium's SealedBox).

The copies lie in the repository (`records/sealed/<draw>/<officer>`), so that no machine's loss loses the draw, and are
text of one line, so that no tool changes their line ends.
"""

from collections.abc import Mapping

import nacl.exceptions
import nacl.public

from ledger.core.encoding import DrawId, format_base64, jcs, parse_base64, parse_jcs
from ledger.core.errors import FormError, RefusedError, StorageError
from ledger.core.fields import Fields
from ledger.storage.keyring import OfficerKey
from ledger.storage.places import sealed as sealed_path
from ledger.storage.secret import Secret

Sealed = dict[tuple[str, str], bytes]
"""Copies by draw and officer."""


def seal(draw: DrawId, master: Secret, officer: str, public: bytes) -> bytes:
    """One officer's copy. It names its draw inside, so that a copy put in another's place is found out."""
    inner = jcs({"draw": draw, "master": master.reveal().hex()})
    try:
        box = nacl.public.SealedBox(nacl.public.PublicKey(public)).encrypt(inner)
    except (nacl.exceptions.CryptoError, ValueError):
        raise RefusedError(
            f"保管人 {officer} 的公钥不能用", hint="请用 mingchou key new 生成的保管人公钥", place="agency.yaml"
        ) from None
    return format_base64(box).encode() + b"\n"


def seal_to_all(draw: DrawId, master: Secret, officers: Mapping[str, bytes]) -> Sealed:
    """A copy for each officer, by name and X25519 public key. Raises `RefusedError` when there is none to keep it."""
    if not officers:
        raise RefusedError("没有保管人，主密钥无处可存", hint="请在 agency.yaml 的“保管人”下写至少一位", place="agency.yaml")
    if len(set(officers.values())) != len(officers):
        raise RefusedError("两位保管人用了同一把公钥", hint="每位保管人各用一把", place="agency.yaml")
    return {(draw, officer): seal(draw, master, officer, public) for officer, public in sorted(officers.items())}


def open_sealed(data: bytes, draw: DrawId, key: OfficerKey) -> Secret:
    """The master out of an officer's copy. The caller holds it against the announced commitment."""
    place = sealed_path(draw, key.name)
    try:
        text = data.decode("ascii")
        if not text.endswith("\n"):
            raise FormError("")
        box = parse_base64(text[:-1])
    except (UnicodeDecodeError, FormError):
        raise StorageError("密封件不是一行 base64", hint="请从 Git 取回原件", place=place) from None
    try:
        inner = nacl.public.SealedBox(nacl.public.PrivateKey(key.private.reveal())).decrypt(box)
    except (nacl.exceptions.CryptoError, ValueError):
        raise StorageError(f"{key.name} 的密钥打不开这份密封件", hint="密封件是否属于这位保管人", place=place) from None
    try:
        f = Fields(parse_jcs(inner, "密封件"), "密封件", ("draw", "master"))
        if f.draw_id("draw") != draw:
            raise StorageError(f"这份密封件属于另一批抽取 {f.draw_id('draw')}", place=place)
        return Secret(f.hex("master", 32))
    except FormError:
        # The reader's words may quote what was inside.
        raise StorageError("密封件的内容不合规", place=place) from None
