"""The dated documents that entries rest on: plans, item lists, calendars, snapshots, found by the entries that published them."""

from ledger.core.bodies import Publish, Snapshot
from ledger.core.errors import FormError
from ledger.core.life import DrawLife, Life
from ledger.core.rules.plan import Plan
from ledger.core.rules.working_days import Calendar, parse_calendar
from ledger.core.snapshot import RegistrySnapshot


def plan_of(view: Life, life: DrawLife) -> Plan:
    """The plan that the announcement names."""
    index = life.body.plan
    body = view.entries[index].body if index < len(view.entries) else None
    if not isinstance(body, Publish) or body.kind != "plan":
        raise FormError(f"第 {index} 号条目不是抽查计划")
    return view.documents.plan(body.sha256)


def snapshot_at(view: Life, index: int) -> RegistrySnapshot:
    """The registry that an entry put on record."""
    body = view.entries[index].body if index < len(view.entries) else None
    if not isinstance(body, Snapshot):
        raise FormError(f"第 {index} 号条目不是快照")
    return view.documents.snapshot(body.root)


def newest(view: Life, kind: str, id: str) -> tuple[int, Publish] | None:
    """Index and body of the newest document of a kind with this id."""
    for entry in reversed(view.published):
        if isinstance(entry.body, Publish) and (entry.body.kind, entry.body.id) == (kind, id):
            return entry.index, entry.body
    return None


def calendars(view: Life) -> dict[int, Calendar]:
    """The newest published calendar of each year."""
    found = {}
    for entry in view.published:
        if isinstance(entry.body, Publish) and entry.body.kind == "calendar":
            calendar = parse_calendar(view.documents.file(entry.body.sha256))
            found[calendar.year] = calendar
    return found
