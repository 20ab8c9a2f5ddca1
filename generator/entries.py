"""Ledger entries in words, one line each, for the ledger's page."""

from generator.model import EntryLine
from generator.wording import AMEND_KINDS, PUBLISH_KINDS
from ledger.core.bodies import (
    Adjust,
    Amend,
    Announce,
    Cancel,
    Disclose,
    Draw,
    Genesis,
    Publish,
    Reveal,
    Snapshot,
    Withhold,
)
from ledger.core.entry import Entry
from ledger.core.life import Life
from ledger.core.rules.exempt import guide_year
from ledger.core.words import CHANGE_KINDS, CHANGE_REASONS


def _summary(entry: Entry, life: Life) -> str:
    match entry.body:
        case Genesis() as body:
            return f"建立台账 {body.origin}，{len(body.keys)} 把公钥，公告提前量 {body.lead} 秒"
        case Publish() as body:
            year = guide_year(body.id) if body.kind == "guide" else None
            return f"{PUBLISH_KINDS.get(body.kind, body.kind)} {body.id}" if year is None else f"{year} 年不随机的检查"
        case Snapshot() as body:
            return f"名录 {body.period}：检查对象 {body.entities} 家，检查人员 {body.inspectors} 名"
        case Announce() as body:
            rounds = "、".join(str(source.round) for source in body.sources)
            return f"锁定抽取池和规则，信标第 {rounds} 轮，揭示期限 {body.reveal_by}"
        case Draw() as body:
            return f"信标已出数，抽中 {len(life.draws[body.draw].ranks)} 家"
        case Adjust() as body:
            return f"第 {body.rank} 号名次：{CHANGE_KINDS[body.kind]}（{CHANGE_REASONS[body.reason]}）"
        case Disclose() as body:
            return f"第 {body.rank} 号名次公示结果"
        case Withhold() as body:
            return f"第 {body.rank} 号名次不予公开（{body.ground}）"
        case Amend() as body:
            return f"第 {body.entry} 号条目{AMEND_KINDS[body.kind]}：{body.reason}"
        case Reveal():
            return "公开主密钥，全部签号可以重算"
        case Cancel() as body:
            return f"取消：{body.reason}"
    raise AssertionError(entry.type)


def _draw_of(entry: Entry, life: Life) -> str:
    body = life.entries[entry.body.entry].body if isinstance(entry.body, Amend) else entry.body
    return str(getattr(body, "draw", ""))


def entry_lines(life: Life) -> tuple[EntryLine, ...]:
    """Every entry, in order."""
    return tuple(
        EntryLine(e.index, e.time, e.type, _summary(e, life), _draw_of(e, life), tuple(sorted(e.signatures)), e.leaf.hex())
        for e in life.entries
    )
