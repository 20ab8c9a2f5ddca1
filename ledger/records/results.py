"""检查结果, as whoever inspected writes it down (clause 五(三)): records/results/<draw>/<rank>.yaml."""

from dataclasses import field
from datetime import date

from ledger.core.encoding import DrawId, EntityId, InspectorId, Json
from ledger.core.result import METHODS, OUTCOMES
from ledger.records.forms import CONTENT, CREDIT_CODE, DAY, INSPECTOR_ID, NAME, RECORD_ID
from ledger.records.kinds import Choice, ListOf, PairsOf
from ledger.records.nodes import NOWHERE, Source
from ledger.records.schema import Definition, key, record

OUTCOME = Choice({phrase: phrase for phrase in OUTCOMES})
"""The three phrases and no fourth."""
METHOD = Choice({word: word for word in METHODS})


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
    more: tuple[tuple[str, str], ...] = key("补充", PairsOf(NAME, CONTENT), "其他要公开的情况", default=())
    source: Source = field(default=NOWHERE, compare=False, repr=False)

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
        return found | {"more": dict(self.more)} if self.more else found


RESULT = Definition(ResultFile, "检查结果（results/批次/名次.yaml）")
