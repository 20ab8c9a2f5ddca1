"""统一社会信用代码: the check character, and a message for each way of getting a code wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.records.codes import ALPHABET, check_character, code_problem
from tests.example.codes import credit_check, credit_code
from tests.unit.records.sample import ENTITY_PATH, broken, texts


@pytest.mark.parametrize("code", ["91330100799655058B", "9144030071526726XG"])
def test_real_codes(code: str) -> None:
    """Two codes that are printed in public annual reports."""
    assert code_problem(code) is None


@settings(deadline=None)  # the machine may be busy
@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_one_check_character(first17: str) -> None:
    """Exactly one of 31 characters is right, the same as another implementation's."""
    right = [char for char in ALPHABET if code_problem(first17 + char) is None]
    assert right == [check_character(first17)] == [credit_check(first17)]


@settings(deadline=None)  # the machine may be busy
@given(st.integers(0, 9999), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_slip_of_one_character(serial: int, position: int, char: str) -> None:
    """31 is prime and no weight is 0 mod 31, so one wrong character is always seen."""
    code = credit_code("91", "430902", serial)
    assert (code_problem(code[:position] + char + code[position + 1 :]) is None) == (code[position] == char)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91430902EXMP0142X7", "校验位应为 8"),
        ("91430902EXMP0142X", "应为 18 位，写了 17 位"),
        ("91430902EXMP0142XI", "第 18 位“I”不可用"),
        ("91430902exmp0142x8", "第 9 位“e”不可用"),
        ("９1430902EXMP0142X8", "第 1 位“９”不可用"),
        ("../../../etc/passwd", "应为 18 位，写了 19 位"),
        ("91430902/../../142", "第 9 位“/”不可用"),
    ],
)
def test_message(code: str, problem: str) -> None:
    """ "records/entities/…yaml:2:11: 统一社会信用代码: 校验位应为 8; 提示: …"."""
    told = texts(broken(ENTITY_PATH, "91430902EXMP0142X8", code))
    assert any(text.startswith(f"records/{ENTITY_PATH}:2:11: 统一社会信用代码: {problem}; 提示: ") for text in told)
