"""`plan` of a quarter before the year's first one (R9): refused at once, with the line that says where the year begins."""

from pathlib import Path

from tests.commands.office import YEAR, Office


def test_quarter_before_the_first(tmp_path: Path) -> None:
    """Nothing is proposed or written; the first quarter itself is."""
    office = Office(tmp_path / "office", sizes={"key": 2, "special": 1, "general": 3})
    office.year_plan(4, 起季度="3")
    (office.records / f"plans/{YEAR}Q1.yaml").unlink()
    for quarter in (1, 2):
        out = office.records / f"plans/{YEAR}Q{quarter}.yaml"
        done = office.run("plan", f"{YEAR}Q{quarter}", "--as-of", f"{YEAR}-01-02", "--out", str(out))
        assert (done.exit_code, done.stdout, out.exists()) == (1, "", False)
        place = f"records/plans/{YEAR}.yaml:8:6: 起季度: "
        assert f"错误：{place}{YEAR} 年从第 3 季度起抽，第 {quarter} 季度没有要抽的; 提示: 写 {YEAR}Q3 或以后" in done.stderr
    first = office.run("plan", f"{YEAR}Q3", "--as-of", f"{YEAR}-07-01")
    assert first.exit_code == 0 and "抽取数: " in first.stdout
