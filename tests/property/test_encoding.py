"""Properties of the encodings (protocol, "Encodings")."""

import json
import math
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any

import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.core.encoding import (
    MAX_INTEGER,
    format_base64,
    format_time,
    is_clean_text,
    jcs,
    parse_base64,
    parse_jcs,
    parse_time,
)
from ledger.core.errors import FormError

CHARACTERS = st.one_of(
    st.characters(codec="utf-8"),
    st.sampled_from('"\\/{}[]:,\u2028\u2029\uff61\ue000\uffff😀𐀀'),
)
TEXT = st.text(CHARACTERS, max_size=12).filter(is_clean_text)
INTEGERS = st.integers(-MAX_INTEGER, MAX_INTEGER)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.booleans(), INTEGERS, TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)


@given(VALUES)
@example({"\uff61": "😀"})
@example({"😀": 1, "\uff61": 2, "\ue000": 3})
@example(["\u2028", "\x7e", "\\", '"', "/"])
def test_jcs_is_rfc8785_and_comes_back(value: Any) -> None:
    """ "JSON is RFC 8785 (JCS): `jcs(x)` is its bytes": as the reference library writes it, and read back the same, whether
    through the library or through the faster encoder of the standard library."""
    data = jcs(value)
    assert data == rfc8785.dumps(value)
    assert parse_jcs(data, "x") == value


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=8,
)


def _written(value: Any, **how: Any) -> bytes:
    return json.dumps(value, **how).encode("utf-8", "surrogatepass")


@given(ANYTHING, st.booleans(), st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (",", ": ")]))
def test_whatever_is_read_is_canonical(value: Any, ascii: bool, sort: bool, separators: tuple[str, str]) -> None:
    """ "a decoder refuses anything else": any JSON, written in any way, is read only if it is the one canonical form."""
    data = _written(value, ensure_ascii=ascii, sort_keys=sort, separators=separators)
    try:
        found = parse_jcs(data, "x")
    except FormError:
        return
    assert rfc8785.dumps(found) == data
    assert found == value or (isinstance(value, float) and math.isnan(value))


@given(st.binary(max_size=24))
@example(b'{"a":1,"a":1}')
@example(b"\xff")
@example(b"[" * 5000)
def test_any_bytes(data: bytes) -> None:
    """No input makes anything but a `FormError`, and what is read is canonical."""
    with suppress(FormError):
        assert jcs(parse_jcs(data, "x")) == data


@given(VALUES, st.data())
def test_one_byte_changed_is_another_value_or_none(value: Any, data: st.DataObject) -> None:
    """No two texts mean the same."""
    text = jcs(value)
    at = data.draw(st.integers(0, len(text) - 1))
    other = text[:at] + bytes([text[at] ^ data.draw(st.integers(1, 255))]) + text[at + 1 :]
    with suppress(FormError):
        assert parse_jcs(other, "x") != value or type(parse_jcs(other, "x")) is not type(value)


@given(st.binary(max_size=40))
def test_base64_and_back(data: bytes) -> None:
    """ "canonical"."""
    assert parse_base64(format_base64(data)) == data


@given(st.text(alphabet="AQRwx+/=-_ \n", max_size=9))
def test_base64_has_one_text_for_each_value(text: str) -> None:
    """ "RFC 4648 §4 with padding, canonical; a decoder refuses anything else"."""
    with suppress(FormError):
        assert format_base64(parse_base64(text)) == text


OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(2, 1, 1), datetime(9997, 12, 31), timezones=OFFSETS))
def test_times_and_back(time: datetime) -> None:
    """ "Times are RFC 3339 with an offset, to the second": one instant, whatever its offset; written in +08:00."""
    time = time.replace(microsecond=0)
    assert parse_time(time.isoformat()) == parse_time(format_time(time)) == time
    assert format_time(parse_time(time.isoformat())).endswith("+08:00")
