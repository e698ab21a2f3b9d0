"""The figure: whole calendar days in the incident's zone (TIM-03)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from counters import elapsed
from tests.factories import make_incident, utc

ZONES = ["Europe/Moscow", "Europe/London", "Pacific/Kiritimati", "Asia/Kathmandu", "Etc/GMT+12", "America/Sao_Paulo"]


@pytest.mark.django_db
def test_the_count_turns_at_midnight_in_the_home_capital():
    incident = make_incident(occurred_on=date(2018, 3, 4), zone="Europe/Moscow")

    assert incident.days(at=utc("2018-12-17T20:59Z")) == 288
    assert incident.days(at=utc("2018-12-17T21:00Z")) == 289


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "before", "after", "days"),
    [
        ("Pacific/Kiritimati", "2026-01-30T09:59Z", "2026-01-30T10:00Z", 30),  # +14:00: the day begins there first
        ("Asia/Kathmandu", "2026-01-30T18:14Z", "2026-01-30T18:15Z", 30),  # +05:45
        ("Europe/London", "2026-03-28T23:59Z", "2026-03-29T00:00Z", 87),  # the day of 23 hours begins
        ("Europe/London", "2026-03-29T22:59Z", "2026-03-29T23:00Z", 88),  # and ends an hour early
        ("Europe/London", "2026-10-25T23:59Z", "2026-10-26T00:00Z", 298),  # the day of 25 hours ends
        ("Europe/Paris", "2028-02-28T22:59Z", "2028-02-28T23:00Z", 789),  # into the leap day
        ("Europe/Paris", "2028-02-29T22:59Z", "2028-02-29T23:00Z", 790),  # and out of it
    ],
)
def test_the_count_turns_at_local_midnight(zone, before, after, days):
    incident = make_incident(occurred_on=date(2026, 1, 1), zone=zone)

    assert (incident.days(at=utc(before)), incident.days(at=utc(after))) == (days - 1, days)


def test_the_day_itself_is_zero():
    assert elapsed.days_since(date(2026, 5, 1), date(2026, 5, 1)) == 0


def test_a_day_to_come_is_an_error():
    with pytest.raises(ValueError, match="2026-05-02 lies after 2026-05-01"):
        elapsed.days_since(date(2026, 5, 2), date(2026, 5, 1))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "days have passed since"),
        (1, "day has passed since"),
        (2, "days have passed since"),
        (5, "days have passed since"),
        (21, "days have passed since"),
        (1000, "days have passed since"),
    ],
)
def test_the_phrase_agrees_with_the_number(days, words):
    with override("en"):
        assert elapsed.phrase(days) == words


def test_the_script_gets_one_phrase_of_each_plural_form():
    with override("en"):
        assert dict(elapsed.phrases()) == {0: "days have passed since", 1: "day has passed since"}


@given(
    start=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    after=st.timedeltas(timedelta(days=2), timedelta(days=40_000)),
    zone=st.sampled_from(ZONES),
)
def test_a_day_later_on_the_same_clock_is_one_more(start, after, zone):
    """Wall time stands still from one day to the next, whatever the clocks do in between."""
    wall = datetime(start.year, start.month, start.day, 12, tzinfo=ZoneInfo(zone)) + after
    today, tomorrow = (
        moment.astimezone(UTC).astimezone(ZoneInfo(zone)).date() for moment in (wall, wall + timedelta(days=1))
    )

    assert elapsed.days_since(start, tomorrow) == elapsed.days_since(start, today) + 1
