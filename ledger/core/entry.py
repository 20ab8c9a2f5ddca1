"""One line of the ledger (protocol, "The ledger")."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ledger.core.bodies import Body, parse_body, type_of
from ledger.core.encoding import (
    Digest,
    Hash,
    Json,
    format_base64,
    format_time,
    jcs,
    parse_base64,
    parse_jcs,
    parse_time,
)
from ledger.core.errors import FormError
from ledger.core.fields import Fields, as_text
from ledger.core.note import is_key_name
from ledger.core.tree import leaf_hash

MAX_ENTRY = 65_535
"""Bytes that an entry may take, without its line feed."""
_LABEL = b"mingchou/1 entry\n"
_FIELDS = ("body", "index", "previous", "signatures", "time", "type", "v")


@dataclass(frozen=True, slots=True)
class Entry:
    """A parsed line. `previous` is the leaf hash of the line before, `time_text` the time as written."""

    index: int
    previous: Digest
    time: datetime
    time_text: str
    type: str
    body: Body
    signatures: Mapping[str, bytes]
    leaf: Hash
    line: bytes

    @property
    def unsigned(self) -> bytes:
        """The bytes that signatures are over (after their label): the canonical entry without ``signatures``."""
        return _unsigned(self.line)


def draft(index: int, previous: str, time: datetime, body: Body) -> dict[str, Json]:
    """An entry without its signatures."""
    return {
        "body": body.json(),
        "index": index,
        "previous": previous,
        "time": format_time(time),
        "type": type_of(body),
        "v": 1,
    }


def signed_message(unsigned: bytes) -> bytes:
    """What a signature is over: the label, then the canonical entry without ``signatures``."""
    return _LABEL + unsigned


def format_entry(unsigned: dict[str, Json], signatures: Mapping[str, bytes]) -> bytes:
    """The line of a draft with its signatures by key name, without the line feed."""
    named: dict[str, Json] = {name: format_base64(signature) for name, signature in signatures.items()}
    line = jcs(unsigned | {"signatures": named})
    if len(line) > MAX_ENTRY:
        raise FormError(f"条目长 {len(line)} 字节，超过 {MAX_ENTRY}")
    return line


def _signatures(value: Json) -> dict[str, bytes]:
    if not isinstance(value, dict):
        raise FormError("须为对象")
    found = {}
    for name, text in value.items():
        if not is_key_name(name):
            raise FormError(f"签名者名称 {name} 不合规")
        data = parse_base64(as_text(text))
        if len(data) != 64:
            raise FormError("须为 64 字节的 base64")
        found[name] = data
    return found


def _unsigned(line: bytes) -> bytes:
    """The canonical bytes without ``signatures``, cut out of a canonical line, where they stand between ``previous`` and
    ``time``. A quotation mark inside a string is written ``\\"``, so neither mark can stand in one."""
    start = line.rindex(b',"signatures":{')
    end = line.rindex(b'},"time":"') + 1
    return line[:start] + line[end:]


def parse_entry(line: bytes) -> Entry:
    """A line without its line feed. Raises `FormError` unless it is exactly what `format_entry` writes."""
    if len(line) > MAX_ENTRY:
        raise FormError(f"条目长 {len(line)} 字节，超过 {MAX_ENTRY}")
    f = Fields(parse_jcs(line, "条目"), "条目", _FIELDS)
    if f.value["v"] is True or f.value["v"] != 1:
        raise FormError("须为 1", place="条目.v")
    time_text, type_name = f.text("time"), f.text("type")
    return Entry(
        index=f.integer("index"),
        previous=f.digest("previous"),
        time=f.get("time", parse_time),
        time_text=time_text,
        type=type_name,
        body=parse_body(type_name, f.value["body"]),
        signatures=f.get("signatures", _signatures),
        leaf=leaf_hash(line),
        line=line,
    )
