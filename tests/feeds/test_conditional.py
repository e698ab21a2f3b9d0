"""A reader's program is told when nothing is new, and never for what is not public (EMB-03, HTP-05)."""

from datetime import date

import pytest

from releases import workflow
from releases.feeds import filtered
from releases.lists import keeping
from releases.models import Edition, Purpose, State
from tests.factories import (
    PUBLISHED,
    follow,
    make_category,
    make_draft,
    make_live,
    make_mission,
    make_office,
    next_draft,
    utc,
)
from tests.feeds.reading import FORMATS, ids, titles

pytestmark = pytest.mark.django_db
TO_COME = utc("2999-01-01T00:00Z")
FEEDS = [f"/{folder}/feed.{name}" for folder in ("messages", "corrections") for name in FORMATS]
FILTERED = "/messages/feed.atom?category=consular"


def modified(client, address, as_of=""):
    return client.get(address, {"as-of": as_of} if as_of else {}).headers.get("Last-Modified")


@pytest.mark.parametrize("address", FEEDS)
def test_who_has_it_is_told_so(client, mission, address):
    follow(make_live())
    first = client.get(address)
    by_tag = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    by_date = client.get(address, headers={"if-modified-since": first.headers["Last-Modified"]})

    assert [(answer.status_code, answer.content) for answer in (by_tag, by_date)] == [(304, b"")] * 2
    assert first.headers["Last-Modified"] == "Tue, 05 May 2026 09:00:00 GMT"
    assert first.headers["Cache-Control"].startswith("public, max-age=")


def test_the_head_is_that_of_the_whole(client, mission):
    make_live()
    get, head = client.get("/messages/feed.rss"), client.head("/messages/feed.rss")

    assert (head.status_code, head.headers["ETag"], head.content) == (200, get.headers["ETag"], b"")


def hidden(edition, officer, writer):
    """Everything that an officer does before it is public."""
    make_draft("Draft", categories=[make_category()], office=make_office(), dated=date(2031, 1, 1))
    review = make_draft("Review")
    Edition.objects.filter(pk=review.pk).update(state=State.IN_REVIEW)
    make_live("To come", live_from=TO_COME, categories=[make_category()])
    make_live("Dansk", language="da")
    draft = workflow.begin(edition, "correct", by=writer, note="The date was wrong.", at=PUBLISHED)
    draft.title = "A corrected title"
    workflow.save(draft, by=writer, version=draft.version, at=PUBLISHED)
    workflow.approve(Edition.objects.get(pk=draft.pk), by=officer, live_from=TO_COME, at=PUBLISHED)


@pytest.mark.parametrize("address", [*FEEDS, FILTERED, "/sitemap.xml", "/sitemap-2026-1.xml", "/news-sitemap.xml"])
def test_what_is_not_public_moves_no_byte(client, mission, officer, writer, address):
    edition = make_live("Text", categories=[make_category()])
    follow(make_live("Corrected"))

    def answer():
        response = client.get(address)
        return response.content, response.headers["ETag"], response.headers.get("Last-Modified")

    before = answer()
    hidden(edition, officer, writer)

    assert answer() == before


def test_a_text_goes_live_and_the_feed_is_new_in_that_minute(client, mission):
    make_live("Now")
    make_live("Then", live_from=utc("2026-05-20T09:01Z"))
    before, after = "2026-05-20T09:00Z", "2026-05-20T09:01Z"

    assert titles(client.get("/messages/feed.rss", {"as-of": before})) == ["Now"]
    assert titles(client.get("/messages/feed.rss", {"as-of": after})) == ["Then", "Now"]
    assert modified(client, "/messages/feed.rss", before) == "Mon, 04 May 2026 09:00:00 GMT"
    assert modified(client, "/messages/feed.rss", after) == "Wed, 20 May 2026 09:01:00 GMT"


@pytest.mark.parametrize("purpose", [Purpose.WITHDRAWAL, Purpose.CORRECTION, Purpose.UPDATE])
def test_every_public_change_is_a_new_date(client, mission, purpose):
    edition = make_live()
    follow(
        edition, purpose=purpose, note="" if purpose == Purpose.UPDATE else "Why.", live_from=utc("2026-05-20T09:00Z")
    )

    assert modified(client, "/messages/feed.atom") == "Wed, 20 May 2026 09:00:00 GMT"
    assert modified(client, "/messages/feed.atom", "2026-05-20T08:59Z") == "Mon, 04 May 2026 09:00:00 GMT"


def test_an_erasure_is_a_new_date(client, mission, officer):
    edition = make_live()
    workflow.redact(edition, by=officer, reason="A court order.", at=utc("2026-06-01T09:00Z"))

    assert modified(client, "/messages/feed.atom") == "Mon, 01 Jun 2026 09:00:00 GMT"


def test_a_text_that_leaves_a_category_dates_the_feed_of_that_category(client, mission):
    """Else whoever asks by date alone would keep it for ever."""
    edition = make_live(categories=[make_category()])
    make_live("Other", categories=[make_category()])
    draft = next_draft(edition.release)
    draft.note = "It is about something else."
    draft.save()
    draft.live_from = utc("2026-05-20T09:00Z")
    draft.categories.set([make_category("protocol", "Protocol")])
    Edition.objects.filter(pk=edition.pk).update(live_until=draft.live_from)
    workflow.record([[draft]])

    assert titles(client.get(FILTERED)) == ["Other"]
    assert modified(client, FILTERED) == "Wed, 20 May 2026 09:00:00 GMT"


def test_a_change_elsewhere_leaves_the_date_of_a_filtered_feed(client, mission):
    make_live(categories=[make_category()])
    make_live("Speech", kind="speech", live_from=utc("2026-05-20T09:00Z"))

    assert modified(client, FILTERED) == "Mon, 04 May 2026 09:00:00 GMT"
    assert modified(client, "/messages/feed.atom") == "Wed, 20 May 2026 09:00:00 GMT"


def test_a_filtered_feed_that_nothing_changed_of_late_has_no_date(client, mission, monkeypatch):
    """It is not known when a text last left it; its tag says all."""
    monkeypatch.setattr(filtered, "HORIZON", 1)
    make_live(categories=[make_category()])
    make_live("Speech", kind="speech", live_from=utc("2026-05-20T09:00Z"))
    found = client.get(FILTERED)

    assert "Last-Modified" not in found.headers
    assert b"<updated>2026-05-04T09:00:00+00:00</updated>" in found.content
    assert client.get(FILTERED, headers={"if-none-match": found.headers["ETag"]}).status_code == 304


def test_feeds_and_sitemaps_are_whole_while_the_lists_are_made_anew(client, mission):
    follow(make_live(categories=[make_category()]))
    follow(make_live("Withdrawn"), purpose=Purpose.WITHDRAWAL)
    addresses = [*FEEDS, FILTERED, "/sitemap.xml", "/sitemap-2026-1.xml", "/api/v1/releases"]

    def answers():
        return {
            address: (answer := client.get(address)).content + answer.headers["ETag"].encode() for address in addresses
        }

    before = answers()
    keeping.begin(utc("2026-06-01T09:00Z"), is_whole=False)
    assert answers() == before


def test_another_language_leaves_the_date(client):
    make_mission(languages=["en", "fr"])
    make_live()
    make_live("Texte", language="fr", live_from=utc("2026-05-20T09:00Z"))

    assert modified(client, "/messages/feed.atom") == "Mon, 04 May 2026 09:00:00 GMT"
    assert len(ids(client.get("/fr/messages/feed.atom"))) == 1
