"""What a serving process looks after by itself, several times a second, in one thread of its own.

It is begun by the first request (a worker that was forked has no threads), never waited for by any, and goes on
whatever fails: each round stands alone, and one that fails comes again, later each time, at most after five seconds.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from django.db import close_old_connections

from embassy.lib import board, generation
from embassy.lib.patience import of_readers

logger = logging.getLogger("embassy.rounds")

PAUSE_SECONDS = 0.4
"""A change elsewhere is seen after this long at most, and what it takes to ask."""
LONGEST_PAUSE_SECONDS = 5.0
Round = Callable[[], object]


class Rounds:
    def __init__(self, rounds: Sequence[Round]) -> None:
        self._rounds = dict.fromkeys(rounds, 0)
        self._due = dict.fromkeys(rounds, 0.0)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Costs nothing where it has begun."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._go_on, name="rounds", daemon=True)
                self._thread.start()

    def _go_on(self) -> None:
        while True:
            for round_ in self._rounds:
                if time.monotonic() >= self._due[round_]:
                    self.go(round_)
            time.sleep(PAUSE_SECONDS)

    def go(self, round_: Round) -> None:
        try:
            with of_readers.limited():
                close_old_connections()
                round_()
            self._rounds[round_] = 0
        except Exception:
            failures = self._rounds[round_] = self._rounds[round_] + 1
            if failures == 1:
                logger.exception("%s failed, and is tried again.", round_)
            self._due[round_] = time.monotonic() + min(PAUSE_SECONDS * 2**failures, LONGEST_PAUSE_SECONDS)


class Listener:
    """The round that reads the board. After it could not be read it is taken to have changed."""

    def __init__(self, number: generation.Generation, shared: board.Board) -> None:
        self.number, self.shared = number, shared
        self.has_missed = False

    def __call__(self) -> None:
        try:
            word = self.shared.read()
        except Exception:
            self.has_missed = True
            raise
        if self.has_missed:
            self.number.raise_by_one()
            self.has_missed = False
        if self.number.is_owed:
            generation.tell(self.number, self.shared)
        else:
            self.number.hear(word)


class AfterChange:
    """The round that does something under each new generation, and at the beginning."""

    def __init__(self, number: generation.Generation, consequence: Round) -> None:
        self.number, self.consequence = number, consequence
        self.done: bytes | None = None

    def __call__(self) -> None:
        current = self.number.current()
        if current != self.done:
            self.consequence()
            self.done = current
