"""Whole feeds of a small archive, byte for byte: Atom, RSS, JSON Feed (API-06, HDR-07)."""

import json
from datetime import date

import html5lib
import pytest

from releases.models import Purpose
from tests.embassy.reading import words
from tests.factories import follow, make_category, make_incident, make_live, make_mission, make_office, utc
from tests.feeds.validity import relative_in

pytestmark = pytest.mark.django_db

CORRECTED = (
    '<div lang="en" dir="ltr">\n'
    "<p><strong>Corrected on 5 May 2026, 11:00:</strong> A name was misspelt.</p>\n"
    '<p id="a-and-b-p1"><a class="pn" href="http://localhost:8000/messages/a-and-b/#p1">'
    '<span class="vh">Paragraph </span>1</a> One '
    '<a href="http://localhost:8000/messages/other/" rel="noopener noreferrer">link</a>.</p>\n\n'
    "</div>"
)
FIRST, SECOND = "tag:localhost,2026-05-04:en/a-and-b", "tag:localhost,2026-05-03:en/untrue"


def escaped(html):
    return html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.fixture
def _archive():
    make_mission(licence="Quote freely.")
    follow(
        make_live(
            "A & B",
            slug="a-and-b",
            dated=date(2026, 5, 4),
            summary="In short.",
            body='<p>One <a href="/messages/other/">link</a>.</p>',
            has_paragraph_numbers=True,
            office=make_office(),
            categories=[make_category()],
        ),
        title="A & B <again>",
    )
    untrue = make_live("Untrue", slug="untrue", body="<p>Secret words.</p>", live_from=utc("2026-05-03T22:30Z"))
    follow(untrue, purpose=Purpose.WITHDRAWAL, note="It was <b>false</b>.", live_from=utc("2026-05-05T08:00Z"))


@pytest.mark.usefixtures("_archive")
def test_the_atom_feed(client):
    response = client.get("/messages/feed.atom")

    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.content.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xml:lang="en" xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" '
        'xmlns:fh="http://purl.org/syndication/history/1.0">'
        "<title>Embassy of Ruritania in Lutetia: All messages</title>"
        '<link href="http://localhost:8000/messages/" rel="alternate"/>'
        '<link href="http://localhost:8000/messages/feed.atom" rel="self"/>'
        "<id>http://localhost:8000/messages/feed.atom</id>"
        "<updated>2026-05-05T09:00:00+00:00</updated>"
        "<author><name>Embassy of Ruritania in Lutetia</name><uri>http://localhost:8000/</uri></author>"
        "<subtitle>What the press office publishes, with its corrections and withdrawals.</subtitle>"
        "<rights>Quote freely.</rights>"
        '<link href="http://localhost:8000/messages/feed.atom" rel="current" type="application/atom+xml"/>'
        "<entry><title>A &amp; B &lt;again&gt;</title>"
        '<link href="http://localhost:8000/messages/a-and-b/" rel="alternate" type="text/html"/>'
        f"<id>{FIRST}</id>"
        "<published>2026-05-04T11:00:00+02:00</published><updated>2026-05-05T11:00:00+02:00</updated>"
        "<author><name>Press Office</name></author>"
        '<category label="Statement" term="statement"/><category label="Consular" term="consular"/>'
        f'<summary>In short.</summary><content type="html">{escaped(CORRECTED)}</content></entry>'
        f'<at:deleted-entry ref="{SECOND}" when="2026-05-05T10:00:00+02:00">'
        "<at:by><name>Embassy of Ruritania in Lutetia</name></at:by>"
        "<at:comment>It was &lt;b&gt;false&lt;/b&gt;.</at:comment>"
        '<link href="http://localhost:8000/messages/untrue/" rel="alternate" type="text/html"/>'
        "</at:deleted-entry></feed>"
    )


@pytest.mark.usefixtures("_archive")
def test_the_rss_feed(client):
    response = client.get("/messages/feed.rss")

    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert response.content.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:fh="http://purl.org/syndication/history/1.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
        "<title>Embassy of Ruritania in Lutetia: All messages</title>"
        "<link>http://localhost:8000/messages/</link>"
        "<description>What the press office publishes, with its corrections and withdrawals.</description>"
        '<atom:link href="http://localhost:8000/messages/feed.rss" rel="self"/>'
        "<language>en</language><copyright>Quote freely.</copyright>"
        "<lastBuildDate>Tue, 05 May 2026 09:00:00 +0000</lastBuildDate>"
        '<atom:link href="http://localhost:8000/messages/feed.rss" rel="current" type="application/rss+xml"/>'
        "<item><title>A &amp; B &lt;again&gt;</title><link>http://localhost:8000/messages/a-and-b/</link>"
        "<description>In short.</description>"
        '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Press Office</dc:creator>'
        "<pubDate>Mon, 04 May 2026 11:00:00 +0200</pubDate>"
        f'<guid isPermaLink="false">{FIRST}</guid>'
        "<category>Statement</category><category>Consular</category>"
        "<dcterms:modified>2026-05-05T11:00:00+02:00</dcterms:modified>"
        f"<content:encoded>{escaped(CORRECTED)}</content:encoded></item>"
        "<item><title>Withdrawn: Untrue</title><link>http://localhost:8000/messages/untrue/</link>"
        "<description>It was &amp;lt;b&amp;gt;false&amp;lt;/b&amp;gt;.</description>"
        '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Embassy of Ruritania in Lutetia</dc:creator>'
        "<pubDate>Mon, 04 May 2026 00:30:00 +0200</pubDate>"
        f'<guid isPermaLink="false">{SECOND}</guid>'
        "<dcterms:modified>2026-05-05T10:00:00+02:00</dcterms:modified></item></channel></rss>"
    )


@pytest.mark.usefixtures("_archive")
def test_the_json_feed(client):
    response = client.get("/messages/feed.json")

    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    assert json.loads(response.content) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Embassy of Ruritania in Lutetia: All messages",
        "home_page_url": "http://localhost:8000/messages/",
        "feed_url": "http://localhost:8000/messages/feed.json",
        "description": "What the press office publishes, with its corrections and withdrawals.",
        "authors": [{"name": "Embassy of Ruritania in Lutetia", "url": "http://localhost:8000/"}],
        "language": "en",
        "items": [
            {
                "id": FIRST,
                "url": "http://localhost:8000/messages/a-and-b/",
                "title": "A & B <again>",
                "content_html": CORRECTED,
                "summary": "In short.",
                "date_published": "2026-05-04T11:00:00+02:00",
                "date_modified": "2026-05-05T11:00:00+02:00",
                "authors": [{"name": "Press Office"}],
                "tags": ["Statement", "Consular"],
            },
            {
                "id": SECOND,
                "url": "http://localhost:8000/messages/untrue/",
                "title": "Withdrawn: Untrue",
                "content_html": "<p>It was &lt;b&gt;false&lt;/b&gt;.</p>",
                "summary": "It was <b>false</b>.",
                "date_published": "2026-05-04T00:30:00+02:00",
                "date_modified": "2026-05-05T10:00:00+02:00",
                "authors": [{"name": "Embassy of Ruritania in Lutetia"}],
            },
        ],
    }


@pytest.mark.usefixtures("_archive")
def test_the_feed_of_corrections(client):
    correction = (
        '<div lang="en" dir="ltr">\n<p>A name was misspelt.</p>\n'
        '<p><a href="http://localhost:8000/messages/a-and-b/">A &amp; B &lt;again&gt;</a></p>\n</div>'
    )
    response = client.get("/corrections/feed.json")

    assert json.loads(response.content)["items"] == [
        {
            "id": f"{FIRST}/editions/2",
            "url": "http://localhost:8000/messages/a-and-b/",
            "title": "Corrected: A & B <again>",
            "content_html": correction,
            "summary": "A name was misspelt.",
            "date_published": "2026-05-05T11:00:00+02:00",
            "date_modified": "2026-05-05T11:00:00+02:00",
            "authors": [{"name": "Press Office"}],
            "tags": ["correction"],
        },
        {
            "id": f"{SECOND}/editions/2",
            "url": "http://localhost:8000/messages/untrue/",
            "title": "Withdrawn: Untrue",
            "content_html": (
                '<div lang="en" dir="ltr">\n<p>It was &lt;b&gt;false&lt;/b&gt;.</p>\n'
                '<p><a href="http://localhost:8000/messages/untrue/">Untrue</a></p>\n</div>'
            ),
            "summary": "It was <b>false</b>.",
            "date_published": "2026-05-05T10:00:00+02:00",
            "date_modified": "2026-05-05T10:00:00+02:00",
            "authors": [{"name": "Embassy of Ruritania in Lutetia"}],
            "tags": ["withdrawal"],
        },
    ]


@pytest.mark.parametrize("file_format", ["atom", "rss", "json"])
def test_a_feed_of_nothing_is_a_feed(client, mission, file_format):
    response = client.get(f"/messages/feed.{file_format}")

    assert (response.status_code, "Last-Modified" in response.headers) == (200, False)
    assert response.content == client.get(f"/messages/feed.{file_format}").content


@pytest.mark.parametrize(("as_of", "days"), [("2026-05-04T21:59Z", 123), ("2026-05-04T22:00Z", 124)])
def test_a_text_that_counts_days_counts_them_as_of_the_feed(client, mission, as_of, days):
    make_incident(date(2026, 1, 1), slug="seen")
    make_live(body='<p>For <span data-days-since="seen">days</span> now.</p>', slug="text")
    (item,) = client.get(f"/messages/feed.json?as-of={as_of}").json()["items"]

    assert words(html5lib.parse(item["content_html"], namespaceHTMLElements=False)) == f"For {days} days now."
    assert list(relative_in(item["content_html"])) == []
