"""`init-ledger` and `publish`: the genesis entry, and the dated documents that later entries rest on."""

from collections.abc import Iterator
from pathlib import Path

from ledger.commands.bureau import Bureau, existing
from ledger.core import layout
from ledger.core.bodies import Body, Publish
from ledger.core.encoding import jcs, parse_record_id, sha256
from ledger.core.entry import Entry
from ledger.core.errors import RefusedError
from ledger.core.life import Life
from ledger.core.published import newest
from ledger.core.rules.exempt import guide_id
from ledger.records.personal import personal
from ledger.sources.git import committed
from ledger.storage import places
from ledger.storage.disk import replace_file

IGNORED = b"/.finished/\n/.lock\n/.staging/\n"
"""What Git has to leave alone while a command writes."""
EXEMPT = "exempt-"
"""How the ids of the years' exempt checks begin (二(一))."""
FOLDERS = "items/、plans/、calendar/、exempt/"
"""Where the records are that can be published."""
GUIDE_LIMIT = 1 << 20
"""Bytes of a guide."""


def init_ledger(bureau: Bureau) -> list[Entry]:
    """The genesis entry from `agency.yaml`, signed by the keys that it asks for.

    It is written once and stays: only records without a problem are begun with, all told as `check` tells them.
    """
    genesis = bureau.records.agency.genesis()
    committed(bureau.folder, ["agency.yaml"])
    with bureau.repository.writing(bureau.world.say) as writing:
        if writing.entries:
            raise RefusedError("台账已经建立", hint="创世条目只能有一条；要另建一本台账，请换一个仓库")
        entries = writing.append([genesis], keys=bureau.keys(genesis, ["genesis"]), time=bureau.world.now())
    replace_file(bureau.world.disk, bureau.folder / places.LEDGER / ".gitignore", IGNORED)
    return entries


def documents(bureau: Bureau) -> Iterator[tuple[str, str, bytes]]:
    """Every document of the records that can be published: kind, id, bytes."""
    records = bureau.records
    for id, items in records.items.items():
        yield "item-list", id, jcs(items.document())
    for year, calendar in records.calendars.items():
        yield "calendar", str(year), jcs(calendar.document())
    for id, plan in records.plans.items():
        yield "plan", id, jcs(plan.document())
    for year, document in records.exempt_documents().items():
        yield "guide", guide_id(year), jcs(document)


def _is_new(view: Life, kind: str, id: str, data: bytes) -> bool:
    there = newest(view, kind, id)
    return there is None or there[1].sha256 != sha256(data)


def publish(bureau: Bureau, kind: str | None = None, id: str | None = None, file: Path | None = None) -> list[Entry]:
    """Put on record what is new or changed: everything, or one document. A guide comes from a file, unless it is a year's
    exempt checks."""
    committed(bureau.folder, ["calendar", "exempt", "items", "plans"])
    with bureau.repository.writing(bureau.world.say) as writing:
        genesis = existing(writing.life)
        if kind == "guide" and not (file is None and (id or "").startswith(EXEMPT)):
            found = [(kind, _guide_id(id), _guide(file))]
        else:
            found = _asked(bureau, kind, id)
        new = [one for one in found if _is_new(writing.life, *one)]
        if not new:
            bureau.world.say("没有新的或改动过的文件，不必公布。")
            return []
        bodies: list[Body] = [Publish(kind, id, sha256(data)) for kind, id, data in new]
        files = {layout.file(sha256(data)): data for _, _, data in new}
        return writing.append(bodies, keys=bureau.keys(genesis, ["publish"]), time=bureau.world.now(), files=files)


def _asked(bureau: Bureau, kind: str | None, id: str | None) -> list[tuple[str, str, bytes]]:
    """The documents of this kind and id, or all; refused where there is none."""
    all_documents = list(documents(bureau))
    found = [one for one in all_documents if kind in (None, one[0]) and id in (None, one[1])]
    if not all_documents:
        hint = f"先在 {FOLDERS} 里写好并提交；工作指引用 mingchou publish guide 编号 --file 文件"
        raise RefusedError("记录里还没有可以公布的文件", hint=hint)
    if not found:
        there = "、".join(f"{kind} {id}" for kind, id, _ in all_documents)
        raise RefusedError(f"记录里没有这样的文件：{' '.join(part for part in (kind, id) if part)}", hint=f"可以公布的有 {there}")
    return found


def _guide_id(id: str | None) -> str:
    """An id of one's own choice, but for those of the exempt checks, which come out of the records."""
    if id is None:
        raise RefusedError("公布工作指引要写编号", hint="写作 mingchou publish guide 编号 --file 文件，编号自定，如 guide-2024")
    if id.startswith(EXEMPT):
        raise RefusedError(f"{id} 由 exempt/ 里的记录生成，不从文件公布", hint="不写 --file，或换一个编号")
    return parse_record_id(id)


def _guide(file: Path | None) -> bytes:
    if file is None:
        raise RefusedError("公布工作指引要用 --file 指定文件", hint="写作 mingchou publish guide 编号 --file 文件")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise RefusedError(f"读不到文件：{error.strerror}", hint="请核对文件名和权限", place=str(file)) from None
    if len(data) > GUIDE_LIMIT:
        raise RefusedError(f"文件超过 {GUIDE_LIMIT} 字节", place=str(file))
    _refuse_personal(data, file)
    return data


def _refuse_personal(data: bytes, file: Path) -> None:
    """What is put on record stays for ever; of a file that is not text it cannot be told. The message does not repeat it."""
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(lines, start=1):
        found = personal(line)
        if found is not None:
            hint = "公布的文件不得有个人信息，写进台账就删不掉，请先改好；咨询电话请写固定电话"
            raise RefusedError(f"有{found[0]}", hint=hint, place=f"{file}:{number}:{found[1] + 1}")
