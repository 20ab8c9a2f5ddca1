"""What this machine signed last for each ledger, kept outside the repository.

A repository can be put back to an earlier day, or be a copy that went another way. Signing on top of such a ledger
would make two histories under one name, so a ledger is extended only if it still begins with what was signed last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.core.encoding import Digest, Hash, Json, jcs, parse_jcs
from ledger.core.errors import FormError, StorageError
from ledger.core.fields import Fields
from ledger.core.tree import EMPTY, root
from ledger.storage.disk import Disk, make_folders, replace_file
from ledger.storage.places import memory_file


@dataclass(frozen=True, slots=True)
class Head:
    """A ledger's head: how many lines, and the root over them."""

    size: int
    root: Digest

    def json(self) -> dict[str, Json]:
        """As manifests and memory hold it."""
        return {"root": self.root, "size": self.size}


_DISCARDED = (
    "只有确知缺的条目从来没有提交、推送，也没有发给过任何人（例如写完就用 git checkout 丢弃了），"
    "才可以删去开头写的这个文件再运行：那样世上仍只有一本台账；步骤见“给运维人员”的“恢复”"
)
"""An entry that was thrown away before anybody saw it is in no Git and on no site: this file alone remembers it."""
NOTHING = Head(0, Digest(EMPTY.hex()))
"""The head of a ledger before its first line."""


def head_of(leaves: Sequence[Hash]) -> Head:
    """The head over these leaf hashes."""
    return Head(len(leaves), Digest(root(leaves).hex()))


def parse_head(value: Json, place: str) -> Head:
    """A head as `Head.json` writes it."""
    f = Fields(value, place, ("root", "size"))
    return Head(f.integer("size"), f.digest("root"))


class Memory:
    """The heads signed last, one file a ledger."""

    def __init__(self, home: Path, disk: Disk) -> None:
        self._home, self._disk = home, disk

    def last(self, origin: str) -> Head | None:
        """The head signed last for this origin, if any was signed here."""
        path = memory_file(self._home, origin)
        data = self._disk.read(path)
        if data is None:
            return None
        try:
            f = Fields(parse_jcs(data, str(path)), str(path), ("head", "origin", "v"))
            if f.integer("v", 1) != 1 or f.text("origin") != origin:
                raise FormError("不是这本台账的记忆", place=str(path))
            return parse_head(f.value["head"], str(path))
        except FormError as error:
            raise StorageError(
                f"本机所记的最后一次签名读不懂（{error.problem}）",
                hint="请从备份恢复这个文件；确知没有另一份台账在外时才可以删掉它",
                place=str(path),
            ) from error

    def remember(self, origin: str, head: Head) -> None:
        """Write down what is about to be made public, before it is."""
        path = memory_file(self._home, origin)
        make_folders(self._disk, path.parent, private=True)
        replace_file(self._disk, path, jcs({"head": head.json(), "origin": origin, "v": 1}), private=True)

    def refuse_other(self, origin: str, leaves: Sequence[Hash]) -> None:
        """Raises `StorageError` unless these lines begin with all that was signed here for this origin."""
        last = self.last(origin)
        if last is None:
            return
        place = str(memory_file(self._home, origin))
        if len(leaves) < last.size:
            raise StorageError(
                f"台账只有 {len(leaves)} 条，而本机已为 {origin} 签到 {last.size} 条：像是恢复了旧备份",
                hint=f"请从 Git 或网站取回缺的条目；在旧备份上续写会使台账分叉。{_DISCARDED}",
                place=place,
            )
        found = head_of(leaves[: last.size])
        if found != last:
            raise StorageError(
                f"台账前 {last.size} 条的树根是 {found.root}，本机签过的是 {last.root}：台账已经分叉",
                hint=f"请找回本机签过的那一份；两份都已公开的，须如实说明。{_DISCARDED}",
                place=place,
            )
