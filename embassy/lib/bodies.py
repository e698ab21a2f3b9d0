"""How much a request may carry, looked at before anything of it is kept.

The server hands a body on as it comes in, so that one that is refused unread costs no memory and no disk. A length that
is told is kept by the server: nothing beyond it is read. A body without a length is read piece by piece and thrown away
until it is too long, or else refused for want of a length: no browser sends one. One at a time is read so, the others
are refused unread: who sends a byte a minute holds one thread and no more.

A body is read by the thread that answers, as slowly as it comes. So those who send have half of the threads, and who
finds them taken is told so, unread (AVL-04). A proxy that reads bodies first never lets it come to that.
"""

from collections.abc import Callable
from typing import IO

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from embassy.lib import fault_page
from embassy.lib.turns import Busy, Turns

MEGABYTE = 1 << 20
PIECE_BYTES = 1 << 16
MOST_DIGITS = 4000
"""Python reads no longer number."""


RETRY_SECONDS = 5
READING = Turns(1)
SENDING = Turns(settings.SENDERS_AT_ONCE)


class BodyLimitMiddleware:
    """413 for what is longer than BODY_MAX_MB, or BODY_MAX_MB_AT says for the address; 503 for one sender too many."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        most = max_bytes(request.path_info)
        if told_bytes(request) > most:
            return refused(request, 413)
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return refused(request, 413 if is_known_to_be_longer(request.META["wsgi.input"], most) else 411)
        return self.heard(request) if told_bytes(request) else self.get_response(request)

    def heard(self, request: HttpRequest) -> HttpResponseBase:
        try:
            with SENDING.taken():
                return self.get_response(request)
        except Busy:
            response = refused(request, 503)
            response["Retry-After"] = str(RETRY_SECONDS)
            response._has_been_logged = True  # type: ignore[attr-defined]  # Django's: a flood of these fills no log
            return response


def max_bytes(path: str) -> int:
    megabytes: int = settings.BODY_MAX_MB_AT.get(path, settings.BODY_MAX_MB)
    return megabytes * MEGABYTE


def told_bytes(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length[:MOST_DIGITS]) if length.isascii() and length.isdigit() else 0


def is_known_to_be_longer(body: IO[bytes], most: int) -> bool:
    """False too where another body is being read."""
    try:
        with READING.taken():
            return is_longer(body, most)
    except Busy:
        return False


def is_longer(body: IO[bytes], most: int) -> bool:
    """Whether a body has more than `most` bytes. Reads no further than it must, and keeps nothing."""
    left = most
    while left >= 0 and (piece := body.read(PIECE_BYTES)):
        left -= len(piece)
    return left < 0


def refused(request: HttpRequest, status: int) -> HttpResponse:
    """Needs neither the database nor a template."""
    return fault_page.answer(request, status)
