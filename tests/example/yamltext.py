"""YAML as a careful clerk would type it: block style, plain scalars, quotes only where YAML needs them."""

from collections.abc import Mapping, Sequence

Value = str | Sequence["Value"] | Mapping[str, "Value"]

_LEADING = set("-?:,[]{}#&*!|>'\"%@`~ ")


def scalar(text: str) -> str:
    """One line of text: plain where YAML reads it back unchanged, else in single quotes."""
    plain = text and text[0] not in _LEADING and ": " not in text and " #" not in text and text.strip() == text
    if plain and not text.endswith(":"):
        return text
    return "'" + text.replace("'", "''") + "'"


def _lines(value: Value, indent: str) -> list[str]:
    lines: list[str] = []
    if isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(item, str):
                lines.append(f"{indent}{key}: {scalar(item)}")
            elif not item:
                lines.append(f"{indent}{key}: []")
            else:
                lines.append(f"{indent}{key}:")
                lines += _lines(item, indent + "  ")
    elif not isinstance(value, str):
        for item in value:
            if isinstance(item, str):
                lines.append(f"{indent}- {scalar(item)}")
            else:
                inner = _lines(item, indent + "  ")
                lines += [f"{indent}- {inner[0].lstrip()}", *inner[1:]]
    return lines


def document(value: Mapping[str, Value]) -> str:
    """A whole file."""
    return "\n".join(_lines(value, "")) + "\n"
