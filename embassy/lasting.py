"""Pages whose parts are kept until something on them changes: of those of the next minute only the clock is made anew.

    @read_only
    @lasting
    def home(request): …    renders a template that extends base.html

What is kept are the parts that fill the frame of a page (embassy.lib.fragments), by its address and by the stretch of
time in which nothing changes (embassy.lib.unchanged). The frame has the clock, and is made once a minute for all pages.
A page as of another instant, and whatever depends on who asks, takes nothing from here and leaves nothing.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from embassy.context import Site
from embassy.lib import fragments, instant, languages, unchanged
from embassy.lib.keep import Keep

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
FRAME = "_frame.html"


class Lasting(NamedTuple):
    parts: Mapping[str, str]
    headers: tuple[tuple[str, str], ...]
    """Those that the view has set."""


PAGES: Keep[Lasting] = Keep(settings.LASTING_PAGES_MB << 20)


def lasting(view: View) -> View:
    """For a view that depends on nothing but the address and what readers are shown at the request's instant."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = key_of(request)
        if key is None:
            return view(request, *args, **kwargs)
        if (answer := put_together(request, PAGES.get(key))) is not None:
            return answer
        response = view(request, *args, **kwargs)
        if (page := parts_of(request, response)) is not None:
            PAGES.put(key, page)
        return response

    return answered  # type: ignore[return-value]  # it takes and gives what the view does


def key_of(request: HttpRequest) -> Hashable | None:
    if not fragments.may_keep(request):
        return None
    stretch = unchanged.stretch(instant.of(request))
    if stretch is None:
        return None
    return request.path, request.META["QUERY_STRING"], *languages.of_page(), languages.all_spoken(), stretch


def put_together(request: HttpRequest, page: Lasting | None) -> HttpResponse | None:
    """None where there is nothing to put together, or no frame of this minute yet."""
    match = request.resolver_match
    if page is None or match is None:
        return None
    whole = fragments.refilled(FRAME, {"site": Site(request), "view_name": match.view_name}, page.parts)
    return None if whole is None else HttpResponse(whole, headers=dict(page.headers))


def parts_of(request: HttpRequest, response: HttpResponseBase) -> Lasting | None:
    """None for an answer that is no page in the frame, or is more than its text and its headers."""
    parts = fragments.filled_with(request)
    is_plain = type(response) is HttpResponse and response.status_code == 200 and not response.cookies
    if parts is None or not is_plain or hasattr(response, "csp_changes"):
        return None
    return Lasting(parts, tuple(response.items()))
