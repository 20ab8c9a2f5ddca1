"""Work spread over the machine's cores, where the system can copy a running process (``fork``); elsewhere it is done in turn.

A job sees everything as it was when `spread` was called, at no cost. What it changes is seen by nobody else for certain: only
what it returns comes back, so it returns little, and writes files. This process takes jobs from the end of the list, the copies
take them from its beginning: what lies close together there is mostly done by one process, which then copies less memory.
"""

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar

from ledger.core.errors import MingchouError

T = TypeVar("T")
Done = dict[int, T]


def count() -> int:
    """How many jobs run at a time."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's collector of cycles, which would look through all the records again and again and find none there."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class _Ends:
    """What is left of a list of jobs, for several processes to take from."""

    def __init__(self, jobs: int) -> None:
        self._range = multiprocessing.get_context("fork").Array("i", (0, jobs))

    def first(self) -> int | None:
        """The first that is left."""
        with self._range:
            first, end = self._range[0], self._range[1]
            self._range[0] += first < end
            return first if first < end else None

    def last(self) -> int | None:
        """The last that is left."""
        with self._range:
            first, end = self._range[0], self._range[1]
            self._range[1] -= first < end
            return end - 1 if first < end else None


def _work(jobs: Sequence[Callable[[], T]], take: Callable[[], int | None]) -> Done[T]:
    found: Done[T] = {}
    while (number := take()) is not None:
        found[number] = jobs[number]()
    return found


def _copy(jobs: Sequence[Callable[[], T]], ends: _Ends, answer: Connection) -> None:
    gc.disable()  # it ends with its work; collecting would copy what is shared
    try:
        answer.send(_work(jobs, ends.first))
    except (MingchouError, OSError) as error:
        answer.send(error)


def _answer(asked: Connection) -> Done[T]:
    try:
        found = asked.recv()
    except EOFError:
        raise MingchouError("并行的一个进程没有做完", hint="请看上面的说明；多半是内存不够") from None
    if isinstance(found, Exception):
        raise found
    return found  # type: ignore[no-any-return]


def spread(jobs: Sequence[Callable[[], T]], /) -> list[T]:
    """What each job returns, in order; an error of any is raised."""
    copies = min(count(), len(jobs)) - 1
    if copies < 1:
        return [job() for job in jobs]
    context, ends = multiprocessing.get_context("fork"), _Ends(len(jobs))
    pipes = [context.Pipe(duplex=False) for _ in range(copies)]
    processes = [context.Process(target=_copy, args=(jobs, ends, answer), daemon=True) for _, answer in pipes]
    gc.freeze()
    try:
        for process, (_, answer) in zip(processes, pipes, strict=True):
            process.start()
            answer.close()
        found = _work(jobs, ends.last)
        for asked, _ in pipes:
            found |= _answer(asked)
    finally:
        gc.unfreeze()
        for process in processes:
            process.terminate()
            process.join()
    return [found[number] for number in range(len(jobs))]
