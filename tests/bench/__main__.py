"""`python -m tests.bench [抽取 核验 网站 大网站 检查 查找]`: the table of ratios. Progress goes to stderr."""

import os
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench import building, checking, drawing, hugo, searching, verifying
from tests.bench.measure import compare, compare_apart, weigh

GIGABYTE = 10**9


@dataclass(frozen=True)
class Line:
    """A comparison: how many times as long as the other it took, and how many times at the most it may."""

    what: str
    other: str
    ratio: float | None
    """None: the other is not installed."""
    goal: float | None
    memory: int | None = None
    most: int = GIGABYTE

    @property
    def missed(self) -> bool:
        """Whether a goal was not reached."""
        slow = self.goal is not None and self.ratio is not None and self.ratio > self.goal
        return slow or (self.memory or 0) >= self.most

    def cells(self) -> tuple[str, ...]:
        """The line of the table."""
        goal = "—" if self.goal is None else f"≤ {self.goal:.2f}"
        memory = "—" if self.memory is None else f"{self.memory / GIGABYTE:.2f} GB（< {self.most / GIGABYTE:g}）"
        verdict = "未达" if self.missed else "没有测" if self.ratio is None else "—" if self.goal is None else "达到"
        ratio = "未安装" if self.ratio is None else f"{self.ratio:.2f}"
        return self.what, self.other, ratio, goal, memory, verdict


@dataclass(frozen=True)
class Seconds:
    """A time on its own, where seconds are what is asked."""

    what: str
    seconds: float
    goal: float
    memory: int | None

    @property
    def missed(self) -> bool:
        """Whether a goal was not reached."""
        return self.seconds >= self.goal or (self.memory or 0) >= GIGABYTE

    def cells(self) -> tuple[str, ...]:
        """The line of the table."""
        memory = "—" if self.memory is None else f"{self.memory / GIGABYTE:.2f} GB（< 1）"
        verdict = "未达" if self.missed else "达到"
        return self.what, "—（秒）", f"{self.seconds:.1f} 秒", f"< {self.goal:.0f} 秒", memory, verdict


@dataclass(frozen=True)
class Milliseconds:
    """A time on its own that a reader waits; None: there was no browser to measure it in."""

    what: str
    taken: float | None
    goal: float

    @property
    def missed(self) -> bool:
        """Whether the goal was not reached; what was not measured says so in its line."""
        return self.taken is not None and self.taken >= self.goal

    def cells(self) -> tuple[str, ...]:
        """The line of the table."""
        goal = f"< {self.goal:.0f} 毫秒"
        if self.taken is None:
            return self.what, "—（毫秒）", "没有 Chromium", goal, "—", "没有测"
        return self.what, "—（毫秒）", f"{self.taken:.1f} 毫秒", goal, "—", "未达" if self.missed else "达到"


def _ratio(taken: Mapping[str, float]) -> float:
    return taken["ours"] / taken["theirs"]


def _draw() -> list[Line]:
    taken, memory = compare_apart("drawing", 3), weigh("drawing", "ours")
    return [
        Line(
            f"抽取：{drawing.SIZE:,} 家抽 {drawing.TAKE}，连同秘密数、全部签号、树和检查人员（用全部核心）",
            "consistent_sampler（只抽）", _ratio(taken), 1.0, memory,
        )
    ]  # fmt: skip


def _verify() -> list[Line]:
    year = verifying.prepare()
    lines, everything = verifying.lines(year), verifying.everything(year)
    alone = compare({"ours": lines, "theirs": verifying.bare(*verifying.needed(lines))}, 7)
    checks = verifying.count(year)
    whole = compare({"ours": everything, "theirs": verifying.bare(*verifying.needed(everything))}, 3)
    other = "只验签名、只算哈希"
    return [
        Line(f"核验台账：{verifying.ENTRIES:,} 条的写法、链、签名、时间、次序和检查点", other, _ratio(alone), 1.5),
        Line(
            f"另附：连同它引用的 {len(year.files):,} 个公开文件，全部 {checks:,} 项核验",
            other,
            _ratio(whole),
            None,
        ),
    ]


def _build() -> list[Line]:
    taken = compare_apart("building", 2)
    what = f"网站：{building.PAGES:,} 家企业各一页（连同核验、开放数据和搜索）"
    return [Line(what, "MkDocs（同样内容的 Markdown，可搜索，不进导航）", _ratio(taken), 0.2)]


def _site() -> list[Line | Seconds]:
    taken = hugo.measure()
    size = f"{hugo.ENTITIES:,} 家企业、{hugo.RESULTS:,} 项结果"
    ratio = None if taken.theirs is None else taken.ours / taken.theirs
    return [
        Line(f"网站：{size}（连同核验和开放数据）", "Hugo（同样多、同样大的页面）", ratio, 1.0, taken.memory, hugo.MEMORY_GOAL),
        Seconds(f"网站：{size}，改了一条记录再生成", taken.again, hugo.SECONDS, None),
    ]


def _check() -> list[Line | Seconds]:
    taken = checking.measure()
    size = f"{checking.ENTITIES:,} 家、{checking.INSPECTORS:,} 人"
    return [
        Seconds(f"check 和 status：{size}，第一次", taken.first + taken.status, checking.SECONDS, taken.memory),
        Line("check：没有改动的文件不再解析", "第一次 check", taken.again / taken.first, 0.85),
        Line("check：改了一个文件", "第一次 check", taken.changed / taken.first, 0.85),
    ]


def _search() -> list[Milliseconds]:
    taken, size = searching.measure(), f"{searching.ENTITIES:,} 家"
    return [
        Milliseconds(f"查找（Chromium）：{size}，从取名单到能查", taken and taken.ready, searching.READY),
        Milliseconds(f"查找（Chromium）：{size}，最慢的一次按键", taken and taken.stroke, searching.STROKE),
    ]


PARTS: Mapping[str, Callable[[], Sequence[Line | Seconds | Milliseconds]]] = {
    "抽取": _draw,
    "核验": _verify,
    "网站": _build,
    "大网站": _site,
    "检查": _check,
    "查找": _search,
}


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def table(lines: Sequence[Line | Seconds | Milliseconds]) -> str:
    """All of it, in columns."""
    rows = [("做什么", "对手", "用时是对手的几倍", "目标", "内存（目标）", "结果"), *(line.cells() for line in lines)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def main() -> int:
    """Run the parts asked for, all if none; 1 when a goal was missed."""
    asked = sys.argv[1:] or list(PARTS)
    if unknown := [name for name in asked if name not in PARTS]:
        print(f"错误：没有这一项：{'、'.join(unknown)}; 提示: 可选 {'、'.join(PARTS)}", file=sys.stderr)
        return 2
    if (load := os.getloadavg()[0]) > 0.75 * (os.cpu_count() or 1):
        print(f"提醒：机器正忙（负载 {load:.1f}），结果不准，用全部核心的一项尤其会偏大；请在空闲时再测", file=sys.stderr)
    lines: list[Line | Seconds | Milliseconds] = []
    for name in asked:
        print(f"正在测 {name}……", file=sys.stderr)
        lines += PARTS[name]()
    print(table(lines))
    return int(any(line.missed for line in lines))


if __name__ == "__main__":
    sys.exit(main())
