"""The example's data: fictional and saying so, with right codes, real calendars and real rounds."""

import hashlib
import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
import yaml
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from ledger.core.beacon import PUBLIC_CHAINS
from ledger.records.load import load_records
from tests.example.chain import EXAMPLE
from tests.example.codes import ALPHABET, credit_check, organisation_check
from tests.example.days import is_workday
from tests.example.places import AREAS
from tests.example.state import Registry
from tests.example.story import BATCHES, LAST_DAY
from tests.example.yamltext import document
from tests.example.year import LATE_AREA

HERE = Path(__file__).parent
RECORDS = HERE.parents[1] / "records"
YEARS = (2023, 2024, 2025)


def load(path: Path) -> dict:
    """A YAML file with every scalar a string."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


@pytest.mark.parametrize("year", YEARS)
def test_calendar_is_the_real_one(year: int) -> None:
    """ "Working days: the State Council's yearly notice decides, make-up days included.\""""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    wrong = [day for day in days if day.year == year and is_workday(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


@pytest.mark.parametrize("code", ["91330100799655058B", "9144030071526726XG"])
def test_check_characters_of_real_codes(code: str) -> None:
    """Two codes that are printed in public annual reports."""
    assert organisation_check(code[8:16]) == code[16]
    assert credit_check(code[:17]) == code[17]


def records(kind: str) -> dict[str, dict]:
    """Every committed record of a registry, by file name."""
    return {path.stem: load(path) for path in sorted((RECORDS / kind).rglob("*.yaml"))}


def test_entities() -> None:
    """At least 600 in eight areas, each with a right code, none with a name that does not say what it is."""
    found = records("entities")
    assert len(found) >= 600
    assert Counter(e["区域"] for e in found.values()).keys() == AREAS.keys() - {"430900"}
    assert len({e["名称"] for e in found.values()}) == len(found)
    for code, entity in found.items():
        assert entity["统一社会信用代码"] == code and len(code) == 18 and set(code) <= set(ALPHABET)
        assert code[2:8] == entity["区域"] and code[8:12] == "EXMP"
        assert organisation_check(code[8:16]) == code[16] and credit_check(code[:17]) == code[17]
        assert "示例" in entity["名称"] and "示例" in entity["地址"]
        assert entity["标签"] == sorted(set(entity["标签"]))
    day = date.fromisoformat(LAST_DAY)
    shares = Counter(e.classified(day).kind for e in load_records(RECORDS).entities.values())
    assert 0.12 < shares["key"] / len(found) < 0.20 and 0.04 < shares["special"] / len(found) < 0.08


def test_inspectors() -> None:
    """At least 80, their names fictional, their recusals from enterprises that exist."""
    found, entities = records("inspectors"), records("entities")
    assert len(found) >= 84
    assert len({i["姓名"] for i in found.values()}) == len(found)
    for certificate, inspector in found.items():
        assert inspector["执法证号"] == certificate and inspector["姓名"].startswith("示例")
        assert set(inspector.get("回避", [])) <= entities.keys()
        assert inspector["标签"] == sorted(set(inspector["标签"]))
    assert any("回避" in i for i in found.values())


def test_thirteen_items() -> None:
    """二(二) lists thirteen kinds of item; both years' lists have them all, in order, with content and legal basis."""
    regulation = [load(HERE / f"static/items/{year}.yaml")["事项"] for year in (2023, 2024)]
    for items in regulation:
        assert [item["编号"] for item in items] == [f"{n:02d}" for n in range(1, 14)]
        assert all(item["内容"] and "《" in item["依据"] for item in items)


def test_keys_are_those_of_the_agency() -> None:
    """The public keys in agency.yaml belong to the example's private ones, which say that they are public."""
    keys = json.loads((HERE / "keys.json").read_text(encoding="utf-8"))
    agency = load(HERE / "static/agency.yaml")
    assert "切勿用于真实台账" in keys["note"] and agency["示例"] == "是"
    for key, line in zip(keys["signers"], agency["公钥"], strict=True):
        public = bytes(SigningKey(bytes.fromhex(key["seed"])).verify_key)
        identity = hashlib.sha256(key["name"].encode() + b"\n\x01" + public).hexdigest()[:8]
        assert line["角色"] == key["roles"] and line["公钥"].startswith(f"{key['name']}+{identity}+")
    for officer, line in zip(keys["officers"], agency["保管人"], strict=True):
        public = bytes(PrivateKey(bytes.fromhex(officer["private"])).public_key)
        assert (line["名称"], line["公钥"]) == (officer["name"], public.hex())


def test_beacon_is_the_examples_own() -> None:
    """The chain in agency.yaml is the one whose secret is published, and no public one."""
    agency, chain = load(HERE / "static/agency.yaml"), EXAMPLE.public
    whole = agency["信标"][1]
    assert agency["信标"][0] == {"链": "quicknet"}
    assert (whole["名称"], whole["哈希"], whole["公钥"]) == (chain.beacon_id, chain.hash, chain.public_key)
    assert chain.hash not in {known.hash for known in PUBLIC_CHAINS}


def orders() -> dict[str, dict]:
    """Every committed draw order, by draw."""
    return {path.stem: load(path) for path in sorted((RECORDS / "draws").glob("*.yaml"))}


def test_real_rounds() -> None:
    """The three rounds are the real ones, each more than a day after its announcement; a draw follows it."""
    data = json.loads((HERE / "rounds.json").read_text(encoding="utf-8"))
    times = {r["round"]: r["time"] for r in data["rounds"]}
    for number in data["rounds"]:
        assert hashlib.sha256(bytes.fromhex(number["signature"])).hexdigest() == number["randomness"]
    for batch in BATCHES:
        order = load(HERE / f"static/draws/{batch.id}.yaml")
        assert order["信标"] == [{"链": "quicknet", "轮次": str(batch.round)}]
        assert batch.announced[:10] < times[batch.round][:10]
        assert times[batch.round] < batch.drawn
    others = orders().keys() - {batch.id for batch in BATCHES}
    assert others and all(orders()[id]["信标"][0]["链"] == "example" for id in others)


def test_last_day_for_the_reveal() -> None:
    """ "`reveal_by` is at most 20 working days after the plan's period.\""""
    for id, order in orders().items():
        year, quarter = int(id[:4]), int(id[5])
        day = date(year, 3 * quarter + 1, 1) if quarter < 4 else date(year + 1, 1, 1)
        day -= timedelta(days=1)
        count = 0
        while day < date.fromisoformat(order["揭示期限"]):
            day += timedelta(days=1)
            count += is_workday(day)
        assert 0 < count <= 20, id


def test_nobody_works_on_a_holiday() -> None:
    """Inspections, second looks and every entry of the ledger are on working days."""
    for path in sorted((RECORDS / "results").rglob("*.yaml")):
        result = load(path)
        assert is_workday(date.fromisoformat(result["检查日期"])), path
        looked = result.get("整改", {}).get("复查日期")
        assert looked is None or is_workday(date.fromisoformat(looked)), path
    for path in sorted((RECORDS / "exempt").rglob("*.yaml")):
        check = load(path)
        assert is_workday(date.fromisoformat(check["检查日期"])) and is_workday(date.fromisoformat(check["批准日期"])), path
    lines = (RECORDS / "ledger/ledger.jsonl").read_text(encoding="utf-8").splitlines()
    days = {date.fromisoformat(json.loads(line)["time"][:10]) for line in lines}
    assert [day for day in sorted(days) if not is_workday(day)] == []
    assert max(days) < date.fromisoformat(LAST_DAY)


def test_the_year_uses_every_rule() -> None:
    """2024: eight areas, four quarters, 重点 each quarter; and one of each kind of draw and of follow-up that the rules have."""
    found, areas = orders(), AREAS.keys() - {"430900"}
    key = {(id[:6], o["区域"]) for id, o in found.items() if "重点" in o["监管类别"] and not {"标签", "部门", "组织"} & o.keys()}
    wanted = {(f"2024Q{quarter}", area) for quarter in range(1, 5) for area in areas}
    assert wanted - key == {("2024Q4", LATE_AREA)}
    for asked in ("标签", "部门", "组织"):
        assert sum(asked in order for order in found.values()) == 1
    rows = [row for path in (RECORDS / "plans").glob("2024Q*.yaml") for row in load(path)["安排"]]
    assert any("专家" in row for row in rows)
    yearly = load(RECORDS / "plans/2024.yaml")
    assert yearly["规则"]["频次上限"]["让位"] and sum("比例理由" in area for area in yearly["区域安排"]) == 1
    exempt = records("exempt/2024").values()
    assert {check["情形"] for check in exempt} >= {"1", "2", "3", "4", "5", "6", "8", "9"}
    results = [load(path) for path in (RECORDS / "results").rglob("*.yaml")]
    assert {r["整改"]["状态"] for r in results if "整改" in r} == {"整改中", "已完成", "逾期未整改"}
    assert sum("移送" in r for r in results) == 1 and {r["检查方式"] for r in results} == {"现场", "非现场", "委托第三方"}


def test_registry_is_the_same_each_time() -> None:
    """No state, no clock: two runs give the same bytes, and the writer's YAML reads back unchanged."""
    files = Registry.beginning().files()
    assert files == Registry.beginning().files()
    for record in files.values():
        assert yaml.load(document(record), yaml.BaseLoader) == record
