"""The pages of tracked incidents: all of them, one with its timeline, and the banner for other sites."""

from datetime import date

import pytest

from tests.embassy.reading import by_class, feed, heading, parsed, robots, texts, title, words
from tests.factories import make_incident, make_live, utc

pytestmark = pytest.mark.django_db
AS_OF = "2026-05-20T09:00Z"
STEPS = [(date(2026, 1, 1), "Detained."), (date(2026, 3, 1), "A note was sent."), (date(2026, 5, 21), "Released.")]


def page_of(client, address):
    return parsed(client.get(address, {"as-of": AS_OF}))


def test_the_counting_and_the_settled(client, mission):
    make_incident(date(2026, 1, 1), name="the vessel was detained", steps=STEPS)
    make_incident(date(2025, 1, 1), name="the visa was refused", resolved_on=date(2026, 1, 1))
    make_incident(date(2026, 5, 21), name="tomorrow's matter")
    page = page_of(client, "/incidents/")

    assert texts(page, "tracker") == ["139 days have passed since the vessel was detained A note was sent."]
    assert [[words(cell) for cell in row] for row in page.iter("tr")] == [
        ["Incident", "Began", "Settled", "Days"],
        ["The visa was refused", "01.01.2025", "01.01.2026", "365"],
    ]


def test_nothing_tracked_is_said(client, mission):
    assert texts(page_of(client, "/incidents/"), "lead") == ["No incident is tracked at present."]


def test_an_incident_with_its_timeline_and_messages(client, mission):
    incident = make_incident(slug="vessel", name="the vessel was detained", steps=STEPS, description="At sea.\n\nYes.")
    incident.releases.add(make_live("About it", dated=date(2026, 5, 4)).release)
    incident.releases.add(make_live("To come", live_from=utc("2026-05-21T09:00Z")).release)
    page = page_of(client, "/incidents/vessel/")

    assert heading(page) == ["139 days have passed since the vessel was detained"]
    assert [words(entry) for entry in by_class(page, "timeline")[0]] == [
        "Day 59 1 March 2026 A note was sent.",
        "Day 0 1 January 2026 Detained.",
    ]
    assert feed(page) == ["04.05.2026 - About it"]
    assert texts(page, "scale-ends") == ["1 January 202620 May 2026"]


def test_a_settled_incident_has_its_final_figure(client, mission):
    make_incident(date(2025, 1, 1), slug="visa", name="the visa was refused", resolved_on=date(2026, 1, 1))
    page = page_of(client, "/incidents/visa/")

    assert heading(page) == ["365 days have passed since the visa was refused"]
    assert texts(page, "incident__status") == ["Settled on 1 January 2026. The figure is final."]
    assert [element for element in page.iter() if element.get("data-since")] == []


def test_the_banner_alone(client, mission):
    make_incident(slug="vessel", name="the vessel was detained", steps=STEPS)
    page = page_of(client, "/incidents/vessel/embed/")

    assert (title(page), robots(page)) == (
        "139 days have passed since the vessel was detained – Embassy of Ruritania in Lutetia",  # noqa: RUF001
        ["noindex"],
    )
    assert heading(page) == ["139 days have passed since the vessel was detained"]
    assert texts(page, "embed__s") == ["A note was sent."]


@pytest.mark.parametrize("facts", [{"shown_from": utc("2026-05-20T09:01Z")}, {"shown_until": utc("2026-05-20T09:00Z")}])
@pytest.mark.parametrize("address", ["/incidents/vessel/", "/incidents/vessel.svg"])
def test_what_is_not_shown_is_not_found(client, mission, facts, address):
    make_incident(slug="vessel", **facts)
    response = client.get(address, {"as-of": AS_OF})

    assert response.status_code == 404
    assert texts(parsed(response), "lead") == ["There is no tracked incident at this address."]
