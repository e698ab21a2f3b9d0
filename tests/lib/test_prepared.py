"""A prepared query gives what its queryset gives, for any values and on either database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Value
from django.db.models.functions import Now
from hypothesis import given
from hypothesis import strategies as st

from embassy.lib.prepared import Prepared
from releases.models import Edition, Office, Release
from tests.factories import PUBLISHED, make_live, make_office

pytestmark = pytest.mark.django_db


def listed(at, language):
    found = Edition.objects.listed(at).in_language(language).with_release(at)
    return found.values_list("pk", "title", "dated", "live_from", "office__name", "is_corrected", Value("kept"))


def test_rows_are_those_of_the_queryset():
    make_live("A", dated=date(2026, 5, 4), office=make_office(name={"en": "Office", "fr": "Bureau"}))
    make_live("B", language="fr")
    prepared = Prepared(listed, at=datetime, language=str)

    for language in ("en", "fr", "ru"):
        assert prepared.rows(at=PUBLISHED, language=language) == list(listed(PUBLISHED, language))


@given(minutes=st.integers(-3, 3), number=st.integers(0, 10), slug=st.text(), day=st.dates())
def test_every_kind_of_value_is_found_again(minutes, number, slug, day):
    if not Release.objects.exists():
        make_live(slug="a")

    def queryset(at, number, slug, day):
        found = Release.objects.filter(first_published_at__lte=at, pk__gte=number).exclude(slug=slug)
        return found.filter(editions__dated__gte=day).values_list("slug")

    values = {
        "at": PUBLISHED + timedelta(minutes=minutes),
        "number": number,
        "slug": slug.replace("\0", ""),
        "day": day,
    }
    prepared = Prepared(queryset, at=datetime, number=int, slug=str, day=date)

    assert prepared.rows(**values) == list(queryset(**values))


def test_objects_are_those_of_the_queryset_with_what_is_selected_and_annotated(django_assert_num_queries):
    make_live("A", office=make_office())
    make_live("B")

    def queryset(at):
        return Edition.objects.listed(at).with_release(at)

    prepared = Prepared(queryset, at=datetime)
    with django_assert_num_queries(1):
        found = [vars(edition) for edition in prepared.objects(at=PUBLISHED)]
        related = [(edition["_state"].fields_cache) for edition in found]

    expected = list(queryset(PUBLISHED))
    for edition, wanted in zip(found, expected, strict=True):
        assert {name: edition[name] for name in edition if name != "_state"} == {
            name: value for name, value in vars(wanted).items() if name != "_state"
        }
    assert related == [edition._state.fields_cache for edition in expected]


def test_what_is_said_of_a_model_is_another_with_each_of_its_values():
    edition = make_live("A", office=make_office())

    def queryset(at):
        return Edition.objects.listed(at).with_release(at)

    prepared = Prepared(queryset, at=datetime)
    said = prepared.said(at=PUBLISHED)
    Office.objects.update(name={"en": "Another"})
    after = prepared.said(at=PUBLISHED)

    assert [row.pk for row in said] == [edition.pk]
    assert said[0].model().__dict__.keys() == queryset(PUBLISHED).get().__dict__.keys()
    assert (said[0].row == after[0].row, after[0].row) == (False, prepared.said(at=PUBLISHED)[0].row)
    assert [str(row.model().office) for row in (*said, *after)] == ["Press Office", "Another"]


def test_a_query_that_does_not_depend_on_an_argument_is_a_mistake():
    prepared = Prepared(lambda at: Edition.objects.filter(live_from__lte=Now()), at=datetime)

    with pytest.raises(ValueError, match="not among the parameters of the query: at"):
        prepared.objects(at=datetime(2026, 1, 1, tzinfo=UTC))
