"""The slow part of entering texts, on other processors: sanitising and the words for the search index.

Half of an import's time goes into them, and they ask no database. So the texts of the next batch are prepared while the
last one is written. What is prepared is looked up by the very words it was made of: where it is not there (a small
archive, one processor, a process that died), the same is made on the spot.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import NamedTuple, TypeVar

from embassy.archive import histories
from embassy.archive.layout import Record
from releases.models.tidying import Tidied, Words, tidied
from releases.search.index import Known, Row, analysed

WORTH_BYTES = 2_000_000
"""Of releases.jsonl. Below, the processes take longer to begin than they save."""
MOST_PROCESSES = 4
"""One writes; more than this could not keep it busier."""
SHARES = 4
"""Into so many pieces a batch is cut for each process."""

Batch = TypeVar("Batch")


class Prepared(NamedTuple):
    tidied: dict[Words, Tidied]
    analysed: Known

    def take(self, other: "Prepared") -> None:
        self.tidied.update(other.tidied)
        self.analysed.update(other.analysed)


def nothing() -> Prepared:
    return Prepared({}, {})


def prepare(releases: list[Record]) -> Prepared:
    """Everything that needs no database, for each edition of these releases."""
    found = nothing()
    for release in releases:
        for edition in histories.told(release):
            words = words_of(edition)
            found.tidied[words] = text = tidied(words)
            row = Row(0, release["language"], text.folded_text)
            found.analysed[row.language, row.folded_text] = analysed(row)
    return found


def words_of(edition: Record) -> Words:
    return Words(**{name: edition.get(name, "") for name in Words._fields})


class Pool:
    def __init__(self, executor: ProcessPoolExecutor, processes: int) -> None:
        self.executor, self.processes = executor, processes

    def begin(self, releases: list[Record]) -> list["Future[Prepared]"]:
        share = max(1, -(-len(releases) // (self.processes * SHARES)))
        pieces = [releases[start : start + share] for start in range(0, len(releases), share)]
        try:
            return [self.executor.submit(prepare, piece) for piece in pieces]
        except BrokenProcessPool:
            return []


def one_ahead(
    batches: Iterable[Batch], releases_of: Callable[[Batch], list[Record]], pool: Pool | None
) -> Iterator[tuple[Batch, Prepared]]:
    """Each batch with what was prepared for it, the next one being prepared meanwhile."""
    waiting: tuple[Batch, list[Future[Prepared]]] | None = None
    for batch in batches:
        begun = batch, pool.begin(releases_of(batch)) if pool else []
        if waiting is not None:
            yield waiting[0], gathered(waiting[1])
        waiting = begun
    if waiting is not None:
        yield waiting[0], gathered(waiting[1])


def gathered(futures: Iterable["Future[Prepared]"]) -> Prepared:
    found = nothing()
    for future in futures:
        try:
            found.take(future.result())
        except BrokenProcessPool:
            break
    return found


@contextmanager
def pool(size_bytes: int) -> Iterator[Pool | None]:
    """None where it is not worth the while, or there is no other processor."""
    processes = min(len(os.sched_getaffinity(0)) - 1, MOST_PROCESSES)
    if size_bytes < WORTH_BYTES or processes < 1:
        yield None
        return
    # Forked: what they need is loaded. They never touch the connection to the database that they inherit.
    executor = ProcessPoolExecutor(processes, get_context("fork"), initializer=leave_interrupts_to_the_parent)
    try:
        yield Pool(executor, processes)
    finally:
        executor.shutdown(cancel_futures=True)


def leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
