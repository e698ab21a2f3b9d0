"""A city's clock, its calendar date at an instant, and wall time back to instants. The one user of pytz."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytz
from django.core.exceptions import ValidationError
from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Clock:
    """A city's clock as the page shows it; the angles turn the hands of a dial clockwise from twelve, in degrees."""

    city: str
    zone: str
    local: datetime

    @property
    def time(self) -> str:
        return f"{self.local:%H:%M}"

    @property
    def date(self) -> date:
        return self.local.date()

    @property
    def hour_degrees(self) -> float:
        return self.local.hour % 12 * 30 + self.local.minute / 2

    @property
    def minute_degrees(self) -> int:
        return self.local.minute * 6

    @property
    def is_night(self) -> bool:
        """The dial turns dark from 20:00 to 06:00."""
        return self.local.hour < 6 or self.local.hour > 19


def clock(city: str, zone: str, at: datetime) -> Clock:
    return Clock(city, zone, at.astimezone(ZoneInfo(zone)))


def day_in(zone: str, at: datetime) -> date:
    """The calendar date in `zone` at the instant `at`."""
    return at.astimezone(ZoneInfo(zone)).date()


def next_midnight(zone: str, at: datetime) -> datetime:
    """The instant (UTC) after `at` at which the date in `zone` turns.

    Where clocks jump over midnight it is the end of the jump, where they show it twice the first of the two.
    """
    tomorrow = day_in(zone, at) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def instants_of(wall: datetime, zone: str) -> list[datetime]:
    """The instants (UTC) at which clocks in `zone` show the naive time `wall`.

    None where the clock jumps over it, two (earlier first) where it is set back and shows it twice.
    """
    folds = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    return sorted({instant for instant in folds if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall})


def long_date(day: date) -> str:
    """A date in words in the active language: 18 January 2020."""
    return formats.date_format(day, f"j {month_in_date()} Y")


def weekday_date(day: date) -> str:
    """The same with its weekday: Saturday 18 January 2020."""
    return formats.date_format(day, f"l j {month_in_date()} Y")


def month_in_date() -> str:
    """The form of a month's name inside a date: "E" (18 января) where the language has one of its own, else "F"."""
    return "E" if "E" in formats.get_format("DATE_FORMAT") else "F"


@cache
def zone_choices() -> list[tuple[str, str]]:
    """IANA names that a mission may choose from, with the underscores of the names made readable."""
    return [(name, name.replace("_", " ")) for name in pytz.common_timezones]


def zones_of(country: str) -> list[str]:
    """The zones of a country by its ISO 3166 code; [] for an unknown one."""
    return list(pytz.country_timezones.get(country.upper(), []))


def validate_zone(name: str) -> None:
    """Accept an IANA zone name; raise ValidationError for anything else."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = _("“%(name)s” is not a time zone. Use a name such as Europe/London.")
        raise ValidationError(message, code="zone", params={"name": name}) from error


def language_of_dates() -> str:
    """The BCP 47 tag whose dates a script in the page writes like long_date does."""
    language = translation.get_language() or "en"
    return "en-GB" if language == "en" else language
