"""Records that are not published, with their salts: they never enter the repository (protocol, "The ledger").

Each is named by the digest that the ledger holds of it, so that none ever takes another's place: not when a command is
tried again after a crash, and not when a withheld result is corrected.
"""

from pathlib import Path

from ledger.core.encoding import Digest
from ledger.core.errors import StorageError
from ledger.storage.disk import Disk, make_folders, replace_file
from ledger.storage.places import withheld_file


class Withheld:
    """Withheld records by draw, rank and the digest that commits to them."""

    def __init__(self, home: Path, disk: Disk | None = None) -> None:
        self._home, self._disk = home, disk or Disk()

    def keep(self, draw: str, rank: int, commitment: Digest, data: bytes) -> Path:
        """Keep a record, before the entry that commits to it is written; where it lies."""
        path = withheld_file(self._home, draw, rank, commitment)
        make_folders(self._disk, path.parent, private=True)
        there = self._disk.read(path, private=True)
        if there is not None and there != data:
            raise StorageError("已有另一份同名的不予公开结果", hint="请先查明两份各是什么", place=str(path))
        if there is None:
            replace_file(self._disk, path, data, private=True)
        return path

    def find(self, draw: str, rank: int, commitment: Digest) -> bytes | None:
        """The record that the ledger commits to under this digest, if this machine has it."""
        return self._disk.read(withheld_file(self._home, draw, rank, commitment), private=True)
