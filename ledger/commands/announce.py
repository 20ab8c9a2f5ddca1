"""`announce`: fixes everything before the beacon speaks (protocol, "Announce")."""

import math
from datetime import datetime

from ledger.commands.bureau import Bureau, existing
from ledger.commands.cores import cores
from ledger.core import layout
from ledger.core.beacon import Chain, round_time
from ledger.core.bodies import Announce as AnnounceBody
from ledger.core.bodies import AnnouncedSource, Body, Genesis, Snapshot
from ledger.core.draw import commitment
from ledger.core.encoding import Digest, format_time, jcs, sha256
from ledger.core.entry import Entry
from ledger.core.errors import FormError, RefusedError
from ledger.core.held import nonce_tree
from ledger.core.life import Life
from ledger.core.pool import Pool, format_pool, infeasible, rank_strata
from ledger.core.published import newest
from ledger.core.rules.pool import make_pool
from ledger.core.snapshot import RegistrySnapshot, format_snapshot, parse_snapshot
from ledger.records.planning import DrawOrder, Plan
from ledger.sources.git import committed
from ledger.storage.sealed import seal_to_all
from ledger.storage.secret import Secret

USED = ["agency.yaml", "areas.yaml", "draws", "entities", "inspectors", "items", "plans"]
"""What an announcement rests on: it must be committed, so that everyone can see it."""


def announce(bureau: Bureau, draw: str) -> list[Entry]:
    """Announce one draw; a snapshot entry goes before it when the registry is new."""
    order, records, world = _order(bureau, draw), bureau.records, bureau.world
    commit = committed(bureau.folder, USED)
    data = format_snapshot(records.entity_documents(), records.inspector_documents())
    registry = parse_snapshot(data)
    with bureau.repository.writing(world.say) as writing:
        genesis, time = existing(writing.life), world.now()
        if draw in writing.life.draws:
            raise RefusedError(f"批次 {draw} 已经公告过", hint="每个批次号只能用一次；要重抽，请先取消，再用新的批次号")
        plan = records.plans[order.plan]
        plan_index = _published_plan(writing.life, plan)
        _refuse_late(genesis, order, time)
        pool = _pool(order, plan, registry)
        bodies, snapshot = _snapshot(writing.life, registry, commit, time)
        master = world.random(32)
        with cores(len(pool.entities)) as run:
            nonces = nonce_tree(pool, master, run).root
        body = AnnounceBody(
            draw=pool.draw,
            master=commitment(pool.draw, master),
            nonces=nonces,
            order=sha256(jcs(order.document())),
            plan=plan_index,
            pool=sha256(format_pool(pool)),
            reveal_by=order.reveal_by,
            snapshot=snapshot,
            sources=order.rule.sources,
        )
        files = {layout.file(body.pool): format_pool(pool), layout.file(body.order): jcs(order.document())}
        if bodies:
            files[layout.snapshot(registry.root)] = data
        types = ["snapshot", "announce"] if bodies else ["announce"]
        sealed = seal_to_all(pool.draw, Secret(master), {o.name: o.public for o in bureau.agency.officers})
        entries = writing.append(
            [*bodies, body], time=time, keys=bureau.keys(genesis, types), files=files, sealed=sealed, keep_checkpoint=True
        )
    _tell(bureau, pool, order, entries[-1])
    return entries


def _order(bureau: Bureau, draw: str) -> DrawOrder:
    orders = bureau.records.draws
    for id, order in orders.items():
        if id == draw:
            return order
    raise RefusedError(f"没有抽取单 draws/{draw}.yaml", hint=f"已有的是 {'、'.join(orders) or '（无）'}")


def _published_plan(view: Life, plan: Plan) -> int:
    there = newest(view, "plan", plan.id)
    if there is None:
        raise RefusedError(f"计划 {plan.id} 还没有公布", hint="先运行 mingchou publish")
    if there[1].sha256 != sha256(jcs(plan.document())):
        raise RefusedError(f"计划 {plan.id} 公布之后改动过", hint="先运行 mingchou publish 公布新的一版")
    return there[0]


def _chain(genesis: Genesis, source: AnnouncedSource) -> Chain:
    for chain in genesis.beacons:
        if chain.hash == source.chain:
            return chain
    raise RefusedError(f"信标链 {source.chain} 不在创世条目里", hint="请用建账时声明的信标")


def _refuse_late(genesis: Genesis, order: DrawOrder, now: datetime) -> None:
    for source in order.rule.sources:
        chain = _chain(genesis, source)
        ahead = (round_time(chain, source.round) - now).total_seconds()
        if ahead < genesis.lead:
            # Ten minutes' room, so that the order can be committed and the command run again.
            earliest = now.timestamp() + genesis.lead + 600
            number = max(1, math.ceil((earliest - chain.genesis_time) / chain.period) + 1)
            raise RefusedError(
                f"第 {source.round} 轮在 {format_time(round_time(chain, source.round))}，距现在不足 {genesis.lead} 秒",
                hint=f"请在抽取单里改用第 {number} 轮（{format_time(round_time(chain, number))}）或更晚的",
            )


def _pool(order: DrawOrder, plan: Plan, registry: RegistrySnapshot) -> Pool:
    try:
        pool = make_pool(order.rule, plan.rule, registry)
    except FormError as error:
        raise RefusedError(error.problem, hint="请修改计划或抽取单") from None
    if not rank_strata(pool):
        raise RefusedError(f"批次 {order.draw} 的抽取池里没有可抽的检查对象", hint="请核对区域、监管类别和标签")
    short = infeasible(pool)
    if short is not None:
        tags = "、".join(sorted(pool.seats[short.seat]))
        raise RefusedError(
            f"第 {short.seat + 1} 席（{tags}）的检查人员不够：遇到 {short.entity} 时可能无人可抽",
            hint="请增加检查人员区域，或放宽席位的要求",
        )
    return pool


def _snapshot(view: Life, registry: RegistrySnapshot, commit: str, time: datetime) -> tuple[list[Body], int]:
    """The snapshot entry to write, if the registry is new, and its index."""
    if view.snapshots:
        last = view.snapshots[-1]
        if isinstance(last.body, Snapshot) and last.body.root == registry.root:
            return [], last.index
    return [snapshot_body(registry, commit, time)], len(view.entries)


def snapshot_body(registry: RegistrySnapshot, commit: str, time: datetime) -> Snapshot:
    """A snapshot entry's body; its period is the quarter."""
    period = f"{time.year}Q{(time.month + 2) // 3}"
    return Snapshot(commit, len(registry.entities), len(registry.inspectors), period, Digest(registry.root))


def _tell(bureau: Bureau, pool: Pool, order: DrawOrder, entry: Entry) -> None:
    rounds = "、".join(f"{source.chain} 第 {source.round} 轮" for source in order.sources)
    bureau.world.say(
        f"已公告 {pool.draw}：抽取池 {len(pool.entities)} 家（另排除 {len(pool.excluded)} 家），"
        f"将抽 {len(rank_strata(pool))} 家，检查人员 {len(pool.inspectors)} 名；信标 {rounds}；"
        f"主密钥已封给 {len(bureau.agency.officers)} 位保管人。"
        f"公告是第 {entry.index} 号条目，请提交并推送。"
    )
