"""Nothing public before an entity's opening tells who was drawn (protocol, "Why it is built this way"; clause 六(二)1).

For a scratch bureau with fresh secrets, everything public is collected at each moment: the repository with its whole history, the
work tree, the built site, every word that the commands said or printed. It must hold no secret in any encoding, and must treat
every member of the pool alike.
"""

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.build import build
from ledger.commands.announce import announce
from ledger.commands.assignment import assignment
from ledger.commands.draw import draw
from ledger.commands.main import main
from ledger.commands.results import disclose
from ledger.core.draw import nonce
from ledger.core.encoding import EntityId, day_of
from tests.support.scratch import ANNOUNCED, DRAW, DRAWN, Scratch, result_record


def encodings(secret: bytes) -> Iterator[bytes]:
    """A secret as it could stand somewhere: raw and reversed, hex, base64 at each alignment, a decimal number."""
    for value in (secret, secret[::-1]):
        yield value
        yield value.hex().encode()
        yield value.hex().upper().encode()
        yield str(int.from_bytes(value, "big")).encode()
        for shift in range(3):
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                whole = encode(b"\0" * shift + value)
                yield whole[(0, 2, 3)[shift] : len(whole) - 4]


@dataclass
class Public:
    """Everything public at one moment, by where it was found."""

    texts: dict[str, bytes] = field(default_factory=dict)

    def find(self, secrets: dict[str, bytes]) -> list[str]:
        """Where which secret stands."""
        found = []
        for name, secret in secrets.items():
            needles = list(encodings(secret))
            found += [f"{name} in {place}" for place, text in self.texts.items() if any(n in text for n in needles)]
        return found


def git_objects(scratch: Scratch) -> Iterator[tuple[str, bytes]]:
    """Every object of the repository, packed or not, and its other files."""
    folder = Path(scratch.repo.git_dir)
    for name in scratch.repo.git.rev_list("--all", "--objects").split("\n"):
        object_id = name.split(" ")[0]
        kind = scratch.repo.git.cat_file("-t", object_id)
        if kind in ("blob", "commit"):
            yield f"git/{object_id}", scratch.repo.odb.stream(bytes.fromhex(object_id)).read()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield f".git/{path.relative_to(folder)}", data
            if re.fullmatch(r"objects/../.{38}", path.relative_to(folder).as_posix()):
                yield f"loose/{path.name}", zlib.decompress(data)


def collect(scratch: Scratch, said: list[str]) -> Public:
    """All of it, with the site built as of the bureau's day, and what read-only commands print."""
    found = Public({f"tree/{path}": data for path, data in scratch.files().items()})
    found.texts.update(git_objects(scratch))
    out = scratch.folder / "site"
    build(scratch.records, out, day_of(scratch.now), say=said.append)
    for path in out.rglob("*"):
        if path.is_file():
            found.texts[f"site/{path.relative_to(out)}"] = path.read_bytes()
    day = day_of(scratch.now).isoformat()
    for arguments in (["verify", str(scratch.records / "ledger"), "--as-of", day], ["check", "--records", str(scratch.records)]):
        for more in ([], ["--json"]):
            done = CliRunner().invoke(main, [*arguments, *more])
            said += [done.stdout, done.stderr]
    found.texts["said"] = "\n".join([*said, *scratch.said]).encode()
    return found


def shape(text: bytes, code: str, name: str) -> bytes:
    """A page or line with its own member's marks taken out, and all numbers that come from codes."""
    return text.replace(code.encode(), b"<code>").replace(name.encode(), b"<name>")


def counts_by_member(public: Public, members: dict[str, str], own: set[str]) -> dict[str, dict[str, int]]:
    """How often each member's code or name stands in each place, apart from places that are its own record."""
    found: dict[str, dict[str, int]] = {}
    for code, name in members.items():
        places = {}
        for place, text in public.texts.items():
            count = text.count(code.encode()) + text.count(name.encode())
            if count and not any(mark in place for mark in own):
                places[place] = count
        found[code] = places
    return found


def secrets_of(scratch: Scratch, master: bytes, opened: set[str]) -> dict[str, bytes]:
    """The master, and the nonce of every entity that is not opened yet."""
    members = [entity.code for entity in scratch.listed]
    return {"master": master} | {f"nonce {id}": nonce(master, EntityId(id)) for id in members if id not in opened}


def members_of(scratch: Scratch) -> dict[str, str]:
    """Names of the pool's entities by code."""
    with scratch.bureau().repository.writing(lambda _: None) as writing:
        pool = writing.documents.pool(writing.life.draws[DRAW].body.pool)
    codes = {one.id for one in pool.entities}
    return {entity.code: entity.name for entity in scratch.listed if entity.code in codes}


def assert_alike(public: Public, members: dict[str, str]) -> None:
    """Every member stands in the same places as often: pages of its own, and its records, differ only by itself."""
    shapes: dict[str, set[bytes]] = {}
    tallies: dict[str, set[int]] = {}
    for place, text in public.texts.items():
        if place.startswith(("git/", "loose/", ".git/")):
            continue  # the same bytes as in the work tree's history, looked at by the search for secrets
        owner = next((code for code in members if code in place), None)
        if owner is not None and place.startswith("site/e/") and place.endswith("index.html"):
            body = shape(text, owner, members[owner])
            start = body.index(b'id="draws"')
            shapes.setdefault("entity page", set()).add(body[start : body.index(b"<footer", start)])
        elif owner is None:
            for code in members:
                tallies.setdefault(place, set()).add(text.count(code.encode()))
    assert len(shapes["entity page"]) == 1, "an enterprise's page differs from another's"
    uneven = {place: sorted(numbers) for place, numbers in tallies.items() if len(numbers) > 1}
    assert uneven == {}


@pytest.mark.slow
def test_nothing_tells_who_was_drawn(published: Scratch) -> None:
    said: list[str] = []
    published.step(ANNOUNCED, lambda b: announce(b, DRAW))
    master = next(secret for secret in reversed(published.secrets) if len(secret) == 32)
    members = members_of(published)
    assert len(members) > 20

    announced = collect(published, said)
    assert announced.find(secrets_of(published, master, set())) == []
    assert_alike(announced, members)

    published.step(DRAWN, lambda b: draw(b, DRAW))
    drawn = collect(published, said)
    assert drawn.find(secrets_of(published, master, set())) == []
    assert_alike(drawn, members)

    rows = assignment(published.bureau(), DRAW)
    teams = {str(person["id"]) for row in rows for person in row["inspectors"] if isinstance(person, dict)}  # type: ignore[union-attr]
    for place, text in drawn.texts.items():
        if place == "said" or place.startswith("site/d/"):
            assert not any(id.encode() in text for id in teams), place

    first = rows[0]
    opened = str(first["entity"]["id"])  # type: ignore[index,call-overload]
    published.write(f"results/{DRAW}/{first['rank']}.yaml", result_record(first, "2024-10-21", "未发现问题"))
    published.commit("结果")
    published.step("2024-10-30T10:00:00+08:00", lambda b: disclose(b, DRAW))
    disclosed = collect(published, said)
    assert disclosed.find(secrets_of(published, master, {opened})) == []
    rest = {code: name for code, name in members.items() if code != opened}
    assert_alike(disclosed, rest)


@pytest.mark.slow
def test_the_search_finds_what_is_planted(announced: Scratch) -> None:
    """The controls: a nonce in a page, a master in a commit that was taken back, a member that is mentioned once too often."""
    master = next(secret for secret in reversed(announced.secrets) if len(secret) == 32)
    secrets = secrets_of(announced, master, set())
    code = announced.listed[3].code
    planted = announced.records / "note.txt"
    planted.write_bytes(b"x" + base64.b64encode(b"ab" + master))
    announced.commit("slip")
    planted.unlink()
    announced.commit("taken back")
    public = Public(dict(git_objects(announced)))
    assert any(line.startswith("master in") for line in public.find(secrets))
    public = Public({"page": secrets[f"nonce {code}"].hex().upper().encode()})
    assert public.find(secrets) == [f"nonce {code} in page"]
    said: list[str] = []
    announced.now = announced.now.replace(day=14)
    whole = collect(announced, said)
    members = members_of(announced)
    assert_alike(whole, members)
    whole.texts["site/index.html"] += code.encode() if code in members else next(iter(members)).encode()
    with pytest.raises(AssertionError):
        assert_alike(whole, members)
