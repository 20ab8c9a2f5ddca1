"""Build the example in a scratch folder, then put its `records/` in place of the committed one."""

import base64
import shutil
import tempfile
from pathlib import Path

from nacl.public import PrivateKey, SealedBox

from ledger.records.json_schema import schema_files
from tests.example.keys import KEYS
from tests.example.player import Player


def build(scratch: Path) -> Path:
    """Play the whole example under `scratch`; the folder of its records."""
    player = Player(scratch)
    player.play()
    return player.records


def _files(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _same_master(officer: str, there: bytes | None, made: bytes) -> bool:
    """Whether two sealed copies hold the same: the example's officers have published keys."""
    private = next(one["private"] for one in KEYS["officers"] if one["name"] == officer)
    box = SealedBox(PrivateKey(bytes.fromhex(private)))

    def opened(data: bytes) -> bytes:
        return bytes(box.decrypt(base64.b64decode(data)))

    return there is not None and opened(there) == opened(made)


def rebuild(target: Path) -> int:
    """Make `target` what the player writes; how many files that changed.

    Sealed copies are made with one-time randomness: those that are there are kept where they hold the same master.
    """
    with tempfile.TemporaryDirectory(prefix="mingchou-example-") as scratch:
        wanted = _files(build(Path(scratch)))
    wanted |= {Path("schemas", name): text.encode() for name, text in schema_files().items()}
    present = _files(target) if target.exists() else {}
    changed = 0
    for path in present.keys() - wanted.keys():
        (target / path).unlink()
        changed += 1
    for path, data in wanted.items():
        if present.get(path) == data or (path.parts[0] == "sealed" and _same_master(path.name, present.get(path), data)):
            continue
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(data)
        changed += 1
    for folder in sorted((p for p in target.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            shutil.rmtree(folder)
    return changed
