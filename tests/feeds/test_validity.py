"""Every feed is valid, whatever stands in the rows (API-06, XSS-02, XSS-03)."""

from datetime import timedelta

import html5lib
import pytest

from releases import guards
from releases.models import Category, Edition, Office, Purpose
from tests.factories import PUBLISHED, follow, make_category, make_live, make_mission, make_office, utc
from tests.feeds.reading import FORMATS, read, titles
from tests.feeds.validity import faults

pytestmark = pytest.mark.django_db
PATHS = [f"{folder}/feed.{name}" for folder in ("/messages", "/corrections", "/ar/messages") for name in FORMATS]
HOSTILE = [
    "]]>",
    "&amp; & &nbsp; &bogus;",
    "<script>alert(1)</script>",
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\x9f",
    "\ufffe\uffff",
    "\u202eevil\u202c \u2066x\u2069",
    "<!-- ",
    "%s {{ 7*7 }} {% debug %}",
    "\U0001f1eb\U0001f1f7 \U0010ffff",
    "'\"`",
]


def rich():
    """A bit of everything, in two languages."""
    make_mission(languages=["en", "ar"], licence="Quote <freely> & often.")
    for number in range(25):
        edition = make_live(
            f"Text {number} & more",
            live_from=PUBLISHED + timedelta(hours=number),
            body=(
                '<h2>Part</h2><p>A<sup><a href="#fn-1">1</a></sup> <a href="mailto:a@b.example">a</a> '
                '<a href="?page=2">b</a> <a href="other/">c</a> <a href="http://[x">d</a> <a href="#p1">e</a> '
                '<a href="tel:+331">f</a></p><table><caption>T</caption><tr><td>1</td></tr></table>'
                '<p><a href="#fnref-1">1</a> Note.</p>'
            ),
            categories=[make_category(), make_category("statement", "Another label")],
            office=make_office(),
            has_paragraph_numbers=bool(number % 2),
        )
        if number % 5 == 0:
            follow(edition, purpose=Purpose.WITHDRAWAL if number % 10 else Purpose.CORRECTION)
    make_live("نص", language="ar", slug="nass")


@pytest.mark.parametrize("path", [*PATHS, *(f"/messages/feed.{name}?archive=1" for name in FORMATS)])
def test_a_feed_is_valid(client, path):
    rich()
    response = client.get(path)

    assert (response.status_code, faults(response)) == (200, [])


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_feed_is_valid(client, path):
    make_mission(languages=["en", "ar"])

    assert faults(client.get(path)) == []


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_words_are_words(client, text, file_format):
    """The rows are written past every cleaning, as an old release of ours or a shell could have left them."""
    stored = text.replace("\x00", "")  # PostgreSQL keeps none
    make_mission(name=f"Embassy {stored}")
    edition = make_live("Title", slug="text", body="<p>Words.</p>", categories=[make_category()], office=make_office())
    Office.objects.update(name={"en": f"Office {stored}"})
    Category.objects.update(name={"en": f"Category {stored}"})
    update_past_the_guards(
        edition, title=f"Title {stored}", excerpt=f"In short {stored}", body=f"<p>Words {stored}</p>"
    )
    response = client.get(f"/messages/feed.{file_format}")
    (entry,) = read(response)

    assert faults(response) == []
    assert tags_of(entry["text"]) == {"div", "p"}
    assert not set("\x00\x01\x0b\x1f\ufffe\uffff") & set(response.content.decode())
    assert not set("\u202e\u2066") & set(entry["title"])
    assert entry["title"].startswith("Title")


def tags_of(html):
    return {element.tag for element in html5lib.parse(html, namespaceHTMLElements=False).find("body").iter()} - {"body"}


def update_past_the_guards(edition, **columns):
    with guards.lifted():
        Edition.objects.filter(pk=edition.pk).update(**columns)


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_body_of_any_age_is_sanitised_once_more(client, mission, file_format):
    edition = make_live("Title")
    hostile = '<p onclick="x()">A<script>alert(1)</script><a href="jav&#x09;ascript:x">b</a><img src=x onerror=y></p>'
    update_past_the_guards(edition, body=hostile)
    (entry,) = read(client.get(f"/messages/feed.{file_format}"))

    assert entry["text"] == '<div lang="en" dir="ltr">\n<p>Ab</p>\n\n</div>'


def test_a_text_from_right_to_left_says_so(client):
    make_mission(languages=["en", "ar"])
    make_live("نص", language="ar", slug="nass", live_from=utc("2026-05-04T09:00Z"))
    response = client.get("/ar/messages/feed.atom")

    assert b'xml:lang="ar"' in response.content
    assert read(response)[0]["text"].startswith('<div lang="ar" dir="rtl">')
    assert titles(client.get("/messages/feed.atom")) == []


@pytest.mark.parametrize("path", PATHS[:6])
def test_a_site_that_has_no_name_yet_has_valid_feeds(client, db, path):
    follow(make_live())

    assert faults(client.get(path)) == []
