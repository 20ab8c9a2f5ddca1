"""`adjust` and what follows from it until the reveal, and what each refuses."""

from pathlib import Path

import pytest

from ledger.commands.adjust import adjust
from ledger.commands.announce import announce
from ledger.commands.draw import draw
from ledger.commands.endings import reveal
from ledger.commands.results import disclose
from ledger.commands.setup import init_ledger, publish
from ledger.core.bodies import Adjust, Reveal, Snapshot
from ledger.core.errors import MingchouError
from tests.commands.test_life import assert_sound, checks, refused, row_of, write_result
from tests.support.scratch import ANNOUNCED, AREA, CITY, DRAW, DRAWN, Scratch


def test_recusal_replaces_one_seat(drawn: Scratch) -> None:
    before = row_of(drawn, 1)["inspectors"]
    drawn.step("2024-10-16T09:00:00+08:00", lambda b: adjust(b, DRAW, 1, "recusal", "kinship", seat=0))
    after = row_of(drawn, 1)["inspectors"]
    assert before[1] == after[1] and before[0] != after[0]
    refused(drawn, lambda b: adjust(b, DRAW, 1, "recusal", "leave", seat=0), "kinship")
    refused(drawn, lambda b: adjust(b, DRAW, 1, "recusal", "kinship"), "--seat")
    refused(drawn, lambda b: adjust(b, DRAW, 1, "closed", "moved", seat=0), "不写席位")
    refused(drawn, lambda b: adjust(b, DRAW, 9, "recusal", "kinship", seat=0), "9")
    assert_sound(drawn)


def test_appointed_only_when_nobody_is_left_and_only_as_a_hash(drawn: Scratch) -> None:
    named = next(p.stem for p in sorted((drawn.records / "inspectors" / CITY).glob("*1*.yaml")))
    drawn.at("2024-10-16T09:00:00+08:00")
    refused(drawn, lambda b: adjust(b, DRAW, 0, "appointed", "exhausted", seat=0, inspector=named), "还有人可抽")
    refused(drawn, lambda b: adjust(b, DRAW, 0, "appointed", "exhausted", seat=0, inspector="nobody"), "名录")
    for _ in range(60):
        try:
            adjust(drawn.later(minutes=1).bureau(), DRAW, 0, "unavailable", "duty", seat=0, again=True)
        except MingchouError as error:
            assert "须指定" in str(error)
            break
    else:
        pytest.fail("nobody ever ran out")
    spare = next(
        p.stem for p in sorted((drawn.records / "inspectors").rglob("*.yaml")) if "专家" in p.read_text(encoding="utf-8")
    )
    entries = adjust(drawn.later(minutes=1).bureau(), DRAW, 0, "appointed", "exhausted", seat=0, inspector=spare, again=True)
    body = entries[0].body
    assert isinstance(body, Adjust) and body.appointment is not None
    assert spare not in (drawn.records / "ledger/ledger.jsonl").read_text(encoding="utf-8")
    drawn.commit("指定")
    row = write_result(drawn, 0, "2024-10-21")
    assert row["inspectors"][0]["id"] == spare
    drawn.step("2024-10-22T09:00:00+08:00", lambda b: disclose(b, DRAW))
    assert_sound(drawn)


def test_closed_is_replaced_and_the_registry_must_show_it(drawn: Scratch) -> None:
    gone = row_of(drawn, 2)["entity"]["id"]
    drawn.step("2024-10-17T09:00:00+08:00", lambda b: adjust(b, DRAW, 2, "closed", "suspended"))
    assert row_of(drawn, 2)["entity"]["id"] != gone
    for rank in range(4):
        write_result(drawn, rank, "2024-10-21")
    drawn.step("2024-10-30T10:00:00+08:00", lambda b: disclose(b, DRAW))
    refused(drawn, lambda b: reveal(b, DRAW), gone, "已按停产递补", "改为停产")
    path = drawn.records / f"entities/{AREA}/{gone}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("状态: 在营", "状态: 停产"), encoding="utf-8")
    drawn.commit("停产")
    entries = reveal(drawn.bureau(), DRAW)
    assert [type(e.body) for e in entries] == [Snapshot, Reveal]
    assert_sound(drawn)


def test_void_only_without_reserves(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, take=1000)
    scratch.step("2024-10-09T09:00:00+08:00", init_ledger)
    scratch.step("2024-10-10T09:00:00+08:00", publish)
    scratch.step(ANNOUNCED, lambda b: announce(b, DRAW))
    scratch.step(DRAWN, lambda b: draw(b, DRAW))
    refused(scratch, lambda b: adjust(b, DRAW, 0, "closed", "moved"), "须作废")
    scratch.step("2024-10-17T09:00:00+08:00", lambda b: adjust(b, DRAW, 0, "void", "moved"))
    refused(scratch, lambda b: adjust(b, DRAW, 0, "void", "moved"), "0")
    assert_sound(scratch)


def test_who_moved_is_still_in_business(tmp_path: Path) -> None:
    """`void` (`moved`): the registry shows it by another area, which is enough to a verifier and to the command alike; nobody is
    told to write down that it was closed."""
    scratch = Scratch(tmp_path, take=1000)
    scratch.step("2024-10-09T09:00:00+08:00", init_ledger)
    scratch.step("2024-10-10T09:00:00+08:00", publish)
    scratch.step(ANNOUNCED, lambda b: announce(b, DRAW))
    scratch.step(DRAWN, lambda b: draw(b, DRAW))
    gone = row_of(scratch, 0)["entity"]["id"]
    scratch.step("2024-10-17T09:00:00+08:00", lambda b: adjust(b, DRAW, 0, "void", "moved"))
    told = refused(scratch.at("2025-01-24T09:00:00+08:00"), lambda b: reveal(b, DRAW), gone, "已按迁出作废", "改到现在的区域")
    assert "停业" not in told and "状态" not in told
    old, new = (scratch.records / f"entities/{area}/{gone}.yaml" for area in (AREA, CITY))
    text = old.read_text(encoding="utf-8")
    assert "状态: 在营" in text
    old.unlink()
    new.parent.mkdir(exist_ok=True)
    new.write_text(text.replace(f"区域: {AREA}", f"区域: {CITY}"), encoding="utf-8")
    scratch.commit("迁出")
    assert [type(e.body) for e in reveal(scratch.bureau(), DRAW)] == [Snapshot, Reveal]
    found = {check.name: check.status for check in checks(scratch, "2025-01-25") if check.subject == DRAW}
    assert found["draw.reveal"] == "pass"
