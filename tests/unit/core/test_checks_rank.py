"""Checks on one drawn place, in each status that they can have (protocol, "Verifying")."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ledger.core import layout
from ledger.core.checks.report import Check
from ledger.core.encoding import jcs, sha256, tagged
from ledger.core.verify import verify
from tests.support.bureau import Bureau
from tests.support.forge import Forgery, one
from tests.support.ledgers import AS_OF, Ledger, Options, build_ledger
from tests.unit.core.breach import A, B, C, story

WHOLE = build_ledger()
REPORT = verify(WHOLE.files.get, None, AS_OF)
A_LEDGER = build_ledger(Options(draws=(A,), until="2023-10-10"))


def found(name: str, subject: str) -> Check:
    """Of the small ledger."""
    return one(REPORT, name, subject)


def of(bureau: Bureau, name: str, subject: str, as_of: date = AS_OF) -> Check:
    """Of another ledger."""
    return one(verify(bureau.published().get, None, as_of), name, subject)


def failed(change: Callable[[Forgery], object], name: str, subject: str, ledger: Ledger = A_LEDGER) -> str:
    """What the check says of a forgery, signed anew."""
    forged = Forgery(ledger)
    change(forged)
    forged.sign_anew()
    check = forged.check(name, subject)
    assert check.status == "fail", check
    return check.evidence


def test_which_checks_a_rank_has() -> None:
    """Each row given up by the entry that gave it up; a void rank has no row in force; a corrected result has two records."""
    subjects = {(check.name, check.subject) for check in REPORT.checks if check.name.startswith("draw.")}
    void, closed, corrected = (WHOLE.bureau.life.draws[d].ranks[r] for d, r in ((B, 3), (B, 2), (A, 1)))
    assert [s for _, s in subjects if s.startswith(f"{B}/3")] == [s for _, s in subjects if s.startswith(f"{B}/3@")]
    assert {("draw.opening", f"{B}/3@{e.index}") for e in void.given_up} < subjects and len(void.given_up) == 2
    assert {("draw.opening", f"{B}/2@{closed.given_up[0].index}"), ("draw.opening", f"{B}/2")} < subjects
    assert {("draw.record", f"{A}/1@{corrected.commitments[0].index}"), ("draw.record", f"{A}/1")} < subjects


def test_opening() -> None:
    """ "nonce in the tree, ticket recomputed and at that rank, team recomputed"; sealed until it is opened."""
    for subject, want in ((f"{A}/0", "pass"), (f"{B}/1", "pass"), (f"{B}/4", "pass"), (f"{C}/0", "pass"), (f"{C}/1", "pending")):
        assert found("draw.opening", subject).status == want
    opening = json.loads(WHOLE.files[layout.opening(B, 1)])
    evidence = found("draw.opening", f"{B}/1").evidence
    assert opening["entity"] in evidence and opening["appointed"][0]["inspector"] in evidence


OTHER = json.loads(A_LEDGER.files[layout.opening(A, 4)])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda v: v.update(entity="stranger"), "不在抽取池"),
        (lambda v: v.update(entity=OTHER["entity"]), "的树根算得"),
        (lambda v: v.update(nonce=OTHER["nonce"]), "的树根算得"),
        (lambda v: v.update(nonce_index=v["nonce_index"] ^ 1), "的树根算得"),
        (lambda v: v.update(nonce_index=10), "不在 0 与 10 之间"),
        (lambda v: v["nonce_proof"].pop(), "太短"),
        (lambda v: v["nonce_proof"].append("0" * 64), "太长"),
        (lambda v: v.update(OTHER, rank=3), "签号算得"),
        (lambda v: v.update(draw="other"), "开封文件写的是 other/3"),
        (lambda v: v.update(rank=4), "开封文件写的是 A-general/4"),
        (lambda v: v.update(appointed=[{"inspector": "x", "seat": 0}]), "没有对应的调整"),
    ],
)
def test_opening_of_another_row(change: Callable[[Any], object], problem: str) -> None:
    """Anything else in the opening of A's rank 3, whose team and whose ticket follow from it."""
    assert problem in failed(lambda f: f.change(layout.opening(A, 3), change), "draw.opening", f"{A}/3")


def test_opening_that_is_not_there() -> None:
    """ "A file that an entry calls for and that is absent is a `fail`", of a withheld rank too."""
    for draw, rank in ((A, 3), (B, 4)):
        path = layout.opening(draw, rank)
        assert path in failed(lambda f, path=path: f.files.pop(path), "draw.opening", f"{draw}/{rank}", WHOLE)


def test_opening_of_another_stratum() -> None:
    """A dishonest bureau puts the ticket of a general entity among the special ones, before any reveal: its opening proves
    nonce and ticket, and yet it was drawn where it does not belong."""
    sizes, takes = {"key": 0, "special": 2, "general": 2}, {("430902", "general"): 1}
    ledger = build_ledger(Options(draws=(A,), sizes=sizes, takes=takes, until="2023-09-02"))
    rows = ledger.bureau.batches[A].rows
    assert rows is not None
    special, _, general = rows.all()
    assert special is not None and general is not None and (special.stratum, general.stratum) == ("special", "general")
    forged = Forgery(ledger)

    def exchange(value: Any) -> None:
        one, other = value["strata"]
        one["tickets"], other["tickets"] = other["tickets"], one["tickets"]

    forged.republish(forged.find("draw"), "tickets", exchange)
    forged.files[layout.opening(A, 0)] = jcs(json.loads(ledger.bureau.batches[A].opening(general.rank)) | {"rank": 0})
    forged.sign_anew()
    check = forged.check("draw.opening", f"{A}/0")
    assert check.status == "fail" and "属于层 general，本名次抽的是层 special" in check.evidence


def test_given_up_rows_are_those_the_entry_names() -> None:
    """ "`closed`, `void`: `opening` (sha256)": the file beside it is that one, and proves the row in force then."""
    entry = WHOLE.bureau.life.draws[B].ranks[2].given_up[0]
    subject, path = f"{B}/2@{entry.index}", layout.opening(B, 2, entry.index)
    assert found("draw.opening", subject).status == "pass"
    nonce = {"nonce": "0" * 64}
    assert "条目写的是" in failed(lambda f: f.change(path, lambda v: v.update(nonce)), "draw.opening", subject, WHOLE)
    assert path in failed(lambda f: f.files.pop(path), "draw.opening", subject, WHOLE)

    def swap(forged: Forgery) -> None:
        forged.files[path] = forged.files[layout.opening(B, 2)]
        forged.entries[entry.index]["body"]["opening"] = sha256(forged.files[path])

    assert "签号算得" in failed(swap, "draw.opening", subject, WHOLE)


def test_record() -> None:
    """ "the published result is the one committed to, bound to its opening, its phrase one of the three (`pending` where
    withheld)"; and where it is sealed, or its term has ended."""
    for subject, want in (
        (f"{A}/0", "pass"), (f"{A}/1", "pass"), (f"{C}/1", "pending"), (f"{B}/4", "pending"), (f"{A}/2", "pending"),
    ):  # fmt: skip
        assert found("draw.record", subject).status == want
    first = WHOLE.bureau.life.draws[A].ranks[1].commitments[0].index
    assert found("draw.record", f"{A}/1@{first}").status == "pass"
    assert "发现问题已责令整改" in found("draw.record", f"{A}/1").evidence


def commit(rank: int, change: Callable[[Any], object]) -> Callable[[Forgery], None]:
    """Change a result of A and the entry that committed to it: a bureau that never told the truth."""

    def edit(forged: Forgery) -> None:
        path = layout.result(A, rank)
        forged.change(path, lambda v: change(v["record"]))
        forged.find("disclose", rank)["body"]["record"] = tagged("record", json.loads(forged.files[path]))

    return edit


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda r: r.update(outcome="基本合格"), "之一"),
        (lambda r: r.update(method="书面"), "之一"),
        (lambda r: r.update(entity=OTHER["entity"]), "与开封文件不同"),
        (lambda r: r.update(rank=4), "与开封文件不同"),
        (lambda r: r.update(draw="other"), "与开封文件不同"),
        (lambda r: r["inspectors"].reverse(), "与开封文件不同"),
        (lambda r: r["inspectors"].pop(), "与开封文件不同"),
        (lambda r: r.update(inspected="2023-08-23"), "不在抽取之日 2023-08-24 与公示之日"),
        (lambda r: r.update(inspected="2023-09-05"), "与公示之日 2023-09-04 之间"),
    ],
)
def test_record_of_another_result(change: Callable[[Any], object], problem: str) -> None:
    """ "Draw, rank, entity and inspectors are those of the opening; `inspected` lies between the draw's and the disclosure's
    time", and "letter for letter": even where the ledger committed to it."""
    assert problem in failed(commit(3, change), "draw.record", f"{A}/3")


@pytest.mark.parametrize("day", ["2023-08-24", "2023-09-04"])
def test_record_of_the_first_and_the_last_day(day: str) -> None:
    forged = Forgery(A_LEDGER)
    commit(3, lambda r: r.update(inspected=day))(forged)
    forged.sign_anew()
    assert forged.check("draw.record", f"{A}/3").status == "pass"


def test_record_changed_after_disclosure() -> None:
    """Content, salt, or all of it gone; the one before a correction too."""
    path, before = layout.result(A, 3), layout.result(A, 1, WHOLE.bureau.life.draws[A].ranks[1].commitments[0].index)
    for change in (lambda v: v["record"].update(content="示例：改写"), lambda v: v.update(salt="0" * 64)):
        assert "条目承诺的是" in failed(lambda f, c=change: f.change(path, c), "draw.record", f"{A}/3")
        subject = f"{A}/{before.split('/')[-1].removesuffix('.json')}"
        assert "条目承诺的是" in failed(lambda f, c=change: f.change(before, c), "draw.record", subject, WHOLE)
        assert before in failed(lambda f: f.files.pop(before), "draw.record", subject, WHOLE)
    assert path in failed(lambda f: f.files.pop(path), "draw.record", f"{A}/3")
    current = layout.result(A, 1)
    swap = failed(lambda f: f.files.update({current: f.files[before]}), "draw.record", f"{A}/1", WHOLE)
    assert "条目承诺的是" in swap, "the one before does not stand for the corrected one"


def test_an_expired_result_may_stay_but_not_change() -> None:
    """ "absent is a `fail`, unless its result expired": its file goes, for all its versions; a file that is there is checked."""
    bureau = story(A, until="2024-01-01")
    files = bureau.published()
    bureau.expire("2024-09-01T09:00:00+08:00", A, 1)
    first = bureau.life.draws[A].ranks[1].commitments[0].index
    for subject in (f"{A}/1", f"{A}/1@{first}"):
        assert of(bureau, "draw.record", subject).status == "pending"
    assert of(bureau, "draw.disclosed", f"{A}/1").status == "unproven"
    path = layout.result(A, 1)
    bureau.files[path] = files[path]
    assert of(bureau, "draw.record", f"{A}/1").status == "pass" == of(bureau, "draw.disclosed", f"{A}/1").status
    bureau.files[path] = files[layout.result(A, 0)]
    assert of(bureau, "draw.record", f"{A}/1").status == "fail"


def test_disclosed() -> None:
    """ "published within 20 working days of the inspection, withheld on a lawful ground (its date `unproven`); else `late`"."""
    for subject, want in (
        (f"{A}/0", "pass"), (f"{B}/0", "late"), (f"{B}/4", "unproven"), (f"{A}/2", "unproven"), (f"{C}/1", "pending"),
    ):  # fmt: skip
        assert found("draw.disclosed", subject).status == want
    assert "国家安全" in found("draw.disclosed", f"{B}/4").evidence


def test_disclosed_unaccounted() -> None:
    """ "Past it, … an unaccounted rank is `late`": on `reveal_by` itself it may still be disclosed, revealed or not."""
    for revealed in (False, True):
        bureau = story(C)
        if revealed:
            bureau.reveal("2025-01-24T09:00:00+08:00", C)
        for day, want in ((date(2025, 1, 24), "pending"), (date(2025, 1, 25), "late")):
            assert of(bureau, "draw.disclosed", f"{C}/1", day).status == want


@pytest.mark.parametrize(
    ("inspected", "want", "limit"),
    [("2023-09-18", "late", "2023-10-20"), ("2023-09-19", "late", "2023-10-23"), ("2023-09-26", "pass", "2023-10-30")],
)
def test_disclosed_within_twenty_working_days(inspected: str, want: str, limit: str) -> None:
    """五(三): 20 个工作日, 国庆 and its make-up days counted: disclosed on 2023-10-30."""
    bureau = story(B, until="2023-10-30")
    bureau.disclose("2023-10-30T09:00:00+08:00", B, 0, inspected)
    check = of(bureau, "draw.disclosed", f"{B}/0")
    assert check.status == want and f"期限 {limit}" in check.evidence and "暂定" not in check.evidence


def test_disclosed_without_a_calendar() -> None:
    """R15: without the year's calendar only weekends are known, and the due date says that it is provisional."""
    bureau = story(C)
    bureau.disclose("2025-01-20T09:00:00+08:00", C, 1, "2024-12-20")
    check = of(bureau, "draw.disclosed", f"{C}/1")
    assert check.status == "late" and "期限 2025-01-17（暂定：有的年份没有公布工作日历）" in check.evidence
    assert "暂定" not in found("draw.disclosed", f"{C}/0").evidence
