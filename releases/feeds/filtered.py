"""Feeds behind filters: pages of the list, in its order, and of the latest changes those that touch it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Max, Q

from releases import finding
from releases.asked import AskedFilter
from releases.feeds.plain import changed
from releases.feeds.shelf import CHANGES, SIZE, Place, listed
from releases.listing import Texts
from releases.lists import lines, windows
from releases.lists.counting import Counts
from releases.models import Edition
from releases.models.edition import EditionQuerySet

HORIZON = 200
"""So many changes of the languages are looked through; a site of 10,000 texts makes as many in months."""


@dataclass(frozen=True)
class Filtered:
    """What the list shows, and in the current document also what was taken back of late."""

    filterset: AskedFilter
    counts: Counts
    at: datetime
    keeps_gone = False

    @property
    def count(self) -> int:
        return self.counts.total

    def place(self, edition: Edition) -> Place:
        return listed(edition)

    @cached_property
    def latest(self) -> EditionQuerySet:
        """Public editions that pass, or passed while they stood, of the texts that changed last."""
        releases = lines.last_releases(self.filterset.codes, self.at, HORIZON)
        return self.filterset.filtered().order_by().filter(release__in=releases)

    @cached_property
    def changed_at(self) -> datetime | None:
        of_the_same = Edition.objects.public(self.at).filter(release__in=self.latest.values("release"))
        erased = Max("redacted_at", filter=Q(redacted_at__lte=self.at))
        return max(filter(None, of_the_same.aggregate(Max("live_from"), erased=erased).values()), default=None)

    def loaded(self, number: int, found: EditionQuerySet) -> list[Edition]:
        if number:
            return Texts(self.counts, found)[self.count - number * SIZE : self.count - (number - 1) * SIZE]
        come, gone = self.counts.changed(1), self.counts.changed(-1)
        newest = windows.window(self.counts, 0, SIZE + len(gone), [entry.edition for entry in come])
        latest = changed(self.latest.live(self.at), self.at)
        return list(found.live(self.at).filter(Q(pk__in=newest) | Q(pk__in=latest)))


@dataclass(frozen=True)
class Searched:
    """What a search finds: nothing that was taken back. Any change in its languages may be one of what it finds."""

    filterset: AskedFilter
    counts: Counts
    at: datetime
    keeps_gone = False

    @property
    def count(self) -> int:
        return self.counts.total

    def place(self, edition: Edition) -> Place:
        return listed(edition)

    @cached_property
    def changed_at(self) -> datetime | None:
        return lines.changed_at(self.filterset.codes, self.at)

    def loaded(self, number: int, found: EditionQuerySet) -> list[Edition]:
        """Two passes over what the index finds, one for a page."""
        asked = self.counts.wanted, self.filterset.query, self.at
        if number:
            rows = slice(self.count - number * SIZE, self.count - (number - 1) * SIZE)
            return list(found.filter(pk__in=finding.chosen(*asked, rows, is_ranked=False)))
        newest = finding.chosen(*asked, slice(0, SIZE), is_ranked=False)
        return list(found.filter(Q(pk__in=newest) | Q(pk__in=finding.latest(*asked, CHANGES))))
