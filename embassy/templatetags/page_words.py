"""How dates, instants, numbers and telephone numbers are written on a page."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from embassy.lib import clock, languages

register = template.Library()


@register.filter
def tel(phone: str) -> str:
    """The address of a telephone number (RFC 3966); a national "(0)" is left out."""
    return "tel:" + re.sub(r"[^0-9+]", "", phone.replace("(0)", ""))


@register.filter
def worded(text: object, form: str = "") -> str:
    """A label in the language that it is in: marked where that is not the page's, so that it is read and set rightly.

    With "capital" its first letter is one.
    """
    words = capfirst(str(text)) if form == "capital" else str(text)
    language = getattr(text, "language", "")
    if not language or language == get_language():
        return words
    return format_html('<span lang="{}" dir="{}">{}</span>', language, languages.direction(language), words)


@register.filter
def grouped(number: int) -> str:
    """A whole number with its thousands set apart, as the active language does."""
    return formats.number_format(number, decimal_pos=0, force_grouping=True)


@register.filter
def iso(instant: datetime) -> str:
    """2026-05-12T08:46:00Z"""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@register.filter
def iso_in(instant: datetime, zone: str) -> str:
    """The same instant with the offset of a zone: 2026-05-12T09:30+02:00"""
    return instant.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


@register.filter
def in_zone(instant: datetime, zone: str) -> datetime:
    """The zone's wall time, naive, so that the date and time filters print it as it is."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@register.filter
def day(value: date) -> str:
    """DD.MM.YYYY in every language."""
    return f"{value:%d.%m.%Y}"


@register.filter
def long_date(value: date) -> str:
    """18 January 2020"""
    return clock.long_date(value)


@register.filter
def weekday_date(value: date) -> str:
    """Saturday 18 January 2020"""
    return clock.weekday_date(value)


@register.filter
def date_and_time(value: datetime) -> str:
    """18 January 2020, 08:46"""
    return _("%(date)s, %(time)s") % {"date": clock.long_date(value.date()), "time": f"{value:%H:%M}"}
