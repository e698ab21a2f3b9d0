"""A broken token in the cookie is the same as none.

Django answers it with a new cookie, on whatever page. Public pages set none, and one that did would be kept nowhere, so
that a cookie made up by a stranger would pass by all finished pages (HDR-03, HTP-03). A page with a form still gets its
token, and a POST with a broken one is still refused.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

TOKEN = re.compile(r"[A-Za-z0-9]{32}|[A-Za-z0-9]{64}")


class BrokenTokenMiddleware:
    """Before Django's CsrfViewMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not TOKEN.fullmatch(request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
        return self.get_response(request)
