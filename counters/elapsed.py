"""Elapsed days: whole calendar days between two dates, and the words that go with the figure."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import ngettext

# A number of every plural form that a language may have (CLDR: zero one two few many other).
SAMPLES = (0, 1, 2, 3, 5, 11, 21, 100)


def days_since(day: date, today: date) -> int:
    """Whole days from `day` to `today`, both in the incident's zone; 0 on the day itself.

    Raises ValueError before it.
    """
    if today < day:
        raise ValueError(f"{day} lies after {today}")
    return (today - day).days


def phrase(days: int) -> str:
    """The words between the figure and what happened."""
    return ngettext("day has passed since", "days have passed since", days)


def phrases() -> Mapping[int, str]:
    """A phrase of every plural form of the active language, by a number that takes it; a script counts on with them."""
    by_phrase: dict[str, int] = {}
    for number in SAMPLES:
        by_phrase.setdefault(phrase(number), number)
    return {number: words for words, number in by_phrase.items()}
