"""`/preview/<token>/`: one unpublished edition, and below it its pictures and attachments.

Every token that is no good gets one and the same page; every file that is not this edition's one and the same 404.
"""

from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from embassy.lib import instant
from embassy.lib.desk import moment
from embassy.lib.methods import read_only
from releases import figures, previews, serving
from releases.models import PreviewLink

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


# Relative to the page: no address in it holds the token.
FILES = "media/"

Response = TypeVar("Response", bound=HttpResponseBase)


@read_only
def preview(request: HttpRequest, token: str) -> HttpResponse:
    # Of now, whatever `as-of` says: a link opens no other instant than its own.
    request.moment = instant.Moment(instant.now())  # type: ignore[attr-defined]
    return kept_secret(answer(request, token))


@read_only
def media(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    at = instant.now()
    link = previews.find(token, at)
    row = file_of(link, name, at) if link else None
    caching = HEADERS["Cache-Control"]
    return kept_secret(serving.answered(request, name, row, caching) if row else serving.missing())


def file_of(link: PreviewLink, name: str, at: datetime) -> Any:
    """The picture or attachment with a file of this name that the link's edition uses. One query, or two.

    None once the edition is public: its files have public addresses then.
    """
    row = None if link.edition.has_been_public(at) else serving.known(name, at)
    return row if row and row.uses.filter(edition=link.edition, withheld_at=None).exists() else None


def kept_secret(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def answer(request: HttpRequest, token: str) -> HttpResponse:
    at = instant.of(request)
    link = previews.find(token, at)
    if link is None:
        return render(request, "releases/preview_gone.html", status=404)
    if link.edition.has_been_public(at):
        return HttpResponseRedirect(link.edition.get_absolute_url())
    if request.method == "GET":
        previews.note_opening(link, at)
    return page(request, link)


def page(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    """In the edition's language where the site speaks it."""
    mission = request.mission  # type: ignore[attr-defined]
    edition = link.edition
    language = edition.release.language
    figures.ask_below(edition, FILES)
    spoken = language if language in mission.spoken_languages else mission.default_language
    with translation.override(spoken):
        context = {
            "link": link,
            "edition": edition,
            "embargo": edition.live_from and moment(mission.clocks(edition.live_from), edition.live_from),
            "expiry": moment(mission.clocks(link.expires_at), link.expires_at),
        }
        response = render(request, "releases/preview.html", context)
    response["Content-Language"] = spoken
    return response
