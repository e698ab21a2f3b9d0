"""Errors as answers: in the look of the site where the mission is known, as a problem for the API, else a plain page.

400 403 404   what the reader can do something about: `error.html`, with the shell of every page
405 413 429 500 503, and any of them before the mission is known: `embassy.lib.fault_page`, which needs nothing
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from embassy import no_room
from embassy.lib import fault_page, reference
from embassy.lib.rest import problems

SECONDS_TO_WAIT = 60


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Without the shell: it would read once more what cannot be read."""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    return page(request, 404, said if isinstance(said, str) else "")


def page(request: HttpRequest, code: int, said: str = "") -> HttpResponse:
    """`said` stands in place of the usual lead."""
    heading, lead = map(str, fault_page.WORDS[code])
    if problems.is_asked_for(request):
        return problems.problem(code, said or lead)
    if code == 400 or not hasattr(request, "mission"):
        return fault_page.answer(request, code, lead=said)
    told = reference.of(request) if code in reference.SHOWN_WITH else ""
    context = {"code": code, "heading": heading, "lead": said or lead, "reference": told}
    response = render(request, "error.html", context, status=code)
    if told:
        response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither the database nor a context nor a template."""
    if answer := no_room.answer(request):
        return answer
    if problems.is_asked_for(request):
        told = {"reference": reference.of(request)}
        return problems.problem(500, "Something went wrong on our side.", **told)
    return fault_page.answer(request, 500)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Asked for by allauth, too, which counts log-ins and resets by its own windows."""
    response = fault_page.answer(request, 429)
    response["Retry-After"] = str(SECONDS_TO_WAIT)
    return response


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: from another site, or from a page that was open for too long."""
    request.refused_because = reason  # type: ignore[attr-defined]  # for the line of the log
    heading = _("This form can no longer be sent")
    lead = _("Go back, load the page again, and send it once more. The browser must take the cookie of the log-in.")
    return fault_page.answer(request, 403, heading=heading, lead=lead)
