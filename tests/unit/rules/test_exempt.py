"""二(一): 除下列情形外，生态环境领域的计划性检查…均要采取随机抽查方式. What is exempt is recorded as exempt, with its ground."""

from dataclasses import asdict
from datetime import date

import pytest

from ledger.core.encoding import EntityId, Json, jcs
from ledger.core.errors import FormError
from ledger.core.rules.exempt import EXEMPTIONS, ExemptCheck, approved_in_time, parse_exempt, share
from ledger.core.verify import verify
from tests.support.ledgers import Options, build_ledger

CHECK = ExemptCheck(
    id="2024-001",
    number=3,
    entity=EntityId("430902-key-01"),
    inspected=date(2024, 5, 6),
    reason="示例：12369 平台第 1 号投诉",
    approver="示例：副局长",
    approved=date(2024, 5, 5),
    method="现场",
    content="示例内容",
    outcome="未发现问题",
)


def published(*checks: dict[str, Json], year: int = 2024) -> bytes:
    """A year's document."""
    return jcs({"checks": list(checks), "id": f"exempt-{year}", "name": "示例", "year": year})


def row(**fields: Json) -> dict[str, Json]:
    """The check, as published, saying something else."""
    found: dict[str, Json] = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(CHECK).items() if value != ""
    }
    return found | fields


def test_nine_and_no_more() -> None:
    """除下列情形外: nine, by number."""
    assert list(EXEMPTIONS) == list(range(1, 10))
    assert parse_exempt(published(row())) == (CHECK,)
    for number in (*range(-1, 1), *range(10, 13)):
        with pytest.raises(FormError):
            parse_exempt(published(row(number=number)))


@pytest.mark.parametrize("name", ["reason", "approver"])
def test_each_has_its_ground(name: str) -> None:
    """针对性检查: a check that nobody drew says why, and who allowed it."""
    with pytest.raises(FormError, match="须写明"):
        parse_exempt(published(row(**{name: ""})))
    without = row()
    del without[name]
    with pytest.raises(FormError, match=f"缺少字段 {name}"):
        parse_exempt(published(without))


def test_approved_before_it_is_made() -> None:
    """其他需要对具体被检查对象实施针对性检查的: approved by its day; only 突发环境事件 does not wait for it."""
    day = date(2024, 5, 6)
    for number in EXEMPTIONS:
        assert approved_in_time(number, day, day) and approved_in_time(number, date(2024, 5, 5), day)
        assert approved_in_time(number, date(2024, 5, 7), day) == (EXEMPTIONS[number] == "突发环境事件")


def test_it_is_never_called_random() -> None:
    """除下列情形外，…均要采取随机抽查方式: the result of an enterprise that was not drawn cannot be published
    as one of a draw."""
    ledger = build_ledger(Options(draws=("A-general",), until="2023-09-01"))
    bureau = ledger.bureau
    bureau.disclose("2023-09-01T09:00:00+08:00", "A-general", 0, "2023-08-25", entity="430902-key-01")
    checks = verify(bureau.published().get, bureau.policy(), ledger.as_of).checks
    failed = [check for check in checks if check.status == "fail"]
    assert [(check.name, check.subject) for check in failed] == [("draw.record", "A-general/0")]
    assert failed[0].evidence == "结果的批次、名次、检查对象或检查人员与开封文件不同"


def test_their_share_is_told() -> None:
    """2022年起，计划性检查应全部纳入: how much was not random, of all."""
    assert share(3, 97) == (3, 100)
