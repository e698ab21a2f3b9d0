"""Answers for machines (feeds, sitemaps, data): validators, caching to the turn of the minute, and 304 (RFC 9110)."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from embassy.lib import instant

STALE = "stale-while-revalidate=60, stale-if-error=86400"


def caching() -> str:
    """Cache-Control of what is right until the minute turns (RFC 9111, RFC 5861)."""
    return f"public, max-age={instant.seconds_to_next_minute()}, {STALE}"


def answer(
    request: HttpRequest,
    content: bytes,
    content_type: str,
    *,
    changed_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """`content` with its ETag, or 304 where the reader has it already.

    `changed_at` is when something public in it last changed (Last-Modified); None where that has no meaning. It must
    follow from public rows alone: a draft moves it by nothing (EMB-03).
    """
    response = HttpResponse(content, content_type=content_type, headers=dict(headers or {}))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = caching()
    if changed_at is not None:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    seconds = int(changed_at.timestamp()) if changed_at else None
    answered = get_conditional_response(request, etag, seconds, response) or response
    for name, value in (headers or {}).items():
        answered.headers.setdefault(name, value)  # on a 304, too
    return answered
