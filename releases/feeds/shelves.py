"""Which editions stand in which document of a feed (RFC 5005).

    first published ──────────────────────────────────────────────────────────▶
    │ archive 1 │ archive 2 │ … │ archive n │ less than an archive │
                                  └───── current: the newest 20 ───┘ + the 10 that changed last, wherever they stand

Archives are counted from the oldest entry: what has been public stays, withdrawn or not, so a full archive holds the
same entries for ever. A correction of an old text stands in the current document, where readers look.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OrderBy, OuterRef, Q, QuerySet, Subquery, When

from embassy.lib.once_a_minute import once_a_minute
from releases.asked import AskedFilter
from releases.models import Edition, Release
from releases.models.edition import EditionQuerySet

SIZE = 20
CHANGED = 10
ORDER = ("release__first_published_at", "release_id")


@dataclass(frozen=True)
class Shelf:
    """`entries` in the order of `order`, oldest first.

    `changes` are the editions whose coming changes a document; those of them that are entries have `is_entry`.
    `language` is said of the shelf of all messages of a language, which most readers' programs ask for.
    """

    entries: EditionQuerySet
    changes: EditionQuerySet
    is_entry: Q
    order: tuple[str, str]
    at: datetime
    language: str = ""

    @cached_property
    def known(self) -> dict[str, Any]:
        """How many entries there are, and when anything about them last changed in public. At most one query."""
        return known_of_all(self.language, self.at) if self.language else known(self)

    @property
    def changed_at(self) -> datetime | None:
        """The newest public change; None where there has never been anything."""
        return max((self.known[name] for name in ("came", "erased") if self.known[name]), default=None)

    @property
    def archives(self) -> int:
        """How many full archives there are."""
        count: int = self.known["count"]
        return count // SIZE

    def chosen(self, number: int) -> Q:
        """The entries of an archive, or for 0 the newest and those that changed last."""
        if number:
            return Q(pk__in=self._chosen(*self.order)[(number - 1) * SIZE : number * SIZE])
        newest = self._chosen(*(f"-{name}" for name in self.order))[:SIZE]
        return Q(pk__in=newest) | Q(pk__in=self._chosen(change(self.at).desc(), "-pk")[:CHANGED])

    def _chosen(self, *order: str | OrderBy) -> QuerySet[Edition, Any]:
        """Numbers alone, so that the database sorts no texts: with 15,000 that took a third of a second."""
        return self.entries.order_by(*order).values("pk")


def known(shelf: Shelf) -> dict[str, Any]:
    return shelf.changes.order_by().aggregate(
        count=Count("pk", filter=shelf.is_entry),
        came=Max("live_from"),
        erased=Max("redacted_at", filter=Q(redacted_at__lte=shelf.at)),
    )


@once_a_minute
def known_of_all(language: str, at: datetime) -> dict[str, Any]:
    return known(of_all(language, at))


def of_all(language: str, at: datetime) -> Shelf:
    """The shelf of all messages of a language."""
    public = Edition.objects.public(at).in_language(language)
    return Shelf(public.live(at), public, Q(live_until__gt=at), ORDER, at, language)


def around_the_current(language: str, at: datetime) -> Q:
    """The current entries of all messages, and a few more of those that changed last.

    Each part is found by following an index from its end: the same cost whatever there is of old.
    """
    alive = Edition.objects.live(at)
    live = alive.filter(release=OuterRef("pk")).values("pk")[:1]
    # Not by its column: SQLite would take the index of languages, and sort.
    own = Release.objects.filter(pk=OuterRef("pk"), language=language)
    published = Release.objects.public(at).filter(Exists(own)).annotate(edition=Subquery(live))
    newest = published.filter(edition__isnull=False).order_by("-first_published_at", "-pk").values("edition")
    spoken = alive.in_any_of([language])
    came = spoken.order_by("-live_from", "-pk").values("pk")
    erased = spoken.filter(redacted_at__lte=at).order_by("-redacted_at", "-pk").values("pk")
    return Q(pk__in=newest[:SIZE]) | Q(pk__in=came[:CHANGED]) | Q(pk__in=erased[:CHANGED])


def current(editions: Iterable[Edition]) -> list[Edition]:
    """Of `around_the_current`, those that are current; they have `changed_at`."""
    by_change = sorted(editions, key=lambda edition: (edition.changed_at, edition.pk), reverse=True)  # type: ignore[attr-defined]
    newest = sorted(by_change, key=published, reverse=True)[:SIZE]
    return list({edition.pk: edition for edition in [*newest, *by_change[:CHANGED]]}.values())


def published(edition: Edition) -> tuple[datetime | None, int]:
    """Its place in the order of the shelf of messages."""
    return edition.release.first_published_at, edition.release_id


def change(at: datetime) -> Case:
    """When an edition came, or lost its words."""
    return Case(When(redacted_at__lte=at, then=F("redacted_at")), default=F("live_from"))


def messages(filterset: AskedFilter, at: datetime) -> Shelf:
    """The texts that pass the filters, in the order of their first publication; what was taken back keeps its place.

    `filterset` chooses from all public editions, so that a text which a correction takes out of a category still dates
    the feed of that category. A search finds no text that was taken back, and its feed says nothing of it.
    """
    if not filterset.active:
        return of_all(filterset.language, at)
    public, passing = filterset.queryset, filterset.filtered().order_by()
    entries = passing.listed(at) if "q" in filterset.active else passing.live(at)
    of_the_same = public if "q" in filterset.active else public.filter(release__in=passing.values("release"))
    return Shelf(entries, of_the_same, Q(pk__in=entries.order_by().values("pk")), ORDER, at)


def corrections(language: str, at: datetime) -> Shelf:
    """Every public correction and withdrawal, in the order in which they came."""
    noted = Edition.objects.noted(at).in_language(language)
    return Shelf(noted, noted, Q(pk__isnull=False), ("live_from", "pk"), at)
