"""The reference of a request: the same few letters on the page of an error, in its header and in every log line.

A proxy that is trusted (TRUSTED_PROXIES) may have given the request one, so that its own log can be joined to ours;
from anybody else it would be a way to write into the log under a name of their choice.
"""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[0-9A-Za-z._-]{8,64}")
SHOWN_WITH = frozenset({400, 403, 411, 413, 429})
"""And with every fault of ours. What is missing is answered alike for everybody, so 404 carries none (EMB-02)."""

_current: ContextVar[str] = ContextVar("reference", default="")


class ReferenceMiddleware:
    """Stands before everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        request_finished.connect(end, dispatch_uid="reference")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begin(request)
        response = self.get_response(request)
        if response.status_code >= 500 or response.status_code in SHOWN_WITH:
            response.headers[HEADER] = of(request)
        return response


def begin(request: HttpRequest) -> str:
    """Give the request its reference."""
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    reference = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
    request.reference = reference  # type: ignore[attr-defined]
    _current.set(reference)
    return reference


def end(**_signal: object) -> None:
    """After the last line of a request, which Django writes when all middleware is done."""
    _current.set("")


def of(request: HttpRequest | None) -> str:
    """The request's reference; without a request that of the one being answered, "" where there is none."""
    return getattr(request, "reference", "") or _current.get()
