"""Languages are the mission's data: names, directions, and the prefixes of addresses."""

import pytest
from django.urls import reverse
from django.utils.translation import get_language

from embassy.lib import languages


def addresses(default, codes):
    found = {}
    for code in codes:
        with languages.speaking(default, codes, code):
            found[code] = reverse("releases:release", args=["peace"])
    return found


def test_only_the_default_language_has_no_prefix():
    assert addresses("en", ["en", "fr", "ar"]) == {
        "en": "/messages/peace/",
        "fr": "/fr/messages/peace/",
        "ar": "/ar/messages/peace/",
    }


def test_addresses_follow_when_the_mission_changes_its_default():
    assert addresses("en", ["en", "fr"]) == {"en": "/messages/peace/", "fr": "/fr/messages/peace/"}
    assert addresses("fr", ["fr", "en"]) == {"fr": "/messages/peace/", "en": "/en/messages/peace/"}
    assert addresses("en", ["en", "fr"]) == {"en": "/messages/peace/", "fr": "/fr/messages/peace/"}


def test_speaking_ends_with_its_block():
    before = get_language()
    with languages.speaking("fr", ["fr", "ar"], "ar"):
        assert (get_language(), languages.default(), languages.all_spoken()) == ("ar", "fr", ("fr", "ar"))
    assert (get_language(), languages.default(), languages.all_spoken()) == (before, "en", ("en",))


def test_speaking_ends_with_an_error_too():
    with pytest.raises(LookupError), languages.speaking("fr", ["fr"], "fr"):
        raise LookupError
    assert languages.default() == "en"


@pytest.mark.parametrize(
    ("code", "known", "name", "direction"),
    [
        ("fr", True, "Français", "ltr"),
        ("ar", True, "العربيّة", "rtl"),
        ("pt-br", True, "Português brasileiro", "ltr"),
        ("zh-cn", False, "zh-cn", "ltr"),  # only a fallback in Django's table, without a name
        ("tlh", False, "tlh", "ltr"),
        ("", False, "", "ltr"),
    ],
)
def test_what_is_known_of_a_language(code, known, name, direction):
    assert (languages.is_language(code), languages.own_name(code), languages.direction(code)) == (
        known,
        name,
        direction,
    )
