"""Preview links: made, opened, revoked, dead (EMB-10, EMB-11)."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from embassy.lib import instant, tokens
from releases import previews, workflow
from releases.models import Edition, PreviewLink, PreviewOpening, Purpose
from tests import factories
from tests.admin.conftest import NOW, allow
from tests.embassy.reading import by_class, parsed, robots, tags, texts

ADDRESS = re.compile(r"http://localhost:8000(/preview/[^/<]+/)")
CANARY = "kanarienvogel"
LATER = factories.utc("2026-06-02T07:30Z")


@pytest.fixture
def draft(mission):
    return factories.make_draft(f"{CANARY} title", body=f"<p>{CANARY} text</p>", summary=f"{CANARY} summary")


def issue(edition, by, hours=24):
    link, token = previews.issue(
        edition, recipient="A. Reader", note="an internal word", expires_at=NOW + timedelta(hours=hours), by=by, at=NOW
    )
    return link, reverse("preview", args=[token])


def at(monkeypatch, moment):
    monkeypatch.setattr(instant, "now", lambda: moment)


def form_page(release):
    return f"/admin/releases/release/{release.pk}/previews/"


def test_an_officer_makes_a_link_whose_address_is_shown_once_and_kept_nowhere(desk, client, draft):
    response = desk.post(form_page(draft.release), {"recipient": "A. Reader", "note": "an internal word", "hours": "4"})

    (address,) = ADDRESS.findall(response.content.decode())
    link = PreviewLink.objects.get()
    token = address.split("/")[2]
    assert (link.recipient, link.note, link.created_by.username) == ("A. Reader", "an internal word", "officer")
    assert (link.created_at, link.expires_at) == (NOW, NOW + timedelta(hours=4))
    assert link.digest == tokens.digest(token)
    assert token not in desk.get(form_page(draft.release)).content.decode()
    assert token not in str(PreviewLink.objects.values_list())


def test_a_token_has_more_than_128_random_bits():
    made = {tokens.new() for _ in range(100)}

    assert (len(made), {len(token) * 6 >= 128 for token in made}) == (100, {True})


def test_a_reader_without_account_sees_the_text_and_that_it_is_not_published(client, draft, officer):
    _link, address = issue(draft, officer)

    response = client.get(address)
    page = parsed(response)

    assert response.status_code == 200
    assert f"{CANARY} text" in response.content.decode()
    assert "an internal word" not in response.content.decode()
    assert texts(page, "preview-banner") == [
        (
            "Preview. This text is not published. "
            "No time of publication has been set. The text may still change. "
            "For A. Reader only: please do not pass this address on. "
            "It works until Tuesday 2 June 2026, 11:00 in Lutetia; 12:00 in Strelsau."
        )
    ]


def test_the_banner_names_the_embargo_in_both_cities(client, draft, officer):
    scheduled = workflow_approved(draft, officer, LATER)
    _link, address = issue(scheduled, officer)

    (banner,) = texts(parsed(client.get(address)), "preview-banner")

    assert "Embargoed until Tuesday 2 June 2026, 09:30 in Lutetia; 10:30 in Strelsau." in banner


def workflow_approved(draft, officer, live_from):
    """Approved as an import enters it: what the acts ask for before it is another story."""
    draft.live_from = live_from
    workflow.record([[draft]])
    return Edition.objects.select_related("release").get(pk=draft.pk)


def test_no_cache_no_index_no_referrer_no_cookie(client, draft, officer):
    _link, address = issue(draft, officer)

    for path in (address, "/preview/unknown/"):
        response = client.get(path)
        assert {name: response[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")} == {
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex, nofollow, noarchive",
            "Referrer-Policy": "no-referrer",
        }
        assert robots(parsed(response)) == ["noindex, nofollow"]
        assert ("Set-Cookie" in response, "Vary" in response) == (False, False)


def test_no_link_form_or_source_of_the_page_holds_the_token(client, draft, officer):
    _link, address = issue(draft, officer)
    token = address.split("/")[2]

    html = client.get(f"{address}?as-of=2026-05-20T09:00Z").content.decode()

    assert token not in html
    assert [tag for tag in tags(html) if tag[1].get("data-do")] == []


def test_once_the_text_is_public_the_address_leads_to_it(client, draft, officer, monkeypatch):
    scheduled = workflow_approved(draft, officer, LATER)
    _link, address = issue(scheduled, officer, hours=100)
    at(monkeypatch, LATER)

    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, scheduled.get_absolute_url())
    assert response["Cache-Control"] == "private, no-store"


def dead_addresses(officer, monkeypatch):
    """A link of every kind of death, by its kind."""
    revoked, revoked_address = issue(factories.make_draft(f"{CANARY} revoked"), officer)
    previews.revoke(revoked, by=officer, at=NOW)
    _expired, expired_address = issue(factories.make_draft(f"{CANARY} expired"), officer, hours=1)
    gone = factories.make_draft(f"{CANARY} gone")
    _gone, gone_address = issue(gone, officer, hours=100)
    workflow.discard(gone, by=officer, at=instant.now())
    over = factories.make_draft(f"{CANARY} superseded")
    _over, over_address = issue(over, officer, hours=100)
    approved = workflow_approved(over, officer, NOW + timedelta(minutes=10))
    factories.follow(approved, live_from=NOW + timedelta(minutes=20))
    at(monkeypatch, NOW + timedelta(hours=1))
    return {
        "revoked": revoked_address,
        "expired": expired_address,
        "discarded": gone_address,
        "superseded": over_address,
        "of another instant": f"{expired_address}?as-of=2026-06-01T09:10Z",
        "unknown": f"/preview/{tokens.new()}/",
        "malformed": "/preview/%00%F0%9F%90%A6/",
    }


def test_every_dead_link_answers_with_the_same_bytes_and_nothing_of_the_text(client, mission, officer, monkeypatch):
    answers = {kind: client.get(address) for kind, address in dead_addresses(officer, monkeypatch).items()}

    told = {kind: (answer.status_code, answer.content, dict(answer.headers)) for kind, answer in answers.items()}
    assert {kind for kind, answer in told.items() if answer != told["unknown"]} == set()
    assert told["unknown"][0] == 404
    assert CANARY not in answers["superseded"].content.decode()


def test_every_opening_by_a_reader_is_noted_once_a_minute(client, draft, officer, monkeypatch):
    _link, address = issue(draft, officer)

    client.head(address)
    client.get(address)
    client.get(address)
    at(monkeypatch, NOW + timedelta(minutes=1))
    client.get(address)

    openings = PreviewOpening.objects.order_by("opened_at").values_list("opened_at", flat=True)
    assert list(openings) == [NOW, NOW + timedelta(minutes=1)]


def test_it_shows_its_own_edition_and_no_other(client, mission, officer):
    live = factories.make_live("Public", slug="public")
    draft = factories.next_draft(live.release, Purpose.UPDATE)
    Edition.objects.filter(pk=draft.pk).update(title=f"{CANARY} second")
    factories.make_draft(f"{CANARY} other", translation_key="t")
    _link, address = issue(Edition.objects.get(pk=draft.pk), officer)

    html = client.get(address).content.decode()

    assert set(re.findall(rf"{CANARY} \w+", html)) == {f"{CANARY} second"}


def test_it_speaks_the_language_of_the_text(client, officer):
    factories.make_mission(languages=["en", "fr"])
    draft = factories.make_draft("Un texte", language="fr")
    _link, address = issue(draft, officer)

    page = parsed(client.get(address))

    assert page.get("lang") == "fr"
    assert [link.get("href") for link in by_class(page, "brand")] == ["/fr/"]


def test_a_public_text_gets_no_preview_link(desk, officer):
    live = factories.make_live("Public", live_from=NOW)

    response = desk.post(form_page(live.release), {"recipient": "A. Reader", "note": "", "hours": "4"})

    assert PreviewLink.objects.count() == 0
    assert "This edition is public: readers need no preview of it." in response.content.decode()


def test_revoking_takes_a_post_and_the_release_it_belongs_to(desk, draft, officer, client):
    link, address = issue(draft, officer)
    other = factories.make_draft("Another")

    desk.get(f"{form_page(draft.release)}?revoke={link.pk}")
    assert desk.post(form_page(other.release), {"revoke": link.pk}).status_code == 404
    assert desk.post(form_page(draft.release), {"revoke": "x"}).status_code == 404
    assert client.get(address).status_code == 200

    desk.post(form_page(draft.release), {"revoke": link.pk})
    link.refresh_from_db()
    assert (link.revoked_at, link.revoked_by) == (NOW, officer)
    assert client.get(address).status_code == 404


def test_the_list_shows_who_when_and_each_opening(desk, draft, officer):
    link, _address = issue(draft, officer)
    previews.note_opening(link, NOW)

    page = parsed(desk.get(form_page(draft.release)))

    (row,) = by_class(page, "preview-links")
    said = " ".join("".join(row.itertext()).split())
    assert "A. Reader Works Edition 1 an internal word" in said
    assert "Made by officer: Monday 1 June 2026, 11:00 in Lutetia; 12:00 in Strelsau." in said
    assert "Opened in 1 minute Monday 1 June 2026, 11:00 in Lutetia; 12:00 in Strelsau" in said


@pytest.mark.parametrize(("rights", "status"), [([], 403), (["view_release"], 403), (["change_release"], 200)])
def test_who_may_change_the_release_may_make_and_see_its_links(bystander, officer, draft, rights, status):
    link, _address = issue(draft, officer)
    allow(bystander.user, *rights)

    answers = [
        bystander.get(form_page(draft.release)),
        bystander.post(form_page(draft.release), {"recipient": "B", "note": "", "hours": "4"}),
        bystander.post(form_page(draft.release), {"revoke": link.pk}, follow=True),
    ]

    link.refresh_from_db()
    assert [answer.status_code for answer in answers] == [status] * 3
    assert [CANARY in answer.content.decode() for answer in answers] == [status == 200] * 3
    assert (PreviewLink.objects.count(), link.revoked_at) == ((2, NOW) if status == 200 else (1, None))


@pytest.mark.parametrize("facts", [{"expires_at": NOW}, {"revoked_at": NOW}])
def test_the_database_refuses_a_link_that_cannot_be(draft, officer, facts):
    link, _address = issue(draft, officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        PreviewLink.objects.filter(pk=link.pk).update(**facts)
