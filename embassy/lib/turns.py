"""So much at once and no more: work that is costly has few places in a process, and who finds them taken is told so.

A worker has few threads. Were all of them typesetting, hashing or searching, or waiting to, a page that costs nothing
would wait behind them.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Busy(Exception):
    """Every place is taken; nothing was begun. Try again in a moment."""


class Turns:
    """Places in one process, `at_once` of them. Nobody waits for one."""

    def __init__(self, at_once: int) -> None:
        self._places = threading.BoundedSemaphore(at_once)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises Busy."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self._places.release()


class Places:
    """One place in one process for each name: nobody takes two. Nobody waits for one."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, name: str) -> Iterator[None]:
        """Raises Busy."""
        with self._lock:
            if name in self._taken:
                raise Busy
            self._taken.add(name)
        try:
            yield
        finally:
            self._taken.discard(name)
