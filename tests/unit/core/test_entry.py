"""One line of the ledger (protocol, "The ledger")."""

import json
from typing import Any

import pytest

from ledger.core.bodies import Publish
from ledger.core.encoding import Digest, format_base64, jcs, parse_time
from ledger.core.entry import MAX_ENTRY, draft, format_entry, parse_entry, signed_message
from ledger.core.errors import FormError
from ledger.core.tree import leaf_hash
from tests.support.ledgers import build_ledger
from tests.unit.core.shapes import other_shapes

LINES = build_ledger().bureau.lines
LINE = LINES[1]
ENTRY: dict[str, Any] = json.loads(LINE)
SIGNATURE = ENTRY["signatures"]["test.example/clerk"]


def refused(entry: Any, problem: str | None = None) -> None:
    """No line of the ledger."""
    with pytest.raises(FormError, match=problem):
        parse_entry(entry if isinstance(entry, bytes) else json.dumps(entry, sort_keys=True, separators=(",", ":")).encode())


@pytest.mark.parametrize("line", LINES, ids=lambda line: json.loads(line)["type"])
def test_a_line_and_back(line: bytes) -> None:
    """A signature is over `"mingchou/1 entry\\n" ‖ jcs(entry without signatures)`: what is cut out of the line is that."""
    entry, value = parse_entry(line), json.loads(line)
    without = {name: item for name, item in value.items() if name != "signatures"}
    assert entry.unsigned == jcs(without)
    assert signed_message(entry.unsigned) == b"mingchou/1 entry\n" + jcs(without)
    assert format_entry(draft(entry.index, entry.previous, entry.time, entry.body), entry.signatures) == line
    assert entry.leaf == leaf_hash(line) and entry.time_text == value["time"]


@pytest.mark.parametrize(
    "text",
    ['},"time":"', ',"signatures":{', '","signatures":{"a":"b"},"time":"', '\\"},\\"time\\":\\"', "\u2028", '{"', "\\", '"' * 50],
)
def test_the_cut_is_not_misled_by_text(text: str) -> None:
    """A body whose text looks like the places of the cut."""
    plain = json.loads(LINES[-1])
    entry = plain | {"body": {"draw": "a", "reason": text}, "type": "cancel"}
    line = jcs(entry)
    parsed = parse_entry(line)
    assert parsed.unsigned == jcs({name: value for name, value in entry.items() if name != "signatures"})
    unsigned = draft(parsed.index, parsed.previous, parsed.time, parsed.body)
    assert jcs(unsigned) == parsed.unsigned
    assert format_entry(unsigned, parsed.signatures) == line


def test_unsigned_entries_are_cut_too() -> None:
    """Whether it is signed as required is for another check to say."""
    parsed = parse_entry(jcs(ENTRY | {"signatures": {}}))
    assert (parsed.signatures, parsed.unsigned) == ({}, parse_entry(LINE).unsigned)


def test_no_other_shape() -> None:
    """Exactly `body`, `index`, `previous`, `signatures`, `time`, `type`, `v`."""
    for what, value in other_shapes(ENTRY, free=("body",), optional=("test.example/clerk",)):
        if what != "signatures = {}":
            with pytest.raises(FormError):
                parse_entry(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"v": 0}, {"v": True}, {"index": -1}, {"index": True}, {"previous": "0" * 63}, {"previous": "G" * 64},
        {"time": "2023-08-21T09:10:00Z"}, {"time": "2023-08-21"}, {"type": "keys"}, {"type": "Publish"}, {"type": "snapshot"},
        {"signatures": {"a b": SIGNATURE}}, {"signatures": {"": SIGNATURE}}, {"signatures": {"a+b": SIGNATURE}},
        {"signatures": {"a": SIGNATURE.rstrip("=")}}, {"signatures": {"a": ""}}, {"signatures": {"a": format_base64(bytes(63))}},
        {"signatures": {"a": format_base64(bytes(65))}}, {"signatures": {"a": f"{SIGNATURE[:-3]}B=="}},
    ],
    ids=str,
)  # fmt: skip
def test_values_out_of_bounds(change: dict[str, Any]) -> None:
    refused(ENTRY | change)


@pytest.mark.parametrize(
    "line",
    [
        b"", b"{}", b"[]", LINE + b"\n", LINE + b" ", b" " + LINE, LINE[:-1],
        LINE.replace(b":", b": ", 1), LINE.replace(b"e", b"\\u0065", 1),
        LINE.replace(b'"v":1', b'"v":1,"v":1'), LINE.replace(b'"v":1', b'"v":1.0'), LINE.replace(b'"v":1', b'"v":1,"w":1'),
    ],
)  # fmt: skip
def test_lines_of_another_form(line: bytes) -> None:
    """ "each line exactly `jcs(entry)` and LF … the LF is not in the leaf"."""
    refused(line)


def test_length() -> None:
    """ "An entry is at most 65,535 bytes"."""

    def line(extra: int) -> bytes:
        entry = json.loads(LINES[-1]) | {"body": {"draw": "a", "reason": "x" * extra}, "type": "cancel"}
        return jcs(entry)

    room = MAX_ENTRY - len(line(0))
    assert len(line(room)) == MAX_ENTRY == 65_535
    parsed = parse_entry(line(room))
    assert format_entry(draft(parsed.index, parsed.previous, parsed.time, parsed.body), parsed.signatures) == line(room)
    refused(line(room + 1), "超过 65535")
    long = draft(1, "0" * 64, parse_time(ENTRY["time"]), Publish("guide", "a", Digest("0" * 64)))
    with pytest.raises(FormError, match="超过 65535"):
        format_entry(long, {f"key{n}": bytes(64) for n in range(700)})
