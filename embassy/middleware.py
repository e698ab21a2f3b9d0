"""What every page knows before its view runs: the mission, the language of the address, and the instant."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from embassy import known_query
from embassy.accounts import rights
from embassy.lib import documents, instant, languages, live_numbers, preloads
from embassy.models import Mission, standing_mission
from releases.permissions import may_see_releases

# These need no facts of the mission; the first two answer even when there is no database.
WITHOUT_MISSION = ("/health/", "/robots.txt", "/media/", "/site-")
READ_APART = ("/api/",)
"""Nothing of it is kept, but what it says of the mission is as of the minute, too."""


class PublicPageMiddleware:
    """Sets `request.mission` and `request.moment`, and the languages for the length of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(WITHOUT_MISSION):
            return self.get_response(request)
        query = known_query.canonical(request.path_info, request.META.get("QUERY_STRING", ""))
        is_public = query is not None
        if query is not None:
            request.META["QUERY_STRING"] = query
            # Nothing finished is shared with a page of another instant: a rehearsal is one.
            request.is_for_everybody = f"{instant.PARAMETER}=" not in query  # type: ignore[attr-defined]
        is_read = is_public or request.path_info.startswith(READ_APART)
        mission = standing_mission() if is_read else Mission.current()
        request.mission = mission  # type: ignore[attr-defined]
        request.moment = SimpleLazyObject(lambda: moment_of(request, mission))  # type: ignore[attr-defined]
        language = language_of(request.path_info, mission)
        speaking = languages.speaking(mission.default_language, mission.spoken_languages, language)
        with speaking, live_numbers.asked_once():
            response = with_caching(request, self.get_response(request))
        # RFC 9110, 8.5; a preview, which is in the language of its text, says so itself.
        response.headers.setdefault("Content-Language", language)
        preloads.announce(response)
        return response


def with_caching(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A page is for everybody, to the turn of the minute, unless its view has said otherwise (HTP-05, EMB-09).

    No cache keeps a page for which it mattered who asks (a rehearsal, or its refusal), no search engine lists it.
    """
    if hasattr(request, "is_asked_who"):
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    elif response.status_code < 500 and not response.cookies:
        response.headers.setdefault("Cache-Control", documents.caching())
    return response


def language_of(path: str, mission: Mission) -> str:
    """The language that an address names by its first part, else the mission's default."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return (
        first if first in mission.spoken_languages and first != mission.default_language else mission.default_language
    )


def asked_for(request: HttpRequest) -> str | None:
    """The value of `as-of`; None also where the query is one that Django refuses to read (too many parameters)."""
    try:
        return request.GET.get(instant.PARAMETER)
    except SuspiciousOperation:
        return None


def moment_of(request: HttpRequest, mission: Mission) -> instant.Moment:
    return instant.moment(
        asked_for(request),
        zone=mission.host_zone,
        present=instant.now(),
        may_rehearse=lambda: may_rehearse(request),
    )


def may_rehearse(request: HttpRequest) -> bool:
    """Staff who may see releases on the desk may see them in their place, before their time (EMB-11)."""
    request.is_asked_who = True  # type: ignore[attr-defined]
    return rights.may_act(request) and may_see_releases(request.user)
