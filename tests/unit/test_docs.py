"""Documents and program agree: commands, packages and their licences, versions, links, the three phrases, published bytes.

"Docs are tested: every command appears in the README, help text and docs agree."
"""

import importlib.metadata
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import click
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ledger.commands.main import main

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "site" / "pages" / "guides"
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = PYPROJECT["project"]["version"]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", re.MULTILINE)
PHRASES = ("未发现问题", "发现问题已责令整改", "发现涉嫌违法行为已立案调查")


def text(path: str | Path) -> str:
    """A file of the repository."""
    return (ROOT / path).read_text(encoding="utf-8")


def git(*arguments: str) -> str:
    """What git says about this checkout."""
    done = subprocess.run(["git", "-c", f"safe.directory={ROOT}", *arguments], cwd=ROOT, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def repository_files() -> list[str]:
    """Every file that is, or is about to be, committed."""
    names = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return sorted(name for name in names if name and (ROOT / name).is_file())


def texts(skip: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Name and content of every file that is text."""
    for name in repository_files():
        if name.startswith(skip):
            continue
        try:
            yield name, text(name)
        except UnicodeDecodeError:
            continue


def walk(group: click.Group, *names: str) -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from walk(command, *names, name)
        else:
            yield " ".join((*names, name)), command


COMMANDS = dict(walk(main))


def documents() -> list[Path]:
    """What people read about the commands."""
    named = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "records/README.md")]
    return [*named, *sorted((ROOT / "site" / "pages").rglob("*.md"))]


# Commands


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_has_every_command(name: str) -> None:
    """The README's table lists it."""
    assert f"`mingchou {name}`" in text("README.md")


@pytest.mark.parametrize("name", COMMANDS)
def test_guides_have_every_command(name: str) -> None:
    """The guide for staff or the one for operators says what it is for."""
    guides = text(GUIDES / "staff.md") + text(GUIDES / "operators.md")
    assert re.search(rf"^\s*mingchou {name}\b|`mingchou {name}[ `]", guides, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_chinese(name: str) -> None:
    """`--help` in Chinese: of the command, and of each option that has a text."""
    command = COMMANDS[name]
    options = [option for option in command.params if isinstance(option, click.Option)]
    for words in (command.help, command.short_help, *(option.help for option in options)):
        assert re.search(r"[\u4e00-\u9fff]", words or ""), f"{name}: {words!r}"


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_name_only_real_commands(path: Path) -> None:
    """What a document tells people to type exists: command, and options."""
    for line in re.findall(r"(?:`|^|/)mingchou ([a-z][^`\n]*)", path.read_text(encoding="utf-8"), re.MULTILINE):
        words = line.split()
        name = next((n for n in (" ".join(words[:2]), words[0]) if n in COMMANDS), None)
        assert name is not None, f"没有这条命令：mingchou {line}"
        options = {option for param in COMMANDS[name].params for option in param.opts} | {"--help"}
        for word in words:
            assert not word.startswith("--") or word in options, f"mingchou {name} 没有选项 {word}"


def test_make_targets() -> None:
    """Every target is in `make help` and in CONTRIBUTING.md, and documents name no other."""
    makefile = text("Makefile")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    for target in targets - {"help"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
        assert re.search(rf"@echo 'make {target}\b", makefile), target
        assert f"`make {target}" in text("CONTRIBUTING.md"), target
    named = {name for path in documents() for name in re.findall(r"(?:`|^)make ([a-z]+)", path.read_text("utf-8"), re.M)}
    assert named <= targets


def test_pull_requests_are_checked() -> None:
    """ "a pull-request template in plain Chinese and a workflow file run it" (and `.ci/run` calls `make test`)."""
    steps = [
        step.get("run", "")
        for job in yaml.safe_load(text(".github/workflows/check.yml"))["jobs"].values()
        for step in job["steps"]
    ]
    for command in (".venv/bin/mingchou check", '.venv/bin/mingchou check --base "$BASE"', "make test"):
        assert command in steps
    template = text(".github/pull_request_template.md")
    assert "`mingchou check`" in template
    assert "`mingchou disclose`" in template
    assert text(".ci/run").rstrip().endswith("exec make test")
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


# Packages


def pins(name: str) -> set[tuple[str, str]]:
    """Package and version of each line of a lock file."""
    return {(canonicalize_name(package), version) for package, version in PIN.findall(text(name))}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files(name: str) -> None:
    """ "Locked with hashes (a lock file that names no index)": every line is a pin, a hash or a comment."""
    content = text(name)
    assert "://" not in content
    blocks = [block for block in re.split(r"^(?=\S)", content, flags=re.MULTILINE) if block.strip()]
    for block in blocks:
        assert PIN.match(block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block
    options = set(re.findall(r"--[a-z-]+", content))
    assert options == {"--hash"}


def test_lock_files_agree() -> None:
    """The one for development contains the one to run, so that either serves for both."""
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_package_lock_names_no_address() -> None:
    """The JavaScript packages likewise."""
    packages = json.loads(text("site/verifier/package-lock.json"))["packages"]
    assert len(packages) > 1
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert name == "" or package["integrity"].startswith("sha512-"), name


def declared() -> dict[str, set[str]]:
    """The direct dependencies by where they are declared."""
    groups = {"dependencies": PYPROJECT["project"]["dependencies"], **PYPROJECT["dependency-groups"]}
    found = {group: {Requirement(line).name for line in lines} for group, lines in groups.items()}
    package = json.loads(text("site/verifier/package.json"))
    found["javascript"] = {*package["dependencies"], *package["devDependencies"]}
    return found


def table() -> dict[str, list[str]]:
    """Rows of CONTRIBUTING.md's tables of packages: canonical name → reason (or who brings it), licence."""
    rows: dict[str, list[str]] = {}
    section = text("CONTRIBUTING.md").split("\n## 依赖\n")[1]
    for line in re.findall(r"^\| (.+) \|$", section, re.MULTILINE):
        name, *rest = line.split(" | ")
        if name not in ("软件包", "---"):
            assert canonicalize_name(name) not in rows, f"{name} 写了两次"
            rows[canonicalize_name(name)] = rest
    return rows


def test_every_dependency_has_its_reason() -> None:
    """ "few others, each with a reason in one line in CONTRIBUTING.md": a line in Chinese, and the licence."""
    rows = table()
    for group, names in declared().items():
        for name in names:
            reason, licence = rows[canonicalize_name(name)]
            assert re.search(r"[\u4e00-\u9fff]", reason), f"{group}: {name}"
            assert licence, name


def test_every_locked_package_has_its_licence() -> None:
    """No package comes in unseen, and none stays in the table that is gone."""
    locked = {name for lock in LOCKS for name, _ in pins(lock)}
    locked |= {canonicalize_name(name) for name in declared()["javascript"]}
    assert set(table()) == locked


def licence_words(name: str) -> str:
    """What an installed package says of its licence."""
    metadata = importlib.metadata.metadata(name)
    classifiers = [line for line in metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    return " ".join([metadata.get("License-Expression") or "", (metadata.get("License") or "")[:200], *classifiers])


def test_no_gpl() -> None:
    """Neither in the table nor in what the installed packages say of themselves; and the two speak of the same family."""
    for name, row in table().items():
        assert "GPL" not in row[-1], name
    for name, _ in pins("requirements-dev.lock"):
        try:
            said = licence_words(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # only for another platform
        assert "GPL" not in said, f"{name}: {said}"
        families = [word for word in ("MIT", "BSD", "Apache", "MPL", "Mozilla", "PSF") if word in said]
        ours = table()[name][-1].replace("MPL", "MPL Mozilla")
        assert families, f"{name}: {said}"
        assert any(family in ours for family in families), f"{name}: {said}"


# Words, versions, links


def test_versions_agree() -> None:
    """pyproject.toml, package.json, the newest section of CHANGELOG.md and the README speak of one version."""
    newest = re.search(r"^## (\S+)$", text("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == VERSION
    assert json.loads(text("site/verifier/package.json"))["version"] == VERSION
    assert VERSION in text("README.md")


def markdown_for_github() -> list[str]:
    """Markdown that is read in the repository itself."""
    return [name for name in repository_files() if name.endswith(".md") and not name.startswith("site/pages/")]


@pytest.mark.parametrize("name", markdown_for_github())
def test_links_lead_somewhere(name: str) -> None:
    """Relative links in the repository's own documents."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text(name)):
        if "://" not in target and not target.startswith("#"):
            assert ((ROOT / name).parent / target.split("#")[0]).exists(), target


def test_every_decision_is_listed() -> None:
    """docs/decisions/README.md has each record, under its own title."""
    folder = ROOT / "docs" / "decisions"
    index = text(folder / "README.md")
    for path in sorted(folder.glob("[0-9]*.md")):
        number, title = re.match(r"# (\d{4}) · (.+)", path.read_text(encoding="utf-8")).groups()
        assert path.name.startswith(number)
        assert f"[{number}]({path.name}) | {title}" in index


def near(clause: str) -> str | None:
    """The phrase that a clause is a slip of, if it is: nearly the same letters, or its telling words in another order. What
    stands around an exact phrase is let be."""
    rest = clause
    for phrase in PHRASES:
        rest = rest.replace(phrase, "")
    for phrase in PHRASES:
        if SequenceMatcher(None, rest, phrase).ratio() > 0.72:
            return phrase
    return clause if re.search(r"已立案|已责令|涉嫌违法|责令整改", rest) else None


@pytest.mark.parametrize(
    "clause",
    ["未发现违法问题", "没有发现问题", "发现问题责令整改", "发现问题，已责令改正", "发现涉嫌违法行为立案调查", "涉嫌违法已立案"],
)
def test_near_variants_are_noticed(clause: str) -> None:
    """The next test can fail."""
    assert any(near(part) for part in re.findall(r"[\u4e00-\u9fff]+", clause))


def test_three_phrases_and_no_fourth() -> None:
    """ "The three outcome phrases are written exactly so, and no fourth exists anywhere in the product."

    The regulation's own text speaks of violations in its own words.
    """
    slips = [
        f"{name}: {clause}"
        for name, content in texts(skip=("tests/unit/test_docs.py", "site/pages/regulation.md"))
        for clause in set(re.findall(r"[\u4e00-\u9fff]+", content))
        if near(clause)
    ]
    assert slips == []


MACHINE = re.compile(
    r"(?<![\w.:/-])/(?:root|work|opt|home/\w+|Users/\w+|tmp/\w+)/|[A-Z]:\\\\?Users|(?:simple|registry)\.[a-z]+\.org"
)


@pytest.mark.parametrize("slip", ["see /root|/x", "/home|/me/x", r"C:|\Users\me", "https://registry.|npmjs.org/x"])
def test_machine_paths_are_noticed(slip: str) -> None:
    """The next test can fail. (The bar keeps it from finding these lines.)"""
    assert MACHINE.search(slip.replace("|", ""))


def test_no_machine_paths() -> None:
    """Nothing in the repository speaks of the machine that it was written on, or of where packages came from."""
    found = [f"{name}: {match[0]}" for name, content in texts() for match in MACHINE.finditer(content)]
    assert found == []


# Published bytes


@pytest.mark.parametrize(
    "path", ["records/ledger/ledger.jsonl", "records/ledger/checkpoint", "records/sealed/a/b", "tests/vectors/protocol-v1.json"]
)
def test_git_leaves_published_bytes_alone(path: str) -> None:
    """No line ending is changed on any machine; and two ledgers are never merged line by line."""
    said = dict(line.rsplit(": ", 2)[1:] for line in git("check-attr", "text", "merge", "--", path).splitlines())
    assert said["text"] == "unset"
    assert said["merge"] == "unset" or path.startswith("tests/")


def test_git_ignores_what_is_made() -> None:
    """Nothing that a command makes, and nothing half-written, is offered for a commit."""
    for path in (".venv/x", "build/site/index.html", "site/verifier/dist/app.js", "records/ledger/.staging/manifest"):
        assert git("check-ignore", "--no-index", path).strip() == path
