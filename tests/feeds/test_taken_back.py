"""What was withdrawn or erased stands in feeds without its words, so that readers take them down (EMB-12)."""

import pytest

from releases import workflow
from releases.models import Edition, Purpose
from tests.factories import follow, make_category, make_live, make_office, utc
from tests.feeds.reading import FORMATS, read, titles
from tests.feeds.validity import faults

pytestmark = pytest.mark.django_db
ID = "tag:localhost,2026-05-04:en/text"
WORDS = "kanarienvogel"
AT = utc("2026-06-01T09:00Z")


def make_text():
    return make_live(
        "A title",
        slug="text",
        summary=f"{WORDS} summary",
        body=f"<p>{WORDS} body</p>",
        place=f"{WORDS}",
        categories=[make_category(name=f"About {WORDS}")],
        office=make_office(),
    )


def withdraw(edition, note="It was false."):
    return follow(edition, purpose=Purpose.WITHDRAWAL, note=note)


def redact(edition, officer):
    edition = Edition.objects.select_related("release").get(pk=edition.pk)
    return workflow.redact(edition, by=officer, reason="A court order.", at=AT)


def stated(client, query="", folder="messages"):
    """Title and text of the only entry in each format."""
    found = []
    for file_format in FORMATS:
        response = client.get(f"/{folder}/feed.{file_format}{query}")
        assert faults(response) == []
        assert WORDS not in response.content.decode()
        (entry,) = read(response)
        found.append((entry["id"], entry["title"], entry["text"], entry["updated"]))
    return found


def test_a_withdrawal_takes_the_place_of_its_text(client, mission):
    withdraw(make_text())
    when = "2026-05-05T11:00:00+02:00"

    assert stated(client) == [
        (ID, "It was false.", "", when),
        (ID, "Withdrawn: A title", "", when),
        (ID, "Withdrawn: A title", "<p>It was false.</p>", when),
    ]


def test_a_withdrawal_passes_the_filters_that_its_text_passed(client, mission):
    withdraw(make_text())
    make_live("Another", kind="speech")
    query = "?kind=statement&category=consular&issuer=press-office&year=2026&from=2026-05-04&to=2026-05-04"

    for file_format in FORMATS:
        (entry,) = read(client.get(f"/messages/feed.{file_format}{query}"))
        assert (entry["id"], WORDS in entry["text"]) == (ID, False)


def test_a_search_finds_no_text_that_was_taken_back(client, mission):
    """Nor does its feed say whether a withdrawn text holds a word."""
    withdraw(make_text())

    assert [titles(client.get(f"/messages/feed.{name}?q={WORDS}")) for name in FORMATS] == [[], [], []]


def test_a_text_that_is_published_again_is_an_entry_again(client, mission):
    withdrawn = withdraw(make_text())
    follow(withdrawn, title="A title once more", body="<p>New words.</p>", note="It was true.")
    (entry,) = read(client.get("/messages/feed.atom"))

    assert (entry["id"], entry["title"], entry["is_gone"]) == (ID, "A title once more", False)
    assert entry["updated"] == "2026-05-06T11:00:00+02:00"


def test_an_erased_text_is_gone_in_every_format(client, mission, officer):
    redact(make_text(), officer)
    words = "Redacted for legal reasons"

    assert stated(client) == [
        (ID, words, "", "2026-06-01T11:00:00+02:00"),
        (ID, words, "", "2026-06-01T11:00:00+02:00"),
        (ID, words, f"<p>{words}</p>", "2026-06-01T11:00:00+02:00"),
    ]
    assert [entry[1] for entry in stated(client, "?as-of=2026-05-20")] == [words] * 3


def test_an_erased_withdrawal_keeps_its_note(client, mission, officer):
    redact(withdraw(make_text()), officer)
    title = "Withdrawn: Redacted for legal reasons"

    assert [entry[1:3] for entry in stated(client)] == [
        ("It was false.", ""),
        (title, ""),
        (title, "<p>It was false.</p>"),
    ]


def test_an_erased_correction_keeps_its_note_in_the_feed_of_corrections(client, mission, officer):
    redact(follow(make_text(), title=f"{WORDS} title"), officer)
    title = "Corrected: Redacted for legal reasons"

    assert [entry[1] for entry in stated(client, folder="corrections")] == [title] * 3
    assert [entry[3] for entry in stated(client, folder="corrections")] == ["2026-06-01T11:00:00+02:00"] * 3


def test_as_of_before_the_withdrawal_the_text_stands_there(client, mission):
    withdraw(make_text())
    (entry,) = read(client.get("/messages/feed.rss?as-of=2026-05-05T08:59Z"))

    assert (entry["title"], WORDS in entry["text"]) == ("A title", True)


@pytest.mark.parametrize("purpose", [Purpose.CORRECTION, Purpose.UPDATE])
def test_a_superseded_text_is_in_no_feed(client, mission, purpose):
    """EMB-01: nor are its category, office and place."""
    content = {"title": "Right", "summary": "", "body": "<p>Right.</p>", "place": "", "office": None}
    edition = follow(make_text(), purpose=purpose, note="" if purpose == Purpose.UPDATE else "Why.", **content)

    assert edition.number == 2
    for folder in ("messages", "corrections"):
        for file_format in FORMATS:
            found = client.get(f"/{folder}/feed.{file_format}").content.decode()
            assert WORDS not in found.replace(f"About {WORDS}", "")
    assert titles(client.get(f"/messages/feed.atom?q={WORDS}")) == []
