"""`import`: the registries out of a table that another system or a spreadsheet wrote (requirement R19). Nothing is written unless
every row is right and the records as they would be are right as a whole; staff commit what has changed, as ever."""

import re
from collections.abc import Mapping
from pathlib import Path

import click

from ledger.commands.bureau import tree_cache
from ledger.commands.options import FOLDER, records_option, reporting
from ledger.commands.world import World, real_world
from ledger.core.errors import RefusedError
from ledger.records.imported import Imported, import_rows
from ledger.records.load import load_records
from ledger.sources.table import read_table
from ledger.storage.disk import Disk, replace_file

_COMMENT = re.compile(r"(^|\s)#", re.MULTILINE)
_NAMED = 5
"""Files named in a message."""


def import_table(world: World, folder: Path, file: Path) -> Imported:
    """Write the records of a table into `folder`."""
    cache = tree_cache(world, folder)
    records = load_records(folder, cache=cache)
    found = import_rows(file.name, read_table(file), records.areas, records.entities, records.inspectors)
    _refuse_comments(folder, found)
    after: dict[str, bytes | None] = {path: text.encode() for path, text in found.written.items()}
    load_records(folder, cache=cache, instead=after | dict.fromkeys(found.removed))
    _write(world.disk, folder, after, found.removed)
    return found


def _refuse_comments(folder: Path, found: Imported) -> None:
    """What staff have noted beside a record is not to be lost."""
    there = [path for path in (*found.written, *found.removed) if (folder / path).is_file()]
    noted = [path for path in there if _COMMENT.search((folder / path).read_text(encoding="utf-8"))]
    if noted:
        named = "、".join(noted[:_NAMED]) + ("等" if len(noted) > _NAMED else "")
        raise RefusedError(
            f"{len(noted)} 份记录里有注释，整个改写会丢掉：{named}", hint="请手工修改这几份，从表里去掉这几行再导入"
        )


def _write(disk: Disk, folder: Path, files: Mapping[str, bytes | None], removed: tuple[str, ...]) -> None:
    for path, data in files.items():
        if data is not None:
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            replace_file(disk, place, data)
    for path in removed:
        (folder / path).unlink()


@click.command(
    "import",
    short_help="从表格导入名录",
    help="把 CSV 或 XLSX 表格里的检查对象或检查人员写进名录。第一行是列名，与记录里的键相同；有一处不对就什么都不写，"
    "一次列出全部问题，写明表格的行、列。表里没有的人和企业不动。",
)
@click.argument("file", type=FOLDER, metavar="表格")
@records_option
@reporting
def import_command(file: Path, records: Path) -> None:
    """Bring the rows of a table into the registry."""
    found = import_table(real_world(None), records, file)
    click.echo(f"新建 {found.new}，改动 {found.changed}，相同 {found.same}。")
    if found.unused:
        click.echo(f"没有用到的列：{'、'.join(found.unused)}", err=True)
    if found.written:
        click.echo(
            "请核对（先 git add -N .，新建的文件才会出现在 git diff 里），经合并请求提交，再运行 mingchou snapshot。", err=True
        )
