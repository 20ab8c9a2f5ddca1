"""Choices that look random and are always the same: each is an HMAC of a label under one fixed key.

No generator with a state: adding an enterprise moves no other one.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_KEY = b"mingchou example registry, version 1"


def number(below: int, *label: object) -> int:
    """A whole number in 0 … below−1 that depends on the label alone (bias below 2⁻⁴⁰ for small `below`)."""
    digest = hmac.digest(_KEY, "\n".join(map(str, label)).encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big") % below


def pick(options: Sequence[T], *label: object) -> T:
    """One of the options."""
    return options[number(len(options), *label)]


def chance(percent: int, *label: object) -> bool:
    """True for about `percent` of all labels."""
    return number(100, *label) < percent


def shuffled(options: Sequence[T], *label: object) -> list[T]:
    """All options in an order that depends on the label alone."""
    keys = [(number(1 << 60, *label, position), position) for position in range(len(options))]
    return [options[position] for _, position in sorted(keys)]
