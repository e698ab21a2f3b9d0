"""What holds of everything under /api/: read only, and for any page on the web without credentials."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from embassy.lib.rest.problems import is_asked_for, problem

METHODS = "GET, HEAD, OPTIONS"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Fetch standard. No Access-Control-Allow-Credentials: a reader's cookies are of no use here (HDR-05)."""
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


class ApiMiddleware:
    """Stands before sessions, so that no answer here ever depends on a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_asked_for(request):
            return self.get_response(request)
        response = at_the_door(request) or self.get_response(request)
        mark(response)
        return response


def at_the_door(request: HttpRequest) -> HttpResponse | None:
    """The answer to what goes no further; None for what does."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
        del response["Content-Type"]
        return response
    if request.method not in ("GET", "HEAD"):
        response = problem(HTTPStatus.METHOD_NOT_ALLOWED, _("The API is read only: GET and HEAD."))
        response["Allow"] = METHODS
        return response
    return None


def mark(response: HttpResponseBase) -> None:
    """Open to every origin; and no search engine lists data, though it may the page that explains it."""
    for name, value in OPEN.items():
        response[name] = value
    if not response.get("Content-Type", "").startswith("text/html"):
        response["X-Robots-Tag"] = "noindex"
