"""Personal information is refused field by field; what only looks like it is not."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.records.personal import is_bank_card, is_identity_number, personal
from tests.unit.records.sample import (
    ENTITY_PATH,
    EXEMPT_PATH,
    INSPECTOR,
    INSPECTOR_PATH,
    ORDER_PATH,
    RESULT_PATH,
    broken,
    load,
    sample,
    texts,
)  # fmt: skip

IDENTITY = "11010519491231002X"
"""The example printed in GB 11643."""
CARD = "6222020000000000000"


@pytest.mark.parametrize(
    ("text", "kind", "start"),
    [
        (IDENTITY, "身份证号码", 0),
        ("负责人身份证" + IDENTITY.lower() + "。", "身份证号码", 6),
        ("110105 19491231 002X", "身份证号码", 0),
        ("１１０１０５１９４９１２３１００２Ｘ", "身份证号码", 0),
        ("13812345678", "手机号码", 0),
        ("电话：138-1234-5678", "手机号码", 3),
        ("联系 138 1234 5678", "手机号码", 3),
        ("+86 13812345678", "手机号码", 0),
        ("0086-13812345678", "手机号码", 0),
        ("tel13812345678", "手机号码", 3),
        ("１３８１２３４５６７８", "手机号码", 0),
        (CARD, "银行卡号", 0),
        ("卡号 6222 0200 0000 0000 000", "银行卡号", 3),
        ("4111-1111-1111-1111", "银行卡号", 0),
    ],
)
def test_found(text: str, kind: str, start: int) -> None:
    """However it is written."""
    assert personal(text) == (kind, start)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0737-4221234",
        "12369",
        "110105194912310021",
        "110105194913310026",
        "91430903EXMP02043Q",
        "91430903EXMP02043Q001V",
        "12813812345678",
        "排放量 0.13812345678 吨",
        "2024-10-22 09:00:00",
        "6222020000000000001",
        "国办发明电〔2023〕7号",
        "12345678901",
        "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
    ],
)
def test_not_found(text: str) -> None:
    """Landlines, hotlines, wrong check digits, credit codes, permits, fractions, dates, digests."""
    assert personal(text) is None


@settings(deadline=None)  # the machine may be busy
@given(st.dates(date(1850, 1, 1), date(2099, 12, 31)), st.integers(0, 999))
def test_every_identity_number(day, serial: int) -> None:
    """Of eleven check characters exactly one is right, and it alone is refused."""
    body = f"430903{day:%Y%m%d}{serial:03d}"
    right = [char for char in "0123456789X" if is_identity_number(body + char)]
    assert len(right) == 1
    assert all(personal(f"甲{body}{char}乙") == ("身份证号码", 1) for char in right)


@settings(deadline=None)  # the machine may be busy
@given(st.integers(10**14, 10**15 - 1))
def test_every_card(body: int) -> None:
    """Of ten check digits exactly one is right."""
    assert sum(is_bank_card(f"62{body}{digit}") for digit in range(10)) == 1


@pytest.mark.parametrize(
    ("path", "old", "field"),
    [
        (ENTITY_PATH, "益阳市资阳区示例西路231号", "地址"),
        (ENTITY_PATH, "水泥制造\n排污", "行业"),
        (INSPECTOR_PATH, "二级执法员", "职务岗位"),
        (ENTITY_PATH, "益阳市2023年度重点排污单位名录", "依据"),
        (ORDER_PATH, "说明: 示例", "说明"),
        (EXEMPT_PATH, "群众反映", "理由"),
        (EXEMPT_PATH, "示例支队长", "批准人"),
        (RESULT_PATH, "检查当日未发现", "检查内容"),
        (RESULT_PATH, "整改情况: 无", "整改情况"),
        ("agency.yaml", "示例，不设电话", "联系方式"),
    ],
)
@pytest.mark.parametrize(("number", "kind"), [("13812345678", "手机号码"), (IDENTITY, "身份证号码"), (CARD, "银行卡号")])
def test_refused_field_by_field(path: str, old: str, field: str, number: str, kind: str) -> None:
    """三(三): 在明确姓名、单位、执法（工作）证号、职务岗位等身份信息的基础上: of a person that much is public and no more.
    Identity numbers, mobile numbers and bank cards are refused in any record; the message names the field and does not repeat
    the number."""
    key, _, value = old.rpartition(": ")
    new = f"{key}: {number}{value}" if key else number + value
    (told,) = texts(broken(path, old, new))
    assert f": {field}: 有{kind}; " in told and number not in told


def test_certificate_of_eleven_digits() -> None:
    """ "an 11-digit certificate number is not a phone number"."""
    inspector = INSPECTOR.replace("EX430902006", "13812345678")
    assert "13812345678" in load(sample() | {"inspectors/430902/13812345678.yaml": inspector}).inspectors


def test_identity_number_for_a_certificate() -> None:
    """R6: "Never a phone or identity number": not even in the certificate's place; the message does not repeat it."""
    (told, *rest) = texts(broken(INSPECTOR_PATH, "EX430902006", IDENTITY))
    assert told.startswith(f"records/{INSPECTOR_PATH}:2:7: 执法证号: 这是身份证号码，不是执法证号")
    assert IDENTITY not in told + "".join(rest)
