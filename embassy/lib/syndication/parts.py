"""What a feed is made of, whatever it is written in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed was updated in which nothing has ever stood: Atom wants an instant, and the clock would move it."""


@dataclass(frozen=True, slots=True)
class Category:
    term: str
    label: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry; `bytes` is None where it is not known."""

    url: str
    mime: str
    title: str = ""
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A text, hashable. One that `is_gone` has been taken back: `summary` says why, and no word of it is here."""

    id: str
    url: str
    title: str
    summary: str
    published_at: datetime
    updated_at: datetime
    html: str = ""
    author: str = ""
    categories: tuple[Category, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    rel: str
    url: str


@dataclass(frozen=True)
class Feed:
    """`id` is the same in all documents of a feed; `url` is this document's own, `home` the page that it follows.

    `links` lead to the feed's other documents; `next_url` to the one with the next older entries. `is_archive` says
    that the set of entries of this document is complete and stays (RFC 5005).
    """

    id: str
    url: str
    home: str
    title: str
    subtitle: str
    language: str
    author: str
    author_url: str
    updated_at: datetime = NEVER
    rights: str = ""
    entries: Sequence[Entry] = ()
    links: Sequence[Link] = ()
    next_url: str = ""
    is_archive: bool = False
