"""Help and errors at the command line are Chinese throughout, whatever the machine's locale."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ledger.commands.chinese import WORDS
from ledger.commands.main import main

ENGLISH = re.compile(
    r"\b(?:usage|options?|commands?|arguments?|missing|invalid|error|try|show|exit|default|required|such|mean)\b", re.I
)


def walk(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    """Every command and group, by the words that call it."""
    yield names
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from walk(command, *names, name)
        else:
            yield (*names, name)


@pytest.mark.parametrize("words", list(walk(main)), ids=" ".join)
def test_help(words: tuple[str, ...]) -> None:
    """Headings, how to use it, the options' own notes."""
    done = CliRunner().invoke(main, [*words, "--help"])
    assert done.exit_code == 0 and done.stdout.startswith("用法: ") and "[选项]" in done.stdout
    assert not ENGLISH.search(done.stdout.replace("--strict", "")), done.stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("verify --bogus", "没有这个选项：--bogus"), ("nonsense", "没有这条命令：nonsense"), ("verif", "是不是想写 'verify'"),
        ("cancel", "缺少参数"), ("cancel x", "缺少选项 '--reason'"), ("cancel x --reason", "--reason 后面要写值"),
        ("check more", "多写了（more）"), ("adjust x y void", "y 不是一个数"), ("adjust x 1 z", "z 不在这些里面"),
        ("verify --json=1", "--json 后面不写值"), ("adjust x 1 recusal --reason leave --seat=-1", "-1 不在范围"),
    ],
)  # fmt: skip
def test_mistakes(line: str, words: str) -> None:
    """What was typed wrong, and where to read how: on stderr, with click's exit code."""
    done = CliRunner().invoke(main, line.split())
    assert done.exit_code == 2 and done.stdout == "" and words in done.stderr
    assert "错误：" in done.stderr and not ENGLISH.search(done.stderr), done.stderr


def test_they_are_clicks_words() -> None:
    """Each stands in the source of the click that is installed: after an update none is translated in vain."""
    source = "".join(path.read_text(encoding="utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    for text in WORDS.keys() - {"required"}:
        assert f'"{text}"'.replace("\n\t", "\\n\\t") in source, text
