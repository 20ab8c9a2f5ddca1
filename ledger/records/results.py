"""检查结果, as whoever inspected writes it down (clause 五(三)): records/results/<draw>/<rank>.yaml.

What the protocol has no field for goes into the record's `more` (五(一), 五(二)): why this mode of inspection, what became of
an order to rectify, to whom a matter was transferred, and notes.
"""

from dataclasses import field
from datetime import date

from ledger.core.encoding import DrawId, EntityId, InspectorId, Json
from ledger.core.result import OUTCOMES
from ledger.core.rules.followups import STATES
from ledger.core.rules.modes import REMOTE, REMOTE_REASON, THIRD_PARTY_REASONS
from ledger.records.forms import CONTENT, CREDIT_CODE, DAY, INSPECTOR_ID, NAME, RECORD_ID
from ledger.records.item_lists import METHOD
from ledger.records.kinds import Choice, ListOf, PairsOf
from ledger.records.nodes import NOWHERE, Source
from ledger.records.schema import Definition, key, record

NONE_FOUND, RECTIFY, CASE = OUTCOMES
OUTCOME = Choice({phrase: phrase for phrase in OUTCOMES})
"""The three phrases and no fourth."""
MODE_REASON = Choice({reason: reason for reason in THIRD_PARTY_REASONS})
RUNNING, DONE, LATE = STATES
STATE = Choice({state: state for state in STATES})


@record
class Rectification:
    """整改: by when, and what a second look found. A later state is an amendment of the result."""

    due: date = key("期限", DAY, "责令最迟哪天改完")
    state: str = key("状态", STATE, "整改中、已完成或逾期未整改")
    reviewed: date | None = key("复查日期", DAY, "哪天复查的", default=None)
    outcome: str = key("复查结果", CONTENT, "复查看到什么", default="")

    def document(self) -> dict[str, Json]:
        """As the record has it."""
        found: dict[str, Json] = {"due": self.due.isoformat(), "state": self.state}
        if self.reviewed is not None:
            found["reviewed"] = self.reviewed.isoformat()
        return found | {"outcome": self.outcome} if self.outcome else found


@record
class Transfer:
    """移送: 属于其他部门管辖的，及时移交处理 (五(二))."""

    to: str = key("部门", NAME, "移送给哪个部门")
    on: date = key("日期", DAY, "哪天移送的")
    number: str = key("文号", NAME, "移送书的文号", default="")

    def document(self) -> dict[str, Json]:
        """As the record has it."""
        found: dict[str, Json] = {"on": self.on.isoformat(), "to": self.to}
        return found | {"number": self.number} if self.number else found


def mode_reason_of(method: str, reason: str) -> str:
    """The reason to publish for a mode of inspection: that of 非现场 is always the same one, 现场 needs none."""
    return REMOTE_REASON if method == REMOTE else reason


@record
class ResultFile:
    """One result. `draw` and `rank` are the folder's and the file's name."""

    draw: DrawId
    rank: int
    entity: EntityId = key("检查对象", CREDIT_CODE, "统一社会信用代码")
    inspected: date = key("检查日期", DAY, "检查完成的那一天")
    inspectors: tuple[InspectorId, ...] = key("检查人员", ListOf(INSPECTOR_ID, least=1), "执法证号，按席位次序")
    items: tuple[str, ...] = key("检查事项", ListOf(RECORD_ID, least=1), "事项编号")
    method: str = key("检查方式", METHOD, "现场、非现场或委托第三方")
    content: str = key("检查内容", CONTENT, "查了什么、看到什么；写在一行里")
    outcome: str = key("结果", OUTCOME, "三种写法之一，一字不差")
    mode_reason: str = key("方式理由", MODE_REASON, "委托第三方的理由；现场、非现场的不写", default="")
    rectification: Rectification | None = key("整改", Definition(Rectification, "整改的情况"), "要整改的写", default=None)
    transfer: Transfer | None = key("移送", Definition(Transfer, "移送其他部门的情况"), "移送其他部门处理的写", default=None)
    notes: tuple[tuple[str, str], ...] = key("补充", PairsOf(NAME, CONTENT), "其他要公开的情况", default=())
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def more(self) -> dict[str, Json]:
        """What is told beyond the protocol's own fields; only what there is."""
        found: dict[str, Json] = {}
        reason = mode_reason_of(self.method, self.mode_reason)
        if reason:
            found["mode_reason"] = reason
        if self.rectification is not None:
            found["rectification"] = self.rectification.document()
        if self.transfer is not None:
            found["transfer"] = self.transfer.document()
        if self.notes:
            found["notes"] = dict(self.notes)
        return found

    def document(self) -> dict[str, Json]:
        """The result's record, as it is published."""
        found: dict[str, Json] = {
            "content": self.content,
            "draw": self.draw,
            "entity": self.entity,
            "inspected": self.inspected.isoformat(),
            "inspectors": list(self.inspectors),
            "items": sorted(self.items),
            "method": self.method,
            "outcome": self.outcome,
            "rank": self.rank,
        }
        more = self.more()
        return found | {"more": more} if more else found


RESULT = Definition(ResultFile, "检查结果（results/批次/名次.yaml）")
