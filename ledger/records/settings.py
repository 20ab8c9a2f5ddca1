"""规则: what the regulation leaves to the bureau. `agency.yaml` sets it for all years, a yearly plan for its own year.

What is left out is taken from the one above: the plan's from the agency's, the agency's from the regulation. A yearly plan
publishes the whole of it (`ledger.core.rules.settings`).
"""

from typing import Literal

from ledger.core.rules.settings import LEAST_DIRECTED, Cap, Settings
from ledger.core.rules.weights import check_weights
from ledger.records.forms import CONTENT
from ledger.records.kinds import Checked, Choice, Number, OrNone, YesNo
from ledger.records.schema import Definition, key, record

_WEIGHT = Number(1, 100)
GIVES_WAY = Choice({"上限": "cap", "比例": "quota"})


@record
class WeightTable:
    """权数 by credit grade (六(一)): who is worse is drawn more often within a class."""

    a: int = key("A", _WEIGHT, "信用等级 A 的权数，最小")
    b: int = key("B", _WEIGHT, "信用等级 B，和没有等级的")
    c: int = key("C", _WEIGHT, "信用等级 C 的权数")
    d: int = key("D", _WEIGHT, "信用等级 D 的权数，最大")

    @property
    def rule(self) -> dict[str, int]:
        """As the rules take it."""
        return {"A": self.a, "B": self.b, "C": self.c, "D": self.d}


@record
class CapRow:
    """频次上限: how often a year one enterprise is inspected at most, and by which document."""

    times: int = key("次数", Number(1, 365), "同一家一年最多抽查几次")
    source: str = key("依据", CONTENT, "规定上限的文件，写明文号")
    gives_way: str = key("让位", GIVES_WAY, "上限与抽查比例冲突时哪一个让位：上限，或比例")

    @property
    def rule(self) -> Cap:
        """As the rules take it."""
        way: Literal["cap", "quota"] = "cap" if self.gives_way == "cap" else "quota"
        return Cap(self.times, self.source, way)


def _check_weights(table: WeightTable) -> None:
    check_weights(table.rule)


WEIGHTS = Checked(Definition(WeightTable, "各信用等级的权数"), _check_weights, "信用好的不大于信用差的")
CAP = Definition(CapRow, "频次上限")


@record
class RuleSettings:
    """What is set; None: not set here. Weights and the cap may be set to 无."""

    general_ratio: int | None = key("一般比例", Number(1, 1000), "每名执法人员一年抽几家一般监管对象；通常 5", default=None)
    least_directed: int | None = key(
        "定向最少", Number(LEAST_DIRECTED, 1000), "定向抽查的标签至少要剩多少家；通常 10", default=None
    )
    weights: tuple[WeightTable, ...] | None = key("权数", OrNone(WEIGHTS), "按信用等级的权数；不用的写 无", default=None)
    cap: tuple[CapRow, ...] | None = key("频次上限", OrNone(CAP), "同一家一年的抽查次数上限；没有的写 无", default=None)
    superior_clean: bool | None = key(
        "排除上级已查", YesNo(), "上级当年抽查过、未发现问题的，本级是否不再抽；通常 是", default=None
    )

    def over(self, base: Settings) -> Settings:
        """The settings in force, where `base` is what is set above."""
        return Settings(
            general_ratio=base.general_ratio if self.general_ratio is None else self.general_ratio,
            least_directed=base.least_directed if self.least_directed is None else self.least_directed,
            weights=base.weights if self.weights is None else next((table.rule for table in self.weights), {}),
            cap=base.cap if self.cap is None else next((row.rule for row in self.cap), None),
            superior_clean=base.superior_clean if self.superior_clean is None else self.superior_clean,
        )


NOT_SET = RuleSettings()
SETTINGS = Definition(RuleSettings, "法规留给单位自定的规则")
