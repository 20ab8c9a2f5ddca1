"""Personal information that no record may hold.

Requirements, "Personal information": a check refuses identity numbers, mobile numbers and bank cards in any record, field
by field. Fields whose value is a code of its own kind (统一社会信用代码, 执法证号, digests, keys) are not looked at: an
11-digit certificate number is not a phone number.
"""

import re
from collections.abc import Callable
from datetime import date

PERSONAL_HINT = "公开的记录里不得有个人信息，请删掉；已经提交过的，请按个人信息泄露处置"
_EDGE = r"(?<![0-9A-Za-z])"
_END = r"(?![0-9A-Za-z])"
_IDENTITY = re.compile(_EDGE + r"(?:\d[ -]?){17}[\dXx]" + _END)
# Not the tail of a decimal fraction, and not a piece of a hexadecimal digest.
_MOBILE = re.compile(r"(?<![0-9A-Fa-f+])(?<!\d[.])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}" + _END)
_CARD = re.compile(_EDGE + r"(?:\d[ -]?){15,18}\d" + _END)
_SEPARATORS = str.maketrans("", "", " -")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width forms to ASCII, one character for one, so that positions hold."""
_DIGITS = re.compile(r"\d(?:[ \-\uff0d]?\d){10}")
"""Eleven digits of any script or width: without them there is nothing to look for."""

_IDENTITY_WEIGHTS = tuple(pow(2, 17 - position, 11) for position in range(17))
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_CARD_ISSUERS = ("62", "4", "51", "52", "53", "54", "55", "35", "36", "37", "60")


def is_identity_number(text: str) -> bool:
    """公民身份号码 (GB 11643): a province, a day of birth that can be, and the check character of ISO 7064 MOD 11-2."""
    if not re.fullmatch(r"\d{17}[\dXx]", text, re.ASCII) or not _PROVINCES.match(text):
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _IDENTITY_WEIGHTS, strict=False))
    return 1850 <= born.year < 2100 and "10X98765432"[total % 11] == text[17].upper()


def is_bank_card(text: str) -> bool:
    """16 to 19 digits of a known kind of issuer, with the check digit of ISO/IEC 7812 (Luhn)."""
    if not re.fullmatch(r"\d{16,19}", text, re.ASCII) or not text.startswith(_CARD_ISSUERS):
        return False
    doubled = [int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(text))]
    return sum(doubled) % 10 == 0


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("身份证号码", _IDENTITY, is_identity_number),
    ("手机号码", _MOBILE, lambda _: True),
    ("银行卡号", _CARD, is_bank_card),
)


def personal(text: str) -> tuple[str, int] | None:
    """The first kind of personal information in a text and where it starts; full-width digits count as digits."""
    if not _DIGITS.search(text):
        return None
    plain = text.translate(_NARROW)
    for name, pattern, holds in _KINDS:
        for match in pattern.finditer(plain):
            if holds(match[0].translate(_SEPARATORS)):
                return name, match.start()
    return None
