"""Hostile and clumsy files: each gives an error that names path, line and column, and nothing else happens."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core.encoding import is_clean_text
from ledger.records.nodes import Items, Node, Table, Text
from ledger.records.problems import Context, Problems
from ledger.records.reader import read_yaml

BOMB = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))


def read(data: bytes) -> tuple[Table | None, list[str]]:
    """What was read, and every problem as told."""
    problems = Problems()
    table = read_yaml(data, Context("records/x.yaml", problems))
    return table, [str(problem) for problem in problems.found]


CASES = {
    "alias bomb": (BOMB, "1:4", "有 YAML 锚点 &a"),
    "alias": ("a: b\nc: *x\n", "2:4", "有 YAML 引用 *x"),
    "python tag": ("a: !!python/object/apply:os.system [id]\n", "1:4", "python/object/apply:os.system"),
    "own tag": ("名称: !x 甲\n", "1:5", "有 YAML 标记 !x"),
    "bare tag": ("名称: ! 甲\n", "1:5", "有 YAML 标记 !"),
    "directive": ("%YAML 1.1\n---\na: b\n", "1:1", "YAML 指令"),
    "two documents": ("a: b\n---\nc: d\n", "2:1", "两份记录"),
    "duplicate key": ("名称: 甲\n区域: 1\n名称: 乙\n", "3:1", "键“名称”重复，第 1 行已经有了"),
    "duplicate inner key": ("a:\n  b: 1\n  b: 2\n", "3:3", "键“b”重复"),
    "complex key": ("? [a]\n: b\n", "1:3", "键只能是文字"),
    "full-width colon": ("名称：甲\n区域: 1\n", "1:3", "名称: 冒号是全角的（：）; 提示: 改成半角 :，后面空一格"),
    "full-width colon in the middle": ("名称: 甲\n区域：1\n状态: 在营\n", "2:3", "区域: 冒号是全角的"),
    "full-width colon at the end": ("名称: 甲\n状态：在营\n", "2:3", "状态: 冒号是全角的"),
    "full-width colon alone": ("名称：甲\n", "1:3", "名称: 冒号是全角的"),
    "full-width colon in a list": ("a:\n  - 代码：1\n    名称: 甲\n", "2:7", "代码: 冒号是全角的"),
    "full-width colon, indented": ("名称: 甲\n  区域：1\n", "1:5", "文字跨了行"),
    "no blank after the colon": ("名称:甲\n区域: 1\n", "1:3", "名称: 冒号后面没有空格"),
    "tab indent": ("a:\n\tb: c\n", "2:1", "有制表符（Tab）"),
    "tab in a value": ("a:\tb\n", "1:3", "有制表符（Tab）"),
    "NUL": ("a: b\0c\n", "1:5", "有空字符（NUL）"),
    "bell": ("a: \x07\n", "1:4", "U+0007"),
    "right-to-left override": ("a: b\nc: \u202egnp.exe\n", "2:4", "文字方向控制符 U+202E"),
    "isolate": ("a: \u2066x\u2069\n", "1:4", "U+2066"),
    "zero width": ("名称: 甲\u200b乙\n", "1:6", "零宽字符 U+200B"),
    "soft hyphen": ("a: x\u00ady\n", "1:5", "U+00AD"),
    "tag character": ("a: x\U000e0041\n", "1:5", "U+E0041"),
    "noncharacter": ("a: \ufffe\n", "1:4", "U+FFFE"),
    "replacement character": ("a: \ufffd\n", "1:4", "乱码"),
    "line separator": ("a: b\u2028c: d\n", "1:5", "特殊的换行符 U+2028"),
    "next line": ("a: b\x85c: d\n", "1:5", "特殊的换行符 U+0085"),
    "carriage return": ("a: b\rc: d\n", "1:5", "特殊的换行符 U+000D"),
    "not NFC": ("名称: cafe\u0301\n", "1:8", "NFC），应为 “é”（U+00E9）"),
    "compatibility ideograph": ("a: b\n名称: \uf900\n", "2:5", "应为 “豈”（U+8C48）"),
    "escaped override": ('a: "\\u202e"\n', "1:4", "用反斜线写出了不可用的字符：\\u202e"),
    "escaped NUL": ('a: "\\0"\n', "1:4", "\\u0000"),
    "escaped surrogate": ('a: "\\ud800"\n', "1:7", "双引号里的反斜线写法不对"),
    "escaped line feed": ('a: "x\\ny"\n', "1:4", "不可用的字符"),
    "literal block": ("a: |\n  b\n", "1:4", "不用 | 和 >"),
    "folded block": ("a: >\n  b\n", "1:4", "不用 | 和 >"),
    "two lines": ("a: b\n  c\n", "1:4", "文字跨了行"),
    "two quoted lines": ("a: 'b\n  c'\n", "1:4", "文字跨了行"),
    "deep": ("[" * 20 + "]" * 20, "1:9", "嵌套超过 8 层"),
    "very deep": ("[" * 100_000, "1:1001", "嵌套过深"),
    "deep block": ("".join("  " * n + "a:\n" for n in range(12)), "9:17", "嵌套超过 8 层"),
    "unclosed bracket": ("a: [1,\n", "2:1", "括号没有配对"),
    "unclosed quote": ("a: 'x\n", "2:1", "引号没有配对"),
    "two colons": ("a: b: c\n", "1:5", "这里不能出现“键: 值”"),
    "at sign": ("a: @x\n", "1:4", "不能以这个符号开头"),
    "key in a list": ("- a\nb: c\n", "2:1", "列表里混进了别的内容"),
    "empty": ("", "1:1", "文件是空的"),
    "comment only": ("# 示例\n", "1:1", "文件是空的"),
    "text only": ("甲\n", "1:1", "“键: 值”的形式"),
    "list only": ("- 甲\n", "1:1", "“键: 值”的形式"),
    "phone in a comment": ("a: b # 电话 13812345678\n", "1:11", "注释里有手机号码"),
    "value cut by a #": ("地址: 示例路 #3号\n", "1:9", "会被当成注释丢掉; 提示: 是内容的，把整个内容用单引号括起来"),
    "value cut by a # after blanks": ("地址: 示例路  ##3号\n", "1:10", "# 和它后面的字会被当成注释丢掉"),
    "value that begins with a #": ("a: b\n编号: #3\n", "2:5", "# 和它后面的字会被当成注释丢掉"),
    "item cut by a #": ("a:\n  - 'b #1'  #2\n", "2:13", "# 和它后面的字会被当成注释丢掉"),
    "identity number in a comment": ("# 11010519491231002X 负责\na: b\n", "1:3", "注释里有身份证号码"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "problem"), CASES.values(), ids=CASES)
def test_refused(text: str, place: str, problem: str) -> None:
    """ "alias bombs, !!python/…, 10 MB files, NUL, bidirectional marks … give an error that names file and line"."""
    table, found = read(text.encode())
    assert table is None and len(found) >= 1
    assert found[0].startswith(f"records/x.yaml:{place}: ") and problem in found[0]
    assert "; 提示: " in found[0]
    assert all(is_clean_text(text) for text in found)


BYTES = {
    "GBK": ("名称: 甲\n区域: 乙\n".encode("gbk"), "1:1", "不是 UTF-8"),
    "GBK in the second line": ("a: 甲\n".encode() + "名称: 乙\n".encode("gbk"), "2:1", "不是 UTF-8"),
    "cut character": ("a: 甲".encode()[:-1], "1:4", "不是 UTF-8"),
    "UTF-16": ("a: b".encode("utf-16"), "1:1", "不是 UTF-8"),
    "BOM": (b"\xef\xbb\xbfa: b\n", "1:1", "BOM"),
    "surrogate": (b"a: \xed\xa0\x80\n", "1:4", "不是 UTF-8"),
    "10 MB": (b"a: " + b"x" * 10_000_000, "1:1", "文件超过 1024 KB"),
    "1 MB of brackets": (b"[" * (1 << 20), "1:1001", "嵌套过深"),
    "1 MB of NUL": (b"\0" * (1 << 20), "1:1", "NUL"),
    "1 MB of anchors": (b"a: &a b\n" * (1 << 17), "1:4", "锚点"),
}


@pytest.mark.parametrize(("data", "place", "problem"), BYTES.values(), ids=BYTES)
def test_refused_bytes(data: bytes, place: str, problem: str) -> None:
    """The same for bytes that are no text, or too many."""
    started = time.monotonic()
    table, found = read(data)
    assert table is None
    assert found[0].startswith(f"records/x.yaml:{place}: ") and problem in found[0]
    assert len(found) <= 51
    assert time.monotonic() - started < 20


def test_scalars_stay_texts() -> None:
    """The resolver is off: no truth values, no octal numbers, no dates, no null, no merge."""
    table, found = read(b"a: no\nb: 0555567\nc: 2024-10-22\nd: null\ne: 1e3\n<<: x\nf: ~\ng:\nh: '1'\n")
    assert found == [] and table is not None
    values = [value.value for _, value in table.entries if isinstance(value, Text)]
    assert values == ["no", "0555567", "2024-10-22", "null", "1e3", "x", "~", "", "1"]


def test_places_are_kept() -> None:
    """Lines and columns count from 1, in characters; CRLF and comments do not move them."""
    table, found = read("# 注\r\n名称: 甲 # 注\r\n事项:\r\n  - '乙'\r\n".encode())
    assert found == [] and table is not None
    (name, first), (_, items) = table.entries
    assert (name.line, name.column, first.line, first.column) == (2, 1, 2, 5)
    assert isinstance(items, Items) and (items.items[0].line, items.items[0].column) == (4, 5)


def test_comments_that_cut_nothing() -> None:
    """A whole line, a blank after the #, a # inside a word, in quotes or in a comment."""
    kept = "#注\n  #注\n地址: 示例路3#厂房 # 见 #2\n名称: '甲 #1' # 注\nb: \"c #2 #3\" #\r\n'd #e': [f, 'g #h']\n"
    table, found = read(kept.encode())
    assert found == [] and table is not None
    assert _texts(table) == ["地址", "示例路3#厂房", "名称", "甲 #1", "b", "c #2 #3", "d #e", "f", "g #h"]


def test_all_at_once() -> None:
    """Every slip of a file is told, not only the first."""
    _, found = read("名称：甲\n区域：1\n状态：在营\n".encode())
    assert [text.split(": ")[0] for text in found] == [f"records/x.yaml:{line}:3" for line in (1, 2, 3)]
    _, found = read(b"a: &x b\nc: *x\nd: !t e\n")
    assert [text.split(": ")[0] for text in found] == [f"records/x.yaml:{line}:4" for line in (1, 2, 3)]


def _texts(node: Node) -> list[str]:
    match node:
        case Text():
            return [node.value]
        case Items():
            return [text for item in node.items for text in _texts(item)]
        case Table():
            return [text for key, value in node.entries for text in (key.value, *_texts(value))]


PIECES = st.sampled_from([
    "a: ", "- ", "\n", "  ", "名称: ", "甲", "：", ":", "'", '"', "\\", "u202e", "[", "]", "{", "}", ",", "&x ", "*x", "!!str ",
    "|", ">", "#", "%", "---\n", "...", "? ", "\t", "\0", "\u202e", "\ufeff", "\r", "\x85", "@", "`", "<<: ", "~", "é",
    "\U0001f600",
])  # fmt: skip


@settings(deadline=None)  # the machine may be busy
@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode())))
def test_any_bytes(data: bytes) -> None:
    """Whatever a file holds, it is read to clean texts, or refused with problems and nothing else."""
    table, found = read(data)
    assert (table is None) == bool(found)
    assert all(text.startswith("records/x.yaml:") for text in found)
    if table is not None:
        assert all(is_clean_text(text) for text in _texts(table))
