"""No public page asks more work of the database because the archive has grown. Counted in steps of SQLite's machine."""

from datetime import timedelta

import pytest
from django.db import connection

from releases import finding, guards, sitemaps, views
from releases.feeds import filtered, plain, shelf, shelves
from tests import big
from tests.factories import delete_everything, make_mission, utc

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="it is SQLite that counts its steps"),
]
SMALL, LARGE = 600, 3600
UNTIL = utc("2026-06-01T09:00Z")
MOST = 1.5
"""Six times the texts: deeper trees, longer months."""
MARGIN = 30
PAGES = [
    "/",
    "/messages/",
    "/messages/?page=6",
    "/messages/?language=all&page=9",
    "/messages/?kind=speech&kind=news",
    "/messages/?category=category-3",
    "/messages/?year=2025",
    "/messages/?kind=speech&category=category-3&issuer=office-2&year=2025&language=fr",
    "/messages/?q=quillfeather",
    "/messages/?q=quillfeathre",
    "/messages/?q=harbuor",
    "/messages/?q=zzzz&year=2025",
    "/messages/?kind=speech&year=1999",
    "/messages/text-7/",
    "/messages/feed.atom",
    "/messages/feed.atom?archive=3",
    "/messages/feed.rss?language=all",
    "/messages/feed.json?kind=speech",
    "/messages/feed.atom?category=category-3&archive=1",
    "/messages/feed.atom?q=quillfeather",
    "/corrections/",
    "/corrections/feed.atom",
    "/sitemap.xml",
    "/sitemap-2026-1.xml",
    "/api/v1/releases?kind=speech&year=2025",
]


def steps(client, address):
    """So many tens of steps a page takes that nobody has asked for in this minute."""
    taken = [0]

    def count():
        taken[0] += 1

    connection.connection.set_progress_handler(count, 10)
    try:
        assert client.get(address).status_code == 200
    finally:
        connection.connection.set_progress_handler(None, 0)
    return taken[0]


@pytest.fixture
def _small_windows(monkeypatch):
    """A few hundred texts fill them."""
    monkeypatch.setattr(big, "SPAN", timedelta(days=300))
    monkeypatch.setattr(views, "PAGE_SIZE", 5)
    monkeypatch.setattr(filtered, "HORIZON", 20)
    monkeypatch.setattr(finding, "LOOKED", 20)
    monkeypatch.setattr(sitemaps, "SIZE", 20)
    for module in (shelf, shelves, plain, filtered):
        monkeypatch.setattr(module, "SIZE", 5)
        monkeypatch.setattr(module, "CHANGES", 3)


@pytest.fixture
def costs(client, _small_windows):
    def of(count):
        make_mission(languages=["en", "fr"])
        big.make(count, until=UNTIL)
        found = {address: steps(client, address) for address in PAGES}
        with guards.lifted():
            delete_everything()
        return found

    return of


def test_six_times_the_texts_cost_a_page_the_same(costs):
    small, large = costs(SMALL), costs(LARGE)

    grown = {name: (cost, large[name]) for name, cost in small.items() if large[name] > MOST * cost + MARGIN}
    assert grown == {}, grown
