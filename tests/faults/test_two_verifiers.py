"""Ledgers that say anything, signed by the right keys: the page's code gives an answer of each, and it is the command's, word for
word. A fixed sample; `SEED` and `LEDGERS` are free to be changed."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from ledger.core.encoding import jcs, sha256, tagged
from ledger.core.errors import FormError
from tests.browser.served import known_to_page
from tests.property.test_hostile_ledgers import ODD_VALUES, rename
from tests.support.forge import Forgery
from tests.support.ledgers import Options, build_ledger
from tests.unit.core.shapes import places, put
from tools import node

SEED, LEDGERS = 10, 120


def change(random: Random, value: Any) -> Any:
    """The value with something odd in one place, a number that is one off, or a list with one part gone or twice there."""
    path, item = random.choice(list(places(value)))
    odd = random.choice(ODD_VALUES)
    if isinstance(item, list) and item:
        odd = random.choice([odd, item[1:], [*item, item[0]], item[::-1], [*item, odd]])
    elif isinstance(item, int) and not isinstance(item, bool):
        odd = random.choice([odd, item - 1, item + 1])
    return put(value, path, odd)


def change_entry(random: Random, forged: Forgery) -> None:
    """Any field of an entry."""
    place = random.randrange(len(forged.entries))
    entry = forged.entries[place]
    changed = change(random, {name: value for name, value in entry.items() if name != "signatures"})
    if isinstance(changed, dict):
        forged.entries[place] = changed | {"signatures": entry["signatures"]}


def move_entries(random: Random, forged: Forgery) -> None:
    """Some left out, doubled or moved, and all numbered anew."""
    for _ in range(random.randint(1, 3)):
        entry = forged.entries.pop(random.randrange(1, len(forged.entries)))
        for _ in range(random.randint(0, 2)):
            forged.entries.insert(random.randint(1, len(forged.entries)), dict(entry))
    for place, entry in enumerate(forged.entries):
        entry["index"] = place


def change_file(random: Random, forged: Forgery) -> None:
    """Any field of a published file, under the digest that the entries then name."""
    paths = [path for path in sorted(forged.files) if path.split("/")[0] in ("files", "results", "openings")]
    path = random.choice([path for path in paths if forged.files[path].startswith(b"{")])
    before = forged.files[path]
    after = jcs(change(random, json.loads(before)))
    if path.startswith("files/"):
        rename(forged, path.removeprefix("files/"), forged.publish(after))
        return
    forged.files[path] = after
    if path.startswith("openings/"):
        rename(forged, sha256(before), sha256(after))
    else:
        rename(forged, tagged("record", json.loads(before)), tagged("record", json.loads(after)))


def forgeries(random: Random) -> Iterator[Forgery]:
    """One after the other, each of something that can be written as a ledger at all."""
    ledgers = [build_ledger(Options(draws=draws)) for draws in (("B-key",), ("B-key", "C-key"), ("A-general", "D-special"))]
    while True:
        forged = Forgery(random.choice(ledgers))
        try:
            for _ in range(random.randint(1, 2)):
                random.choice([change_entry, move_entries, change_file, change_file])(random, forged)
            forged.sign_anew()
        except FormError:
            continue
        yield forged


def write(folder: Path, forged: Forgery) -> Path:
    """The published files in a folder."""
    for path, data in forged.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def test_both_say_the_same_of_whatever_is_signed(tmp_path: Path) -> None:
    """ "The browser's result for every check that it makes equals the command's for the same day": name, subject, status and
    evidence, in the same order; and it never gives up half-way."""
    found = node.find()
    assert found is not None
    some = [forged for forged, _ in zip(forgeries(Random(SEED)), range(LEDGERS), strict=False)]
    folders = [write(tmp_path / str(number), forged) for number, forged in enumerate(some)]
    script = node.VERIFIER / "test" / "verify-folder.mjs"
    line = [found.node, script, *folders, "--as-of", str(some[0].as_of)]
    done = subprocess.run(line, capture_output=True, check=False, timeout=300)
    assert done.stderr == b"", done.stderr.decode()
    told = [json.loads(one)["checks"] for one in done.stdout.split(b"\n")[:-1]]
    for number, (forged, checks) in enumerate(zip(some, told, strict=True)):
        mine = [check.json() for check in forged.report().checks]
        assert known_to_page(checks) == known_to_page(mine), f"the forgery {number} of seed {SEED}"
