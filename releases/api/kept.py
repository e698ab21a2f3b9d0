"""Answers that are written once for each edition, and are the same until what they say is another.

A key holds all that the answer says: what the database says of the edition, its labels, and of the page what words and
addresses depend on. An answer about the past, whose links carry its instant on, and one that counts days or shows
pictures are written each time.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.db.models import Q
from django.db.models.expressions import RawSQL

from embassy.lib import fragments, languages
from embassy.lib.keep import Keep
from embassy.lib.markup.vocabulary import DAYS_SINCE
from embassy.lib.prepared import Prepared, Said
from embassy.models import Mission
from releases import items, references
from releases.api.writing import Writer
from releases.history import put_categories
from releases.listing import Texts
from releases.lists import entries
from releases.lists.counting import Counts
from releases.lists.entries import Key
from releases.models import Edition
from releases.models.taxonomy import standing_categories


class Summary(NamedTuple):
    """A release as a list shows it, in JSON, with its place in the order of the feed."""

    pk: int
    key: Key
    json: str


Link = tuple[int, int]
"""The numbers of an edition and of a category of it."""
SUMMARIES: Keep[Summary] = Keep(8 << 20)
WRITTEN: Keep[str] = Keep(8 << 20)


@lru_cache(maxsize=16)
def _chosen(zone: str) -> Prepared:
    """By the zone in which a year of reference numbers begins."""

    def queryset(at: datetime, chosen: RawSQL) -> Any:
        found = Edition.objects.filter(pk__in=chosen).order_by().with_release(at).without_text()
        # Some are looked at before they are public, when they have no reference yet.
        found = found.annotate(is_public=Q(release__first_published_at__lte=at))
        return references.with_coming(found, Mission(host_time_zone=zone))

    return Prepared(queryset, at=datetime, chosen=RawSQL)


class Summaries(Texts):
    """The list of the API: of an edition whose item is written already, nothing is made."""

    def __init__(self, counts: Counts | None, writer: Writer) -> None:
        self.writer = writer
        self.are_listed = counts is not None and not counts.is_found
        if counts:
            self.counts = counts

    def of(self, keys: Iterable[int]) -> list[Summary]:
        """Of the editions of these numbers, in their order. Two queries."""
        keys = list(keys)
        found = self._loaded(items.numbers(keys)) if keys else {}
        return [found[key] for key in keys]

    def _loaded(self, chosen: RawSQL) -> dict[int, Summary]:
        said = _chosen(self.writer.mission.host_time_zone).said(at=self.writer.at, chosen=chosen)
        links, names = defaultdict(list), {pk: row.fragment_key for pk, row in standing_categories().items()}
        for link in items.links([row.pk for row in said]):
            links[link[0]].append(link)
        return {row.pk: self._summary(row, links[row.pk], names) for row in said}

    def _summary(self, said: Said, links: list[Link], names: Mapping[int, Hashable]) -> Summary:
        about = tuple(names.get(category) for _edition, category in links)
        found: Summary = kept(SUMMARIES, self.writer, (said.row, about), partial(self._written, said, links))
        return found

    def _written(self, said: Said, links: list[Link]) -> Summary:
        edition = said.model()
        put_categories([edition], links)
        return Summary(edition.pk, entries.key_of(edition), self.writer.summary(edition).model_dump_json())

    def key_of(self, edition: Any) -> Key:
        key: Key = edition.key
        return key


def kept(keep: Keep[Any], writer: Writer, key: Hashable, make: Callable[[], Any]) -> Any:
    if not fragments.may_keep(writer.request):
        return make()
    mission = writer.mission
    facts = (mission.reference_prefix, mission.host_time_zone)
    return keep.value((*languages.of_page(), languages.all_spoken(), facts, key), make)


def release(writer: Writer, edition: Edition, others: Sequence[Edition]) -> str:
    """JSON of an edition from `history.public` that has `is_corrected`, and its translations."""
    return _of_text(writer, edition, ("release", *map(shown, others)), lambda: writer.release(edition, others))


def edition(writer: Writer, edition: Edition) -> str:
    is_over = edition.was_superseded(writer.at)
    return _of_text(writer, edition, ("edition", is_over), lambda: writer.edition(edition))


def _of_text(writer: Writer, edition: Edition, key: Hashable, make: Callable[[], Any]) -> str:
    if edition.may_have_media or DAYS_SINCE in edition.body:
        return make().model_dump_json()  # type: ignore[no-any-return]
    key = (key, edition.fragment_key, edition.body, edition.release.source_url)
    return kept(WRITTEN, writer, key, lambda: make().model_dump_json())  # type: ignore[no-any-return]


def shown(other: Edition) -> tuple[str, ...]:
    """What is said of a translation."""
    return other.release.language, other.release.slug, other.title
