"""`announce`: fixes everything before the beacon speaks (protocol, "Announce")."""

import math
from collections.abc import Iterator
from datetime import datetime

from ledger.commands.acceptance import Asked, NotAccepted, accepted_pool, announcement, notes, past_for, rehearse
from ledger.commands.bureau import Bureau, existing
from ledger.commands.cores import cores
from ledger.commands.reading import registry_of
from ledger.commands.snapshots import snapshot_if_new
from ledger.core import layout
from ledger.core.beacon import Chain, round_time
from ledger.core.bodies import AnnouncedSource, Genesis
from ledger.core.encoding import Json, day_of, format_time, jcs, sha256
from ledger.core.entry import Entry
from ledger.core.errors import RefusedError
from ledger.core.held import nonce_tree
from ledger.core.life import Life
from ledger.core.pool import Pool, rank_strata
from ledger.core.published import newest
from ledger.core.recusals import refuse_telling
from ledger.core.rules import order as rules
from ledger.records.collection import Records
from ledger.records.planning import DrawOrder, QuarterPlan, YearPlan
from ledger.sources.git import committed
from ledger.storage.sealed import seal_to_all
from ledger.storage.secret import Secret

USED = ["agency.yaml", "areas.yaml", "draws", "entities", "inspectors", "items", "plans"]
"""What an announcement rests on: it must be committed, so that everyone can see it."""
ROOM = 600
"""Seconds' room in the round that a refusal proposes, so that the order can be committed and the command run again."""


def announce(bureau: Bureau, draw: str) -> list[Entry]:
    """Announce one draw; a snapshot entry goes before it when the registry is new."""
    order, records, world = _order(bureau, draw), bureau.records, bureau.world
    plan, yearly = records.plan_of(order), records.yearly_of(records.plan_of(order))
    commit = committed(bureau.folder, USED)
    with bureau.repository.writing(world.say) as writing:
        view, genesis, time = writing.life, existing(writing.life), world.now()
        if draw in view.draws:
            raise RefusedError(f"批次 {draw} 已经公告过", hint="每个批次号只能用一次；要重抽，请先取消，再用新的批次号")
        plan_index = _published_index(view, records, plan, yearly)
        refuse_late(genesis, order.rule, time)
        data, registry = registry_of(records, day_of(time))
        asked = Asked(order.rule, plan.rule, yearly.rule, registry)
        master = world.random(32)
        refuse_telling(view, registry)
        bodies, snapshot = snapshot_if_new(view, registry, commit, time)
        try:
            pool = accepted_pool(view, asked)
            with cores(len(pool.entities)) as run:
                nonces = nonce_tree(pool, master, run).root
            body, files = announcement(asked, pool, master, nonces, plan_index, snapshot)
            if bodies:
                files[layout.snapshot(registry.root)] = data
            rehearse(view, [*bodies, body], files, time)
        except NotAccepted as error:
            raise RefusedError(error.problem, hint=error.hint, place=f"draws/{draw}.yaml") from None
        told = list(notes(asked, past_for(view, asked), pool))
        types = ["snapshot", "announce"] if bodies else ["announce"]
        sealed = seal_to_all(pool.draw, Secret(master), {o.name: o.public for o in bureau.agency.officers})
        keys = bureau.keys(genesis, types)
        refuse_late(genesis, order.rule, world.now())  # for as long as a passphrase was waited for, the round came nearer
        entries = writing.append([*bodies, body], time=time, keys=keys, files=files, sealed=sealed, keep_checkpoint=True)
    for note in told:
        world.say(f"提示：{note}。")
    _tell(bureau, pool, order, entries[-1])
    return entries


def _order(bureau: Bureau, draw: str) -> DrawOrder:
    orders = bureau.records.draws
    for id, order in orders.items():
        if id == draw:
            return order
    raise RefusedError(f"没有抽取单 draws/{draw}.yaml", hint=f"已有的是 {'、'.join(orders) or '（无）'}")


def documents_of(records: Records, plan: QuarterPlan, yearly: YearPlan) -> Iterator[tuple[str, str, str, dict[str, Json]]]:
    """What a draw under this plan rests on, the plan last: how people call it, kind, id, document."""
    for id in (plan.item_list, plan.joint_list):
        if id:
            yield f"事项清单 {id}", "item-list", id, records.items[id].document()
    yield f"年度计划 {yearly.id}", "plan", yearly.id, yearly.document()
    yield f"计划 {plan.id}", "plan", plan.id, plan.document()


def _published_index(view: Life, records: Records, plan: QuarterPlan, yearly: YearPlan) -> int:
    """The entry of the plan, when all that the draw rests on is published as the records have it (R4: by version)."""
    index = -1
    for name, kind, id, document in documents_of(records, plan, yearly):
        there = newest(view, kind, id)
        if there is None:
            raise RefusedError(f"{name} 还没有公布", hint="先运行 mingchou publish")
        if there[1].sha256 != sha256(jcs(document)):
            raise RefusedError(f"{name} 公布之后改动过", hint="先运行 mingchou publish 公布新的一版")
        index = there[0]
    return index


def _chain(genesis: Genesis, source: AnnouncedSource) -> Chain:
    for chain in genesis.beacons:
        if chain.hash == source.chain:
            return chain
    raise RefusedError(f"信标链 {source.chain} 不在创世条目里", hint="请用建账时声明的信标")


def refuse_late(genesis: Genesis, order: rules.DrawOrder, now: datetime) -> None:
    """Raises `RefusedError` for a round that is too near, with one that is not."""
    for source in order.sources:
        chain = _chain(genesis, source)
        ahead = (round_time(chain, source.round) - now).total_seconds()
        if ahead < genesis.lead:
            earliest = now.timestamp() + genesis.lead + ROOM
            number = max(1, math.ceil((earliest - chain.genesis_time) / chain.period) + 1)
            raise RefusedError(
                f"第 {source.round} 轮在 {format_time(round_time(chain, source.round))}，距现在不足 {genesis.lead} 秒",
                hint=f"请在抽取单里改用第 {number} 轮（{format_time(round_time(chain, number))}）或更晚的",
            )


def _tell(bureau: Bureau, pool: Pool, order: DrawOrder, entry: Entry) -> None:
    rounds = "、".join(f"{source.chain} 第 {source.round} 轮" for source in order.sources)
    bureau.world.say(
        f"已公告 {pool.draw}：抽取池 {len(pool.entities)} 家（另排除 {len(pool.excluded)} 家），"
        f"将抽 {len(rank_strata(pool))} 家，检查人员 {len(pool.inspectors)} 名；信标 {rounds}；"
        f"主密钥已封给 {len(bureau.agency.officers)} 位保管人。"
        f"公告是第 {entry.index} 号条目，请提交并推送。"
    )
