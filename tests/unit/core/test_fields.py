"""A JSON object read field by field (protocol, "Encodings"): "An unknown field, a missing one, or one of another JSON type
is an error"."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ledger.core.errors import FormError, MingchouError, RecordErrors
from ledger.core.fields import Fields, as_draw_id, as_integer, as_list, as_text, in_order

DIGEST = "0" * 64
VALUE: dict[str, Any] = {
    "day": "2024-02-29", "digest": DIGEST, "draw": "D-1", "flag": True, "id": "a.b", "key": "00ff", "list": ["b", "a"],
    "number": 7, "sorted": ["A", "a", "中"], "text": "中", "word": "two",
}  # fmt: skip


def fields(value: Any = VALUE) -> Fields:
    """Of one object."""
    return Fields(value, "某处", VALUE)


def test_each_reader() -> None:
    f = fields()
    assert f.day("day") == date(2024, 2, 29)
    assert (f.digest("digest"), f.draw_id("draw"), f.record_id("id"), f.hex("key", 2)) == (DIGEST, "D-1", "a.b", b"\x00\xff")
    assert f.items("list", as_text) == ("b", "a")
    assert (f.integer("number", 7, 7), f.text("text"), f.word("word", ("one", "two"))) == (7, "中", "two")
    assert f.ascending("sorted", as_text) == ("A", "a", "中")


READERS: dict[str, Callable[[Fields], object]] = {
    "day": lambda f: f.day("x"),
    "digest": lambda f: f.digest("x"),
    "draw": lambda f: f.draw_id("x"),
    "hex": lambda f: f.hex("x", 32),
    "id": lambda f: f.record_id("x"),
    "integer": lambda f: f.integer("x"),
    "list": lambda f: f.items("x", as_text),
    "sorted": lambda f: f.ascending("x", as_draw_id),
    "text": lambda f: f.text("x"),
    "word": lambda f: f.word("x", ("a",)),
}
RIGHT = {
    "integer": {"0", "7"}, "list": {"[]"}, "sorted": {"[]"}, "text": {"''", "'a'", "'7'"},
    "draw": {"'a'", "'7'"}, "id": {"'a'", "'7'"}, "word": {"'a'"},
}  # fmt: skip
"""What each reader takes of the values below."""


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("value", [0, 7, -1, True, False, "", "a", "7", [], [1], {}, {"a": 1}], ids=repr)
def test_another_json_type(kind: str, value: Any) -> None:
    """Nothing is taken for something else: no True for 1, no "7" for 7, no text for a list of letters."""
    f = Fields({"x": value}, "某处", ("x",))
    if repr(value) in RIGHT.get(kind, set()):
        READERS[kind](f)
    else:
        with pytest.raises(FormError) as caught:
            READERS[kind](f)
        assert caught.value.place == "某处.x"


@pytest.mark.parametrize("name", VALUE)
def test_a_missing_field(name: str) -> None:
    with pytest.raises(FormError, match=f"某处: 缺少字段 {name}"):
        fields({key: value for key, value in VALUE.items() if key != name})


@pytest.mark.parametrize("name", ["x", "Day", "day ", "__class__", ""])
def test_an_unknown_field(name: str) -> None:
    with pytest.raises(FormError, match="某处: 有不认识的字段"):
        fields(VALUE | {name: 1})


@pytest.mark.parametrize("value", [[], "", 0, True])
def test_no_object(value: Any) -> None:
    with pytest.raises(FormError, match="某处: 须为对象"):
        fields(value)


def test_optional_fields() -> None:
    """Only what is named so may be left out."""
    assert Fields({"a": 1, "b": 2}, "某处", ("a",), ("b",)).has("b")
    assert not Fields({"a": 1}, "某处", ("a",), ("b",)).has("b")
    with pytest.raises(FormError, match="缺少字段 a"):
        Fields({"b": 2}, "某处", ("a",), ("b",))


@pytest.mark.parametrize("items", [["b", "a"], ["a", "a"], ["a", "b", "a"], ["a", "A"], ["中", "a"], ["a", ""]])
def test_order(items: list[str]) -> None:
    """ "Lists of tags and ids are sorted and without repeats"; "They compare as bytes"."""
    with pytest.raises(FormError, match="次序不对或重复"):
        in_order(items, str)


def test_order_is_that_of_bytes() -> None:
    """UTF-8 orders by code point, unlike UTF-16."""
    items = ["", "A", "a", "aa", "b", "é", "中", "｡", "😀"]
    assert in_order(items, str) == tuple(items) == tuple(sorted(items, key=str.encode))


def test_bounds() -> None:
    """Both ends included; lists have a least length."""
    assert as_integer(1, 1, 100) == 1 and as_integer(100, 1, 100) == 100
    for value in (0, 101):
        with pytest.raises(FormError):
            as_integer(value, 1, 100)
    with pytest.raises(FormError, match="至少要有 2 项"):
        as_list(["a"], as_text, 2)


def test_errors_name_the_place_and_what_to_do() -> None:
    """`place: problem; 提示: hint`; all problems of the records at once."""
    error = FormError("不对", place="甲:1:2", hint="改")
    assert str(error) == "甲:1:2: 不对; 提示: 改"
    assert str(FormError("不对")) == "不对"
    both = RecordErrors([error, FormError("也不对", place="乙")])
    assert str(both).split("\n")[1:] == ["甲:1:2: 不对; 提示: 改", "乙: 也不对"]
    assert isinstance(both, MingchouError)
