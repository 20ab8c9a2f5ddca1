"""Two bureaus, alike but for their secrets: what is public of them does not tell who was drawn (clause 六(二)1).

They are played at the command line. They begin alike, and then draw with fresh secrets of their own. What is public of either
at each moment is searched for its secrets, must name every member of the pool as often as any other, and must be the same in
both but for digests, signatures and tickets: so it cannot depend on who was drawn, which differs.
"""

import base64
import gzip
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from generator.build import build
from ledger.commands.assignment import assignment
from ledger.commands.setup import init_ledger, publish
from ledger.core.encoding import prf
from tests.example.yamltext import document
from tests.support.public import Texts, blurred, collect, differences, leaks, unlike
from tests.support.scratch import ANNOUNCED, DRAW, DRAWN, Scratch, result_record

pytestmark = pytest.mark.slow
SEALED = ("announced", "drawn", "adjusted")
"""The moments at which nothing is open yet."""
WORDS = "只有保管人知道的检查情况"
"""What a withheld result says."""


@dataclass
class Moment:
    """What is public, and what must not be: the secrets by name, those sealed, and the rows that only the officers know."""

    texts: Texts
    secrets: dict[str, bytes]
    sealed: list[str]
    rows: list[dict[str, Any]]
    teams: list[list[Any]]
    """Of the rows that were opened: chance may give the same one to a row that is sealed."""


class Player:
    """Plays one bureau's draw at the command line, and keeps all that is printed and logged."""

    def __init__(self, scratch: Scratch, log: StringIO) -> None:
        self.scratch, self.printed, self._log = scratch, [], log
        self.moments: dict[str, Moment] = {}
        self._opened: dict[str, list[Any]] = {}

    def run(self, *arguments: str, code: int = 0) -> None:
        """One command, as it must end."""
        done = self.scratch.run(*arguments)
        assert done.exit_code == code, done.output
        self.printed += [text.replace(str(self.scratch.folder), "<folder>") for text in (done.stdout, done.stderr)]

    def look(self, name: str) -> None:
        """Commit, verify, build the site, and take everything public down."""
        scratch, site = self.scratch, self.scratch.folder / "sites" / name
        scratch.commit("台账")
        day = scratch.now.date().isoformat()
        self.run("check")
        self.run("verify", "--as-of", day)
        self.run("verify", "--as-of", day, "--json")
        build(scratch.records, site, date.fromisoformat(day), say=self.printed.append)
        logged = self._log.getvalue().replace(str(scratch.folder), "<folder>")
        texts = collect(scratch.repo, site, [*self.printed, logged])
        with scratch.bureau().repository.writing(self.printed.append) as writing:
            life = writing.life.draws[DRAW]
            master = scratch.bureau().master(life)
        assert life.pool is not None and master in scratch.secrets
        sealed = [entity.id for entity in life.pool.entities if entity.id not in self._opened]
        secrets = {"master": master} | {f"nonce of {id}": prf(master, "nonce", id) for id in sealed}
        secrets |= _private(scratch)
        rows = assignment(scratch.bureau(), DRAW) if life.drawn is not None else []
        self.moments[name] = Moment(texts, secrets, list(map(str, sealed)), rows, list(self._opened.values()))

    def row(self, rank: int) -> dict[str, Any]:
        """What the officer sees."""
        return next(row for row in assignment(self.scratch.bureau(), DRAW) if row["rank"] == rank)

    def play(self) -> None:
        """From the announcement to the first results."""
        scratch = self.scratch
        scratch.at(ANNOUNCED)
        self.run("announce", DRAW, "--json")
        self.look("announced")
        scratch.at(DRAWN)
        self.run("draw", DRAW)
        self.run("draw", DRAW, code=1)
        self.run("assignment", DRAW, code=1)
        self.run("assignment", DRAW, "--out", str(scratch.home / "list"))
        self.run("assignment", DRAW, "--json", "--officer", "officer-b", "--out", str(scratch.home / "list.json"))
        self.run("reveal", DRAW, code=1)
        self._wrong_result()
        self.look("drawn")
        scratch.later(days=1)
        self.run("adjust", DRAW, "1", "recusal", "--reason", "kinship", "--seat", "0", "--json")
        self.run("adjust", DRAW, "1", "appointed", "--reason", "exhausted", "--seat", "1", "--inspector", "EX430971001", code=1)
        self.run("adjust", DRAW, "2", "void", "--reason", "moved", code=1)
        self.look("adjusted")
        self._open_three()
        self.look("opened")

    def _wrong_result(self) -> None:
        """A clerk takes the wrong enterprise: one that is not even in the pool. The error does not say the right one."""
        record = result_record(self.row(0), "2024-10-15", "未发现问题")
        record |= {"检查对象": self._outsider(), "检查人员": ["EX430971001", "EX430971002"]}
        path = f"results/{DRAW}/0.yaml"
        self.scratch.write(path, record)
        self.scratch.commit("写错了")
        self.run("disclose", DRAW, code=1)
        (self.scratch.records / path).unlink()
        self.scratch.commit("撤回")

    def _outsider(self) -> str:
        return next(entity.code for entity in self.scratch.listed if entity.status != "在营")

    def _open_three(self) -> None:
        """One result published, one withheld, one entity found closed and replaced; rank 1 stays sealed."""
        scratch = self.scratch.at("2024-10-30T09:00:00+08:00")
        published, withheld, closed = self.row(0), self.row(2), self.row(3)
        self._opened = {str(row["entity"]["id"]): row["inspectors"] for row in (published, withheld, closed)}
        scratch.write(f"results/{DRAW}/0.yaml", result_record(published, "2024-10-21", "未发现问题"))
        scratch.commit("结果")
        self.run("disclose", DRAW, "0", "--json")
        secret = scratch.home / "2.yaml"
        record = result_record(withheld, "2024-10-21", "发现问题已责令整改") | {"检查内容": WORDS}
        secret.write_text(document(record), encoding="utf-8")
        before = len(scratch.secrets)
        self.run("withhold", DRAW, "2", "--ground", "公共安全", "--file", str(secret))
        self.salt = scratch.secrets[before]
        self.run("adjust", DRAW, "3", "closed", "--reason", "suspended")


def _private(scratch: Scratch) -> dict[str, bytes]:
    """The private keys of this machine."""
    ring, ask = scratch.keyring, scratch.world.ask
    return {
        f"private key {key.name}": ring.open_officer(key.name, ask).private.reveal()
        if key.kind == "officer"
        else bytes(ring.open_signer(key.name, ask))
        for key in ring.list_keys()
    }


@contextmanager
def logged() -> Iterator[StringIO]:
    """Everything that any library logs meanwhile."""
    log, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(log), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield log
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Player, Player]:
    """The same bureau twice, from the announcement on with other secrets, and all moments of both."""
    folder = tmp_path_factory.mktemp("worlds")
    bureau = Scratch(folder / "bureau")
    bureau.step("2024-10-09T09:00:00+08:00", init_ledger)
    bureau.step("2024-10-10T09:00:00+08:00", publish)
    return _played(bureau.copied(folder / "first")), _played(bureau.copied(folder / "second"))


def _played(scratch: Scratch) -> Player:
    with logged() as log:
        player = Player(scratch, log)
        player.play()
    return player


@pytest.fixture(params=[0, 1], ids=["first", "second"])
def world(request: pytest.FixtureRequest, worlds: tuple[Player, Player]) -> Player:
    """Each of the two."""
    return worlds[request.param]


def test_different_ones_are_drawn(worlds: tuple[Player, Player]) -> None:
    """Or the comparison below would show nothing."""
    drawn = [{row["entity"]["id"] for row in player.moments["drawn"].rows} for player in worlds]
    assert len(drawn[0]) == len(drawn[1]) == 4 and drawn[0] != drawn[1]


@pytest.mark.parametrize("names", [SEALED, ("opened",)], ids=["while all is sealed", "once some is open"])
def test_no_secret_in_any_encoding(world: Player, names: tuple[str, ...]) -> None:
    """No nonce that is still sealed, no master, no private key; nor the salt of what is withheld."""
    moments = [world.moments[name] for name in names]
    texts = {f"{name}/{path}": data for name, moment in zip(names, moments, strict=True) for path, data in moment.texts.items()}
    secrets = moments[-1].secrets | {"salt": world.salt}
    assert all(moment.secrets.items() <= secrets.items() for moment in moments)
    assert len(secrets) > 30 and len(texts) > 500
    assert leaks(texts, secrets) == []


@pytest.mark.parametrize("name", ["drawn", "adjusted", "opened"])
def test_no_team(world: Player, name: str) -> None:
    """No team of a sealed row stands together anywhere, by certificates or by names, however they are strung together."""
    moment = world.moments[name]
    for row in (row for row in moment.rows if row["inspectors"] not in moment.teams):
        for key in ("id", "name"):
            team = [str(person[key]) for person in row["inspectors"]]
            forms = [
                link.join(team).encode() for link in ("、", ",", ", ", ";", "；", " ", '","', '", "', "\n", "</li><li>", "\t")
            ]
            found = [where for where, data in moment.texts.items() if any(form in data for form in forms)]
            assert found == []


def test_what_is_withheld_is_nowhere(world: Player) -> None:
    """Not in the repository, its history, the site, or what was printed."""
    assert not any(WORDS.encode() in data for data in world.moments["opened"].texts.values())


def codes_and_names(player: Player) -> dict[str, tuple[str, str]]:
    """Every enterprise's code and name, by code."""
    return {entity.code: (entity.code, entity.name) for entity in player.scratch.listed}


@pytest.mark.parametrize("name", [*SEALED, "opened"])
def test_every_member_is_named_as_often(world: Player, name: str) -> None:
    """In each public text, one that is drawn and sealed is named as often as one that is not drawn."""
    moment = world.moments[name]
    assert {row["entity"]["id"] for row in moment.rows} <= set(moment.sealed)
    assert unlike(moment.texts, codes_and_names(world), moment.sealed) == []


@pytest.mark.parametrize("name", SEALED)
def test_public_texts_do_not_depend_on_the_secrets(worlds: tuple[Player, Player], name: str) -> None:
    """在实施现场随机抽查前，应对抽查对象采取保密措施: both bureaus publish, print and log the same, to the letter, but for
    digests, signatures and tickets."""
    first, second = (player.moments[name].texts for player in worlds)
    assert len(blurred(first)) > 400
    found = differences(first, second)
    assert not found, "\n".join(found)


def writings(secret: bytes) -> dict[str, bytes]:
    """A secret as a slip could publish it, by ordinary means."""
    found = {
        "raw": secret,
        "hex": secret.hex().encode(),
        "upper-case hex": secret.hex().upper().encode(),
        "cut short": f"{secret.hex()[:12]}…".encode(),
        "backwards": secret[::-1],
        "hex backwards": secret.hex()[::-1].encode(),
        "hex of it backwards": secret[::-1].hex().encode(),
        "decimal": str(int.from_bytes(secret, "big")).encode(),
        "list": str(list(secret)).encode(),
    }
    for before in range(3):
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            found[f"{name} after {before}"] = encode(bytes(range(200, 200 + before)) + secret + b"more")
    return found | {"base64 without padding": base64.b64encode(secret).rstrip(b"=")}


@pytest.mark.parametrize("way", writings(bytes(32)))
def test_control_every_writing_is_found(world: Player, way: str) -> None:
    """One sealed nonce in one page."""
    moment = world.moments["drawn"]
    name = f"nonce of {moment.rows[0]['entity']['id']}"
    page = b"<p>" + writings(moment.secrets[name])[way] + b"</p>"
    found = leaks({"page": page, "other": b"<p></p>"}, moment.secrets)
    assert {(where, what) for where, what, _ in found} == {("page", name)}


def test_control_what_is_folded_up_is_found(world: Player, tmp_path: Path) -> None:
    """A secret in a commit that was thrown away, in the index, in a compressed file, in a sheet, in what a command said."""
    moment = world.moments["drawn"]
    secret = moment.secrets["master"]
    twin = world.scratch.copied(tmp_path / "twin")
    before = twin.repo.head.commit.hexsha
    slip, staged = twin.records / "slip.txt", twin.records / "staged.txt"
    slip.write_text(secret.hex(), encoding="utf-8")
    twin.commit("失误")
    twin.repo.git.reset("--hard", before)
    staged.write_bytes(b"?" + base64.b64encode(b"xy" + secret))
    twin.repo.git.add(str(staged))
    staged.unlink()
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitemap.xml.gz").write_bytes(gzip.compress(secret))
    book = Workbook()
    book.active["B2"] = secret.hex()
    book.save(site / "sheet.xlsx")
    left = twin.records / "ledger" / ".staging"
    left.mkdir()
    (left / "0").write_bytes(secret)
    found = leaks(collect(twin.repo, site, ["", secret.hex()]), {"master": secret})
    kinds = {where.split("/")[-2] if where.startswith("git/") else where for where, _, _ in found}
    assert kinds >= {"blob", "site/sitemap.xml.gz!gz", "site/sheet.xlsx!cells", "printed/1", "tree/records/ledger/.staging/0"}
    assert len({where for where, _, _ in found if where.startswith("git/objects/blob/")}) == 2


def test_control_one_word_about_one_member_stands_out(worlds: tuple[Player, Player]) -> None:
    """A drawn enterprise's name in a list, a mark on its page, or rows in the order in which they were drawn."""
    world, moment = worlds[0], worlds[0].moments["drawn"]
    drawn = [str(row["entity"]["id"]) for row in moment.rows]
    texts = dict(moment.texts)
    texts["site/index.html"] += f"<li>{moment.rows[0]['entity']['name']}</li>".encode()
    assert unlike(texts, codes_and_names(world), moment.sealed) == [("site/index.html", drawn[0])]
    ordered = {"site/list.txt": "\n".join(sorted(moment.sealed, key=lambda id: (id not in drawn, id))).encode()}
    even = {"site/list.txt": "\n".join(sorted(worlds[1].moments["drawn"].sealed)).encode()}
    assert unlike(ordered, codes_and_names(world), moment.sealed) == []
    assert differences(ordered, even) != []
    page = f"site/e/{drawn[0]}/index.html"
    marked = moment.texts | {page: moment.texts[page] + b"<i>!</i>"}
    found = differences(moment.texts, marked)
    assert found != [] and all(line.startswith(page) for line in found)
