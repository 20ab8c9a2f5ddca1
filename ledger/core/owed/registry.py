"""三(二): 名录库根据检查对象新设、注销、变更等情况，每季度进行动态调整. Snapshots that are missing, classes that change.

Readings. A quarter has its snapshot when one is on record within it, changed or not. A change of class is told as soon as the
facts on record say it; whoever is in a draw not yet revealed keeps the class that it had there (R9).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from ledger.core.coverage import WHOLE
from ledger.core.encoding import EntityId, day_of
from ledger.core.owed.duty import SOON_TO_DRAW, Duty, name_of, state_on
from ledger.core.rules.classes import classify, next_change
from ledger.core.rules.pool import ACTIVE, Record, facts_of
from ledger.core.year import Year, class_on, quarter_days, quarter_of

CLAUSE = "三（二）"
IN_SIGHT = timedelta(days=92)
"""How far ahead a change of class is told: a quarter."""


def snapshot_duties(year: Year) -> Iterator[Duty]:
    """Each quarter from the one in which the ledger begins has a snapshot."""
    begun = day_of(year.view.entries[0].time)
    there = {day_of(entry.time) for entry in year.view.snapshots}
    for quarter in WHOLE:
        first, last = quarter_days(year.year, quarter)
        if last < begun or year.day < first or any(first <= day <= last for day in there):
            continue
        text = f"{year.year} 年第 {quarter} 季度还没有名录快照，季度内要调整一次"
        yield Duty("snapshot", "", f"{year.year}Q{quarter}", state_on(year.day, last, SOON_TO_DRAW), text, CLAUSE, last)


def class_duties(year: Year) -> Iterator[Duty]:
    """Entities of another class than at the beginning of the year, and those whose class is about to change."""
    registry, before = year.registry, year.registry_on(date(year.year, 1, 1))
    if registry is None or before is None:
        return
    for id, record in registry.entities.items():
        old = before.entities.get(id)
        if record.get("status") == ACTIVE and (record.get("facts") or (old is not None and old.get("facts"))):
            yield from _changes(year, EntityId(id), record, old)


def _changes(year: Year, id: EntityId, record: Record, old: Record | None) -> Iterator[Duty]:
    area, day = str(record["area"]), year.last_day
    facts, downgrade = facts_of(record, id)
    now = classify(facts, downgrade, day)
    name = f"{record['name']}（{id}）"
    start = date(year.year, 1, 1)
    then = now if old is None else class_on(old, id, start)
    if then.kind != now.kind:
        since = _since(record, id, start, day)
        when = f"自 {since} 起" if since is not None else "名录调整后"
        text = f"{name}年初为{name_of(then.kind)}，{when}为{now.why}{_kept(year, area, id, now.kind)}"
        yield Duty("class", area, id, "note", text, CLAUSE, since)
    coming = next_change(facts, downgrade, day)
    if coming is not None and coming <= year.day + IN_SIGHT and day == year.day:
        text = f"{name}现为{name_of(now.kind)}，{coming} 起将为{classify(facts, downgrade, coming).why}"
        yield Duty("class-ahead", area, id, "note", text, CLAUSE, coming)


def _kept(year: Year, area: str, id: EntityId, kind: str) -> str:
    sealed = year.past(area).sealed_class.get(id)
    return f"；所在批次揭示之前仍按{name_of(sealed)}" if sealed not in (None, kind) else ""


def _since(record: Record, id: str, start: date, day: date) -> date | None:
    """The last day of the year so far on which the facts on record changed the class."""
    facts, downgrade = facts_of(record, id)
    found, at = None, start - timedelta(days=1)
    while True:
        change = next_change(facts, downgrade, at)
        if change is None or change > day:
            return found
        found = at = change


def stale_duties(year: Year) -> Iterator[Duty]:
    """Classes that the newest snapshot states and that are no longer those of the day: the next draw needs a new one."""
    if year.registry is None or year.day.year != year.year:
        return
    found: dict[str, list[str]] = {}
    for id, record in year.registry.entities.items():
        if record.get("facts") and class_on(record, id, year.day).kind != record.get("class"):
            found.setdefault(str(record["area"]), []).append(id)
    for area, ids in sorted(found.items()):
        text = f"{ids[0]} 等 {len(ids)} 家的监管类别自最近的名录快照之后已变，抽取前要有新的快照"
        yield Duty("snapshot-stale", area, f"{year.year}Q{quarter_of(year.day)}", "soon", text, CLAUSE)
