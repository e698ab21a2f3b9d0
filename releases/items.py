"""A text as it stands in a list: what its item shows, and nothing else.

A list finds the numbers of its editions, then their items; no model is made for either, which would cost more than all
the rest of the page.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Self

from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL
from django.utils.safestring import SafeString

from embassy.lib import languages
from embassy.lib.localized import Localized
from embassy.lib.prepared import Prepared
from releases.models import Edition, Kind, Purpose
from releases.models.edition import EditionQuerySet
from releases.models.release import path
from releases.models.taxonomy import standing_categories

COLUMNS = (
    "pk", "release_id", "release__slug", "release__kind", "release__language", "release__first_published_at",
    "title", "excerpt", "dated", "is_corrected",
)  # fmt: skip


class Marked(NamedTuple):
    """What of a text a search found, marked: HTML."""

    title: SafeString
    passage: SafeString


class Item(NamedTuple):
    """`categories` are the slugs and names, () where the list does not show them; `marked` of a hit of a search."""

    pk: int
    release_id: int
    slug: str
    kind: str
    language: str
    published_at: datetime
    title: str
    excerpt: str
    dated: date
    is_corrected: bool
    categories: tuple[tuple[str, Localized], ...] = ()
    marked: Marked | None = None

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """Of an edition from `with_release`; with its categories where they are loaded."""
        release = edition.release
        loaded = edition.__dict__.get("_prefetched_objects_cache", {}).get("categories", ())
        return cls(
            edition.pk, release.pk, release.slug, release.kind, release.language, release.first_published_at,  # type: ignore[arg-type]  # set
            edition.title, edition.excerpt, edition.dated, bool(edition.is_corrected),  # type: ignore[attr-defined]  # an annotation
            tuple((category.slug, category.name) for category in loaded),
        )  # fmt: skip

    @property
    def fragment_key(self) -> tuple[object, ...]:
        if not self.categories:
            return self
        return *self[:-2], self.marked, *((slug, name.fragment_key) for slug, name in self.categories)

    def get_absolute_url(self) -> str:
        return path(self.language, self.slug)

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


def with_items(editions: EditionQuerySet, at: datetime, **more: Any) -> Any:
    corrections = Edition.objects.public(at).filter(release=OuterRef("release"), purpose=Purpose.CORRECTION)
    return editions.annotate(is_corrected=Exists(corrections), **more).values_list(*COLUMNS, *more)


def _chosen(at: datetime, chosen: RawSQL) -> Any:
    return with_items(Edition.objects.filter(pk__in=chosen).order_by(), at)


def _newest(at: datetime, chosen: RawSQL, exact: RawSQL) -> Any:
    return with_items(Edition.objects.filter(pk__in=chosen).order_by(), at, is_exact=exact)


def _categories(**keys: int) -> Any:
    links = Edition.categories.through.objects.filter(edition__in=list(keys.values()))
    return links.order_by("category__slug").values_list("edition_id", "category_id")


def _shape(size: int) -> tuple[int, Prepared]:
    return size, Prepared(_categories, **{f"key_{place}": int for place in range(size)})


CHOSEN = Prepared(_chosen, at=datetime, chosen=RawSQL)
NEWEST = Prepared(_newest, at=datetime, chosen=RawSQL, exact=RawSQL)
SHAPES = [_shape(size) for size in (24, 128)]
"""A page of a list and one of a month, with what may have come or gone since the lists were settled."""


def numbers(keys: Sequence[int]) -> RawSQL:
    """These very numbers as a subquery."""
    places = ", ".join(["%s"] * len(keys))
    return RawSQL(f"SELECT id FROM {Edition._meta.db_table} WHERE id IN ({places})", list(keys))  # noqa: S608, S611


def chosen(numbers: RawSQL, at: datetime) -> list[Item]:
    """The items of the editions that a subquery names, without their categories, in no order. One query."""
    return [Item(*row) for row in CHOSEN.rows(at=at, chosen=numbers)]


def newest(numbers: RawSQL, exact: RawSQL, at: datetime) -> list[Item] | None:
    """The same; None where there are none, or another subquery says that they cannot be relied on."""
    rows = NEWEST.rows(at=at, chosen=numbers, exact=exact)
    return [Item(*row[:-1]) for row in rows] if rows and rows[0][-1] else None


def with_categories(items: Sequence[Item]) -> list[Item]:
    """One query."""
    about, known = defaultdict(list), standing_categories()
    for edition_id, category_id in links([item.pk for item in items]):
        if category_id in known:
            about[edition_id].append((known[category_id].slug, known[category_id].name))
    return [item._replace(categories=tuple(about[item.pk])) for item in items]


def links(keys: Sequence[int]) -> list[Any]:
    """The numbers of editions and of their categories, these in their order. One query for a page of a list."""
    for size, query in SHAPES:
        if len(keys) <= size:
            return query.rows(**dict(zip(query.types, [*keys, *[0] * size], strict=False))) if keys else []
    return [row for start in range(0, len(keys), size) for row in links(keys[start : start + size])]


class ItemsOf:
    """A list of which each part is found by the plain query, in the order of a queryset."""

    def __init__(self, editions: EditionQuerySet, at: datetime) -> None:
        self.editions = editions
        self.at = at

    def __getitem__(self, rows: slice) -> list[Item]:
        """Three queries."""
        keys = list(self.editions.values_list("pk", flat=True)[rows])
        found = {row[0]: Item(*row) for row in with_items(Edition.objects.filter(pk__in=keys).order_by(), self.at)}
        return with_categories([found[key] for key in keys if key in found])
