"""The guides on the website name commands and options that there are, and all of them."""

import re
from collections.abc import Iterator

import click
import pytest

from generator.sources import site_sources
from ledger.commands.main import main
from ledger.core.bodies import ADJUST_REASONS
from ledger.core.result import METHODS, OUTCOMES
from ledger.core.rules.working_days import PUBLISH_WITHIN

PAGES = {path.stem: path.read_text(encoding="utf-8") for path in (site_sources() / "site" / "pages").rglob("*.md")}


def commands(group: click.Group = main, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by what is typed after `mingchou`."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


COMMANDS = dict(commands())


def named(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands that a page spells out, each with its options."""
    for line in re.findall(r"mingchou ([a-z-]+(?: (?:new|list|write))?[^`\n|]*)", text):
        words = line.split()
        name = " ".join(words[:2]) if " ".join(words[:2]) in COMMANDS else words[0]
        yield name, [word for word in words if word.startswith("--")]


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_command_and_option_exists(page: str) -> None:
    """ "Help text and docs agree"."""
    for name, options in named(PAGES[page]):
        assert name in COMMANDS, name
        known = {option for parameter in COMMANDS[name].params for option in parameter.opts} | {"--help"}
        assert set(options) <= known, (name, options)


def test_every_command_is_told_somewhere() -> None:
    """In one of the guides."""
    told = {name for page in PAGES.values() for name, _ in named(page)}
    assert COMMANDS.keys() - told == set()


def test_closed_lists_stand_in_the_staff_guide() -> None:
    """Kinds and reasons of adjustments, the three phrases and the modes, letter for letter."""
    guide = PAGES["staff"]
    for word in (*ADJUST_REASONS, *(reason for reasons in ADJUST_REASONS.values() for reason in reasons)):
        assert f"`{word}`" in guide, word
    for phrase in (*OUTCOMES, *METHODS):
        assert phrase in guide, phrase
    assert f"{PUBLISH_WITHIN} 个工作日" in guide
