"""`check --base REF`: a pull request may add to the ledger, and change nothing that the ledger has fixed.

Refused are changes of ledger history, of published files (an announced pool first of all), of openings and snapshots, of a
disclosed result (unless an amendment committed to the change, or its publicity term has expired), and the loss of a
sealed master. Whether the ledger's lines are signed and lawful is for `verify` to say.
"""

import re
from contextlib import closing
from pathlib import Path

from ledger.core import layout
from ledger.core.encoding import Json, parse_jcs, sha256
from ledger.core.errors import FormError, MingchouError
from ledger.core.note import parse_checkpoint, parse_note
from ledger.core.result import parse_result
from ledger.records.commitments import Commitments, Row, fold_lines
from ledger.records.history import Change, History
from ledger.records.load import build
from ledger.records.problems import START, Point, Problems, RecordProblem
from ledger.records.results import RESULT

LEDGER = f"ledger/{layout.LEDGER}"
_ROW = re.compile(r"ledger/(?:openings|results)/([0-9A-Za-z-]+)/(0|[1-9][0-9]*)(?:@(0|[1-9][0-9]*))?\.json", re.ASCII)
_RESULT = re.compile(r"results/([0-9A-Za-z-]+)/(0|[1-9][0-9]*)\.yaml", re.ASCII)
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_RESTORE = "请恢复原样：git checkout {base} -- {path}"


def guard(records: Path, base: str, *, new_ledger: bool = False) -> tuple[RecordProblem, ...]:
    """Every change against the Git commit `base` that the ledger does not allow, with file and line, in order of place.

    Raises `RefusedError` where there is no such repository or commit.
    """
    problems = Problems()
    with closing(History(records, base)) as history:
        _Guard(history, base, problems).run(new_ledger)
    return problems.sorted()


class _Guard:
    def __init__(self, history: History, base: str, problems: Problems) -> None:
        self.history, self.base, self.problems = history, base, problems
        self.prefix = history.records.name
        self.known = Commitments()

    def run(self, new_ledger: bool) -> None:
        """Everything below, unless the whole ledger is another one."""
        if self._ledger(new_ledger):
            return
        for path in self.history.paths("ledger"):
            change = self.history.change(path) if path != LEDGER else None
            if change is not None:
                self._published(change)
        for path in self.history.paths("results"):
            self._result_yaml(path)
        for path in self.history.paths("sealed"):
            self._sealed(path)

    def _note(self, path: str, spot: Point, problem: str, hint: str = "") -> None:
        hint = hint or _RESTORE.format(base=self.base, path=f"{self.prefix}/{path}")
        self.problems.add(f"{self.prefix}/{path}", spot, "", problem, hint)

    def _ledger(self, new_ledger: bool) -> bool:
        """Hold the ledger's lines against the base's. True where it is a new ledger: nothing of the old one is left to guard."""
        change = self.history.change(LEDGER)
        before = self.history.before(LEDGER) or b""
        now = before if change is None else change.now or b""
        old_lines, lines = _LINE.findall(before), _LINE.findall(now)
        if change is not None and old_lines[:1] != lines[:1]:
            if not new_ledger:
                what = "台账被删除" if not lines else "新建了台账" if not old_lines else "创世条目变了，等于另立台账"
                self._note(LEDGER, START, what, "确要新建台账，请加 --new-ledger")
            return True
        if not now.startswith(before):
            number = next(n for n, line in enumerate(old_lines) if lines[n : n + 1] != [line])
            gone = number >= len(lines)
            spot = Point(number + 1, 1 if gone else _column(old_lines[number], lines[number]))
            verb = "删除" if gone else "改动"
            hint = f"请恢复原样；如果 {self.base} 上已有新的条目，先合并 {self.base}，再重新记账"
            self._note(LEDGER, spot, f"第 {number} 号条目被{verb}，台账只能往后添加", hint)
        elif now and not now.endswith(b"\n"):
            self._note(
                LEDGER, Point(len(lines), 1), "最后一行没有换行，写入没有完成", "请运行 mingchou 的任一写入命令，让它先收尾"
            )
        self.known, wrong = fold_lines(now if now.startswith(before) else before)
        for number, error in wrong:
            self._note(LEDGER, Point(number, 1), f"不是合规的条目：{error}", "台账由软件写，不要手改")
        return False

    def _published(self, change: Change) -> None:
        path = change.path
        if path == f"ledger/{layout.CHECKPOINT}":
            self._checkpoint(change)
        elif path.startswith("ledger/checkpoints/"):
            if change.before is not None and not (change.now or b"").startswith(change.before):
                self._changed(change, "留存的检查点")
        elif path.startswith("ledger/results/"):
            self._result_file(change)
        elif change.before is not None and path.startswith(("ledger/files/", "ledger/snapshots/", "ledger/openings/")):
            self._changed(change, self.known.files.get(path.rpartition("/")[2], "已公布的文件"))
        elif path.startswith("ledger/files/") and sha256(change.now or b"") != path.rpartition("/")[2]:
            self._note(path, START, "内容与文件名（SHA-256）不符", "这里的文件由软件写，不要手改")
        elif path.startswith("ledger/openings/"):
            self._new_opening(path)

    def _changed(self, change: Change, what: str) -> None:
        verb = "删除" if change.now is None else "改动"
        self._note(change.path, _difference(change), f"{what}被{verb}")

    def _checkpoint(self, change: Change) -> None:
        lines = (self.history.now(LEDGER) or b"").count(b"\n")
        try:
            size = parse_checkpoint(parse_note(change.now or b"")[0]).size
        except MingchouError as error:
            self._note(change.path, START, f"检查点不对：{error.problem}")
            return
        if size != lines:
            self._note(change.path, Point(2, 1), f"检查点写的是 {size} 条，台账有 {lines} 条", "检查点和台账要一起提交")

    def _new_opening(self, path: str) -> None:
        """An opening tells who was drawn: it may appear only with the entry that accounts for the rank."""
        match = _ROW.fullmatch(path)
        allowed = match is not None and (
            (match[1], int(match[2])) in self.known.rows or match[1] in self.known.ended
            if match[3] is None
            else (match[1], int(match[2]), int(match[3])) in self.known.given_up
        )
        if not allowed:
            self._note(path, START, "这个名次还没有公示，不能公开它的开封文件", "请删掉；开封文件由软件随公示写出")

    def _result_file(self, change: Change) -> None:
        """A published result is the one that the ledger committed to last; the ones before stay beside it."""
        match = _ROW.fullmatch(change.path)
        row = self.known.rows.get((match[1], int(match[2]))) if match is not None else None
        if match is None or row is None or row.withheld:
            if change.now is not None:
                why = "不予公开的结果不得进入仓库" if row is not None and row.withheld else "这个名次还没有公示"
                self._note(change.path, START, why, "请删掉；结果文件由软件随公示写出")
            return
        if row.expired:
            if change.now is not None:
                self._changed(change, "公示期已届满的结果")
            return
        entry = row.commitments[-1][0] if match[3] is None else int(match[3])
        if change.now is None or _digest(change.now) != dict(row.commitments).get(entry):
            self._changed(change, f"已公示的结果（台账第 {entry} 号条目）")
        if match[3] is None:
            self._kept(match[1], int(match[2]), row)

    def _kept(self, draw: str, rank: int, row: Row) -> None:
        for entry, _ in row.commitments[:-1]:
            path = f"ledger/{layout.result(draw, rank, entry)}"
            if self.history.now(path) is None:
                self._note(path, START, "更正前的结果没有留存", "更正请用 mingchou amend，它会留存原结果")

    def _result_yaml(self, path: str) -> None:
        """What staff wrote of a disclosed rank may change only so far that it still says what is published."""
        match = _RESULT.fullmatch(path)
        row = self.known.rows.get((match[1], int(match[2]))) if match is not None else None
        now = self.history.now(path)
        if match is None or row is None or (now is None and (row.expired or row.withheld)):
            return
        if row.withheld:
            self._note(path, START, "不予公开的结果不得进入仓库", "请删掉这个文件；已经提交过的，还要清理 Git 历史")
            return
        change = self.history.change(path)
        if change is None:
            return
        if now is None or self._written(path, now, match[1], int(match[2])) != self._record(match[1], int(match[2])):
            hint = "要更正的，在同一个合并请求里运行 mingchou amend；不是更正的，恢复原样"
            verb = "删除" if now is None else "改动"
            self._note(path, _difference(change), f"已公示的结果被{verb}，与公布的文件不同", hint)

    def _written(self, path: str, data: bytes, draw: str, rank: int) -> dict[str, Json] | None:
        result = build(f"{self.prefix}/{path}", data, RESULT, Problems(), {"draw": draw, "rank": rank})
        return None if result is None else result.document()

    def _record(self, draw: str, rank: int) -> Json:
        """The record that is published now."""
        data = self.history.now(f"ledger/{layout.result(draw, rank)}")
        try:
            value = parse_jcs(data or b"", "结果")
        except FormError:
            return ""
        return value.get("record", "") if isinstance(value, dict) else ""

    def _sealed(self, path: str) -> None:
        """No machine's loss may lose a master that is still needed."""
        change = self.history.change(path)
        if change is not None and change.before is not None and path.split("/")[1] not in self.known.ended:
            self._changed(change, "尚未揭示的批次的密封主密钥")


def _digest(data: bytes) -> str:
    try:
        return parse_result(data).digest
    except FormError:
        return ""


def _column(before: bytes, now: bytes) -> int:
    old, new = before.decode("utf-8", "replace"), now.decode("utf-8", "replace")
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return same + 1


def _difference(change: Change) -> Point:
    """The first line and column that differ."""
    if change.before is None or change.now is None:
        return START
    old, new = change.before.split(b"\n"), change.now.split(b"\n")
    pairs = zip(old, new, strict=False)
    number = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)) - 1)
    return Point(number + 1, _column(old[number], new[number]))
