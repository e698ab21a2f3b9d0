"""From the addresses that a mirror begins with to everything they lead to, in one process or several.

frontier ── batches ──▶ makers (a process each) ──▶ Made, with links ──▶ new addresses into the frontier
"""

import multiprocessing
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager

from embassy.mirror import process
from embassy.mirror.addresses import OWN, Plan
from embassy.mirror.making import Folders, Made, Maker

BATCH = 20
WAITING = 2
"""Batches a process, so that none is ever idle."""

Make = Callable[[list[str]], "Future[list[Made]]"]
_maker: Maker | None = None


def begin(plan: Plan, folders: Folders, dead: frozenset[str]) -> None:
    global _maker  # noqa: PLW0603 - one a process of the pool
    _maker = Maker(plan, folders, dead)


def make(wanted: list[str]) -> list[Made]:
    assert _maker is not None  # noqa: S101  (`begin` has run)
    return list(_maker.make(wanted))


@contextmanager
def here(plan: Plan, folders: Folders, dead: frozenset[str]) -> Iterator[Make]:
    """Everything in this process."""
    maker = Maker(plan, folders, dead)

    def done(wanted: list[str]) -> "Future[list[Made]]":
        future: Future[list[Made]] = Future()
        future.set_result(list(maker.make(wanted)))
        return future

    yield done


@contextmanager
def pool(processes: int, plan: Plan, folders: Folders, dead: frozenset[str]) -> Iterator[Make]:
    """New processes, which share nothing with this one: no connection, no cache."""
    context = multiprocessing.get_context("spawn")
    state = pickle.dumps((plan, folders, dead))
    with ProcessPoolExecutor(processes, context, process.begin, (state,)) as executor:
        try:
            yield lambda wanted: executor.submit(make, wanted)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def makers(
    processes: int, plan: Plan, folders: Folders, dead: frozenset[str] = frozenset()
) -> AbstractContextManager[Make]:
    return pool(processes, plan, folders, dead) if processes > 1 else here(plan, folders, dead)


class Frontier:
    """The addresses that are still to be asked, each file of the mirror once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.files: set[str] = set()
        self.seen: set[str] = {OWN}
        self.waiting: deque[str] = deque()

    def add(self, found: Iterable[str]) -> None:
        for address in found:
            if address not in self.seen:
                self.seen.add(address)
                file = self.plan.file_of(address)
                if file is not None and file not in self.files:
                    self.files.add(file)
                    self.waiting.append(address)

    def batch(self) -> list[str]:
        return [self.waiting.popleft() for _place in range(min(BATCH, len(self.waiting)))]


def made(frontier: Frontier, submit: Make, *, processes: int) -> Iterator[Made]:
    """What became of the addresses that wait, and of all that they lead to."""
    running: set[Future[list[Made]]] = set()
    while frontier.waiting or running:
        while frontier.waiting and len(running) < processes * WAITING:
            running.add(submit(frontier.batch()))
        finished, running = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            for result in future.result():
                frontier.add(result.links)
                yield result
