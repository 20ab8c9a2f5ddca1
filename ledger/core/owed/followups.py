"""五(二): what an inspection found and was to be put right, until it is."""

from collections.abc import Iterator
from datetime import date

from ledger.core.errors import FormError
from ledger.core.life import Life
from ledger.core.owed.duty import Duty, state_on
from ledger.core.result import OUTCOMES
from ledger.core.rules.followups import STATES, rectification_of
from ledger.core.year import result_of

ORDERED = OUTCOMES[1]
OPEN, DONE, MISSED = STATES
CLAUSE = "五（二）"


def rectification_duties(view: Life, day: date) -> Iterator[Duty]:
    """Of every published result, of whatever year."""
    for life in view.draws.values():
        for rank in life.ranks.values():
            result = result_of(view, life, rank)
            if result is None or result.outcome != ORDERED:
                continue
            area = view.documents.order(life.body.order).area
            subject, who = f"{life.id}/{rank.rank}", f"{life.id} 第 {rank.rank} 号名次（{result.entity}）"
            try:
                found = rectification_of(result.more)
            except FormError as error:
                yield Duty("rectify", area, subject, "note", f"{who}的整改情况读不懂：{error.problem}", CLAUSE)
                continue
            if found is None:
                yield Duty("rectify", area, subject, "note", f"{who}要整改，没有写明期限", CLAUSE)
            elif found.state == MISSED:
                text = f"{who}整改期限 {found.due}，复查仍未整改，应依法处理"
                yield Duty("rectify", area, subject, "late", text, CLAUSE, found.due)
            elif found.state == OPEN:
                text = f"{who}要在 {found.due} 前整改，还没有登记复查结果"
                yield Duty("rectify", area, subject, state_on(day, found.due), text, CLAUSE, found.due)
