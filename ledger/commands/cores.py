"""The machine's cores, for pools so large that one is slow. The core of the ledger is given a `Run` and knows no processes."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from ledger.core.held import PIECE
from ledger.core.tree import Run

WORTH = 4 * PIECE
"""Below so many entities, starting processes takes longer than it saves."""


@contextmanager
def cores(entities: int) -> Iterator[Run]:
    """How a pool of so many entities is worked on: here, or by a process for each core."""
    count = os.cpu_count() or 1
    if entities < WORTH or count == 1:
        yield map
        return
    with ProcessPoolExecutor(count) as executor:
        yield executor.map
