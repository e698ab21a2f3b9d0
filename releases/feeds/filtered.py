"""Feeds behind filters: pages of the list, in its order, and of the latest changes those that touch it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Max, Q
from django.db.models.expressions import RawSQL

from embassy.lib.prepared import adapt
from releases import finding
from releases.asked import AskedFilter
from releases.feeds.plain import changed
from releases.feeds.shelf import CHANGES, SIZE, Place, listed
from releases.finding import JOIN
from releases.listing import Texts
from releases.lists import lines, windows
from releases.lists.counting import Counts, Sql, Wanted, database
from releases.lists.keeping import places
from releases.models import Edition
from releases.models.edition import EditionQuerySet

HORIZON = 200
"""So many changes of the languages are looked through; a site of 10,000 texts makes as many in months."""


@dataclass(frozen=True)
class Pages:
    """The pages of a list, the oldest first."""

    filterset: AskedFilter
    counts: Counts
    at: datetime
    keeps_gone = False

    @property
    def count(self) -> int:
        return self.counts.total

    def place(self, edition: Edition) -> Place:
        return listed(edition)

    def rows(self, number: int) -> slice:
        """Where the entries of a page stand on the list, which has the newest first."""
        return slice(self.count - number * SIZE, self.count - (number - 1) * SIZE)


class Filtered(Pages):
    """What the list shows, and in the current document also what was taken back of late."""

    @cached_property
    def changed_at(self) -> datetime | None:
        of_the_same = Edition.objects.public(self.at).filter(release__in=self.touched("e.release_id")).order_by()
        erased = Max("redacted_at", filter=Q(redacted_at__lte=self.at))
        return max(filter(None, of_the_same.aggregate(Max("live_from"), erased=erased).values()), default=None)

    def touched(self, column: str) -> RawSQL:
        """A column of the public editions that pass, or passed while they stood, of the texts that changed last."""
        latest = lines.last_releases(self.filterset.codes, self.at, HORIZON)
        parts = [("e.state = 'approved' AND e.live_from <= %s", [self.at]), *conditions(self.counts.wanted)]
        connection = database()
        join = JOIN[connection.vendor]
        sql = (
            f"SELECT {column} FROM ({latest.sql}) AS changed {join} releases_release AS r ON r.id = changed.release_id "  # noqa: S608
            f"{join} releases_edition AS e ON e.release_id = r.id WHERE {' AND '.join(part for part, _values in parts)}"
        )
        values = [adapt(connection, value) for _part, its in parts for value in its]
        return RawSQL(sql, [*latest.params, *values])  # noqa: S611

    def loaded(self, number: int, found: EditionQuerySet) -> list[Edition]:
        if number:
            return Texts(self.counts, found)[self.rows(number)]
        come, gone = self.counts.changed(1), self.counts.changed(-1)
        newest = windows.window(self.counts, 0, SIZE + len(gone), [entry.edition for entry in come])
        latest = changed(Edition.objects.live(self.at).filter(pk__in=self.touched("e.id")), self.at)
        return list(found.live(self.at).filter(Q(pk__in=newest) | Q(pk__in=latest)))


def conditions(wanted: Wanted) -> Iterator[Sql]:
    """On an edition `e` of a release `r`, in a language that is wanted."""
    yield "e.dated BETWEEN %s AND %s", [wanted.first, wanted.last]
    if wanted.kinds:
        yield f"r.kind IN ({places(wanted.kinds)})", [*wanted.kinds]
    if wanted.office:
        yield "e.office_id = (SELECT id FROM releases_office WHERE slug = %s)", [wanted.office]
    if wanted.category:
        about = "SELECT l.edition_id FROM releases_edition_categories AS l JOIN releases_category AS c"
        yield f"EXISTS ({about} ON c.id = l.category_id WHERE l.edition_id = e.id AND c.slug = %s)", [wanted.category]


class Searched(Pages):
    """What a search finds: nothing that was taken back. Any change in its languages may be one of what it finds."""

    @cached_property
    def changed_at(self) -> datetime | None:
        return lines.changed_at(self.filterset.codes, self.at)

    def loaded(self, number: int, found: EditionQuerySet) -> list[Edition]:
        """Two passes over what the index finds, one for a page."""
        asked = self.counts.wanted, self.filterset.query, self.at
        if number:
            return list(found.filter(pk__in=finding.chosen(*asked, self.rows(number), is_ranked=False)))
        newest = finding.chosen(*asked, slice(0, SIZE), is_ranked=False)
        return list(found.filter(Q(pk__in=newest) | Q(pk__in=finding.latest(*asked, CHANGES))))
