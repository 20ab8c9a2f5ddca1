"""Running programs, saying what happens, remembering what is done; standard library only."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / ".mingchou"
"""Inside `.venv`, so that removing it forgets everything."""
TAIL = 200


class Trouble(Exception):
    """Something that the person at the keyboard has to mend; the text says how."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(f"{problem}; 提示: {hint}")


def say(text: str) -> None:
    """A line for people."""
    print(text, file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str | None:
    """Run a program quietly. None when it went well, else the end of what it printed."""
    environment = {**os.environ, **(env or {})}
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    if done.returncode == 0:
        return None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return "\n".join(lines[-TAIL:]) or f"{command[0]}: {done.returncode}"


def output(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> str | None:
    """What a program prints, or None when it is not there, fails or hangs."""
    words = [str(word) for word in command]
    environment = {**os.environ, **(env or {})}
    try:
        done = subprocess.run(
            words, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


def must(
    command: Sequence[str | Path], problem: str, hint: str, *, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> None:
    """Run a program that has to succeed. Raises `Trouble` after showing what it printed."""
    failed = run(command, cwd=cwd, env=env)
    if failed is not None:
        say(failed)
        raise Trouble(problem, hint)


def digest(paths: Iterable[Path], *words: str) -> str:
    """One value for the content of some files and whatever else matters."""
    state = hashlib.sha256("\n".join(words).encode())
    for path in sorted(paths):
        state.update(f"\n{path.relative_to(ROOT)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


def is_done(name: str, value: str) -> bool:
    """Whether the step was last finished in exactly this state."""
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def mark_done(name: str, value: str) -> None:
    """Remember that a step is finished."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value, encoding="utf-8")
