"""Checks on a draw before its reveal, in each status that they can have (protocol, "Verifying")."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ledger.core import layout
from ledger.core.bodies import AnnouncedSource, Snapshot
from ledger.core.checks.report import Check
from ledger.core.encoding import DrawId, EntityId, InspectorId, parse_time
from ledger.core.policy import Policy
from ledger.core.pool import Excluded, Pool, StratumTake
from ledger.core.rules.order import DrawOrder
from ledger.core.verify import verify
from tests.support.bureau import Bureau
from tests.support.forge import Forgery, one
from tests.support.ledgers import AS_OF, FILTER, Options, build_ledger
from tests.support.relay import LocalChain
from tests.unit.core.breach import A, B, C, D, E, F, new_order, story

WHOLE = build_ledger()


def check(bureau: Bureau, name: str, draw: str, as_of: date = AS_OF, policy: Policy | None = None) -> Check:
    """One check on a draw."""
    return one(verify(bureau.published().get, policy, as_of), name, draw)


def status(name: str, draw: str, as_of: date = AS_OF) -> str:
    """Of the small ledger's draw, on a day."""
    return check(WHOLE.bureau, name, draw, as_of).status


def test_lead() -> None:
    """ "announced at least `lead` before the round (the entry's claim)"."""
    for draw in (A, B, C, D, E, F):
        assert status("draw.lead", draw) == "pass"
    forged = Forgery(build_ledger(Options(draws=(F,))))
    for time, want in (("2024-12-10T15:49:24+08:00", "pass"), ("2024-12-10T15:49:25+08:00", "fail")):
        forged.find("announce")["time"] = time
        forged.sign_anew()
        found = forged.check("draw.lead", F)
        assert found.status == want and f"公告于 {time}" in found.evidence and "至少应有 86400 秒" in found.evidence


def test_witnessed() -> None:
    """Nobody else has seen the announcement: `unproven`, "claimed by the agency alone"."""
    assert {c.status for c in verify(WHOLE.files.get, None, AS_OF).checks if c.name == "draw.witnessed"} == {"unproven"}


def test_held() -> None:
    """ "a draw or a cancellation followed within three days of the round; else `late`"."""
    for draw in (A, B, C, D, E):
        assert status("draw.held", draw) == "pass"
    life = WHOLE.bureau.life.draws[F]
    assert life.last_round is not None and life.last_round.date() == date(2024, 12, 11)
    for day, want in ((date(2024, 12, 10), "pending"), (date(2024, 12, 14), "pending"), (date(2024, 12, 15), "late")):
        assert status("draw.held", F, day) == want


@pytest.mark.parametrize(("time", "want"), [("2023-08-26T23:59:24+08:00", "pass"), ("2023-08-26T23:59:25+08:00", "late")])
def test_held_in_time(time: str, want: str) -> None:
    """To the second, for a draw and for a cancellation."""
    assert check(story(A, until="2023-08-25", times={"2023-08-24T09:00:00+08:00": time}), "draw.held", A).status == want
    bureau = story(A, until="2023-08-24")
    bureau.cancel(time, A, "停电")
    assert check(bureau, "draw.held", A).status == want


def test_beacon() -> None:
    """ "the source's value verifies against the accepted chain"."""
    assert (status("draw.beacon", A), status("draw.beacon", F)) == ("pass", "pending")
    none = check(WHOLE.bureau, "draw.beacon", A, policy=Policy(chains=()))
    assert none.status == "unproven" and "不在认可之列" in none.evidence
    assert not [c for c in verify(WHOLE.files.get, None, AS_OF).checks if c.name == "draw.beacon" and c.subject in (D, E)]


def test_beacon_of_a_chain_of_ones_own() -> None:
    """Whoever holds the chain's key knows the rounds beforehand: `unproven` unless the verifier accepts the chain."""
    chain = LocalChain(genesis_time=int(parse_time("2024-10-01T00:00:00+08:00").timestamp()), secret=b"2" * 48)
    number = 500_000
    bureau = Bureau(chains=(*Policy().chains, chain.public), signatures={number: chain.signature(number)})
    build_ledger(Options(draws=()), bureau=bureau)
    bureau.announce("2024-10-13T11:00:00+08:00", replace(new_order(), sources=(AnnouncedSource(chain.public.hash, number),)))
    bureau.draw("2024-10-20T09:00:00+08:00", "G-new")
    for policy, want in ((None, "unproven"), (bureau.policy(), "pass"), (Policy(chains=(chain.public,)), "pass")):
        assert check(bureau, "draw.beacon", "G-new", policy=policy).status == want


def test_beacon_with_another_signature() -> None:
    """ "BLS check": another round's signature, none at all, a bit changed."""
    right = WHOLE.bureau.signatures
    forged = Forgery(build_ledger(Options(draws=(A,), until="2023-08-25")))
    (source,) = forged.find("draw")["body"]["sources"]
    for signature in (right[657413], "c0" + "00" * 47, "00" * 48, f"{source['signature'][:-1]}0"):
        source["signature"] = signature
        forged.sign_anew()
        assert forged.check("draw.beacon", A).status == "fail"


def announced(change: Callable[[Pool], Pool] = lambda pool: pool, **changes: Any) -> Bureau:
    """A new draw, its pool or its order changed."""
    bureau = story(C, until="2024-10-13")
    order: DrawOrder = replace(new_order(), **changes)
    bureau.announce("2024-10-13T11:00:00+08:00", order, change, lawful=False)
    return bureau


def rejected(name: str, problem: str, change: Callable[[Pool], Pool] = lambda pool: pool, **changes: Any) -> None:
    """The check fails and says why."""
    found = check(announced(change, **changes), name, changes.get("draw", "G-new"))
    assert found.status == "fail" and problem in found.evidence, found


def first(pool: Pool, **changes: Any) -> Pool:
    """The pool with its first entity changed."""
    return replace(pool, entities=tuple(sorted((replace(pool.entities[0], **changes), *pool.entities[1:]), key=lambda e: e.id)))


def test_pool() -> None:
    """ "the pool's digest, form and feasibility; its members in the snapshot"."""
    assert status("draw.pool", C) == check(announced(), "draw.pool", "G-new").status == "pass"
    rejected("draw.pool", "检查对象 stranger 不在快照里", lambda pool: first(pool, id=EntityId("stranger")))
    rejected("draw.pool", "检查对象 zz 不在快照里", lambda pool: replace(pool, excluded=(Excluded(EntityId("zz"), "suspended"),)))
    stranger = replace(announced().batches["G-new"].pool.inspectors[0], id=InspectorId("A"))
    rejected("draw.pool", "检查人员 A 不在快照里", lambda pool: replace(pool, inspectors=(stranger, *pool.inspectors)))
    rejected("draw.pool", "抽取池写的是批次 other", lambda pool: replace(pool, draw=DrawId("other")))
    rejected("draw.pool", "号席位可能无人可抽", lambda pool: replace(pool, inspectors=pool.inspectors[:1]))
    rejected("draw.pool", "号席位可能无人可抽", lambda pool: replace(pool, seats=(frozenset({"专业:大气"}),)))


@pytest.mark.parametrize("other", ["none", "C-key", "G-new"])
def test_pool_without_draws_that_were_held(other: str) -> None:
    """ "`without` [draws held before this announcement]": neither unknown ones nor one announced only, nor itself."""
    rejected("draw.pool", f"批次 {other} 在公告时还没有抽", lambda pool: replace(pool, without=(DrawId(other),)))


def test_pool_without_a_draw_that_was_held_later() -> None:
    """Held meanwhile, it was not held when this one was announced."""
    bureau = announced(lambda pool: replace(pool, without=(C,)))
    bureau.draw("2024-10-15T09:00:00+08:00", C)
    found = check(bureau, "draw.pool", "G-new")
    assert found.status == "fail" and f"批次 {C} 在公告时还没有抽" in found.evidence


def test_pool_whose_files_are_not_there() -> None:
    """ "A file that an entry calls for and that is absent is a `fail`"; so is one with other bytes."""
    life = announced().life
    body = life.draws["G-new"].body
    registry = life.entries[body.snapshot].body
    assert isinstance(registry, Snapshot)
    for path in (layout.file(body.pool), layout.file(body.order), layout.snapshot(registry.root)):
        bureau = announced()
        for data in (None, bureau.files[path] + b"\n", bureau.files[path][:-1]):
            files = {name: value for name, value in bureau.published().items() if name != path}
            files |= {} if data is None else {path: data}
            found = one(verify(files.get, None, AS_OF), "draw.pool", "G-new")
            assert found.status == "fail" and (data is not None or path in found.evidence)


def take(pool: Pool, more: int) -> Pool:
    """Takes more."""
    return replace(pool, strata=tuple(StratumTake(s.name, s.take + more) for s in pool.strata))


def test_plan() -> None:
    """ "it follows from plan, order and snapshot by the rules": each part of the pool."""
    for draw in (A, B, C, D, E, F):
        assert status("draw.plan", draw) == "pass"
    rejected("draw.plan", "检查对象与", lambda pool: replace(pool, entities=pool.entities[1:]))
    rejected("draw.plan", "检查对象与", lambda pool: first(pool, weight=2))
    rejected("draw.plan", "排除名单与", lambda pool: replace(pool, excluded=(Excluded(EntityId("zz"), "suspended"),)))
    rejected("draw.plan", "检查人员与", lambda pool: replace(pool, inspectors=pool.inspectors[1:]))
    rejected("draw.plan", "席位与", lambda pool: replace(pool, seats=pool.seats[:1]))
    rejected("draw.plan", "各层抽取数与", lambda pool: take(pool, 1))
    rejected("draw.plan", "不重复抽取的批次与", lambda pool: replace(pool, without=(DrawId("C-key"),)))


def test_plan_and_order_agree_with_the_announcement() -> None:
    """The order that was announced asks for this draw, these rounds, this last day, on this plan, and for this pool."""
    for change, problem in (
        (lambda order: order.update(draw="other"), "抽取单写的是批次 other"),
        (lambda order: order.update(plan="2023Q3"), "计划 2023Q3"),
        (lambda order: order.update(reveal_by="2025-01-23"), "信标轮次或揭示期限与公告不同"),
        (lambda order: order["sources"][0].update(round=5), "信标轮次或揭示期限与公告不同"),
        (lambda order: order.update(area="430902", organiser="430902"), "检查对象与按规则重算的不同"),
        (lambda order: order.update(classes=["general"]), "检查对象与按规则重算的不同"),
        (lambda order: order.update(inspector_areas=["430902"]), "检查人员与按规则重算的不同"),
        (lambda order: order.update(filter=sorted(FILTER), reason="示例"), "各层抽取数与按规则重算的不同"),
        (lambda order: order.update(organiser="430900"), "各层抽取数与按规则重算的不同"),
        (lambda order: order.update(without=["other"]), "不重复抽取的批次与按规则重算的不同"),
        (lambda order: order.update(area="430902"), "430903 不能组织区域 430902 的抽取"),
        (lambda order: order.update(filter=["某标签"], reason="示例"), "没有区域 430903 类别 special 的定向安排"),
        (lambda order: order.update(departments=["应急管理"]), "没有区域 430903 类别 special 的联合安排"),
    ):
        forged = Forgery(build_ledger(Options(draws=(F,))))
        forged.republish(forged.find("announce"), "order", change)
        forged.sign_anew()
        found = forged.check("draw.plan", F)
        assert found.status == "fail" and problem in found.evidence


def test_plan_reveal_by() -> None:
    """ "`reveal_by` is at most 20 working days after the plan's period": 2024-12-31, and without a calendar for 2025 the 20th
    weekday after it."""
    for day, want in ((date(2025, 1, 28), "pass"), (date(2025, 1, 29), "fail")):
        bureau = announced(reveal_by=day)
        assert check(bureau, "draw.plan", "G-new").status == want


def test_plan_rests_on_a_plan_and_a_snapshot() -> None:
    """An index that names something else is said by `chain.order`, and makes these checks fail."""
    for name, checks in (("plan", {"draw.plan"}), ("snapshot", {"draw.plan", "draw.pool"})):
        for index in (0, 1, 10**6):
            forged = Forgery(build_ledger(Options(draws=(F,))))
            forged.find("announce")["body"][name] = index
            forged.sign_anew()
            assert forged.failed() == {"chain.order"} | checks


def test_cut_before_the_reveal() -> None:
    """ "the tickets file is well formed and counts right (`pending` before the reveal)"."""
    assert (status("draw.cut", C), status("draw.cut", F)) == ("pending", "pending")
    assert "写法和个数无误" in check(WHOLE.bureau, "draw.cut", C).evidence
    assert not [c for c in verify(WHOLE.files.get, None, AS_OF).checks if c.name == "draw.cut" and c.subject in (D, E)]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda v: v["strata"][0]["tickets"].pop(), "有签号 10 个"),
        (lambda v: v["strata"][0]["tickets"].append("f" * 64), "有签号 12 个"),
        (lambda v: v["strata"][0].update(name="special"), "与抽取池不同"),
        (lambda v: v["strata"].append({"later": [], "name": "more", "tickets": []}), "与抽取池不同"),
        (lambda v: v["strata"].clear(), "与抽取池不同"),
        (lambda v: v.update(seed="0" * 64), "签号文件的种子是"),
        (lambda v: v.update(draw="other"), "写的是批次 other"),
        (lambda v: v["strata"][0]["tickets"].reverse(), "次序不对"),
        (lambda v: v["strata"][0].update(later=["0" * 64]), "个"),
    ],
)
def test_cut_of_a_file_that_miscounts(change: Callable[[Any], object], problem: str) -> None:
    """Long before the reveal."""
    forged = Forgery(build_ledger(Options(draws=(C,), until="2024-10-16")))
    forged.republish(forged.find("draw"), "tickets", change)
    forged.sign_anew()
    found = forged.check("draw.cut", C)
    assert found.status == "fail" and problem in found.evidence, found


def test_cut_later_needs_a_draw_to_come_after() -> None:
    """ "`later` empty without `without`"."""
    forged = Forgery(build_ledger(Options(draws=(C,), until="2024-10-16")))

    def move(value: Any) -> None:
        stratum = value["strata"][0]
        stratum["later"] = [stratum["tickets"].pop()]

    forged.republish(forged.find("draw"), "tickets", move)
    forged.sign_anew()
    assert "没有不重复抽取的批次" in forged.check("draw.cut", C).evidence
