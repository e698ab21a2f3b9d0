"""The home page, in whole."""

from datetime import date, timedelta

import pytest

from embassy.models import Notice
from releases.models import Purpose
from tests.embassy.reading import by_class, by_id, feed, heading, parsed, texts, title, words
from tests.factories import (
    PUBLISHED,
    follow,
    make_draft,
    make_feature,
    make_incident,
    make_live,
    make_mission,
)

pytestmark = pytest.mark.django_db


def home(client, as_of="2026-05-20T09:00Z"):
    return parsed(client.get("/", {"as-of": as_of}))


def test_a_site_without_content_says_so(client):
    page = parsed(client.get("/"))

    assert (feed(page), texts(page, "tracker")) == ([], [])
    assert words(by_id(page, "latest")) == "Latest messages Nothing has been published yet."


def test_the_ten_latest_messages_read_as_date_and_title(client, mission):
    for day in range(1, 13):
        make_live(f"Text {day}", dated=date(2026, 5, day), body=f"<p>Words of {day}.</p>")
    page = home(client)

    assert feed(page) == [f"{day:02d}.05.2026 - Text {day}" for day in range(12, 2, -1)]
    assert texts(page, "item__text") == [f"Words of {day}." for day in range(12, 2, -1)]
    assert [words(link) for link in by_class(page, "more")] == ["All messages"]
    assert by_class(page, "more")[0].get("href") == "/messages/?as-of=2026-05-20T09:00Z"


def test_a_corrected_message_is_marked_and_a_withdrawn_one_is_gone(client, mission):
    follow(make_live("Wrong", dated=date(2026, 5, 3)), title="Right")
    follow(make_live("Untrue", dated=date(2026, 5, 2)), purpose=Purpose.WITHDRAWAL)
    make_live("Plain", dated=date(2026, 5, 1))
    page = home(client)

    assert feed(page) == ["03.05.2026 - Right", "01.05.2026 - Plain"]
    assert texts(page, "item__notes") == ["Corrected"]


def test_the_featured_text_stands_in_full(client, mission):
    statement = make_live("The statement", body="<p>One.</p><ol><li>Two.</li><li>Three.</li></ol>", summary="Short.")
    make_feature(statement)
    page = home(client)

    assert words(by_id(page, "feature-title")) == "The statement"
    assert texts(page, "prose") == ["One. Two.Three."]


def test_both_clocks_and_one_date_where_the_cities_share_it(client, mission):
    page = home(client, "2026-01-20T09:05Z")

    assert texts(page, "clock") == ["Strelsau 11:05", "Lutetia 10:05"]
    dates = [span for span in by_class(page, "bar__dates")[0] if "hidden" not in span.attrib]
    assert [words(span[-1]) for span in dates] == ["Tuesday 20 January 2026"]


@pytest.mark.parametrize(
    ("as_of", "dates"),
    [
        ("2026-01-20T22:59Z", ["Strelsau: Wednesday 21 January 2026", "Lutetia: Tuesday 20 January 2026"]),
        ("2025-12-31T22:00Z", ["Strelsau: Thursday 1 January 2026", "Lutetia: Wednesday 31 December 2025"]),
    ],
)
def test_two_dates_where_they_differ(client, mission, as_of, dates):
    assert [words(span) for span in by_class(home(client, as_of), "bar__dates")[0]] == dates


def test_the_consular_line_can_be_called(client, mission):
    line = by_class(home(client), "bar__phone")[0]

    assert words(line) == "Consular queries: +33 1 99 00 46 85"
    assert [link.get("href") for link in line.iter("a")] == ["tel:+33199004685"]


def test_a_banner_for_each_incident_that_counts(client, mission):
    make_incident(date(2026, 5, 19), name="the vessel was seized", order=2, steps=[(date(2026, 5, 19), "No answer.")])
    make_incident(date(2022, 5, 20), name="the consulate was closed", order=1)
    make_incident(date(2020, 1, 1), name="the settled matter", resolved_on=date(2026, 5, 20))
    make_incident(date(2026, 5, 21), name="tomorrow's matter")

    assert texts(home(client), "tracker") == [
        "1,461 days have passed since the consulate was closed",
        "1 day has passed since the vessel was seized No answer.",
    ]


def test_notices_stand_above_the_page_while_they_last(client, mission):
    begin = PUBLISHED
    Notice.objects.create(heading="Closed today", text="Call instead.", shown_from=begin)
    Notice.objects.create(
        heading="Leave the city",
        level="emergency",
        link="https://ruritania.example/leave",
        shown_from=begin + timedelta(hours=1),
        shown_until=begin + timedelta(hours=2),
    )
    shown = [
        texts(home(client, (begin + timedelta(minutes=m)).strftime("%Y-%m-%dT%H:%MZ")), "notice")
        for m in (-1, 0, 60, 119, 120)
    ]

    both = ["Leave the city", "Closed today Call instead."]
    assert shown == [[], both[1:], both, both, both[1:]]


def test_each_language_has_its_own_messages(client):
    make_mission(languages=["en", "fr"])
    make_live("In English", dated=date(2026, 5, 1))
    make_live("En français", dated=date(2026, 5, 2), language="fr")
    french = parsed(client.get("/fr/"))

    assert feed(parsed(client.get("/"))) == ["01.05.2026 - In English"]
    assert feed(french) == ["02.05.2026 - En français"]
    assert next(french.iter("html")).get("lang") == "fr"
    assert [link.get("href") for link in by_class(french, "langs")[0]] == ["/", "/fr/"]


def test_the_page_is_named_after_the_mission(client, mission):
    page = home(client)

    assert title(page) == "Press office – Embassy of Ruritania in Lutetia"
    assert heading(page) == ["Embassy of Ruritania in Lutetia: press office"]


def test_the_same_minute_is_the_same_bytes(client, mission):
    make_feature(make_live("The statement"))
    make_draft("Not yet")
    make_incident()
    pages = [client.get("/", {"as-of": "2026-05-20T09:00Z"}).content for _ in range(2)]

    assert pages[0] == pages[1]


def test_the_clocks_may_be_26_hours_apart(client):
    make_mission(home_time_zone="Pacific/Kiritimati", host_time_zone="Etc/GMT+12", home_city="Kiritimati")

    assert texts(home(client, "2026-01-20T11:59Z"), "clock") == ["Kiritimati 01:59", "Lutetia 23:59"]
