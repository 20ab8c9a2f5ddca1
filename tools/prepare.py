"""`python3 -m tools.prepare demo|bench|test`: everything that `make` needs on this machine, installed once.

Runs with the machine's own Python, so nothing but the standard library.
"""

import shutil
import sys

from tools import browser, node, venv
from tools.shell import Trouble, say

TARGETS = ("demo", "bench", "test")


def prepare(target: str) -> None:
    """Prepare for a target. Raises `Trouble` with what a person has to do."""
    if shutil.which("git") is None:
        raise Trouble("没有找到 git", "请先安装 git，再运行一次")
    venv.prepare(venv.RUNTIME if target == "demo" else venv.DEV)
    found = node.prepare()
    node.build_verifier(found)
    if target == "test":
        browser.prepare(found)


def main() -> int:
    """Prepare for the target named on the command line."""
    if len(sys.argv) != 2 or sys.argv[1] not in TARGETS:
        say(f"用法：python3 -m tools.prepare {'|'.join(TARGETS)}")
        return 2
    try:
        prepare(sys.argv[1])
    except Trouble as trouble:
        say(f"错误：{trouble}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
