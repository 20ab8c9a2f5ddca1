"""`mingchou import`: the registries out of tables that other systems and spreadsheets write (七(二))."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from ledger.records.imported import document
from ledger.records.load import load_records
from tests.commands.office import AREA, CITY, Office, code

HEADER = (
    "名称", "统一社会信用代码", "区域", "地址", "行业", "排污许可", "标签", "状态", "情形", "情形起", "情形依据", "情形止",
)  # fmt: skip
PEOPLE = ("姓名", "执法证号", "单位", "职务岗位", "区域", "标签", "状态", "回避")
NEW = code("general", 50)
PLAIN = ("资阳区示例新厂", NEW, "资阳区", "示例路1号", "示例行业", "登记管理", "规模:小型、污染物:废水", "在营", "", "", "", "")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A bureau with a small registry and no ledger."""
    return Office(tmp_path / "office", sizes={"key": 2, "special": 1, "general": 3})


def as_csv(rows: list[tuple[str, ...]], encoding: str) -> bytes:
    """What a spreadsheet saves."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: list[tuple[object, ...]]) -> bytes:
    """A workbook."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def bring(office: Office, data: bytes, name: str = "名录.csv") -> Result:
    """Import a file."""
    file = office.home.parent / name
    file.write_bytes(data)
    return office.run("import", str(file))


def refused(office: Office, data: bytes, name: str = "名录.csv", code: int = 1) -> list[str]:
    """The lines of a refusal; nothing is written."""
    before = {path: path.read_bytes() for path in office.records.rglob("*") if path.is_file()}
    done = bring(office, data, name)
    assert done.exit_code == code and done.stdout == "", done.output
    assert {path: path.read_bytes() for path in office.records.rglob("*") if path.is_file()} == before
    return done.stderr.splitlines()


@pytest.mark.parametrize("way", ["utf-8", "utf-8-sig", "gb18030", "xlsx"])
def test_every_platforms_table(office: Office, way: str) -> None:
    """七(二): 促进与…外部平台有效衔接: CSV in UTF-8 or as Excel saves it, and XLSX; the same record whichever it is."""
    rows: list[tuple[str, ...]] = [HEADER, PLAIN]
    done = bring(office, as_xlsx([*rows]), "名录.xlsx") if way == "xlsx" else bring(office, as_csv(rows, way))
    assert done.exit_code == 0, done.output
    assert done.stdout == "新建 1，改动 0，相同 0。\n"
    found = load_records(office.records).entities[NEW]  # type: ignore[index]
    assert (found.name, found.area, found.tags, found.status) == (PLAIN[0], AREA, ("规模:小型", "污染物:废水"), "active")
    assert (office.records / f"entities/{AREA}/{NEW}.yaml").read_text(encoding="utf-8").startswith(f"名称: {PLAIN[0]}\n")
    again = bring(office, as_csv(rows, "utf-8"))
    assert again.stdout == "新建 0，改动 0，相同 1。\n"


def test_facts_in_rows(office: Office) -> None:
    """三(二): one row a 情形; days as Excel holds them."""
    day = date(2023, 5, 1)
    first = (*PLAIN[:8], "重点排污单位", day, "示例名录", None)
    second = (None, NEW, None, None, None, None, None, None, "两年内存在环境违法行为", day, "示例决定书", None)
    done = bring(office, as_xlsx([HEADER, first, second]), "名录.xlsx")
    assert done.exit_code == 0, done.output
    entity = load_records(office.records).entities[NEW]  # type: ignore[index]
    assert [(fact.kind, fact.since) for fact in entity.facts] == [("key-discharger", day), ("violation", day)]


def test_what_a_table_does_not_say_stays(office: Office) -> None:
    """Without columns for 情形 the facts on record stay; who is not in the table is not touched; a move changes the folder."""
    special = code("special", 0)
    other = load_records(office.records).entities
    done = bring(
        office, as_csv([HEADER[:8], ("新名称厂", special, CITY, "示例路9号", "示例行业", "登记管理", "", "停产")], "utf-8")
    )
    assert done.stdout == "新建 0，改动 1，相同 0。\n", done.output
    now = load_records(office.records).entities
    changed = now[special]  # type: ignore[index]
    assert (changed.name, changed.area, changed.status) == ("新名称厂", CITY, "suspended")
    assert changed.facts == other[special].facts and changed.facts  # type: ignore[index]
    assert {id: one for id, one in now.items() if id != special} == {id: one for id, one in other.items() if id != special}
    assert not (office.records / f"entities/{AREA}/{special}.yaml").exists()


FACT = ("重点排污单位", "2023-03-31", "示例名录")


def with_facts(office: Office, before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> tuple[str, list[str]]:
    """Facts brought in with their ends, then others by a table that has no column for ends: what is told, the facts after."""
    rows = [(*PLAIN[:8], *fact) for fact in before]
    assert bring(office, as_csv([HEADER, *rows], "utf-8")).exit_code == 0
    done = bring(office, as_csv([HEADER[:11], *((*PLAIN[:8], *fact) for fact in after)], "utf-8"))
    facts = load_records(office.records).entities[NEW].facts  # type: ignore[index]
    return done.output, [f"{one.since} {one.basis} {one.until}" for one in facts]


def test_ends_stay_without_a_column(office: Office) -> None:
    """What has ended is not in force again because a table has no column 情形止; its basis may be put right meanwhile."""
    before = [(*FACT, "2024-03-31"), ("重点排污单位", "2025-03-31", "示例名录二", "")]
    said, facts = with_facts(office, before, [FACT, before[1][:3]])
    assert (said, facts) == (
        "新建 0，改动 0，相同 1。\n", ["2023-03-31 示例名录 2024-03-31", "2025-03-31 示例名录二 None"],
    )  # fmt: skip
    said, facts = with_facts(office, before, [(*FACT[:2], "示例名录（更正）")])
    assert said.startswith("新建 0，改动 1") and facts == ["2023-03-31 示例名录（更正） 2024-03-31"]


def test_another_fact_of_the_kind(office: Office) -> None:
    """One that begins after the end is another one; one that overlaps may be the same: nothing is guessed."""
    later = ("重点排污单位", "2024-04-01", "示例名录二")
    _, facts = with_facts(office, [(*FACT, "2024-03-31")], [FACT, later])
    assert facts == ["2023-03-31 示例名录 2024-03-31", "2024-04-01 示例名录二 None"]
    said, facts = with_facts(office, [(*FACT, "2024-03-31")], [("重点排污单位", "2023-04-01", "示例名录")])
    wanted = (
        "名录.csv:2:9: 情形: 名录里另有一项“重点排污单位”（2023-03-31 至 2024-03-31），认不出是不是同一项; 提示: 表里加上“情形止”"
    )
    assert wanted in said and facts == ["2023-03-31 示例名录 2024-03-31"]


def test_an_end_is_taken_back(office: Office) -> None:
    """With the column 情形止, an empty cell says that there is none."""
    for end in ("2024-03-31", ""):
        assert bring(office, as_csv([HEADER, (*PLAIN[:8], *FACT, end)], "utf-8")).exit_code == 0
    (fact,) = load_records(office.records).entities[NEW].facts  # type: ignore[index]
    assert fact.until is None


def test_inspectors(office: Office) -> None:
    """三(三): 在明确姓名、单位、执法（工作）证号、职务岗位等身份信息的基础上."""
    row = (
        "示例甲",
        "0043090250",
        "资阳分局（示例）",
        "执法队员",
        "资阳区",
        "执法；专业:水；部门:生态环境",
        "在岗",
        code("key", 0),
    )
    assert bring(office, as_csv([PEOPLE, row], "utf-8")).exit_code == 0
    found = load_records(office.records).inspectors["0043090250"]  # type: ignore[index]
    assert found.tags == ("执法", "专业:水", "部门:生态环境") and found.recuse == (code("key", 0),)


def test_every_problem_with_its_row_and_column(office: Office) -> None:
    """Nothing is written while one cell is wrong, and all of them are told at once."""
    wrong = NEW[:-1] + ("0" if NEW[-1] != "0" else "1")
    ids = [wrong, *(code("general", 60 + number) for number in range(4))]
    rows = [HEADER, *((PLAIN[0], id, *PLAIN[2:]) for id in ids)]
    for line, column, text in ((2, 0, "联系 13812345678"), (3, 6, "规模:特大"), (4, 7, "营业")):
        rows[line] = (*rows[line][:column], text, *rows[line][column + 1 :])
    rows[5] = (*rows[5][:8], "重点排污单位", "2023年5月", "示例", "")
    lines = refused(office, as_csv(rows, "utf-8"))
    told = "\n".join(lines)
    for place, words in (
        ("2:2: 统一社会信用代码", "校验"),
        ("3:1: 名称", "有手机号码"),
        ("4:7", "标签"),
        ("5:8", "状态"),
        ("6:10: 情形起", "日期"),
    ):
        assert any(f"名录.csv:{place}" in line and words in line for line in lines), (place, told)
    assert "13812345678" not in told


def test_what_is_no_registry(office: Office) -> None:
    """No header, a column that is missing or twice, no table at all: what to do is said."""
    assert "表头里要有“统一社会信用代码”" in refused(office, as_csv([("名称", "区域")], "utf-8"))[1]
    assert any("没有“状态”这一列" in line for line in refused(office, as_csv([HEADER[:7], PLAIN[:7]], "utf-8")))
    assert any("这一列有两次" in line for line in refused(office, as_csv([(*HEADER, "名称"), (*PLAIN, "")], "utf-8")))
    assert "不是 XLSX 文件; 提示: " in refused(office, b"PK", "名录.xlsx", code=2)[0]
    assert "读不到文件" in office.run("import", str(office.home / "none.csv")).stderr


def test_numbers_that_excel_has_rounded(office: Office) -> None:
    """An 18-digit code kept as a number has lost its end: it is refused, never guessed; each of them, beside every other slip."""
    rows = [(*PLAIN[:1], 914309021234567890 + number, *PLAIN[2:7], "营业", *PLAIN[8:]) for number in range(2)]
    told = refused(office, as_xlsx([HEADER, *rows]), "名录.xlsx")
    lost = "统一社会信用代码: Excel 把它当成了数，末尾几位已经丢了; 提示: 请把这一列设成文本格式，照原件再填一遍"
    assert told[1::2] == [f"名录.xlsx:{line}:2: {lost}" for line in (2, 3)]
    assert [line.partition(": 没有")[0] for line in told[2::2]] == ["名录.xlsx:2:8: 状态", "名录.xlsx:3:8: 状态"]


def test_numbers_that_excel_has_shortened(office: Office) -> None:
    """As CSV they read 9.14E+17, in any column that is looked at; two rows of them are not the same enterprise."""
    rows = [(PLAIN[0], "9.14E+17", *PLAIN[2:10], basis, "") for basis in ("", "2.02400123456789E+15")]
    told = refused(office, as_csv([(*HEADER, "电话"), *((*row, "1.38E+10") for row in rows)], "utf-8"))
    assert [line.partition(" Excel 把它当成了数")[0] for line in told[1:3]] == [
        "名录.csv:2:2: 统一社会信用代码:", "名录.csv:3:2: 统一社会信用代码:",
    ]  # fmt: skip
    assert any(line.startswith("名录.csv:3:11: 情形依据: Excel 把它当成了数") for line in told)
    assert not any("应为 18 位" in line or "电话" in line for line in told)


def test_days_as_excel_writes_them(office: Office) -> None:
    """2026/3/31 in a CSV: what to write, and why it looks like that. The column is named as the table has it."""
    header = (*HEADER, "调整起", "调整依据")
    rows = [
        (*PLAIN[:8], "重点排污单位", "2026/3/31", "示例名录", "2026年12月1日", "2026.3.31", "示例决定"),
        (PLAIN[0], code("general", 51), *PLAIN[2:8], "重点排污单位", "", "示例名录", "", "2026-03-31", ""),
    ]
    told = refused(office, as_csv([header, *rows], "utf-8"))
    for place, words in (
        ("2:10: 情形起", "写作 2026-03-31；Excel 常把日期改成别的样子"),
        ("2:12: 情形止", "写作 2026-12-01；"),
        ("2:13: 调整起", "写作 2026-03-31；"),
        ("3:10: 情形起", "缺少“情形起”"),
        ("3:14: 调整依据", "缺少“调整依据”"),
    ):
        assert any(line.startswith(f"名录.csv:{place}: ") and words in line for line in told), (place, told)


def test_rows_are_those_of_excel(office: Office) -> None:
    """A line break inside a cell begins no row."""
    rows = [
        (*PLAIN[:6], "规模:小型\n污染物:废水\n在线监控:有", *PLAIN[7:]),
        (PLAIN[0], code("general", 51), *PLAIN[2:7], "营业", *PLAIN[8:]),
    ]
    told = refused(office, as_csv([HEADER, *rows], "utf-8"))
    assert len(told) == 2 and told[1].startswith("名录.csv:3:8: 状态: ")


def test_further_sheets(office: Office) -> None:
    """Only one sheet is read: a workbook with rows on another one, a hidden one too, is refused and says which."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER, PLAIN):
        book.worksheets[0].append(row)
    book.worksheets[0].title = "资阳区"
    book.create_sheet("空表")
    book.save(out)
    assert bring(office, out.getvalue(), "名录.xlsx").exit_code == 0
    for name in ("赫山区", "代码表"):
        book.create_sheet(name).append(("", "示例"))
    book.worksheets[-1].sheet_state = "hidden"
    book.save(out)
    (told,) = refused(office, out.getvalue(), "名录.xlsx", code=2)
    assert "名录.xlsx: 除了第一张表“资阳区”，“赫山区”“代码表”里也有内容; 提示: 请把要导入的行放进同一张表" in told


def test_how_to_look_at_it(office: Office) -> None:
    """`git diff` alone shows nothing of new files."""
    assert "git add -N ." in bring(office, as_csv([HEADER, PLAIN], "utf-8")).stderr


def test_the_same_twice(office: Office) -> None:
    """Two rows that contradict each other, or that say the same."""
    lines = refused(office, as_csv([HEADER, PLAIN, ("另一个名称", *PLAIN[1:])], "utf-8"))
    assert any("名录.csv:3:1: 名称: 与第 2 行的同一家不同" in line for line in lines)
    assert any("第 2 行已经有了" in line for line in lines)


def test_notes_of_staff_are_kept(office: Office) -> None:
    """A record with a comment is not written over."""
    path = office.records / f"entities/{AREA}/{code('general', 0)}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# 已电话核实\n", encoding="utf-8")
    row = ("改了名的厂", code("general", 0), *PLAIN[2:])
    assert "1 份记录里有注释" in refused(office, as_csv([HEADER, row], "utf-8"))[0]


def test_what_refers_to_nobody(office: Office) -> None:
    """The records as they would be are right as a whole: an area that is not in the table of areas, a recusal from nobody."""
    assert any(
        "没有区域 430999" in line for line in refused(office, as_csv([HEADER, (*PLAIN[:2], "430999", *PLAIN[3:])], "utf-8"))
    )
    row = ("示例甲", "EX900", "资阳分局（示例）", "执法队员", AREA, "执法", "在岗", NEW)
    assert any(NEW in line for line in refused(office, as_csv([PEOPLE, row], "utf-8")))


def test_other_columns_are_named(office: Office) -> None:
    """What the registry has no place for is left out, and said."""
    done = bring(office, as_csv([(*HEADER, "法定代表人"), (*PLAIN, "示例乙")], "utf-8"))
    assert done.exit_code == 0 and "没有用到的列：法定代表人" in done.stderr


def test_every_record_is_written_as_it_is_read() -> None:
    """Of the worked example, every enterprise and everybody in the registry: what is written reads back the same."""
    folder = Path(__file__).parents[2] / "records"
    records = load_records(folder)
    written = {f"entities/{one.area}/{id}.yaml": document(one).encode() for id, one in records.entities.items()}
    written |= {f"inspectors/{one.area}/{id}.yaml": document(one).encode() for id, one in records.inspectors.items()}
    again = load_records(folder, instead=written)
    assert (again.entities, again.inspectors) == (records.entities, records.inspectors)
    assert any(one.facts for one in again.entities.values()) and any(one.lowered for one in again.entities.values())
