"""A site that is kept is the very one that a build from nothing makes; whatever differs, it is built."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from generator import kept
from generator.build import build, commit_of
from generator.kept import Kept, Note, asked, recommitted, standing
from generator.shell import MKDOCS
from generator.sources import site_sources
from ledger.core.policy import Policy
from ledger.sources.site import folder_reader
from tests.support.ledgers import AREAS, AS_OF, Options, build_ledger
from tests.unit.generator.places import write_records

pytestmark = pytest.mark.slow
CODE = "430902-key-01"


def git(folder: Path, *arguments: str) -> None:
    """A git command in a folder, whatever this machine's settings."""
    own = [
        "-c",
        "user.name=示例",
        "-c",
        "user.email=x@test.example",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "core.hooksPath=/dev/null",
    ]
    subprocess.run(["git", *own, *arguments], cwd=folder, capture_output=True, check=True)


def commit(records: Path) -> None:
    """All that was changed."""
    git(records, "add", "--all")
    git(records, "commit", "--quiet", "--allow-empty", "--message", "示例")


def write_entity(records: Path, name: str, code: str = CODE) -> None:
    """A record's file, which the last snapshot has as `示例key01厂` or so."""
    place = records / "entities" / "430902" / f"{code}.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"名称: {name}\n统一社会信用代码: {code}\n区域: '430902'\n", encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class Desk:
    """Somebody who builds again and again, and is told what was done."""

    def __init__(self, folder: Path) -> None:
        self.records, self.out, self.notes = folder / "records", folder / "site", folder / "notes"

    def build(self, as_of: date = AS_OF) -> bool:
        """Whether the site that stood there was kept."""
        said: list[str] = []
        build(self.records, self.out, as_of, say=said.append, notes=self.notes)
        return any("就是这样的网站" in words for words in said)

    def is_clean(self, as_of: date = AS_OF) -> bool:
        """Whether the site is to the byte what a build from nothing makes."""
        clean = build(self.records, self.out.parent / "clean", as_of)
        return tree(self.out) == tree(clean.out)

    @property
    def note(self) -> Path:
        """The file with the note."""
        return next(self.notes.iterdir())

    def write(self, **fields: str) -> None:
        """A whole note that says something else."""
        own = Kept(self.notes, self.out)
        note = own.read()
        assert note is not None
        own.write(replace(note, **fields))

    def is_good(self, as_of: date = AS_OF, policy: Policy | None = None, *, preview: bool = False) -> bool:
        """Whether a build would keep the site."""
        wanted = asked(self.records, site_sources(), as_of, policy, preview, MKDOCS)
        found = Kept(self.notes, self.out).good(
            wanted, self.records, folder_reader(self.records / "ledger"), AREAS, lambda: commit_of(self.records)
        )
        return found is not None


def made(folder: Path) -> Desk:
    """The small ledger in a Git repository, with the site of it."""
    desk = Desk(folder)
    write_records(desk.records, build_ledger())
    git(desk.records, "init", "--quiet")
    write_entity(desk.records, "示例key01厂")
    commit(desk.records)
    assert not desk.build()
    return desk


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One site for all who do not build it anew."""
    return made(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def desk(shared: Desk) -> Iterator[Desk]:
    """The same, with a note that is right before and after."""
    note = shared.note.read_bytes()
    yield shared
    shared.note.write_bytes(note)
    shared.write(site=standing(shared.out))
    assert shared.is_good()


def test_what_changes_by_and_by(tmp_path: Path) -> None:
    """Kept or built, it is the site of a build from nothing: unchanged records, a changed record (only the commit is another), a
    history that its page shows, an older ledger, a page that was not built, another day."""
    desk = made(tmp_path)
    assert desk.build() and desk.is_clean()
    write_entity(desk.records, "示例改名厂")
    commit(desk.records)
    assert desk.build() and desk.is_clean() and desk.build()
    (desk.records / "entities" / "430902" / f"{CODE}.yaml").unlink()
    commit(desk.records)
    write_entity(desk.records, "示例key01厂")
    commit(desk.records)
    assert not desk.build() and desk.is_clean()
    assert "删去" in (desk.out / "e" / CODE / "index.html").read_text(encoding="utf-8")
    earlier = build_ledger(Options(until="2024-10-20"))
    shutil.rmtree(desk.records / "ledger")
    write_records(desk.records, earlier)
    commit(desk.records)
    assert not desk.build(date(2024, 10, 20)) and desk.is_clean(date(2024, 10, 20))
    write_records(desk.records, build_ledger())
    commit(desk.records)
    (desk.out / "e" / "stale").mkdir()
    (desk.out / "e" / "stale" / "index.html").write_text("", encoding="utf-8")
    assert not desk.build() and desk.is_clean()
    assert not desk.build(AS_OF + timedelta(days=1)) and desk.is_clean(AS_OF + timedelta(days=1))


def test_another_day_policy_or_form(desk: Desk) -> None:
    """Each makes another site."""
    assert desk.is_good()
    assert not desk.is_good(AS_OF + timedelta(days=1))
    assert not desk.is_good(policy=build_ledger().bureau.policy())
    assert not desk.is_good(preview=True)


def test_an_uncommitted_change(desk: Desk) -> None:
    """No commit is told then, so there is none to put in place of the other."""
    write_entity(desk.records, "示例改名厂")
    assert not desk.is_good()
    write_entity(desk.records, "示例key01厂")


@pytest.mark.parametrize(
    "path", ["agency.yaml", "areas.yaml", "ledger/results/A-general/3.json", "ledger/ledger.jsonl", "ledger/more"]
)
def test_other_records(desk: Desk, path: str) -> None:
    """The settings, and every file of the ledger by its bytes; one more is another ledger too."""
    file = desk.records / path
    before = file.read_bytes() if file.exists() else None
    file.write_bytes((before or b"") + b"\n")
    assert not desk.is_good()
    file.unlink() if before is None else file.write_bytes(before)


def test_another_program(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file of the code, the templates, the theme or the prose."""
    sources = kept._sources
    monkeypatch.setattr(kept, "_sources", lambda root: (*sources(root), b"one more template"))
    assert not desk.is_good()


def test_every_file_of_the_program_counts(tmp_path: Path) -> None:
    """A template that says something else, or is new, or has another name."""
    (tmp_path / "site" / "templates").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_bytes(b"")
    seen = set()
    for name, text in (("a.html", ""), ("a.html", "甲"), ("b.html", "甲")):
        (tmp_path / "site" / "templates" / name).write_text(text, encoding="utf-8")
        seen.add(sha256(b"\0".join(kept._sources(tmp_path))).hexdigest())
    assert len(seen) == 3


@pytest.mark.parametrize(
    "path", ["index.html", f"e/{CODE}/index.html", "data/results.csv", "ledger/ledger.jsonl", ".mingchou-site"]
)
def test_a_site_that_somebody_touched(desk: Desk, path: str) -> None:
    """Even with the same size and time: the file system knows."""
    file = desk.out / path
    before, data = file.stat(), file.read_bytes()
    file.write_bytes(data[:-1] + b"x")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not desk.is_good()
    file.write_bytes(data)


def test_a_file_more_or_less(desk: Desk) -> None:
    """A page that stands there without having been built, and one that is gone."""
    (desk.out / "stale.html").write_text("", encoding="utf-8")
    assert not desk.is_good()
    (desk.out / "stale.html").unlink()
    assert desk.is_good()
    (desk.out / "index.html").rename(desk.out / "away")
    assert not desk.is_good()
    (desk.out / "away").rename(desk.out / "index.html")


def test_links_are_left_alone(desk: Desk) -> None:
    """Nothing is said of what lies behind a link."""
    link = desk.records / "ledger" / "beside"
    link.symlink_to(desk.records / "agency.yaml")
    assert not desk.is_good()
    link.unlink()


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data.replace(b'"late": 1', b'"late": 0'),
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: b"\xff" * len(data),
        lambda data: sha256(b"{}").hexdigest().encode() + b"\n{}",
        lambda data: sha256(b"[1").hexdigest().encode() + b"\n[1",
    ],
)
def test_a_damaged_note_is_none(desk: Desk, harm: Callable[[bytes], bytes]) -> None:
    """Torn, changed, or of another form."""
    whole = desk.note.read_bytes()
    desk.note.write_bytes(harm(whole))
    assert desk.note.read_bytes() != whole
    assert not desk.is_good()


@pytest.mark.parametrize("field", ["asked", "ledger", "history", "site", "commit"])
def test_a_note_that_was_written_for_something_else(desk: Desk, field: str) -> None:
    """Whole, but of another program, ledger, history, site or commit."""
    desk.write(**{field: sha256(b"").hexdigest()[: 40 if field == "commit" else 64]})
    assert not desk.is_good()


def test_a_note_that_cannot_be_written(tmp_path: Path) -> None:
    """Nothing else is lost."""
    (tmp_path / "notes").write_text("", encoding="utf-8")
    own = Kept(tmp_path / "notes", tmp_path / "site")
    own.write(Note("", "", "", "", "", 0, 0, 0, 0))
    assert own.read() is None


def test_a_commit_that_stands_elsewhere_too(tmp_path: Path) -> None:
    """What cannot be exchanged for certain is built."""
    old, new, short = "a" * 40, "b" * 40, "a" * 12
    pages = ["data/index.html", "en/data/index.html"]
    database = f"SQLite {old}"
    files = {
        "data/mingchou.sqlite": database, "data/index.json": f"{old} {sha256(database.encode()).hexdigest()}",
        **dict.fromkeys(pages, f"<code>{short}</code>"),
    }  # fmt: skip

    def written(more: str = "") -> Path:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text + (f" {text}" if path == more else ""), encoding="utf-8")
        return tmp_path

    found = recommitted(written(), old, new)
    assert found is not None and found.keys() == files.keys()
    assert found["data/index.json"].decode() == f"{new} {sha256(found['data/mingchou.sqlite']).hexdigest()}"
    assert all(old.encode() not in data and short.encode() not in data for data in found.values())
    assert [recommitted(written(path), old, new) for path in files] == [None] * 4
    assert recommitted(written(), old, "") is None and recommitted(written(), "", new) is None
