"""The dated documents that entries rest on: plans, item lists, calendars, snapshots, found by the entries that published them."""

from datetime import date

from ledger.core.bodies import Publish, Snapshot
from ledger.core.encoding import day_of
from ledger.core.errors import FormError
from ledger.core.life import DrawLife, Life
from ledger.core.rules.item_list import ItemList
from ledger.core.rules.plan import QuarterPlan, YearPlan
from ledger.core.rules.working_days import Calendar, parse_calendar
from ledger.core.snapshot import RegistrySnapshot


def quarter_plan_of(view: Life, life: DrawLife) -> QuarterPlan:
    """The quarterly plan that the announcement names."""
    index = life.body.plan
    body = view.entries[index].body if index < len(view.entries) else None
    if not isinstance(body, Publish) or body.kind != "plan":
        raise FormError(f"第 {index} 号条目不是抽查计划")
    plan = view.documents.plan(body.sha256)
    if not isinstance(plan, QuarterPlan):
        raise FormError(f"第 {index} 号条目是年度计划，抽取要依据季度计划")
    return plan


def newest(view: Life, kind: str, id: str, before: int | None = None) -> tuple[int, Publish] | None:
    """Index and body of the newest document of a kind with this id, of those below an index."""
    for entry in reversed(view.published):
        if before is not None and entry.index >= before:
            continue
        if isinstance(entry.body, Publish) and (entry.body.kind, entry.body.id) == (kind, id):
            return entry.index, entry.body
    return None


def yearly_plan_of(view: Life, plan: QuarterPlan, before: int | None = None) -> YearPlan:
    """The newest version of the yearly plan that a quarterly one names."""
    found = newest(view, "plan", plan.yearly, before)
    yearly = view.documents.plan(found[1].sha256) if found is not None else None
    if not isinstance(yearly, YearPlan) or yearly.year != plan.year:
        raise FormError(f"没有公布过 {plan.year} 年的年度计划 {plan.yearly}")
    return yearly


def item_list_of(view: Life, id: str, before: int | None = None) -> ItemList:
    """The newest version of an item list."""
    found = newest(view, "item-list", id, before)
    if found is None:
        raise FormError(f"没有公布过事项清单 {id}")
    return view.documents.item_list(found[1].sha256)


def snapshot_at(view: Life, index: int) -> RegistrySnapshot:
    """The registry that an entry put on record."""
    body = view.entries[index].body if index < len(view.entries) else None
    if not isinstance(body, Snapshot):
        raise FormError(f"第 {index} 号条目不是快照")
    return view.documents.snapshot(body.root)


def january_snapshot(view: Life, year: int) -> RegistrySnapshot | None:
    """The registry as of 1 January: the newest snapshot until that day or, in the year in which a ledger begins, the first."""
    entries = [entry for entry in view.snapshots if isinstance(entry.body, Snapshot)]
    until = [entry for entry in entries if day_of(entry.time) <= date(year, 1, 1)]
    return snapshot_at(view, (until[-1:] or entries[:1])[0].index) if entries else None


def calendars(view: Life, before: int | None = None) -> dict[int, Calendar]:
    """The newest published calendar of each year, of those below an index."""
    found = {}
    for entry in view.published:
        if before is not None and entry.index >= before:
            break
        if isinstance(entry.body, Publish) and entry.body.kind == "calendar":
            calendar = parse_calendar(view.documents.file(entry.body.sha256))
            found[calendar.year] = calendar
    return found
