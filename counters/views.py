"""The public pages of tracked incidents."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from counters import cards, codes, sharing, standing
from counters.counter import Counter
from counters.scale import scale
from embassy import sharing as page_sharing
from embassy.lasting import lasting
from embassy.lib import instant, languages
from embassy.lib.addresses import with_query
from embassy.lib.cards import answer, moved
from embassy.lib.methods import read_only

MAX_MESSAGES = 50


@read_only
@lasting
def incident_list(request: HttpRequest) -> HttpResponse:
    at = instant.of(request)
    counters = [incident.as_of(at) for incident in standing.shown(at)]
    context = {
        "counters": [counter for counter in counters if not counter.is_resolved],
        "resolved": [counter for counter in counters if counter.is_resolved],
    }
    return render(
        request, "counters/list.html", {**context, "sharing": page_sharing.of_list(request, _("Tracked incidents"))}
    )


@read_only
@lasting
def incident(request: HttpRequest, slug: str) -> HttpResponse:
    at = instant.of(request)
    counter = shown_counter(slug, at)
    tracked = counter.incident
    steps = tracked.steps_by(at)
    context = {
        "counter": counter,
        "steps": [{"step": step, "day": (step.happened_on - tracked.occurred_on).days} for step in steps],
        "scale": scale(tracked.occurred_on, tracked.last_day(at), (step.happened_on for step in steps)),
        "last_day": tracked.last_day(at),
        "messages": tracked.messages(at, get_language() or languages.default())[:MAX_MESSAGES],
        "codes": codes.of(tracked),
        "sharing": sharing.of(request, counter, at),
    }
    return render(request, "counters/incident.html", context)


def shown_counter(slug: str, at: datetime) -> Counter:
    """The incident as it reads at `at`; 404 for one that readers do not see then."""
    for tracked in standing.shown(at):
        if tracked.slug == slug:
            return tracked.as_of(at)
    raise Http404(_("There is no tracked incident at this address."))


@read_only
def card(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The share card. An address of another day leads to the card of today."""
    at = instant.of(request)
    counter = shown_counter(slug, at)
    found = cards.card(counter, request.mission, at, page_sharing.language())  # type: ignore[attr-defined]
    if digest != found.digest:
        return moved(with_query(cards.path(counter, found), [], request))
    return answer(request, found)
