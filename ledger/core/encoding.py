"""The protocol's encodings: canonical JSON, hex, base64, ids, times, tagged hashes (protocol, "Encodings").

`parse_…` accepts only what is written here; each raises `FormError`.
"""

import binascii
import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import NewType, Protocol, cast

import rfc8785

from ledger.core.errors import FormError

Digest = NewType("Digest", str)
"""SHA-256 as 64 lowercase hexadecimal characters."""
Hash = NewType("Hash", bytes)
"""32 bytes."""
EntityId = NewType("EntityId", str)
InspectorId = NewType("InspectorId", str)
DrawId = NewType("DrawId", str)

Scalar = str | bool | int
Json = Scalar | Sequence["Json"] | dict[str, "Json"]
"""What the protocol's JSON may hold: no floats, no null."""
Mac = Callable[[bytes], Hash]
"""HMAC-SHA256 under one key."""


class _Digesting(Protocol):
    def digest(self) -> Hash: ...


hash_of = cast("Callable[[bytes], _Digesting]", hashlib.sha256)
"""The library's SHA-256, typed so that its digest is a `Hash`: calling `Hash` on every one of millions costs a fifth."""

CHINA = timezone(timedelta(hours=8))
MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 64
"""Nothing that is published nests deeper."""
MAX_YEAR = 9998
"""Days and times end a year before the calendar does, so that what is due some days later can be told of each."""

# Cc, zero-width and bidirectional controls, lone surrogates; U+2028 and U+2029 are text.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_RECORD_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
_DRAW_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d[+-](?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ENCODE = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False,
    check_circular=False,  # nothing is: what is read is not, and `_check` goes only so deep
).encode  # fmt: skip


def is_clean_text(text: str) -> bool:
    """Whether the protocol allows this string: NFC, well formed, no invisible controls."""
    if text.isascii():
        return text.isprintable()
    return _FORBIDDEN.search(text) is None and unicodedata.is_normalized("NFC", text)


class _Refused:
    """Stands for a number that the protocol does not allow: refused once the whole is known to be JSON, which is where the
    page's verifier can tell it."""

    def __init__(self, problem: str) -> None:
        self.problem = problem


def _check(value: object, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise FormError("JSON 嵌套过深")
    if isinstance(value, str):
        if not is_clean_text(value):
            raise FormError(f"字符串含控制字符、不可见字符或不是 NFC：{json.dumps(value)}")
    elif isinstance(value, bool):
        pass
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise FormError(f"数 {value} 不是 ±(2^53−1) 以内的整数")
    elif isinstance(value, dict):
        for name, item in value.items():
            if not isinstance(name, str):
                raise FormError("JSON 的字段名只能是字符串")
            _check(name, depth)
            _check(item, depth + 1)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, _Refused):
        raise FormError(value.problem)
    else:
        raise FormError("JSON 只许对象、数组、字符串、布尔和整数")


def jcs(value: Json) -> bytes:
    """RFC 8785 bytes."""
    _check(value)
    return _canonical(value).encode()


def _canonical(value: Json) -> str:
    """RFC 8785 as a string.

    Python's C encoder writes the same, and many times faster, as long as no name lies beyond the basic plane (where
    RFC 8785 sorts by UTF-16); a property test holds the two equal.
    """
    text = _ENCODE(value)
    if text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return text
    return rfc8785.dumps(value).decode()


def _integer(text: str) -> int | _Refused:
    value = int(text)
    return value if abs(value) <= MAX_INTEGER else _Refused(f"数 {value} 不是 ±(2^53−1) 以内的整数")


def _float(text: str) -> _Refused:
    return _Refused(f"数 {text} 不是整数")


def _refuse_constant(text: str) -> Json:
    raise ValueError(text)


_DECODE = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_refuse_constant).decode


def _is_good_at_sight(text: str) -> bool:
    """Whether a canonical text plainly holds nothing that `_check` would refuse, so that its value need not be walked through.

    Without an escape its strings stand in it as they are, and every part of a clean text is clean; it nests no deeper than it
    has brackets; a refused number cannot be written, so it is not canonical.
    """
    return "\\" not in text and "null" not in text and text.count("[") + text.count("{") <= MAX_DEPTH and is_clean_text(text)


def parse_jcs(data: bytes, what: str) -> Json:
    """A value from bytes that are exactly its canonical form; `what` names the place in messages.

    Comparing with what would be written refuses duplicate names, other orders, spaces, escapes and number forms at once.
    """
    try:
        text = data.decode("utf-8")
        value: Json = _DECODE(text)
        try:
            written = _canonical(value)
        except (TypeError, RecursionError):  # a refused number or too deep, which `_check` names
            written = ""
        if written != text or not _is_good_at_sight(text):
            _check(value)
    except UnicodeDecodeError:
        raise FormError("不是 UTF-8", place=what) from None
    except FormError as error:
        raise FormError(error.problem, place=what) from None
    except (ValueError, RecursionError):
        raise FormError("不是 JSON", place=what) from None
    if written != text:
        raise FormError("不是规范的 JSON（RFC 8785）", place=what)
    return value


def parse_hex(text: str, size: int) -> bytes:
    """Lowercase hex of `size` bytes."""
    if len(text) != 2 * size or not _HEX.fullmatch(text):
        raise FormError(f"须为 {size} 字节的小写十六进制")
    return bytes.fromhex(text)


def parse_digest(text: str) -> Digest:
    """64 lowercase hexadecimal characters."""
    if _DIGEST.fullmatch(text) is None:
        raise FormError("须为 32 字节的小写十六进制")
    return Digest(text)


def parse_base64(text: str) -> bytes:
    """RFC 4648 §4 with padding, canonical."""
    try:
        data = binascii.a2b_base64(text)
    except ValueError:  # binascii.Error is one
        raise FormError("不是规范的 base64") from None
    if format_base64(data) != text:
        raise FormError("不是规范的 base64")
    return data


def format_base64(data: bytes) -> str:
    """RFC 4648 §4 with padding."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def parse_record_id(text: str) -> str:
    """An id of an entity, inspector or record."""
    if not _RECORD_ID.fullmatch(text) or text in (".", ".."):
        raise FormError("不是合规的代码（1 至 64 个字母、数字、点、横线或下划线）")
    return text


def parse_entity_id(text: str) -> EntityId:
    """An entity's id."""
    return EntityId(parse_record_id(text))


def parse_inspector_id(text: str) -> InspectorId:
    """An inspector's id."""
    return InspectorId(parse_record_id(text))


def parse_draw_id(text: str) -> DrawId:
    """A draw's id."""
    if not _DRAW_ID.fullmatch(text):
        raise FormError("不是合规的批次号（1 至 64 个字母、数字或横线）")
    return DrawId(text)


def parse_time(text: str) -> datetime:
    """RFC 3339 with an offset, to the second."""
    if _TIME.fullmatch(text):
        try:
            time = datetime.fromisoformat(text)
            if time.astimezone(CHINA).year <= MAX_YEAR:
                return time
        except (ValueError, OverflowError):
            pass
    raise FormError(f"时间 {json.dumps(text, ensure_ascii=False)} 须写作 2024-10-14T09:00:00+08:00")


def format_time(time: datetime) -> str:
    """In +08:00, to the second; `time` is aware and has no fraction."""
    return time.astimezone(CHINA).isoformat()


def parse_day(text: str) -> date:
    """A day, `2024-10-14`."""
    if _DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.year > MAX_YEAR:
            raise FormError(f"{text} 不是一个日子")
        return day
    raise FormError(f"日期 {json.dumps(text, ensure_ascii=False)} 须写作 2024-10-14")


def day_of(time: datetime) -> date:
    """The day in +08:00 of an aware time."""
    return time.astimezone(CHINA).date()


def sha256(data: bytes) -> Digest:
    """SHA-256, as hex."""
    return Digest(hashlib.sha256(data).hexdigest())


def tagged(label: str, value: Json) -> Digest:
    """SHA-256 over a value under a label of its own."""
    return tagged_form(label, jcs(value))


def tagged_form(label: str, canonical: bytes) -> Digest:
    """`tagged` over a value that stands in its canonical form already."""
    return sha256(f"mingchou/1 {label}\n".encode() + canonical)


def prf(key: bytes, *parts: str) -> Hash:
    """HMAC-SHA256 (RFC 2104) under a key of 32 bytes over the parts, one a line."""
    return Hash(hmac.digest(key, "\n".join(parts).encode(), "sha256"))


_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


def mac_under(key: bytes) -> Mac:
    """`prf` under one key of at most 64 bytes, for a great many messages.

    RFC 2104 as two of the library's SHA-256, in half the time that the library's HMAC takes for a message. A property test holds
    the two equal.
    """
    block = key.ljust(64, b"\0")
    inner, outer = block.translate(_INNER), block.translate(_OUTER)
    return lambda message: hash_of(outer + hash_of(inner + message).digest()).digest()
