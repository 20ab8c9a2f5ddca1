"""Keys and signed notes are read strictly (protocol, "The ledger"; c2sp.org/signed-note, c2sp.org/tlog-checkpoint)."""

import base64
from dataclasses import replace

import pytest
from nacl.signing import SigningKey

from ledger.core.encoding import Hash
from ledger.core.errors import FormError
from ledger.core.note import (
    COSIGNATURE,
    Checkpoint,
    format_checkpoint,
    format_vkey,
    is_key_name,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    sign_checkpoint,
    verifier_key,
    verify_checkpoint,
    verify_signature,
)

NAME = "示例.example/ledger"
KEY = SigningKey(bytes(range(32)))
LOG = verifier_key(NAME, bytes(KEY.verify_key))
HEAD = Checkpoint(NAME, 5, Hash(bytes(range(32))))
NOTE = sign_checkpoint(HEAD, NAME, KEY)
TEXT, LINE = NOTE.decode().removesuffix("\n").split("\n\n")

# Encodings of points of small order, and of points that are none (RFC 8032; "Taming the many EdDSAs", table 5).
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
]
NO_POINT = [
    "0200000000000000000000000000000000000000000000000000000000000000",  # not on the curve
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # 0 written as p
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # 1 written as p + 1
    "ff" * 32,
]


def test_vkey_and_back() -> None:
    """`name+hex8+base64(0x01‖key)`; a witness's begins with 0x04 and has another id."""
    assert parse_vkey(format_vkey(LOG)) == LOG
    witness = verifier_key(NAME, LOG.public, COSIGNATURE)
    assert parse_vkey(format_vkey(witness)) == witness
    assert witness.id != LOG.id


@pytest.mark.parametrize("public", SMALL_ORDER + NO_POINT)
def test_a_key_that_is_no_key(public: str) -> None:
    """ "A key of small order is refused", and so is a point that is not canonical or none at all."""
    with pytest.raises(FormError, match="不是合规的 Ed25519 点"):
        parse_vkey(format_vkey(verifier_key("a", bytes.fromhex(public))))


@pytest.mark.parametrize("change", range(8))
def test_a_vkey_of_another_form(change: int) -> None:
    text = format_vkey(verifier_key("name", LOG.public))
    _, id, key = text.split("+", 2)
    wrong = [
        f"other+{id}+{key}",
        f"name+{id.upper() if id.upper() != id else 'A' * 8}+{key}",
        f"name+{id[:-1]}+{key}",
        f"name+{id}+{key}====",
        f"name+{id}+{base64.urlsafe_b64encode(base64.b64decode(key) + b'~').decode()}",
        f"+{id}+{key}",
        f"na me+{id}+{key}",
        f"{text}\n",
    ]
    with pytest.raises(FormError):
        parse_vkey(wrong[change])


@pytest.mark.parametrize("algorithm", [0x00, 0x02, 0x03, 0x05, 0xFF])
def test_another_algorithm(algorithm: int) -> None:
    with pytest.raises(FormError, match="算法不认识"):
        parse_vkey(format_vkey(verifier_key("a", LOG.public, algorithm)))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb", "a\u200bb", "e\u0301", "a\u2028b"])
def test_names(name: str) -> None:
    """A name is not empty and has neither space nor plus; the protocol's text rules hold too."""
    assert not is_key_name(name)
    assert is_key_name(NAME)


def test_checkpoint_and_back() -> None:
    """Origin, size, root, "no extension lines"."""
    assert parse_checkpoint(format_checkpoint(HEAD)) == HEAD
    assert verify_checkpoint(NOTE, LOG) == HEAD
    assert f"{TEXT}\n" == format_checkpoint(HEAD)


ROOT = TEXT.split("\n")[2]


@pytest.mark.parametrize(
    "text",
    [
        *(f"{NAME}\n{size}\n{ROOT}\n" for size in ("05", "+5", " 5", "4_2", "-1", "５", "", "9007199254740992")),
        f"{NAME}\n5\n{ROOT}", f"{NAME}\n5\n{ROOT}\nmore\n", f"{NAME}\n5\n{ROOT}\n\n",
        f"{NAME}\n5\n{ROOT[:-4]}\n", f"{NAME}\n5\n{ROOT.rstrip('=')}\n", f"\n5\n{ROOT}\n",
        f"a b\n5\n{ROOT}\n", f"{NAME}\n5\n\n", "",
    ],
)  # fmt: skip
def test_a_checkpoint_of_another_form(text: str) -> None:
    """Each is refused although it is signed: Go's own lenient numbers are not ours."""
    with pytest.raises(FormError):
        parse_checkpoint(text)
    signed = f"{text}\n{_line(text)}\n".encode()
    with pytest.raises(FormError):
        verify_checkpoint(signed, LOG)


def _line(text: str, key: SigningKey = KEY, name: str = NAME) -> str:
    mine = verifier_key(name, bytes(key.verify_key))
    return f"— {name} {base64.b64encode(mine.id + key.sign(text.encode()).signature).decode()}"


OTHER = SigningKey(bytes([7]) * 32)


def test_lines_of_other_keys_are_let_be() -> None:
    """A note may carry cosignatures; a key of the same name and another id is another key."""
    text = format_checkpoint(HEAD)
    both = f"{text}\n{_line(text, OTHER, 'witness')}\n{_line(text)}\n{_line(text, OTHER)}\n".encode()
    assert verify_checkpoint(both, LOG) == HEAD
    with pytest.raises(FormError, match="没有"):
        verify_checkpoint(both, verifier_key("nobody", LOG.public))


def test_the_logs_own_line_must_verify() -> None:
    """Neither a signature over something else nor two lines."""
    text = format_checkpoint(HEAD)
    with pytest.raises(FormError, match="不成立"):
        verify_checkpoint(f"{text}\n{_line(text + ' ')}\n".encode(), LOG)
    with pytest.raises(FormError, match="2 行"):
        verify_checkpoint(f"{text}\n{_line(text)}\n{_line(text)}\n".encode(), LOG)


@pytest.mark.parametrize(
    "note",
    [
        b"", TEXT.encode(), f"{TEXT}\n\n".encode(), f"{TEXT}\n\n{LINE}".encode(), f"{TEXT}\n{LINE}\n".encode(), NOTE + b"\n",
        NOTE.replace(b"\n", b"\r\n"), NOTE + b"x\n", NOTE.replace("—".encode(), b"-"), NOTE.replace("— ".encode(), "—".encode()),
        *(NOTE + f"— {line}\n".encode() for line in ("a+b AAAAAAAA", "a AAAA", "a AAAAAAA", "a  AAAAAAAA", "a", "")),
        NOTE + b"\xff\n", NOTE.replace(b"\n5\n", b"\n5\t\n"), NOTE + "— a AAAAAAAA\n".encode() * 100,
    ],
)  # fmt: skip
def test_a_note_of_another_form(note: bytes) -> None:
    with pytest.raises(FormError):
        verify_checkpoint(note, LOG)


def test_every_single_byte_of_a_checkpoint() -> None:
    """Wherever one is changed, is missing or is too many, it is refused."""
    changes = (1, 2, 4, 32, 128, 255)
    wrong = [NOTE[:at] + bytes([byte ^ change]) + NOTE[at + 1 :] for at, byte in enumerate(NOTE) for change in changes]
    wrong += [NOTE[:at] + NOTE[at + 1 :] for at in range(len(NOTE))]
    wrong += [NOTE[:at] + b"A" + NOTE[at:] for at in range(len(NOTE) + 1)]
    for note in wrong:
        with pytest.raises(FormError):
            verify_checkpoint(note, LOG)


def test_parse_note() -> None:
    """The last empty line parts text and signatures; the text may have others."""
    text, lines = parse_note(f"a\n\nb\n\n{LINE}\n".encode())
    assert text == "a\n\nb\n"
    assert [(name, id) for name, id, _ in lines] == [(NAME, LOG.id)]


def test_signatures() -> None:
    """Ed25519, canonical: s + L, which lenient libraries take, is refused; so is a small-order key that fits everything."""
    message = b"message"
    signature = KEY.sign(message).signature
    assert verify_signature(LOG.public, message, signature)
    order = 2**252 + 27742317777372353535851937790883648493
    raised = int.from_bytes(signature[32:], "little") + order
    malleable = signature[:32] + raised.to_bytes(32, "little")
    one = bytes.fromhex(SMALL_ORDER[0])
    for public, text, signed in (
        (LOG.public, message, malleable),
        (LOG.public, b"Message", signature),
        (LOG.public, message, signature[:-1]),
        (LOG.public[:-1], message, signature),
        (one, message, one + bytes(32)),
        (bytes(OTHER.verify_key), message, signature),
    ):
        assert not verify_signature(public, text, signed)


def test_another_origin_is_another_text() -> None:
    """A root signed for one ledger is not signed for another."""
    other = format_checkpoint(replace(HEAD, origin="other.example/ledger"))
    with pytest.raises(FormError, match="不成立"):
        verify_checkpoint(f"{other}\n{LINE}\n".encode(), LOG)
