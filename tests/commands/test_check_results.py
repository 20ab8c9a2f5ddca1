"""`check` on results of an announced draw: a rank or an enterprise that the announced pool cannot have is refused before it is
public, whatever else in it is right."""

from pathlib import Path

import pytest

from ledger.records.announced import announced_pools
from tests.commands.office import Office, code

DRAW = "2024Q1-key"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A bureau that has drawn two of three enterprises of 重点 and inspected both."""
    made = Office(tmp_path / "office", sizes={"key": 3, "special": 1, "general": 1})
    made.quarter_plan(1, key=2)
    made.begin()
    made.hold(DRAW, "key")
    made.hand_in(DRAW)
    return made


def result(office: Office, rank: int) -> Path:
    """Where the result of a rank is written."""
    return office.records / "results" / DRAW / f"{rank}.yaml"


def problems(office: Office) -> list[str]:
    """What `check` says on stdout."""
    return office.run("check").stdout.splitlines()


def test_results_of_the_pool(office: Office) -> None:
    """Both ranks, still to be published, are right."""
    assert problems(office) == []


@pytest.mark.parametrize("rank", [2, 9])
def test_rank_that_the_pool_cannot_have(office: Office, rank: int) -> None:
    """Ranks run from 0 through min(take, size) of each stratum (protocol, "Pool"); the first beyond them is refused."""
    result(office, 1).rename(result(office, rank))
    wanted = f"records/results/{DRAW}/{rank}.yaml:1:1: 批次 {DRAW} 没有名次 {rank}; 提示: 公告的名次是 0 至 1；请照名单改文件名"
    assert problems(office) == [wanted]


def test_enterprise_that_is_not_in_the_pool(office: Office) -> None:
    """One of another class is in the registry, and cannot have been drawn."""
    path, other = result(office, 1), code("general", 0)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[0].startswith("检查对象: ")
    path.write_text("".join([f"检查对象: {other}\n", *lines[1:]]), encoding="utf-8")
    (told,) = problems(office)
    assert told.startswith(f"records/results/{DRAW}/1.yaml:1:7: 检查对象: {other} 不在 {DRAW} 公告的抽取池里; 提示: ")


def test_a_ledger_that_does_not_hold_says_nothing_here(office: Office) -> None:
    """A pool with other bytes, none at all, a line that is none: `verify` and the guard tell of these."""
    ledger, draws = office.records / "ledger", {DRAW}
    (pool,) = announced_pools(ledger, draws).values()  # type: ignore[arg-type]
    assert len(pool.ranks) == 2 and announced_pools(ledger, set()) == {}
    for path in (ledger / "files").iterdir():
        path.write_bytes(path.read_bytes() + b" ")
    assert announced_pools(ledger, draws) == {}  # type: ignore[arg-type]
    lines = (ledger / "ledger.jsonl").read_bytes()
    (ledger / "ledger.jsonl").write_bytes(lines.replace(b'"type":"announce"', b'"type":"announce",'))
    assert announced_pools(ledger, draws) == {}  # type: ignore[arg-type]
    assert announced_pools(office.records / "none", draws) == {}  # type: ignore[arg-type]
