"""The instant of a page: the grammar of `as-of`, and who may look ahead."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embassy.lib import instant
from embassy.lib.instant import BadInstantError, Moment
from embassy.templatetags.page_words import iso
from tests.factories import utc

LONDON = ZoneInfo("Europe/London")
PRESENT = utc("2026-06-01T09:00Z")
MALFORMED = "“as-of” takes a date (2020-01-18) or an instant (2020-01-18T08:46Z). This is the page of now."
FUTURE = "The instant asked for lies in the future. This is the page of now."


def moment(text, *, may_rehearse=lambda: False):
    return instant.moment(text, zone=LONDON, present=PRESENT, may_rehearse=may_rehearse)


def never_asked():
    raise AssertionError("rights are asked for only where the instant lies in the future")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2020-01-18T08:46Z", "2020-01-18T08:46Z"),
        ("2020-01-18T08:46:59Z", "2020-01-18T08:46Z"),
        ("2020-01-18T11:46+03:00", "2020-01-18T08:46Z"),
        ("2020-01-18T11:46 03:00", "2020-01-18T08:46Z"),  # a "+" typed by hand arrives as a blank
        ("2020-01-18T05:16-03:30", "2020-01-18T08:46Z"),
        ("2020-01-18T14:31+05:45", "2020-01-18T08:46Z"),
        ("2020-02-29T00:00+14:00", "2020-02-28T10:00Z"),
        ("1000-01-01T00:00Z", "1000-01-01T00:00Z"),
        ("9998-12-31T23:59Z", "9998-12-31T23:59Z"),
    ],
)
def test_an_instant_has_an_offset(text, at):
    assert instant.parse(text, LONDON) == utc(at)


@pytest.mark.parametrize(
    ("day", "zone", "at"),
    [
        ("2020-01-18", "Europe/London", "2020-01-18T23:59Z"),
        ("2020-07-18", "Europe/London", "2020-07-18T22:59Z"),
        ("2020-01-18", "Pacific/Kiritimati", "2020-01-18T09:59Z"),  # +14:00
        ("2020-01-18", "Asia/Kathmandu", "2020-01-18T18:14Z"),  # +05:45
        ("2020-03-29", "Europe/London", "2020-03-29T22:59Z"),  # 23 hours
        ("2020-10-25", "Europe/London", "2020-10-25T23:59Z"),  # 25 hours
        ("2024-02-29", "America/New_York", "2024-03-01T04:59Z"),
        ("1800-01-01", "Europe/London", "1800-01-02T00:00Z"),  # local mean time has seconds; an instant has none
    ],
)
def test_a_date_is_its_last_minute_in_the_host_city(day, zone, at):
    assert instant.parse(day, ZoneInfo(zone)) == utc(at)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2020",
        "2020-01",
        "2020-1-18",
        "18.01.2020",
        "2020-01-18T08:46",  # without an offset it could be either city's
        "2020-01-18 08:46Z",
        "2020-01-18T08Z",
        "2020-01-18T08:46z",
        "2020-01-18T08:46+0300",
        "2020-01-18T08:46+24:00",
        "2020-01-18T08:46+99:99",
        "2020-01-18T24:00Z",
        "2020-01-18T08:60Z",
        "2020-01-18T08:46:60Z",
        "2020-01-18T08:46:00.5Z",
        "2021-02-29",
        "2020-13-01",
        "0000-01-01",
        "2020-01-18\n",
        " 2020-01-18",
        "2020-01-18\x00",
        "２０２０-01-18",
        "9" * 5000,
        # Where a city may have no date of it any more.
        "0001-01-01T00:00Z",
        "0999-12-30",
        "9999-01-01",
        "9999-12-31T23:59-12:00",
    ],
)
def test_whatever_else_is_refused_and_the_page_is_of_now(text):
    with pytest.raises(BadInstantError):
        instant.parse(text, LONDON)
    assert moment(text, may_rehearse=never_asked) == Moment(PRESENT, as_of="", problem=MALFORMED)


@given(at=st.datetimes(datetime(1000, 1, 1), datetime(9998, 12, 31, 23, 59)), hours=st.integers(-23, 23))
def test_what_is_written_is_read_again(at, hours):
    at = instant.truncated(at.replace(tzinfo=UTC))

    assert instant.parse(iso(at), LONDON) == at
    try:
        local = at.astimezone(timezone(timedelta(hours=hours)))
    except OverflowError:
        return
    assert instant.parse(local.isoformat(), LONDON) == at


@given(text=st.text(max_size=40) | st.from_regex(instant.INSTANT, fullmatch=True))
def test_any_text_is_an_instant_or_an_error(text):
    try:
        at = instant.parse(text, LONDON)
    except BadInstantError:
        return
    assert at == instant.truncated(at)


def test_nothing_asked_for_is_now():
    assert moment(None, may_rehearse=never_asked) == Moment(PRESENT, as_of="", problem="")


@pytest.mark.parametrize("text", ["2020-01-18", "2026-06-01T09:00Z"])
def test_the_past_and_the_present_are_for_everyone(text):
    assert moment(text, may_rehearse=never_asked) == Moment(instant.parse(text, LONDON), as_of=text, problem="")


def test_the_future_is_for_those_who_may_rehearse():
    assert moment("2026-06-01T09:01Z") == Moment(PRESENT, as_of="", problem=FUTURE)
    assert moment("2026-06-01T09:01Z", may_rehearse=lambda: True) == Moment(
        utc("2026-06-01T09:01Z"), as_of="2026-06-01T09:01Z", problem=""
    )


def test_the_blank_is_carried_on_as_the_plus_it_was():
    assert moment("2020-01-18T11:46 03:00").as_of == "2020-01-18T11:46+03:00"


def test_an_instant_is_cut_to_its_minute_in_utc():
    kathmandu = datetime(2020, 1, 18, 14, 31, 59, 999_999, tzinfo=ZoneInfo("Asia/Kathmandu"))

    assert instant.truncated(kathmandu).isoformat() == "2020-01-18T08:46:00+00:00"


def test_now_is_a_whole_minute_of_utc():
    now = instant.now()

    assert (now.second, now.microsecond, now.utcoffset()) == (0, 0, timedelta(0))
    assert timedelta(0) <= datetime.now(UTC) - now < timedelta(minutes=2)
