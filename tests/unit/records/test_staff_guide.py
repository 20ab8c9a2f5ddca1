"""The samples in the guide for staff are records: what people copy passes the very reader that `check` uses."""

import re
from pathlib import Path

import pytest

from ledger.records.files import FOLDERS, NOT_RECORDS
from ledger.records.imported import NESTED
from ledger.records.registry import ENTITY, INSPECTOR
from tests.unit.records.sample import ENTITY_PATH, EXEMPT_PATH, INSPECTOR_PATH, RESULT_PATH, load, sample, texts

GUIDE = (Path(__file__).parents[3] / "site" / "pages" / "guides" / "staff.md").read_text(encoding="utf-8")
SAMPLES = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
CODE = "91430902EXMP0142X8"
PEOPLE = ("EX430902001", "EX430902002")


def filled() -> dict[str, str]:
    """Each sample by its first key, with a code for the dots that stand for one."""
    return {text.partition(":")[0]: re.sub(r"(?<=: )…(?=\s)", CODE, text) for text in SAMPLES}


def files() -> dict[str, str]:
    """The small set of records, with the guide's samples in place of its own."""
    samples = filled()
    people = {INSPECTOR_PATH.replace("EX430902006", id): sample()[INSPECTOR_PATH].replace("EX430902006", id) for id in PEOPLE}
    changed = {ENTITY_PATH: samples["名称"], RESULT_PATH: samples["检查对象"], EXEMPT_PATH: samples["编号"]}
    return sample() | people | changed


def test_samples() -> None:
    """An enterprise, a result, what an order to rectify adds to it, an exempt check: nothing else is in YAML."""
    assert list(filled()) == ["名称", "检查对象", "结果", "编号"]
    records = load(files())
    assert records.entities[CODE].name.endswith("示例化工有限公司")  # type: ignore[index]
    assert [records.results["2024Q4-430902-key", 0].inspectors] == [PEOPLE]  # type: ignore[index]
    assert records.exempt[2024, "2024-001"].number == 3


def test_order_to_rectify() -> None:
    """The second sample of a result goes in the place of its last lines; the limit is the one that counts."""
    found = files()
    kept = [line for line in found[RESULT_PATH].splitlines(keepends=True) if not line.startswith("结果:")]
    result = load(found | {RESULT_PATH: "".join(kept) + filled()["结果"]}).results["2024Q4-430902-key", 0]  # type: ignore[index]
    assert result.rectification is not None and result.transfer is not None and result.notes
    (told,) = texts(found | {RESULT_PATH: "".join(kept) + "结果: 发现问题已责令整改\n"})
    assert "要整改的须写“整改”" in told


@pytest.mark.parametrize("folder", [*FOLDERS, *NOT_RECORDS])
def test_every_folder_is_in_the_table(folder: str) -> None:
    """记录在哪里."""
    assert re.search(rf"^\| `{folder}/", GUIDE, re.MULTILINE)


@pytest.mark.parametrize(("registry", "form"), [("检查对象", ENTITY), ("检查人员", INSPECTOR)])
def test_every_column_is_in_the_table(registry: str, form: object) -> None:
    """`import`: the columns that must be there and those that may, of both registries."""
    needed, optional = re.search(rf"^\| {registry} \| (.*) \| (.*) \|$", GUIDE, re.MULTILINE).groups()  # type: ignore[union-attr]
    keys = form.keys  # type: ignore[attr-defined]
    tables = {outer for outer, _ in NESTED.values()} if form is ENTITY else set()
    assert needed.split("、") == [label for label, (_, must, _) in keys.items() if must]
    wanted = {label for label, (_, must, _) in keys.items() if not must} - tables
    assert set(re.split("[、，]", optional)) == wanted | (set(NESTED) if form is ENTITY else set())
