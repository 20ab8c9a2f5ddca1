"""Copies the published ledger files to the site: exactly those that the layout names, and nothing that lies beside them.

What is copied follows from the verified entries, never from a listing of a folder: a sealed master, a journal, a dotfile or a
stray file under ``records/ledger/`` can not reach the site.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.writing import write_file
from ledger.core import layout
from ledger.core.bodies import Publish, Snapshot
from ledger.core.documents import Documents
from ledger.core.life import DrawLife, Life, RankLife


def _kept_sizes(documents: Documents) -> list[int]:
    index = documents.bytes_or_none(layout.CHECKPOINT_INDEX)
    return [int(line) for line in index.decode().splitlines()] if index is not None else []


def kept_checkpoints(life: Life) -> tuple[int, ...]:
    """The sizes of the checkpoints kept, oldest first."""
    return tuple(_kept_sizes(life.documents))


def _rank_paths(draw: DrawLife, rank: RankLife) -> Iterator[str]:
    for entry in rank.given_up:
        yield layout.opening(draw.id, rank.rank, entry.index)
    if rank.status in ("disclosed", "withheld"):
        yield layout.opening(draw.id, rank.rank)
    if rank.status == "disclosed" and rank.expired is None:
        yield layout.result(draw.id, rank.rank)
        for entry in rank.commitments[:-1]:
            yield layout.result(draw.id, rank.rank, entry.index)


def expired_left(life: Life) -> frozenset[str]:
    """Results whose term ended and whose files were left lying in the repository all the same."""
    ranks = [(draw, rank) for draw in life.draws.values() for rank in draw.ranks.values() if rank.expired is not None]
    paths = [layout.result(draw.id, rank.rank) for draw, rank in ranks]
    paths += [layout.result(draw.id, rank.rank, entry.index) for draw, rank in ranks for entry in rank.commitments[:-1]]
    return frozenset(path for path in paths if life.documents.bytes_or_none(path) is not None)


def published_paths(life: Life) -> list[str]:
    """Every path under ``ledger/`` that the verified entries call for. A result whose term ended is not among them, even where
    its file was left lying in the repository."""
    paths = {layout.LEDGER, layout.CHECKPOINT, layout.CHECKPOINT_INDEX}
    paths |= {layout.kept_checkpoint(size) for size in _kept_sizes(life.documents)}
    for entry in life.entries:
        if isinstance(entry.body, Publish):
            paths.add(layout.file(entry.body.sha256))
        elif isinstance(entry.body, Snapshot):
            paths.add(layout.snapshot(entry.body.root))
    for draw in life.draws.values():
        paths |= {layout.file(draw.body.pool), layout.file(draw.body.order)}
        if draw.draw_body is not None:
            paths.add(layout.file(draw.draw_body.tickets))
        for rank in draw.ranks.values():
            paths.update(_rank_paths(draw, rank))
    return sorted(paths)


def publish(life: Life, out: Path, paths: Iterable[str] | None = None) -> int:
    """Write the published files below `out` and return how many there are; `paths` are some of `published_paths`, if not all."""
    count = 0
    for path in published_paths(life) if paths is None else paths:
        data = life.documents.bytes_or_none(path)
        if data is not None:
            write_file(out, path, data)
            count += 1
    return count
