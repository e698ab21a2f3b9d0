"""What the API says of tracked incidents, of the two clocks, and of the mission."""

from datetime import date

import pytest

from tests.api.reading import read
from tests.factories import make_incident, make_live, utc

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
BOTH = {"en": "days have passed since", "fr": "jours se sont écoulés depuis"}


@pytest.fixture
def _two_languages(mission):
    mission.languages = ["en", "fr"]
    mission.save()


def seen(**facts):
    steps = [
        (date(2018, 3, 26), {"en": "A note was handed over.", "fr": "Une note a été remise.", "da": "Note"}),
        (date(2018, 3, 4), "The vessel was boarded."),
        (date(2031, 1, 1), "To come."),
    ]
    names = {"en": "the vessel was detained", "fr": "le navire arraisonné"}
    defaults = {"slug": "seen", "zone": "Europe/Moscow", "name": names, "steps": steps, "description": "More."}
    return make_incident(date(2018, 3, 4), **{**defaults, **facts})


SUMMARY = {
    "url": f"{SITE}/incidents/seen/?as-of=2020-01-18T08:46Z",
    "api_url": f"{SITE}/api/v1/incidents/seen?as-of=2020-01-18T08:46Z",
    "embed_url": f"{SITE}/incidents/seen/embed/",
    "picture_url": f"{SITE}/incidents/seen.svg",
    "slug": "seen",
    "name": {"en": "the vessel was detained", "fr": "le navire arraisonné"},
    "occurred_on": "2018-03-04",
    "time_zone": "Europe/Moscow",
    "days": 685,
    "phrase": BOTH,
    "counted_to": "2020-01-18",
    "status": {"en": "A note was handed over.", "fr": "Une note a été remise."},
    "is_resolved": False,
    "resolved_on": None,
}


@pytest.mark.usefixtures("_two_languages")
def test_the_list_counts_as_of_the_instant(client):
    seen(resolved_on=date(2030, 1, 1))

    assert read(client, "/api/v1/incidents?as-of=2020-01-18T08:46Z") == {"items": [SUMMARY]}


@pytest.mark.usefixtures("_two_languages")
def test_an_incident_has_its_timeline_and_what_was_published_about_it(client):
    incident = seen()
    for title, language in (("A statement", "en"), ("Un communiqué", "fr"), ("En meddelelse", "da")):
        edition = make_live(title, slug="about", language=language, live_from=utc("2018-05-04T09:00Z"))
        incident.releases.add(edition.release)
    incident.releases.add(make_live("Later", live_from=utc("2021-05-04T09:00Z")).release)

    assert read(client, "/api/v1/incidents/seen?as-of=2020-01-18T08:46Z") == {
        **SUMMARY,
        "description": {"en": "More."},
        "timeline": [
            {"on": "2018-03-26", "day": 22, "text": SUMMARY["status"]},
            {"on": "2018-03-04", "day": 0, "text": {"en": "The vessel was boarded."}},
        ],
        "releases": [
            {
                "language": language,
                "title": title,
                "dated": "2026-05-04",
                "url": f"{SITE}{prefix}/messages/about/?as-of=2020-01-18T08:46Z",
                "api_url": f"{SITE}/api/v1/releases/{language}/about?as-of=2020-01-18T08:46Z",
            }
            for title, language, prefix in (("Un communiqué", "fr", "/fr"), ("A statement", "en", ""))
        ],
    }


def test_a_settled_incident_keeps_its_figure_and_says_so(client, mission):
    seen(resolved_on=date(2018, 3, 26))
    content = read(client, "/api/v1/incidents/seen")

    assert {name: content[name] for name in ("days", "counted_to", "is_resolved", "resolved_on")} == {
        "days": 22,
        "counted_to": "2018-03-26",
        "is_resolved": True,
        "resolved_on": "2018-03-26",
    }


def test_an_incident_that_is_not_shown_is_not_there(client, mission):
    seen(shown_from=utc("2999-01-01T00:00Z"))

    assert read(client, "/api/v1/incidents") == {"items": []}
    assert read(client, "/api/v1/incidents/seen", 404) == read(client, "/api/v1/incidents/never", 404)


def test_the_clocks_of_both_cities(client, mission):
    assert read(client, "/api/v1/clock?as-of=2020-01-18T22:46Z") == {
        "utc": "2020-01-18T22:46:00Z",
        "home": {
            "city": {"en": "Strelsau"},
            "time_zone": "Europe/Helsinki",
            "local": "2020-01-19T00:46:00+02:00",
            "date": "2020-01-19",
            "weekday": "Sunday",
            "iso_weekday": 7,
        },
        "host": {
            "city": {"en": "Lutetia"},
            "time_zone": "Europe/Paris",
            "local": "2020-01-18T23:46:00+01:00",
            "date": "2020-01-18",
            "weekday": "Saturday",
            "iso_weekday": 6,
        },
        "is_same_date": False,
    }


def test_the_mission_gives_its_public_facts_and_no_persons_name(client, mission):
    mission.press_contact = "Rupert of Hentzau"
    mission.save()

    assert read(client, "/api/v1/mission") == {
        "url": f"{SITE}/",
        "name": {"en": "Embassy of Ruritania in Lutetia"},
        "short_name": {"en": "Embassy of Ruritania"},
        "home_city": {"en": "Strelsau"},
        "home_time_zone": "Europe/Helsinki",
        "host_city": {"en": "Lutetia"},
        "host_time_zone": "Europe/Paris",
        "address": {},
        "consular_label": {"en": "Consular queries"},
        "consular_phone": "+33 1 99 00 46 85",
        "consular_hours": {},
        "press_phone": "",
        "press_email": "press@ruritania.example",
        "press_hours": {},
        "licence": {},
        "default_language": "en",
        "languages": ["en"],
    }
