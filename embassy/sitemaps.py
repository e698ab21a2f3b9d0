"""The sitemap index and its files, and the news sitemap: what both apps have for search engines, as of the instant.

/sitemap.xml ─┬─ /sitemap-pages.xml        home, lists, incidents, in every language
              └─ /sitemap-2026-1.xml …     messages by the year of their first publication
/news-sitemap.xml                          messages of the last 48 hours
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import override

from counters.models import Incident
from embassy.lib import documents, instant, languages, sitemaps
from embassy.lib.addresses import absolute, with_query
from embassy.lib.methods import read_only
from embassy.lib.sitemaps import Page
from releases import sitemaps as messages

LISTS = ("home", "releases:list", "releases:corrections", "counters:list")
DEFAULT = "x-default"


@read_only
def index(request: HttpRequest) -> HttpResponseBase:
    at, page = instant.of(request), page_of(request)
    changed_at = messages.changed_at(at)
    found = [Page(page(reverse("sitemap_pages")), changed_at)]
    for year in messages.years(at):
        found += [
            Page(page(reverse("sitemap_year", args=[year.number, file])), year.changed_at)
            for file in range(1, year.files + 1)
        ]
    return answer(request, sitemaps.index(found), changed_at)


@read_only
def year(request: HttpRequest, year: int, file: int) -> HttpResponseBase:
    at = instant.of(request)
    found = messages.of_year(year, file, at, page_of(request))
    if not found:
        raise Http404
    return answer(request, sitemaps.pages(found), messages.changed_at(at))


@read_only
def pages(request: HttpRequest) -> HttpResponseBase:
    at, page = instant.of(request), page_of(request)
    changed_at = messages.changed_at(at)
    found = [listed for name in LISTS for listed in in_every_language(partial(reverse, name), page, changed_at)]
    for incident in Incident.objects.shown(at):
        found += in_every_language(incident.get_absolute_url, page)
    return answer(request, sitemaps.pages(found))


def in_every_language(
    path: Callable[[], str], page: Callable[[str], str], changed_at: datetime | None = None
) -> Iterator[Page]:
    """A page that exists in each language of the site, with its forms in the others."""
    found = {}
    for language in languages.all_spoken():
        with override(language):
            found[language] = page(path())
    others = [*found.items(), (DEFAULT, found[languages.default()])] if len(found) > 1 else []
    for url in found.values():
        yield Page(url, changed_at, others)


@read_only
def news(request: HttpRequest) -> HttpResponseBase:
    at, mission = instant.of(request), request.mission  # type: ignore[attr-defined]

    def publication(language: str) -> str:
        with override(language):
            return str(mission.name)

    return answer(request, sitemaps.news(messages.news(at, page_of(request), publication)))


def page_of(request: HttpRequest) -> Callable[[str], str]:
    """Makes the absolute address of a path, as of the same instant."""
    query = with_query("", [], request)
    return lambda path: absolute(path + query)


def answer(request: HttpRequest, content: bytes, changed_at: datetime | None = None) -> HttpResponseBase:
    """Without Last-Modified where something may leave the document by the passing of time alone."""
    is_past = bool(request.moment.as_of)  # type: ignore[attr-defined]
    headers = {"X-Robots-Tag": "noindex"} if is_past else {}
    return documents.answer(request, content, sitemaps.CONTENT_TYPE, changed_at=changed_at, headers=headers)
