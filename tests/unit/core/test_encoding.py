"""Encodings are strict: each parser takes exactly what its formatter writes (protocol, "Encodings")."""

import hashlib
import hmac
import itertools
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from ledger.core.encoding import (
    CHINA,
    MAX_DEPTH,
    MAX_INTEGER,
    day_of,
    format_base64,
    format_time,
    is_clean_text,
    jcs,
    parse_base64,
    parse_day,
    parse_digest,
    parse_draw_id,
    parse_entity_id,
    parse_hex,
    parse_inspector_id,
    parse_jcs,
    parse_record_id,
    parse_time,
    prf,
    sha256,
    tagged,
)
from ledger.core.errors import FormError


def nested(depth: int) -> Any:
    """Lists within lists."""
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


INVISIBLE = (
    *(0x00, 0x09, 0x0A, 0x1F, 0x7F, 0x85, 0x9F),
    *(0x061C, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069),
    *(0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF),
)
"""Controls, bidirectional controls, zero-width characters."""


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" {}",
        b"{}\n",
        b"{} ",
        b"\xef\xbb\xbf{}",
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b"[1,]",
        b"{}{}",
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u005c"',
        b'"\\u4e2d"',
        b'"\\ud83d\\ude00"',
        b"'a'",
        b'"a',
    ],
)
def test_only_the_canonical_bytes(text: bytes) -> None:
    """ "`jcs(x)` is its bytes … no duplicate names"."""
    with pytest.raises(FormError) as caught:
        parse_jcs(text, "地方")
    assert caught.value.place == "地方"


@pytest.mark.parametrize(
    "text",
    [b"null", b"[null]", b'{"a":null}', b"1.0", b"1e2", b"1E2", b"-0.0", b"NaN", b"Infinity", b"-Infinity", b"-0", b"01", b"+1"],
)
def test_no_floats_and_no_null(text: bytes) -> None:
    """ "no floats, no null"."""
    with pytest.raises(FormError):
        parse_jcs(text, "地方")


def test_integers_within_bounds() -> None:
    """ "integers within ±(2^53−1)"."""
    for number in (MAX_INTEGER + 1, -MAX_INTEGER - 1, 2**64, 10**400):
        with pytest.raises(FormError, match="整数"):
            parse_jcs(b"%d" % number, "地方")
        with pytest.raises(FormError, match="整数"):
            jcs(number)
    with pytest.raises(FormError):
        parse_jcs(b"9" * 5000, "地方")
    for fine in (MAX_INTEGER, -MAX_INTEGER, 0):
        assert parse_jcs(jcs(fine), "地方") == fine


@pytest.mark.parametrize("value", [None, 1.5, {1: "a"}, {"a": None}, [b"a"], {"a"}, object()])
def test_nothing_else_is_written(value: Any) -> None:
    """ "Only objects, arrays, strings, booleans and integers"."""
    with pytest.raises(FormError):
        jcs(value)


@pytest.mark.parametrize("code", INVISIBLE, ids=hex)
def test_no_invisible_characters(code: int) -> None:
    """ "without control characters, bidirectional controls or zero-width characters", in values and in names."""
    text = f"a{chr(code)}b"
    assert not is_clean_text(text)
    for value in (text, [text], {text: 1}):
        with pytest.raises(FormError):
            jcs(value)
    raw = f'"{text}"'.encode()
    with pytest.raises(FormError):
        parse_jcs(raw, "地方")


@pytest.mark.parametrize("text", ["e\u0301", "\u212b", "\uf900", "\ud800", "a\udfff"])
def test_only_nfc_and_well_formed(text: str) -> None:
    """ "Strings are Unicode NFC"; a lone surrogate is no Unicode."""
    assert not is_clean_text(text)
    with pytest.raises(FormError):
        jcs(text)


def test_a_lone_surrogate_cannot_be_smuggled_in() -> None:
    """Neither as an escape nor as the bytes that some encoders write."""
    for raw in (b'"\\ud800"', b'"\xed\xa0\x80"', b'"\xff"', b'"\xc0\x80"'):
        with pytest.raises(FormError):
            parse_jcs(raw, "地方")


@pytest.mark.parametrize("text", ["\u2028", "\u2029", "\u3000", "中文", "😀", "é", "﹢", "\\", '"', "/", "<script>"])
def test_text_is_text(text: str) -> None:
    """ "U+2028 is text" (protocol, "The ledger"); nothing but the forbidden is forbidden."""
    assert parse_jcs(jcs([text]), "地方") == [text]


def test_names_are_sorted_by_utf16() -> None:
    """RFC 8785, section 3.2.3: beyond the basic plane the order is not that of code points."""
    assert jcs({"\uff61": 1, "😀": 2}) == '{"😀":2,"｡":1}'.encode()
    for value in ({"\uff61": 1, "😀": 2}, {"\uff61": "😀"}):
        assert parse_jcs(jcs(value), "地方") == value
    with pytest.raises(FormError):
        parse_jcs('{"｡":1,"😀":2}'.encode(), "地方")


def test_depth() -> None:
    """Deep nesting is refused with an error of ours, whatever the depth."""
    assert parse_jcs(jcs(nested(MAX_DEPTH)), "地方") == nested(MAX_DEPTH)
    with pytest.raises(FormError, match="过深"):
        jcs(nested(MAX_DEPTH + 1))
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(FormError):
            parse_jcs(b"[" * depth + b"0" + b"]" * depth, "地方")


def test_hex() -> None:
    """ "`hex` is lowercase"."""
    assert parse_hex("00ff", 2) == b"\x00\xff"
    for text in ("00FF", "0f", "00ff0", "00ff00", "0x00", "00 f", "００ff", "zz00", ""):
        with pytest.raises(FormError):
            parse_hex(text, 2)
    assert parse_digest("0" * 64) == "0" * 64
    with pytest.raises(FormError):
        parse_digest("A" * 64)


def test_base64_one_byte_and_two() -> None:
    """ "`base64` is RFC 4648 §4 with padding, canonical; a decoder refuses anything else": of all texts of four letters
    that stand for one byte or two, only one each."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    good = set()
    for a, b in itertools.product(alphabet, repeat=2):
        for text in (f"{a}{b}==", f"{a}{b}A=", f"{a}{b}B=", f"{a}{b}"):
            try:
                good.add(parse_base64(text))
                assert format_base64(parse_base64(text)) == text
            except FormError:
                pass
    assert {bytes([n]) for n in range(256)} <= good
    assert len(good) == 256 + 64 * 64


@pytest.mark.parametrize(
    "text", ["QQ", "QQ=", "QQ===", "QR==", "Q-==", "Q_==", "QQ==\n", " QQ==", "QQ= =", "Q", "=", "ＱQ==", "QQ==QQ=="]
)
def test_base64_of_another_form(text: str) -> None:
    """Loose decoders take each of these."""
    with pytest.raises(FormError):
        parse_base64(text)


@pytest.mark.parametrize("text", ["a", "A-b_c.9", ".a", "...", "x" * 64])
def test_record_ids(text: str) -> None:
    """ "Ids … `[0-9A-Za-z._-]{1,64}`, not `.` or `..`"."""
    assert parse_record_id(text) == parse_entity_id(text) == parse_inspector_id(text) == text


@pytest.mark.parametrize("text", ["", ".", "..", "a/b", "a b", "a\n", "x" * 65, "中", "a\x00", "１", "a@1"])
def test_record_ids_of_another_form(text: str) -> None:
    """None of them is a path that climbs."""
    for parse in (parse_record_id, parse_entity_id, parse_inspector_id, parse_draw_id):
        with pytest.raises(FormError):
            parse(text)


def test_draw_ids() -> None:
    """ "of draws `[0-9A-Za-z-]{1,64}`"."""
    assert parse_draw_id("2024Q4-430902-key") == "2024Q4-430902-key"
    for text in ("a.b", "a_b", "x" * 65):
        with pytest.raises(FormError):
            parse_draw_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "2024-10-14T09:00:00Z", "2024-10-14T09:00:00", "2024-10-14 09:00:00+08:00", "2024-10-14t09:00:00+08:00",
        "2024-10-14T09:00:00.0+08:00", "2024-10-14T09:00+08:00", "2024-10-14T24:00:00+08:00", "2024-10-14T09:60:00+08:00",
        "2024-10-14T23:59:60+08:00", "2024-10-14T09:00:00+0800", "2024-10-14T09:00:00+08", "2024-10-14T09:00:00+24:00",
        "2024-10-14T09:00:00+08:60", "2024-13-14T09:00:00+08:00", "2024-02-30T09:00:00+08:00", "20241014T090000+08:00",
        "2024-10-14T09:00:00+08:00\n", " 2024-10-14T09:00:00+08:00", "0000-01-01T00:00:00+08:00", "２024-10-14T09:00:00+08:00",
        "9999-01-01T00:00:00+08:00", "9998-12-31T23:59:59+07:59", "0001-01-01T07:59:59+08:00",
    ],
)  # fmt: skip
def test_times_of_another_form(text: str) -> None:
    """ "Times are RFC 3339 with an offset, to the second"; none beyond what a calendar can tell."""
    with pytest.raises(FormError, match="须写作"):
        parse_time(text)


def test_times() -> None:
    """Any offset is read; +08:00 is written."""
    nine = datetime(2024, 10, 14, 9, tzinfo=CHINA)
    for text in ("2024-10-14T09:00:00+08:00", "2024-10-14T01:00:00+00:00", "2024-10-13T20:30:00-04:30"):
        assert parse_time(text) == nine
        assert format_time(parse_time(text)) == "2024-10-14T09:00:00+08:00"
    for edge in ("0001-01-01T08:00:00+08:00", "9998-12-31T23:59:59+08:00"):
        assert format_time(parse_time(edge)) == edge


def test_days() -> None:
    """ "Days are `2024-10-14`, in +08:00"."""
    assert parse_day("2024-02-29") == date(2024, 2, 29)
    assert day_of(datetime(2024, 10, 13, 16, tzinfo=UTC)) == date(2024, 10, 14)
    assert day_of(datetime(2024, 10, 13, 15, 59, 59, tzinfo=UTC)) == date(2024, 10, 13)
    assert day_of(datetime(2024, 10, 14, tzinfo=timezone(timedelta(hours=9)))) == date(2024, 10, 13)
    for text in ("2023-02-29", "2024-1-1", "20240101", "2024-W01-1", "2024-01-01 ", "0000-01-01", "9999-01-01", ""):
        with pytest.raises(FormError):
            parse_day(text)


def test_hashes() -> None:
    """ "`tagged(label, x)` = SHA-256("mingchou/1 " + label + "\\n" ‖ jcs(x))"; "`prf(key, a, b, …)` = HMAC-SHA256(key, …)"."""
    assert sha256(b"") == hashlib.sha256(b"").hexdigest()
    assert tagged("seed", {"b": 1, "a": "中"}) == hashlib.sha256('mingchou/1 seed\n{"a":"中","b":1}'.encode()).hexdigest()
    key = bytes(range(32))
    assert prf(key, "entity", "中", "0") == hmac.new(key, "entity\n中\n0".encode(), hashlib.sha256).digest()
