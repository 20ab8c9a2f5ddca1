"""C2SP signed notes, verifier keys and checkpoints (protocol, "The ledger"; c2sp.org/signed-note, c2sp.org/tlog-checkpoint)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

import nacl.bindings
import nacl.exceptions
import nacl.signing

from ledger.core.encoding import Hash, format_base64, is_clean_text, parse_base64
from ledger.core.errors import FormError

ED25519 = 0x01
COSIGNATURE = 0x04
MAX_SIGNATURES = 100

_VKEY = re.compile(r"([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)")
_SIGNATURE_LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/=]+)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_SPACE = re.compile(r"[\s+]")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name; `id` is the first four bytes that a signature line starts with."""

    name: str
    public: bytes
    id: bytes
    algorithm: int = ED25519


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a ledger: whose, how many lines, the root over them."""

    origin: str
    size: int
    root: Hash


@lru_cache(maxsize=256)  # the same few names stand on every line of a ledger
def is_key_name(name: str) -> bool:
    """Whether a signed note allows this name of a key."""
    return name != "" and is_clean_text(name) and _SPACE.search(name) is None


def _key_id(name: str, typed: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + typed).digest()[:4]


def is_good_point(public: bytes) -> bool:
    """Canonical, on the curve, in the main subgroup and not of small order."""
    return len(public) == 32 and nacl.bindings.crypto_core_ed25519_is_valid_point(public)


def parse_vkey(text: str) -> VerifierKey:
    """``name+hex8+base64(algorithm ‖ key)``."""
    match = _VKEY.fullmatch(text)
    if match is None or not is_key_name(match[1]):
        raise FormError("不是签名笔记的公钥（名称+编号+base64）")
    name, typed = match[1], parse_base64(match[3])
    if len(typed) != 33 or typed[0] not in (ED25519, COSIGNATURE):
        raise FormError(f"公钥 {name} 的算法不认识")
    identity = _key_id(name, typed)
    if identity.hex() != match[2]:
        raise FormError(f"公钥 {name} 的编号应为 {identity.hex()}")
    if not is_good_point(typed[1:]):
        raise FormError("公钥不是合规的 Ed25519 点")
    return VerifierKey(name, typed[1:], identity, typed[0])


def format_vkey(key: VerifierKey) -> str:
    """The text form of a verifier key."""
    return f"{key.name}+{key.id.hex()}+{format_base64(bytes([key.algorithm]) + key.public)}"


def verifier_key(name: str, public: bytes, algorithm: int = ED25519) -> VerifierKey:
    """A verifier key from its parts."""
    return VerifierKey(name, public, _key_id(name, bytes([algorithm]) + public), algorithm)


def verify_signature(public: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 as libsodium verifies it: canonical, nothing of small order."""
    try:
        nacl.bindings.crypto_sign_open(signature + message, public)
    except (nacl.exceptions.CryptoError, ValueError):
        return False
    return True


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """Origin, size and root, a line each."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{format_base64(checkpoint.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The three lines and no more."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] != "" or not is_key_name(lines[0]):
        raise FormError("检查点须有且只有三行：来源、条数、树根")
    if not _SIZE.fullmatch(lines[1]) or int(lines[1]) > 2**53 - 1:
        raise FormError("检查点的条数写法不对")
    root = parse_base64(lines[2])
    if len(root) != 32:
        raise FormError("检查点的树根须为 32 字节")
    return Checkpoint(lines[0], int(lines[1]), Hash(root))


def sign_checkpoint(checkpoint: Checkpoint, name: str, key: nacl.signing.SigningKey) -> bytes:
    """A signed note with the log's one signature line."""
    text = format_checkpoint(checkpoint)
    mine = verifier_key(name, bytes(key.verify_key))
    return f"{text}\n— {name} {format_base64(mine.id + key.sign(text.encode()).signature)}\n".encode()


def _parse_signature_line(line: str) -> tuple[str, bytes, bytes]:
    match = _SIGNATURE_LINE.fullmatch(line)
    if match is None or not is_key_name(match[1]):
        raise FormError("签名行的写法不对")
    data = parse_base64(match[2])
    if len(data) < 5:
        raise FormError("签名行太短")
    return match[1], data[:4], data[4:]


def parse_note(data: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Text and signature lines (name, key id, signature) of a note."""
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise FormError("不是 UTF-8", place="检查点") from None
    cut = whole.rfind("\n\n")
    if cut < 0 or not whole.endswith("\n"):
        raise FormError("不是签名笔记")
    lines = whole[cut + 2 :].split("\n")[:-1]
    if not 0 < len(lines) <= MAX_SIGNATURES:
        raise FormError("签名行数不对")
    if _CONTROL.search(whole):
        raise FormError("签名笔记含控制字符")
    return whole[: cut + 1], [_parse_signature_line(line) for line in lines]


def verify_checkpoint(data: bytes, log: VerifierKey) -> Checkpoint:
    """The checkpoint of a note that the log's key signed.

    Lines of other keys are let be, as C2SP says; a line of this key that does not verify is an error.
    """
    text, signatures = parse_note(data)
    mine = [signature for name, identity, signature in signatures if name == log.name and identity == log.id]
    if not mine:
        raise FormError(f"检查点没有 {log.name} 的签名")
    if len(mine) > 1:
        raise FormError(f"检查点上 {log.name} 的签名有 {len(mine)} 行")
    if not verify_signature(log.public, text.encode(), mine[0]):
        raise FormError(f"检查点上 {log.name} 的签名不成立")
    return parse_checkpoint(text)
