"""五: 抽查实施. What a verifier says of results that are late, not of the form, not those of who was drawn, or overwritten."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from ledger.core import layout
from ledger.core.bodies import GROUNDS, parse_body
from ledger.core.checks.report import Check
from ledger.core.encoding import Json, sha256
from ledger.core.errors import FormError
from ledger.core.result import METHODS, OUTCOMES
from ledger.core.rules.followups import STATES, rectification_of
from ledger.core.verify import verify
from tests.support.ledgers import AS_OF, Ledger, Options, build_ledger

LATE = "2023-10-30T09:00:00+08:00"
"""When the story publishes the result of B-key/0, inspected on 2023-09-19."""


def checks_of(ledger: Ledger, name: str, files: dict[str, bytes] | None = None, as_of: date = AS_OF) -> dict[str, Check]:
    """The checks of a name, by subject."""
    published = ledger.bureau.published() if files is None else files
    return {one.subject: one for one in verify(published.get, ledger.bureau.policy(), as_of).checks if one.name == name}


@pytest.mark.parametrize(("day", "status"), [("2023-10-23", "pass"), ("2023-10-24", "late")])
def test_the_twentieth_working_day(day: str, status: str) -> None:
    """在每次抽查检查任务完成之后的20个工作日内，主动将抽查检查时间、内容、结果依法向社会公开."""
    ledger = build_ledger(Options(times={LATE: f"{day}T09:00:00+08:00"}))
    found = checks_of(ledger, "draw.disclosed")["B-key/0"]
    assert (found.status, found.evidence) == (status, f"2023-09-19 检查，{day} 公示，期限 2023-10-23")


@pytest.mark.parametrize(("day", "status"), [(date(2025, 1, 24), "pending"), (date(2025, 1, 25), "late")])
def test_checked_and_not_published_is_not_done(day: date, status: str) -> None:
    """已实施检查但未进行公示的，视为未完成抽查检查任务; 七(四): 实现年度抽查结果100%公开."""
    found = checks_of(build_ledger(), "draw.disclosed", as_of=day)["C-key/1"]
    assert (found.status, found.evidence) == (status, "还没有公示，揭示期限 2025-01-24")


def disclosed_so(**fields: Json) -> Check:
    """What ``draw.record`` says of a result that says something else."""
    ledger = build_ledger(Options(draws=("A-general",), until="2023-09-01"))
    ledger.bureau.disclose("2023-09-01T09:00:00+08:00", "A-general", 0, "2023-08-25", **fields)
    return checks_of(ledger, "draw.record")["A-general/0"]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_three_phrases(outcome: str) -> None:
    """“未发现问题”“发现问题已责令整改”“发现涉嫌违法行为已立案调查”等简明的方式."""
    assert disclosed_so(outcome=outcome).status == "pass"


@pytest.mark.parametrize("outcome", ["", "合格", "未发现问题。", "发现问题已责令整改 "])
def test_no_fourth_phrase(outcome: str) -> None:
    """采用“未发现问题”“发现问题已责令整改”“发现涉嫌违法行为已立案调查”等简明的方式: letter for letter."""
    assert OUTCOMES == ("未发现问题", "发现问题已责令整改", "发现涉嫌违法行为已立案调查")
    found = disclosed_so(outcome=outcome)
    assert found.status == "fail" and "须为 未发现问题、" in found.evidence


@pytest.mark.parametrize("fields", [{"entity": "430902-general-91"}, {"inspectors": ["I43090201", "I43090202"]}])
def test_a_result_is_of_who_was_drawn(fields: dict[str, Json]) -> None:
    """谁检查、谁录入、谁公开; 六(二)2: the result counts for one enterprise, named by its 统一社会信用代码."""
    assert disclosed_so(**fields).evidence == "结果的批次、名次、检查对象或检查人员与开封文件不同"


def test_an_inspection_follows_its_draw() -> None:
    """在实施现场随机抽查前: nothing is inspected before it is drawn, nor after it is published."""
    for day in ("2023-08-23", "2023-09-02"):
        ledger = build_ledger(Options(draws=("A-general",), until="2023-09-01"))
        ledger.bureau.disclose("2023-09-01T09:00:00+08:00", "A-general", 0, day)
        assert "不在抽取之日 2023-08-24 与公示之日 2023-09-01 之间" in checks_of(ledger, "draw.record")["A-general/0"].evidence


def test_modes_are_three() -> None:
    """五(一): 现场检查、非现场检查或委托第三方检查."""
    assert METHODS == ("现场", "非现场", "委托第三方")
    assert disclosed_so(method="电话").status == "fail"


def test_grounds_are_three() -> None:
    """检查情况和查处结果涉及保密、国家安全、公共安全的，可不予公开: and on no other ground."""
    assert GROUNDS == ("保密", "国家安全", "公共安全")
    for ground in (*GROUNDS, "影响不好"):
        body: dict[str, Json] = {"draw": "d", "ground": ground, "rank": 0, "record": "0" * 64}
        if ground in GROUNDS:
            assert parse_body("withhold", body).json() == body
        else:
            with pytest.raises(FormError, match="须为 保密、国家安全、公共安全 之一"):
                parse_body("withhold", body)


def overwrite(files: dict[str, bytes]) -> str:
    """The published result says something else; no entry says so."""
    path = layout.result("A-general", 0)
    value = json.loads(files[path])
    value["record"]["content"] = "示例：改过的内容"
    files[path] = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return "A-general/0"


def forget(files: dict[str, bytes]) -> str:
    """The result before the correction is gone."""
    path = next(path for path in files if path.startswith("results/A-general/1@"))
    del files[path]
    return "A-general/1@" + path.removesuffix(".json").rpartition("@")[2]


@pytest.mark.parametrize("act", [overwrite, forget])
def test_a_result_is_amended_never_overwritten(act: Callable[[dict[str, bytes]], str]) -> None:
    """主动将抽查检查时间、内容、结果依法向社会公开: a worse finding later is an amendment; the result before it stays beside
    it, and both are those committed to."""
    ledger = build_ledger(Options(draws=("A-general",)))
    files = ledger.bureau.published()
    assert {one.status for one in checks_of(ledger, "draw.record").values()} == {"pass", "pending"}
    subject = act(files)
    failed = [one.subject for one in checks_of(ledger, "draw.record", files).values() if one.status == "fail"]
    assert failed == [subject]


def test_a_rectification_is_followed_up() -> None:
    """五(二) with 五(三): 发现问题已责令整改: by when, and how it went, in one of three words; a later word is an amendment."""
    more: dict[str, Json] = {"rectification": {"due": "2023-09-30", "state": "整改中"}}
    ledger = build_ledger(Options(draws=("A-general",), until="2023-09-01"))
    bureau = ledger.bureau
    bureau.disclose("2023-09-01T09:00:00+08:00", "A-general", 0, "2023-08-25", outcome=OUTCOMES[1], more=more)
    done: dict[str, Json] = {"rectification": {"due": "2023-09-30", "reviewed": "2023-09-28", "state": "已完成"}}
    bureau.correct("2023-09-29T09:00:00+08:00", "A-general", 0, "复查", more=done)
    assert {one.status for one in checks_of(ledger, "draw.record").values()} == {"pass", "pending"}
    found = rectification_of(done)
    assert found is not None and (found.state, found.reviewed) == ("已完成", date(2023, 9, 28))
    for state in (*STATES, "不了了之"):
        value: dict[str, Json] = {"rectification": {"due": "2023-09-30", "state": state}}
        if state in STATES:
            assert rectification_of(value) is not None
        else:
            with pytest.raises(FormError, match="须为 整改中、已完成、逾期未整改 之一"):
                rectification_of(value)


def test_nothing_tells_who_is_to_be_inspected() -> None:
    """六(二)1: 在实施现场随机抽查前，应对抽查对象采取保密措施: until a rank is opened, no published file opens it."""
    ledger = build_ledger()
    life = ledger.bureau.life.draws["C-key"]
    sealed = {rank.rank: ledger.bureau.batches["C-key"].row(rank.rank) for rank in life.open_ranks}
    assert sealed
    files = ledger.bureau.published()
    for rank, row in sealed.items():
        assert layout.opening("C-key", rank) not in files and layout.result("C-key", rank) not in files
        assert not [path for path, data in files.items() if row.nonce.hex().encode() in data]
        naming = {path.partition("/")[0] for path, data in files.items() if row.entity.encode() in data}
        assert naming <= {"files", "snapshots", "openings", "results"}
        assert not [path for path in files if path.startswith(("openings/C", "results/C")) and row.entity.encode() in files[path]]
        assert ledger.files[layout.LEDGER].count(row.entity.encode()) == 0


def test_published_files_are_read_by_any_platform() -> None:
    """七(二): 与…外部平台有效衔接: every document is canonical JSON; one that is not is found."""
    ledger = build_ledger(Options(draws=("A-general",)))
    for path, data in ledger.files.items():
        if path.endswith(".json"):
            assert isinstance(json.loads(data), dict), path
    loose = json.dumps({"id": "2023Q4", "level": "quarter"}, indent=1).encode()
    index = ledger.bureau.publish("2024-12-09T09:00:00+08:00", "plan", "2023Q4", loose)
    found = checks_of(ledger, "publish.file")[f"plan/2023Q4@{index}"]
    assert found.status == "fail" and layout.file(sha256(loose)) in found.evidence
