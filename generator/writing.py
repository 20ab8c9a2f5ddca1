"""Writing a great many small files."""

import os
from pathlib import Path


def write_file(root: Path, path: str, data: bytes) -> None:
    """Write a file below `root`; its folder is made where there is none yet."""
    target = f"{root}{os.sep}{path}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        file = os.open(target, flags, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        file = os.open(target, flags, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)
