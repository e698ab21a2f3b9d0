"""Feeds take the filters of the list, understand them the same way, and are found from it."""

from datetime import date

import pytest

from tests.embassy.reading import by_class, parsed, words
from tests.factories import make_category, make_live, make_mission, make_office, next_draft
from tests.feeds.reading import FORMATS, links, subtitle, titles

pytestmark = pytest.mark.django_db
ABOUT = "What the press office publishes, with its corrections and withdrawals."
SITE = "http://localhost:8000"


@pytest.fixture
def _texts(mission):
    make_live("One", dated=date(2026, 5, 3), kind="speech", categories=[make_category()], body="<p>Peace.</p>")
    make_live("Two", dated=date(2025, 5, 4), office=make_office(), body="<p>Words of peace.</p>")


@pytest.mark.usefixtures("_texts")
@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Two", "One"]),
        ("kind=speech", ["One"]),
        ("kind=speech&kind=statement", ["One", "Two"]),
        ("category=consular", ["One"]),
        ("issuer=press-office", ["Two"]),
        ("year=2025", ["Two"]),
        ("from=2026-01-01", ["One"]),
        ("to=2026-01-01", ["Two"]),
        ("q=words", ["Two"]),
        ("q=peace&kind=speech", ["One"]),
        ("q=nothing", []),
        ("utm_source=x&page=7&order=title&release__slug=x", ["Two", "One"]),
    ],
)
def test_a_feed_takes_the_filters_of_the_list(client, file_format, query, found):
    response = client.get(f"/messages/feed.{file_format}?{query}")

    assert titles(response) == found
    assert subtitle(response) == ABOUT


@pytest.mark.usefixtures("_texts")
@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("from=31-31-2020", "Not filtered by “From”: Enter a date as year-month-day, such as 2020-01-18."),
        ("kind=nonsense", "Not filtered by “Kind”: There is no kind “nonsense”."),
        ("category=nonsense", "Not filtered by “Category”: There is no category “nonsense”."),
        ("year=abc", "Not filtered by “Year”: Enter a year in four digits."),
        ("from=2026-01-01&to=2025-01-01", "Not filtered by “To”: The last day lies before the first."),
        ("q=a%00b", "Not filtered by “Words in title or text”: Null characters are not allowed."),
    ],
)
def test_a_value_that_filters_nothing_is_told_in_the_subtitle(client, query, problem):
    """A reader's program would drop a feed that answers 400; the list shows the same sentence by its field."""
    for file_format in FORMATS:
        response = client.get(f"/messages/feed.{file_format}?{query}")

        assert (response.status_code, subtitle(response)) == (200, f"{ABOUT} {problem}")


@pytest.mark.usefixtures("_texts")
def test_the_address_of_a_feed_has_what_was_understood_and_no_more(client):
    response = client.get("/messages/feed.atom?utm=x&to=x&kind=speech&year=2026&archive=x")

    assert links(response) == {
        "alternate": f"{SITE}/messages/?kind=speech&year=2026",
        "self": f"{SITE}/messages/feed.atom?kind=speech&year=2026",
    }


@pytest.mark.usefixtures("_texts")
def test_the_title_of_a_feed_says_what_it_is_filtered_by(client):
    feed = client.get("/messages/feed.json?kind=speech&from=2026-01-01&q=peace").json()

    assert feed["title"] == "Embassy of Ruritania in Lutetia: “peace”, Speech, from 01.01.2026"


NASTY = [
    "\x00",
    "\u202e",
    "%",
    "'",
    '"',
    "NEAR(",
    "a* OR b",
    "\\",
    "(",
    "<b>",
    "x" * 10_000,
    "\ud800".encode("utf-8", "surrogatepass"),
]


@pytest.mark.usefixtures("_texts")
@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text)[:20])
def test_no_input_is_a_fault_of_ours(client, text):
    for name in ("q", "kind", "category", "issuer", "from", "to", "year", "archive", "as-of"):
        assert client.get("/messages/feed.rss", {name: text}).status_code == 200


def heads(client, address):
    page = parsed(client.get(address))
    found = [
        link.attrib for link in page.iter("link") if link.get("rel") == "alternate" and "/feed." in link.get("href")
    ]
    return [(link["type"], link["title"], link["href"]) for link in found]


def three(path, title, query=""):
    return [
        ("application/atom+xml", f"{title} (Atom)", f"{path}.atom{query}"),
        ("application/rss+xml", f"{title} (RSS)", f"{path}.rss{query}"),
        ("application/feed+json", f"{title} (JSON Feed)", f"{path}.json{query}"),
    ]


@pytest.mark.usefixtures("_texts")
@pytest.mark.parametrize(
    ("address", "feeds"),
    [
        ("/", three("/messages/feed", "All messages")),
        ("/messages/", three("/messages/feed", "All messages")),
        ("/messages/?page=1&x=y", three("/messages/feed", "All messages")),
        (
            "/messages/?year=2026&kind=speech&from=x",
            three("/messages/feed", "Messages with these filters", "?kind=speech&year=2026"),
        ),
        ("/messages/?as-of=2026-06-01", three("/messages/feed", "All messages", "?as-of=2026-06-01")),
        ("/corrections/", three("/corrections/feed", "Corrections")),
    ],
)
def test_a_page_says_in_its_head_how_to_follow_it(client, address, feeds):
    assert heads(client, address) == feeds


def test_so_it_does_in_another_language(client):
    make_mission(languages=["en", "fr"])

    assert [href for _type, _title, href in heads(client, "/fr/messages/")] == [
        f"/fr/messages/feed.{name}" for name in FORMATS
    ]


@pytest.mark.usefixtures("_texts")
def test_every_page_has_the_feeds_at_its_foot(client):
    (foot,) = by_class(parsed(client.get("/incidents/")), "foot__in")
    section = next(part for part in foot if part.tag == "section" and words(part).startswith("Follow"))

    assert words(section) == "Follow All messages: Atom, RSS, JSON Feed Corrections: Atom, RSS, JSON Feed"
    assert [link.get("href") for link in section.iter("a")] == [
        f"/{folder}/feed.{name}" for folder in ("messages", "corrections") for name in FORMATS
    ]


@pytest.mark.parametrize("folder", ["messages", "corrections"])
def test_a_feed_of_the_past_is_noindex_and_stays_there(client, mission, folder):
    edition = make_live()
    next_draft(edition.release)
    response = client.get(f"/{folder}/feed.atom?as-of=2026-05-20T09:00Z")

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get(f"/{folder}/feed.atom").headers
    assert {link.rpartition("?")[2] for link in links(response).values()} == {"as-of=2026-05-20T09:00Z"}


def test_the_future_is_not_for_visitors(client, admin_client, mission):
    from tests.factories import utc

    make_live("To come", live_from=utc("2998-01-01T00:00Z"))
    address = "/messages/feed.atom?as-of=2999-01-01"
    refused, rehearsed = client.get(address), admin_client.get(address)

    assert (titles(refused), titles(rehearsed)) == ([], ["To come"])
    assert subtitle(refused) == f"{ABOUT} The instant asked for lies in the future. This is the page of now."
    assert {answer.headers["Cache-Control"] for answer in (refused, rehearsed)} == {"private, no-store"}
