"""How often what readers see has been changed: a number in a file that every process of this machine has in its memory.

Raised after each commit that changes a public page, and read at no cost before each answer: an answer that was kept
under another number is not given again.
"""

import fcntl
import mmap
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

_NUMBER = struct.Struct("<Q")
_LOCK = threading.Lock()


class Generation:
    """The number in `path`, made where there is none. Safe for any number of processes and threads."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with self._alone():
            if os.fstat(self._file).st_size < _NUMBER.size:
                os.truncate(self._file, _NUMBER.size)
        self._map = mmap.mmap(self._file, _NUMBER.size)

    def current(self) -> bytes:
        """Eight bytes that differ after each change."""
        return self._map[: _NUMBER.size]

    def raise_by_one(self) -> None:
        with self._alone():
            (number,) = _NUMBER.unpack(self.current())
            self._map[: _NUMBER.size] = _NUMBER.pack(number + 1)

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


def changed(**_signal: object) -> None:
    """Something public has been written: once it is committed, no answer of before is given again. A receiver, too."""
    transaction.on_commit(of_this_site().raise_by_one, robust=True)
