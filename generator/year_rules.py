"""What a yearly plan sets, in plain Chinese, each with the clause that leaves it to the bureau (`ledger.core.rules.settings`)."""

from dataclasses import dataclass

from generator.board import PERIODS
from ledger.core.rules.settings import Cap, Settings
from ledger.core.rules.weights import GRADES


@dataclass(frozen=True)
class YearRule:
    """One setting: what it is about, what it is set to, and the clause."""

    name: str
    text: str
    clause: str


def year_rules(settings: Settings, first_quarter: int) -> tuple[YearRule, ...]:
    """Every setting of a yearly plan; what is not used says so."""
    found = [
        YearRule("一般监管对象一年抽几家", _general(settings.general_ratio), "四（二）1"),
        YearRule("信用等级", _weights(settings), "六（一）"),
        YearRule("上级今年查过的", _superior(settings.superior_clean), "四（三）"),
        YearRule(
            "定向抽查的范围",
            f"按标签限定范围的，限定之后至少还要有 {settings.least_directed} 家，再少就等于指定，不能抽。",
            "四（一）",
        ),
        YearRule("一家一年最多查几次", _cap(settings.cap), "国办发〔2024〕54号"),
    ]
    if first_quarter > 1:
        text = f"这一年从{PERIODS[f'Q{first_quarter}']}开始用本台账，之前的季度不在这里算。"
        found.append(YearRule("从哪一季度起", text, "四（二）"))
    return tuple(found)


def _general(ratio: int) -> str:
    return f"每名执法人员 {ratio} 家，不超过一般监管对象的总数；比例不同的区域，理由写在下面的表里。"


def _weights(settings: Settings) -> str:
    if not settings.weights:
        return "不分等级，同一批同一类里每家的机会均等。"
    told = "，".join(f"{grade} 级 {settings.weights[grade]}" for grade in GRADES)
    return f"信用差的更容易抽中，权数是：{told}；没有等级的算 B 级。应抽的家数不变。"


def _superior(excluded: bool) -> str:
    if excluded:
        return "上级今年抽查过、未发现问题、已经公示的，本级不再抽；特殊监管对象照样每半年查一次。"
    return "上级今年查过的，本级照样可以抽。"


def _cap(cap: Cap | None) -> str:
    if cap is None:
        return "没有规定上限。"
    way = (
        "与应抽的家数冲突时，上限让位，照应抽的家数抽"
        if cap.gives_way == "cap"
        else "与应抽的家数冲突时，家数让位：到了上限的不再抽，列在“未列入”名单里"
    )
    return f"最多 {cap.times} 次，依据{cap.source}；{way}。"
