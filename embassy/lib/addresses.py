"""Addresses with a query: known parameters only, and the instant of the page carried on."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from embassy.lib import instant

Pairs = Iterable[tuple[str, object]]


def with_query(path: str, pairs: Pairs, request: HttpRequest | None = None) -> str:
    """`path` with a query of `pairs` in their order, and `as-of` where the request has one."""
    moment = getattr(request, "moment", None)
    carried = [(instant.PARAMETER, moment.as_of)] if moment is not None and moment.as_of else []
    query = urlencode([*pairs, *carried], safe=":")
    return f"{path}?{query}" if query else path


def absolute(path: str) -> str:
    """`path` on the public origin, SITE_URL: never on the host that a request happens to name (HTP-01)."""
    return settings.SITE_URL + path
