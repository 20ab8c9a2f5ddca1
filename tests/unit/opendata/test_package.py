"""The index of the files, the twins of the pages, and the description for search engines."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from generator.opendata.collect import TABLES
from generator.opendata.dataset import dataset
from generator.opendata.package import LICENCE_ADDRESS, File, Published
from generator.opendata.write import OpenData, write_feeds
from tests.unit.opendata.hostile import hostile, objects


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where everything is written."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def published(folder: Path) -> Published:
    """The hostile ledger's data, written."""
    _, found, site, data = hostile()
    open_data = OpenData(data)
    result = open_data.describe(folder, [file for job in open_data.jobs(folder, site) for file in job()])
    write_feeds(folder, site, found.view)
    return result


@pytest.fixture(scope="module")
def index(folder: Path, published: Published) -> Mapping:
    """``index.json``."""
    return json.loads((folder / "data" / "index.json").read_text(encoding="utf-8"))


def test_index_names_every_file_and_no_other(folder: Path, index: Mapping) -> None:
    """ "`index.json` with SHA-256, row counts": of the very bytes that lie there."""
    files = {path.name: path.read_bytes() for path in (folder / "data").iterdir() if path.name != "index.json"}
    assert {resource["path"] for resource in index["resources"]} == files.keys()
    assert len(files) == 3 * len(TABLES) + 1
    for resource in index["resources"]:
        data = files[resource["path"]]
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}" and resource["bytes"] == len(data)


def test_index_says_what_it_rests_on(index: Mapping) -> None:
    """The day, the ledger's size, root and genesis, the licence, and how many rows each table has."""
    data = hostile()[3]
    assert index["as_of"] == "2024-12-10"
    assert index["ledger"] == {
        "genesis": data.head.genesis, "origin": "test.example/ledger", "root": data.head.root, "size": data.head.size,
    }  # fmt: skip
    assert index["licenses"][0]["path"] == LICENCE_ADDRESS
    rows = {resource["name"]: resource["rows"] for resource in index["resources"] if resource["format"] == "csv"}
    assert rows == {name: len(filled.rows) for name, filled in data.tables.items()}


def test_index_has_the_whole_dictionary(index: Mapping) -> None:
    """Name, type and description in both languages of every column; keys and references (Data Package, version 2)."""
    schemas = {resource["name"]: resource["schema"] for resource in index["resources"] if resource["format"] == "csv"}
    for table in TABLES:
        fields = schemas[table.name]["fields"]
        assert [field["name"] for field in fields] == list(table.names)
        assert [(f["description"], f["description_en"]) for f in fields] == [(c.zh, c.en) for c in table.columns]
        assert schemas[table.name]["primaryKey"] == list(table.key)
        for key in schemas[table.name].get("foreignKeys", ()):
            assert key["reference"]["fields"] == schemas[key["reference"]["resource"]]["primaryKey"]
    names = [resource["name"] for resource in index["resources"]]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[a-z0-9._-]+", name) for name in names)
    outcome = next(field for field in schemas["results"]["fields"] if field["name"] == "outcome")
    assert {one["value"]: one["label"] for one in outcome["categories"]}["none-found"] == "未发现问题"


def twin(folder: Path, path: str) -> Mapping:
    """The twin of a page."""
    return json.loads((folder / path / "index.json").read_text(encoding="utf-8"))


def test_every_record_page_has_its_twin(folder: Path, published: Published) -> None:
    """Of each enterprise, draw and area, with the address of its page."""
    site = hostile()[2]
    paths = {f"e/{entity.code}/" for entity in site.entities} | {f"d/{draw.id}/" for draw in site.draws}
    paths |= {f"a/{area.code}/" for area in site.areas}
    found = {f"{file.parent.relative_to(folder).as_posix()}/" for file in folder.glob("[aed]/*/index.json")}
    assert found == paths
    for path in paths:
        assert twin(folder, path)["page"] == f"https://test.example/ssj/{path}"
        assert twin(folder, path)["ledger"]["size"] == published.data.head.size


def test_twins_hold_the_rows_that_are_theirs(folder: Path, published: Published) -> None:
    """The same objects as in the tables' own files, all of them and no others."""
    tables = {name: [json.loads(json.dumps(row)) for row in objects(filled)] for name, filled in published.data.tables.items()}
    for row in tables["entities"]:
        found = twin(folder, f"e/{row['entity']}")
        assert found["entity"] == row
        for name in ("members", "ranks", "results", "adjustments"):
            assert found[name] == [one for one in tables[name] if one["entity"] == row["entity"]]
    for row in tables["draws"]:
        found = twin(folder, f"d/{row['draw']}")
        assert found["draw"] == row
        for name in ("strata", "sources", "members", "ranks", "results", "adjustments", "checks", "entries"):
            assert found[name] == [one for one in tables[name] if one["draw"] == row["draw"]]
    area = twin(folder, "a/430902")
    assert area["area"] == {"area": "430902", "name": "资阳区"}
    for name in ("draws", "entities", "inspectors", "results"):
        assert area[name] == [one for one in tables[name] if one["area"] == "430902"]


def test_dataset_is_schema_org(published: Published) -> None:
    """What a search engine asks of a ``Dataset``: name, description of 50 to 5,000 characters, licence, creator, downloads that
    are there."""
    found = json.loads(published.dataset)
    assert (found["@context"], found["@type"], found["license"]) == ("https://schema.org/", "Dataset", LICENCE_ADDRESS)
    assert 50 <= len(found["description"]) <= 5000 and found["creator"]["name"] == published.data.head.name
    files = {f"{name}.csv" for name in published.files} | {published.database.name, "index.json"}
    named = {one["contentUrl"]: one["name"] for one in found["distribution"]}
    assert all(f"{table.title} {table.title_en}" in named.values() for table in TABLES)
    assert named.keys() == {f"https://test.example/ssj/data/{name}" for name in files}


def test_dataset_can_not_end_its_script() -> None:
    """Whatever the agency is called."""
    data = hostile()[3]
    name = "</script><script>alert(1)</script>&\u2028"
    file = File("x.csv", "csv", 1, "00")
    head = replace(data.head, name=name)
    text = dataset(Published(replace(data, head=head), dict.fromkeys(data.tables, (file,)), file))
    assert not re.search(r"[<>&\u2028\u2029]", text)
    assert json.loads(text)["creator"]["name"] == name
