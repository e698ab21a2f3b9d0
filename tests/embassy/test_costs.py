"""What a page asks of the database does not grow with what is in it (AVL-06)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.lib import instant, keep, unchanged
from embassy.models import Notice
from tests.factories import (
    PUBLISHED,
    follow,
    make_category,
    make_feature,
    make_incident,
    make_live,
    make_mission,
    make_office,
)

pytestmark = pytest.mark.django_db
MAX_QUERIES = 6
NEIGHBOURS = {"/messages/2026/04/": 1}
"""A month asks besides where the months before and after it are."""
PAGES = [
    "/",
    "/messages/",
    "/messages/?q=text&kind=statement&category=c0&issuer=office-0&from=2026-01-01&year=2026",
    "/messages/2026/04/",
    "/messages/text-of-0/",
    "/messages/feed.atom",
    "/messages/feed.rss?q=text&kind=statement&category=c0&issuer=office-0&from=2026-01-01&year=2026",
    "/messages/feed.json?kind=statement",
    "/corrections/",
    "/corrections/feed.atom",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-2026-1.xml",
    "/news-sitemap.xml",
    "/incidents/",
    "/incidents/i0/embed/",
    "/incidents/i0.svg?size=billboard",
    "/incidents/i0.json",
    "/incidents/i0/",
    "/oembed?url=http://localhost:8000/messages/text-of-0/",
    "/oembed?url=http://localhost:8000/incidents/i0/",
]


def make_row(number):
    """One more of everything."""
    edition = make_live(
        f"Text {number}",
        slug=f"text-of-{number}",
        dated=date(2026, 4, 1 + number),
        translation_key=f"t{number}",
        categories=[make_category(f"c{n}") for n in range(number + 1)],
        office=make_office() if number % 2 else make_office(f"office-{number}"),
    )
    follow(edition)
    make_live(f"Texte {number}", language="fr", translation_key=f"t{number}")
    make_feature(edition)
    make_incident(slug=f"i{number}", steps=[(date(2026, 1, 2), "A step.")] * 2).releases.add(edition.release)
    Notice.objects.create(heading="Closed today", shown_from=PUBLISHED)


def queries(client, address):
    """Beside the one that is asked for all pages: when something changes next by itself."""
    unchanged.stretch(instant.now())
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_one_or_twelve_of_everything_cost_the_same(client):
    make_mission(languages=["en", "fr"])
    make_office()
    make_row(0)
    of_one = {address: queries(client, address) for address in PAGES}
    for number in range(1, 12):
        make_row(number)
    of_twelve = {address: queries(client, address) for address in PAGES}

    assert of_twelve == of_one
    assert {
        address: cost for address, cost in of_twelve.items() if cost > MAX_QUERIES + NEIGHBOURS.get(address, 0)
    } == {}


LASTING = [
    "/",
    "/messages/",
    "/messages/2026/04/",
    "/messages/text-of-0/",
    "/corrections/",
    "/incidents/",
    "/incidents/i0/",
]
AGAIN = {
    "/": 2,
    "/messages/": 3,
    "/messages/text-of-0/": 4,
    "/incidents/": 0,
    "/messages/feed.atom": 2,
    "/sitemap.xml": 0,
}


def test_a_page_that_is_made_again_asks_for_its_texts_alone(client):
    """What stands on every page has been asked for in this minute."""
    make_mission(languages=["en", "fr"])
    for number in range(3):
        make_row(number)
    for address in AGAIN:
        queries(client, address)

    keep.empty_all()
    assert {address: queries(client, address) for address in AGAIN} == AGAIN


def test_a_page_on_which_nothing_has_changed_asks_for_nothing(client):
    make_mission(languages=["en", "fr"])
    make_row(0)
    for address in LASTING:
        queries(client, address)

    assert {address: queries(client, address) for address in LASTING} == dict.fromkeys(LASTING, 0)
    make_row(1)
    assert queries(client, "/messages/") > 0


def test_when_the_next_change_comes_is_asked_once(client):
    make_mission()
    with CaptureQueriesContext(connection) as captured:
        for address in ("/", "/messages/", "/corrections/"):
            client.get(address)

    assert sum("AS coming" in query["sql"] for query in captured) == 1
