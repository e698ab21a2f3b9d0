"""The pages that know both apps: home, errors, and what the mission adds to the look."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from counters.models import Incident
from embassy import organisation, sharing
from embassy.lib import cards, images, instant, languages
from embassy.lib.addresses import absolute
from embassy.lib.methods import read_only
from embassy.lib.rest import problems
from embassy.models import Mission
from releases.models import Edition

LATEST = 10
FOREVER = "public, max-age=31536000, immutable"


@read_only
def home(request: HttpRequest) -> HttpResponse:
    at = instant.of(request)
    language = get_language() or languages.default()
    editions = Edition.objects.in_language(language)
    context = {
        "counters": [incident.as_of(at) for incident in Incident.objects.counting(at)],
        "feature": editions.featured(at).with_release(at).first(),
        "latest": list(editions.listed(at).with_release(at).without_text()[:LATEST]),
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
    """Text as the inside of a CSS string: all but letters, digits and blanks by code point (CSS Syntax 4.3.7)."""
    return "".join(char if char.isalnum() or char == " " else f"\\{ord(char):06x}" for char in text)


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


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(
        request, 400, _("This address cannot be read"), _("Something in the request is not as it should be.")
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(
        request, 403, _("You may not see this page"), _("Your account does not have the right to do this.")
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = (
        str(exception)
        if isinstance(exception, Http404) and exception.args and isinstance(exception.args[0], str)
        else ""
    )
    lead = reason or _("There is nothing at this address. It may have been typed or copied with a mistake.")
    return error_page(request, 404, _("Page not found"), lead)


def error_page(request: HttpRequest, code: int, heading: str, lead: str) -> HttpResponse:
    """An error in the look of the site; for the API a problem document, plain text where the mission is not known."""
    if problems.is_asked_for(request):
        return problems.problem(code, lead)
    if not hasattr(request, "mission"):
        return HttpResponse(f"{heading}. {lead}\n", status=code, content_type="text/plain; charset=utf-8")
    return render(request, "error.html", {"code": code, "heading": heading, "lead": lead}, status=code)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither the database nor a context."""
    if problems.is_asked_for(request):
        return problems.problem(500, "Something went wrong on our side.")
    return HttpResponseServerError(loader.get_template("500.html").render())
