"""`reveal` and `cancel`: how a draw ends (protocol, "Reveal", "Order of a draw's life")."""

from ledger.commands.bureau import Bureau, draw_named, existing, public_reason
from ledger.commands.reading import registry_of
from ledger.commands.snapshots import snapshot_body
from ledger.core import layout
from ledger.core.bodies import Adjust, Body, Cancel, Reveal
from ledger.core.checks.draw import registry_shows_closure
from ledger.core.encoding import Digest, EntityId, day_of
from ledger.core.entry import Entry
from ledger.core.errors import RefusedError
from ledger.core.life import DrawLife, Life
from ledger.core.words import CHANGE_REASONS
from ledger.sources.git import committed
from ledger.storage.signing import life_after

_SHOWN = {
    "suspended": "请先在 entities/ 里把状态改为停产并提交，再揭示",
    "deregistered": "请先在 entities/ 里把状态改为注销并提交，再揭示",
    "moved": "请先在 entities/ 里把它改到现在的区域（文件移到那个区域的文件夹；迁出本市的从名录删去）并提交，再揭示",
}
"""How the registry shows why an entity was given up."""


def reveal(bureau: Bureau, draw: str) -> list[Entry]:
    """Publish the master, after a snapshot when the registry has to show a closure."""
    world = bureau.world
    with bureau.repository.writing(world.say) as writing:
        genesis = existing(writing.life)
        life = draw_named(writing.life, draw)
        if life.drawn is None:
            raise RefusedError(f"批次 {draw} 还没有抽，不能揭示")
        bodies, files = _closures(bureau, writing.life, life)
        master = bureau.master(life)
        types = ["snapshot", "reveal"] if bodies else ["reveal"]
        entries = writing.append(
            [*bodies, Reveal(life.body.draw, Digest(master.hex()))],
            keys=bureau.keys(genesis, types),
            time=world.now(),
            files=files,
        )
    world.say(f"已揭示 {draw}：主密钥公开，全部签号、名次和检查人员都可以重算。")
    return entries


def _unshown(view: Life, life: DrawLife) -> list[tuple[EntityId, Adjust]]:
    """Entities given up as closed that the newest snapshot still has as they were, and how they were given up."""
    found: list[tuple[EntityId, Adjust]] = []
    for entry in life.adjustments:
        if isinstance(entry.body, Adjust) and entry.body.kind in ("closed", "void"):
            entity = view.documents.opening(life.id, entry.body.rank, entry.index).entity
            if not registry_shows_closure(view, entity, life, len(view.entries)):
                found.append((entity, entry.body))
    return found


def _closures(bureau: Bureau, view: Life, life: DrawLife) -> tuple[list[Body], dict[str, bytes]]:
    """A snapshot to write first, where it is needed. "The registry shows that closure by the reveal.\""""
    if not _unshown(view, life):
        return [], {}
    commit = committed(bureau.folder, ["entities", "inspectors"])
    time = bureau.world.now()
    data, registry = registry_of(bureau.records, day_of(time))
    bodies: list[Body] = [snapshot_body(registry, commit, time)]
    files = {layout.snapshot(registry.root): data}
    after, _ = life_after(view, bodies, files, time)
    for entity, body in _unshown(after, life):  # by the verifier's own rule, on the snapshot that is to be written
        done = "递补" if body.kind == "closed" else "作废"
        raise RefusedError(f"{entity} 已按{CHANGE_REASONS[body.reason]}{done}，名录里却没有反映", hint=_SHOWN[body.reason])
    return bodies, files


def cancel(bureau: Bureau, draw: str, reason: str) -> list[Entry]:
    """Cancel a draw that was not held; after the round's time its master goes public with it."""
    world, reason = bureau.world, public_reason(reason)
    with bureau.repository.writing(world.say) as writing:
        genesis = existing(writing.life)
        life = draw_named(writing.life, draw)
        keys, time = bureau.keys(genesis, ["cancel"]), world.now()
        after = life.last_round is not None and time >= life.last_round
        master = Digest(bureau.master(life).hex()) if after else None
        body = Cancel(life.body.draw, reason, master)
        entries = writing.append([body], time=time, keys=keys)
    world.say(f"已取消 {draw}，理由：{reason}。" + ("信标轮次已过，主密钥随取消公开。" if after else ""))
    return entries
