"""Pinyin initials of names, for the search: every reading that pypinyin's table has for a character counts.

A name becomes one short text, character by character: the initial of the usual reading in lower case, then those of its other
readings in upper case (``长`` is ``zC``), ``?`` where no reading is known; letters and digits stand for themselves, and other
signs fall away. The browser looks in it with one regular expression (``site/assets/find.js``).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

_LETTER = re.compile("[a-z]")
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


@cache
def _readings() -> Mapping[int, str]:
    """The table, once it is needed: it takes long to load, and much memory."""
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT


def _plain(reading: str) -> str:
    """The first letter without its tone: ``é`` → ``e``; nothing for syllables that have no letter."""
    found = _LETTER.search(unicodedata.normalize("NFD", reading).lower())
    return found[0] if found else ""


@cache
def _of(char: str) -> str:
    if re.fullmatch("[a-z0-9]", char):
        return char
    if not _HAN.fullmatch(char):
        return ""
    readings = _readings().get(ord(char), "")
    letters = list(dict.fromkeys(filter(None, map(_plain, readings.split(",")))))
    return letters[0] + "".join(letters[1:]).upper() if letters else "?"


def initials(name: str) -> str:
    """The initials of a name as the search's index has them."""
    return "".join(map(_of, unicodedata.normalize("NFKC", name).lower()))
