"""A public text may move to another address; every address that it ever had leads to it (API-08)."""

import pytest
from django.db import IntegrityError, transaction

from releases import workflow
from releases.models import Edition, FormerSlug, Release
from releases.workflow import ActRefused
from tests.factories import follow, make_draft, make_live, utc

pytestmark = pytest.mark.django_db
AT = utc("2026-06-01T09:00Z")
TAKEN = "This address is taken, or was another text's before."


def rename(edition, slug, by):
    edition = Edition.objects.select_related("release").get(pk=edition.pk)
    return workflow.rename(edition, by=by, slug=slug, reason="A name was misspelt.", at=AT)


def way(client, address, **query):
    """The addresses that a reader is led over, to the page."""
    seen = []
    response = client.get(address, query)
    while response.status_code == 301:
        seen.append(response["Location"])
        response = client.get(response["Location"])
    assert response.status_code == 200
    return seen


def test_three_addresses_later_each_old_one_leads_there_in_one_step(client, mission, officer):
    edition = make_live(slug="first")
    for slug in ("second", "third", "fourth"):
        rename(edition, slug, officer)

    assert way(client, "/messages/fourth/") == []
    for slug in ("first", "second", "third"):
        assert way(client, f"/messages/{slug}/") == ["/messages/fourth/"]


def test_an_address_that_is_taken_up_again_makes_no_loop(client, mission, officer):
    edition = make_live(slug="first")
    for slug in ("second", "third", "first"):
        rename(edition, slug, officer)

    assert way(client, "/messages/first/") == []
    assert way(client, "/messages/second/") == way(client, "/messages/third/") == ["/messages/first/"]


def test_the_instant_that_was_asked_for_is_carried_along(client, mission, officer):
    follow(edition := make_live(slug="first"), live_from=utc("2026-05-05T09:00Z"))
    rename(edition, "second", officer)

    assert way(client, "/messages/first/", **{"as-of": "2026-05-04"}) == ["/messages/second/?as-of=2026-05-04"]
    assert way(client, "/messages/first/editions/1/") == ["/messages/second/editions/1/"]
    assert client.get("/messages/first/", {"as-of": "2020-01-01"}).status_code == 404


def test_no_text_takes_an_address_that_is_or_was_anothers(officer):
    edition, other = make_live(slug="first"), make_live(slug="other")
    rename(edition, "second", officer)

    for slug in ("first", "second", "other"):
        with pytest.raises(ActRefused) as refusal:
            rename(other, slug, officer)
        assert str(refusal.value) in (TAKEN, f"“{slug}” cannot be its address.")
    assert Release.objects.get(pk=other.release_id).slug == "other"
    assert FormerSlug.objects.count() == 1


@pytest.mark.parametrize("slug", ["", "a b", "../admin", "x" * 201, "feed.atom", "a/b"])
def test_an_address_is_a_slug(officer, slug):
    edition = make_live(slug="first")

    with pytest.raises(ActRefused):
        rename(edition, slug, officer)
    assert (Release.objects.get().slug, FormerSlug.objects.count()) == ("first", 0)


def test_the_same_address_in_another_language_is_another_address(client, mission, officer):
    mission.languages = ["fr"]
    mission.save()
    rename(make_live(slug="first"), "second", officer)
    make_live("Un texte", slug="first", language="fr")

    assert way(client, "/fr/messages/first/") == []
    assert way(client, "/messages/first/") == ["/messages/second/"]


def test_a_draft_of_a_text_that_was_never_public_has_no_former_address(officer):
    with pytest.raises(ActRefused):
        rename(make_draft(slug="first"), "second", officer)


def test_the_database_moves_no_public_text_whose_old_address_is_not_on_record():
    release = make_live(slug="first").release
    FormerSlug.objects.create(release=release, language="en", slug="an-older-one")
    FormerSlug.objects.create(release=release, language="fr", slug="first")

    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(slug="second")
    FormerSlug.objects.create(release=release, language="en", slug="first")
    assert Release.objects.filter(pk=release.pk).update(slug="second") == 1
