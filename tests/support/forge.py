"""What a forger can do to a published ledger: change any part of it and, where he holds the bureau's keys, sign it anew."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ledger.core import layout
from ledger.core.checks.report import Check
from ledger.core.encoding import Digest, jcs, sha256
from ledger.core.note import Checkpoint, sign_checkpoint
from ledger.core.policy import Policy
from ledger.core.tree import leaf_hash, root
from ledger.core.verify import Report, verify
from tests.support.ledgers import Ledger


class Forgery:
    """The published files of a ledger, to be changed. `entries` are its lines as JSON, written out by `sign_anew`."""

    def __init__(self, ledger: Ledger) -> None:
        self.bureau, self.as_of = ledger.bureau, ledger.as_of
        self.files = dict(ledger.bureau.published())
        self.entries: list[dict[str, Any]] = [json.loads(line) for line in self.lines]

    @property
    def lines(self) -> list[bytes]:
        """The published lines, without their line feeds."""
        return self.files[layout.LEDGER].split(b"\n")[:-1]

    def write_lines(self, lines: Sequence[bytes]) -> None:
        """Publish these lines, with nothing else changed."""
        self.files[layout.LEDGER] = b"".join(line + b"\n" for line in lines)

    def find(self, type: str, nth: int = 0) -> dict[str, Any]:
        """The nth entry of a type, to be changed in place."""
        return [entry for entry in self.entries if entry["type"] == type][nth]

    def sign_anew(self, signers: Mapping[int, Sequence[str]] | None = None) -> None:
        """Link and sign all entries as they stand, each by the keys that signed it or, by place, by others; then sign the
        checkpoints over them."""
        previous, lines = "0" * 64, []
        for place, entry in enumerate(self.entries):
            names = (signers or {}).get(place, list(entry["signatures"]))
            unsigned = {name: value for name, value in entry.items() if name != "signatures"} | {"previous": previous}
            lines.append(self.bureau.sign(unsigned, names))
            previous = leaf_hash(lines[-1]).hex()
        self.write_lines(lines)
        self.sign_checkpoints()

    def sign_checkpoints(self) -> None:
        """Checkpoints that are right for the published lines."""
        self.files[layout.CHECKPOINT] = self.checkpoint(len(self.lines))
        for size in self.bureau.kept:
            self.files[layout.kept_checkpoint(size)] = self.checkpoint(size)

    def checkpoint(self, size: int) -> bytes:
        """The log key's checkpoint over the first lines."""
        leaves = [leaf_hash(line) for line in self.lines[:size]]
        origin = self.bureau.origin
        return sign_checkpoint(Checkpoint(origin, len(leaves), root(leaves)), origin, self.bureau.keys[origin])

    def change(self, path: str, change: Callable[[Any], object]) -> None:
        """Change a published JSON file in place; it stays canonical."""
        value = json.loads(self.files[path])
        change(value)
        self.files[path] = jcs(value)

    def republish(self, entry: dict[str, Any], name: str, change: Callable[[Any], object]) -> None:
        """Change the file that an entry names by digest, and name the new one. `sign_anew` is left to the caller."""
        value = json.loads(self.files[layout.file(entry["body"][name])])
        change(value)
        entry["body"][name] = self.publish(jcs(value))

    def publish(self, data: bytes) -> Digest:
        """A file under its digest."""
        digest = sha256(data)
        self.files[layout.file(digest)] = data
        return digest

    def report(self, policy: Policy | None = None) -> Report:
        """What a verifier says, by default with no policy of his own."""
        return verify(self.files.get, policy, self.as_of)

    def failed(self) -> set[str]:
        """The names of the checks that fail."""
        return {check.name for check in self.report().checks if check.status == "fail"}

    def check(self, name: str, subject: str = "ledger") -> Check:
        """One check."""
        return one(self.report(), name, subject)


def one(report: Report, name: str, subject: str = "ledger") -> Check:
    """The one check with this name and subject."""
    found = [check for check in report.checks if (check.name, check.subject) == (name, subject)]
    assert len(found) == 1, (name, subject, [(check.name, check.subject) for check in report.checks])
    return found[0]


def failed_of_ledger(forged: Forgery) -> set[str]:
    """The names of the failing checks on the ledger as a whole."""
    families = ("policy", "chain", "checkpoint", "publish", "snapshot")
    return {name for name in forged.failed() if name.split(".")[0] in families}
