"""What is kept, written down now and then, so that a server that starts while the database is away has it.

One file of JSON, packed, of what was made last; each worker writes its own over it. It holds words that may be redacted
in the next moment, so it goes as soon as the generation is another, and is read under no other.
"""

import base64
import gzip
import itertools
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from embassy.lib.packing import Packed
from embassy.lib.shelves import Kept, Key, Shelves, Stamp

logger = logging.getLogger("embassy.kept")

FIRST_SECONDS, EVERY_SECONDS = 15.0, 120.0
MAX_BYTES = 4 << 20
"""Of bodies as they are; packed a quarter of it."""


class OnDisk:
    def __init__(self, path: Path, shelves: Shelves, generation: Callable[[], bytes]) -> None:
        self.path, self.shelves, self.generation = path, shelves, generation
        self._written_under = generation()
        self._due = time.monotonic() + FIRST_SECONDS

    def __call__(self) -> None:
        """The round (embassy.lib.rounds)."""
        if self._written_under != self.generation():
            self._written_under = self.generation()
            self.path.unlink(missing_ok=True)
            self._due = time.monotonic() + FIRST_SECONDS
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + EVERY_SECONDS
            self.save()

    def save(self) -> None:
        """Whole, or not at all. For the owner of the process alone."""
        generation = self.generation()
        pages = list(itertools.starmap(written, self._newest(generation)))
        if not pages:
            return
        text = json.dumps({"generation": generation.hex(), "pages": pages})
        new = self.path.with_suffix(f".{os.getpid()}")
        with open(new, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(gzip.compress(text.encode(), 1))
        if generation == self.generation():
            new.replace(self.path)
        else:
            new.unlink()

    def load(self) -> int:
        """How many pages were taken from the file; 0 where it is of another generation, or cannot be read."""
        generation = self.generation()
        try:
            told = json.loads(gzip.decompress(self.path.read_bytes()))
            pages = [read(page, generation) for page in told["pages"]] if told["generation"] == generation.hex() else []
        except FileNotFoundError:
            return 0
        except (OSError, EOFError, ValueError, LookupError, TypeError):
            logger.exception("%s cannot be read and is not used.", self.path)
            return 0
        for key, kept in reversed(pages):
            self.shelves.keep(key, kept)
        return len(pages)

    def _newest(self, generation: bytes) -> Iterator[tuple[Key, Kept]]:
        """Pages of this generation, the latest first, as far as there is room; those without a query before others."""
        size = 0
        for shelf in (self.shelves.pages, self.shelves.questions):
            for key, kept in reversed(list(shelf.pages.items())):
                size += len(kept.body.content)
                if kept.stamp.generation == generation and size <= MAX_BYTES:
                    yield key, kept


def written(key: Key, kept: Kept) -> dict[str, Any]:
    return {
        "key": key,
        "minute": kept.stamp.minute,
        "status": kept.status,
        "headers": kept.headers,
        "caching": kept.caching,
        "is_text": kept.body.is_text,
        "body": base64.b64encode(kept.body.content).decode(),
    }


def read(page: dict[str, Any], generation: bytes) -> tuple[Key, Kept]:
    is_secure, path, query = page["key"]
    body = Packed(base64.b64decode(page["body"]), page["is_text"])
    headers = [(name, value) for name, value in page["headers"]]
    stamp = Stamp(page["minute"], generation)
    return Key(is_secure, path, query), Kept(stamp, page["status"], headers, body, page["caching"])
