"""What search engines are told: every public page once, in every language, and nothing that is not public (EMB-01)."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from releases import sitemaps as messages
from releases import workflow
from releases.models import Purpose
from tests.factories import (
    PUBLISHED,
    follow,
    make_category,
    make_draft,
    make_incident,
    make_live,
    make_mission,
    utc,
)

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
S, X, N = (
    "{http://www.sitemaps.org/schemas/sitemap/0.9}",
    "{http://www.w3.org/1999/xhtml}",
    "{http://www.google.com/schemas/sitemap-news/0.9}",
)
TO_COME = utc("2999-01-01T00:00Z")


def pages(client, address):
    """Of each entry: its address, its date, its forms in the languages."""
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return [
        (
            entry.findtext(f"{S}loc").removeprefix(SITE),
            entry.findtext(f"{S}lastmod"),
            {link.get("hreflang"): link.get("href").removeprefix(SITE) for link in entry.iter(f"{X}link")},
        )
        for entry in ElementTree.fromstring(response.content)
    ]


def paths(client, address):
    return [path for path, _changed, _languages in pages(client, address)]


def everything(client, query=""):
    """Every page in every file that the index names."""
    return [path for file in paths(client, f"/sitemap.xml{query}") for path in paths(client, file)]


def test_the_index_names_a_file_for_each_year_of_publication(client, mission):
    make_live("One", live_from=utc("2024-12-31T23:59Z"), dated=date(2025, 1, 1))
    make_live("Two", live_from=utc("2025-01-01T00:00Z"))
    follow(make_live("Three", live_from=utc("2025-06-01T09:00Z")), live_from=utc("2026-02-03T04:05Z"))

    assert pages(client, "/sitemap.xml") == [
        ("/sitemap-pages.xml", "2026-02-03T04:05:00Z", {}),
        ("/sitemap-2025-1.xml", "2026-02-03T04:05:00Z", {}),
        ("/sitemap-2024-1.xml", "2024-12-31T23:59:00Z", {}),
    ]
    assert client.get("/sitemap.xml").headers["Last-Modified"] == "Tue, 03 Feb 2026 04:05:00 GMT"


def test_an_index_of_an_empty_site(client, mission):
    assert pages(client, "/sitemap.xml") == [("/sitemap-pages.xml", None, {})]
    assert pages(client, "/news-sitemap.xml") == []


def test_a_text_has_its_live_translations(client):
    make_mission(languages=["en", "fr", "ar"])
    make_live("Peace", slug="peace", translation_key="peace")
    make_live("Paix", slug="paix", language="fr", translation_key="peace", live_from=PUBLISHED + timedelta(hours=1))
    make_live("سلام", slug="salam", language="ar", translation_key="peace", live_from=TO_COME)
    make_live("Alone", slug="alone", translation_key="alone", live_from=PUBLISHED + timedelta(hours=2))
    make_live("Dansk", slug="dansk", language="da", translation_key="peace")
    both = {"en": "/messages/peace/", "fr": "/fr/messages/paix/"}

    assert pages(client, "/sitemap-2026-1.xml") == [
        ("/messages/peace/", "2026-05-04T09:00:00Z", both),
        ("/fr/messages/paix/", "2026-05-04T10:00:00Z", both),
        ("/messages/alone/", "2026-05-04T11:00:00Z", {}),
    ]


def test_pages_are_there_in_every_language(client):
    make_mission(languages=["en", "fr"])
    make_incident(slug="seen", steps=[(date(2026, 1, 2), "A step.")])
    make_incident(slug="unseen", shown_from=TO_COME)
    found = pages(client, "/sitemap-pages.xml")
    names = ("", "messages/", "corrections/", "incidents/", "incidents/seen/")

    assert [path for path, _changed, _languages in found] == [
        f"{prefix}/{name}" for name in names for prefix in ("", "/fr")
    ]
    assert found[-1] == (
        "/fr/incidents/seen/",
        None,
        {"en": "/incidents/seen/", "fr": "/fr/incidents/seen/", "x-default": "/incidents/seen/"},
    )


def test_one_language_has_no_others(client, mission):
    assert {tuple(languages) for _path, _changed, languages in pages(client, "/sitemap-pages.xml")} == {()}


def test_every_page_that_is_named_is_there(client):
    make_mission(languages=["en", "fr"])
    make_live("Text", translation_key="t")
    make_live("Texte", language="fr", translation_key="t")
    make_incident(slug="seen")
    found = everything(client)

    assert (len(found), len(set(found))) == (12, 12)
    assert {client.get(path).status_code for path in found} == {200}


def test_what_is_not_to_be_found_is_not_named(client, mission, officer):
    canary = "kanarienvogel"
    make_draft(canary, slug=f"{canary}-draft")
    make_live(canary, slug=f"{canary}-to-come", live_from=TO_COME)
    make_live(canary, slug=f"{canary}-dansk", language="da")
    follow(make_live(canary, slug=f"{canary}-withdrawn"), purpose=Purpose.WITHDRAWAL)
    workflow.redact(
        make_live(canary, slug=f"{canary}-erased"), by=officer, reason="A court.", at=utc("2026-06-01T09:00Z")
    )
    follow(make_live(canary, slug="superseded"), title="Right")
    make_incident(slug=f"{canary}-incident", occurred_on=date(2998, 1, 1))

    assert [path for path in everything(client) if canary in path or "editions" in path] == []
    assert "/messages/superseded/" in everything(client)
    for file in (*paths(client, "/sitemap.xml"), "/sitemap.xml", "/news-sitemap.xml", "/sitemap-2999-1.xml"):
        assert canary not in client.get(file).content.decode()


def test_a_withdrawal_moves_the_date_of_its_year(client, mission):
    make_live("Stays")
    follow(make_live("Goes"), purpose=Purpose.WITHDRAWAL, live_from=utc("2026-05-20T09:00Z"))

    assert pages(client, "/sitemap.xml")[1] == ("/sitemap-2026-1.xml", "2026-05-20T09:00:00Z", {})
    assert client.get("/sitemap-2026-1.xml").headers["Last-Modified"] == "Wed, 20 May 2026 09:00:00 GMT"


def test_a_long_year_has_several_files(client, mission, monkeypatch):
    monkeypatch.setattr(messages, "SIZE", 2)
    for number in range(5):
        make_live(f"Text {number}", slug=f"text-of-{number}", live_from=PUBLISHED + timedelta(hours=number))

    assert paths(client, "/sitemap.xml") == ["/sitemap-pages.xml", *(f"/sitemap-2026-{n}.xml" for n in (1, 2, 3))]
    assert [paths(client, f"/sitemap-2026-{n}.xml") for n in (1, 3)] == [
        ["/messages/text-of-0/", "/messages/text-of-1/"],
        ["/messages/text-of-4/"],
    ]
    assert client.get("/sitemap-2026-4.xml").status_code == 404


def news(client, query=""):
    response = client.get(f"/news-sitemap.xml{query}")
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    found = []
    for entry in ElementTree.fromstring(response.content):
        told = entry.find(f"{N}news")
        publication = told.find(f"{N}publication")
        found.append(
            (
                entry.findtext(f"{S}loc").removeprefix(SITE),
                publication.findtext(f"{N}name"),
                publication.findtext(f"{N}language"),
                told.findtext(f"{N}publication_date"),
                told.findtext(f"{N}title"),
            )
        )
    return found


def test_news_are_the_texts_of_two_days_in_every_language(client):
    make_mission(name={"en": "Embassy", "fr": "Ambassade"}, languages=["en", "fr"])
    make_live("Too old", live_from=utc("2026-05-18T09:00Z"))
    edition = make_live("Just & in", slug="in", live_from=utc("2026-05-18T09:01Z"))
    follow(edition, title="Just & in, corrected", live_from=utc("2026-05-18T10:00Z"))
    make_live("Tout neuf", slug="neuf", language="fr", live_from=utc("2026-05-20T09:00Z"))
    make_live("To come", live_from=utc("2026-05-20T09:01Z"))
    make_live("Dansk", language="da", live_from=utc("2026-05-20T08:00Z"))
    gone = make_live("Gone", live_from=utc("2026-05-20T07:00Z"))
    follow(gone, purpose=Purpose.WITHDRAWAL, live_from=utc("2026-05-20T07:30Z"))

    query = "?as-of=2026-05-20T09:00Z"
    assert news(client, query) == [
        (f"/fr/messages/neuf/{query}", "Ambassade", "fr", "2026-05-20T09:00:00Z", "Tout neuf"),
        (f"/messages/in/{query}", "Embassy", "en", "2026-05-18T09:01:00Z", "Just & in, corrected"),
    ]
    assert news(client) == []


def test_a_later_edition_of_an_old_text_is_no_news(client, mission):
    follow(make_live("Old"), live_from=utc("2026-05-20T08:00Z"))

    assert news(client, "?as-of=2026-05-20T09:00Z") == []


def test_news_are_a_thousand_at_most(client, mission, monkeypatch):
    monkeypatch.setattr(messages, "MAX_NEWS", 2)
    for number in range(3):
        make_live(f"Text {number}", slug=f"t{number}", live_from=PUBLISHED + timedelta(minutes=number))

    assert [title for *_rest, title in news(client, "?as-of=2026-05-04T12:00Z")] == ["Text 2", "Text 1"]


def test_a_hostile_title_breaks_no_sitemap(client, mission):
    make_live("]]> & <b>\ufffe \x0b \u202e {{ 7 }}", slug="text", categories=[make_category()])

    assert [title for *_rest, title in news(client, "?as-of=2026-05-04T12:00Z")] == ["]]> & <b> {{ 7 }}"]


def test_the_sitemap_of_the_past_is_of_the_past_and_noindex(client, mission):
    make_live("One", slug="one")
    make_live("Two", slug="two", live_from=utc("2026-05-20T09:00Z"))
    query = "?as-of=2026-05-19"

    assert everything(client, query)[-1] == f"/messages/one/{query}"
    for file in ("sitemap", "sitemap-pages", "sitemap-2026-1", "news-sitemap"):
        past, present = client.get(f"/{file}.xml{query}"), client.get(f"/{file}.xml")
        assert (past.headers.get("X-Robots-Tag"), present.headers.get("X-Robots-Tag")) == ("noindex", None)


@pytest.mark.parametrize("file", ["sitemap", "sitemap-pages", "sitemap-2026-1", "news-sitemap"])
def test_who_has_a_sitemap_is_told_so(client, mission, file):
    make_live()
    first = client.get(f"/{file}.xml")
    again = client.get(f"/{file}.xml", headers={"if-none-match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_what_goes_with_time_alone_has_no_date(client, mission):
    """News grow old and incidents are hidden without anything being published."""
    make_live()

    assert [
        "Last-Modified" in client.get(f"/{file}.xml").headers for file in ("news-sitemap", "sitemap-pages", "sitemap")
    ] == [False, False, True]
