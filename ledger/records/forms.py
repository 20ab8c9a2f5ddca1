"""The kinds of values that several records share: codes of areas, ids, classes, tags."""

from typing import cast

from ledger.core.encoding import EntityId, InspectorId, Json, parse_draw_id, parse_inspector_id, parse_jcs, parse_record_id
from ledger.core.errors import FormError
from ledger.core.rules.classes import CLASS_NAMES
from ledger.records.codes import PATTERN, code_problem
from ledger.records.kinds import Choice, Code, Day, Line, ListOf, Tag, code_like
from ledger.records.personal import PERSONAL_HINT, is_identity_number
from ledger.records.tags import ENTITY_TAGS, FREE, INSPECTOR_TAGS

NAME = Line(100)
NOTE = Line(2000, name=False)
"""Text that is only ever shown as text."""
CONTENT = Line(10_000, name=False)
DAY = Day()
CLASS = Choice({chinese: english for english, chinese in CLASS_NAMES.items()})
"""监管类别 (clause 三(二))."""
ENTITY_TAG_LIST = ListOf(Tag(ENTITY_TAGS))
INSPECTOR_TAG_LIST = ListOf(Tag(INSPECTOR_TAGS))
LINE = Choice({line: line for line in INSPECTOR_TAGS.prefixes["专业"]})
"""专业 (clause 三(三), 四(四))."""
DEPARTMENT = code_like(FREE, "应为部门的简称", "写部门简称，例如 应急管理，不含空格和冒号")
"""A department, as in the tag 部门:应急管理."""
AREA_CODE = code_like("[0-9]{6}", "应为六位区划代码", "照 areas.yaml 里的代码填写，用半角数字")
RECORD_ID = Code(r"[0-9A-Za-z._-]{1,64}", parse_record_id, "用半角字母和数字，例如 2024Q4")
DRAW_ID = Code(r"[0-9A-Za-z-]{1,64}", parse_draw_id, "用半角字母、数字和横线，例如 2024Q4-430902-key")


def parse_certificate(text: str) -> InspectorId:
    """A certificate number. It may look like a phone number; an identity number it may not be (requirements R6)."""
    if is_identity_number(text):
        raise FormError("这是身份证号码，不是执法证号", hint=PERSONAL_HINT)
    return parse_inspector_id(text)


INSPECTOR_ID = Code(r"[0-9A-Za-z._-]{1,64}", parse_certificate, "照执法证抄写，用半角字母和数字")


def parse_credit_code(text: str) -> EntityId:
    """A 统一社会信用代码 whose check character is right."""
    problem = code_problem(text)
    if problem is not None:
        raise FormError(problem[0], hint=problem[1])
    return EntityId(text)


CREDIT_CODE = Code(PATTERN, parse_credit_code)


def json_of(data: bytes) -> dict[str, Json]:
    """A published document as a value."""
    return cast(dict[str, Json], parse_jcs(data, "文件"))
