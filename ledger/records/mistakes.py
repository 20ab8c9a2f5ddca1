"""What a YAML parser's complaint most likely means to somebody who fills in a form: the slip itself, in Chinese."""

import re

import yaml

from ledger.records.problems import START, Context, Point, shown
from ledger.records.scan import point_at

_INDENT = "同一层的键左边对齐，下一层缩进两格"
_QUOTE = "含 : # 或以符号开头的文字，请用单引号括起来"
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "这里不能出现“键: 值”", "一行只有一个键；" + _QUOTE + "；并检查缩进"),
    ("tab character", "用制表符缩进", "缩进只用空格"),
    ("cannot start any token", "文字不能以这个符号开头", "请用单引号括起来"),
    ("could not find expected ':'", "这一行（或上一行）缺少冒号", "写作“键: 值”，冒号用半角，后面空一格"),
    ("unexpected end of stream", "引号没有配对", "请补上另一个引号"),
    ("did not find expected key", "缩进或写法不对", _INDENT + "；" + _QUOTE),
    ("did not find expected '-' indicator", "列表里混进了别的内容", "列表的每一项以“- ”开头，并左边对齐"),
    ("did not find expected ',' or", "方括号或花括号没有配对", "请改成每项一行，以“- ”开头"),
    ("did not find expected node content", "方括号或花括号没有配对", "请改成每项一行，以“- ”开头"),
    ("block sequence entries are not allowed", "列表项不能写在这里", "键后换行，每项一行，以“- ”开头"),
    ("maximum nesting", "嵌套过深", "请检查缩进和括号"),
    ("alphabetic or numeric character", "& 或 * 后面的写法不对", _QUOTE),
    ("directive", "有以 % 开头的 YAML 指令", "请删掉这一行"),
    ("did not find expected <document start>", "写法不对", _INDENT),
    ("escape", "双引号里的反斜线写法不对", "请改用单引号"),
    ("duplicate anchor", "有重复的 YAML 锚点", "请把内容直接写出来"),
    ("undefined tag handle", "有 YAML 标记", "请删掉标记，只写内容"),
)
# A key of up to twenty characters, then the colon that people type when the input method is still Chinese.
_FULL_WIDTH = re.compile(r"^(?P<before>[ ]*(?:- +)*[^\s：:'\"\[\]{}#,，。；]{1,20})：", re.MULTILINE)
_NO_SPACE = re.compile(r"^(?P<before>[ ]*[^\s：:'\"\[\]{}#\-,，。；][^\s：:'\"\[\]{}#,，。；]{0,19}):(?=[^\s:/])", re.MULTILINE)


def explain(text: str, error: yaml.YAMLError, context: Context) -> None:
    """Note the slips that explain a parser's error, or, where none is seen, what the error says."""
    if not note_slips(text, context):
        context.note(_spot(error), *_meaning(error))


def note_slips(text: str, context: Context) -> int:
    """Note the colons that were typed wrong in a file that could not be read; how many."""
    slips = 0
    for pattern, problem, hint in (
        (_FULL_WIDTH, "冒号是全角的（：）", "改成半角 :，后面空一格"),
        (_NO_SPACE, "冒号后面没有空格", "冒号后面空一格"),
    ):
        for match in pattern.finditer(text):
            slips += 1
            key = match["before"].strip(" -")
            context.of(shown(key)).note(point_at(text, match.end() - 1), problem, hint)
    return slips


def _spot(error: yaml.YAMLError) -> Point:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if mark is not None:
            return Point(mark.line + 1, mark.column + 1)
    return START


def _meaning(error: yaml.YAMLError) -> tuple[str, str]:
    said = " ".join(filter(None, (getattr(error, "context", None), getattr(error, "problem", None)))) or str(error)
    for words, problem, hint in _WORDS:
        if words in said:
            return problem, hint
    return "YAML 写法不对", f"{_INDENT}；{_QUOTE}"
