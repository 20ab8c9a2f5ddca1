"""五(二), 五(三): what follows an inspection and is told with its result, in the record's `more`.

发现问题已责令整改: by when, and whether it was done; 属于其他部门管辖的，应按有关程序规定及时移交处理: to whom, when, by which
document. A later word on either is an amendment of the result, never an overwrite.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.core.encoding import Json
from ledger.core.fields import Fields

STATES = ("整改中", "已完成", "逾期未整改")


@dataclass(frozen=True, slots=True)
class Rectification:
    """整改: by when, where it stands, and the second look, where there was one."""

    due: date
    state: str
    reviewed: date | None = None
    outcome: str = ""


def rectification_of(more: Mapping[str, Json]) -> Rectification | None:
    """What a result says of the rectification that it ordered."""
    if "rectification" not in more:
        return None
    f = Fields(more["rectification"], "结果.record.more.rectification", ("due", "state"), ("outcome", "reviewed"))
    return Rectification(
        due=f.day("due"),
        state=f.word("state", STATES),
        reviewed=f.day("reviewed") if f.has("reviewed") else None,
        outcome=f.text("outcome") if f.has("outcome") else "",
    )
