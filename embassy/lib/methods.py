"""What a public page is asked with."""

from collections.abc import Callable
from typing import ParamSpec

from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

Parameters = ParamSpec("Parameters")


def read_only(view: Callable[Parameters, HttpResponseBase]) -> Callable[Parameters, HttpResponseBase]:
    """GET and HEAD; every other method is answered with 405, with or without a token (there is nothing to forge)."""
    return csrf_exempt(require_safe(view))
