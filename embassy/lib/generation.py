"""How often what readers see has been changed: a number in a file that every process of this machine has in its memory.

Raised after each commit that changes a public page, and read at no cost before each answer: an answer that was kept
under another number is not given again. Other machines are told through a board that all of them see (`board`); the
file also remembers the last word that was read there, so that of many processes one raises the number.

    act ── commit ──▶ number here ──▶ word on the board ┄┄ within half a second ┄┄▶ number there
"""

import fcntl
import logging
import mmap
import os
import secrets
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from embassy.lib import board

_NUMBER = struct.Struct("<Q")
_CURRENT = slice(0, _NUMBER.size)
_WORD = slice(_NUMBER.size, _NUMBER.size + board.WORD_BYTES)
_OWED = _WORD.stop
SIZE = _OWED + 1
_LOCK = threading.Lock()
logger = logging.getLogger("embassy.generation")


class Generation:
    """The number in `path`, made where there is none. Safe for any number of processes and threads."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with self._alone():
            if os.fstat(self._file).st_size < SIZE:
                os.truncate(self._file, SIZE)
        self._map = mmap.mmap(self._file, SIZE)

    def current(self) -> bytes:
        """Eight bytes that differ after each change."""
        return self._map[_CURRENT]

    def raise_by_one(self) -> None:
        with self._alone():
            self._raise()

    def hear(self, word: bytes) -> bool:
        """Raise the number, once, when the board's word is another; whether it was."""
        if self._map[_WORD] == word:
            return False
        with self._alone():
            is_new = self._map[_WORD] != word
            if is_new:
                self._raise()
                self._map[_WORD] = word
        return is_new

    def told(self, word: bytes) -> None:
        """This machine's own word stands on the board."""
        with self._alone():
            self._map[_WORD] = word
            self._map[_OWED] = 0

    @property
    def is_owed(self) -> bool:
        """Whether a change here could not be told to the other machines."""
        return self._map[_OWED] != 0

    def owe(self) -> None:
        self._map[_OWED] = 1

    def _raise(self) -> None:
        (number,) = _NUMBER.unpack(self.current())
        self._map[_CURRENT] = _NUMBER.pack(number + 1)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process writes meanwhile; threads of this one take turns by a lock of their own."""
        with _LOCK:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


@cache
def of_this_site() -> Generation:
    return Generation(settings.VAR_DIR / "generation")


class Announced(threading.local):
    """How many changes this thread has written, and up to which of them they have been announced."""

    written = 0
    up_to = 0


_announced = Announced()


def changed(**_signal: object) -> None:
    """Something public has been written: once it is committed, no answer of before is given again. A receiver, too."""
    _announced.written += 1
    transaction.on_commit(partial(announce, _announced.written), robust=True)


def announce(change: int) -> None:
    """What follows the commit, once for all changes of a transaction. Never fails an act that is done; takes two
    seconds at most.
    """
    if change > _announced.up_to:
        _announced.up_to = _announced.written
        of_this_site().raise_by_one()
        tell(of_this_site(), board.of_this_site())


def tell(generation: Generation, shared: board.Board | None) -> None:
    """What cannot be told is owed, and told by the first server of this machine that reaches the board again."""
    if shared is None:
        return
    word = secrets.token_bytes(board.WORD_BYTES)
    try:
        shared.write(word)
    except Exception:
        generation.owe()
        logger.exception("The other machines could not be told of a change; they see it when the minute turns.")
    else:
        generation.told(word)
