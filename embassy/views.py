"""The pages that know both apps: home, and what the mission adds to the look."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from counters import standing
from embassy import organisation, sharing
from embassy.lasting import lasting
from embassy.lib import cards, images, instant, languages
from embassy.lib.addresses import absolute
from embassy.lib.methods import read_only
from embassy.models import Mission
from releases import listing
from releases.featured import featured

LATEST = 10
FOREVER = "public, max-age=31536000, immutable"


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
def brand_style(request: HttpRequest, digest: str) -> HttpResponse:
    """The two colours of the mission and the foot of its printed pages, for the style sheets."""
    mission = request.mission  # type: ignore[attr-defined]
    language = language_of_style(mission, digest)
    with override(language or languages.default()):
        context = {"mission": mission, "footer": css_string(f"{mission.name} · {settings.SITE_HOST}")}
        response = render(request, "brand.css", context, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOREVER if language else "no-cache"
    return response


def language_of_style(mission: Mission, digest: str) -> str:
    """The language in which the mission has this style sheet; "" for a sheet of before."""
    for code in mission.spoken_languages:
        with override(code):
            if digest == mission.style_digest:
                return code
    return ""


def css_string(text: str) -> str:
    """Text as the inside of a CSS string: all but letters, digits and blanks by code point (CSS Syntax 4.3.7).

    The blank after a code point belongs to it: without one of its own it would take that of the text.
    """
    return "".join(char if char.isalnum() or char == " " else f"\\{ord(char):06x} " for char in text)


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
