"""`.venv` with exactly what the lock files name (every file by its SHA-256), and this checkout installed into it."""

import importlib.util
import sys
from pathlib import Path

from tools import debian
from tools.shell import ROOT, VENV, Trouble, digest, is_done, mark_done, must, output, say

PYTHON = VENV / "bin" / "python"
INSTALL: tuple[str | Path, ...] = (PYTHON, "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check")
RUNTIME = "requirements.lock"
DEV = "requirements-dev.lock"
NODE = "requirements-node.lock"
OLDEST = (3, 11)


def python_version() -> str | None:
    """The version of the Python in `.venv`; None when there is none that works or it is too old."""
    text = output([PYTHON, "-c", "import sys, pip; print('.'.join(map(str, sys.version_info[:3])))"])
    if text is None or tuple(int(part) for part in text.split(".")) < OLDEST:
        return None
    return text


def _need_ensurepip() -> None:
    """Debian's python3 comes without the half of `venv` that brings pip."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if debian.available():
        say(f"这台机器的 Python 缺 venv，正在安装 Debian 的 {package}……")
        if debian.install(package) is None:
            return
    raise Trouble("这台机器的 Python 缺 venv（ensurepip）", f"请安装它，例如 apt-get install {package}，再运行一次")


def _create() -> str:
    version = python_version()
    if version is not None:
        return version
    _need_ensurepip()
    say("建立 .venv……")
    must([sys.executable, "-m", "venv", "--clear", VENV], "建不成 .venv", "请看上面的输出；磁盘满、没有写权限都会这样")
    version = python_version()
    if version is None:
        raise Trouble(".venv 里的 Python 运行不了", "请删去 .venv，再运行一次")
    return version


def install(lock: str) -> None:
    """Install a lock file. Only wheels: building from source would fetch build tools that no lock names."""
    command = [*INSTALL, "--only-binary", ":all:", "--require-hashes", "-r", ROOT / lock]
    hint = "多半是连不上软件源。可以用环境变量 PIP_INDEX_URL 指定一个镜像，再运行一次"
    must(command, f"装不上 {lock} 里的软件包", hint)


def _install_checkout() -> None:
    command = [*INSTALL, "--no-deps", "--no-build-isolation", "--editable", ROOT]
    must(command, "装不上 mingchou 自己", "请看上面的输出")


def prepare(lock: str) -> None:
    """Make `.venv` hold `lock` (`RUNTIME`, or `DEV`, which contains it) and this checkout. Quick when all is there."""
    version = _create()
    state = {name: digest([ROOT / name], version, str(ROOT)) for name in (RUNTIME, DEV)}
    wanted = (lock, DEV) if lock == RUNTIME else (lock,)
    if not any(is_done(name, state[name]) for name in wanted):
        say(f"安装 {lock} 里的软件包（第一次要一两分钟）……")
        install(lock)
        mark_done(lock, state[lock])
    checkout = digest([ROOT / "pyproject.toml"], version, str(ROOT))
    if not is_done("checkout", checkout) or not (VENV / "bin" / "mingchou").is_file():
        _install_checkout()
        mark_done("checkout", checkout)
