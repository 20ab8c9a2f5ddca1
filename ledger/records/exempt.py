"""不随机的检查 (clause 二(一)): records/exempt/<year>/<id>.yaml.

Reading (R2): each is recorded with the number of its exemption, a reason and who approved it. It is in no draw and never
called random. A year's checks are published together, as a guide (`ledger.core.rules.exempt`).
"""

from collections.abc import Iterable
from dataclasses import field
from datetime import date

from ledger.core.encoding import EntityId, Json
from ledger.core.rules.exempt import EXEMPTIONS, guide_id
from ledger.records.forms import CONTENT, CREDIT_CODE, DAY, NAME, RECORD_ID
from ledger.records.item_lists import METHOD
from ledger.records.kinds import Number
from ledger.records.nodes import NOWHERE, Source
from ledger.records.results import MODE_REASON, OUTCOME, mode_reason_of
from ledger.records.schema import Definition, key, record

EXEMPTION = Number(min(EXEMPTIONS), max(EXEMPTIONS), "写二（一）所列九种情形的序号，例如 投诉举报 写 3")


@record
class ExemptCheck:
    """One check that was not drawn. `year` is the folder's name."""

    year: int
    id: str = key("编号", RECORD_ID, "一年之内不重复的编号，例如 2024-001；也是文件名")
    number: int = key("情形", EXEMPTION, "二（一）所列九种情形的序号，1 至 9")
    entity: EntityId = key("检查对象", CREDIT_CODE, "统一社会信用代码")
    inspected: date = key("检查日期", DAY, "检查完成的那一天；它的年份是所在文件夹的名字")
    reason: str = key("理由", CONTENT, "为什么不随机抽取，例如来源和编号")
    approver: str = key("批准人", NAME, "谁批准的，写姓名和职务")
    approved: date = key("批准日期", DAY, "哪天批准的")
    method: str = key("检查方式", METHOD, "现场、非现场或委托第三方")
    content: str = key("检查内容", CONTENT, "查了什么、看到什么；写在一行里")
    outcome: str = key("结果", OUTCOME, "三种写法之一，一字不差")
    mode_reason: str = key("方式理由", MODE_REASON, "委托第三方的理由；现场、非现场的不写", default="")
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def document(self) -> dict[str, Json]:
        """As the published document has it."""
        found: dict[str, Json] = {
            "approved": self.approved.isoformat(),
            "approver": self.approver,
            "content": self.content,
            "entity": self.entity,
            "id": self.id,
            "inspected": self.inspected.isoformat(),
            "method": self.method,
            "number": self.number,
            "outcome": self.outcome,
            "reason": self.reason,
        }
        reason = mode_reason_of(self.method, self.mode_reason)
        return found | {"mode_reason": reason} if reason else found


def exempt_document(year: int, checks: Iterable[ExemptCheck]) -> dict[str, Json]:
    """The published document of a year."""
    rows: list[Json] = [check.document() for check in sorted(checks, key=lambda check: check.id)]
    return {"checks": rows, "id": guide_id(year), "name": f"{year}年不纳入随机抽查的检查", "year": year}


EXEMPT = Definition(ExemptCheck, "不随机的检查（exempt/年份/编号.yaml）")
