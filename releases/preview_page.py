"""`/preview/<token>/`: one unpublished edition. Every token that is no good gets one and the same page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation

from embassy.lib import instant
from embassy.lib.desk import moment
from embassy.lib.methods import read_only
from releases import previews
from releases.models import PreviewLink

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@read_only
def preview(request: HttpRequest, token: str) -> HttpResponse:
    # Of now, whatever `as-of` says: a link opens no other instant than its own.
    request.moment = instant.Moment(instant.now())  # type: ignore[attr-defined]
    response = answer(request, token)
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
