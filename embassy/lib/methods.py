"""What a public page is asked with."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from embassy.lib import fault_page

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
METHODS = ("GET", "HEAD")


def read_only(view: View) -> View:
    """GET and HEAD; every other method is answered with 405, with or without a token (there is nothing to forge)."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in METHODS:
            return fault_page.answer(request, 405, headers={"Allow": ", ".join(METHODS)})
        return view(request, *args, **kwargs)

    return csrf_exempt(answered)  # type: ignore[return-value]  # it takes and gives what the view does
