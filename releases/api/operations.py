"""The operations on releases, categories and offices."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Path

from embassy.lib import instant, languages
from embassy.lib.addresses import absolute, with_query
from embassy.lib.prepared import Prepared
from embassy.lib.rest.operations import answered, operation
from embassy.lib.rest.schemas import with_items
from releases import history as release_history
from releases.api import kept, pages, schemas
from releases.api.queries import PARAMETERS, ListQuery
from releases.api.writing import Writer, changed_at, label
from releases.lists import lines
from releases.models import Category, Edition, Office, Purpose, Release
from releases.models.media import load_media

router = Router(tags=["Releases"])
LANGUAGE = Path(..., description="The language of the text (BCP 47).", example="en")
SLUG = Path(..., description="Names the release within its language.", example="consular-section-reopens")
NUMBER = Path(..., description="The number of the edition, from 1.", example=1)


@operation(router, "/releases", schemas.Releases, "List releases", name="releases", takes=PARAMETERS)
def releases(request: HttpRequest) -> HttpResponseBase:
    """The texts that stand at the instant asked for; those that were withdrawn or redacted are not among them.

    A page of the list is asked for with the address under `next` or `previous`, which the `Link` header repeats. Texts
    that are published meanwhile move nothing: no text is given twice or left out.
    """
    query = ListQuery(request)
    texts = kept.Summaries(query.counts, Writer(request))
    page = pages.page(texts, query.place, query.size, query.nearest)
    links = {
        relation: absolute(with_query(request.path, query.pairs(place), request))
        for relation, place in {"next": page.next, "prev": page.previous}.items()
        if place is not None
    }
    around = schemas.Releases(items=[], total=query.total, next=links.get("next"), previous=links.get("prev"))
    content = with_items(around, (item.json for item in page.items))
    return answered(request, content, changed_at=lines.changed_at(query.codes, instant.of(request)), links=links)


@operation(router, "/releases/{slug:language}/{slug:slug}", schemas.Release, "Read a release", name="release")
def release(request: HttpRequest, language: str = LANGUAGE, slug: str = SLUG) -> HttpResponseBase:
    """A text as the edition that stands has it. An address that it had before answers 301 with the one it has now."""
    history = public_editions(request, language, slug)
    if not history:
        return moved(request, "release", language, slug)
    at, writer = instant.of(request), Writer(request)
    others = translations(history[0], at)
    links = {"canonical": writer.page(history[0])}
    content = kept.release(writer, history[0], others)
    return answered(request, content, changed_at=changed_at([*history, *others], at), links=links)


@operation(
    router,
    "/releases/{slug:language}/{slug:slug}/editions",
    schemas.Editions,
    "List the editions of a release",
    name="editions",
)
def editions(request: HttpRequest, language: str = LANGUAGE, slug: str = SLUG) -> HttpResponseBase:
    """Every edition that is or was public, with its words. What is being written or is scheduled is not among them."""
    history = public_editions(request, language, slug)
    if not history:
        return moved(request, "editions", language, slug)
    load_media(history)
    writer = Writer(request)
    content = with_items(schemas.Editions(items=[]), (kept.edition(writer, edition) for edition in history))
    return answered(request, content, changed_at=changed_at(history, instant.of(request)))


@operation(
    router,
    "/releases/{slug:language}/{slug:slug}/editions/{int:number}",
    schemas.Edition,
    "Read an edition",
    name="edition",
)
def edition(request: HttpRequest, language: str = LANGUAGE, slug: str = SLUG, number: int = NUMBER) -> HttpResponseBase:
    """One edition that is or was public."""
    history = public_editions(request, language, slug)
    if not history:
        return moved(request, "edition", language, slug, number)
    writer = Writer(request)
    for found in history:
        if found.number == number:
            links = {"canonical": writer.page_of_edition(found)}
            content, changed = kept.edition(writer, found), changed_at([found], writer.at)
            return answered(request, content, changed_at=changed, links=links)
    raise Http404(_("There is no such edition of this message."))


def public_editions(request: HttpRequest, language: str, slug: str) -> list[Edition]:
    """The editions of a release that a reader may know of, the live one first. Two queries.

    A language that the mission does not speak has none.
    """
    code = language if language in languages.all_spoken() else ""
    found = release_history.public(slug, code, instant.of(request), request.mission)  # type: ignore[attr-defined]
    is_corrected = any(edition.purpose == Purpose.CORRECTION for edition in found)
    for edition in found:
        edition.is_corrected = is_corrected  # type: ignore[attr-defined]  # as with_release has it
    return found


def translations(edition: Edition, at: datetime) -> list[Edition]:
    """The same text in the other languages that the mission speaks, where it is live. One query, none for no group."""
    key = edition.release.translation_key
    query = _translations(languages.all_spoken()) if key else None
    return query.objects(at=at, key=key, release=edition.release_id) if query else []


@lru_cache(maxsize=32)
def _translations(codes: tuple[str, ...]) -> Prepared:
    def queryset(at: datetime, key: str, release: int) -> Any:
        others = Edition.objects.listed(at).filter(release__translation_key=key, release__language__in=codes)
        found = others.exclude(release=release).select_related("release").without_text()
        return found.order_by("release__language")

    return Prepared(queryset, at=datetime, key=str, release=int)


def moved(request: HttpRequest, name: str, language: str, slug: str, *rest: object) -> HttpResponseBase:
    """301 to the same thing of the public release that had this address before; 404 for none (API-08)."""
    former = {"former_slugs__language": language, "former_slugs__slug": slug}
    at, codes = instant.of(request), languages.all_spoken()
    found = Release.objects.public(at).filter(language__in=codes, **former).first()
    if found is None:
        raise Http404(_("There is no message at this address."))
    return HttpResponsePermanentRedirect(Writer(request).api_link(name, language, found.slug, *rest))


@operation(router, "/categories", schemas.Categories, "List categories", name="categories")
def categories(request: HttpRequest) -> HttpResponseBase:
    """What texts can be about: the values of the filter `category`."""
    return answered(request, schemas.Categories(items=[label(row) for row in Category.objects.order_by("slug")]))


@operation(router, "/offices", schemas.Offices, "List offices", name="offices")
def offices(request: HttpRequest) -> HttpResponseBase:
    """Who issues texts: the values of the filter `issuer`."""
    return answered(request, schemas.Offices(items=[label(row) for row in Office.objects.order_by("slug")]))
