"""Hostile records and arguments at the command line: an error that names the place, or text that stays text.

What the reader refuses is tested one by one in `tests/unit/records`; here it comes as a file of a bureau, next to good ones.
"""

import csv
import json
import time
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ledger.commands.assignment import assignment
from tests.support.scratch import AREA, DRAW, Scratch, result_record

BOMB = "甲: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"k{n}: &b{n} [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n" for n in range(30))
ENTITY = f"entities/{AREA}/91430971EXMP00064Y.yaml"
FILES: Mapping[str, tuple[str, str, str]] = {
    "alias bomb": (ENTITY, BOMB, ":1:4: 有 YAML 锚点"),
    "python tag": (ENTITY, "名称: !!python/object/apply:os.system ['touch pwned']\n", ":1:5: 有 YAML 标记"),
    "NUL": (ENTITY, "名称: 示例\0厂\n", ":1:7: 有空字符（NUL）"),
    "bidirectional mark": (ENTITY, "名称: 示例\u202e厂\n", ":1:7: 有看不见的文字方向控制符 U+202E"),
    "ten megabytes": (ENTITY, "名称: " + "示" * 3_500_000, ":1:1: 文件超过"),
    "ten million brackets": (ENTITY, "[" * 1_000_000, ":1:"),
    "duplicate key": (ENTITY, "名称: 示例一厂\n名称: 示例二厂\n", ":2:1: 键“名称”重复"),
    "markup in a name": (ENTITY, "名称: 示例<script>alert(1)</script>厂\n", ":1:5: 名称: 不能有尖括号"),
    "formula in a name": (ENTITY, "名称: '=HYPERLINK(\"http://x.example\")'\n", ":1:5: 名称: 不能以“=”开头"),
    "path in an area": (ENTITY, "名称: 示例厂\n区域: ../../etc\n", ":2:5: 区域:"),
    "path in a code": (ENTITY, "名称: 示例厂\n统一社会信用代码: ../../../etc/passwd\n", ":2:11: 统一社会信用代码:"),
    "path in an item": ("items/demo.yaml", "编号: ../demo\n", "items/demo.yaml:1:5: 编号:"),
    "path in a plan": ("plans/2024Q4.yaml", "层级: 季度\n编号: ..\n", "plans/2024Q4.yaml:2:5: 编号:"),
    "path in a draw order": (f"draws/{DRAW}.yaml", "计划: ../../plans/demo\n", ":1:5: 计划:"),
    "result of a strange draw": ("results/x%2f..%2fx/0.yaml", "检查对象: x\n", "results/x%2f..%2fx/0.yaml:1:1:"),
    "rank that is none": (f"results/{DRAW}/0@1.yaml", "检查对象: x\n", f"results/{DRAW}/0@1.yaml:1:1:"),
    "key that is a path": ("agency.yaml", "../名称: x\n", "agency.yaml:1:1:"),
}


@pytest.mark.parametrize("kind", FILES)
def test_check_names_file_and_line(fresh: Scratch, kind: str) -> None:
    """At once, with what to do, and nothing is done that the file asks for."""
    path, text, wanted = FILES[kind]
    target = fresh.records / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode())
    before, began = _everything(fresh), time.monotonic()
    done = fresh.run("check")
    assert time.monotonic() - began < 10
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit)
    lines = [line for line in done.stdout.splitlines() if wanted in line]
    assert lines and all(f"records/{path}" in line and "; 提示: " in line for line in lines), done.output
    assert max(map(len, done.stdout.splitlines())) < 400
    problems = json.loads(fresh.run("check", "--json").stdout)["problems"]
    assert all(one["line"] >= 1 and one["column"] >= 1 and one["path"].startswith("records/") for one in problems)
    assert _everything(fresh) == before and not Path("pwned").exists()


def test_link_out_of_the_records(fresh: Scratch) -> None:
    """It could bring in what is not of this repository."""
    secret = fresh.folder / "secret.yaml"
    secret.write_text("名称: 不该读到\n", encoding="utf-8")
    target = fresh.records / ENTITY
    target.unlink()
    target.symlink_to(secret)
    done = fresh.run("check")
    assert done.exit_code == 1 and "符号链接" in done.stdout and "不该读到" not in done.output


def _everything(scratch: Scratch) -> dict[str, bytes]:
    """All files of the scratch folder, home and Git among them; Git's own note of when it last looked apart."""
    files = sorted(
        path for path in scratch.folder.parent.rglob("*") if path.is_file() and path.name not in ("index", "lock", ".lock")
    )
    return {str(path): path.read_bytes() for path in files}


UP = "../../../pwned"
ARGUMENTS = (
    ("announce", UP),
    ("draw", UP),
    ("assignment", UP, "--out", "{folder}/list"),
    ("adjust", UP, "0", "recusal", "--reason", "kinship", "--seat", "0"),
    ("adjust", DRAW, "0", "appointed", "--reason", "exhausted", "--seat", "0", "--inspector", UP),
    ("adjust", DRAW, "99999999999999999999", "recusal", "--reason", "kinship", "--seat", "0"),
    ("adjust", DRAW, "0", "recusal", "--reason", "kinship", "--seat", "99999999999999999999"),
    ("disclose", UP),
    ("disclose", DRAW, "99999999999999999999"),
    ("withhold", UP, "0", "--ground", "保密", "--file", "{folder}/none.yaml"),
    ("withhold", DRAW, "0", "--ground", "保密", "--file", "/dev/zero"),
    ("amend", UP, "0", "--reason", "x"),
    ("amend", UP, "0", "--reason", "x", "--expire"),
    ("reveal", UP),
    ("cancel", UP, "--reason", "x"),
    ("cancel", DRAW, "--reason", "看\u202e不见"),
    ("cancel", DRAW, "--reason", "  "),
    ("cancel", DRAW, "--reason", "联系人电话 13800138000"),
    ("cancel", DRAW, "--reason", "长" * 30_000),
    ("publish", "guide", UP, "--file", "{folder}/guide"),
    ("publish", "plan", UP),
    ("draw", DRAW, "--round-file", "/dev/zero"),
    ("draw", DRAW, "--officer", UP),
    ("assignment", DRAW, "--officer", UP, "--out", "{folder}/list"),
    ("check", "--base", "--upload-pack=touch pwned"),
    ("verify", "file:///etc/passwd"),
    ("verify", "http://user:word@127.0.0.1/"),
)


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=lambda arguments: " ".join(arguments)[:60])
def test_hostile_arguments(announced: Scratch, arguments: tuple[str, ...]) -> None:
    """A message, no traceback, and not one file that was not there, in the repository or anywhere near it."""
    (announced.folder / "guide").write_text("指引", encoding="utf-8")
    announced.at("2024-10-15T09:00:00+08:00")
    before = _everything(announced)
    done = announced.run(*(text.format(folder=announced.folder) for text in arguments))
    assert done.exit_code in (1, 2) and isinstance(done.exception, SystemExit)
    assert done.stderr.startswith("错误：") and "\u202e" not in done.stderr
    assert _everything(announced) == before


ROUNDS = {
    "not JSON": b"{",
    "not UTF-8": b"\xff\xfe{}",
    "deep": b"[" * 100_000,
    "long": b'{"round": 12040883, "signature": "' + b"9" * 12_000_000 + b'"}',
    "duplicate names": b'{"round": 12040883, "round": 1000, "signature": ""}',
    "a float": b'{"round": 12040883.0, "signature": "00"}',
    "not a number": b'{"round": NaN, "signature": "00"}',
    "a list": b"[12040883]",
    "infinity": b'{"round": 12040883, "signature": "c' + b"0" * 95 + b'"}',
    "upper case": b'{"round": 12040883, "signature": "' + b"A" * 96 + b'"}',
    "empty": b"",
}


@pytest.mark.parametrize("kind", ROUNDS)
def test_hostile_round_file(announced: Scratch, kind: str) -> None:
    """Nothing that somebody carries in on a stick makes a draw, or breaks one."""
    file = announced.folder / "round.json"
    file.write_bytes(ROUNDS[kind])
    before = _everything(announced)
    done = announced.at("2024-10-15T09:00:00+08:00").run("draw", DRAW, "--round-file", str(file))
    assert done.exit_code in (1, 2) and isinstance(done.exception, SystemExit)
    assert done.stderr.startswith("错误：") and "round.json" in done.stderr
    assert _everything(announced) == before


QUOTES = "示例'\"` onmouseover=alert(1) &lt;b&gt; {{ 7*7 }} ${x} 厂"
MARKUP = "=1+1 <script>alert(2)</script></textarea><img src=x onerror=alert(3)> \"quoted\" 'single' javascript:alert(4)"


class Tags(HTMLParser):
    """The scripts, event handlers and addresses of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.strange: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what no page of ours has."""
        for name, value in attributes:
            if name.startswith("on") or (name in ("href", "src", "action") and "alert(" in (value or "")):
                self.strange.append(f"{tag} {name}={value}")
            if tag == "img" and name == "src" and value == "x":
                self.strange.append("img")

    def handle_data(self, data: str) -> None:
        """What a script says."""
        if self.cdata_elem == "script" and "alert(" in data:
            self.strange.append(f"script {data[:60]}")


@pytest.mark.slow
def test_what_is_accepted_is_shown_as_text(drawn: Scratch) -> None:
    """A name full of quotes, a finding that is markup and a formula, and such a reason: letter for letter, and never run."""
    row = next(row for row in assignment(drawn.bureau(), DRAW) if row["rank"] == 0)
    entity = row["entity"]
    assert isinstance(entity, dict)
    path = drawn.records / f"entities/{AREA}/{entity['id']}.yaml"
    quoted = "'" + QUOTES.replace("'", "''") + "'"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(f"名称: {quoted}" if line.startswith("名称:") else line for line in lines) + "\n", encoding="utf-8")
    result = result_record(row, "2024-10-21", "未发现问题") | {"检查内容": MARKUP}
    drawn.write(f"results/{DRAW}/0.yaml", result)
    drawn.commit("结果和改名")
    assert drawn.run("check").exit_code == 0
    assert drawn.at("2024-10-22T09:00:00+08:00").run("disclose", DRAW).exit_code == 0
    drawn.write(f"results/{DRAW}/0.yaml", result | {"检查方式": "非现场"})
    drawn.commit("公示")
    assert drawn.run("amend", DRAW, "0", "--reason", MARKUP).exit_code == 0
    drawn.commit("更正")
    out = drawn.folder / "site"
    done = drawn.run("build", "--as-of", "2024-10-23", "--out", str(out))
    assert done.exit_code == 0, done.output
    pages = {path: path.read_text(encoding="utf-8") for path in out.rglob("*.html")}
    assert [(path, Tags(page).strange) for path, page in pages.items() if Tags(page).strange] == []
    page = pages[out / "e" / str(entity["id"]) / "index.html"]
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page and "<script>alert" not in page
    with (out / "data/results.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert f"'{MARKUP}" in cells and MARKUP not in cells
    sheet = load_workbook(out / "data/results.xlsx")
    found = [cell for one in sheet for line in one.iter_rows() for cell in line if MARKUP in str(cell.value)]
    assert found and all(cell.data_type == "s" for cell in found)
