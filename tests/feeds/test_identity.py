"""An entry is known again whatever becomes of its text, and readers see that it changed (API-06)."""

import pytest

from releases import workflow
from releases.models import Edition, Purpose
from tests.factories import follow, latest_of, make_live, make_mission, utc
from tests.feeds.reading import FORMATS, entries, ids, read

pytestmark = pytest.mark.django_db
AT = utc("2026-06-01T09:00Z")
ID = "tag:localhost,2026-05-04:en/first"


def rename(edition, slug, by):
    edition = Edition.objects.select_related("release").get(pk=edition.pk)
    workflow.rename(edition, by=by, slug=slug, reason="A name was misspelt.", at=AT)


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_identity_survives_every_address(client, mission, officer, file_format):
    edition = make_live("Text", slug="first")
    for slug in ("second", "third", "first", "second", "first", "fourth"):
        rename(edition, slug, officer)

        assert entries(client.get(f"/messages/feed.{file_format}")) == [(ID, "Text")], slug


def test_the_identity_of_a_correction_survives_them_too(client, mission, officer):
    follow(edition := make_live("Text", slug="first"))
    rename(edition, "second", officer)

    assert ids(client.get("/corrections/feed.rss")) == [f"{ID}/editions/2"]


@pytest.mark.parametrize("file_format", FORMATS)
def test_another_title_is_the_same_entry(client, mission, file_format):
    follow(make_live("Wrong", slug="first"), title="Right")

    assert entries(client.get(f"/messages/feed.{file_format}")) == [(ID, "Right")]


@pytest.mark.parametrize("purpose", [Purpose.CORRECTION, Purpose.UPDATE])
def test_a_later_edition_moves_updated_and_not_published(client, mission, purpose):
    edition = make_live("Text", slug="first")
    follow(edition, purpose=purpose, note="Why." if purpose == Purpose.CORRECTION else "", live_from=AT)
    (entry,) = read(client.get("/messages/feed.atom", {"as-of": "2026-06-01T09:00Z"}))
    (before,) = read(client.get("/messages/feed.atom", {"as-of": "2026-06-01T08:59Z"}))

    assert (entry["published"], entry["updated"]) == ("2026-05-04T11:00:00+02:00", "2026-06-01T11:00:00+02:00")
    assert (before["published"], before["updated"]) == ("2026-05-04T11:00:00+02:00", "2026-05-04T11:00:00+02:00")


def test_two_languages_are_two_entries(client):
    make_mission(languages=["en", "fr"])
    make_live("Text", slug="first")
    make_live("Texte", slug="first", language="fr")

    assert entries(client.get("/messages/feed.json")) == [(ID, "Text")]
    assert entries(client.get("/fr/messages/feed.json")) == [("tag:localhost,2026-05-04:fr/first", "Texte")]


def test_the_date_of_an_identity_is_that_of_utc(client):
    """A mission that moves to another zone keeps its identities."""
    make_mission(host_time_zone="Pacific/Kiritimati")
    make_live("Text", slug="first", live_from=utc("2026-05-04T23:30Z"))
    (entry,) = read(client.get("/messages/feed.atom"))

    assert (entry["id"], entry["published"]) == (ID, "2026-05-05T13:30:00+14:00")


def test_a_correction_says_so_before_the_text(client, mission):
    edition = follow(make_live("Text"), note="It was <wrong>.")
    follow(edition, purpose=Purpose.UPDATE, note="", body="<p>Words as they are now.</p>")
    (entry,) = read(client.get("/messages/feed.json"))

    assert entry["text"] == (
        '<div lang="en" dir="ltr">\n<p><strong>Corrected on 5 May 2026, 11:00:</strong> It was &lt;wrong&gt;.</p>\n'
        "<p>Words as they are now.</p>\n\n</div>"
    )
    assert latest_of(edition.release).number == 3


def test_the_latest_of_several_corrections_is_told(client, mission):
    follow(follow(make_live("Text"), note="A name."), note="A number.")
    (entry,) = read(client.get("/messages/feed.json"))

    assert entry["text"].splitlines()[1] == "<p><strong>Corrected on 6 May 2026, 11:00:</strong> A number.</p>"
