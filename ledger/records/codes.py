"""统一社会信用代码 (GB 32100-2015): eighteen characters, the last of which checks the others."""

import re

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and capitals without I, O, S, V and Z, which are too like others."""
PATTERN = f"[{ALPHABET}]{{18}}"
_CODE = re.compile(PATTERN)
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))


def check_character(first17: str) -> str:
    """The eighteenth character: 31 − (sum of value × 3^position mod 31), where 31 counts as 0 (GB 32100, annex)."""
    total = sum(_VALUES[char] * weight for char, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def code_problem(code: str) -> tuple[str, str] | None:
    """What is wrong with a code, and a hint; None when it holds."""
    if not _CODE.fullmatch(code):
        if len(code) != 18:
            return f"应为 18 位，写了 {len(code)} 位", "照营业执照抄写，数字和大写字母都用半角"
        wrong = next(char for char in code if char not in _VALUES)
        return f"第 {code.index(wrong) + 1} 位“{wrong}”不可用", "只用半角数字和大写字母，没有 I、O、S、V、Z"
    wanted = check_character(code[:17])
    if code[17] != wanted:
        return f"校验位应为 {wanted}", "请对照营业执照逐位核对，可能有一位抄错"
    return None
