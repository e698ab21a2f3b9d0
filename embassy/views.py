"""The pages that know both apps: home, and the mission's own pictures."""

from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from counters import standing
from embassy import organisation, sharing
from embassy.lasting import lasting
from embassy.lib import cards, images, instant, languages
from embassy.lib.addresses import absolute
from embassy.lib.methods import read_only
from embassy.page_files import FOREVER
from releases import listing
from releases.featured import featured

LATEST = 10


@read_only
@lasting
def home(request: HttpRequest) -> HttpResponse:
    at = instant.of(request)
    language = get_language() or languages.default()
    latest = listing.latest(language, at, LATEST)
    context = {
        "counters": standing.counting(at, language),
        "feature": featured(at, language),
        "latest": latest,
        "has_latest": bool(latest),
    }
    return render(request, "home.html", {**context, "sharing": sharing.home(request)})


@read_only
def name_card(request: HttpRequest, digest: str) -> HttpResponse:
    """The share card of pages that have none of their own."""
    mission = request.mission  # type: ignore[attr-defined]
    card = organisation.name_card(mission, sharing.language())
    if digest != card.digest:
        return cards.moved(sharing.name_card_path(request, mission))
    return cards.answer(request, card)


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    """Robots Exclusion Protocol (RFC 9309): other instants and filtered lists repeat what is there already."""
    lines = ["User-agent: *", f"Disallow: /*{instant.PARAMETER}=", "Disallow: /*?*q=", "Allow: /", ""]
    lines += [f"Sitemap: {absolute(reverse(name))}" for name in ("sitemap", "news_sitemap")]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@read_only
def emblem(request: HttpRequest, name: str) -> HttpResponseBase:
    """The mission's own emblem. Its name holds the digest of its bytes, so that it never changes."""
    response = FileResponse(stored_emblem(request, name).open("rb"), content_type="image/png")
    response["Cache-Control"] = FOREVER
    return response


@read_only
def emblem_icon(request: HttpRequest, name: str) -> HttpResponse:
    """The same, small."""
    with stored_emblem(request, name).open("rb") as file:
        return HttpResponse(images.icon(file), content_type="image/png", headers={"Cache-Control": FOREVER})


def stored_emblem(request: HttpRequest, name: str) -> FieldFile:
    """The mission's emblem if `name` is its name, and it is there; else 404."""
    found: FieldFile = request.mission.emblem  # type: ignore[attr-defined]
    if not found or f"emblem/{name}" != found.name or not default_storage.exists(found.name):
        raise Http404
    return found
