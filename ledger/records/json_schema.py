"""JSON Schemas of the records, from the definitions that read them, so that an editor completes and checks what one types.

`python -m ledger.records.json_schema` writes them anew: `records/schemas/*.json`, and beside `records/` the file
`.vscode/settings.json`, which says which schema is for which files (the YAML extension of VS Code reads it).
"""

import json
import sys
from pathlib import Path
from typing import Any

from ledger.records.agency import AGENCY
from ledger.records.exempt import EXEMPT
from ledger.records.item_lists import ITEM_LIST
from ledger.records.planning import CALENDAR, DRAW_ORDER, PLAN
from ledger.records.registry import AREA_TABLE, ENTITY, INSPECTOR
from ledger.records.results import RESULT
from ledger.records.schema import Form

SCHEMAS: dict[str, tuple[Form[Any], str]] = {
    "agency": (AGENCY, "agency.yaml"),
    "areas": (AREA_TABLE, "areas.yaml"),
    "calendar": (CALENDAR, "calendar/*.yaml"),
    "draw-order": (DRAW_ORDER, "draws/*.yaml"),
    "entity": (ENTITY, "entities/*/*.yaml"),
    "exempt": (EXEMPT, "exempt/*/*.yaml"),
    "inspector": (INSPECTOR, "inspectors/*/*.yaml"),
    "item-list": (ITEM_LIST, "items/*.yaml"),
    "plan": (PLAN, "plans/*.yaml"),
    "result": (RESULT, "results/*/*.yaml"),
}
"""The definition of each kind of file, and where such files lie."""
DIALECT = "http://json-schema.org/draft-07/schema#"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def schema_files() -> dict[str, str]:
    """The text of every schema, by file name."""
    return {
        f"{name}.json": _text({"$schema": DIALECT, "title": definition.title} | definition.schema())
        for name, (definition, _) in SCHEMAS.items()
    }


def editor_settings(records: str = "records") -> str:
    """VS Code's settings: which schema is for which files, two blanks for an indent, UTF-8, LF."""
    schemas = {f"./{records}/schemas/{name}.json": f"{records}/{glob}" for name, (_, glob) in SCHEMAS.items()}
    return _text(
        {
            "yaml.schemas": schemas,
            "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2, "editor.wordWrap": "on"},
            "files.encoding": "utf8",
            "files.eol": "\n",
        }
    )


def write_schemas(records: Path) -> None:
    """Write `schemas/` in a folder of records."""
    folder = records / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Write the schemas and the editor's settings for `records/`, or for the folder that is named."""
    records = Path(sys.argv[1] if len(sys.argv) > 1 else "records").resolve()
    write_schemas(records)
    settings = records.parent / ".vscode" / "settings.json"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(editor_settings(records.name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
