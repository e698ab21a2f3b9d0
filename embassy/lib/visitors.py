"""Whose page a request asks for: a visitor's, who is nobody, or one of officers and of those with a secret link."""

from django.conf import settings
from django.http import HttpRequest

NOT_FOR_VISITORS = ("/admin/", "/preview/", "/calendar/", "/health/", "/static/")
"""Addresses of officers, of secret links, and of nothing that is read."""


def is_visitor(request: HttpRequest) -> bool:
    """Whether the answer depends on no session, since there is none, and writes nothing."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return request.method in {"GET", "HEAD"} and not has_session and not request.path.startswith(NOT_FOR_VISITORS)
