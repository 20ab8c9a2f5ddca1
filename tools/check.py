"""`python -m tools.check`: every check of the repository, each with the time it took. Arguments go to pytest.

The quick ones run first, side by side, and print something only when they fail; pytest comes last, on several cores, and is
shown as it runs. A check that fails stops none of the others.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools import browser, node
from tools.node import Node
from tools.shell import ROOT, VENV, Trouble, run, say

WORKERS = min(4, os.cpu_count() or 1)
"""So many processes run the tests, each with a browser and sites of its own; `-n 0` runs them in one."""


@dataclass(frozen=True)
class Step:
    """One check: a program that succeeds or fails."""

    name: str
    command: Sequence[str | Path]
    cwd: Path = ROOT
    env: dict[str, str] = field(default_factory=dict)


def quick_steps(found: Node) -> list[Step]:
    """Everything but pytest."""
    tests = sorted((node.VERIFIER / "test").glob("**/*.test.js"))
    if not tests:
        raise Trouble("没有找到网页核验程序的测试", "它们应在 site/verifier/test/ 下，名为 *.test.js")
    return [
        Step("ruff check", [VENV / "bin" / "ruff", "check", "--quiet", "--output-format", "concise", "."]),
        Step("ruff format", [VENV / "bin" / "ruff", "format", "--check", "--output-format", "concise", "."]),
        Step("mypy --strict", [VENV / "bin" / "mypy", "--no-error-summary"]),
        Step("引用次序（lint-imports）", [VENV / "bin" / "lint-imports"]),
        Step("网页核验程序（node --test）", [found.node, "--test", *tests], node.VERIFIER, found.environment()),
    ]


def _quick(step: Step) -> bool:
    began = time.monotonic()
    failed = run(step.command, cwd=step.cwd, env=step.env)
    took = time.monotonic() - began
    say(f"{'✓' if failed is None else '✗'} {step.name}  {took:.1f} 秒" + ("" if failed is None else f"\n{failed}"))
    return failed is None


def _pytest(found: Node, chromium: str, arguments: Sequence[str]) -> bool:
    began = time.monotonic()
    environment = {**os.environ, **found.environment(), browser.VARIABLE: chromium}
    # What a file's tests share is made once: a file stays with one process. The browser's, which take longest, come first.
    shared = ["-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder"]
    done = subprocess.run([sys.executable, "-m", "pytest", *shared, *arguments], cwd=ROOT, env=environment, check=False)
    say(f"{'✓' if done.returncode == 0 else '✗'} pytest  {time.monotonic() - began:.1f} 秒")
    return done.returncode == 0


def main() -> int:
    """Run everything; 0 when all is well."""
    began = time.monotonic()
    try:
        found = node.find()
        chromium = None if found is None else browser.find(found)
        if found is None or chromium is None:
            raise Trouble("Node.js 或浏览器还没有准备好", "请用 make test")
        steps = quick_steps(found)
    except Trouble as trouble:
        say(f"错误：{trouble}")
        return 1
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(_quick, steps))
    results.append(_pytest(found, chromium, sys.argv[1:]))
    say(f"{'全部通过' if all(results) else '有的没有通过'}，共 {time.monotonic() - began:.1f} 秒")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
