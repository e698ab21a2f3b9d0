"""The public messages for search engines: by the year of first publication, and those of the last 48 hours.

A text stays in the file of its year, so that only the files of the years move in which something changed. Withdrawn and
redacted texts are left out; so is every superseded edition (noindex).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.db.models.functions import ExtractYear

from embassy.lib import languages, markup
from embassy.lib.once_a_minute import once_a_minute
from embassy.lib.sitemaps import MAX_NEWS, News, Page
from releases.lists import lines
from releases.lists.chronicle import PUBLISHED
from releases.models import Edition, Release
from releases.models.edition import EditionQuerySet
from releases.models.release import path

SIZE = 2000
"""Addresses in a file: far below the protocol's bound, quick to make."""
NEWS_AGE = timedelta(hours=48)
YEAR = ExtractYear("release__first_published_at")


@dataclass(frozen=True, slots=True)
class Year:
    """The texts first published in a year (UTC), those that were withdrawn since among them; `changed_at` is when the
    newest public edition of them came.
    """

    number: int
    count: int
    changed_at: datetime

    @property
    def files(self) -> int:
        return -(-self.count // SIZE)


def spoken(at: datetime) -> EditionQuerySet:
    """The listed editions that have an address: in a language of the site."""
    return Edition.objects.listed(at).filter(release__language__in=languages.all_spoken())


def years(at: datetime) -> list[Year]:
    """The latest first. At most one query."""
    return _years(at, languages.all_spoken())


@once_a_minute
def _years(at: datetime, codes: Sequence[str]) -> list[Year]:
    if line := lines.line(PUBLISHED, codes, at):
        return [Year(year, len(line.of_year(year)), changed) for year, changed in lines.years(codes, at)]
    public = Edition.objects.public(at).filter(release__language__in=codes)
    listed = Count("pk", filter=Q(pk__in=spoken(at).order_by().values("pk")))
    texts = Count("release", distinct=True)
    grouped = public.annotate(year=YEAR).order_by("-year").values_list("year")
    rows = grouped.annotate(texts=texts, listed=listed, came=Max("live_from"), erased=erased_last(at))
    return [Year(year, count, max(filter(None, changes))) for year, count, listed, *changes in rows if listed]


def changed_at(at: datetime) -> datetime | None:
    """When anything in public last changed in any language of the site; None where nothing has been public."""
    return _changed_at(at, languages.all_spoken())


_changed_at = once_a_minute(lambda at, codes: lines.changed_at(codes, at))


def erased_last(at: datetime) -> Max:
    return Max("redacted_at", filter=Q(redacted_at__lte=at))


def of_year(year: int, file: int, at: datetime, page: Callable[[str], str]) -> list[Page]:
    """The texts of one file, none for a file that is not there; `page` makes the absolute address of a path.

    Three queries.
    """
    in_order = of_file(year, file, at).order_by("release__first_published_at", "release_id")
    rows = list(in_order.values_list(*ADDRESS, "release__translation_key", "live_from"))
    groups = translations([key for _language, _slug, key, _changed_at in rows if key], at, page)
    return [Page(page(path(language, slug)), changed, groups.get(key, ())) for language, slug, key, changed in rows]


def of_file(year: int, file: int, at: datetime) -> EditionQuerySet:
    """A text keeps its place, and thereby its file, when others are withdrawn."""
    codes, start = languages.all_spoken(), (file - 1) * SIZE
    if line := lines.line(PUBLISHED, codes, at):
        found = line.of_year(year)[start : start + SIZE]
        return Edition.objects.filter(pk__in=lines.listed(line.part(slice(found.start, found.stop)), at))
    published = Release.objects.public(at).filter(language__in=codes, first_published_at__year=year)
    keys = published.order_by("first_published_at", "pk").values("pk")[start : start + SIZE]
    return spoken(at).filter(release__in=keys)


ADDRESS = ("release__language", "release__slug")


def translations(keys: list[str], at: datetime, page: Callable[[str], str]) -> dict[str, list[tuple[str, str]]]:
    """The live texts of each translation group by language; a text that is alone in its group has none."""
    if not keys:
        return {}
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = spoken(at).filter(release__translation_key__in=keys).order_by("release__language")
    for language, slug, key in rows.values_list(*ADDRESS, "release__translation_key"):
        found[key].append((language, page(path(language, slug))))
    return {key: group for key, group in found.items() if len(group) > 1}


def news(at: datetime, page: Callable[[str], str], publication: Callable[[str], str]) -> Iterator[News]:
    """What was first published in the 48 hours before `at`, the latest first; `publication` names it in a language."""
    fresh = latest(at).filter(release__first_published_at__gt=at - NEWS_AGE)
    rows = fresh.order_by("-release__first_published_at", "-release_id")[:MAX_NEWS]
    for language, slug, title, published_at in rows.values_list(*ADDRESS, "title", "release__first_published_at"):
        url = page(path(language, slug))
        yield News(url, markup.clean_line(title), language, publication(language), published_at)


def latest(at: datetime) -> EditionQuerySet:
    """The texts of the releases that were published last, as many as the news may name."""
    codes = languages.all_spoken()
    if lines.line(PUBLISHED, codes, at) is None:
        return spoken(at)
    return Edition.objects.filter(pk__in=lines.listed(lines.last(PUBLISHED, codes, at, MAX_NEWS), at))
