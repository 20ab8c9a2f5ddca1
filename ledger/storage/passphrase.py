"""A private key under a passphrase: argon2id for the key, XSalsa20-Poly1305 for the box, the cost written beside it."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import nacl.exceptions
import nacl.pwhash.argon2id as argon2id
import nacl.secret

from ledger.core.encoding import Json, parse_hex
from ledger.core.errors import FormError, RefusedError, StorageError
from ledger.core.fields import Fields, as_text
from ledger.storage.secret import Secret

LEAST_LENGTH = 8
"""Characters of a passphrase."""
MOST_OPS = 16
MOST_MEMORY = 1 << 30
"""A key file may not make this machine work longer or harder than this: 16 passes, 1 GiB."""
Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: passes, and bytes of memory."""

    ops: int
    memory: int


MODERATE = Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
"""libsodium's middle setting: 3 passes over 256 MiB."""


def _key(passphrase: Secret, salt: bytes, cost: Cost) -> bytes:
    return argon2id.kdf(nacl.secret.SecretBox.KEY_SIZE, passphrase.reveal(), salt, cost.ops, cost.memory)


def passphrase_of(text: str) -> Secret:
    """What was typed, in one Unicode form, so that another keyboard gives the same bytes."""
    return Secret(unicodedata.normalize("NFKC", text).encode())


def lock_up(secret: Secret, passphrase: Secret, cost: Cost, random: Random) -> dict[str, Json]:
    """The secret, to be opened with the passphrase only. Raises `RefusedError` for one too short to keep anything."""
    if len(passphrase.reveal().decode()) < LEAST_LENGTH:
        raise RefusedError(f"口令不足 {LEAST_LENGTH} 个字符", hint="用几个不相干的词连起来，好记又难猜")
    salt, nonce = random(argon2id.SALTBYTES), random(nacl.secret.SecretBox.NONCE_SIZE)
    box = nacl.secret.SecretBox(_key(passphrase, salt, cost)).encrypt(secret.reveal(), nonce)
    return {
        "box": bytes(box).hex(),
        "form": "argon2id",
        "memlimit": cost.memory,
        "opslimit": cost.ops,
        "salt": salt.hex(),
    }


def unlock(value: Json, passphrase: Secret) -> Secret:
    """What `lock_up` locked up. Raises `FormError` for another form, `StorageError` for another passphrase."""
    f = Fields(value, "secret", ("box", "form", "memlimit", "opslimit", "salt"))
    f.word("form", ("argon2id",))
    cost = Cost(f.integer("opslimit", argon2id.OPSLIMIT_MIN), f.integer("memlimit", argon2id.MEMLIMIT_MIN))
    if cost.ops > MOST_OPS or cost.memory > MOST_MEMORY:
        raise FormError(f"所写的运算量超出上限（{MOST_OPS} 遍、{MOST_MEMORY >> 20} MiB）")
    salt = f.hex("salt", argon2id.SALTBYTES)
    box = f.get("box", lambda v: parse_hex(as_text(v), len(as_text(v)) // 2))
    try:
        return Secret(nacl.secret.SecretBox(_key(passphrase, salt, cost)).decrypt(box))
    except nacl.exceptions.CryptoError:
        raise StorageError("口令不对，或密钥文件已损坏") from None
    except (RuntimeError, MemoryError):
        raise FormError(f"内存不够：这把密钥要 {cost.memory >> 20} MiB") from None
