"""四(一): what a plan arranged is drawn once; nobody draws again and again until a list pleases."""

from pathlib import Path

import pytest

from ledger.commands.setup import publish
from ledger.core.errors import MingchouError
from tests.commands.office import Office


def test_an_arrangement_is_drawn_once(tmp_path: Path) -> None:
    """A new id makes no difference, `check` says so beforehand; published anew, for all to see, it can be drawn again."""
    office = Office(tmp_path, sizes={"key": 4, "special": 2, "general": 6})
    office.quarter_plan(1, general=2)
    office.begin()
    office.hold("first", "general")
    office.disclose("first")
    office.order("second", "general")
    office.commit()
    done = office.run("check")
    assert done.exit_code == 1 and "draws/second.yaml:4:3: 监管类别: " in done.output
    assert "计划 2024Q1 里一般的这一项安排，批次 first 已经抽了; 提示: 同一版计划的一项安排只抽一次" in done.output
    with pytest.raises(MingchouError, match="批次 first 已经抽了"):
        office.announce("second")
    office.quarter_plan(1, general=3)
    office.commit()
    publish(office.bureau())
    office.order("second", "general")
    office.announce("second")
    assert (office.records / "ledger" / "ledger.jsonl").read_text(encoding="utf-8").count('"type":"announce"') == 2
