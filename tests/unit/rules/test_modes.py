"""五(一): 科学确定检查方式. Which mode is allowed, for every set of facts and tags."""

from datetime import date
from itertools import chain, combinations

import pytest

from ledger.core.rules.classes import FACTS, Fact
from ledger.core.rules.modes import ON_SITE_FACTS, THIRD_PARTY_REASONS, may_be_remote, mode_problem

TAGS = ("正面清单", "在线监控:有", "在线监控:无", "规模:大型")


def test_every_set_of_facts_and_tags() -> None:
    """具备污染源自动监控等非现场执法条件…列入生态环境监督执法正面清单的检查对象，可采取非现场检查方式;
    对群众投诉举报、媒体曝光、上级交办…一般采取现场检查方式."""
    for size in range(len(TAGS) + 1):
        for tags in combinations(TAGS, size):
            for kinds in chain.from_iterable(combinations(FACTS, count) for count in range(3)):
                facts = [Fact(kind, date(2024, 1, 1), "示例") for kind in kinds]
                allowed = {"正面清单", "在线监控:有"} <= set(tags) and not set(kinds) & {"supervised", "petition", "exposed"}
                assert may_be_remote(tags, facts) == allowed
                assert (mode_problem("非现场", "", tags, facts) is None) == allowed
                assert mode_problem("现场", "", tags, facts) is None, "on site is always allowed"


@pytest.mark.parametrize("kind", ON_SITE_FACTS)
def test_who_is_complained_of_is_seen_on_site(kind: str) -> None:
    """投诉, 曝光, 交办 → 现场, the positive list notwithstanding."""
    problem = mode_problem("非现场", "", ("正面清单", "在线监控:有"), [Fact(kind, date(2024, 1, 1), "示例")])
    assert problem == "非现场检查限于列入正面清单、有在线监控、没有投诉曝光或上级交办的检查对象（五（一））"


@pytest.mark.parametrize("reason", ["", "省事", "排查"])
def test_third_parties_need_a_reason(reason: str) -> None:
    """对污染源排查、污染防治设施运行评估、整改措施跟踪等专业性强的事项，可采取委托第三方专业机构辅助检查方式."""
    problem = mode_problem("委托第三方", reason, (), ())
    assert problem is not None and problem.startswith("委托第三方要写明理由：污染源排查、污染防治设施运行评估、整改措施跟踪")


@pytest.mark.parametrize("reason", THIRD_PARTY_REASONS)
def test_third_parties_with_a_reason(reason: str) -> None:
    """Each of the clause's reasons will do, for anybody."""
    assert mode_problem("委托第三方", reason, (), [Fact("exposed", date(2024, 1, 1), "示例")]) is None
