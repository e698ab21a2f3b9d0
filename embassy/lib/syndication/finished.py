"""Entries in their formats, each written once: a document is joined of them."""

from collections.abc import Callable

from embassy.lib.keep import Keep
from embassy.lib.syndication.parts import Entry

FINISHED: Keep[str] = Keep(8 << 20)


def finished(name: str, entry: Entry, write: Callable[[Entry], str]) -> str:
    """The entry in the format of this name. The same instant in two zones is equal, and not written alike."""
    offsets = (entry.published_at.utcoffset(), entry.updated_at.utcoffset())
    return FINISHED.value((name, entry, offsets), lambda: write(entry))
