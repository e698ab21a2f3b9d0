"""What has been public cannot be changed or deleted, whichever way the change comes."""

import pytest
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from releases import guards, workflow
from releases.models import END_OF_TIME, Category, Edition, Office, Purpose, Release
from tests.factories import follow, make_category, make_draft, make_live, make_office, next_draft, utc

pytestmark = pytest.mark.django_db
PAST, TO_COME = utc("2020-01-18T08:46Z"), utc("2999-01-01T00:00Z")
FROZEN = "an approved edition is frozen"
STAYS = "what has been public stays"
KEPT = "what has been public is never deleted"
IDENTITY = "a public release keeps its identity"
OTHER_CONTENT = {
    "title": "Another title",
    "summary": "Another summary",
    "body": "<p>Another text.</p>",
    "dated": "2020-02-29",
    "place": "Elsewhere",
    "office": None,
    "note": "Another note",
    "has_paragraph_numbers": True,
    "digest": "0" * 64,
    "number": 9,
    "purpose": Purpose.WITHDRAWAL,
}
OTHER_IDENTITY = {"slug": "another", "kind": "news", "language": "fr", "first_published_at": TO_COME}


def rows():
    through = Edition.categories.through
    return [list(model.objects.order_by("pk").values()) for model in (Release, Edition, through, Category, Office)]


def refused(message, act, error=IntegrityError):
    before = rows()
    with pytest.raises(error) as refusal, transaction.atomic():
        act()
    assert message in str(refusal.value)
    assert rows() == before


def published(live_from=PAST, **content):
    """A superseded correction of a public text, or one to come, that has a category and an office."""
    content = {"office": make_office(), "categories": [make_category()], **content}
    first = make_live(live_from=utc("2020-01-01T00:00Z"), **content)
    return follow(first, live_from=live_from)


def change(edition, **columns):
    return Edition.objects.filter(pk=edition.pk).update(**columns)


@pytest.mark.parametrize("column", [*OTHER_CONTENT, "release"])
@pytest.mark.parametrize("live_from", [PAST, TO_COME])
def test_no_column_of_an_approved_text_changes(column, live_from):
    edition = published(live_from)
    value = {**OTHER_CONTENT, "release": make_draft().release.pk}[column]

    refused(FROZEN, lambda: change(edition, **{column: value}))


def test_every_content_column_is_guarded():
    """A column added to Edition is either content, and guarded, or stands here."""
    kept_by_the_system = set(
        "id state version live_from live_until created_by_id created_at saved_at approved_by_id excerpt "
        "folded_text redacted_at review_note translated_from_id translated_version".split()
    )

    assert {field.column for field in Edition._meta.concrete_fields} == kept_by_the_system | set(guards.CONTENT)


def test_a_public_text_is_not_saved_over():
    edition = published()
    edition.title = "Another title"

    refused(FROZEN, edition.save)


def test_a_public_text_is_not_bulk_updated():
    edition = published()
    edition.body = "<p>Another text.</p>"

    refused(FROZEN, lambda: Edition.objects.bulk_update([edition], ["body"]))


def test_a_public_text_is_not_overwritten_by_an_insert():
    edition = published()
    edition.title = "Another title"

    refused(
        FROZEN,
        lambda: Edition.objects.bulk_create(
            [edition], update_conflicts=True, unique_fields=["id"], update_fields=["title"]
        ),
    )


@pytest.mark.parametrize("kind", ["live", "superseded", "withdrawal"])
def test_a_public_text_is_never_deleted(kind):
    live = published(categories=())
    edition = {
        "live": lambda: live,
        "superseded": lambda: live.release.editions.get(number=1),
        "withdrawal": lambda: follow(live, purpose=Purpose.WITHDRAWAL),
    }[kind]()

    refused(KEPT, edition.delete)
    refused(KEPT, lambda: Edition.objects.filter(pk=edition.pk).delete())


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "draft", "live_from": None, "live_until": None},
        {"state": "in_review", "live_from": None, "live_until": None},
        {"live_from": TO_COME},
        {"live_from": utc("2020-01-19T00:00Z")},
    ],
)
def test_a_public_text_is_not_taken_back(columns):
    edition = published()

    refused(STAYS, lambda: change(edition, **columns))


def test_the_end_of_a_superseded_text_does_not_move():
    edition = published().release.editions.get(number=1)

    refused(STAYS, lambda: change(edition, live_until=utc("2020-01-10T00:00Z")))


@pytest.mark.parametrize("column", OTHER_IDENTITY)
def test_a_public_release_keeps_its_identity(column):
    release = published().release

    refused(IDENTITY, lambda: Release.objects.update(**{column: OTHER_IDENTITY[column]}))
    setattr(release, column, OTHER_IDENTITY[column])
    refused(IDENTITY, release.save)


def test_a_public_release_may_join_a_translation_group():
    published()

    assert Release.objects.update(translation_key="peace") == 1


def test_a_public_release_is_never_deleted():
    release = published().release

    refused("", release.delete, ProtectedError)
    refused(KEPT, lambda: Release.objects.filter(pk=release.pk)._raw_delete(DEFAULT_DB_ALIAS))


def test_categories_of_a_public_text_stay():
    edition, other = published(), make_category("other")
    through = Edition.categories.through
    draft = make_draft(categories=[other])

    refused(FROZEN, lambda: edition.categories.add(other))
    refused(FROZEN, lambda: edition.categories.remove(make_category()))
    refused(FROZEN, edition.categories.clear)
    refused(FROZEN, lambda: edition.categories.set([other]))
    refused(FROZEN, lambda: through.objects.filter(edition=edition).update(category=other))
    refused(FROZEN, lambda: through.objects.filter(edition=draft).update(edition=edition))


def test_a_deleted_category_or_office_takes_no_public_text_along():
    published()

    refused(FROZEN, make_category().delete)
    refused("", make_office().delete, ProtectedError)


def test_a_deleted_officer_takes_no_public_text_along(officer, writer):
    at = utc("2020-03-01T00:00Z")
    draft = workflow.begin(published(), "correct", by=writer, note="Why.", at=at)
    workflow.approve(draft, by=officer, live_from=at, at=at)

    refused("", officer.delete, ProtectedError)
    refused("", writer.delete, ProtectedError)
    assert User.objects.filter(pk=officer.pk).exists()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE releases_edition SET title = 'x'", FROZEN),
        ("UPDATE releases_edition SET live_from = live_from, dated = '1999-01-01' WHERE number = 1", FROZEN),
        ("DELETE FROM releases_edition_categories", FROZEN),
        ("UPDATE releases_edition SET state = 'draft', live_from = NULL, live_until = NULL", STAYS),
        ("DELETE FROM releases_edition WHERE number = 2", KEPT),
        ("UPDATE releases_release SET slug = 'x'", IDENTITY),
        ("DELETE FROM releases_release", KEPT),
    ],
)
def test_the_database_itself_refuses(statement, message):
    published()

    def by_hand():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    refused(message, by_hand)


@pytest.mark.parametrize("column", OTHER_CONTENT)
def test_a_draft_may_change(column):
    follower = next_draft(published().release)

    assert change(follower, **{column: OTHER_CONTENT[column]}) == 1


def test_a_draft_may_lose_its_categories_and_go():
    draft = make_draft(categories=[make_category(), make_category("other")])
    draft.categories.set([make_category("third")])
    make_category("third").delete()
    draft.delete()
    draft.release.delete()

    assert (Edition.objects.count(), Release.objects.count()) == (0, 0)


def test_a_scheduled_text_may_be_taken_back_and_deleted():
    edition = make_live(live_from=TO_COME, categories=[make_category()])
    assert change(edition, state="draft", live_from=None, live_until=None) == 1
    assert change(edition, title="Another title") == 1
    edition.delete()
    edition.release.delete()

    assert not Edition.objects.exists()


def test_the_categories_of_a_scheduled_text_are_frozen_with_it():
    edition = make_live(live_from=TO_COME, categories=[make_category()])

    with pytest.raises(IntegrityError, match="an approved edition is frozen"), transaction.atomic():
        edition.categories.clear()

    assert [category.slug for category in edition.categories.all()] == ["consular"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is a statement of SQLite's")
def test_replacing_a_public_row_is_deleting_it():
    edition = make_live(live_from=PAST)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("REPLACE INTO releases_edition SELECT * FROM releases_edition WHERE id = %s", [edition.pk])


def test_a_live_text_may_get_a_successor():
    edition = make_live(live_from=PAST)

    assert change(edition, live_until=TO_COME) == 1
    assert change(edition, live_until=END_OF_TIME) == 1


def test_lifted_lets_everything_pass_and_then_nothing():
    edition = published()
    with guards.lifted():
        change(edition, title="Another title")
        make_category().delete()
        Edition.objects.filter(number=1).delete()

    assert list(Edition.objects.values_list("title", flat=True)) == ["Another title"]
    refused(FROZEN, lambda: change(edition, title="A third title"))
    refused(KEPT, edition.delete)


def test_lifted_puts_the_guards_back_after_an_error():
    edition = published()

    def fail():
        with guards.lifted():
            change(edition, title="Another title")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert Edition.objects.get(pk=edition.pk).title == "A text"
    refused(FROZEN, lambda: change(edition, title="Another title"))


def test_installing_may_be_repeated():
    edition = published()
    guards.install(connection)
    guards.install(connection)

    refused(FROZEN, lambda: change(edition, title="Another title"))
