"""Round figures and anniversaries ahead, and the calendar of them."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from hypothesis import given
from hypothesis import strategies as st

from counters import milestones
from counters.milestones import Milestone, between
from counters.models import CalendarAddress, Incident
from embassy.lib import ical, instant, tokens
from tests.factories import make_incident, utc

NOW = utc("2026-06-01T09:00Z")
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
SPANS = st.integers(0, 4000).map(lambda days: timedelta(days=days))


def test_the_days_ahead_of_an_incident():
    assert between(date(2018, 3, 4), date(2026, 1, 1), date(2027, 12, 31)) == [
        Milestone(date(2026, 3, 4), 2922, 8),
        Milestone(date(2026, 5, 21), 3000),
        Milestone(date(2027, 3, 4), 3287, 9),
        Milestone(date(2027, 10, 3), 3500),
    ]


def test_the_first_year_has_a_milestone_each_hundred_days():
    found = between(date(2026, 1, 1), date(2026, 1, 1), date(2027, 1, 1))

    assert [(milestone.days, milestone.years) for milestone in found] == [(100, 0), (200, 0), (300, 0), (365, 1)]


def test_the_year_of_a_leap_day_is_full_on_the_first_of_march():
    found = between(date(2024, 2, 29), date(2025, 1, 1), date(2028, 12, 31))

    anniversaries = [milestone.on for milestone in found if milestone.years]
    assert anniversaries == [date(2025, 3, 1), date(2026, 3, 1), date(2027, 3, 1), date(2028, 2, 29)]


@given(DAYS, DAYS, SPANS)
def test_a_milestone_is_a_day_of_the_span_on_which_the_figure_is_round_or_a_year_full(occurred_on, first, span):
    last = first + span

    found = between(occurred_on, first, last)

    days = [first + timedelta(days=number) for number in range(span.days + 1)]
    expected_round = [day for day in days if milestones.is_round((day - occurred_on).days)]
    assert [milestone.on for milestone in found if not milestone.years] == expected_round
    expected_years = [
        day for day in days if day.year > occurred_on.year and day == milestones.anniversary(occurred_on, day.year)
    ]
    assert [milestone.on for milestone in found if milestone.years] == expected_years
    assert all((milestone.on - occurred_on).days == milestone.days for milestone in found)
    assert found == sorted(found)


@given(DAYS, DAYS, SPANS, SPANS)
def test_two_spans_that_meet_have_the_milestones_of_both(occurred_on, first, one, other):
    middle, last = first + one, first + one + timedelta(days=1) + other

    assert between(occurred_on, first, last) == [
        *between(occurred_on, first, middle),
        *between(occurred_on, middle + timedelta(days=1), last),
    ]


@pytest.fixture
def ahead(mission):
    def told():
        found = milestones.upcoming(Incident.objects.counting(NOW), NOW)
        return [(entry.ahead, entry.sentence) for entry in found]

    return told


def test_what_lies_ahead_is_told_in_days_the_next_first(ahead):
    make_incident(date(2018, 3, 20), name="the vessel was detained")
    make_incident(date(2025, 6, 1), name="the consul was expelled")
    make_incident(date(2025, 1, 18), name="the road was closed")

    assert ahead() == [
        ("today", "1 year since the consul was expelled"),
        ("tomorrow", "500 days since the road was closed"),
        ("in 5 days", "3,000 days since the vessel was detained"),
    ]


def test_today_is_that_of_the_incidents_own_zone(ahead):
    make_incident(date(2025, 6, 1), zone="Pacific/Pago_Pago", name="it began there")
    make_incident(date(2025, 6, 1), zone="Pacific/Kiritimati", name="it began here")

    assert ahead() == [("today", "1 year since it began here"), ("tomorrow", "1 year since it began there")]


def test_nothing_is_ahead_of_what_is_resolved_or_hidden_by_then(ahead):
    day = date(2018, 3, 20)
    make_incident(day, resolved_on=date(2026, 5, 31))
    make_incident(day, resolved_on=date(2026, 6, 5))
    make_incident(day, shown_until=utc("2026-06-05T12:00Z"))
    make_incident(day, shown_from=utc("2026-06-05T12:00Z"))
    make_incident(day, resolved_on=date(2026, 6, 6), name="it ends that very day")

    assert ahead() == [("in 5 days", "3,000 days since it ends that very day")]


# The calendar


def unfolded(text):
    """Lines as a subscriber reads them (RFC 5545, 3.1)."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_no_line_is_longer_than_75_octets_and_none_is_changed_by_folding(text):
    pieces = ical.folded(text).split("\r\n")

    assert max(len(piece.encode()) for piece in pieces) <= 75
    assert ical.folded(text).replace("\r\n ", "") == text


def test_text_is_escaped_and_cannot_add_a_line():
    assert ical.escaped("a, b; c\\d\r\nEND:VCALENDAR\x07") == "a\\, b\\; c\\\\d\\nEND:VCALENDAR"


def test_a_calendar_of_one_day():
    day = ical.Day("a-100-days@mission.example", date(2026, 12, 31), "100 days, since", "https://mission.example/i/")

    assert unfolded(ical.calendar("Milestones", [day], NOW)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Embassy//Press office//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Milestones",
        "X-WR-CALNAME:Milestones",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "BEGIN:VEVENT",
        "UID:a-100-days@mission.example",
        "DTSTAMP:20260601T090000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:100 days\\, since",
        "TRANSP:TRANSPARENT",
        "URL:https://mission.example/i/",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.fixture
def present(monkeypatch):
    monkeypatch.setattr(instant, "now", lambda: NOW)


def make_address(client, act="make"):
    page = client.post("/admin/calendar/", {"act": act}).content.decode()
    return next(iter(re.findall(r"http://localhost:8000(/calendar/[^<]+\.ics)", page)), None)


def test_an_officers_secret_address_needs_no_session_and_is_kept_nowhere(admin_client, client, mission, present):
    make_incident(date(2018, 3, 20), slug="vessel", name="the vessel was detained")

    address = make_address(admin_client)
    response = client.get(address)

    lines = unfolded(response.content.decode())
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert response["Cache-Control"] == "private, no-store"
    assert [line for line in lines if line.startswith(("UID", "SUMMARY"))][:2] == [
        "UID:vessel-3000-days@localhost",
        "SUMMARY:3\\,000 days since the vessel was detained",
    ]
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    assert CalendarAddress.objects.get().digest == tokens.digest(token)
    assert token not in admin_client.get("/admin/calendar/").content.decode()


def test_a_new_address_ends_the_one_before_and_an_end_both(admin_client, client, mission, present):
    first, second = make_address(admin_client), make_address(admin_client)
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]

    make_address(admin_client, "end")
    assert client.get(second).status_code == 404


@pytest.mark.parametrize("facts", [{"is_active": False}, {"is_staff": False}, {"is_superuser": False}])
def test_an_address_dies_with_the_rights_of_its_officer(admin_client, client, mission, present, facts):
    address = make_address(admin_client)

    User.objects.update(**facts)

    assert client.get(address).status_code == 404


def test_the_page_of_the_address_needs_the_right_to_see_incidents(client, mission, present):
    user = User.objects.create_user("bystander", is_staff=True)
    client.force_login(user)
    assert client.get("/admin/calendar/").status_code == 403

    user.user_permissions.add(Permission.objects.get(codename="view_incident"))
    assert client.get("/admin/calendar/").status_code == 200
