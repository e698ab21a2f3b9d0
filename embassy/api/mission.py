"""The mission's own facts, and what its two clocks show."""

from datetime import date as calendar_date
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import Field

from embassy.lib import instant, languages
from embassy.lib.addresses import absolute
from embassy.lib.clock import Clock
from embassy.lib.localized import Localized
from embassy.lib.rest.operations import answered, operation
from embassy.lib.rest.schemas import Answer, Words, address, words
from embassy.models import Mission

router = Router(tags=["Mission"])
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class City(Answer):
    """A city's clock at the instant asked for."""

    city: Words = Field(description="Its name, by language code.", examples=[{"en": "Lutetia"}])
    time_zone: str = Field(description="Its zone (IANA).", examples=["Europe/Paris"])
    local: str = Field(
        description="Its date and time with their offset (RFC 3339).",
        json_schema_extra={"format": "date-time"},
        examples=["2026-05-12T10:46:00+02:00"],
    )
    date: calendar_date = Field(description="The calendar date there.", examples=["2026-05-12"])
    weekday: str = Field(description="The day of the week there, in English.", examples=["Tuesday"])
    iso_weekday: int = Field(description="The same as a number: Monday is 1, Sunday 7 (ISO 8601).", examples=[2])


class Clocks(Answer):
    """What the two clocks show, as on every page."""

    utc: datetime = Field(description="The instant, cut to the minute.", examples=["2026-05-12T08:46:00Z"])
    home: City = Field(description="The home capital.")
    host: City = Field(description="The city where the mission is.")
    is_same_date: bool = Field(description="Whether both cities have the same date.", examples=[True])


class MissionFacts(Answer):
    """What the mission says of itself. A text that was not entered is empty."""

    url: str = address("The home page.", "/")
    name: Words = Field(description="In full, by language code.", examples=[{"en": "Embassy of Ruritania in Lutetia"}])
    short_name: Words = Field(description="By language code.", examples=[{"en": "Embassy of Ruritania"}])
    home_city: Words = Field(description="The home capital, by language code.", examples=[{"en": "Strelsau"}])
    home_time_zone: str = Field(description="Its zone (IANA).", examples=["Europe/Helsinki"])
    host_city: Words = Field(description="The city where it is, by language code.", examples=[{"en": "Lutetia"}])
    host_time_zone: str = Field(description="Its zone (IANA).", examples=["Europe/Paris"])
    address: Words = Field(description="By language code.", examples=[{"en": "1 Rue de Zenda"}])
    consular_label: Words = Field(description="By language code.", examples=[{"en": "Consular queries"}])
    consular_phone: str = Field(description="The consular telephone.", examples=["+33 1 99 00 46 85"])
    consular_hours: Words = Field(description="By language code.", examples=[{"en": "Mon-Fri 9-12"}])
    press_phone: str = Field(description="The press office's telephone.", examples=["+33 1 99 00 46 86"])
    press_email: str = Field(description="The press office's e-mail.", examples=["press@ruritania.example"])
    press_hours: Words = Field(description="By language code.", examples=[{"en": "Mon-Fri 9-17"}])
    licence: Words = Field(
        description="On what terms the texts may be used, by language code.",
        examples=[{"en": "Texts may be quoted freely with their source."}],
    )
    default_language: str = Field(description="A language code (BCP 47).", examples=["en"])
    languages: list[str] = Field(description="All that it speaks, the default one first.", examples=[["en", "fr"]])


@operation(router, "/clock", Clocks, "Read the two clocks", name="clock")
def clocks(request: HttpRequest) -> HttpResponseBase:
    """The date and time in both cities, as of the minute asked for."""
    mission: Mission = request.mission  # type: ignore[attr-defined]
    at = instant.of(request)
    home, host = mission.clocks(at)
    content = Clocks(
        utc=at,
        home=city(mission.home_city, home),
        host=city(mission.host_city, host),
        is_same_date=home.date == host.date,
    )
    return answered(request, content)


def city(name: Localized, clock: Clock) -> City:
    day = clock.date
    return City(
        city=words(name),
        time_zone=clock.zone,
        local=clock.local.isoformat(),
        date=day,
        weekday=WEEKDAYS[day.weekday()],
        iso_weekday=day.isoweekday(),
    )


@operation(router, "/mission", MissionFacts, "Read about the mission", name="mission")
def mission(request: HttpRequest) -> HttpResponseBase:
    """Its name, cities, languages and public contacts, as they are now."""
    facts: Mission = request.mission  # type: ignore[attr-defined]
    texts: dict[str, Any] = {name: words(getattr(facts, name)) for name in WORDS}
    plain: dict[str, Any] = {name: getattr(facts, name) for name in PLAIN}
    content = MissionFacts(url=absolute("/"), languages=list(languages.all_spoken()), **texts, **plain)
    return answered(request, content)


OWN = {"url", "languages"}
WORDS = [name for name, field in MissionFacts.model_fields.items() if field.annotation == dict[str, str]]
PLAIN = [name for name in MissionFacts.model_fields if name not in WORDS and name not in OWN]
