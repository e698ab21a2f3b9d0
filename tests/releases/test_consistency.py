"""What the doctor finds of texts and files: each damage is done past the guards, then looked for."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from releases import consistency, guards, media, references
from releases.models import Edition, Release
from releases.search import tables
from tests import factories
from tests.media.conftest import folder  # noqa: F401 - media of one test alone
from tests.media.rows import make_image

pytestmark = pytest.mark.django_db
LATER = factories.PUBLISHED + timedelta(days=1)


@pytest.fixture
def edition(mission):
    return factories.make_live(slug="peace")


def damaged(edition, **columns):
    """Past the guards, as a hand in the database would."""
    guards.remove(connection)
    Edition.objects.filter(pk=edition.pk).update(**columns)
    guards.install(connection)


def test_sig_04_words_that_were_changed_in_the_database_are_found(edition):
    assert list(consistency.words()) == []

    damaged(edition, body="<p>War.</p>")

    (said,) = consistency.words()
    assert said == (
        "Edition 1 of en/peace has not the words that were approved: somebody changed them in the database. Compare it "
        "with a backup, and find out who."
    )


def test_an_edition_that_ends_where_nothing_follows_is_found(edition):
    second = factories.follow(edition, live_from=LATER)
    assert list(consistency.intervals()) == []

    damaged(second, live_until=LATER + timedelta(days=1))

    (said,) = consistency.intervals()
    assert said.startswith("Edition 2 of en/peace ends at ")


def test_more_than_a_few_findings_are_counted():
    assert list(consistency.few(map(str, range(7)))) == [*map(str, range(5)), "… and 2 more of the same kind."]
    assert list(consistency.few(map(str, range(5)))) == [*map(str, range(5))]


def test_a_reference_number_that_is_left_out_is_found(edition):
    other = factories.make_live()
    references.settle(LATER)
    assert list(consistency.references()) == []

    guards.remove(connection)
    Release.objects.filter(pk=other.release_id).update(reference_number=3)
    guards.install(connection)

    assert list(consistency.references()) == [
        "Of the 3 reference numbers of 2026 only 2 are given: releases are missing. Compare with a backup."
    ]


def test_a_guard_that_is_missing_is_found(edition):
    assert list(consistency.triggers()) == []

    rule = guards.all_rules(connection.vendor)["edition_frozen"]
    with connection.cursor() as cursor:
        cursor.execute(guards.drop(connection.vendor, "edition_frozen", rule))

    (said,) = consistency.triggers()
    assert said.startswith("Guards of public texts are missing (edition_frozen).")


def test_a_search_index_that_lacks_a_text_is_found(edition):
    assert list(consistency.search_index()) == []

    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {tables.WORDS}")

    (said,) = consistency.search_index()
    assert said.startswith("The search index has 1 texts missing or wrong")


def test_upl_10_files_that_are_missing_or_not_what_came_in_are_found(edition):
    image = make_image()
    assert [*consistency.files(), *consistency.contents()] == []

    name = media.stored_name(image.names[-1])
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"another picture"))
    assert list(consistency.files()) == []
    (said,) = consistency.contents()
    assert said == f"The file {image.names[-1]} of “{image}” is not what was uploaded. Restore it from a backup."

    default_storage.delete(name)
    (said,) = consistency.files()
    assert said.startswith(f"A file of “{image}” is missing in the storage: {image.names[-1]}.")
    assert list(consistency.contents()) == []
