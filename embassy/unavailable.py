"""While the database does not answer: what may still be given is (`embassy.lib.minute_pages`); for all else a 503 that
says whose site this is and where a citizen in need can call. It needs neither the database nor a cache: the mission's
name and line were written down under VAR_DIR when they were last seen.
"""

import json
import sys
from collections.abc import Callable

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from embassy.lib import fault_page, languages
from embassy.lib.circuit import AWAY, REACHED, STATE, UNREACHABLE
from embassy.lib.rest import problems
from embassy.models import Mission
from embassy.templatetags.page_words import tel

RETRY_SECONDS = 10
REASON = "embassy.unanswered"
SQLITE_GONE = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_PERM", "SQLITE_AUTH")
POSTGRES_GONE = ("08", "53", "57P", "58")
"""Classes of SQLSTATE: no connection, no room, shutting down, no disk. A query that was stopped is none of them."""
STOPPED = "57014"
FACTS = settings.VAR_DIR / "last-known.json"
WITHOUT_DATABASE = ("/health/", "/robots.txt", "/site-")


class UnavailableMiddleware:
    """Stands before everything that asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.META.get(STATE) == AWAY and not request.path_info.startswith(WITHOUT_DATABASE):
            refusal = answer(request)
            refusal._has_been_logged = True  # type: ignore[attr-defined]  # the failure itself has been
            return refusal
        response = self.get_response(request)
        if response.status_code < 500 and not request.path_info.startswith(WITHOUT_DATABASE):
            request.META[STATE] = REACHED
        return answer(request) if response.status_code == 500 and request.META.get(REASON) else response


def note_reason(request: HttpRequest | None = None, **_signal: object) -> None:
    """A receiver, while the exception is at hand: whether it was the database."""
    error = sys.exc_info()[1]
    if request is None or not isinstance(error, Error):
        return
    if is_gone(error):
        request.META[STATE] = UNREACHABLE
    request.META[REASON] = is_gone(error) or is_stopped(error)


def connect() -> None:
    got_request_exception.connect(note_reason, dispatch_uid="whether it was the database")


def is_gone(error: BaseException) -> bool:
    """Whether the database cannot be asked at all. A query that it refuses is a fault of ours, and no reason."""
    cause = error.__cause__ or error
    if name := getattr(cause, "sqlite_errorname", ""):
        return str(name).startswith(SQLITE_GONE)
    state = getattr(cause, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError | InterfaceError)
    return str(state).startswith(POSTGRES_GONE) and state != STOPPED


def is_stopped(error: BaseException) -> bool:
    """Whether it took too long (`embassy.lib.patience`)."""
    cause = error.__cause__ or error
    return getattr(cause, "sqlstate", "") == STOPPED


def answer(request: HttpRequest) -> HttpResponse:
    """503, with the mission's name and consular line where they are known; a problem document for the API."""
    language, facts = known(request.path_info)
    with override(language):
        if problems.is_asked_for(request):
            response = problems.problem(503, _("The database does not answer. Please try again in a minute."))
        else:
            response = HttpResponse(page(language, facts), status=503)
    told = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store", "Content-Language": language}
    for name, value in told.items():
        response[name] = value
    return response


def page(language: str, facts: dict[str, str]) -> str:
    return fault_page.page(
        language,
        _("This page cannot be shown just now"),
        _("The database does not answer. Please try again in a minute."),
        way_on=("/", _("Home page")),
        status="503",
        header=header(facts),
        owner=facts.get("name", ""),
    )


def header(facts: dict[str, str]) -> str:
    """The head of the site, as much of it as is known."""
    return format_html(
        '<header><div class="bar"><div class="wrap bar__in">{}</div></div>{}</header>',
        consular_line(facts.get("consular_label", ""), facts.get("consular_phone", "")),
        brand(facts.get("name", "")),
    )


def consular_line(label: str, phone: str) -> str:
    if not phone:
        return ""
    line = '<p class="bar__phone">{} <a href="{}"><bdi dir="ltr">{}</bdi></a></p>'
    return format_html(line, _("%(label)s:") % {"label": label or _("Consular queries")}, tel(phone), phone)


def brand(name: str) -> str:
    line = '<div class="wrap mast"><a class="brand" href="/"><span><span class="brand__name">{}</span></span></a></div>'
    return format_html(line, name) if name else ""


def known(path: str) -> tuple[str, dict[str, str]]:
    """The language of an address, and the mission's facts in it; {} where none were ever seen."""
    try:
        told = json.loads(FACTS.read_text(encoding="utf-8"))
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        language = first if first in told["facts"] else told["default"]
        return language, dict(told["facts"][language])
    except (OSError, ValueError, LookupError, TypeError):
        return settings.LANGUAGE_CODE, {}


def remember() -> None:
    """Write down what the 503 says of the mission. One query; repeated after each public change."""
    mission = Mission.current()
    codes = mission.spoken_languages
    told = {"default": codes[0], "facts": {code: facts(mission, code) for code in codes}}
    text = json.dumps(told, ensure_ascii=False, indent=1)
    if not FACTS.is_file() or FACTS.read_text(encoding="utf-8") != text:
        whole = FACTS.with_suffix(".new")
        whole.write_text(text, encoding="utf-8")
        whole.replace(FACTS)


def facts(mission: Mission, code: str) -> dict[str, str]:
    with languages.speaking(mission.default_language, mission.spoken_languages, code):
        return {
            "name": str(mission.name),
            "consular_label": str(mission.consular_label),
            "consular_phone": mission.consular_phone,
        }
