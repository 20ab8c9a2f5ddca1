"""HMAC under one key for many messages, and over parts: both are the library's, the other way."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from ledger.core.encoding import mac_under, prf


@given(st.binary(max_size=64), st.binary(max_size=300))
def test_mac_under_is_hmac(key: bytes, message: bytes) -> None:
    """RFC 2104, and a message leaves nothing behind for the next."""
    mac = mac_under(key)
    assert mac(message) == mac(message) == hmac.new(key, message, hashlib.sha256).digest()


@given(st.binary(min_size=32, max_size=32), st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=4))
def test_prf(key: bytes, parts: list[str]) -> None:
    """ "`prf(key, a, b, …)` = HMAC-SHA256(key, UTF-8 of `a + "\\n" + b + …`)"."""
    message = "\n".join(parts).encode()
    assert prf(key, *parts) == hmac.new(key, message, hashlib.sha256).digest()
