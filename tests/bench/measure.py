"""Measuring the sides of a comparison, turn by turn, so that whatever else the machine does meets them alike. The best turn of
each side counts.

`python -m tests.bench.measure MODULE SIDE` prepares one side of `tests.bench.MODULE`, runs it once, and prints the seconds: a
process of its own, whose memory, with that of its children, can be weighed.
"""

import gc
import importlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Work = Callable[[], object]
Side = Callable[[], Work]
"""Prepares, and returns what is measured."""


def timed(work: Work, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that it takes once, here. What was there before is nothing that it has to collect."""
    gc.collect()
    gc.freeze()
    began = clock()
    work()
    taken = clock() - began
    gc.unfreeze()
    return taken


def compare(sides: Mapping[str, Work], turns: int) -> dict[str, float]:
    """The least seconds of each side, here: of the processor, for work that stays in one thread and waits for nothing."""
    taken = [{name: timed(work, time.process_time) for name, work in sides.items()} for _ in range(turns)]
    return {name: min(turn[name] for turn in taken) for name in sides}


def _start(module: str, side: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.bench.measure", module, side]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def _ended(process: subprocess.Popen[bytes]) -> float:
    out, _ = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"错误：{process.args} 没有跑成")
    return float(out)


def compare_apart(module: str, turns: int) -> dict[str, float]:
    """The least seconds of each side of a module, each time in a new process."""
    sides = list(importlib.import_module(f"tests.bench.{module}").SIDES)
    taken = [{side: _ended(_start(module, side)) for side in sides} for _ in range(turns)]
    return {side: min(turn[side] for turn in taken) for side in sides}


def _tree(pid: int) -> Iterator[int]:
    """A process and all below it; one that has just ended has none."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))


def _share(pid: int) -> int:
    """Kilobytes of a process, none where it has ended and nobody has asked how; what several share is divided among them."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def peak(process: subprocess.Popen[bytes]) -> int | None:
    """Waits for a process, and tells the bytes that it took at the most, with those below it; None where the system does not
    tell."""
    if not Path("/proc/self/smaps_rollup").is_file():
        process.wait()
        return None
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_share, list(_tree(process.pid)))))
        time.sleep(0.02)
    return most * 1024


def weigh(module: str, side: str) -> int | None:
    """Bytes that one side takes at the most, its processes together, in a run that is not timed; None where the system does not
    tell."""
    process = _start(module, side)
    most = peak(process)
    _ended(process)
    return most


def main() -> None:
    """One side, once."""
    module, side = sys.argv[1:]
    prepare: Side = importlib.import_module(f"tests.bench.{module}").SIDES[side]
    print(timed(prepare()))


if __name__ == "__main__":
    main()
