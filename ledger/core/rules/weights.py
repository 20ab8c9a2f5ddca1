"""六(一): 科学调整频次. 根据被抽查对象的环境信用评价等级，适当调整随机抽查方式、比例和频次.

Reading (R16): weights within bounds, stated in the plan, off (all 1) unless it states them; a weight shifts chances within a
class and never the class's least number. 增加 for a bad grade, 减少 for a good one: weights ascend from good to bad.
"""

from collections.abc import Mapping

from ledger.core.errors import FormError

GRADES = ("A", "B", "C", "D")
"""信用等级, best first."""
MOST = 5
"""Nobody's chance is more than five times another's by credit alone."""
GRADE_TAG = "信用等级:"


def check_weights(weights: Mapping[str, int]) -> None:
    """Raises `FormError` for weights outside the bounds or against their order."""
    if not weights:
        return
    if set(weights) != set(GRADES):
        raise FormError(f"权数须写全 {'、'.join(GRADES)} 四级")
    values = [weights[grade] for grade in GRADES]
    if values != sorted(values):
        raise FormError("信用差的权数不能小于信用好的")
    if not (values[0] >= 1 and values[-1] <= MOST * values[0] and values[-1] <= 100):
        raise FormError(f"权数须在 1 与 100 之间，最大的不超过最小的 {MOST} 倍")


def weight_of(tags: frozenset[str], weights: Mapping[str, int]) -> int:
    """An entity's weight by its grade; who has no grade counts as B, the ordinary one."""
    if not weights:
        return 1
    grade = next((tag.removeprefix(GRADE_TAG) for tag in sorted(tags) if tag.startswith(GRADE_TAG)), "B")
    return weights.get(grade, weights["B"])
