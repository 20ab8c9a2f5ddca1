"""Chromium and a Chinese font for the browser tests: those there, else Debian's as root, else Playwright's own."""

import os
import shutil
from pathlib import Path

from tools import debian
from tools.node import Node
from tools.shell import Trouble, must, output, say
from tools.venv import PYTHON

VARIABLE = "MINGCHOU_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/System/Library/Fonts"))
CHINESE_FONTS = ("*CJK*", "*[wW]qy*", "*wenquanyi*", "*[sS]ource[hH]an*", "*PingFang*", "*uming*")
PLAYWRIGHTS_OWN = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def _works(path: str) -> bool:
    """Whether it starts: Ubuntu's `chromium-browser` without snap is a script that only says so."""
    return "Chrom" in (output([path, "--version"]) or "")


def _playwrights_own(node: Node) -> str | None:
    path = output([PYTHON, "-c", PLAYWRIGHTS_OWN], env=node.environment())
    return path if path and _works(path) else None


def _installed() -> str | None:
    for name in NAMES:
        path = shutil.which(name)
        if path is not None and _works(path):
            return path
    return None


def find(node: Node) -> str | None:
    """The path of a Chromium that starts, or None. What the environment variable names is taken, or refused."""
    named = os.environ.get(VARIABLE)
    if named:
        if not _works(named):
            raise Trouble(f"{VARIABLE} 所指的浏览器启动不了：{named}", "请改正这个环境变量，或者去掉它")
        return named
    return _installed() or _playwrights_own(node)


def has_chinese_font() -> bool:
    """Whether a page in Chinese is shown in letters and not in boxes."""
    if output(["fc-list", ":lang=zh", "family"]):
        return True
    folders = [folder for folder in FONT_FOLDERS if folder.is_dir()]
    return any(next(folder.rglob(name), None) is not None for folder in folders for name in CHINESE_FONTS)


def _install_debians() -> str | None:
    say("安装 Debian 的 chromium 和中文字体……")
    failed = debian.install("chromium", "fonts-noto-cjk")
    if failed is not None:
        say(failed)
    return _installed()


def _install_playwrights(node: Node) -> str | None:
    say("安装 Playwright 自带的 Chromium……")
    # With root, also the system libraries that it needs.
    libraries = ["--with-deps"] if debian.available() else []
    hint = "请自行安装 Chromium 或 Chrome，或用环境变量 " + VARIABLE + " 指明它的位置，再运行一次"
    command = [str(PYTHON), "-m", "playwright", "install", *libraries, "chromium"]
    must(command, "装不上供测试用的浏览器", hint, env=node.environment())
    return _playwrights_own(node)


def prepare(node: Node) -> str:
    """Find or install a Chromium; its path."""
    path = find(node)
    if path is None and debian.available():
        path = _install_debians()
    if path is None:
        path = _install_playwrights(node)
    if path is None:
        raise Trouble("装好的浏览器启动不了", f"请自行安装 Chromium 或 Chrome，或用环境变量 {VARIABLE} 指明它的位置")
    if not has_chinese_font() and debian.available():
        say("安装中文字体……")
        debian.install("fonts-noto-cjk")
    if not has_chinese_font():
        say("注意：没有找到中文字体，浏览器测试里的汉字会显示成方框，不影响结果。")
    return path
