"""What stands around a text: its translations, the messages before and after it, and those about the same thing.

All of it comes in one query of few rows, whatever the size of the archive: each part finds its keys by an index.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, reduce
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import override

from embassy.lib import languages
from releases.models import Edition, Kind, Release
from releases.models.edition import EditionQuerySet

RELATED_MAX = 4
LATEST_ZONE = timedelta(hours=12)
"""At -12:00 a date begins after it has begun everywhere else."""
COLUMNS = ("release_id", "release__slug", "release__language", "release__kind", "title", "dated")


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed message, as a link to it needs it."""

    part: str
    release_id: int
    slug: str
    language: str
    kind: str
    title: str
    dated: date

    def get_absolute_url(self) -> str:
        with override(self.language):
            return reverse("releases:release", args=[self.slug])

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def language_name(self) -> str:
        return languages.own_name(self.language)

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


class Around:
    """Of an edition with its release and categories loaded, as of `at`. One query, when first asked."""

    def __init__(self, edition: Edition, at: datetime) -> None:
        self.edition = edition
        self.release = edition.release
        self.at = at

    @cached_property
    def translations(self) -> list[Entry]:
        return sorted(self._of("translation"), key=lambda entry: entry.language)

    @cached_property
    def earlier(self) -> Entry | None:
        """The next older message in the order of the feed."""
        return next(iter(self._of("earlier")), None)

    @cached_property
    def later(self) -> Entry | None:
        return next(iter(self._of("later")), None)

    @cached_property
    def related(self) -> list[Entry]:
        """About the same incident first, then in the same category; newest first, none twice, few."""
        by_release: dict[int, Entry] = {}
        for part in ("incident", "category"):
            for entry in sorted(self._of(part), key=lambda entry: (entry.dated, entry.release_id), reverse=True):
                by_release.setdefault(entry.release_id, entry)
        return list(by_release.values())[:RELATED_MAX]

    def _of(self, part: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.part == part]

    @cached_property
    def entries(self) -> list[Entry]:
        parts = [self._rows(name, chosen) for name, chosen in self._parts()]
        return [Entry(*row) for row in reduce(lambda rows, others: rows.union(others, all=True), parts)]

    @staticmethod
    def _rows(name: str, chosen: EditionQuerySet) -> Any:
        """What is cut by its keys: SQLite takes no ordered and cut query into a UNION."""
        found = Edition.objects.filter(pk__in=chosen.values("pk")).order_by() if chosen.query.is_sliced else chosen
        return found.values_list(Value(name), *COLUMNS)

    def _parts(self) -> Iterator[tuple[str, EditionQuerySet]]:
        listed = Edition.objects.listed(self.at)
        others = listed.exclude(release=self.release)
        # Not by a join: SQLite would read every release of the language first, instead of the index of dates.
        own = Release.objects.filter(pk=OuterRef("release_id"), language=self.release.language)
        alike = others.filter(Exists(own))
        yield "earlier", alike.filter(self._beyond("lt"))[:1]
        yield "later", alike.filter(self._beyond("gt")).reverse()[:1]
        yield "incident", alike.filter(release__in=self._about_the_same())[:RELATED_MAX]
        if categories := [category.pk for category in self.edition.categories.all()]:
            link = Edition.categories.through.objects.filter(edition=OuterRef("pk"), category__in=categories)
            # Every date is before the last one: said so, SQLite reads from the newest on and stops at the fourth.
            yield "category", alike.filter(Exists(link), dated__lte=date.max)[:RELATED_MAX]
        if key := self.release.translation_key:
            group = Release.objects.filter(translation_key=key).exclude(pk=self.release.pk)
            yield "translation", listed.filter(release__in=group.values("pk")).order_by()

    def _beyond(self, side: str) -> Q:
        """Before or after the edition in the feed's order. The first condition is what the index of dates serves."""
        edition, release = self.edition, self.release
        published, same_day = release.first_published_at, Q(dated=edition.dated)
        same_instant = same_day & Q(release__first_published_at=published)
        return Q(**{f"dated__{side}e": edition.dated}) & (
            Q(**{f"dated__{side}": edition.dated})
            | same_day & Q(**{f"release__first_published_at__{side}": published})
            | same_instant & Q(**{f"release_id__{side}": self.release.pk})
        )

    def _about_the_same(self) -> Any:
        """Releases linked to an incident that this one is linked to and that is shown, wherever its day is counted."""
        shown = Q(incidents__shown_from=None) | Q(incidents__shown_from__lte=self.at)
        still = Q(incidents__shown_until=None) | Q(incidents__shown_until__gt=self.at)
        begun = Q(incidents__occurred_on__lte=(self.at - LATEST_ZONE).date())
        return Release.objects.filter(shown, still, begun, incidents__releases=self.release).values("pk")
