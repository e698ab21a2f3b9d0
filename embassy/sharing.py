"""How a page of the mission is shared, unless it has more to say."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from embassy import organisation
from embassy.lib import json_ld, languages
from embassy.lib.addresses import Pairs, absolute, with_query
from embassy.lib.fragments import Later, key_of
from embassy.lib.sharing import Picture, Sharing
from embassy.models import Mission


def of(request: HttpRequest, title: str = "", *, query: Pairs = (), **more: Any) -> Sharing:
    """`query` is what, beside the path, makes the page another one: known parameters in canonical order."""
    mission: Mission = request.mission  # type: ignore[attr-defined]
    name = str(mission.name)
    facts: dict[str, Any] = {
        "title": title or name,
        "url": here(request, query),
        "language": language(),
        "site_name": name,
        "description": _("Press office: %(mission)s. Statements, comments and press releases.") % {"mission": name},
        **more,
    }
    facts.setdefault("picture", Picture(absolute(name_card_path(request, mission)), name))
    return Sharing(**facts)


def language() -> str:
    return get_language() or languages.default()


def here(request: HttpRequest, query: Pairs = ()) -> str:
    """The canonical address of the page: on SITE_URL, with its instant where that is not now."""
    return absolute(with_query(request.path, query, request))


def name_card_path(request: HttpRequest, mission: Mission) -> str:
    digest = organisation.name_card(mission, language()).digest
    return with_query(reverse("name_card", args=[digest]), [], request)


def later(request: HttpRequest, make: Callable[[], Sharing], *facts: Any) -> Later:
    """The same when a page first needs it; `facts` are what `make` looks at besides the address and the mission."""
    mission: Mission = request.mission  # type: ignore[attr-defined]
    return Later((request.path, mission.fragment_key, *map(key_of, facts)), make)


def of_list(request: HttpRequest, title: str, query: Pairs = ()) -> Later:
    """Of a page that has no more to say than its title."""
    return later(request, lambda: of(request, title, query=query), title, list(query))


def home(request: HttpRequest) -> Later:
    return later(request, lambda: _home(request))


def _home(request: HttpRequest) -> Sharing:
    mission: Mission = request.mission  # type: ignore[attr-defined]
    site = organisation.site(mission, absolute(reverse("home")), absolute(reverse("releases:list")), language())
    return of(request, documents=[organisation.document(mission), site])


def breadcrumbs(request: HttpRequest, *steps: tuple[str, str]) -> dict[str, Any]:
    """`steps` are names and paths; the home page comes first by itself."""
    mission: Mission = request.mission  # type: ignore[attr-defined]
    return json_ld.breadcrumbs((name, absolute(path)) for name, path in [(str(mission.name), reverse("home")), *steps])


def oembed_urls(page_url: str) -> dict[str, str]:
    """The addresses that tell how to embed a page, by content type."""
    types = {"json": "application/json+oembed", "xml": "text/xml+oembed"}
    return {
        kind: absolute(with_query(reverse("oembed"), [("url", page_url), ("format", form)]))
        for form, kind in types.items()
    }
