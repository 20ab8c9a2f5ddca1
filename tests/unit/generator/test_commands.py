"""The commands `build` and `serve`, as a user types them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.commands import build, serve
from ledger.core.policy import Policy, format_policy
from tests.support.ledgers import build_ledger
from tests.unit.generator.places import write_records


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """The small ledger as a bureau's repository."""
    return write_records(tmp_path / "records", build_ledger())


def run(records: Path, *options: str) -> Result:
    """`mingchou build` into a folder beside the records."""
    return CliRunner().invoke(build, ["--records", str(records), "--out", str(records.parent / "site"), *options])


@pytest.mark.slow
def test_build_says_what_it_made_and_what_is_not_in_order(records: Path) -> None:
    """stdout is what was made; late and unproven ones are told to people, and do not stop it."""
    done = run(records, "--as-of", "2024-12-10")
    assert done.exit_code == 0, done.output
    pages = len(list((records.parent / "site").rglob("*.html"))) - 1  # all but the error page
    assert done.stdout == f"网站在 {records.parent / 'site'}：{pages} 个页面，63 个台账文件。\n"
    assert "逾期 1 项，仅凭本单位陈述 9 项" in done.stderr
    assert (records.parent / "site" / "index.html").is_file()


@pytest.mark.slow
def test_build_by_a_policy_of_ones_own(records: Path) -> None:
    """One that knows the ledger leaves less unproven; one that knows another stops the build."""
    policy = records.parent / "policy.json"
    policy.write_bytes(format_policy(build_ledger().bureau.policy()))
    assert "仅凭本单位陈述 8 项" in run(records, "--as-of", "2024-12-10", "--policy", str(policy)).stderr
    policy.write_bytes(format_policy(Policy("ab" * 32)))  # type: ignore[arg-type]
    stopped = run(records, "--as-of", "2024-12-10", "--policy", str(policy))
    assert stopped.exit_code == 1 and "✗ policy.genesis" in stopped.stderr


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--as-of", "12月10日"], 1, "须写作 2024-10-14"),
        (["--policy", "nowhere.json"], 2, "读不到核验策略"),
    ],
)
def test_wrong_options(records: Path, options: list[str], code: int, words: str) -> None:
    """Told in words, with the protocol's exit codes; nothing is built."""
    done = run(records, *options)
    assert (done.exit_code, done.stdout) == (code, "")
    assert words in done.stderr
    assert not (records.parent / "site").exists()


def test_no_ledger(records: Path) -> None:
    """2: the ledger could not be reached."""
    (records / "ledger" / "ledger.jsonl").unlink()
    done = run(records)
    assert done.exit_code == 2 and "没有台账" in done.stderr


def test_serve_without_a_site(tmp_path: Path) -> None:
    """It says which command makes one."""
    done = CliRunner().invoke(serve, ["--out", str(tmp_path)])
    assert done.exit_code == 1 and "mingchou build" in done.stderr
