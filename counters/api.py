"""Tracked incidents as JSON, under /api/v1/."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Router
from ninja.params.functions import Path
from pydantic import Field

from counters import elapsed
from counters.counter import Counter
from counters.models import Incident
from embassy.lib import instant, languages
from embassy.lib.addresses import absolute, with_query
from embassy.lib.rest.operations import answered, operation
from embassy.lib.rest.schemas import Answer, Words, address, words

MAX_MESSAGES = 50
router = Router(tags=["Incidents"])
SLUG = Path(..., description="Names the incident.", example="fishing-vessel")


class IncidentSummary(Answer):
    """A tracked incident as it reads at the instant asked for: “685 days have passed since …”."""

    url: str = address("Its page, for people.", "/incidents/fishing-vessel/")
    api_url: str = address("It as JSON, with its timeline.", "/api/v1/incidents/fishing-vessel")
    embed_url: str = address("The counter alone, for a frame on any site.", "/incidents/fishing-vessel/embed/")
    picture_url: str = address("The same as a picture, for sites without frames.", "/incidents/fishing-vessel.svg")
    slug: str = Field(description="Names it.", examples=["fishing-vessel"])
    name: Words = Field(
        description="What happened, as it follows the phrase, by language code.",
        examples=[{"en": "the vessel was detained"}],
    )
    occurred_on: date = Field(description="The day it happened.", examples=["2018-03-04"])
    time_zone: str = Field(description="The zone (IANA) at whose midnight the figure turns.", examples=["Europe/Paris"])
    days: int = Field(description="Whole calendar days since that day, in that zone.", examples=[685])
    phrase: Words = Field(
        description="The words between the figure and the name, by language code.",
        examples=[{"en": "days have passed since"}],
    )
    counted_to: date = Field(
        description="The day up to which is counted: today in that zone, or the day it was resolved.",
        examples=["2020-01-18"],
    )
    status: Words = Field(
        description="The latest entry of its timeline, by language code; empty where there is none.",
        examples=[{"en": "No answer received."}],
    )
    is_resolved: bool = Field(description="Whether it is settled: then the figure is final.", examples=[False])
    resolved_on: date | None = Field(description="The day it was settled; null while it is not.", examples=[None])


class Incidents(Answer):
    """Every incident that is shown."""

    items: list[IncidentSummary] = Field(description="In the mission's order.")


class Entry(Answer):
    """An entry of the timeline."""

    on: date = Field(description="The day of the entry.", examples=["2018-03-26"])
    day: int = Field(description="Days since the incident.", examples=[22])
    text: Words = Field(description="What happened, by language code.", examples=[{"en": "A note was handed over."}])


class Mention(Answer):
    """A release about the incident."""

    language: str = Field(description="Its language (BCP 47).", examples=["en"])
    title: str = Field(description="Its title.", examples=["Statement on the vessel"])
    dated: date = Field(description="Its official date.", examples=["2018-03-26"])
    url: str = address("Its page, for people.", "/messages/statement-on-the-vessel/")
    api_url: str = address("It as JSON.", "/api/v1/releases/en/statement-on-the-vessel")


class IncidentDetail(IncidentSummary):
    """A tracked incident with its timeline and what was published about it."""

    description: Words = Field(description="More about it, by language code. May be empty.", examples=[{"en": "The …"}])
    timeline: list[Entry] = Field(description="The latest first.")
    releases: list[Mention] = Field(description=f"The latest {MAX_MESSAGES} texts about it, in the order of the list.")


@operation(router, "/incidents", Incidents, "List incidents", name="incidents")
def incidents(request: HttpRequest) -> HttpResponseBase:
    """The tracked incidents that the site shows at the instant asked for, those that are settled among them."""
    at = instant.of(request)
    content = Incidents(
        items=[IncidentSummary(**fields(request, tracked.as_of(at))) for tracked in Incident.objects.shown(at)]
    )
    return answered(request, content)


@operation(router, "/incidents/{slug:slug}", IncidentDetail, "Read an incident", name="incident")
def incident(request: HttpRequest, slug: str = SLUG) -> HttpResponseBase:
    """One incident that the site shows at the instant asked for."""
    at = instant.of(request)
    for tracked in Incident.objects.filter(slug=slug).shown(at):
        content = detail(request, tracked.as_of(at), at)
        return answered(request, content, links={"canonical": content.url})
    raise Http404(_("There is no tracked incident at this address."))


def link(request: HttpRequest, path: str) -> str:
    return absolute(with_query(path, [], request))


def fields(request: HttpRequest, counter: Counter) -> dict[str, Any]:
    tracked, at = counter.incident, instant.of(request)
    page = tracked.get_absolute_url()
    return {
        "url": link(request, page),
        "api_url": link(request, reverse("api:incident", args=[tracked.slug])),
        "embed_url": absolute(reverse("counters:embed", args=[tracked.slug])),
        "picture_url": absolute(reverse("counters:picture", args=[tracked.slug])),
        "slug": tracked.slug,
        "name": words(tracked.name),
        "occurred_on": tracked.occurred_on,
        "time_zone": tracked.time_zone,
        "days": counter.days,
        "phrase": in_each_language(lambda: elapsed.phrase(counter.days)),
        "counted_to": tracked.last_day(at),
        "status": words(counter.status),
        "is_resolved": counter.is_resolved,
        # A day that lies ahead is an officer's plan, and stays one.
        "resolved_on": tracked.resolved_on if counter.is_resolved else None,
    }


def in_each_language(say: Callable[[], str]) -> dict[str, str]:
    said = {}
    for code in languages.all_spoken():
        with override(code):
            said[code] = say()
    return said


def detail(request: HttpRequest, counter: Counter, at: datetime) -> IncidentDetail:
    tracked = counter.incident
    return IncidentDetail(
        **fields(request, counter),
        description=words(tracked.description),
        timeline=[
            Entry(on=step.happened_on, day=(step.happened_on - tracked.occurred_on).days, text=words(step.text))
            for step in tracked.steps_by(at)
        ],
        releases=[mention(request, edition) for edition in tracked.editions(at, languages.all_spoken())[:MAX_MESSAGES]],
    )


def mention(request: HttpRequest, edition: Any) -> Mention:
    release = edition.release
    return Mention(
        language=release.language,
        title=edition.title,
        dated=edition.dated,
        url=link(request, edition.get_absolute_url()),
        api_url=link(request, reverse("api:release", args=[release.language, release.slug])),
    )
