"""Texts with a form in each language: what is printed, what is refused, and that nothing typed is lost."""

import json

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection

from embassy.lib import languages
from embassy.lib.localized import Localized, LocalizedField
from releases.models import Category


@pytest.mark.parametrize(
    ("by_code", "active", "text", "language"),
    [
        ({"en": "Peace", "fr": "Paix"}, "fr", "Paix", "fr"),
        ({"en": "Peace", "fr": "Paix"}, "ar", "Peace", "en"),  # the default
        ({"de": "Frieden", "fr": "Paix"}, "ar", "Frieden", "de"),  # any
        ({"fr": "Paix", "en": ""}, "en", "Paix", "fr"),  # an empty form is none
        ({}, "en", "", ""),
    ],
)
def test_the_active_language_then_the_default_then_any(by_code, active, text, language):
    with languages.speaking("en", ["en", "fr", "ar"], active):
        localized = Localized(by_code)

        assert (str(localized), localized.language) == (text, language)


def test_a_plain_text_is_in_the_default_language():
    with languages.speaking("fr", ["fr"], "fr"):
        assert Localized("Paix") == {"fr": "Paix"}
    assert Localized("") == {}


def test_forms_are_kept_in_the_order_of_their_codes():
    assert list(Localized({"fr": "Paix", "ar": "سلام", "en": "Peace"})) == ["ar", "en", "fr"]


@pytest.mark.django_db
def test_what_is_assigned_is_read_back():
    category = Category.objects.create(slug="peace", name={"fr": "Paix", "en": "Peace", "ar": ""})

    assert type(category.name) is Localized
    category = Category.objects.get()
    assert (type(category.name), category.name) == (Localized, {"en": "Peace", "fr": "Paix"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM releases_category")
        assert json.loads(cursor.fetchone()[0]) == {"en": "Peace", "fr": "Paix"}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({}, "This field cannot be blank."),
        ({"tlh": "roj"}, "“tlh” is not a language code."),
        ({"en": 7}, "A text is needed for “en”."),
        ({"en": "12345678901"}, "The text for “en” has 11 characters; 10 are allowed."),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_a_sentence(value, problem):
    with pytest.raises(ValidationError) as refused:
        LocalizedField(max_length=10).validate(value, None)
    assert refused.value.messages == [problem]


def test_the_longest_form_and_an_empty_optional_one_are_accepted():
    assert LocalizedField(max_length=10).validate({"en": "1234567890"}, None) is None
    assert LocalizedField(max_length=10, blank=True).validate({}, None) is None


def category_form(name_en, name_fr, instance=None):
    """As the desk makes it: anew for each request, in the languages of the mission."""
    form = forms.modelform_factory(Category, fields=["slug", "name"])
    return form({"slug": "peace", "name_en": name_en, "name_fr": name_fr}, instance=instance)


@pytest.mark.django_db
def test_the_form_has_an_input_a_language_and_keeps_those_no_longer_spoken():
    category = Category.objects.create(slug="peace", name={"en": "Peace", "fr": "Paix", "de": "Frieden"})
    with languages.speaking("en", ["en", "fr"], "en"):
        form = category_form("Peace now", "", instance=category)
        assert form.fields["name"].widget.codes == ("en", "fr")
        assert form.is_valid(), form.errors
        form.save()

    assert Category.objects.get().name == {"de": "Frieden", "en": "Peace now"}


@pytest.mark.django_db
def test_the_form_says_which_text_is_missing_or_too_long():
    with languages.speaking("en", ["en", "fr"], "en"):
        assert category_form("", "").errors == {"name": ["This field is required."]}
        assert category_form(" ", "\t").errors == {"name": ["This field cannot be blank."]}
        assert category_form("x" * 121, "").errors == {
            "name": ["Ensure this value has at most 120 characters (it has 121)."]
        }


@pytest.mark.django_db
def test_one_language_is_enough():
    with languages.speaking("en", ["en", "fr"], "en"):
        form = category_form("", " Paix ")

        assert form.is_valid(), form.errors
        assert form.save().name == {"fr": "Paix"}


def test_each_input_says_its_language_and_direction():
    with languages.speaking("en", ["en", "ar"], "en"):
        field = LocalizedField(max_length=10).formfield()

        assert [part.attrs for part in field.widget.widgets] == [
            {"lang": "en", "dir": "ltr", "aria-label": "English", "class": "vTextField"},
            {"lang": "ar", "dir": "rtl", "aria-label": "العربيّة", "class": "vTextField"},
        ]


def test_a_long_text_gets_more_than_a_line():
    widgets = LocalizedField(max_length=301).formfield().widget.widgets

    assert [type(widget) for widget in widgets] == [forms.Textarea]


def test_an_unchanged_form_has_not_changed():
    with languages.speaking("en", ["en", "fr"], "en"):
        field = LocalizedField(max_length=10).formfield()

        assert not field.has_changed(Localized({"en": "Peace"}), ["Peace", ""])
        assert field.has_changed(Localized({"en": "Peace"}), ["Peace", "Paix"])


def test_a_migration_writes_the_length_down():
    _name, path, args, options = LocalizedField("name", max_length=120).deconstruct()

    assert (path, args, options) == (
        "embassy.lib.localized.LocalizedField",
        [],
        {"default": dict, "max_length": 120, "verbose_name": "name"},
    )
