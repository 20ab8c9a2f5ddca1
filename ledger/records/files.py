"""The files of `records/`: which there are, which kind each is by its place, and how they come off a disk."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ledger.records.problems import START, Problems
from ledger.records.scan import MAX_FILE

Files = Iterable[tuple[str, bytes]]
"""Paths relative to `records/`, with `/`, and what the files hold."""
Read = Callable[[], Files]

NOT_RECORDS = ("ledger", "sealed", "schemas")
"""Folders that the software writes."""
README = "README.md"
SUFFIX = ".yaml"
FOLDERS = ("items", "entities", "inspectors", "plans", "draws", "results", "calendar", "exempt")
"""Folders of records; some of them have folders of their own inside."""
NESTED = ("entities", "inspectors", "results", "exempt")
_WHERE = {"results": "results/批次/名次.yaml", "exempt": "exempt/年份/编号.yaml"}


def is_record(path: str) -> bool:
    """Whether a file is to be read as a record; notes for people, hidden files and what the software writes are not."""
    parts = path.split("/")
    return parts[0] not in NOT_RECORDS and parts[-1] != README and not any(part.startswith(".") for part in parts)


def place_problem(path: str) -> tuple[str, str] | None:
    """Why no record can stand at this path, and what to do."""
    parts = path.split("/")
    if len(parts) == 1:
        if path in ("agency.yaml", "areas.yaml"):
            return None
        return "这里不放这个文件", "records/ 下只有 agency.yaml、areas.yaml 和各文件夹"
    if parts[0] not in FOLDERS:
        return f"没有“{parts[0]}”这个文件夹", f"可用的有 {'、'.join(FOLDERS)}"
    if len(parts) != (3 if parts[0] in NESTED else 2):
        where = _WHERE.get(parts[0], f"{parts[0]}/区域代码/代码.yaml")
        return "文件放错了层", f"应放在 {where if parts[0] in NESTED else f'{parts[0]}/编号.yaml'}"
    if not parts[-1].endswith(SUFFIX):
        return "文件名应以 .yaml 结尾", "请改名，或把不是记录的文件移走"
    return None


def disk_files(folder: Path, problems: Problems) -> Iterator[tuple[str, bytes]]:
    """Every record under a folder, sorted by path. Links are refused: they could bring in what is not of this repository."""
    for path in sorted(_walk(folder)):
        place = folder / path
        if place.is_symlink():
            problems.add(f"{folder.resolve().name}/{path}", START, "", "不能是符号链接", "请换成文件本身")
        elif is_record(path):
            try:
                yield path, read_limited(place)
            except OSError as error:
                problem = f"读不出来（{error.strerror}）"
                problems.add(f"{folder.resolve().name}/{path}", START, "", problem, "请检查文件权限")


def read_limited(place: Path) -> bytes:
    """A file, or as much of it as shows that it is too long."""
    with place.open("rb") as file:
        return file.read(MAX_FILE + 1)


def _walk(folder: Path) -> Iterator[str]:
    """Every file, and every link to a folder; not what lies in hidden folders or in those that the software writes."""
    for root, folders, names in os.walk(folder):
        inside = Path(root).relative_to(folder)
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        yield from ((inside / name).as_posix() for name in [*names, *links])
        skipped = NOT_RECORDS if inside == Path() else ()
        folders[:] = [name for name in folders if name not in skipped and not name.startswith(".")]
