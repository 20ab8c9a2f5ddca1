"""`snapshot`: the registry of the quarter goes on record (三(二): 每季度进行动态调整), and what has changed in it."""

from collections.abc import Sequence
from datetime import datetime

from ledger.commands.bureau import Bureau, existing
from ledger.commands.reading import registry_of
from ledger.core import layout
from ledger.core.bodies import Body, Snapshot
from ledger.core.encoding import CHINA, Digest, day_of
from ledger.core.entry import Entry
from ledger.core.life import Life
from ledger.core.published import snapshot_at
from ledger.core.recusals import refuse_telling
from ledger.core.registry_changes import Change, registry_changes
from ledger.core.snapshot import RegistrySnapshot
from ledger.sources.git import committed

REGISTRY = ["entities", "inspectors"]
SHOWN = 200
"""Changes that are listed for people; all of them are in the JSON."""


def period_of(time: datetime) -> str:
    """The quarter of a time, as a snapshot names it."""
    local = time.astimezone(CHINA)
    return f"{local.year}Q{(local.month + 2) // 3}"


def snapshot_body(registry: RegistrySnapshot, commit: str, time: datetime) -> Snapshot:
    """A snapshot entry's body; its period is the quarter."""
    return Snapshot(commit, len(registry.entities), len(registry.inspectors), period_of(time), Digest(registry.root))


def newest_snapshot(view: Life) -> tuple[Entry, Snapshot] | None:
    """The last snapshot on record."""
    entry = view.snapshots[-1] if view.snapshots else None
    return (entry, entry.body) if entry is not None and isinstance(entry.body, Snapshot) else None


def snapshot_if_new(view: Life, registry: RegistrySnapshot, commit: str, time: datetime) -> tuple[list[Body], int]:
    """The snapshot entry to write, if the registry is another one than on record, and the index that it has or will have."""
    last = newest_snapshot(view)
    if last is not None and last[1].root == registry.root:
        return [], last[0].index
    return [snapshot_body(registry, commit, time)], len(view.entries)


def snapshot(bureau: Bureau) -> tuple[list[Entry], tuple[Change, ...]]:
    """Put the registry on record when it is new, or when the quarter has none yet: that nothing changed is on record too.
    Changes are those since the snapshot before; the first of all has none."""
    records, world = bureau.records, bureau.world
    commit = committed(bureau.folder, REGISTRY)
    with bureau.repository.writing(world.say) as writing:
        genesis, time = existing(writing.life), world.now()
        data, registry = registry_of(records, day_of(time))
        last = newest_snapshot(writing.life)
        changes = () if last is None else registry_changes(snapshot_at(writing.life, last[0].index), registry)
        if last is not None and last[1].root == registry.root and period_of(last[0].time) == period_of(time):
            world.say(f"名录与 {day_of(last[0].time)} 的快照（第 {last[0].index} 号条目）相同，本季度已有快照，不必再写。")
            return [], ()
        refuse_telling(writing.life, registry)
        body = snapshot_body(registry, commit, time)
        files = {layout.snapshot(registry.root): data}
        entries = writing.append([body], time=time, keys=bureau.keys(genesis, ["snapshot"]), files=files)
    than = "是第一份快照" if last is None else f"比上一次有 {len(changes)} 处变动"
    world.say(f"已写名录快照：检查对象 {body.entities} 家，检查人员 {body.inspectors} 名，{than}。")
    return entries, changes


def as_text(changes: Sequence[Change]) -> str:
    """A line each, of the first `SHOWN`."""
    lines = [f"{change.area}\t{change.id}\t{change.name}\t{change.text}" for change in changes[:SHOWN]]
    return "\n".join([*lines, f"……另有 {len(changes) - SHOWN} 处"] if len(changes) > SHOWN else lines)
