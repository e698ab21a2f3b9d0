"""The pages that a mirror alone has: what it is and as of when, and the search among its files."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from embassy.lib import languages
from embassy.mirror.shell import Shell


def about(request: HttpRequest) -> HttpResponse:
    """When the copy was made, in both cities, and how it is checked."""
    shell = Shell(request.mirror, request.mission)  # type: ignore[attr-defined]
    moment = shell.moment(get_language() or languages.default())
    return page(request, "mirror/about.html", {"site_url": settings.SITE_URL, "moment": moment})


def search(request: HttpRequest) -> HttpResponse:
    return page(request, "mirror/search.html", {})


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    assert request.resolver_match is not None  # noqa: S101  (a view has been found)
    name = request.resolver_match.view_name
    request.translated_paths = {code: path_in(code, name) for code in languages.all_spoken()}  # type: ignore[attr-defined]
    return render(request, template, {**context, "plan": request.mirror})  # type: ignore[attr-defined]


def path_in(code: str, name: str) -> str:
    with override(code):
        return reverse(name)
