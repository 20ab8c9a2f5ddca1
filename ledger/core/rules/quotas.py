"""四(二): 分类确定抽查频次. How many of each class are drawn at least, by quarter.

1、一般: 根据辖区内在编在岗执法人员数量，按照1：5的比例确定年度被抽查单位数量；辖区面积较大、污染源分散的可适当调整抽查比例.
2、重点: 每季度至少对本辖区25%的重点监管对象进行抽查，原则上每年对辖区内所有重点监管对象进行一次检查.
3、特殊: 对辖区内所有特殊监管对象进行每半年不少于一次的全覆盖检查.

Readings R8–R10. All numbers are whole; ⌈ ⌉ rounds up, in favour of inspecting.
"""

from dataclasses import dataclass

GENERAL_RATIO = 5
"""Entities a year for each certificate holder (四(二)1)."""
QUARTERS = 4


def ceil_div(a: int, b: int) -> int:
    """⌈a/b⌉ for whole numbers, b > 0."""
    return -(-a // b)


@dataclass(frozen=True, slots=True)
class Quota:
    """A least number to take, and the arithmetic that gives it, in words."""

    take: int
    how: str


def general_year(entities: int, officers: int, ratio: int = GENERAL_RATIO) -> Quota:
    """R8: min(N, ratio × certificate holders on 1 January)."""
    take = min(entities, ratio * officers)
    return Quota(take, f"min({entities}, {ratio}×{officers}) = {take}")


def general_quarter(entities: int, officers: int, quarter: int, ratio: int = GENERAL_RATIO, first: int = 1) -> Quota:
    """A quarter's part of the year: ⌈Y·k/n⌉ − ⌈Y·(k−1)/n⌉ over the n quarters from `first` on, so that they add up to Y."""
    year = general_year(entities, officers, ratio)
    k, n = quarter - first + 1, QUARTERS - first + 1
    before, upto = ceil_div(year.take * (k - 1), n), ceil_div(year.take * k, n)
    return Quota(upto - before, f"全年 {year.how}；本季度 ⌈{year.take}×{k}/{n}⌉−{before} = {upto - before}")


def key_quarter(entities: int, covered: int, quarter: int, first: int = 1) -> Quota:
    """R9: max(⌈N/4⌉, ⌈N·q/4⌉ − those of the pool already covered this year).

    `first` is the quarter in which the year's draws begin: 1, but for the year in which a ledger is taken up. Then
    q counts from there, over the quarters that are left.
    """
    k, n = quarter - first + 1, QUARTERS - first + 1
    least, due = ceil_div(entities, QUARTERS), ceil_div(entities * k, n) - covered
    take = min(entities, max(least, due))
    return Quota(take, f"max(⌈{entities}/4⌉, ⌈{entities}×{k}/{n}⌉−{covered}) = {take}")


def special_half(entities: int) -> Quota:
    """R10: all of them, each half-year; what is random is their order and their teams."""
    return Quota(entities, f"全部 {entities} 家")


def half_of(quarter: int) -> int:
    """The half-year of a quarter: 1 or 2."""
    return 1 if quarter <= 2 else 2
