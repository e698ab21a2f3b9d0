"""One document of a feed: the current one or an archive, with its name, its links and its answer.

A whole feed is archived (RFC 5005, section 4): its archives never change. The set behind filters does, when a
correction moves a text to another category: its documents are pages (section 3), which promise less.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from embassy.lib import documents, languages, markup
from embassy.lib.addresses import absolute, with_query
from embassy.lib.syndication import FORMATS, Entry, Feed, Link
from embassy.lib.syndication.parts import NEVER
from releases.feeds.entries import Scene
from releases.feeds.shelf import Shelf, archives
from releases.filters import Pair
from releases.models import Edition

PARAMETER = "archive"
NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@dataclass(frozen=True)
class Document:
    """`pairs` are the filters in force, `home` is the path of the page that the feed follows."""

    request: HttpRequest
    shelf: Shelf
    home: str
    pairs: Sequence[Pair] = ()

    def __post_init__(self) -> None:
        if self.number > self.archives:
            raise Http404(_("This archive is not full yet, and nothing stands in it."))

    @property
    def scene(self) -> Scene:
        is_past = bool(self.request.moment.as_of)  # type: ignore[attr-defined]
        return Scene(self.shelf.at, self.request.mission, self.page, is_past)  # type: ignore[attr-defined]

    @cached_property
    def archives(self) -> int:
        return archives(self.shelf)

    @property
    def asked(self) -> str:
        return self.request.GET.get(PARAMETER, "")

    @property
    def number(self) -> int:
        """Of the archive; 0 for the current document."""
        return int(self.asked) if NUMBER.fullmatch(self.asked) else 0

    def in_order(self, editions: Iterable[Edition]) -> list[Edition]:
        """An archive begins with the oldest, the current document with the latest change."""
        place = self.shelf.place
        if self.number:
            return sorted(editions, key=place)
        return sorted(editions, key=lambda edition: (edition.changed_at, place(edition)), reverse=True)  # type: ignore[attr-defined]

    def page(self, path: str, pairs: Sequence[Pair] = ()) -> str:
        """The absolute address of a page, as of the same instant."""
        return absolute(with_query(path, pairs, self.request))

    def url(self, number: int) -> str:
        return self.page(self.request.path, [*self.pairs, (PARAMETER, number)] if number else self.pairs)

    @cached_property
    def older(self) -> int:
        """The number of the next older document; 0 for none."""
        return self.number - 1 if self.number else self.archives

    def links(self) -> Iterator[Link]:
        return self._links_of_pages() if self.pairs else self._links_of_archives()

    def _links_of_archives(self) -> Iterator[Link]:
        yield Link("current", self.url(0))
        if self.older:
            yield Link("prev-archive", self.url(self.older))
        if 0 < self.number < self.archives:
            yield Link("next-archive", self.url(self.number + 1))

    def _links_of_pages(self) -> Iterator[Link]:
        if not self.archives:
            return
        yield Link("first", self.url(0))
        if self.number:
            yield Link("previous", self.url(self.number + 1 if self.number < self.archives else 0))
        if self.older:
            yield Link("next", self.url(self.older))
        yield Link("last", self.url(1))

    @property
    def is_archive(self) -> bool:
        return bool(self.number) and not self.pairs

    def changed_at(self, entries: Sequence[Entry]) -> datetime | None:
        """The newest change in it. Behind filters texts also leave: None where it is not known when one last did."""
        return self.shelf.changed_at if self.pairs else newest(entries)

    def problems(self) -> Iterator[str]:
        """What was asked for and is not in this document, in sentences."""
        if problem := self.request.moment.problem:  # type: ignore[attr-defined]
            yield problem
        if self.asked and not self.number:
            yield _("“archive” takes a whole number from 1. This is the current feed.")

    def feed(self, title: str, about: str, entries: Sequence[Entry], problems: Iterable[str] = ()) -> Feed:
        """`about` says what the feed holds; a reader's program has no field to put the problems beside: they follow."""
        publisher = self.scene.publisher
        return Feed(
            id=absolute(with_query(self.request.path, self.pairs)),
            url=self.url(self.number),
            home=self.page(self.home, self.pairs),
            title=markup.clean_line(f"{publisher}: {title}"),
            subtitle=markup.clean_line(" ".join([about, *self.problems(), *problems])),
            language=get_language() or languages.default(),
            author=publisher,
            author_url=self.page(reverse("home")),
            updated_at=self.changed_at(entries) or newest(entries) or NEVER,
            rights=markup.clean_line(str(self.scene.mission.licence)),
            entries=entries,
            links=list(self.links()),
            next_url=self.url(self.older) if self.older else "",
            is_archive=self.is_archive,
        )

    def answer(self, file_format: str, feed: Feed) -> HttpResponseBase:
        """A feed of the past is noindex, like every page of it."""
        writer = FORMATS[file_format]
        is_past = bool(self.request.moment.as_of)  # type: ignore[attr-defined]
        return documents.answer(
            self.request,
            writer.write(feed),
            writer.CONTENT_TYPE,
            changed_at=self.changed_at(feed.entries),
            headers={"X-Robots-Tag": "noindex"} if is_past else {},
        )


def newest(entries: Sequence[Entry]) -> datetime | None:
    return max((entry.updated_at.astimezone(UTC) for entry in entries), default=None)
