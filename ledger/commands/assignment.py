"""`assignment`: who was drawn and which inspectors go, for the officer who may know it. Nothing of it enters the repository."""

import os
from collections.abc import Mapping
from pathlib import Path

from ledger.commands.bureau import Bureau, draw_named
from ledger.commands.secret_draw import SecretDraw
from ledger.core.documents import Documents
from ledger.core.encoding import InspectorId, Json, jcs
from ledger.core.errors import RefusedError
from ledger.core.life import Life
from ledger.core.opening import format_opening
from ledger.core.published import quarter_plan_of, snapshot_at
from ledger.sources.git import is_inside


def assignment(bureau: Bureau, draw: str) -> list[dict[str, Json]]:
    """The open rows of a draw: rank, entity and team, with names and addresses; and the opening to hand over on site."""
    view = settled_view(bureau)
    life = draw_named(view, draw)
    registry = snapshot_at(view, life.body.snapshot)
    secret = SecretDraw(bureau, view, life, map(InspectorId, bureau.records.inspectors))
    plan, order = quarter_plan_of(view, life), view.documents.order(life.body.order)
    found: list[dict[str, Json]] = []
    for rank in life.open_ranks:
        row = secret.row(rank.rank)
        entity = registry.entities[row.entity]
        team: list[Json] = [_person(id, registry.inspectors.get(id, {})) for id in row.inspectors]
        found.append(
            {
                "rank": row.rank,
                "class": row.stratum,
                "entity": {"id": row.entity, "name": entity["name"], "address": entity["address"]},
                "inspectors": team,
                "items": list(plan.row(order.area, row.stratum, order.filter, order.departments).items),
                "opening": format_opening(secret.opening(row.rank)).decode(),
            }
        )
    return found


def settled_view(bureau: Bureau) -> Life:
    """The ledger, folded; a crash is settled first, as a command that writes would."""
    bureau.repository.settle(bureau.world.say)
    with bureau.repository.writing(bureau.world.say) as writing:
        return Life(Documents(bureau.repository.read)) if not writing.entries else writing.life


def _person(id: InspectorId, record: Mapping[str, Json]) -> dict[str, Json]:
    return {"id": id, "name": record.get("name", id), "unit": record.get("unit", "")}


def as_text(draw: str, rows: list[dict[str, Json]]) -> str:
    """The list as people read it."""
    lines = [f"{draw}：还有 {len(rows)} 个名次没有公开。检查之前请勿外传。"]
    for row in rows:
        entity, team = row["entity"], row["inspectors"]
        assert isinstance(entity, dict) and isinstance(team, list)  # noqa: S101  as made above
        people = "、".join(f"{one['name']}（{one['id']}）" for one in team if isinstance(one, dict))
        lines.append(f"第 {row['rank']} 号名次　{entity['name']}")
        lines += [f"    {entity['id']}　{entity['address']}", f"    检查人员：{people}"]
    return "\n".join(lines)


def as_json(draw: str, rows: list[dict[str, Json]]) -> str:
    """The list for a machine."""
    value: Json = {"draw": draw, "rows": list(rows)}
    return jcs(value).decode()


def write_outside(path: Path, text: str) -> None:
    """A new file for its owner's eyes only, and outside any repository."""
    if is_inside(path.resolve()):
        raise RefusedError("名单不能写进 Git 仓库", hint="请指定仓库之外的文件", place=str(path))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise RefusedError("文件已经存在，不覆盖", hint="请换一个文件名", place=str(path)) from None
    except OSError as error:
        raise RefusedError(f"写不了文件：{error.strerror}", hint="请核对文件名和权限", place=str(path)) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
