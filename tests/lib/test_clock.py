"""Cities' clocks and dates, and wall time back to instants where clocks jump."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from embassy.lib import clock
from tests.factories import utc

ZONES = [
    "Europe/London",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "America/Sao_Paulo",
]


def test_a_clock_shows_its_citys_time_and_date():
    shown = clock.clock("Kiritimati", "Pacific/Kiritimati", utc("2020-01-18T10:46Z"))

    assert (shown.city, shown.time, shown.date) == ("Kiritimati", "00:46", date(2020, 1, 19))


@pytest.mark.parametrize(
    ("time", "hour", "minute"),
    [("00:00", 0, 0), ("03:00", 90, 0), ("08:46", 263, 276), ("12:00", 0, 0), ("23:59", 359.5, 354)],
)
def test_the_hands_turn_clockwise_from_twelve(time, hour, minute):
    dial = clock.clock("Reykjavík", "Atlantic/Reykjavik", utc(f"2020-01-18T{time}Z"))

    assert (dial.hour_degrees, dial.minute_degrees) == (hour, minute)


@pytest.mark.parametrize(("time", "dark"), [("19:59", False), ("20:00", True), ("05:59", True), ("06:00", False)])
def test_the_dial_is_dark_from_eight_to_six(time, dark):
    assert clock.clock("Reykjavík", "Atlantic/Reykjavik", utc(f"2020-01-18T{time}Z")).is_night is dark


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Kiritimati", date(2020, 1, 19)), ("UTC", date(2020, 1, 18)), ("Etc/GMT+12", date(2020, 1, 17))],
)
def test_one_instant_has_three_dates(zone, day):
    assert clock.day_in(zone, utc("2020-01-18T11:59Z")) == day


@pytest.mark.parametrize(
    ("zone", "wall", "instants"),
    [
        ("Europe/London", "2020-01-18T08:46", ["2020-01-18T08:46Z"]),
        ("Europe/London", "2020-03-29T00:59", ["2020-03-29T00:59Z"]),
        ("Europe/London", "2020-03-29T01:00", []),
        ("Europe/London", "2020-03-29T01:59", []),
        ("Europe/London", "2020-03-29T02:00", ["2020-03-29T01:00Z"]),
        ("Europe/London", "2020-10-25T01:00", ["2020-10-25T00:00Z", "2020-10-25T01:00Z"]),
        ("Europe/London", "2020-10-25T01:59", ["2020-10-25T00:59Z", "2020-10-25T01:59Z"]),
        ("Europe/London", "2020-10-25T02:00", ["2020-10-25T02:00Z"]),
        ("Asia/Kathmandu", "2020-03-29T01:30", ["2020-03-28T19:45Z"]),
        ("Asia/Kathmandu", "1986-01-01T00:10", []),  # when +05:30 became +05:45
        ("Australia/Lord_Howe", "2020-10-04T02:00", []),  # summer time is half an hour there
        ("Australia/Lord_Howe", "2020-10-04T02:30", ["2020-10-03T15:30Z"]),
        ("Australia/Lord_Howe", "2020-04-05T01:29", ["2020-04-04T14:29Z"]),
        ("Australia/Lord_Howe", "2020-04-05T01:30", ["2020-04-04T14:30Z", "2020-04-04T15:00Z"]),
        ("Australia/Lord_Howe", "2020-04-05T02:00", ["2020-04-04T15:30Z"]),
        ("Pacific/Apia", "2011-12-30T12:00", []),  # a whole day that Samoa left out
    ],
)
def test_wall_time_in_gaps_and_overlaps(zone, wall, instants):
    assert clock.instants_of(datetime.fromisoformat(wall), zone) == [utc(text) for text in instants]


@given(at=st.datetimes(datetime(1950, 1, 1), datetime(2037, 12, 31)), zone=st.sampled_from(ZONES))
def test_every_instant_is_among_those_of_its_wall_time(at, zone):
    at = at.replace(second=0, microsecond=0, tzinfo=UTC)
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    assert at in clock.instants_of(wall, zone)


@given(wall=st.datetimes(datetime(1950, 1, 1), datetime(2037, 12, 31)), zone=st.sampled_from(ZONES))
def test_an_instant_of_a_wall_time_shows_it(wall, zone):
    instants = clock.instants_of(wall, zone)

    assert [at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in instants] == [wall] * len(instants)
    assert instants == sorted(set(instants))
    assert all(at.utcoffset() == timedelta(0) for at in instants)


def test_dates_in_words():
    with override("en"):
        assert clock.long_date(date(2020, 1, 18)) == "18 January 2020"
        assert clock.weekday_date(date(2020, 1, 18)) == "Saturday 18 January 2020"
    with override("ru"):
        assert clock.long_date(date(2020, 1, 18)) == "18 января 2020"  # in the case that goes with a day


@pytest.mark.parametrize(("active", "tag"), [("en", "en-GB"), ("fr", "fr"), ("ar", "ar")])
def test_scripts_write_dates_in_the_language_of_the_page(active, tag):
    with override(active):
        assert clock.language_of_dates() == tag


def test_a_choice_of_zones_reads_without_underscores():
    assert ("America/New_York", "America/New York") in clock.zone_choices()


def test_zones_of_a_country():
    assert clock.zones_of("np") == ["Asia/Kathmandu"]
    assert clock.zones_of("XX") == []


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "", "../../etc/passwd", "/etc/localtime", "Europe", "Europe/London\0"]
)
def test_what_is_no_zone_is_refused_in_a_sentence(name):
    with pytest.raises(ValidationError) as refused:
        clock.validate_zone(name)
    assert refused.value.messages == [f"“{name}” is not a time zone. Use a name such as Europe/London."]


def test_a_zone_is_accepted():
    assert clock.validate_zone("Asia/Kathmandu") is None
