"""Checks of checkpoints and published documents, and what a verifier answers, in each status (protocol, "Verifying")."""

import pytest

from ledger.core import layout
from ledger.core.bodies import Publish
from ledger.core.checks.report import Check, Status, exit_code
from ledger.core.errors import SourceError
from ledger.core.verify import verify
from tests.support.bureau import Bureau
from tests.support.forge import Forgery, failed_of_ledger, one
from tests.support.ledgers import AS_OF, Ledger, Options, build_ledger, tiny_ledger

LEDGER = tiny_ledger()
WHOLE = build_ledger()
SIZE, (KEPT,) = len(LEDGER.bureau.lines), LEDGER.bureau.kept
"""Of its newest checkpoint, and of the one that was kept."""


def forgery(ledger: Ledger = LEDGER) -> Forgery:
    """To be changed."""
    return Forgery(ledger)


def without(files: dict[str, bytes], path: str) -> dict[str, bytes]:
    """All but one."""
    return {name: data for name, data in files.items() if name != path}


def test_checkpoint_signature() -> None:
    """ "the note verifies", of the newest checkpoint and of each that was kept."""
    for path in (layout.CHECKPOINT, layout.kept_checkpoint(KEPT)):
        size = SIZE if path == layout.CHECKPOINT else KEPT
        for data in (None, b"", LEDGER.files[path].replace(b"\n%d\n" % size, b"\n%d\n" % (size + 1))):
            forged = forgery()
            forged.files = without(forged.files, path) if data is None else forged.files | {path: data}
            assert failed_of_ledger(forged) == {"checkpoint.signature", "checkpoint.root"}
            assert forged.check("checkpoint.signature", path).status == "fail"


def test_checkpoint_of_another_origin() -> None:
    """Signed by the right key and name, for another ledger."""
    bureau = Bureau()
    bureau.origin, key = "test.example/other", bureau.keys["test.example/ledger"]
    bureau.keys["test.example/other"], bureau.roles["test.example/other"] = key, ("log",)
    del bureau.keys["test.example/ledger"], bureau.roles["test.example/ledger"]
    forged = forgery(build_ledger(Options(draws=()), bureau=bureau))
    forged.entries[0]["body"]["origin"] = "test.example/else"
    forged.sign_anew()
    check = forged.check("checkpoint.signature", layout.CHECKPOINT)
    assert check.status == "fail" and "origin 是 test.example/other，创世条目写的是 test.example/else" in check.evidence


def test_there_is_one_log_key() -> None:
    for roles in (["log"], ["reader"]):
        forged = forgery()
        keys = forged.entries[0]["body"]["keys"]
        keys[0 if roles == ["log"] else 2]["roles"] = roles
        forged.sign_anew()
        assert "应有且只有一把 log 密钥" in forged.check("checkpoint.signature", layout.CHECKPOINT).evidence


def test_checkpoint_root() -> None:
    """ "its root is that of the lines": of all of them, or of as many as the kept one's name says."""
    forged = forgery()
    forged.files[layout.CHECKPOINT] = forged.checkpoint(SIZE - 1)
    assert f"条数是 {SIZE - 1}，应为 {SIZE}" in forged.check("checkpoint.root", layout.CHECKPOINT).evidence
    kept = layout.kept_checkpoint(KEPT)
    forged = forgery()
    forged.files[kept] = forged.checkpoint(KEPT - 1)
    assert f"条数是 {KEPT - 1}，应为 {KEPT}" in forged.check("checkpoint.root", kept).evidence
    longer = forgery()
    longer.write_lines(longer.lines[: KEPT - 1])
    longer.files[layout.CHECKPOINT] = longer.checkpoint(KEPT - 1)
    said = longer.check("checkpoint.root", kept).evidence
    assert f"应为 {KEPT}（台账共 {KEPT - 1} 条）" in said, "cut off behind a checkpoint's back"
    rewritten = forgery()
    rewritten.find("snapshot")["time"] = "2023-08-21T10:01:00+08:00"
    checkpoints = {path: data for path, data in rewritten.files.items() if path.startswith("checkpoint")}
    rewritten.sign_anew()
    rewritten.files |= checkpoints
    for path in (layout.CHECKPOINT, kept):
        assert rewritten.check("checkpoint.root", path).status == "fail", "history was rewritten and signed anew"
        assert rewritten.check("checkpoint.signature", path).status == "pass"


def test_a_checkpoint_that_one_saved() -> None:
    """Of whatever size: whoever has all keys can write what came after the last one kept anew, but not this one."""

    def found(ledger: Forgery, data: bytes) -> dict[str, Check]:
        report = verify(ledger.files.get, None, AS_OF, saved=[("mine", data)])
        assert {check.name for check in report.checks if check.status == "fail" and check.subject != "mine"} == set()
        return {check.name: check for check in report.checks if check.subject == "mine"}

    whole = forgery()
    for size in (1, KEPT, SIZE - 1, SIZE):
        same = found(whole, whole.checkpoint(size))
        assert [same[name].status for name in ("checkpoint.signature", "checkpoint.root")] == ["pass", "pass"]
    rewritten = forgery()
    before = {size: rewritten.checkpoint(size) for size in (SIZE - 1, SIZE)}
    last = rewritten.entries[-1]
    last["time"] = last["time"].replace(":00+08:00", ":01+08:00")
    rewritten.sign_anew()
    assert not rewritten.failed(), "nobody sees it from the files alone"
    assert found(rewritten, before[SIZE - 1])["checkpoint.root"].status == "pass", "it is older than what was changed"
    other = found(rewritten, before[SIZE])["checkpoint.root"]
    assert other.status == "fail" and "检查点写的是" in other.evidence
    shorter = forgery()
    shorter.write_lines(shorter.lines[: SIZE - 1])
    shorter.files[layout.CHECKPOINT] = shorter.checkpoint(SIZE - 1)
    cut = found(shorter, before[SIZE])["checkpoint.root"]
    assert cut.status == "fail" and cut.evidence == f"检查点的条数是 {SIZE}（台账共 {SIZE - 1} 条）"
    strange = found(whole, b"<html>")
    assert [check.status for check in strange.values()] == ["fail", "fail"]


@pytest.mark.parametrize("data", [b"", b"%d" % KEPT, b"%d\n" % KEPT * 2, b"x\n", b"%d\n%d\n" % (SIZE, KEPT)])
def test_checkpoint_index(data: bytes) -> None:
    forged = forgery()
    forged.files[layout.CHECKPOINT_INDEX] = data
    assert forged.check("checkpoint.signature", layout.CHECKPOINT_INDEX).status == "fail"


def test_kept_checkpoints_are_optional() -> None:
    """None need be kept; one that the index names must be there."""
    forged = forgery()
    del forged.files[layout.CHECKPOINT_INDEX]
    assert not forged.failed()
    del forged.files[layout.kept_checkpoint(KEPT)]
    assert not forged.failed()
    forged.files[layout.CHECKPOINT_INDEX] = b"%d\n" % KEPT
    assert failed_of_ledger(forged) == {"checkpoint.signature", "checkpoint.root"}


def test_publish_file() -> None:
    """What is published is there, whole and of its form."""
    for entry in WHOLE.bureau.life.published:
        body = entry.body
        assert isinstance(body, Publish)
        subject = f"{body.kind}/{body.id}@{entry.index}"
        path = layout.file(body.sha256)
        for files, problem in ((without(WHOLE.files, path), "缺少"), (WHOLE.files | {path: WHOLE.files[path] + b" "}, "SHA-256")):
            check = one(verify(files.get, None, AS_OF), "publish.file", subject)
            assert check.status == "fail" and problem in check.evidence
    bad = build_ledger(Options(draws=()))
    for kind in ("item-list", "plan", "calendar", "guide"):
        bad.bureau.publish("2024-10-01T09:00:00+08:00", kind, f"bad-{kind}", b"{} ")
        subject = f"{kind}/bad-{kind}@{len(bad.bureau.lines) - 1}"
        check = one(verify(bad.bureau.published().get, None, AS_OF), "publish.file", subject)
        assert check.status == ("pass" if kind == "guide" else "fail")


def test_snapshot_file() -> None:
    """ "the root is what counts"; and the numbers of records."""
    root = next(path for path in LEDGER.files if path.startswith("snapshots/"))
    subject = f"2023Q3@{LEDGER.bureau.life.snapshots[0].index}"
    for files, problem in (
        (without(LEDGER.files, root), "缺少"),
        (LEDGER.files | {root: LEDGER.files[root].split(b"\n", 1)[1]}, "树根算得"),
        (LEDGER.files | {root: LEDGER.files[root][:-1]}, "换行"),
    ):
        check = one(verify(files.get, None, AS_OF), "snapshot.file", subject)
        assert check.status == "fail" and problem in check.evidence
    for name in ("entities", "inspectors"):
        forged = forgery()
        forged.find("snapshot")["body"][name] += 1
        forged.sign_anew()
        assert "条目写的是" in forged.check("snapshot.file", subject).evidence


@pytest.mark.parametrize(
    ("statuses", "plain", "strict"),
    [
        ((), 0, 0), (("pass", "pending"), 0, 0), (("pass", "unproven"), 0, 3), (("late",), 0, 3),
        (("late", "fail"), 1, 1), (("fail",), 1, 1),
    ],
)  # fmt: skip
def test_exit_codes(statuses: tuple[Status, ...], plain: int, strict: int) -> None:
    """ "0 nothing failed, 1 something failed …, 3 nothing failed but something is unproven or late and `--strict` was
    asked for" (2 is a `SourceError`: below)."""
    checks = tuple(Check("name", "subject", status, "evidence") for status in statuses)
    assert (exit_code(checks, strict=False), exit_code(checks, strict=True)) == (plain, strict)


def test_as_json() -> None:
    """ "`--json` prints {"checks":[{"name","subject","status","evidence"}]}"."""
    assert Check("a", "b", "pass", "c").json() == {"name": "a", "subject": "b", "status": "pass", "evidence": "c"}


def test_no_ledger_there() -> None:
    """ "2 ledger or policy could not be reached"."""
    with pytest.raises(SourceError, match="没有台账"):
        verify({}.get, None, AS_OF)


@pytest.mark.parametrize("path", sorted(LEDGER.files))
def test_a_file_that_cannot_be_reached_is_no_failed_check(path: str) -> None:
    """A broken line between here and the site says nothing of what the agency published: "2 … could not be reached"."""

    def read(wanted: str) -> bytes | None:
        if wanted == path:
            raise SourceError("连不上", place=path)
        return LEDGER.files.get(wanted)

    with pytest.raises(SourceError, match="连不上"):
        verify(read, None, AS_OF)
