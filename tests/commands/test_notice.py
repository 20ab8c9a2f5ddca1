"""The paper that is handed over on site: what it says, that the enterprise can check it, and who must not see it before."""

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from ledger.commands.assignment import assignment
from ledger.commands.notice import Notice, Place, format_notice
from ledger.core import layout
from ledger.core.draw import parse_tickets
from ledger.core.rules.item_list import Item
from tests.support.scratch import DRAW, DRAWN, Scratch


def noticed(scratch: Scratch, rank: int) -> str:
    """The notice of a rank, as a browser shows its text; tags are gone."""
    out = scratch.folder / f"notice-{rank}.html"
    done = scratch.run("notice", DRAW, str(rank), "--out", str(out))
    assert done.exit_code == 0 and done.stdout == "", done.output
    assert out.stat().st_mode & 0o777 == 0o600
    return unescape(re.sub(r"<[^>]*>", "\n", out.read_text(encoding="utf-8")))


def test_it_says_who_and_why(drawn: Scratch) -> None:
    """五(二): 现场检查时，检查人员应表明身份，说明检查依据、检查意图和检查流程，要求予以配合."""
    for row in assignment(drawn.bureau(), DRAW):
        text = noticed(drawn, int(str(row["rank"])))
        entity, team = row["entity"], row["inspectors"]
        assert isinstance(entity, dict) and isinstance(team, list)
        assert f"{entity['name']}（统一社会信用代码 {entity['id']}" in text
        for person in team:
            assert isinstance(person, dict)
            assert f"{person['name']}（执法证号 {person['id']}，{person['unit']}）" in text
        for words in (
            "益环办〔2021〕24号",
            "《环境保护法》",
            "污染防治设施运行情况：设施是否正常运行。",
            "查阅材料",
            "现场负责人（签名）",
            DRAW,
        ):
            assert words in text
        assert "示例市生态环境局" in text and "https://bureau.example/" in text


def test_the_enterprise_can_check_it(drawn: Scratch) -> None:
    """现场检查时，检查人员应表明身份，说明检查依据…: the code stands at its place among the published tickets, and the line
    that is printed beside it computes it, with tools that are not ours."""
    for row in assignment(drawn.bureau(), DRAW):
        rank = int(str(row["rank"]))
        text = noticed(drawn, rank)
        code = re.search(r"\n([0-9a-f]{64})\n", text)
        line = re.search(r"printf .*hexkey:[0-9a-f]{64}", text)
        assert code is not None and line is not None
        assert sequence(drawn)[rank] == code[1]
        assert f"数第 {rank + 1} 个。" in text and f"这一类抽前 4 个，你单位在其中，是第 {rank} 号名次" in text
        assert "递补" not in text and "换上" not in text
        printed = subprocess.run(["sh", "-c", line[0]], capture_output=True, text=True, check=True).stdout
        assert printed.split()[-1] == code[1]


def sequence(scratch: Scratch) -> tuple[str, ...]:
    """The published tickets of the one class, in order."""
    with scratch.bureau().repository.writing(scratch.said.append) as writing:
        found = writing.life.draws[DRAW].draw_body
    assert found is not None
    return parse_tickets((scratch.records / "ledger" / layout.file(found.tickets)).read_bytes()).strata[0].sequence


def adjusted(scratch: Scratch, *arguments: str) -> int:
    """An adjustment, committed; the index of its entry."""
    done = scratch.later(minutes=1).run("adjust", DRAW, *arguments)
    assert done.exit_code == 0, done.output
    scratch.commit("调整")
    return int(done.stdout.split()[1])


def test_a_substitute_is_told_so(drawn: Scratch) -> None:
    """The notice states what anyone can count in the published tickets: not the rank's place, but the one further down that the
    next unused ticket has, and by which entries it came up."""
    first = adjusted(drawn, "1", "closed", "--reason", "suspended")
    text = noticed(drawn, 1)
    code = re.search(r"\n([0-9a-f]{64})\n", text)
    assert code is not None and sequence(drawn).index(code[1]) == 4
    assert "数第 5 个。" in text and "你单位不在其中，是递补的，补第 1 号名次（从 0 数起）" in text
    assert f"原先抽中的一家已停产（见台账第 {first} 号条目（2024-10-15））" in text
    assert "你单位在其中" not in text and "是第 1 号名次" not in text
    (drawn.folder / "notice-1.html").unlink()
    second = adjusted(drawn, "1", "closed", "--reason", "moved", "--again")
    text = noticed(drawn, 1)
    assert "数第 6 个。" in text and f"顶上来的一家已迁出（见台账第 {second} 号条目" in text and f"第 {first} 号条目" in text
    assert "递补" not in noticed(drawn, 2)


def test_who_came_for_somebody_else_is_told_so(drawn: Scratch) -> None:
    """Somebody recused and somebody absent: whoever sits there now is named, with why and by which entries."""
    before = assignment(drawn.bureau(), DRAW)[0]["inspectors"]
    first = adjusted(drawn, "0", "recusal", "--reason", "kinship", "--seat", "0")
    second = adjusted(drawn, "0", "unavailable", "--reason", "leave", "--seat", "0", "--again")
    now = assignment(drawn.bureau(), DRAW)[0]["inspectors"]
    assert isinstance(before, list) and isinstance(now, list)
    name, kept = (one["name"] for one in now if isinstance(one, dict))
    text = noticed(drawn, 0)
    assert f"{name}是换上的：原先的检查人员应当回避（有亲属关系），见台账第 {first} 号条目" in text
    assert f"；不能到场（请假），见台账第 {second} 号条目" in text and "按规则由排在下一位的顶上" in text
    assert f"{kept}是换上的" not in text and "换上" not in noticed(drawn, 1)


def test_an_appointment_is_told_so(drawn: Scratch) -> None:
    """名录中已无人可抽: somebody was named, and the notice does not say that the rule chose him."""
    while adjusting := drawn.later(minutes=1).run(
        "adjust", DRAW, "0", "unavailable", "--reason", "duty", "--seat", "0", "--again"
    ):
        if adjusting.exit_code != 0:
            break
    assert "须指定" in adjusting.stderr
    drawn.commit("无人可换")
    spare = next(
        p.stem for p in sorted((drawn.records / "inspectors").rglob("*.yaml")) if "专家" in p.read_text(encoding="utf-8")
    )
    arguments = ("0", "appointed", "--reason", "exhausted", "--seat", "0", "--inspector", spare, "--again")
    index = adjusted(drawn, *arguments)
    text = noticed(drawn, 0)
    assert (
        f"不能检查（名录中已无人可抽），见台账第 {index} 号条目（2024-10-15）；由本单位指定。" in text
        and "排在下一位" not in text
    )


def test_it_is_a_secret_until_then(drawn: Scratch, announced_folder: Path) -> None:
    """六(二)1: 在实施现场随机抽查前，应对抽查对象采取保密措施: outside the repository, for its owner alone, and never printed."""
    before = drawn.files()
    inside = drawn.run("notice", DRAW, "0", "--out", str(drawn.records / "notice.html"))
    assert inside.exit_code == 1 and "不能写进 Git 仓库" in inside.stderr
    none = drawn.run("notice", DRAW, "99", "--out", str(announced_folder / "notice.html"))
    assert none.exit_code == 1 and "没有还未公开的第 99 号名次; 提示: " in none.stderr
    assert drawn.files() == before and not (announced_folder / "notice.html").exists()


@pytest.fixture
def announced_folder(drawn: Scratch) -> Path:
    """A folder outside the repository."""
    folder = drawn.folder / "private"
    folder.mkdir()
    return folder


def test_before_the_draw(announced: Scratch) -> None:
    """Nobody is drawn yet."""
    done = announced.at(DRAWN).run("notice", DRAW, "0", "--out", str(announced.folder / "notice.html"))
    assert done.exit_code == 1 and "还没有抽; 提示: 先运行 mingchou draw" in done.stderr


def test_names_are_text() -> None:
    """A name is never markup; of more lots than one the least counts, and the notice says so."""
    texts = dict.fromkeys(("type", "object", "subject", "share", "frequency", "period", "staff", "line", "requirement"), "示例")
    item = Item(id="01", name="<b>事项</b>", content="内容", methods=("现场",), basis="《示例法》", **texts)
    found = Notice(
        bureau="示例局", site="", draw="d", plan="示例计划", rank=3, entity="E", name="<script>1</script>", address="示例",
        people=(("示例甲", "EX1", "示例分局"),), items=(item, item), ticket="0" * 64, secret="1" * 64, seed="2" * 64, weight=3,
        place=Place("<i>", 4, 9), replaced=("<b>换人",),
    )  # fmt: skip
    page = format_notice(found)
    assert "<script" not in page and "<b>" not in page and page.count("《示例法》") == 1
    assert "权数是 3：末尾的 0 依次换成 0 至 2，取最小的一个" in page
    assert "http" not in page.replace("http-equiv", "")
