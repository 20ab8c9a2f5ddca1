"""不随机的检查 of 2024: recorded as they were made, published at the end of each quarter (二(一))."""

from datetime import date, timedelta

from ledger.commands.setup import publish
from tests.example.choice import pick
from tests.example.days import is_workday
from tests.example.desk import At, Desk
from tests.example.findings import content
from tests.example.yamltext import document
from tests.example.year import APPROVERS, EXEMPT, EXEMPT_PUBLISHED, YEAR, Exempt


class ExemptPlayer:
    """The year's exempt checks, entered at a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._entered = 0

    def schedule(self, at: At) -> None:
        """All of them."""
        for time in EXEMPT_PUBLISHED:
            at(time, self._publish)

    def _publish(self) -> None:
        """Those made since the last time."""
        for check in EXEMPT[self._entered :]:
            if date.fromisoformat(check.inspected) < self.desk.today:
                self._entered += 1
                self._write(check, f"{YEAR}-{self._entered:03d}")
        self.desk.commit("登记不纳入随机抽查的检查")
        self.desk.run("公布不纳入随机抽查的检查", publish)

    def _write(self, check: Exempt, id: str) -> None:
        registry = self.desk.registry
        entity = registry.entities[registry.nth(check.area, check.kind, "在营", check.position, check.inspected)]
        approved = date.fromisoformat(check.inspected) - timedelta(days=1)
        while not is_workday(approved):
            approved -= timedelta(days=1)
        record = {
            "编号": id, "情形": str(check.number), "检查对象": entity.code, "检查日期": check.inspected, "理由": check.reason,
            "批准人": pick(APPROVERS, "approver", id), "批准日期": str(approved), "检查方式": check.method,
            "检查内容": content(check.method, check.outcome, entity.tags, id), "结果": check.outcome,
        }  # fmt: skip
        self.desk.history.write(f"exempt/{YEAR}/{id}.yaml", document(record))
