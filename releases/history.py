"""The public editions of a release by its address: what its page, its card and its documents are made of."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from embassy.lib.prepared import Prepared
from embassy.models import Mission
from releases import references
from releases.models import Edition
from releases.models.media import with_media_known
from releases.models.taxonomy import Category, standing_categories


@lru_cache(maxsize=16)
def _editions(zone: str) -> Prepared:
    """By the zone in which a year of reference numbers begins."""

    def queryset(at: datetime, language: str, slug: str) -> Any:
        found = Edition.objects.public(at).in_language(language).filter(release__slug=slug)
        numbered = references.with_coming(found, Mission(host_time_zone=zone))
        return with_media_known(numbered).select_related("release", "office").order_by("-number")

    return Prepared(queryset, at=datetime, language=str, slug=str)


def _links(release: int) -> Any:
    found = Edition.categories.through.objects.filter(edition__release=release)
    return found.order_by("category__slug").values_list("edition_id", "category_id")


_categories = Prepared(_links, release=int)


def public(slug: str, language: str, at: datetime, mission: Mission) -> list[Edition]:
    """Those that were public by `at`, the live one first, with release, office and categories. Two queries."""
    found: list[Edition] = _editions(mission.host_time_zone).objects(at=at, language=language, slug=slug)
    if found:
        put_categories(found, _categories.rows(release=found[0].release_id))
    return found


def put_categories(editions: Iterable[Edition], links: Iterable[tuple[Any, ...]]) -> None:
    """As `prefetch_related` would. `links` are numbers of an edition and of a category of it, in their order."""
    known, about = standing_categories(), defaultdict(list)
    for edition_id, category_id in links:
        if category_id in known:
            about[edition_id].append(known[category_id])
    for edition in editions:
        loaded = Category.objects.all()
        loaded._result_cache = about[edition.pk]
        loaded._prefetch_done = True  # type: ignore[attr-defined]
        edition.__dict__.setdefault("_prefetched_objects_cache", {})["categories"] = loaded
