"""A hand-made site: a draw in each state, every kind of row and verdict, and names that try to break out of the page."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256

from generator.exempt import Exempt
from generator.model import (
    Agency,
    Appearance,
    Area,
    Change,
    DrawPage,
    EntityPage,
    EntityRef,
    EntryLine,
    Event,
    Figures,
    Item,
    Person,
    Result,
    Row,
    Site,
    Source,
    Stratum,
)
from ledger.core.checks.report import Check
from ledger.core.encoding import Json
from ledger.core.rules.exempt import EXEMPTIONS

CHINA = timezone(timedelta(hours=8))
HOSTILE = '<script>alert(1)</script>"=1+1'
ITEMS = (Item("w-1", "污染防治设施运行情况", "《中华人民共和国环境保护法》第四十一条"), Item("w-2", "排污许可证制度落实情况"))
PEOPLE = (Person("18090200101", "示例甲", "资阳分局（示例）"), Person("18090200102", "示例乙", "资阳分局（示例）"))


def digest(text: str) -> str:
    """A value that looks like the real ones."""
    return sha256(text.encode()).hexdigest()


def ref(number: int) -> EntityRef:
    """The enterprise with this number; number 7 has a hostile name."""
    name = HOSTILE if number == 7 else f"益阳示例第{number}化工有限公司"
    return EntityRef(f"91430902MA4SAMPL{number:02d}", name)


def tickets(count: int, salt: str) -> tuple[str, ...]:
    """Sorted tickets."""
    return tuple(sorted(digest(f"{salt} {number}") for number in range(count)))


def result(outcome: str = "未发现问题", inspected: date = date(2023, 9, 20)) -> Result:
    """A result with this outcome."""
    return Result(outcome, "现场", "检查了污染防治设施运行记录和排污许可证副本。\n当日运行正常。", inspected, ITEMS, PEOPLE)


def rows(draw: str, stratum: Stratum, opened: int, first: int) -> tuple[Row, ...]:
    """The ranks of a draw, the first `opened` of them with results, withheld, void or expired, the others open."""
    outcomes = ("未发现问题", "发现问题已责令整改", "发现涉嫌违法行为已立案调查")
    found = []
    for rank in range(stratum.drawn):
        row = Row(draw, rank, "重点监管对象", "open", stratum.tickets[rank])
        if rank < opened:
            row = replace(
                row, state="disclosed", entity=ref(first + rank), result=result(outcomes[rank % 3]), disclosed=date(2023, 10, 8),
                due=date(2023, 10, 20), inspectors=PEOPLE, opening_path=f"openings/{draw}/{rank}.json",
                record_path=f"results/{draw}/{rank}.json", overdue=rank == 2,
            )  # fmt: skip
        if rank == 3 and opened > 3:
            row = replace(row, state="withheld", result=None, ground="国家安全", record_path="")
        if rank == 4 and opened > 4:
            earlier = (f"results/{draw}/{rank}@20.json",)
            row = replace(row, amended=((date(2023, 11, 1), "补充检查内容"),), earlier=earlier, corrected=True)
        if rank == 1 and opened > 1 and row.result is not None:
            more: dict[str, Json] = {"rectification": {"due": "2023-10-30", "state": "整改中"}, "mode_reason": HOSTILE}
            row = replace(row, result=replace(row.result, more=more), amended=((date(2023, 11, 2), "登记移送"),))
        if rank == 5 and opened > 5:
            row = Row(draw, rank, row.stratum, "void", row.ticket)
        if rank == 6 and opened > 6:
            row = replace(row, result=None, expired=date(2024, 10, 8), record_path="", due_provisional=True)
        found.append(row)
    return tuple(found)


def draw(name: str, opened: int, state: str) -> DrawPage:
    """A draw of 8 out of 40 in the given state."""
    held = state in ("drawn", "revealed")
    stratum = Stratum("key", 40, 8, tickets(40, name) if held else ())
    time = datetime(2024, 10, 15, 1, 13, 33, tzinfo=CHINA)
    change = Change(12, date(2024, 10, 20), 1, "检查人员回避", "有利害关系", 0, None, PEOPLE[0])
    timeline = (
        Event("公告", "2024年10月13日 09:00", "锁定抽取池 40 家，将抽 8 家。", "done", 7),
        Event("信标公布", "2024年10月15日 01:13", "quicknet 第 12040883 轮。", "done" if held else "next"),
        Event("检查与公示", "2024年10月20日 起", f"已公示 {opened} 家。", "now" if held else "next"),
        Event("揭示", "最迟 2025年1月27日", "公布主密钥，全部重算。", "done" if state == "revealed" else "next"),
    )
    checks = (
        Check("draw.lead", name, "pass", "公告早于信标 40 小时"),
        Check("draw.witnessed", name, "unproven", "没有外人见证"),
        Check("draw.reveal", name, "pass" if state == "revealed" else "pending", "还没有揭示"),
        Check("draw.disclosed", f"{name}/2", "late", "应在 2023-10-20 前公示"),
    )
    return DrawPage(
        id=name, title="2024年第四季度资阳区重点监管对象抽查", state=state, area="资阳区", plan="2024年第四季度抽查计划",
        announced=time - timedelta(days=2), reveal_by=date(2025, 1, 27),
        sources=(Source("quicknet", digest("chain"), 12040883, time, digest("s") * 2 if held else ""),),
        strata=(stratum,), seats=(("执法",), ("专业:水", "执法")), members=tuple(ref(n) for n in range(40)),
        excluded=((ref(41), "停产"),), inspectors=12, without=(), filter=(), rows=rows(name, stratum, opened, 0) if held else (),
        changes=(change,) if held else (), timeline=timeline, checks=checks, files=(("抽取池", f"files/{digest('p')}"),),
        drawn=time if held else None, seed=digest("seed") if held else "",
    )  # fmt: skip


def cancelled() -> DrawPage:
    """A directed draw of two classes that was called off before its round."""
    time = datetime(2025, 3, 1, 10, 0, tzinfo=CHINA)
    strata = (Stratum("special", 3, 9), Stratum("general", 37, 5))
    event = Event("取消", "2025年3月1日 10:00", HOSTILE, "late", 30)
    return replace(
        draw("2025Q2-430902-special", 0, "announced"), state="cancelled", cancelled=time, cancel_reason=HOSTILE, strata=strata,
        without=("2025Q1-430902-key",), filter=("污染物:废水",), note="示例说明", timeline=(event,), rows=(), changes=(),
    )  # fmt: skip


def extra(draws: tuple[DrawPage, ...]) -> dict[int, Appearance]:
    """The verdicts that the plain ones of `site` do not give, by enterprise."""
    revealed, off = draws[1], draws[3]
    left_open = replace(revealed.rows[7], state="open", result=None, overdue=True)
    return {
        30: Appearance(revealed.id, revealed.title, revealed.announced.date(), "given-up", left_open, "停产"),
        31: Appearance(revealed.id, revealed.title, revealed.announced.date(), "undisclosed", left_open),
        32: Appearance(off.id, off.title, off.announced.date(), "cancelled"),
        41: Appearance(revealed.id, revealed.title, revealed.announced.date(), "excluded", None, "停产"),
    }


def exempt(who: EntityRef) -> Exempt:
    """A check outside the random selection."""
    return Exempt("2024-001", who, date(2024, 5, 6), 3, EXEMPTIONS[3], HOSTILE, "示例局长", "现场", HOSTILE, "发现问题已责令整改")


def entity(number: int, appearances: tuple[Appearance, ...]) -> EntityPage:
    """An enterprise's page."""
    who = ref(number)
    return EntityPage(
        who.code, who.name, "430902", "资阳区", "重点监管对象", "化学原料和化学制品制造业", "重点管理", "在营",
        ("废水", "在线监控"), True, appearances, exempt=(exempt(who),) if number in (1, 40) else (),
    )  # fmt: skip


def site() -> Site:
    """The whole site."""
    draws = (
        draw("2024Q4-430902-key", 3, "drawn"),
        draw("2023Q3-430902-key", 8, "revealed"),
        draw("2025Q1-430902-key", 0, "announced"),
        cancelled(),
    )
    seen: dict[str, dict[str, Appearance]] = {}
    for one in draws[:3]:
        opened = {row.entity.code: row for row in one.rows if row.entity is not None}
        for who in one.members:
            row = opened.get(who.code)
            sealed = "waiting" if one.state == "announced" else "sealed" if one.state == "drawn" else "not-drawn"
            verdict = "row" if row else sealed
            shown = Appearance(one.id, one.title, one.announced.date(), verdict, row, "", 8, one.count("open"), one.reveal_by)  # type: ignore[arg-type]
            seen.setdefault(who.code, {})[one.id] = shown
    for number, shown in extra(draws).items():
        seen.setdefault(ref(number).code, {})[shown.draw] = shown
    entities = tuple(entity(n, tuple(seen.get(ref(n).code, {}).values())) for n in range(42))
    newest = tuple(row for one in draws for row in one.rows if row.result is not None)
    entries = tuple(
        EntryLine(n, datetime(2024, 10, 13, 9, n, tzinfo=CHINA), kind, "示例条目", "", ("示例:clerk-1",), digest(str(n)))
        for n, kind in enumerate(("genesis", "publish", "snapshot"))
    )
    outcomes = {"none-found": 5, "rectify-ordered": 3, "case-filed": 2}
    foot = (("主办单位", HOSTILE),)
    agency = Agency("益阳市生态环境局（示例）", "11430900", "yiyang.example/ledger", "https://yiyang.example/", True, foot)
    return Site(
        agency=agency, as_of=date(2024, 12, 10), genesis=digest("genesis"), entries=entries,
        checkpoint="yiyang.example/ledger\n3\nabc=\n\n— sig\n",
        kept=(2,), checks={"pass": 30, "pending": 4, "unproven": 2, "late": 1},
        areas=(Area("430902", "资阳区", entities, len(newest)),), entities=entities, draws=draws, newest=newest,
        figures=Figures(42, 12, 4, 16, 8, 1, 1, 5, 2, outcomes),
    )  # fmt: skip
