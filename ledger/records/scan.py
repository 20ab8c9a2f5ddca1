"""Bytes to text: what no record may hold, looked for before YAML is read at all.

Clerks paste from Word, WeChat and spreadsheets. Characters that nobody sees make two equal names differ, hide text or turn
it round; they are refused with their place, never silently removed.
"""

import re
import unicodedata

from ledger.core.encoding import is_clean_text
from ledger.records.problems import START, Context, Point

MAX_FILE = 1 << 20
"""Bytes. The longest real record, an item list, has some ten thousand."""
MAX_HITS = 10
"""Problems of one kind told of one file."""
BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Cc but LF (and CR before LF), U+2028/2029, bidirectional and zero-width characters, soft hyphen, tags, noncharacters, U+FFFD.
_NONCHARACTERS = "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000))
_FORBIDDEN = re.compile(
    "\r(?!\n)|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    f"\ufdd0-\ufdef\ufeff\ufff0-\uffff\U000e0000-\U000e0fff{_NONCHARACTERS}]"
)
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ZERO_WIDTH = re.compile("[\u00ad\u180e\u200b-\u200d\u2060-\u2065\ufeff]")


def point_at(text: str, position: int) -> Point:
    """Line and column of a position in a text."""
    start = text.rfind("\n", 0, position) + 1
    return Point(text.count("\n", 0, position) + 1, position - start + 1)


def _describe(char: str) -> tuple[str, str]:
    code = f"U+{ord(char):04X}"
    if char == "\t":
        return "有制表符（Tab）", "缩进和空白只用空格"
    if char == "\0":
        return "有空字符（NUL）", "文件可能损坏了，请重新录入这一行"
    if char == "\ufffd":
        return "有乱码（U+FFFD）", "原来的字已经丢失，请重新录入"
    if _BIDI.match(char):
        return f"有看不见的文字方向控制符 {code}", "它会让文字显示的次序与实际不同，请删掉后重新录入"
    if _ZERO_WIDTH.match(char):
        return f"有看不见的零宽字符 {code}", "常由网页或聊天软件带入，请删掉后重新录入"
    if char in "\r\x85\u2028\u2029":
        return f"有特殊的换行符 {code}", "请用编辑器重新换行"
    return f"有不可用的字符 {code}", "请删掉后重新录入"


def decode(data: bytes, context: Context) -> str | None:
    """The text of a file; None after noting why it has none that can be used."""
    if len(data) > MAX_FILE:
        context.note(START, f"文件超过 {MAX_FILE >> 10} KB，不像一条记录", "请检查是否放错了文件")
        return None
    if data.startswith(BOM):
        context.note(START, "文件以 BOM 开头", "请另存为“UTF-8（无 BOM）”")
        data = data[len(BOM) :]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        spot = START if data.startswith(_UTF16) else point_at(before, len(before))
        context.note(spot, "不是 UTF-8 编码", "记事本另存为时，编码请选 UTF-8，不要选 ANSI")
        return None
    return text if _clean(text, context) else None


def is_usable(text: str) -> bool:
    """Whether a value holds nothing that a record may not hold (an escape in double quotes may have written it)."""
    return "\n" not in text and "\r" not in text and _FORBIDDEN.search(text) is None and is_clean_text(text)


def _clean(text: str, context: Context) -> bool:
    hits = 0
    for hits, match in enumerate(_FORBIDDEN.finditer(text), start=1):
        if hits <= MAX_HITS:
            context.note(point_at(text, match.start()), *_describe(match[0]))
    if hits > MAX_HITS:
        context.note(START, f"另有 {hits - MAX_HITS} 处不可用的字符", "文件可能损坏了")
    return _composed(text, context) and hits == 0


def _composed(text: str, context: Context) -> bool:
    """Whether all is NFC; notes the first difference of each line that is not."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return True
    hits = 0
    for number, line in enumerate(text.split("\n"), start=1):
        wanted = unicodedata.normalize("NFC", line)
        if line != wanted and hits < MAX_HITS:
            hits += 1
            column = next((i for i, (a, b) in enumerate(zip(line, wanted, strict=False)) if a != b), len(wanted))
            spot = Point(number, column + 1)
            context.note(spot, f"这里的字不是通用写法（NFC），应为 {shown_char(wanted, column)}", "请删掉后用输入法重新录入")
    return False


def shown_char(text: str, position: int) -> str:
    """A character with its code point."""
    char = text[position : position + 1]
    return f"“{char}”（U+{ord(char):04X}）" if char else "空"
