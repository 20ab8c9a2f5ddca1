"""The Chinese words of the pages for the words of the ledger: one for one, as in the glossary."""

from collections.abc import Sequence
from datetime import date, datetime

from ledger.core.words import CLASSES

STATUSES = {"active": "在营", "suspended": "停产", "deregistered": "注销"}
EXCLUDED = {
    "suspended": "停产",
    "deregistered": "已注销",
    "superior-clean": "当年已由上级查过，未发现问题",
    "capped": "已到一年检查次数的上限",
}
DRAW_STATES = {"announced": "已公告，待抽取", "drawn": "已抽取，检查中", "revealed": "已揭示，全程可验", "cancelled": "已取消"}
RANK_STATES = {"open": "封存中", "disclosed": "已公示", "withheld": "不予公开", "void": "已作废"}
ENTRY_TYPES = {
    "genesis": "创世",
    "publish": "公布文件",
    "snapshot": "名录快照",
    "announce": "抽取公告",
    "draw": "抽取",
    "adjust": "调整",
    "disclose": "公示结果",
    "withhold": "不予公开",
    "amend": "更正",
    "reveal": "揭示",
    "cancel": "取消",
}
PUBLISH_KINDS = {"item-list": "抽查事项清单", "plan": "抽查计划", "calendar": "工作日历", "guide": "工作指引"}
AMEND_KINDS = {"correct": "更正", "expire": "公示期届满"}
CHECK_STATUSES = {"pass": "通过", "fail": "不符", "pending": "待定", "unproven": "仅凭本单位陈述", "late": "逾期"}
CHECKS = {
    "policy.genesis": "创世条目是你所信的那一条",
    "policy.beacons": "信标链是公认的",
    "chain.form": "每一行写法唯一",
    "chain.links": "前后相接",
    "chain.signatures": "签名与职责",
    "chain.times": "时间不倒流",
    "chain.order": "先后次序合规",
    "checkpoint.signature": "检查点签名",
    "checkpoint.root": "检查点与条目一致",
    "publish.file": "公布的文件未改动",
    "snapshot.file": "名录快照未改动",
    "draw.lead": "公告早于信标",
    "draw.witnessed": "外人见证过公告时间",
    "draw.held": "按时抽取",
    "draw.beacon": "随机信标属实",
    "draw.pool": "抽取池未改动",
    "draw.plan": "抽取池出自计划与名录",
    "draw.cut": "签号与抽中数",
    "draw.reveal": "揭示后全部重算",
    "draw.opening": "名次确属该企业",
    "draw.record": "结果未改动",
    "draw.disclosed": "按时公示",
}


def day(value: date) -> str:
    """A day as people write it: 2024年10月15日."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """A time to the minute, in the offset that it was written with (the ledger's is +08:00)."""
    return f"{value.year}年{value.month}月{value.day}日 {value:%H:%M}"


def short(digest: str, length: int = 12) -> str:
    """The beginning of a long hexadecimal value, where the whole stands elsewhere on the page."""
    return f"{digest[:length]}…"


def size(count: int) -> str:
    """The size of a file."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.0f} KB" if count < 999_500 else f"{count / 1_000_000:.1f} MB"


def class_name(stratum: str) -> str:
    """The Chinese name of a class; a stratum of another name is shown as it is."""
    return CLASSES.get(stratum, stratum)


_PERIODS = {
    ("01-01", "03-31"): "年第一季度",
    ("04-01", "06-30"): "年第二季度",
    ("07-01", "09-30"): "年第三季度",
    ("10-01", "12-31"): "年第四季度",
    ("01-01", "06-30"): "年上半年",
    ("07-01", "12-31"): "年下半年",
    ("01-01", "12-31"): "年",
}


def period(start: date, end: date) -> str:
    """A plan's period, both days included: a quarter, half a year or a year by its name, else from day to day."""
    name = _PERIODS.get((f"{start:%m-%d}", f"{end:%m-%d}"))
    if start.year == end.year and name is not None:
        return f"{start.year}{name}"
    return f"{day(start)}至{day(end)}"


def draw_title(start: date, end: date, area: str, classes: Sequence[str]) -> str:
    """A draw by its plan's period, its area and its classes: 2024年第四季度资阳区重点监管对象抽查."""
    names = "、".join(class_name(one).removesuffix("监管对象") for one in classes)
    return f"{period(start, end)}{area}{names}监管对象抽查"
