"""What stands around a text: its translations, the messages before and after it, and those about the same thing.

All of it comes in one query of few rows, whatever the size of the archive: each part finds its keys by an index.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache, reduce
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, Value

from embassy.lib import languages
from embassy.lib.prepared import Prepared
from releases.models import Edition, Kind, Release
from releases.models.edition import EditionQuerySet
from releases.models.release import path

RELATED_MAX = 4
LATEST_ZONE = timedelta(hours=12)
"""At -12:00 a date begins after it has begun everywhere else."""
COLUMNS = ("release_id", "release__slug", "release__language", "release__kind", "title", "dated")


class Entry(NamedTuple):
    """A listed message, as a link to it needs it."""

    part: str
    release_id: int
    slug: str
    language: str
    kind: str
    title: str
    dated: date

    def get_absolute_url(self) -> str:
        return path(self.language, self.slug)

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
        release, edition = self.release, self.edition
        has_categories, key = bool(edition.categories.all()), release.translation_key
        asked: dict[str, Any] = {
            "at": self.at,
            "begun_on": (self.at - LATEST_ZONE).date(),
            "release": release.pk,
            "language": release.language,
            "dated": edition.dated,
            "published": release.first_published_at,
        }
        asked |= {"edition": edition.pk} if has_categories else {}
        asked |= {"key": key} if key else {}
        query = prepared(languages.all_spoken() if key else (), has_categories=has_categories)
        return [Entry(*row) for row in query.rows(**asked)]


@lru_cache(maxsize=32)
def prepared(codes: Sequence[str], *, has_categories: bool) -> Prepared:
    """The query of texts that have categories or none, and translations into `codes` or none at all."""
    types = {"release": int, "dated": date, "published": datetime, "language": str}
    types |= {"at": datetime, "begun_on": date, **({"key": str} if codes else {})}
    types |= {"edition": int} if has_categories else {}

    def queryset(**asked: Any) -> Any:
        parts = [rows(name, chosen) for name, chosen in Parts(**asked).all(codes, has_categories=has_categories)]
        return reduce(lambda one, others: one.union(others, all=True), parts)

    return Prepared(queryset, **types)


def rows(name: str, chosen: EditionQuerySet) -> Any:
    """What is cut by its keys: SQLite takes no ordered and cut query into a UNION."""
    found = Edition.objects.filter(pk__in=chosen.values("pk")).order_by() if chosen.query.is_sliced else chosen
    return found.values_list(Value(name), *COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What is looked for around an edition. Nothing here may look at a value: see Prepared."""

    at: datetime
    begun_on: date
    release: int
    language: str
    dated: date
    published: datetime
    edition: int = 0
    key: str = ""

    def all(self, codes: Sequence[str], *, has_categories: bool) -> Iterator[tuple[str, EditionQuerySet]]:
        listed = Edition.objects.listed(self.at)
        # Not by a join: SQLite would read every release of the language first, instead of the index of dates.
        own = Release.objects.filter(pk=OuterRef("release_id"), language=self.language)
        alike = listed.exclude(release=self.release).filter(Exists(own))
        yield "earlier", alike.filter(self.beyond("lt"))[:1]
        yield "later", alike.filter(self.beyond("gt")).reverse()[:1]
        yield "incident", alike.filter(release__in=self.about_the_same())[:RELATED_MAX]
        if has_categories:
            links = Edition.categories.through.objects
            own_categories = links.filter(edition=self.edition).values("category")
            link = links.filter(edition=OuterRef("pk"), category__in=own_categories)
            # Every date is before the last one: said so, SQLite reads from the newest on and stops at the fourth.
            yield "category", alike.filter(Exists(link), dated__lte=date.max)[:RELATED_MAX]
        if codes:
            group = Release.objects.filter(translation_key=self.key, language__in=codes).exclude(pk=self.release)
            yield "translation", listed.filter(release__in=group.values("pk")).order_by()

    def beyond(self, side: str) -> Q:
        """Before or after the edition in the feed's order. The first condition is what the index of dates serves."""
        same_day = Q(dated=self.dated)
        same_instant = same_day & Q(release__first_published_at=self.published)
        return Q(**{f"dated__{side}e": self.dated}) & (
            Q(**{f"dated__{side}": self.dated})
            | same_day & Q(**{f"release__first_published_at__{side}": self.published})
            | same_instant & Q(**{f"release_id__{side}": self.release})
        )

    def about_the_same(self) -> Any:
        """Releases linked to an incident that this one is linked to and that is shown, wherever its day is counted."""
        shown = Q(incidents__shown_from=None) | Q(incidents__shown_from__lte=self.at)
        still = Q(incidents__shown_until=None) | Q(incidents__shown_until__gt=self.at)
        begun = Q(incidents__occurred_on__lte=self.begun_on)
        return Release.objects.filter(shown, still, begun, incidents__releases=self.release).values("pk")
