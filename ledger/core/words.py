"""The Chinese words of the protocol's closed lists, for whoever tells of entries: commands, notices and pages alike."""

from collections.abc import Mapping

from ledger.core.rules.classes import CLASS_NAMES

CLASSES: Mapping[str, str] = {kind: f"{name}监管对象" for kind, name in CLASS_NAMES.items()}
CHANGE_KINDS: Mapping[str, str] = {
    "recusal": "检查人员回避",
    "unavailable": "检查人员不能到场",
    "appointed": "指定检查人员",
    "closed": "检查对象已停业或迁出，由候补递补",
    "void": "检查对象已停业或迁出，没有候补，作废",
}
CHANGE_REASONS: Mapping[str, str] = {
    "interest": "有利害关系",
    "kinship": "有亲属关系",
    "other-lawful": "其他法定情形",
    "leave": "请假",
    "transfer": "调离",
    "duty": "另有公务",
    "exhausted": "名录中已无人可抽",
    "suspended": "停产",
    "deregistered": "注销",
    "moved": "迁出",
}
