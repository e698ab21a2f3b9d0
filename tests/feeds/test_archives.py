"""A feed is read back to its first entry, and a full archive never changes (RFC 5005)."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from releases.models import Purpose
from tests.factories import PUBLISHED, follow, make_category, make_live
from tests.feeds.reading import FORMATS, links, titles
from tests.feeds.validity import faults

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"


def make_texts(first, last, **content):
    return [
        make_live(f"Text {number}", live_from=PUBLISHED + timedelta(hours=number), **content)
        for number in range(first, last + 1)
    ]


def numbers(response):
    return [int(title.rpartition(" ")[2]) for title in titles(response)]


def walk(client, start, *relations):
    """Every document on the way from `start`, oldest last."""
    found, address = [], start
    while address:
        response = client.get(address)
        assert (response.status_code, faults(response)) == (200, [])
        found.append((address, numbers(response)))
        there = links(response)
        following = next((there[name] for name in relations if name in there), "")
        address = following.removeprefix(SITE)
    return found


def test_the_current_feed_has_the_newest_and_leads_to_full_archives_only(client, mission):
    make_texts(1, 45)

    assert walk(client, "/messages/feed.atom", "prev-archive") == [
        ("/messages/feed.atom", list(range(45, 25, -1))),
        ("/messages/feed.atom?archive=2", list(range(21, 41))),
        ("/messages/feed.atom?archive=1", list(range(1, 21))),
    ]


@pytest.mark.parametrize(("file_format", "relation"), [("rss", "prev-archive"), ("json", "next")])
def test_the_other_formats_lead_the_same_way(client, mission, file_format, relation):
    make_texts(1, 40)
    documents = walk(client, f"/messages/feed.{file_format}", relation)

    assert [address for address, _numbers in documents] == [
        f"/messages/feed.{file_format}{query}" for query in ("", "?archive=2", "?archive=1")
    ]
    assert {number for _address, found in documents for number in found} == set(range(1, 41))


@pytest.mark.parametrize("count", [0, 19, 20, 21, 39, 40, 41])
def test_nothing_is_lost_between_two_documents(client, mission, count):
    make_texts(1, count)
    documents = walk(client, "/messages/feed.atom", "prev-archive")

    assert {number for _address, found in documents for number in found} == set(range(1, count + 1))


def test_the_links_of_an_archive(client, mission):
    make_texts(1, 60)
    feed = f"{SITE}/messages/feed.atom"

    assert links(client.get("/messages/feed.atom?archive=2")) == {
        "alternate": f"{SITE}/messages/",
        "self": f"{feed}?archive=2",
        "current": feed,
        "prev-archive": f"{feed}?archive=1",
        "next-archive": f"{feed}?archive=3",
    }
    assert b"<fh:archive/>" in client.get("/messages/feed.atom?archive=2").content
    assert b"<fh:archive/>" in client.get("/messages/feed.rss?archive=2").content
    assert b"<fh:archive/>" not in client.get("/messages/feed.atom").content


def test_a_full_archive_keeps_its_entries_through_whatever_comes(client, mission):
    texts = make_texts(1, 20)
    before = client.get("/messages/feed.atom?archive=1")
    make_texts(21, 45)
    after = client.get("/messages/feed.atom?archive=1")
    link = f'<link href="{SITE}/messages/feed.atom?archive=2" rel="next-archive" type="application/atom+xml"/>'
    assert after.content.decode() == before.content.decode().replace("<fh:archive/>", f"{link}<fh:archive/>")
    assert after.headers["Last-Modified"] == before.headers["Last-Modified"] == "Tue, 05 May 2026 05:00:00 GMT"

    follow(texts[4], purpose=Purpose.WITHDRAWAL, live_from=PUBLISHED + timedelta(days=9))
    follow(texts[5], live_from=PUBLISHED + timedelta(days=9), title="Text 6")
    assert numbers(client.get("/messages/feed.rss?archive=1")) == list(range(1, 21))
    assert numbers(client.get("/messages/feed.rss?archive=2")) == list(range(21, 41))


def test_what_changed_last_stands_in_the_current_feed_however_old(client, mission):
    texts = make_texts(1, 45)
    follow(texts[0], live_from=PUBLISHED + timedelta(days=9))
    follow(texts[1], purpose=Purpose.WITHDRAWAL, live_from=PUBLISHED + timedelta(days=8))

    assert numbers(client.get("/messages/feed.json")) == [1, 2, *range(45, 25, -1)]


def test_many_old_changes_drive_nothing_new_out(client, mission):
    texts = make_texts(1, 45)
    for text in texts[:15]:
        follow(text, live_from=PUBLISHED + timedelta(days=9))
    found = numbers(client.get("/messages/feed.json"))

    assert (len(found), set(range(26, 46)) <= set(found), found[:10]) == (30, True, list(range(15, 5, -1)))


def test_a_filtered_feed_is_paged(client, mission):
    """A correction may take a text out of a category: its documents do not claim to stay."""
    make_texts(1, 45, categories=[make_category()])
    make_texts(46, 50, kind="speech")
    feed = f"{SITE}/messages/feed.atom?category=consular"

    assert walk(client, "/messages/feed.atom?category=consular", "next") == [
        ("/messages/feed.atom?category=consular", list(range(45, 25, -1))),
        ("/messages/feed.atom?category=consular&archive=2", list(range(21, 41))),
        ("/messages/feed.atom?category=consular&archive=1", list(range(1, 21))),
    ]
    response = client.get("/messages/feed.atom?category=consular&archive=2")
    assert links(response) == {
        "alternate": f"{SITE}/messages/?category=consular",
        "self": f"{feed}&archive=2",
        "first": feed,
        "previous": feed,
        "next": f"{feed}&archive=1",
        "last": f"{feed}&archive=1",
    }
    assert b"fh:archive" not in response.content


def test_the_corrections_are_archived_too(client, mission):
    for text in make_texts(1, 21):
        follow(text, live_from=text.live_from + timedelta(minutes=1))
    documents = walk(client, "/corrections/feed.atom", "prev-archive")

    assert [urlsplit(address).query for address, _numbers in documents] == ["", "archive=1"]
    assert documents[1][1] == list(range(1, 21))


@pytest.mark.parametrize("archive", ["2", "999999999"])
def test_an_archive_that_is_not_full_is_not_there(client, mission, archive):
    make_texts(1, 39)

    assert client.get("/messages/feed.atom", {"archive": archive}).status_code == 404


@pytest.mark.parametrize("archive", ["0", "-1", "abc", "9" * 5000, "1.0", " 1", "\x00", "\u0661"])
def test_what_is_no_number_gets_the_current_feed_and_a_sentence(client, mission, archive):
    make_texts(1, 21)
    response = client.get("/messages/feed.json", {"archive": archive})

    assert numbers(response) == list(range(21, 1, -1))
    assert response.json()["description"].endswith("“archive” takes a whole number from 1. This is the current feed.")


def test_the_archives_of_the_past_are_those_of_then(client, mission):
    make_texts(1, 45)
    as_of = "as-of=2026-05-05T06:30Z"  # 21 hours after the first

    assert links(client.get(f"/messages/feed.atom?{as_of}"))["prev-archive"] == (
        f"{SITE}/messages/feed.atom?archive=1&{as_of}"
    )
    assert client.get(f"/messages/feed.atom?archive=2&{as_of}").status_code == 404


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_document_that_is_not_there_leads_on(client, mission, file_format):
    assert b"All messages" in client.get(f"/messages/feed.{file_format}?archive=7").content


def test_editions_fill_no_archive_texts_do(client, mission):
    for text in make_texts(1, 19):
        follow(text, live_from=text.live_from + timedelta(minutes=1))

    assert "prev-archive" not in links(client.get("/messages/feed.atom"))
    assert client.get("/messages/feed.atom?archive=1").status_code == 404
