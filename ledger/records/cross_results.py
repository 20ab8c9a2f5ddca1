"""What results and exempt checks say of draws, entities, inspectors and items; what 五(一) and 五(三) ask of them."""

from datetime import date

from ledger.core.rules.exempt import EMERGENCY, EXEMPTIONS, approved_in_time
from ledger.core.rules.modes import REMOTE, THIRD_PARTY, mode_problem
from ledger.records.collection import Draft
from ledger.records.cross_plans import last_round, list_and_row
from ledger.records.exempt import ExemptCheck
from ledger.records.item_lists import ItemList
from ledger.records.registry import Entity
from ledger.records.results import DONE, LATE, NONE_FOUND, RECTIFY, Rectification, ResultFile

_CODE_HINT = "请核对统一社会信用代码"
_ON_SITE_EXEMPTIONS = (3, 4)
"""投诉举报, 上级转办交办督办: 一般采取现场检查方式 (五(一))."""


def check_result(draft: Draft, result: ResultFile) -> None:
    """A result belongs to a draw, an entity, inspectors (one a seat) and items that exist."""
    note = draft.note
    if not draft.has("draws", result.draw):
        note(result.source, (), f"没有批次 {result.draw}", f"应有 draws/{result.draw}.yaml，或把文件移到正确的批次")
    if not draft.has("entities", result.entity):
        note(result.source, ("检查对象",), f"名录里没有检查对象 {result.entity}", _CODE_HINT)
    for n, inspector in enumerate(result.inspectors):
        if not draft.has("inspectors", inspector):
            note(result.source, ("检查人员", n), f"名录里没有执法证号 {inspector}", "请核对执法证号")
    check_announced(draft, result)
    out = last_round(draft, result.draw)
    if out is not None and result.inspected < out:
        note(result.source, ("检查日期",), f"早于抽取所用信标轮次之日 {out}", "检查在抽取之后；请核对日期")
    items, row = list_and_row(draft, result.draw)
    if row is not None and items is not None and len(row.seats) != len(result.inspectors):
        note(result.source, ("检查人员",), f"写了 {len(result.inspectors)} 人，席位有 {len(row.seats)} 个", "按席位次序逐一填写")
    for n, item in enumerate(result.items):
        if items is not None and all(known.id != item for known in items.items):
            note(result.source, ("检查事项", n), f"清单 {items.id} 没有事项 {item}", "请核对事项编号")
    check_mode(draft, result, items)
    check_follow_up(draft, result)


def check_announced(draft: Draft, result: ResultFile) -> None:
    """A result that is still to be published is of a rank that the announced pool has, and of one of the pool's members: any
    other can never be published, and would tell of an enterprise that was inspected."""
    pool = draft.pools.get(result.draw)
    if pool is None or (result.draw, result.rank) in draft.published:
        return
    ranks = len(pool.ranks)
    if result.rank >= ranks:
        hint = f"公告的名次是 0 至 {ranks - 1}；请照名单改文件名" if ranks else "这一批没有要抽的，请核对批次"
        draft.note(result.source, (), f"批次 {result.draw} 没有名次 {result.rank}", hint)
    if all(entity.id != result.entity for entity in pool.entities):
        draft.note(
            result.source, ("检查对象",), f"{result.entity} 不在 {result.draw} 公告的抽取池里", "请核对批次和统一社会信用代码"
        )


def check_mode(draft: Draft, result: ResultFile, items: ItemList | None) -> None:
    """五(一) (R13): the mode is one that the items allow, and the entity's record; 委托第三方 has its reason.

    A published result stays as it is: entity and list are looked at as they are before it is published.
    """
    if result.mode_reason and result.method != THIRD_PARTY:
        draft.note(result.source, ("方式理由",), f"{result.method}检查不写方式理由", "删掉这一行")
    if (result.draw, result.rank) in draft.published:
        return
    entity = draft.entities.get(result.entity)
    if entity is not None:
        problem = _mode_problem(entity, result.method, result.mode_reason, result.inspected)
        if problem is not None:
            third = "写出“方式理由”，或改检查方式"
            hint = third if result.method == THIRD_PARTY else "改检查方式，或先在名录里更正这家的标签和情形"
            draft.note(result.source, ("检查方式",), problem, hint)
    for item in items.items if items is not None else ():
        if item.id in result.items and result.method not in item.methods:
            hint = f"可用的有 {'、'.join(item.methods)}"
            draft.note(result.source, ("检查方式",), f"清单里事项 {item.id} 不用{result.method}检查", hint)


def _mode_problem(entity: Entity, method: str, reason: str, day: date) -> str | None:
    return mode_problem(method, reason, entity.tags, [fact for fact in entity.facts if fact.counts(day)])


def check_follow_up(draft: Draft, result: ResultFile) -> None:
    """五(二), 五(三): an order to rectify says until when; what follows an inspection is not before it."""
    found, source = result.rectification, result.source
    if found is None and result.outcome == RECTIFY:
        draft.note(source, ("结果",), "要整改的须写“整改”", "写出期限和状态（整改中、已完成或逾期未整改）")
    if found is not None:
        if result.outcome == NONE_FOUND:
            draft.note(source, ("整改",), f"结果是“{NONE_FOUND}”，没有要整改的", "请核对结果，或删掉整改")
        _check_rectification(draft, result, found)
    if result.transfer is not None and result.transfer.on < result.inspected:
        draft.note(source, ("移送", "日期"), f"早于检查日期 {result.inspected}", "请核对日期")


def _check_rectification(draft: Draft, result: ResultFile, found: Rectification) -> None:
    for label, day in (("期限", found.due), ("复查日期", found.reviewed)):
        if day is not None and day < result.inspected:
            draft.note(result.source, ("整改", label), f"早于检查日期 {result.inspected}", "请核对日期")
    if found.reviewed is None and (found.state == DONE or found.outcome):
        draft.note(result.source, ("整改", "状态"), "没有写复查日期", "已完成的，和写了复查结果的，要写复查日期")
    if found.state == LATE and found.reviewed is not None and found.reviewed <= found.due:
        draft.note(result.source, ("整改", "状态"), f"复查在期限 {found.due} 之内，不是逾期", "请核对日期和状态")


def check_exempt(draft: Draft, check: ExemptCheck) -> None:
    """二(一) (R2): an exempt check is of an entity that exists and lies in the folder of its year; 五(一) holds for it too."""
    if not draft.has("entities", check.entity):
        draft.note(check.source, ("检查对象",), f"名录里没有检查对象 {check.entity}", _CODE_HINT)
    if check.inspected.year != check.year:
        draft.note(check.source, ("检查日期",), f"与所在文件夹 {check.year} 不一致", "请核对日期，或把文件移到对应的年份")
    if not approved_in_time(check.number, check.approved, check.inspected):
        hint = f"不随机的检查先批准、后检查；只有{EXEMPTIONS[EMERGENCY]}（{EMERGENCY}）可以补批"
        draft.note(check.source, ("批准日期",), f"晚于检查日期 {check.inspected}", hint)
    if check.mode_reason and check.method != THIRD_PARTY:
        draft.note(check.source, ("方式理由",), f"{check.method}检查不写方式理由", "删掉这一行")
    if check.method == THIRD_PARTY:
        problem = mode_problem(check.method, check.mode_reason, (), ())
        if problem is not None:
            draft.note(check.source, ("检查方式",), problem, "写出“方式理由”")
    if check.method == REMOTE and check.number in _ON_SITE_EXEMPTIONS:
        why = EXEMPTIONS[check.number]
        draft.note(check.source, ("检查方式",), f"“{why}”一般采取现场检查方式（五（一））", "写 现场，或 委托第三方")
