"""`python -m tests.example [DIR]`: build the worked example and put it in place of DIR (by default `records/`)."""

import sys
from pathlib import Path

from tests.example.rebuild import rebuild


def main() -> None:
    """Rebuild and say what changed."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "records"
    changed = rebuild(target)
    print(f"示例已重建: {target}（{changed} 个文件有变化）")


if __name__ == "__main__":
    main()
