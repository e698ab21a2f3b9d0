"""Words that are not saved yet are kept for the officer who typed them, and for nobody else (ACL-05, AUT-07)."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from releases.models import Autosave, Edition, Presence
from tests import factories
from tests.admin.conftest import NOW, allow, content

ADD, NEW = "/admin/releases/release/add/", "/admin/releases/release/autosave/"


def page(edition, name="change"):
    return f"/admin/releases/release/{edition.release_id}/{name}/"


def typed(edition=None, **changes):
    return content(version=edition.version, slug=edition.release.slug, **changes) if edition else content(**changes)


@pytest.fixture
def draft(mission):
    return factories.make_draft("As saved", dated=NOW.date())


@pytest.fixture
def helena(client, mission):
    """Another officer at her own browser."""
    user = User.objects.create_superuser("helena", first_name="Helena", last_name="Hentzau")
    browser = Client()
    browser.force_login(user)
    return browser


def test_what_is_typed_is_kept_and_the_edition_stays_as_it_is(desk, officer, draft):
    answer = desk.post(page(draft, "autosave"), typed(draft, title="As typed"))

    kept = Autosave.objects.get()
    assert answer.json() == {"said": "Your words are kept, not yet saved: 11:00 (Lutetia)."}
    assert (kept.officer, kept.edition, kept.version, kept.words["title"]) == (officer, draft, 1, ["As typed"])
    assert not {"csrfmiddlewaretoken", "version", "seen", "is_mine"} & kept.words.keys()
    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("As saved", 1)


def test_kept_words_are_offered_and_come_back_into_the_form(desk, draft):
    desk.post(page(draft, "autosave"), typed(draft, title="As typed"))

    offered = desk.get(page(draft)).content.decode()
    restored = desk.get(page(draft) + "?restore")

    assert "You have unsaved words of 11:00 (Lutetia)." in offered
    assert "As typed" not in offered
    form = restored.context["adminform"].form
    assert (form["title"].value(), form["version"].value()) == ("As typed", 1)


def test_nothing_is_offered_that_is_saved_already(desk, draft):
    body = "<ul><li><p>Words of the text.</p></li></ul>"
    Edition.objects.filter(pk=draft.pk).update(body="<ul><li>Words of the text.</li></ul>", version=2)
    desk.post(page(draft, "autosave"), typed(draft, title="As saved", body=body))

    assert "unsaved words" not in desk.get(page(draft)).content.decode()


def test_saving_the_form_ends_what_was_kept(desk, draft):
    desk.post(page(draft, "autosave"), typed(draft, title="As typed"))
    desk.post(NEW, typed(title="Another, new"))

    desk.post(page(draft), typed(draft, title="As typed", _continue="Save"))
    assert [kept.edition for kept in Autosave.objects.all()] == [None]

    desk.post(ADD, typed(title="Another, new", _continue="Save"))
    assert not Autosave.objects.exists()


def test_words_of_a_release_not_yet_saved_come_back_too(desk):
    desk.post(NEW, typed(title="A beginning"))
    desk.post(NEW, typed(title="A beginning, and more"))

    assert "You have unsaved words" in desk.get(ADD).content.decode()
    assert desk.get(f"{ADD}?restore").context["adminform"].form["title"].value() == "A beginning, and more"
    assert Autosave.objects.count() == 1


def test_discarding_ends_the_offer(desk, draft):
    desk.post(page(draft, "autosave"), typed(draft, title="As typed"))

    answer = desk.post(page(draft, "autosave"), {"discard": "1"})

    assert answer["Location"] == page(draft)
    assert not Autosave.objects.exists()


def test_nobody_else_sees_kept_words(desk, helena, draft):
    desk.post(page(draft, "autosave"), typed(draft, title="As typed"))

    for address in (page(draft), page(draft) + "?restore", ADD):
        assert "As typed" not in helena.get(address).content.decode()


def test_a_restored_text_upon_an_older_version_overwrites_nothing(desk, helena, draft):
    desk.post(page(draft, "autosave"), typed(draft, title="As typed"))
    helena.post(page(draft), typed(draft, title="Helena's", _continue="Save"))

    form = desk.get(page(draft) + "?restore").context["adminform"].form
    desk.post(page(draft), typed(draft, title="As typed") | {"version": form["version"].value()})

    assert Edition.objects.get().title == "Helena's"


def test_an_approved_text_takes_no_words(desk):
    edition = factories.make_live(live_from=NOW)

    answer = desk.post(page(edition, "autosave"), typed(edition))

    assert (answer.status_code, list(answer.json())) == (409, ["problem"])
    assert not Autosave.objects.exists()


@pytest.mark.parametrize("address", ["autosave", "presence"])
def test_keeping_words_needs_the_right_to_change(bystander, draft, address):
    assert bystander.post(page(draft, address), typed(draft)).status_code == 403
    allow(bystander.user, "view_release")
    assert bystander.post(page(draft, address), typed(draft)).status_code == 403
    assert bystander.post(NEW, typed()).status_code == 403
    assert not Autosave.objects.exists()


def test_a_session_that_has_expired_is_sent_to_the_log_in(client, draft):
    answer = client.post(page(draft, "autosave"), typed(draft))

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/my-account/log-in/")


def test_keeping_words_is_guarded_against_forgery(officer, draft):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer)

    assert browser.post(page(draft, "autosave"), typed(draft)).status_code == 403
    token = browser.get(NEW).json()["csrf"]
    assert browser.post(page(draft, "autosave"), typed(draft) | {"csrfmiddlewaretoken": token}).status_code == 200


def test_each_officer_sees_that_the_other_has_it_open(desk, helena, draft):
    assert helena.post(page(draft, "presence")).json() == {"others": []}

    assert desk.post(page(draft, "presence")).json() == {
        "others": ["Helena Hentzau has this open since 11:00 (Lutetia)."]
    }
    assert helena.post(page(draft, "presence")).json() == {"others": ["officer has this open since 11:00 (Lutetia)."]}
    assert "Helena Hentzau has this open" in desk.get(page(draft)).content.decode()


def test_who_leaves_or_falls_silent_is_forgotten(desk, helena, draft, monkeypatch):
    helena.post(page(draft, "presence"))
    helena.post(page(draft, "presence"), {"leave": "1"})
    assert not Presence.objects.exists()

    helena.post(page(draft, "presence"))
    later = NOW + Presence.EXPIRES_AFTER
    monkeypatch.setattr("embassy.lib.instant.now", lambda: later)
    assert desk.post(page(draft, "presence")).json() == {"others": []}
    assert list(Presence.objects.values_list("officer__username", flat=True)) == ["officer"]
