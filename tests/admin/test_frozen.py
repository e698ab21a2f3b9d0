from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from releases.models import Category, Edition, Office, Release
from tests import factories
from tests.admin.conftest import NOW, content

STAGES = {"live": NOW - timedelta(days=1), "scheduled": NOW + timedelta(days=1)}


@pytest.fixture(params=STAGES)
def edition(request, db):
    office, category = factories.make_office(), factories.make_category()
    title = "A statement"
    return factories.make_live(title, live_from=STAGES[request.param], office=office, categories=[category])


def snapshot():
    """Everything that an edition is and hangs on."""
    rows = [list(model.objects.order_by("pk").values()) for model in (Release, Edition, Category, Office)]
    return [*rows, list(Edition.categories.through.objects.order_by("pk").values())]


DOORS = [
    ("{release}/change/", content(title="Forged", version=1, _continue="Save")),
    ("{release}/change/", content(title="Forged", version=1, _saveasnew="1")),
    ("{release}/change/", content(title="Forged", version=1, _publish="1")),
    ("{release}/change/?_popup=1", content(title="Forged", version=1)),
    ("{release}/delete/", {"post": "yes"}),
    ("{release}/publish/", {"step": "now", "version": "1"}),
    ("{release}/publish/", {"step": "schedule", "version": "1", "day": "2026-07-01", "time": "09:00", "city": "host"}),
    ("{release}/discard/", {}),
    ("", {"action": "delete_selected", "_selected_action": "{release}", "post": "yes"}),
    (
        "",
        {
            "_save": "Save",
            "form-TOTAL_FORMS": "1",
            "form-INITIAL_FORMS": "1",
            "form-0-id": "{release}",
            "form-0-slug": "x",
        },
    ),
]


@pytest.mark.parametrize(("door", "sent"), DOORS)
def test_no_door_changes_what_is_approved(desk, edition, door, sent):
    sent = {name: str(value).replace("{release}", str(edition.release_id)) for name, value in sent.items()}
    before = snapshot()

    response = desk.post("/admin/releases/release/" + door.format(release=edition.release_id), sent)

    assert response.status_code in {200, 302, 403}
    assert snapshot() == before


def test_what_is_approved_has_no_inputs(desk, edition):
    page = desk.get(f"/admin/releases/release/{edition.release_id}/change/").content.decode()

    main = page.split('id="release_form"')[1].split("</form>")[0]
    assert [part for part in ("<textarea", "<select", 'type="submit"', 'type="text"') if part in main] == []
    assert "<p>Words of the text.</p>" in main


@pytest.mark.parametrize("model", ["category", "office"])
def test_what_an_approved_text_has_is_kept_and_says_so(desk, edition, model):
    pk = {"category": edition.categories.get().pk, "office": edition.office_id}[model]
    before = snapshot()

    answers = [
        desk.get(f"/admin/releases/{model}/{pk}/delete/"),
        desk.post(f"/admin/releases/{model}/{pk}/delete/", {"post": "yes"}),
    ]

    assert [answer["Location"] for answer in answers] == [f"/admin/releases/{model}/{pk}/change/"] * 2
    assert snapshot() == before
    assert (
        "stands on approved texts and is kept with them."
        in desk.get(f"/admin/releases/{model}/{pk}/change/").content.decode()
    )


@pytest.mark.parametrize("model", ["category", "office"])
def test_the_address_of_a_used_label_stays_but_its_name_may_change(desk, edition, model):
    row = {"category": edition.categories.get(), "office": edition.office}[model]

    desk.post(f"/admin/releases/{model}/{row.pk}/change/", {"slug": "other", "name_en": "Renamed"})

    kept = row.slug
    row.refresh_from_db()
    assert (row.slug, str(row.name)) == (kept, "Renamed")


def test_an_unused_label_can_be_deleted(desk):
    category = factories.make_category()

    desk.post(f"/admin/releases/category/{category.pk}/delete/", {"post": "yes"})

    assert not Category.objects.exists()


def test_an_officer_who_wrote_a_text_is_kept_with_it(desk, officer):
    edition = factories.make_draft()
    Edition.objects.update(created_by=officer)

    desk.post(f"/admin/auth/user/{officer.pk}/delete/", {"post": "yes"})

    officer.refresh_from_db()
    assert Edition.objects.get() == edition


@pytest.mark.django_db
@pytest.mark.parametrize(
    "act",
    [
        lambda edition: Edition.objects.filter(pk=edition.pk).update(title="Forged"),
        lambda edition: Release.objects.filter(pk=edition.release_id).update(slug="forged"),
        lambda edition: Edition.objects.filter(pk=edition.pk).delete(),
        lambda edition: edition.release.delete(),
        lambda edition: edition.categories.clear(),
        lambda edition: Category.objects.all().delete(),
        lambda edition: Office.objects.all().delete(),
    ],
)
def test_the_database_refuses_what_goes_past_the_desk(act):
    edition = factories.make_live(office=factories.make_office(), categories=[factories.make_category()])

    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        act(edition)
