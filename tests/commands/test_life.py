"""The commands from the genesis entry to the reveal, and what each refuses: nothing is written, and the words say what to do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.commands.announce import announce
from ledger.commands.assignment import assignment
from ledger.commands.bureau import Bureau
from ledger.commands.draw import draw
from ledger.commands.endings import cancel, reveal
from ledger.commands.results import amend, disclose, expire, withhold
from ledger.commands.setup import init_ledger, publish
from ledger.core.checks.report import Check
from ledger.core.encoding import parse_day
from ledger.core.entry import Entry
from ledger.core.errors import MingchouError
from ledger.core.verify import verify
from ledger.sources.site import folder_reader
from tests.example.yamltext import document
from tests.support.bureau import SIGNATURES
from tests.support.scratch import ANNOUNCED, AREA, DRAW, DRAWN, ROUND, Scratch, result_record

NONE, RECTIFY = "未发现问题", "发现问题已责令整改"


def checks(scratch: Scratch, day: str) -> tuple[Check, ...]:
    """What a verifier says of the published files."""
    return verify(folder_reader(scratch.records / "ledger"), None, parse_day(day)).checks


def assert_sound(scratch: Scratch, day: str = "2024-11-20") -> None:
    """Nothing fails."""
    assert [check for check in checks(scratch, day) if check.status == "fail"] == []


def refused(scratch: Scratch, command: Callable[[Bureau], object], *words: str) -> str:
    """The command is refused with these words, and not a byte of the records differs."""
    before = scratch.files()
    with pytest.raises(MingchouError) as caught:
        command(scratch.bureau())
    assert scratch.files() == before
    for word in words:
        assert word in str(caught.value), str(caught.value)
    return str(caught.value)


def row_of(scratch: Scratch, rank: int) -> dict[str, Any]:
    """What the officer sees of an open rank."""
    return next(row for row in assignment(scratch.bureau(), DRAW) if row["rank"] == rank)


def write_result(scratch: Scratch, rank: int, day: str, outcome: str = NONE) -> dict[str, Any]:
    """Inspect: the result file of a rank, committed."""
    row = row_of(scratch, rank)
    scratch.write(f"results/{DRAW}/{rank}.yaml", result_record(row, day, outcome))
    scratch.commit("结果")
    return row


def test_whole_life(drawn: Scratch) -> None:
    for rank in range(4):
        write_result(drawn, rank, "2024-10-21", (NONE, RECTIFY)[rank % 2])
    entries = drawn.step("2024-10-30T10:00:00+08:00", lambda b: disclose(b, DRAW))
    assert isinstance(entries, list) and [e.type for e in entries] == ["disclose"] * 4
    drawn.step("2024-11-01T10:00:00+08:00", lambda b: reveal(b, DRAW))
    found = checks(drawn, "2024-11-20")
    assert {c.status for c in found} == {"pass", "unproven"}
    assert {c.name for c in found if c.status == "unproven"} == {"policy.genesis", "draw.witnessed"}


def test_two_roles_sign_what_two_must(announced: Scratch) -> None:
    """Each role by a key of its own."""
    with announced.bureau().repository.writing(lambda _: None) as writing:
        by_type = {entry.type: set(entry.signatures) for entry in writing.entries}
    clerk, supervisor = "bureau.example/clerk", "bureau.example/supervisor"
    assert by_type["announce"] == by_type["genesis"] == {clerk, supervisor}
    assert by_type["publish"] == by_type["snapshot"] == {clerk}


def test_without_the_second_key_nothing_is_announced(published: Scratch) -> None:
    next((published.home / "keys").glob("*supervisor*")).unlink()
    refused(published.at(ANNOUNCED), lambda b: announce(b, DRAW), "supervisor", "mingchou key list")


def test_order_of_the_beginning(fresh: Scratch) -> None:
    refused(fresh, publish, "mingchou init-ledger")
    fresh.step("2024-10-09T09:00:00+08:00", init_ledger)
    refused(fresh, init_ledger, "已经建立")
    refused(fresh.at(ANNOUNCED), lambda b: announce(b, DRAW), "还没有公布", "mingchou publish")


def test_publish_once(published: Scratch) -> None:
    assert publish(published.bureau()) == []
    refused(published, lambda b: publish(b, "plan", "2099"), "没有这样的文件")
    guide = published.folder / "guide.txt"
    guide.write_text("指引", encoding="utf-8")
    assert [e.type for e in publish(published.bureau(), "guide", "g-1", guide)] == ["publish"]
    refused(published, lambda b: publish(b, "guide", "g-2"), "--file")


def test_announce_refuses_what_others_cannot_see(published: Scratch) -> None:
    code = published.listed[0].code
    path = published.records / f"entities/{AREA}/{code}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("在营", "停产"), encoding="utf-8")
    refused(published.at(ANNOUNCED), lambda b: announce(b, DRAW), "没提交", code)


def test_announce_refuses_a_plan_changed_since(published: Scratch) -> None:
    path = published.records / "plans/2024Q4.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("抽取数: 4", "抽取数: 5"), encoding="utf-8")
    published.commit("改计划")
    refused(published.at(ANNOUNCED), lambda b: announce(b, DRAW), "改动过", "mingchou publish")


def test_late_announcement_names_a_round_that_will_do(published: Scratch) -> None:
    text = refused(published.at("2024-10-14T12:00:00+08:00"), lambda b: announce(b, DRAW), "86400 秒", "改用第")
    number = int(text.split("改用第 ")[1].split(" 轮")[0])
    path = published.records / f"draws/{DRAW}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(str(ROUND), str(number)), encoding="utf-8")
    published.commit("换一轮")
    assert [e.type for e in announce(published.bureau(), DRAW)] == ["snapshot", "announce"]


def test_announce_refuses_unknown_repeated_and_infeasible(announced: Scratch) -> None:
    refused(announced, lambda b: announce(b, "nothing"), "没有抽取单", DRAW)
    refused(announced, lambda b: announce(b, DRAW), "已经公告过")
    other = announced.records / "draws/other.yaml"
    text = (announced.records / f"draws/{DRAW}.yaml").read_text(encoding="utf-8")
    other.write_text(text, encoding="utf-8")
    announced.commit("又一批")
    refused(announced, lambda b: announce(b, "other"), "尚未抽取", DRAW)


def test_too_few_inspectors(published: Scratch) -> None:
    for path in (published.records / "inspectors").rglob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("状态: 在岗", "状态: 离岗"), encoding="utf-8")
    published.commit("都离岗")
    refused(published.at(ANNOUNCED), lambda b: announce(b, DRAW), "检查人员不够", "席")


def test_unchanged_registry_needs_no_second_snapshot(drawn: Scratch) -> None:
    path = drawn.records / f"draws/{DRAW}.yaml"
    again = path.read_text(encoding="utf-8").replace(str(ROUND), str(ROUND + 100_000))
    (drawn.records / "draws/again.yaml").write_text(again, encoding="utf-8")
    plan = drawn.records / "plans/2024Q4.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("只抽几家", "再抽几家"), encoding="utf-8")
    drawn.commit("再来一批")
    publish(drawn.bureau())
    assert [e.type for e in announce(drawn.bureau(), "again")] == ["announce"]


def test_draw_once_and_only_with_the_round_announced(announced: Scratch) -> None:
    refused(announced.at("2024-10-14T09:00:00+08:00"), lambda b: draw(b, DRAW), "早于信标轮次")
    announced.at(DRAWN)
    refused(announced, lambda b: draw(b, "nothing"), "没有公告过", DRAW)
    good = announced.fetched
    announced.fetched = lambda chain, number: SIGNATURES[1000]
    refused(announced, lambda b: draw(b, DRAW), "签名不成立")
    announced.fetched = good
    announced.step(DRAWN, lambda b: draw(b, DRAW))
    refused(announced, lambda b: draw(b, DRAW), "已经抽过")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"round": ROUND + 1}, "不是第"),
        ({"signature": SIGNATURES[1000]}, "不成立"),
        ({"randomness": "00" * 32}, "randomness"),
    ],
)
def test_round_from_a_file(announced: Scratch, change: dict[str, object], words: str) -> None:
    announced.at(DRAWN)
    file = announced.folder / "round.json"
    good = {"round": ROUND, "signature": SIGNATURES[ROUND]}
    file.write_text(json.dumps(good | change), encoding="utf-8")
    refused(announced, lambda b: draw(b, DRAW, round_file=file), words)
    file.write_text(json.dumps(good), encoding="utf-8")
    assert [e.type for e in draw(announced.bureau(), DRAW, round_file=file)] == ["draw"]


def test_draw_without_an_officers_key(announced: Scratch) -> None:
    for path in (announced.home / "keys").glob("*.officer.json"):
        path.unlink()
    refused(announced.at(DRAWN), lambda b: draw(b, DRAW), "保管人", "officer-a")


def test_one_officers_key_is_enough(announced: Scratch) -> None:
    """One copy each, so that no machine's loss loses it."""
    next((announced.home / "keys").glob("officer-a*")).unlink()
    announced.at(DRAWN)
    refused(announced, lambda b: draw(Bureau(b.world, b.folder, "officer-x"), DRAW), "没有保管人 officer-x")
    assert draw(announced.bureau("officer-b"), DRAW)


def test_swapped_sealed_copy_is_found_out(announced: Scratch) -> None:
    folder = announced.records / "sealed" / DRAW
    (folder / "officer-a").write_bytes((folder / "officer-b").read_bytes())
    announced.commit("换了密封件")
    refused(announced.at(DRAWN), lambda b: draw(b, DRAW), "打不开")


def test_assignment_names_rows_and_openings(drawn: Scratch) -> None:
    rows = assignment(drawn.bureau(), DRAW)
    assert [row["rank"] for row in rows] == [0, 1, 2, 3]
    known = {entity.code: entity.name for entity in drawn.listed}
    for row in rows:
        entity, team = row["entity"], row["inspectors"]
        assert isinstance(entity, dict) and known[str(entity["id"])] == entity["name"]
        assert isinstance(team, list) and len(team) == 2
        assert json.loads(str(row["opening"]))["entity"] == entity["id"]


def test_disclose_refuses_another_entity_or_team_without_naming_the_right_one(drawn: Scratch) -> None:
    row = write_result(drawn, 0, "2024-10-21")
    drawn.at("2024-10-22T09:00:00+08:00")
    path = drawn.records / f"results/{DRAW}/0.yaml"
    good = path.read_text(encoding="utf-8")
    right, others = row["entity"]["id"], [e.code for e in drawn.listed if e.code != row["entity"]["id"]]
    path.write_text(good.replace(right, others[0]), encoding="utf-8")
    drawn.commit("写错了")
    text = refused(drawn, lambda b: disclose(b, DRAW), f"results/{DRAW}/0.yaml:1:", "检查对象")
    assert right not in text
    first, second = (person["id"] for person in row["inspectors"])
    swapped = good.replace(first, "TEMP").replace(second, first).replace("TEMP", second)
    path.write_text(swapped, encoding="utf-8")
    drawn.commit("席位颠倒")
    refused(drawn, lambda b: disclose(b, DRAW), f"results/{DRAW}/0.yaml:", "席位", "mingchou adjust")
    path.write_text(good.replace("2024-10-21", "2024-10-14"), encoding="utf-8")
    drawn.commit("抽取之前")
    refused(drawn, lambda b: disclose(b, DRAW), "检查日期", "2024-10-15")
    path.write_text(good, encoding="utf-8")
    drawn.commit("改对了")
    assert len(disclose(drawn.bureau(), DRAW)) == 1
    assert disclose(drawn.bureau(), DRAW) == []
    refused(drawn, lambda b: disclose(b, DRAW, [0]), "已经办结", "mingchou amend")
    refused(drawn, lambda b: disclose(b, DRAW, [3]), "没有结果文件")


def test_withheld_result_never_enters_the_repository(drawn: Scratch) -> None:
    row = row_of(drawn, 0)
    text = document(result_record(row, "2024-10-21", RECTIFY)).replace("查看了", "不能公开的内容")
    inside, outside = drawn.records / "secret.yaml", drawn.folder / "secret.yaml"
    inside.write_text(text, encoding="utf-8")
    drawn.at("2024-10-22T09:00:00+08:00")
    refused(drawn, lambda b: withhold(b, DRAW, 0, "公共安全", inside), "仓库", "之外")
    inside.unlink()
    outside.write_text(text, encoding="utf-8")
    drawn.step("2024-10-22T09:00:00+08:00", lambda b: withhold(b, DRAW, 0, "公共安全", outside))
    for data in drawn.files().values():
        assert "不能公开的内容".encode() not in data
    kept = list((drawn.home / "withheld").rglob("*.json"))
    assert len(kept) == 1 and "不能公开的内容" in kept[0].read_text(encoding="utf-8")
    assert kept[0].stat().st_mode & 0o077 == 0
    statuses = {c.name: c.status for c in checks(drawn, "2024-11-20") if c.subject == f"{DRAW}/0"}
    assert statuses == {"draw.opening": "pass", "draw.record": "pending", "draw.disclosed": "unproven"}
    outside.write_text(text.replace("不能公开", "仍不能公开"), encoding="utf-8")
    drawn.step("2024-10-24T09:00:00+08:00", lambda b: amend(b, DRAW, 0, "补充", file=outside))
    assert_sound(drawn)


def test_amend_keeps_what_was_and_expire_takes_it_away(drawn: Scratch) -> None:
    write_result(drawn, 0, "2024-10-21")
    first = drawn.step("2024-10-22T09:00:00+08:00", lambda b: disclose(b, DRAW))
    refused(drawn, lambda b: amend(b, DRAW, 1, "没有"), "没有公示过")
    path = drawn.records / f"results/{DRAW}/0.yaml"
    text = path.read_text(encoding="utf-8").replace(NONE, RECTIFY)
    path.write_text(text + "整改:\n  期限: 2024-11-20\n  状态: 整改中\n", encoding="utf-8")
    refused(drawn, lambda b: amend(b, DRAW, 0, "复核后更正"), "没提交")
    drawn.commit("更正")
    drawn.step("2024-10-23T09:00:00+08:00", lambda b: amend(b, DRAW, 0, "复核后更正"))
    assert isinstance(first, list) and isinstance(first[0], Entry)
    folder = drawn.records / "ledger/results" / DRAW
    assert json.loads((folder / f"0@{first[0].index}.json").read_bytes())["record"]["outcome"] == NONE
    assert json.loads((folder / "0.json").read_bytes())["record"]["outcome"] == RECTIFY
    assert_sound(drawn)
    drawn.step("2024-12-23T09:00:00+08:00", lambda b: expire(b, DRAW, 0, "公示期满"))
    assert not any(folder.glob("*"))
    refused(drawn, lambda b: expire(b, DRAW, 0, "公示期满"), "公示期已届满")
    assert_sound(drawn, "2024-12-24")


def test_cancel_before_and_after_the_round(announced: Scratch, tmp_path: Path) -> None:
    master = max(announced.secrets, key=len).hex()
    assert len(master) == 64
    entries = cancel(announced.at("2024-10-13T09:00:00+08:00").bureau(), DRAW, "计划有变")
    assert "master" not in entries[0].body.json()
    refused(announced, lambda b: cancel(b, DRAW, "再来"), "已经取消")
    refused(announced.at(DRAWN), lambda b: draw(b, DRAW), "已经取消")
    assert_sound(announced)


def test_cancelled_after_the_round_the_master_goes_public(announced: Scratch) -> None:
    entries = cancel(announced.at("2024-10-15T09:00:00+08:00").bureau(), DRAW, "系统故障")
    assert bytes.fromhex(str(entries[0].body.json()["master"])) in announced.secrets
    assert_sound(announced)


def test_reveal_waits_for_all_or_for_its_day(drawn: Scratch) -> None:
    refused(drawn.at("2025-01-23T09:00:00+08:00"), lambda b: reveal(b, DRAW), "没有办结", "2025-01-24")
    reveal(drawn.at("2025-01-24T09:00:00+08:00").bureau(), DRAW)
    statuses = {c.status for c in checks(drawn, "2025-02-01") if c.name == "draw.disclosed"}
    assert statuses == {"late"}
    refused(drawn, lambda b: reveal(b, DRAW), "已经揭示")


def test_restored_backup_must_not_fork(announced: Scratch, tmp_path: Path) -> None:
    """An extension of anything else than what was signed last is refused."""
    old = announced.files()
    announced.step(DRAWN, lambda b: draw(b, DRAW))
    for path, data in announced.files().items():
        if old.get(path) != data:
            target = announced.records / path
            target.write_bytes(old[path]) if path in old else target.unlink()
    announced.commit("从旧备份恢复")
    refused(announced, lambda b: draw(b, DRAW), "旧备份", "分叉")
