"""Where finished pages stand: in memory, bounded, and each kind of address within a share of its own.

A flood of made-up addresses or questions pushes out only its like; the pages that readers come for stay, those of
minutes past too, which are given while the database is away. Nothing outlives the generation that it was made under:
with the first page of the next one all of before is dropped, so that what was taken back is not even in memory.
"""

import threading
from dataclasses import dataclass
from typing import NamedTuple

from embassy.lib.packing import Packed

Headers = list[tuple[str, str]]

QUESTIONS_SHARE, ABSENT_SHARE = 4, 16
"""A quarter is for addresses with a query, a sixteenth for what is not there or has moved."""
LARGEST_SHARE = 32
"""What would take more than this part of all is not kept."""
OVERHEAD = 1024


class Key(NamedTuple):
    """What an answer is looked up by; no page depends on which of its own names the site was asked by."""

    is_secure: bool
    path: str
    query: str


class Stamp(NamedTuple):
    """What an answer is right for."""

    minute: int
    generation: bytes


@dataclass(slots=True)
class Kept:
    """`caching` is a Cache-Control of the page's own; "" for the usual one, to the turn of the minute."""

    stamp: Stamp
    status: str
    headers: Headers
    body: Packed
    caching: str = ""

    @property
    def size(self) -> int:
        return self.body.size + OVERHEAD

    @property
    def is_found(self) -> bool:
        return self.status.startswith("200 ")


class Shelf:
    """Pages of one kind. What was made first goes first: what is asked for is made anew each minute."""

    def __init__(self, max_bytes: int, largest: int) -> None:
        self.max_bytes, self.largest = max_bytes, largest
        self.size = 0
        self.pages: dict[Key, Kept] = {}

    def put(self, key: Key, kept: Kept) -> None:
        if kept.size > self.largest:
            return
        while self.size + kept.size > self.max_bytes:
            self.forget(next(iter(self.pages)))
        self.pages[key] = kept
        self.size += kept.size

    def forget(self, key: Key) -> None:
        if old := self.pages.pop(key, None):
            self.size -= old.size

    def clear(self) -> None:
        self.pages.clear()
        self.size = 0


class Shelves:
    """All that a process keeps. A key stands on one shelf at most; reading takes no lock."""

    def __init__(self, max_bytes: int) -> None:
        largest = max_bytes // LARGEST_SHARE
        self.questions = Shelf(max_bytes // QUESTIONS_SHARE, largest)
        self.absent = Shelf(max_bytes // ABSENT_SHARE, largest)
        self.pages = Shelf(max_bytes - self.questions.max_bytes - self.absent.max_bytes, largest)
        self.all = (self.pages, self.questions, self.absent)
        self._generation = b""
        self._lock = threading.Lock()

    def get(self, key: Key) -> Kept | None:
        return self.pages.pages.get(key) or self.questions.pages.get(key) or self.absent.pages.get(key)

    def keep(self, key: Key, kept: Kept) -> None:
        with self._lock:
            self._begin(kept.stamp.generation)
            for shelf in self.all:
                shelf.forget(key)
            self._of(key, kept).put(key, kept)

    def _of(self, key: Key, kept: Kept) -> Shelf:
        if not kept.is_found:
            return self.absent
        return self.questions if key.query else self.pages

    def _begin(self, generation: bytes) -> None:
        if generation != self._generation:
            self._generation = generation
            for shelf in self.all:
                shelf.clear()

    @property
    def size(self) -> int:
        return sum(shelf.size for shelf in self.all)
