from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from releases import workflow
from releases.models import Edition, Release, State
from tests import factories
from tests.admin.conftest import allow, content, errors_of

ADD = "/admin/releases/release/add/"


def change(release):
    return f"/admin/releases/release/{release.pk}/change/"


def test_a_text_is_written_and_saved_as_a_draft(desk, officer):
    category = factories.make_category()

    response = desk.post(ADD, content(categories=[category.pk], _continue="Save"))

    edition = Edition.objects.get()
    assert response["Location"] == change(edition.release)
    assert (edition.title, edition.state, edition.created_by, edition.dated, edition.release.slug) == (
        "A statement of the Embassy",
        State.DRAFT,
        officer,
        date(2026, 6, 1),
        "a-statement-of-the-embassy",
    )
    assert edition.body == "<p>First paragraph.</p>\n<p>Second paragraph.</p>"
    assert list(edition.categories.all()) == [category]


def test_the_form_begins_with_today_in_the_host_city(desk, monkeypatch):
    monkeypatch.setattr("embassy.lib.instant.now", lambda: factories.utc("2026-05-31T22:30Z"))

    form = desk.get(ADD).context["adminform"].form

    assert form.initial["dated"] == date(2026, 6, 1)


def test_a_title_without_latin_letters_leaves_the_address_to_the_officer(desk):
    response = desk.post(ADD, content(title="声明"))

    assert errors_of(response) == {"slug": ["Write an address in Latin letters: none can be made from this title."]}
    assert not Release.objects.exists()


def test_an_address_that_is_taken_is_refused_beside_its_field(desk):
    factories.make_draft(slug="taken")

    response = desk.post(ADD, content(slug="taken"))

    assert list(errors_of(response)) == ["slug"]
    assert Release.objects.count() == 1


def test_saving_raises_the_version_and_stands_in_the_history(desk):
    edition = factories.make_draft()

    desk.post(change(edition.release), content(title="Changed", slug="text", version=1, _continue="Save"))

    edition.refresh_from_db()
    edition.release.refresh_from_db()
    assert (edition.title, edition.version, edition.release.slug) == ("Changed", 2, "text")
    assert LogEntry.objects.filter(object_id=str(edition.release_id)).count() == 1
    assert desk.get(reverse("admin:releases_release_history", args=[edition.release_id])).status_code == 200


def test_the_second_to_save_gets_their_words_back_and_overwrites_nothing(desk):
    edition = factories.make_draft()
    desk.post(change(edition.release), content(title="First saver", slug="text", version=1, _continue="Save"))

    response = desk.post(
        change(edition.release), content(title="Second saver", slug="text", version=1, _continue="Save")
    )

    page = response.content.decode()
    assert "Somebody else has saved this text since you opened it." in page
    assert 'value="Second saver"' in page
    assert Edition.objects.get().title == "First saver"


def test_the_second_to_save_may_replace_what_they_were_told_of(desk):
    edition = factories.make_draft()
    desk.post(change(edition.release), content(title="First saver", slug="text", version=1))
    told = content(title="Second saver", slug="text", version=1, seen=2)

    desk.post(change(edition.release), told)
    assert Edition.objects.get().title == "First saver"
    desk.post(change(edition.release), {**told, "is_mine": "on"})
    assert Edition.objects.get().title == "Second saver"


def test_a_third_save_in_between_is_not_replaced_unseen(desk):
    edition = factories.make_draft()
    Edition.objects.filter(pk=edition.pk).update(version=3, title="Third saver")

    desk.post(change(edition.release), content(title="Second saver", slug="text", version=1, seen=2, is_mine="on"))

    assert Edition.objects.get().title == "Third saver"


def test_a_refusal_in_the_last_moment_keeps_the_words_and_the_release(desk, monkeypatch):
    edition = factories.make_draft(slug="before")

    def refuse(*_args, **_options):
        raise workflow.ActRefused("Overtaken in the last moment.")

    monkeypatch.setattr(workflow, "save", refuse)
    response = desk.post(change(edition.release), content(title="Mine", slug="after", version=1))

    assert "Overtaken in the last moment." in response.content.decode()
    assert 'value="Mine"' in response.content.decode()
    assert Release.objects.get().slug == "before"


def test_a_draft_is_discarded_after_a_question(desk):
    edition = factories.make_draft()
    page = f"/admin/releases/release/{edition.release_id}/discard/"

    assert desk.get(page).status_code == 200
    assert Release.objects.exists()
    desk.post(page)
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("codenames", "expected"),
    [([], 403), (["view_release"], 403), (["add_release"], 200)],
)
def test_writing_needs_the_right_to_add(bystander, codenames, expected):
    allow(bystander.user, *codenames)

    assert bystander.get(ADD).status_code == expected


@pytest.mark.parametrize("act", ["change", "publish", "discard", "delete", "history"])
def test_staff_without_rights_see_nothing_of_a_draft(bystander, act):
    edition = factories.make_draft(title="Secret until Monday")

    response = bystander.get(f"/admin/releases/release/{edition.release_id}/{act}/")

    assert response.status_code == 403
    assert "Secret" not in response.content.decode()
    assert "Secret" not in bystander.get("/admin/").content.decode()


def test_an_officer_without_the_right_to_delete_cannot_discard(bystander):
    allow(bystander.user, "change_release")
    edition = factories.make_draft()

    response = bystander.post(f"/admin/releases/release/{edition.release_id}/discard/")

    assert response.status_code == 403
    assert Edition.objects.get() == edition
