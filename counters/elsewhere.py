"""A counter on other sites: in a frame, as a picture, as data. What is hidden there answers like what never was."""

import json
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseNotFound, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt

from counters.counter import Counter
from counters.picture import Picture
from counters.sizes import PARAMETER, size_of
from counters.views import shown_counter
from embassy.lib import instant, languages
from embassy.lib.addresses import absolute
from embassy.lib.documents import answer
from embassy.lib.methods import read_only
from embassy.templatetags.page_words import iso

ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}
# A page that is isolated from others takes only frames that are, too (HTML, cross-origin embedder policy).
FRAMED = {**ANYWHERE, "Cross-Origin-Embedder-Policy": "require-corp"}
READ_ANYWHERE = {**ANYWHERE, "Access-Control-Allow-Origin": "*"}
NOT_FOUND = {"detail": "There is no tracked incident at this address."}


@xframe_options_exempt
@read_only
def embed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The banner alone, for a frame on any site; there, too, it is said where there is none."""
    at = instant.of(request)
    try:
        counter = shown_counter(slug, at)
    except Http404:
        gone = render_to_string("counters/embed_gone.html", {}, request)
        response: HttpResponseBase = HttpResponseNotFound(gone, headers=FRAMED)
    else:
        page = render_to_string("counters/embed.html", framed(counter, at), request).encode()
        response = answer(request, page, "text/html; charset=utf-8", headers=FRAMED)
    response.csp_changes = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    return response


def framed(counter: Counter, at: datetime) -> dict[str, Any]:
    turn = counter.incident.next_turn(at)
    return {"counter": counter, "seconds_to_turn": int((turn - at).total_seconds()) if turn else None}


@read_only
def picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The banner as an SVG, in one of the five sizes."""
    counter = shown_counter(slug, instant.of(request))
    is_mirrored = languages.direction(get_language() or languages.default()) == "rtl"
    size = size_of(request.GET.get(PARAMETER))
    drawn = Picture(counter, request.mission, size, is_mirrored=is_mirrored)  # type: ignore[attr-defined]
    drawing = render_to_string("counters/picture.svg", {"picture": drawn}, request).encode()
    return answer(request, drawing, "image/svg+xml; charset=utf-8", headers=ANYWHERE)


@read_only
def data(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The counter as JSON, for any site's script."""
    at = instant.of(request)
    try:
        counter = shown_counter(slug, at)
    except Http404:
        return JsonResponse(NOT_FOUND, status=404, headers=READ_ANYWHERE)
    content = json.dumps(facts(counter, at), ensure_ascii=False, indent=1).encode()
    return answer(request, content, "application/json; charset=utf-8", headers=READ_ANYWHERE)


def facts(counter: Counter, at: datetime) -> dict[str, Any]:
    """What is public about it at `at`; a day of settlement that is still to come is not."""
    incident = counter.incident
    turn = incident.next_turn(at)
    resolved_on = incident.resolved_on if counter.is_resolved else None
    return {
        "slug": incident.slug,
        "name": str(incident.name),
        "days": counter.days,
        "phrase": counter.phrase,
        "sentence": f"{counter.sentence}. {counter.remark}" if counter.is_resolved else counter.sentence,
        "status": str(counter.status),
        "is_resolved": counter.is_resolved,
        "occurred_on": incident.occurred_on.isoformat(),
        "resolved_on": resolved_on.isoformat() if resolved_on else None,
        "time_zone": incident.time_zone,
        "as_of": iso(at),
        "next_turn": iso(turn) if turn else None,
        "url": absolute(incident.get_absolute_url()),
    }
