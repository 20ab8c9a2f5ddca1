"""五(一): 科学确定检查方式. Which mode of inspection is allowed, and why.

对群众投诉举报、媒体曝光、上级交办、在非现场执法检查中发现环境问题线索，一般采取现场检查方式;
对具备污染源自动监控等非现场执法条件，污染防治水平高、稳定达标排放、环境信用等级为良好以上等列入正面清单的检查对象，
可采取非现场检查方式; 对污染源排查、污染防治设施运行评估、整改措施跟踪等专业性强的事项，
可采取委托第三方专业机构辅助检查方式.
"""

from collections.abc import Collection

from ledger.core.rules.classes import POSITIVE_LIST, Fact

ON_SITE, REMOTE, THIRD_PARTY = "现场", "非现场", "委托第三方"
MONITORED = "在线监控:有"
ON_SITE_FACTS = ("supervised", "petition", "exposed")
"""投诉, 曝光, 交办: these call for 现场."""
REMOTE_REASON = "正面清单且有在线监控"
THIRD_PARTY_REASONS = ("污染源排查", "污染防治设施运行评估", "整改措施跟踪", "其他专业性强的事项")


def may_be_remote(tags: Collection[str], facts: Collection[Fact]) -> bool:
    """Whether 非现场 is allowed: on the positive list, monitored, and no fact that calls for 现场."""
    return {POSITIVE_LIST, MONITORED} <= set(tags) and not any(fact.kind in ON_SITE_FACTS for fact in facts)


def mode_problem(method: str, reason: str, tags: Collection[str], facts: Collection[Fact]) -> str | None:
    """What speaks against this mode for this entity, in words; None: nothing."""
    if method == REMOTE and not may_be_remote(tags, facts):
        return "非现场检查限于列入正面清单、有在线监控、没有投诉曝光或上级交办的检查对象（五（一））"
    if method == THIRD_PARTY and reason not in THIRD_PARTY_REASONS:
        return f"委托第三方要写明理由：{'、'.join(THIRD_PARTY_REASONS)}之一（五（一））"
    return None
