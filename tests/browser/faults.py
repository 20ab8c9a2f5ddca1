"""What is done to published files behind the bureau's back: single bytes in each kind of file, and faults of structure.

`BYTES` and `FAULTS` are fixed; each entry changes a fresh `Forgery` and says which check has to fail, by name and subject.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ledger.core import layout
from ledger.core.encoding import jcs
from tests.support.forge import Forgery
from tests.support.ledgers import FIRST, SECOND


@dataclass(frozen=True)
class Fault:
    """One change. `fails`: the check that must be among those that fail; `subject` "" where it depends on the place."""

    name: str
    change: Callable[[Forgery], object]
    fails: str
    subject: str = ""


# Single bytes


def named(type: str, nth: int, field: str) -> Callable[[Forgery], str]:
    """The path of the file that the nth entry of a type names by digest."""
    return lambda forgery: layout.file(forgery.find(type, nth)["body"][field])


def published(kind: str) -> Callable[[Forgery], str]:
    """The path of the first published document of a kind."""

    def path(forgery: Forgery) -> str:
        entry = next(e for e in forgery.entries if e["type"] == "publish" and e["body"]["kind"] == kind)
        return layout.file(entry["body"]["sha256"])

    return path


def only(prefix: str) -> Callable[[Forgery], str]:
    """The one path that begins so."""

    def path(forgery: Forgery) -> str:
        (found,) = [path for path in forgery.files if path.startswith(prefix)]
        return found

    return path


def at(path: str) -> Callable[[Forgery], str]:
    """This path."""
    return lambda _: path


KINDS: tuple[tuple[str, Callable[[Forgery], str], str, str], ...] = (
    ("checkpoint", at(layout.CHECKPOINT), "checkpoint.signature", "checkpoint"),
    ("kept checkpoint", lambda f: layout.kept_checkpoint(f.bureau.kept[1]), "checkpoint.signature", ""),
    ("index", at(layout.CHECKPOINT_INDEX), "checkpoint.signature", ""),
    ("pool", named("announce", 0, "pool"), "draw.pool", "A-general"),
    ("pool of an open draw", named("announce", 3, "pool"), "draw.pool", "C-key"),
    ("pool of a cancelled draw", named("announce", 2, "pool"), "draw.pool", "E-general"),
    ("tickets", named("draw", 0, "tickets"), "draw.cut", "A-general"),
    ("tickets of an open draw", named("draw", 2, "tickets"), "draw.cut", "C-key"),
    ("order", named("announce", 1, "order"), "draw.pool", "B-key"),
    ("plan", published("plan"), "publish.file", ""),
    ("item list", published("item-list"), "publish.file", ""),
    ("calendar", published("calendar"), "publish.file", ""),
    ("guide", published("guide"), "publish.file", ""),
    ("snapshot", lambda f: layout.snapshot(f.find("snapshot")["body"]["root"]), "snapshot.file", ""),
    ("opening", at(layout.opening("C-key", 2)), "draw.opening", "C-key/2"),
    ("opening of a withheld result", at(layout.opening("B-key", 4)), "draw.opening", "B-key/4"),
    ("given-up opening", only("openings/B-key/2@"), "draw.opening", ""),
    ("result", at(layout.result("A-general", 0)), "draw.record", "A-general/0"),
    ("superseded result", only("results/A-general/1@"), "draw.record", ""),
)
"""Every kind of published file but the ledger: its name, where it lies, the check that guards it."""
SPOTS = (0.0, 0.62, 1.0)
"""Where in a file: its first byte, one inside, its last."""
LEDGER_SPOTS = tuple(number / 23 for number in range(24))
MASKS = (0x01, 0x20, 0x80)
"""Another digit or letter, another case, no UTF-8 any more, in turn."""


def flip(path: Callable[[Forgery], str], spot: float, mask: int) -> Callable[[Forgery], None]:
    """Change one byte of one file."""

    def change(forgery: Forgery) -> None:
        where = path(forgery)
        data = bytearray(forgery.files[where])
        data[round(spot * (len(data) - 1))] ^= mask
        forgery.files[where] = bytes(data)

    return change


BYTES = tuple(
    Fault(f"{name} at {spot:.0%}", flip(path, spot, MASKS[turn]), fails, subject)
    for name, path, fails, subject in KINDS
    for turn, spot in enumerate(SPOTS)
)
LEDGER_BYTES = tuple(
    Fault(f"ledger at {spot:.0%}", flip(at(layout.LEDGER), spot, MASKS[turn % 3]), "chain.")
    for turn, spot in enumerate(LEDGER_SPOTS)
)


# Structure


def removed(forgery: Forgery) -> None:
    """A disclosure is gone, the rest stays as signed."""
    lines = forgery.lines
    del lines[forgery.find("disclose", 2)["index"]]
    forgery.write_lines(lines)


def removed_and_signed(forgery: Forgery) -> None:
    """A draw is gone, and whoever holds all keys signed everything after it anew."""
    gone = forgery.find("draw", 2)
    place = forgery.entries.index(gone)
    del forgery.entries[place]
    for entry in forgery.entries[place:]:
        entry["index"] -= 1
    forgery.sign_anew()


def swapped(forgery: Forgery) -> None:
    """Two neighbours have changed places."""
    lines = forgery.lines
    lines[10], lines[11] = lines[11], lines[10]
    forgery.write_lines(lines)


def without_role(forgery: Forgery) -> None:
    """One disclosure bears the signature of the log's key, which is no clerk's."""
    forgery.sign_anew({forgery.find("disclose", 1)["index"]: [forgery.bureau.origin]})


def one_role_short(forgery: Forgery) -> None:
    """An announcement lacks the supervisor's signature."""
    place = forgery.find("announce", 1)["index"]
    clerk = next(name for name in forgery.entries[place]["signatures"] if name.endswith("clerk"))
    forgery.sign_anew({place: [clerk]})


def other_ticket(nth: int) -> Callable[[Forgery], None]:
    """The first drawn ticket of a draw is another number, in the published file and in the entry, signed anew."""

    def swap(tickets: Any) -> None:
        row = tickets["strata"][0]["tickets"]
        row[0] = f"{int(row[0], 16) - 1:064x}"

    def change(forgery: Forgery) -> None:
        forgery.republish(forgery.find("draw", nth), "tickets", swap)
        forgery.sign_anew()

    return change


def moved_ticket(forgery: Forgery) -> None:
    """The last drawn ticket and the first reserve have changed places."""

    def swap(tickets: Any) -> None:
        row = tickets["strata"][0]["tickets"]
        row[5], row[6] = row[6], row[5]

    forgery.republish(forgery.find("draw", 1), "tickets", swap)
    forgery.sign_anew()


def nicer(published: Any) -> None:
    """Say that nothing was found."""
    published["record"] |= {"content": "示例：一切正常", "outcome": "未发现问题"}


def other_round(forgery: Forgery) -> None:
    """Drawn with another real round than the announced one, and signed anew: no such draw is lawful."""
    body = forgery.find("draw", 0)["body"]
    assert body["sources"][0]["round"] == FIRST
    body["sources"] = [{"kind": "drand", "round": SECOND, "signature": forgery.bureau.signatures[SECOND]}]
    forgery.sign_anew()


def other_signature(forgery: Forgery) -> None:
    """The announced round with the signature of another, and signed anew."""
    forgery.find("draw", 0)["body"]["sources"][0]["signature"] = forgery.bureau.signatures[SECOND]
    forgery.sign_anew()


def other_master(forgery: Forgery) -> None:
    """Revealed with a master that was not committed to."""
    forgery.find("reveal", 0)["body"]["master"] = "5a" * 32
    forgery.sign_anew()


def exchanged_openings(forgery: Forgery) -> None:
    """Two ranks have each other's opening."""
    one, other = layout.opening("A-general", 0), layout.opening("A-general", 1)
    forgery.files[one], forgery.files[other] = forgery.files[other], forgery.files[one]


def older_checkpoint(forgery: Forgery) -> None:
    """The newest checkpoint is one that was kept."""
    forgery.files[layout.CHECKPOINT] = forgery.files[layout.kept_checkpoint(forgery.bureau.kept[-1])]


def respaced(forgery: Forgery) -> None:
    """A pool with one space more, in the entry too: not the one form that there is."""
    entry = forgery.find("announce", 3)
    data = forgery.files[layout.file(entry["body"]["pool"])]
    entry["body"]["pool"] = forgery.publish(data.replace(b":", b": ", 1))
    forgery.sign_anew()


def unlisted(forgery: Forgery) -> None:
    """A pool that lost a member of its snapshot after the draw, named by the entry and signed anew."""
    forgery.republish(forgery.find("announce", 0), "pool", lambda pool: pool["entities"].pop())
    forgery.sign_anew()


FAULTS = (
    Fault("entry removed", removed, "chain.links", "ledger"),
    Fault("draw removed, all signed anew", removed_and_signed, "chain.order", "ledger"),
    Fault("two entries swapped", swapped, "chain.links", "ledger"),
    Fault("signed by a key without the role", without_role, "chain.signatures", "ledger"),
    Fault("one of two roles", one_role_short, "chain.signatures", "ledger"),
    Fault("other ticket in a revealed draw", other_ticket(1), "draw.cut", "B-key"),
    Fault("other ticket in an open draw", other_ticket(2), "draw.opening", "C-key/0"),
    Fault("drawn ticket and reserve exchanged", moved_ticket, "draw.cut", "B-key"),
    Fault("result changed", lambda f: f.change(layout.result("B-key", 0), nicer), "draw.record", "B-key/0"),
    Fault("result gone", lambda f: f.files.pop(layout.result("C-key", 0)), "draw.record", "C-key/0"),
    Fault("opening gone", lambda f: f.files.pop(layout.opening("C-key", 0)), "draw.opening", "C-key/0"),
    Fault("openings exchanged", exchanged_openings, "draw.opening", "A-general/0"),
    Fault("other round", other_round, "chain.order", "ledger"),
    Fault("other signature", other_signature, "draw.beacon", "A-general"),
    Fault("other master", other_master, "draw.reveal", "A-general"),
    Fault("older checkpoint", older_checkpoint, "checkpoint.root", "checkpoint"),
    Fault("checkpoint gone", lambda f: f.files.pop(layout.CHECKPOINT), "checkpoint.signature", "checkpoint"),
    Fault("pool in another form", respaced, "draw.pool", "C-key"),
    Fault("pool lost a member", unlisted, "draw.reveal", "A-general"),
    Fault("empty ledger", lambda f: f.files.update({layout.LEDGER: b""}), "chain.form", "ledger"),
    Fault(
        "other result in place", lambda f: f.files.update({layout.result("A-general", 0): jcs({})}), "draw.record", "A-general/0"
    ),
)
