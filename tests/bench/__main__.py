"""`python -m tests.bench [抽取 核验 网站]`: the table of ratios. Progress goes to stderr."""

import os
import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.bench import building, drawing, verifying
from tests.bench.measure import compare, compare_apart, weigh

GIGABYTE = 10**9


@dataclass(frozen=True)
class Line:
    """A comparison: how many times as long as the other it took, and how many times at the most it may."""

    what: str
    other: str
    ratio: float
    goal: float | None
    memory: int | None = None

    @property
    def missed(self) -> bool:
        """Whether a goal was not reached."""
        return (self.goal is not None and self.ratio > self.goal) or (self.memory or 0) >= GIGABYTE

    def cells(self) -> tuple[str, ...]:
        """The line of the table."""
        goal = "—" if self.goal is None else f"≤ {self.goal:.2f}"
        memory = "—" if self.memory is None else f"{self.memory / GIGABYTE:.2f} GB（< 1）"
        verdict = "—" if self.goal is None else "未达" if self.missed else "达到"
        return self.what, self.other, f"{self.ratio:.2f}", goal, memory, verdict


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


PARTS: Mapping[str, Callable[[], list[Line]]] = {"抽取": _draw, "核验": _verify, "网站": _build}


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def table(lines: list[Line]) -> str:
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
    lines = []
    for name in asked:
        print(f"正在测 {name}……", file=sys.stderr)
        lines += PARTS[name]()
    print(table(lines))
    return int(any(line.missed for line in lines))


if __name__ == "__main__":
    sys.exit(main())
