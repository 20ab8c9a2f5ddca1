"""The example's published keys and secrets, and the three real rounds."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STATIC = HERE / "static"
KEYS: dict[str, Any] = json.loads((HERE / "keys.json").read_text(encoding="utf-8"))
ROUNDS = {r["round"]: r["signature"] for r in json.loads((HERE / "rounds.json").read_text(encoding="utf-8"))["rounds"]}
