"""Each constraint refuses its row, whichever way the row comes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from releases.models import END_OF_TIME, Category, Edition, Office, Purpose, Release, State
from tests.factories import make_draft, make_feature, make_live, utc

pytestmark = pytest.mark.django_db
FROM, UNTIL = utc("2020-01-01T00:00Z"), utc("2020-02-01T00:00Z")

OVERLAP = {"sqlite": "editions of a release do not overlap"}.get(
    connection.vendor, "editions_of_a_release_do_not_overlap"
)


def refused(constraint, act, *columns):
    """PostgreSQL names the constraint; SQLite does so for a check, and for a unique one its columns."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    by_columns = f"UNIQUE constraint failed: {', '.join(columns)}"
    said = str(refusal.value)
    assert constraint in said or said == by_columns


def edition(release, number, **columns):
    values = {"title": "A text", "dated": date(2020, 1, 1), "purpose": Purpose.UPDATE, **columns}
    return Edition.objects.create(release=release, number=number, **values)


def test_a_number_is_unique_in_its_release():
    release = make_live().release

    refused(
        "edition_number_is_unique_in_its_release",
        lambda: edition(release, 1, purpose=Purpose.ORIGINAL),
        "releases_edition.release_id",
        "releases_edition.number",
    )


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_a_release_has_one_draft_at_most(state):
    release = make_draft().release

    refused("release_has_one_draft_at_most", lambda: edition(release, 2, state=state), "releases_edition.release_id")


@pytest.mark.parametrize(
    ("state", "live_from", "live_until"),
    [
        (State.APPROVED, None, None),
        (State.APPROVED, FROM, None),
        (State.APPROVED, None, UNTIL),
        (State.DRAFT, FROM, UNTIL),
        (State.DRAFT, None, UNTIL),
        (State.IN_REVIEW, FROM, None),
    ],
)
def test_an_edition_has_an_interval_when_approved_and_only_then(state, live_from, live_until):
    draft = make_draft()

    refused(
        "edition_has_an_interval_when_approved",
        lambda: Edition.objects.filter(pk=draft.pk).update(state=state, live_from=live_from, live_until=live_until),
    )


@pytest.mark.parametrize("until", [FROM, utc("2019-12-31T23:59Z")])
def test_an_interval_is_not_empty(until):
    draft = make_draft()

    refused(
        "edition_interval_is_not_empty",
        lambda: Edition.objects.filter(pk=draft.pk).update(state=State.APPROVED, live_from=FROM, live_until=until),
    )


@pytest.mark.parametrize(("number", "purpose"), [(1, Purpose.CORRECTION), (1, Purpose.WITHDRAWAL), (2, "original")])
def test_edition_one_is_the_original(number, purpose):
    release = Release.objects.create(slug="peace")

    refused("edition_one_is_the_original", lambda: edition(release, number, purpose=purpose))


@pytest.mark.parametrize("purpose", [Purpose.CORRECTION, Purpose.WITHDRAWAL])
def test_an_approved_correction_or_withdrawal_says_why(purpose):
    release = make_live(live_from=utc("2019-01-01T00:00Z")).release
    Edition.objects.update(live_until=FROM)
    approved = {"state": State.APPROVED, "live_from": FROM, "live_until": END_OF_TIME, "purpose": purpose}

    refused("correction_and_withdrawal_say_why", lambda: edition(release, 2, **approved, note=""))
    assert edition(release, 2, **approved, note="A name was misspelt.").pk


def test_a_slug_is_unique_in_its_language():
    Release.objects.create(slug="peace", language="en")

    refused(
        "release_slug_is_unique_in_its_language",
        lambda: Release.objects.create(slug="peace"),
        "releases_release.language",
        "releases_release.slug",
    )
    assert Release.objects.create(slug="peace", language="fr").pk


def test_a_translation_group_has_one_release_a_language():
    Release.objects.create(slug="peace", translation_key="peace")

    refused(
        "translation_group_has_one_release_a_language",
        lambda: Release.objects.create(slug="peace-2", translation_key="peace"),
        "releases_release.translation_key",
        "releases_release.language",
    )
    assert Release.objects.create(slug="paix", language="fr", translation_key="peace").pk
    assert [Release.objects.create(slug=slug).translation_key for slug in ("no-group", "nor-this")] == ["", ""]


def test_a_release_is_featured_once_at_a_time():
    edition = make_live()
    make_feature(edition, FROM)

    refused(
        "release_is_featured_once_at_a_time",
        lambda: make_feature(edition, FROM, UNTIL),
        "releases_feature.release_id",
        "releases_feature.featured_from",
    )


@pytest.mark.parametrize("until", [FROM, utc("2019-12-31T23:59Z")])
def test_a_feature_ends_after_it_begins(until):
    edition = make_live()

    refused("feature_ends_after_it_begins", lambda: make_feature(edition, FROM, until))


@pytest.mark.parametrize("model", [Category, Office])
def test_categories_and_offices_have_an_address_each(model):
    model.objects.create(slug="press", name="Press")

    table = model._meta.db_table
    refused(f"{table}_slug", lambda: model.objects.create(slug="press", name="The other"), f"{table}.slug")


@pytest.mark.parametrize(
    ("live_from", "live_until"),
    [
        ("2020-01-10T00:00Z", "2020-01-20T00:00Z"),  # within
        ("2019-12-01T00:00Z", "2020-01-01T00:01Z"),  # over its beginning
        ("2020-01-31T23:59Z", "2020-03-01T00:00Z"),  # over its end
        ("2019-12-01T00:00Z", "2020-03-01T00:00Z"),  # around it
        ("2020-01-01T00:00Z", "2020-02-01T00:00Z"),  # the same
    ],
)
def test_editions_of_a_release_do_not_overlap(live_from, live_until):
    release = make_live(live_from=FROM).release
    release.editions.update(live_until=UNTIL)
    interval = {"state": State.APPROVED, "live_from": utc(live_from), "live_until": utc(live_until)}

    refused(OVERLAP, lambda: edition(release, 2, **interval))
    draft = edition(release, 2)
    refused(OVERLAP, lambda: Edition.objects.filter(pk=draft.pk).update(**interval))


@pytest.mark.parametrize(
    ("live_from", "live_until"),
    [("2019-12-01T00:00Z", "2020-01-01T00:00Z"), ("2020-02-01T00:00Z", "2020-03-01T00:00Z")],
)
def test_editions_may_touch(live_from, live_until):
    release = make_live(live_from=FROM).release
    release.editions.update(live_until=UNTIL)

    assert edition(release, 2, state=State.APPROVED, live_from=utc(live_from), live_until=utc(live_until)).pk


def test_editions_of_two_releases_may_overlap():
    make_live(live_from=FROM)

    assert make_live(live_from=FROM).pk


def test_an_interval_cannot_be_stretched_over_the_next():
    to_come = utc("2999-01-01T00:00Z")
    release = make_live(live_from=FROM).release
    release.editions.update(live_until=to_come)
    edition(release, 2, state=State.APPROVED, live_from=to_come, live_until=END_OF_TIME)

    refused(
        OVERLAP,
        lambda: Edition.objects.filter(number=1).update(live_until=END_OF_TIME),
    )
