"""Which editions stand in which document of a feed (RFC 5005).

    first published ──────────────────────────────────────────────────────────▶
    │ archive 1 │ archive 2 │ … │ archive n │ less than an archive │
                                  └───── current: the newest 20 ───┘ + the 10 that changed last, wherever they stand

Archives are counted from the oldest entry: what has been public stays, withdrawn or not, so a full archive holds the
same entries for ever. A correction of an old text stands in the current document, where readers look. Behind filters
the documents are pages of the list as it is, by official date and without what was taken back.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.expressions import RawSQL

from embassy.lib.once_a_minute import once_a_minute
from releases.asked import AskedFilter
from releases.feeds import shelf
from releases.feeds.filtered import Filtered, Searched
from releases.feeds.plain import Plain
from releases.feeds.shelf import CHANGES, SIZE, Place, Shelf, rows_of
from releases.listing import counts_of, wanted_of
from releases.lists import lines
from releases.lists.chronicle import CHANGED, NOTED, PUBLISHED
from releases.lists.lines import Line
from releases.models import Edition
from releases.models.edition import EditionQuerySet


@dataclass(frozen=True)
class OfALine:
    """What stands on a line of the chronicle: nothing leaves it."""

    line: Line
    at: datetime
    keeps_gone = True
    changed_at = None

    @property
    def count(self) -> int:
        return self.line.count


class Messages(OfALine):
    """All messages of a language, in the order of their first publication."""

    def place(self, edition: Edition) -> Place:
        return shelf.published(edition)

    def loaded(self, number: int, found: EditionQuerySet) -> list[Edition]:
        if number:
            return list(found.live(self.at).filter(release__in=self.line.part(rows_of(number))))
        return list(found.filter(standing(self.at, **self.ends)))

    @property
    def ends(self) -> dict[str, RawSQL]:
        """The releases published last, and the editions that changed last."""
        newest = lines.last(PUBLISHED, self.line.codes, self.at, SIZE)
        return {"newest": newest, "changed": lines.last(CHANGED, self.line.codes, self.at, CHANGES, is_live=True)}


def standing(at: datetime, newest: RawSQL, changed: RawSQL) -> Q:
    """What may stand in the current document of all messages."""
    return Q(pk__in=Edition.objects.live(at).filter(release__in=newest).values("pk")) | Q(pk__in=changed)


class Corrections(OfALine):
    """Every public correction and withdrawal, in the order in which they came."""

    def place(self, edition: Edition) -> Place:
        return shelf.came(edition)

    def loaded(self, number: int, found: EditionQuerySet) -> list[Edition]:
        if number:
            return list(found.filter(pk__in=self.line.part(rows_of(number))))
        newest = self.line.part(slice(max(self.count - SIZE, 0), self.count))
        erased = noted(self.line.codes[0], self.at).filter(redacted_at__lte=self.at).order_by("-redacted_at", "-pk")
        return list(found.filter(Q(pk__in=newest) | Q(pk__in=erased.values("pk")[:CHANGES])))


def noted(language: str, at: datetime) -> EditionQuerySet:
    return Edition.objects.noted(at).in_any_of([language])


def messages(filterset: AskedFilter, at: datetime) -> Shelf:
    """The texts that pass the filters.

    `filterset` chooses from all public editions, so that a text which a correction takes out of a category still dates
    the feed of that category. A search finds no text that was taken back, and its feed says nothing of it.
    """
    if not filterset.active:
        return of_all(filterset.language, at)
    if counts := counts_of(filterset, wanted_of(filterset, filterset.codes), at):
        return (Searched if filterset.is_search else Filtered)(filterset, counts, at)
    return of_the_rows(filterset, at)


@once_a_minute
def of_all(language: str, at: datetime) -> Shelf:
    line = lines.line(PUBLISHED, [language], at)
    return Messages(line, at) if line else of_all_rows(language, at)


def corrections(language: str, at: datetime) -> Shelf:
    line = lines.line(NOTED, [language], at)
    return Corrections(line, at) if line else of_noted_rows(language, at)


# By the plain query


def of_all_rows(language: str, at: datetime) -> Plain:
    public = Edition.objects.public(at).in_language(language)
    live = public.live(at)
    return Plain(live, live, public, ("release__first_published_at", "release_id"), shelf.published, at)


def of_noted_rows(language: str, at: datetime) -> Plain:
    found = noted(language, at)
    return Plain(found, found, found, ("live_from", "pk"), shelf.came, at)


def of_the_rows(filterset: AskedFilter, at: datetime) -> Plain:
    public, passing = filterset.queryset, filterset.filtered().order_by()
    paged, order = passing.listed(at), ("dated", "release__first_published_at", "release_id")
    if filterset.is_search:
        return Plain(paged, paged, public, order, shelf.listed, at, keeps_gone=False)
    of_the_same = public.filter(release__in=passing.values("release"))
    return Plain(passing.live(at), paged, of_the_same, order, shelf.listed, at, keeps_gone=False)
