"""The words that click itself brings to help and to errors at the command line, in Chinese.

Click asks gettext for them, and gettext asks the machine's locale for a catalogue. What people read here is Chinese whatever the
locale is, so that click is given these words in gettext's place.
"""

import sys

import click

WORDS = {
    "(Did you mean one of: {possibilities}?)": "（是不是想写 {possibilities}？）",
    "Aborted!": "已中止。",
    "Argument {name!r} takes {nargs} values.": "{name} 要写 {nargs} 个值。",
    "Choose from:\n\t{choices}": "请从这些里选：\n\t{choices}",
    "Commands": "命令",
    "Did you mean {possibility}?": "是不是想写 {possibility}？",
    "Error: The two entered values do not match.": "错误：两次输入的不一样。",
    "Error: {message}": "错误：{message}",
    "Got unexpected extra arguments ({args})": "多写了（{args}）",
    "Invalid value for {param_hint}: {message}": "{param_hint} 写得不对：{message}",
    "Invalid value: {message}": "写得不对：{message}",
    "Missing argument": "缺少参数",
    "Missing command.": "没有写是哪条命令。",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "No such command {name!r}.": "没有这条命令：{name}。",
    "No such option {name!r}.": "没有这个选项：{name}。",
    "Option {name!r} does not take a value.": "选项 {name} 后面不写值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要写值。",
    "Options": "选项",
    "Repeat for confirmation": "再输一遍",
    "Show the version and exit.": "显示版本",
    "Show this message and exit.": "显示这份说明",
    "Try '{command} {option}' for help.": "提示: 用法见 {command} {option}",
    "Usage:": "用法:",
    "default: {default}": "不写就是 {default}",
    "required": "必写",
    "{value!r} is not a valid {number_type}.": "{value} 不是一个数。",
    "{value!r} is not one of {choices}.": "{value} 不在这些里面：{choices}。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 以内。",
}
"""By click's own, as its source has them. A plural stands for its singular too, where that is not listed."""


def _word(text: str) -> str:
    return WORDS.get(text, text)


def _words(singular: str, plural: str, count: int) -> str:
    return WORDS.get(singular if count == 1 else plural) or WORDS.get(plural) or (singular if count == 1 else plural)


def speak_chinese() -> None:
    """Give click these words; call it before any command is made."""
    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            for asked, answer in (("_", _word), ("ngettext", _words)):
                if hasattr(module, asked):
                    setattr(module, asked, answer)


def finish(group: click.Group) -> None:
    """How a line of use calls options and commands, in a whole tree of commands."""
    group.options_metavar, group.subcommand_metavar = "[选项]", "命令 …"
    for command in group.commands.values():
        command.options_metavar = "[选项]"
        if isinstance(command, click.Group):
            finish(command)
