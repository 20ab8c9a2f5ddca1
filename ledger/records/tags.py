"""The words that tags may use, by prefix (requirements R5, R6). A slip such as 专业:大汽 would leave a seat that nobody can take.

A tag is a word alone (执法) or a prefix and a value (污染物:废水). Where a prefix has no list, any short value will do.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ledger.core.rules.weights import GRADES

FREE = r"[^\s:：,，<>]{1,20}"
"""A value of a prefix that has no list."""


@dataclass(frozen=True)
class Vocabulary:
    """The tags of one registry."""

    about: str
    words: tuple[str, ...]
    prefixes: Mapping[str, tuple[str, ...]]
    """The values of each prefix; none listed: any."""
    single: tuple[str, ...] = ()
    """The prefixes of which a record has one tag at most."""

    @cached_property
    def all(self) -> list[str]:
        """Every tag that is listed in full."""
        return [*self.words, *(f"{prefix}:{value}" for prefix, values in self.prefixes.items() for value in values)]

    @cached_property
    def _listed(self) -> frozenset[str]:
        return frozenset(self.all)

    @property
    def open_patterns(self) -> list[str]:
        """Patterns of the tags whose prefix has no list."""
        return [f"{re.escape(prefix)}:{FREE}" for prefix, values in self.prefixes.items() if not values]

    def holds(self, tag: str) -> bool:
        """Whether this is one of the tags."""
        return tag in self._listed or any(re.fullmatch(pattern, tag) for pattern in self.open_patterns)

    def doubled(self, tags: Iterable[str]) -> int | None:
        """The place of the first tag whose prefix another one before it has, where a record has one at most."""
        seen: set[str] = set()
        for place, tag in enumerate(tags):
            prefix = tag.partition(":")[0]
            if prefix in seen and prefix in self.single:
                return place
            seen.add(prefix)
        return None

    def hint(self, tag: str) -> str:
        """What to write instead."""
        prefix = tag.partition(":")[0]
        if ":" in tag and self.prefixes.get(prefix):
            return f"{prefix}: 后面只用 {'、'.join(self.prefixes[prefix])}"
        near = difflib.get_close_matches(tag.replace("：", ":"), self.all, n=1, cutoff=0.5)
        if near:
            return f"是不是“{near[0]}”？"
        return f"可用的有 {'、'.join([*self.words, *(f'{p}:…' for p in self.prefixes)])}"


ENTITY_TAGS = Vocabulary(
    "检查对象的标签（益环办〔2021〕24号三（二））",
    words=("正面清单",),
    prefixes={
        "污染物": ("废水", "废气", "噪声", "固体废物", "危险废物", "医疗废物", "辐射", "土壤", "恶臭", "振动"),
        "规模": ("大型", "中型", "小型", "微型"),
        "在线监控": ("有", "无"),
        "生产周期": ("全年", "季节性", "间歇性"),
        "绩效分级": ("A", "B", "B-", "C", "D", "引领性", "非引领性"),
        "项目建设": ("拟建", "在建", "已建"),
        "信用等级": GRADES,
    },
    single=("规模", "在线监控", "绩效分级", "信用等级"),
)
INSPECTOR_TAGS = Vocabulary(
    "检查人员的标签（益环办〔2021〕24号三（三））",
    words=("执法", "专家"),
    prefixes={
        "部门": (),
        "工作年限": ("5年以下", "5至10年", "10年以上"),
        "专业": (
            "水", "大气", "噪声", "固体废物", "土壤", "辐射", "监测", "环评", "排污许可", "生态", "化学品", "应急", "碳排放",
        ),
    },
    single=("工作年限",),
)  # fmt: skip
