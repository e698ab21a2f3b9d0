"""Which editions stand in which document of a feed (RFC 5005).

    first published ──────────────────────────────────────────────────────────▶
    │ archive 1 │ archive 2 │ … │ archive n │ less than an archive │
                                  └───── current: the newest 20 ───┘ + the 10 that changed last, wherever they stand

Archives are counted from the oldest entry: what has been public stays, withdrawn or not, so a full archive holds the
same entries for ever. A correction of an old text stands in the current document, where readers look.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, Max, Q, When

from releases.filters import ReleaseFilter
from releases.models import Edition
from releases.models.edition import EditionQuerySet

SIZE = 20
CHANGED = 10


@dataclass(frozen=True)
class Shelf:
    """`entries` in the order of `order`, oldest first. `changes` are the editions whose coming changes a document."""

    entries: EditionQuerySet
    changes: EditionQuerySet
    order: tuple[str, str]
    at: datetime

    @cached_property
    def known(self) -> dict[str, Any]:
        """How many entries there are, and when anything about them last changed in public. One query."""
        erased = Q(redacted_at__lte=self.at)
        return self.changes.order_by().aggregate(
            count=Count("pk", filter=Q(pk__in=self.entries.order_by().values("pk"))),
            came=Max("live_from"),
            erased=Max("redacted_at", filter=erased),
        )

    @property
    def changed_at(self) -> datetime | None:
        """The newest public change; None where there has never been anything."""
        return max((self.known[name] for name in ("came", "erased") if self.known[name]), default=None)

    @property
    def archives(self) -> int:
        """How many full archives there are."""
        count: int = self.known["count"]
        return count // SIZE

    def archive(self, number: int) -> EditionQuerySet:
        """The entries of an archive, oldest first."""
        start = (number - 1) * SIZE
        return self.entries.annotate(changed_at=changed_at(self.at)).order_by(*self.order)[start : start + SIZE]

    def current(self) -> EditionQuerySet:
        """The newest entries and those that changed last, the latest change first."""
        latest_first = [f"-{name}" for name in self.order]
        newest = self.entries.order_by(*latest_first)[:SIZE].values("pk")
        changed = self.entries.order_by(changed_at(self.at).desc(), "-pk")[:CHANGED].values("pk")
        # Taken by their numbers alone: the filters need not be asked a third time.
        chosen = Edition.objects.filter(Q(pk__in=newest) | Q(pk__in=changed)).annotate(changed_at=changed_at(self.at))
        return chosen.order_by(changed_at(self.at).desc(), *latest_first)


def changed_at(at: datetime) -> Case:
    """When an edition came, or lost its words."""
    return Case(When(redacted_at__lte=at, then=F("redacted_at")), default=F("live_from"))


def messages(filterset: ReleaseFilter, at: datetime) -> Shelf:
    """The texts that pass the filters, in the order of their first publication; what was taken back keeps its place.

    `filterset` chooses from all public editions, so that a text which a correction takes out of a category still dates
    the feed of that category. A search finds no text that was taken back, and its feed says nothing of it.
    """
    passing = filterset.filtered().order_by()
    order = ("release__first_published_at", "release_id")
    if "q" in filterset.active:
        return Shelf(passing.listed(at), filterset.queryset.all(), order, at)
    if not filterset.active:
        return Shelf(passing.live(at), passing, order, at)
    ever = Edition.objects.public(at).filter(release__in=passing.values("release"))
    return Shelf(passing.live(at), ever, order, at)


def corrections(language: str, at: datetime) -> Shelf:
    """Every public correction and withdrawal, in the order in which they came."""
    noted = Edition.objects.noted(at).in_language(language)
    return Shelf(noted, noted, ("live_from", "pk"), at)
