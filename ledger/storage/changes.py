"""The files that come and go with new entries, checked before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.core import layout
from ledger.core.documents import Read
from ledger.core.encoding import sha256
from ledger.core.errors import FormError, RefusedError
from ledger.storage import places


@dataclass(frozen=True)
class Changes:
    """New content and removals by layout path; sealed copies by draw and officer; whether the new checkpoint is kept."""

    files: Mapping[str, bytes]
    remove: tuple[str, ...]
    sealed: Mapping[tuple[str, str], bytes]
    keep_checkpoint: bool

    def check(self, read: Read) -> None:
        """Raises `FormError` for a path or a name that is not one of the layout's, `RefusedError` for a loss."""
        for path, data in self.files.items():
            if not places.is_document(path):
                raise FormError("不是公开文件的路径", place=path)
            if path.startswith("files/") and path != layout.file(sha256(data)):
                raise FormError(f"文件的 SHA-256 是 {sha256(data)}，与名称不同", place=path)
        for path in self.remove:
            if not places.is_result(path) or path in self.files:
                raise FormError("只有公示期届满的结果可以删去", place=path)
        for draw, officer in self.sealed:
            places.sealed(draw, officer)
        self._refuse_loss(read)

    def _refuse_loss(self, read: Read) -> None:
        """What is replaced stays beside its replacement (protocol, "A result's record")."""
        kept = set(self.files.values())
        for path, data in self.files.items():
            old = read(path)
            if old is not None and old != data and old not in kept:
                raise RefusedError("已公开的文件不能覆盖：旧的一份没有留下", place=path)

    def over(self, read: Read) -> Read:
        """Published files as they will be after the write."""

        def changed(path: str) -> bytes | None:
            if path in self.files:
                return self.files[path]
            return None if path in self.remove else read(path)

        return changed

    def ordered(self, read: Read) -> list[tuple[str, bytes]]:
        """What is new under ``records/``, replacements last; what is there already is left alone."""
        there = {path: read(path) for path in self.files}
        fresh = [path for path in self.files if there[path] != self.files[path]]
        fresh.sort(key=lambda path: (there[path] is not None, path))
        copies = sorted(self.sealed.items())
        return [(places.public(path), self.files[path]) for path in fresh] + [
            (places.sealed(draw, officer), data) for (draw, officer), data in copies
        ]
