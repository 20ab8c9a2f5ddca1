"""What `make` runs before and around the product: messages that a person can act on, and steps that are not done twice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import browser, node, shell
from tools.check import Step, quick_steps

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v20.19.4", (20, 19)),
        ("v24.19.0", (24, 19)),
        ("v8.0.0", (8, 0)),
        ("v25.0.0-nightly1", (25, 0)),
        ("20.19.4", None),
        (None, None),
    ],
)
def test_node_version(text: str | None, version: tuple[int, int] | None) -> None:
    """Two numbers that compare as numbers: v8 is older than v20."""
    assert node.parse_version(text) == version


def programs(folder: Path, *names: str) -> str:
    """A PATH with these programs and no others."""
    for name in names:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return str(folder)


def make(target: str, path: str) -> subprocess.CompletedProcess[str]:
    """Run make with nothing in its environment but a PATH."""
    command = [str(shutil.which("make")), target]
    return subprocess.run(command, cwd=ROOT, env={"PATH": path}, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("target", ["demo", "test", "bench", "example"])
def test_old_python(tmp_path: Path, target: str) -> None:
    """A Python that is too old is passed over; without another one a person is told what to do."""
    path = programs(tmp_path, "sh", "echo")
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = make(target, path)
    assert done.returncode != 0
    assert "没有找到 Python 3.11 或更新的版本; 提示: " in done.stderr


def test_no_git(tmp_path: Path) -> None:
    """The first thing that is missing is named."""
    path = programs(tmp_path, "sh", "echo")
    (tmp_path / "python3.11").symlink_to(sys.executable)
    done = make("demo", path)
    assert done.returncode != 0
    assert "没有找到 git; 提示: " in done.stderr


def test_browser_that_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What MINGCHOU_CHROMIUM names is used or refused, never quietly replaced."""
    monkeypatch.setenv(browser.VARIABLE, str(tmp_path / "chromium"))
    with pytest.raises(shell.Trouble, match=r"MINGCHOU_CHROMIUM 所指的浏览器启动不了.*; 提示: "):
        browser.find(node.Node(tmp_path / "node", ("npm",)))


def test_run_keeps_what_went_wrong() -> None:
    """Quiet when it goes well; else the end of what was printed."""
    assert shell.run([sys.executable, "-c", "print('fine')"]) is None
    assert shell.run([sys.executable, "-c", "print('first'); print('last'); raise SystemExit(3)"]) == "first\nlast"
    assert shell.run([sys.executable, "-c", "raise SystemExit(3)"]) == f"{sys.executable}: 3"
    missing = shell.run([ROOT / "no-such-program"])
    assert missing is not None
    assert "no-such-program" in missing


def test_steps_are_done_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step is done for one state of its files: another byte, another name or another Python is another state."""
    monkeypatch.setattr(shell, "ROOT", tmp_path)
    monkeypatch.setattr(shell, "STAMPS", tmp_path / "stamps")
    lock, other = tmp_path / "lock", tmp_path / "other"
    lock.write_bytes(b"one")
    other.write_bytes(b"one")
    states = [
        shell.digest([lock], "3.11"),
        shell.digest([other], "3.11"),
        shell.digest([lock], "3.12"),
        shell.digest([lock, other]),
    ]
    lock.write_bytes(b"two")
    states.append(shell.digest([lock], "3.11"))
    assert len(set(states)) == len(states)
    assert not shell.is_done("lock", states[0])
    shell.mark_done("lock", states[0])
    assert shell.is_done("lock", states[0])
    assert not shell.is_done("lock", states[1])


def test_everything_is_checked() -> None:
    """ "runs everything: ruff, mypy --strict on `ledger` and `generator`, the import contract" and the page's own tests."""
    steps: list[Step] = quick_steps(node.Node(Path("node"), ("npm",)))
    words = [" ".join(Path(word).name for word in step.command) for step in steps]
    for beginning in ("ruff check", "ruff format --check", "mypy", "lint-imports", "node --test"):
        assert any(line.startswith(beginning) for line in words), beginning
    tests = {path.name for path in (ROOT / "site" / "verifier" / "test").rglob("*.test.js")}
    assert tests
    assert all(name in words[-1] for name in tests)
