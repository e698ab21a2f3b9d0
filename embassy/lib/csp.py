"""Content-Security-Policy and the other headers that every answer carries. Goes when Django 6.2 LTS brings its own.

Stands before everything that answers, so that a redirect to TLS, a static file and a fault carry them, too (HDR-06).

A view that needs other directives sets `response.csp_changes`, a dict of directive to sources.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Policy = dict[str, list[str] | None]
SANDBOX = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""For a file that somebody uploaded: opened by itself it may do nothing at all."""


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        policy = settings.SECURE_CSP_ADMIN if request.path.startswith("/admin/") else settings.SECURE_CSP
        changes: Policy = getattr(response, "csp_changes", {})
        response.headers.setdefault("Content-Security-Policy", header({**policy, **changes}))
        for name, value in settings.SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def header(policy: Policy) -> str:
    """The header's value, directives in the order given: the same bytes in every process."""
    return "; ".join(f"{name} {' '.join(sources)}".strip() for name, sources in policy.items() if sources is not None)
