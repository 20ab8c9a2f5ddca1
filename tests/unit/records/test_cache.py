"""The cache of parsed trees: an unchanged file is not parsed again, and a changed byte is always seen."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.errors import RecordErrors
from ledger.records import cache as module
from ledger.records.cache import TreeCache
from ledger.records.collection import Records
from ledger.records.load import load_records
from ledger.records.nodes import Items, Node, Table, Text
from ledger.records.problems import Context, Problems
from tests.example.codes import credit_code
from tests.unit.records.sample import ENTITY_PATH, RESULT_PATH, load, sample

FILES = sample()


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """The sample on a disk."""
    for path, text in FILES.items():
        place = tmp_path / "records" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
    return tmp_path / "records"


def run(records: Path) -> tuple[Records, int]:
    """One run with a cache beside the records; the records, and how many files were parsed."""
    cache = TreeCache(records.parent / "home" / "trees")
    return load_records(records, cache=cache), cache.misses


def edit(file: Path, old: str, new: str) -> None:
    """Replace some text, and make size and time what they were before."""
    before = file.stat()
    text = file.read_text("utf-8")
    assert old in text and len(old.encode()) == len(new.encode())
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_unchanged_files_are_not_parsed_again(records: Path) -> None:
    """Twice the same records, the second time without the parser."""
    first, parsed = run(records)
    assert first == load(FILES) and parsed == len(FILES)
    assert run(records) == (first, 0)


def test_a_changed_byte_is_seen(records: Path) -> None:
    """Also where neither the length of a file nor its times tell of it."""
    first, _ = run(records)
    edit(records / ENTITY_PATH, "西路", "东路")
    second, parsed = run(records)
    (entity,) = second.entities.values()
    assert parsed == 1 and "东路" in entity.address
    assert replace(entity, address=entity.address.replace("东路", "西路")) in first.entities.values()


def test_problems_come_each_time_with_their_place(records: Path) -> None:
    """A file that cannot be read is not kept; one whose values are wrong is told with the place that was kept."""
    run(records)
    edit(records / ENTITY_PATH, "名称: ", "名称:=")
    edit(records / RESULT_PATH, "现场", "远程")
    told = []
    for _ in range(2):
        with pytest.raises(RecordErrors) as caught:
            run(records)
        told.append([str(problem) for problem in caught.value.problems])
    assert told[0] == told[1] and len(told[0]) == 2
    assert told[0][0].startswith(f"records/{ENTITY_PATH}:1:3: ") and told[0][1].startswith(f"records/{RESULT_PATH}:9:7: ")


def test_what_is_no_longer_there_is_forgotten(records: Path) -> None:
    """The file holds what the last run used and no more."""
    run(records)
    (records / RESULT_PATH).unlink()
    assert run(records)[1] == 0
    (records / RESULT_PATH).write_text(FILES[RESULT_PATH], encoding="utf-8", newline="\n")
    assert run(records)[1] == 1


def _flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-20] ^= 1
    file.write_bytes(data)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "one bit": _flip,
    "cut off": lambda file: file.write_bytes(file.read_bytes()[:-50]),
    "empty": lambda file: file.write_bytes(b""),
    "something else": lambda file: file.write_bytes(b"\x00\xff\n" * 100),
    "gone": lambda file: file.unlink(),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_cache_is_none(records: Path, damage: Callable[[Path], object]) -> None:
    """Nothing of it is used; everything is parsed, and the records are the same."""
    first, _ = run(records)
    damage(records.parent / "home" / "trees")
    assert run(records) == (first, len(FILES))


def test_another_reader_reads_anew(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier version of the program let pass is not let pass by a later one."""
    run(records)
    monkeypatch.setattr(module, "_READERS", ("cache.py", "reader.py"))
    assert run(records)[1] == len(FILES)


def test_a_cache_that_cannot_be_written(records: Path) -> None:
    """Costs time and nothing else."""
    (records.parent / "home").write_text("a file where the folder should be")
    assert run(records)[1] == run(records)[1] == len(FILES)


def test_nothing_is_left_of_a_write_that_fails(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that was there stays, and no other one."""

    def fail(*_: object) -> None:
        raise OSError("no room")

    run(records)
    before = (records.parent / "home" / "trees").read_bytes()
    edit(records / ENTITY_PATH, "西路", "东路")
    monkeypatch.setattr(os, "replace", fail)
    assert run(records)[1] == 1
    assert [path.read_bytes() for path in (records.parent / "home").iterdir()] == [before]


_texts = st.builds(Text, st.text(), st.integers(1, 10**6), st.integers(1, 10**6))


def _tables(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.lists(st.tuples(_texts, inner), max_size=4).map(tuple)
    return st.builds(Table, pairs, st.integers(1, 99), st.integers(1, 99))


_nodes: st.SearchStrategy[Node] = st.recursive(
    _texts,
    lambda inner: st.one_of(
        st.builds(Items, st.lists(inner, max_size=4).map(tuple), st.integers(1, 99), st.integers(1, 99)), _tables(inner)
    ),
    max_leaves=12,
)


@given(_tables(_nodes))
def test_every_tree_comes_back(table: Node) -> None:
    """Texts, lists and tables with their places, empty ones too."""
    assert module._node(module._plain(table)) == table


def test_the_bytes_decide(tmp_path: Path) -> None:
    """Two files of the same bytes are one tree; neither path nor time is looked at."""
    cache, data = TreeCache(tmp_path / "trees"), FILES[ENTITY_PATH].encode()
    for path in ("one.yaml", "another.yaml"):
        with cache:
            assert cache.read(data, Context(path, Problems())) is not None
    assert (cache.hits, cache.misses) == (1, 1)


@pytest.mark.slow
def test_a_large_bureau(tmp_path: Path) -> None:
    """2,000 enterprises: a tenth of a large bureau in a tenth of its time, "under 15 seconds", for a first and a second run."""
    big = tmp_path / "records"
    for path, text in FILES.items():
        (big / path).parent.mkdir(parents=True, exist_ok=True)
        (big / path).write_text(text, encoding="utf-8", newline="\n")
    (code,) = load(FILES).entities
    for number in range(2_000):
        other = _code(number)
        text = FILES[ENTITY_PATH].replace(code, other).replace("嘉达", f"嘉达{number}")
        (big / f"entities/430902/{other}.yaml").write_text(text, encoding="utf-8", newline="\n")
    started = time.process_time()
    assert [run(big)[1] for _ in range(2)] == [2_000 + len(FILES), 0]
    assert time.process_time() - started < 1.5


def _code(number: int) -> str:
    return credit_code("91", "430902", 1_000 + number)
