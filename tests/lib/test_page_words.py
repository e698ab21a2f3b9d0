"""How dates, instants, numbers and telephone numbers are written on a page."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from embassy.lib.localized import Localized
from embassy.templatetags import page_words
from tests.factories import utc


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("+44 (0)20 7946-0000", "tel:+442079460000"),
        ("+33 1 99 00 46 85", "tel:+33199004685"),
        ("020.7946/0000", "tel:02079460000"),
    ],
)
def test_a_telephone_number_as_an_address(phone, address):
    assert page_words.tel(phone) == address


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [("en", 999, "999"), ("en", 1234, "1,234"), ("en", 1_234_567, "1,234,567"), ("de", 1234, "1.234")],
)
def test_thousands_are_set_apart(language, number, words):
    with override(language):
        assert page_words.grouped(number) == words


def test_an_instant_in_utc_and_in_a_zone():
    at = datetime(2020, 7, 18, 8, 46, tzinfo=ZoneInfo("Asia/Kathmandu"))

    assert page_words.iso(at) == "2020-07-18T03:01:00Z"
    assert page_words.iso_in(at, "Europe/Paris") == "2020-07-18T05:01+02:00"
    assert page_words.iso_in(at, "Pacific/Kiritimati") == "2020-07-18T17:01+14:00"


def test_wall_time_is_naive_so_that_filters_print_it_as_it_is():
    assert page_words.in_zone(utc("2020-01-18T23:30Z"), "Europe/Paris") == datetime(2020, 1, 19, 0, 30)


def test_a_day_is_written_the_same_in_every_language():
    for language in ("en", "fr", "ar"):
        with override(language):
            assert page_words.day(date(2020, 1, 8)) == "08.01.2020"


@pytest.mark.parametrize(
    ("text", "form", "written"),
    [
        (Localized({"en": "<b>", "fr": "mot"}), "", "mot"),
        (Localized({"en": "<b>"}), "", '<span lang="en" dir="ltr">&lt;b&gt;</span>'),
        (Localized({"ar": "كلمة"}), "", '<span lang="ar" dir="rtl">كلمة</span>'),
        (Localized({"en": "word"}), "capital", '<span lang="en" dir="ltr">Word</span>'),
        (Localized(), "", ""),
        ("plain", "capital", "Plain"),
    ],
)
def test_a_label_in_another_language_says_so(text, form, written):
    with override("fr"):
        assert page_words.worded(text, form) == written
