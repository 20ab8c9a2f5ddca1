"""What a ledger's lines commit to, as far as guarding files needs it: results by rank, published files by digest."""

from dataclasses import dataclass, field

from ledger.core.bodies import Adjust, Amend, Announce, Cancel, Disclose, Draw, Publish, Reveal, Withhold
from ledger.core.encoding import Digest
from ledger.core.entry import Entry, parse_entry
from ledger.core.errors import FormError

PUBLISHED = {"plan": "计划", "item-list": "事项清单", "calendar": "日历", "guide": "指南"}


@dataclass
class Row:
    """A rank that was accounted for: the entries that committed to a record of it, oldest first."""

    withheld: bool
    commitments: list[tuple[int, Digest]]
    expired: bool = False


@dataclass
class Commitments:
    """Folded from the lines; the verifier checks their order and signatures, this does not."""

    rows: dict[tuple[str, int], Row] = field(default_factory=dict)
    given_up: set[tuple[str, int, int]] = field(default_factory=set)
    """Draw, rank and entry of each row that a `closed` or `void` gave up."""
    ended: set[str] = field(default_factory=set)
    """Draws that are revealed or cancelled: their master is public."""
    files: dict[str, str] = field(default_factory=dict)
    """What each file is, in words, by its digest."""
    _by_entry: dict[int, Row] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Take the next line in."""
        match entry.body:
            case Disclose() | Withhold() as body:
                row = Row(isinstance(body, Withhold), [(entry.index, body.record)])
                self._by_entry[entry.index] = self.rows.setdefault((body.draw, body.rank), row)
            case Amend() as body if body.entry in self._by_entry:
                row = self._by_entry[body.entry]
                row.expired = row.expired or body.kind == "expire"
                if body.record is not None:
                    row.commitments.append((entry.index, body.record))
            case Adjust() as body if body.opening is not None:
                self.given_up.add((body.draw, body.rank, entry.index))
            case Reveal() | Cancel() as body:
                self.ended.add(body.draw)
            case Announce() as body:
                self.files |= {body.pool: f"已公告的抽取池（{body.draw}）", body.order: f"已公告的抽取单（{body.draw}）"}
            case Draw() as body:
                self.files[body.tickets] = f"已公布的签号文件（{body.draw}）"
            case Publish() as body:
                self.files[body.sha256] = f"已公布的{PUBLISHED[body.kind]} {body.id}"


def fold_lines(data: bytes) -> tuple[Commitments, list[tuple[int, FormError]]]:
    """All lines folded, and every line (counted from 1) that is no entry."""
    found, problems = Commitments(), []
    for number, line in enumerate(data.removesuffix(b"\n").split(b"\n") if data else [], start=1):
        try:
            found.add(parse_entry(line))
        except FormError as error:
            problems.append((number, error))
    return found, problems
