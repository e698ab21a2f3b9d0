"""How the page of an incident is shared."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from counters import cards
from counters.counter import Counter
from embassy import sharing
from embassy.lib.addresses import absolute, with_query
from embassy.lib.sharing import Picture, Sharing
from embassy.models import Mission


def of(request: HttpRequest, counter: Counter, at: datetime) -> Sharing:
    name = str(counter.incident.name)
    title = counter.sentence
    steps = [(_("Tracked incidents"), reverse("counters:list")), (name, counter.incident.get_absolute_url())]
    return sharing.of(
        request,
        title,
        description=f"{title}: {counter.status}" if counter.status else title,
        picture=picture_of(request, counter, at, title),
        documents=[sharing.breadcrumbs(request, *steps)],
        oembed_urls=sharing.oembed_urls(sharing.here(request)),
    )


def picture_of(request: HttpRequest, counter: Counter, at: datetime, title: str) -> Picture:
    mission: Mission = request.mission  # type: ignore[attr-defined]
    card = cards.card(counter, mission, at, sharing.language())
    alt = f"{title}. {card.date}. {card.brand.name}"
    return Picture(absolute(with_query(cards.path(counter, card), [], request)), alt)
