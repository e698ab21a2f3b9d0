"""The share card of an incident: its figure, and the day on which the figure is right."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from counters.counter import Counter
from counters.scale import scale
from embassy import organisation
from embassy.lib import clock
from embassy.lib.cards import FigureCard
from embassy.models import Mission
from embassy.templatetags.page_words import grouped


def card(counter: Counter, mission: Mission, at: datetime, language: str) -> FigureCard:
    """In the active language. No query where the incident's steps are loaded."""
    incident = counter.incident
    last_day = incident.last_day(at)
    strip = scale(incident.occurred_on, last_day, (step.happened_on for step in incident.steps_by(at)))
    return FigureCard(
        brand=organisation.brand(mission),
        language=language,
        kind=_("Settled incident") if counter.is_resolved else _("Tracked incident"),
        figure=grouped(counter.days),
        sentence=f"{counter.phrase} {incident.name}",
        date=said_of(last_day, is_resolved=counter.is_resolved),
        day=f"{last_day:%d.%m.%Y}",
        width=strip.width,
        ticks=tuple((tick.x, tick.is_year) for tick in strip.ticks),
        marks=strip.marks,
    )


def said_of(day: date, *, is_resolved: bool) -> str:
    words = _("Settled on %(date)s") if is_resolved else _("As of %(date)s")
    return words % {"date": clock.long_date(day)}


def path(counter: Counter, card: FigureCard) -> str:
    return reverse("counters:card", args=[counter.incident.slug, card.digest])
