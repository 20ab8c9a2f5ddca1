"""Why a class, why so many, with what chance: in words, from what is published."""

from collections.abc import Iterator
from fractions import Fraction

from generator.model import Stratum
from generator.registry import Record, text
from ledger.core.rules.classes import FACTS

QUOTAS = {
    "key": ("c4-2-2", "四（二）2", "每季度至少抽查本辖区 25% 的重点监管对象，原则上一年查一遍"),
    "special": ("c4-2-3", "四（二）3", "本辖区所有特殊监管对象，每半年至少全部检查一次"),
    "general": ("c4-2-1", "四（二）1", "全年家数按在编在岗执法人员数的 1∶5 确定（年度计划写明理由的，可以另定比例），分到各季度"),
}
"""By class: the clause's anchor on the regulation's page, its number, and what it asks."""


def percent(part: int, whole: int) -> str:
    """A share with one decimal at most."""
    return f"{float(Fraction(100 * part, whole)):.1f}".removesuffix(".0") + "%" if whole else "—"


def chance(stratum: Stratum, *, weighted: bool, without: bool) -> str:
    """What a member of this stratum could expect, without the full stop. Never who: it is the same for all of them."""
    if stratum.drawn == stratum.size:
        return f"本类 {stratum.size} 家全部抽取，必定抽中"
    base = f"本类 {stratum.size} 家里抽 {stratum.drawn} 家"
    if weighted:
        return f"{base}，各家权数不同，机会不一样大，权数在抽取池文件里"
    if without and not (stratum.tickets or stratum.later):
        return f"{base}，在不重复抽取的批次里抽中过的排在最后，其余各家的机会一样"
    last = len(stratum.later)
    first = stratum.size - last
    if first and last:
        before = f"{base}，其中 {last} 家在不重复抽取的批次里抽中过，排在最后"
        if stratum.drawn == first:
            return f"{before}，轮不到；其余 {first} 家必定抽中"
        if stratum.drawn < first:
            return f"{before}，轮不到；其余 {first} 家每家的机会是 {percent(stratum.drawn, first)}"
        return f"{before}，每家的机会是 {percent(stratum.drawn - first, last)}；其余 {first} 家必定抽中"
    return f"{base}，每家的机会一样，都是 {percent(stratum.drawn, stratum.size)}"


def facts(record: Record) -> Iterator[str]:
    """Each fact that places the enterprise in its class (clause 三(二)), where the published record names it."""
    rows = record.get("facts")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            name, until = FACTS.get(text(row, "kind"), text(row, "kind")), text(row, "until")
            yield f"{name}，自 {text(row, 'since')} 起{f'至 {until}' if until else ''}，依据：{text(row, 'basis')}"


def why(record: Record) -> str:
    """The class explained, as the published record has it, without the class itself: 两年内存在环境违法行为，至 2025-03-02."""
    found = text(record, "why")
    return found.partition(": ")[2] or found
