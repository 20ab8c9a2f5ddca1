"""`verify` and `policy write`: check a ledger here or anywhere, and keep what one has come to trust."""

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ledger.core import layout
from ledger.core.bodies import Genesis
from ledger.core.checks.ledger import Saved, parse_lines
from ledger.core.checks.report import Check, Status
from ledger.core.encoding import Digest, parse_digest
from ledger.core.errors import FormError, RefusedError, SourceError
from ledger.core.policy import Policy, format_policy, parse_policy
from ledger.core.verify import Report, verify
from ledger.sources.site import reader

MARKS: dict[Status, str] = {"pass": "✓", "fail": "✗", "pending": "…", "unproven": "?", "late": "!"}
WORDS: dict[Status, str] = {"pass": "通过", "fail": "不符", "pending": "待定", "unproven": "仅凭本单位陈述", "late": "逾期"}


def read_policy(path: Path | None) -> Policy | None:
    """A policy file. Raises `SourceError` where it cannot be reached."""
    if path is None:
        return None
    try:
        return parse_policy(path.read_bytes())
    except OSError as error:
        raise SourceError(f"读不到核验策略：{error.strerror}", hint="请核对文件名和权限", place=str(path)) from None
    except FormError as error:
        raise SourceError(error.problem, hint="用 mingchou policy write 重写一份", place=str(path)) from None


def read_saved(paths: Sequence[Path]) -> Saved:
    """Checkpoints that one kept. Raises `SourceError` where one cannot be reached."""
    found = []
    for path in paths:
        try:
            found.append((f"自留的 {path}", path.read_bytes()))
        except OSError as error:
            raise SourceError(f"读不到检查点：{error.strerror}", hint="请核对文件名和权限", place=str(path)) from None
    return found


def verify_at(where: str, policy: Policy | None, as_of: date, saved: Saved = ()) -> Report:
    """Verify the published files of a folder or site, also against checkpoints `saved` earlier."""
    return verify(reader(where), policy, as_of, saved=saved)


def write_policy(where: str, path: Path, expected: str | None) -> tuple[Digest, tuple[str, ...]]:
    """Write a policy that pins a ledger's genesis; `expected` is the hash that one has from elsewhere. The hash, and the names
    of the chains that the ledger declares and this policy does not accept."""
    data = reader(where)(layout.LEDGER)
    if data is None:
        raise SourceError("这里没有台账", place=where)
    first = parse_lines(data)[0]
    genesis, policy = Digest(first.leaf.hex()), Policy(Digest(first.leaf.hex()))
    declared = first.body.beacons if isinstance(first.body, Genesis) else ()
    if expected is not None and parse_digest(expected) != genesis:
        raise RefusedError(f"创世条目的叶哈希是 {genesis}，不是 {expected}", hint="这不是你要的那本台账；没有写文件", place=where)
    try:
        with path.open("xb") as file:
            file.write(format_policy(policy) + b"\n")
    except FileExistsError:
        raise RefusedError("文件已经存在，不覆盖", hint="请换一个文件名，或先移走旧的", place=str(path)) from None
    except OSError as error:
        raise RefusedError(f"写不了文件：{error.strerror}", hint="请核对文件名和权限", place=str(path)) from None
    return genesis, tuple(chain.beacon_id for chain in declared if chain.hash not in policy.accepted)


def as_json(checks: tuple[Check, ...]) -> str:
    """As the protocol prints it."""
    return json.dumps({"checks": [check.json() for check in checks]}, ensure_ascii=False, separators=(",", ":"))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def as_table(checks: tuple[Check, ...]) -> str:
    """Mark, name, subject and evidence, a line each, and the sum at the end."""
    name, subject = max(_width(c.name) for c in checks), max(_width(c.subject) for c in checks)
    lines = [
        f"{MARKS[c.status]} {c.name:<{name}}  {c.subject}{' ' * (subject - _width(c.subject))}  {c.evidence}" for c in checks
    ]
    counts = Counter(check.status for check in checks)
    total = "，".join(f"{MARKS[s]} {WORDS[s]} {counts[s]}" for s in MARKS if counts[s])
    verdict = "有不符的地方" if counts["fail"] else "没有不符"
    return "\n".join([*lines, f"{verdict}：共 {len(checks)} 项，{total}。"])
