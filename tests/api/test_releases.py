"""What the API says of releases: whole answers, as JSON."""

import re
from datetime import date

import pytest

from releases.models import FormerSlug, Kind, Purpose
from tests.api.reading import described, erase, read, titles
from tests.factories import follow, make_category, make_draft, make_incident, make_live, make_office, utc

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
PRESS = {"slug": "press-office", "name": {"en": "Press Office"}}
CONSULAR = {"slug": "consular", "name": {"en": "Consular"}}


def published(**content):
    return make_live(
        "Peace talks",
        **{
            "slug": "public",
            "kind": Kind.NEWS,
            "summary": "They have begun.",
            "body": "<h2>Talks</h2><p>They <strong>met</strong>.</p>",
            "place": "Lutetia",
            "office": make_office(),
            "categories": [make_category()],
            **content,
        },
    )


SUMMARY = {
    "url": f"{SITE}/messages/public/",
    "api_url": f"{SITE}/api/v1/releases/en/public",
    "language": "en",
    "slug": "public",
    "reference": "2026/1",
    "kind": "news",
    "title": "Peace talks",
    "summary": "They have begun.",
    "excerpt": "They have begun.",
    "dated": "2026-05-04",
    "place": "Lutetia",
    "issued_by": PRESS,
    "categories": [CONSULAR],
    "first_published_at": "2026-05-04T09:00:00Z",
    "changed_at": "2026-05-04T09:00:00Z",
    "edition": 1,
    "is_corrected": False,
}
TEXT = {
    "title": "Peace talks",
    "summary": "They have begun.",
    "body_html": "<h2>Talks</h2>\n<p>They <strong>met</strong>.</p>",
    "body_text": "Talks\nThey met.",
    "images": [],
    "attachments": [],
}


def test_the_list_says_of_a_release_what_a_list_shows(client, mission):
    published()

    assert read(client, "/api/v1/releases") == {"items": [SUMMARY], "total": 1, "next": None, "previous": None}


def test_a_release_has_its_text_too(client, mission):
    edition = published(translation_key="peace")
    make_live("Pourparlers de paix", slug="paix", language="da", translation_key="peace")

    assert read(client, "/api/v1/releases/en/public") == {
        **SUMMARY,
        **TEXT,
        "status": "live",
        "note": "",
        "digest": edition.digest,
        "source_url": "",
        "translations": [],
        "editions_url": f"{SITE}/api/v1/releases/en/public/editions",
    }


def test_a_translation_leads_to_the_other_language(client, mission):
    mission.languages = ["en", "fr"]
    mission.save()
    published(translation_key="peace")
    make_live("Pourparlers de paix", slug="paix", language="fr", translation_key="peace")

    assert read(client, "/api/v1/releases/fr/paix?as-of=2026-05-05")["translations"] == [
        {
            "language": "en",
            "title": "Peace talks",
            "url": f"{SITE}/messages/public/?as-of=2026-05-05",
            "api_url": f"{SITE}/api/v1/releases/en/public?as-of=2026-05-05",
        }
    ]


def test_a_text_without_office_place_and_categories_says_so(client, mission):
    make_live("Bare", slug="bare")
    content = read(client, "/api/v1/releases/en/bare")

    assert (content["issued_by"], content["place"], content["categories"], content["summary"]) == (None, "", [], "")


FACTS = {"dated": "2026-05-04", "place": "Lutetia", "issued_by": PRESS, "categories": [CONSULAR], "redacted_at": None}


def test_the_editions_have_their_purposes_notes_intervals_digests_and_texts(client, mission):
    first = published()
    second = follow(first, title="Peace talks in May", note="The month was wrong.")
    follow(second, purpose=Purpose.UPDATE, live_from=utc("2999-01-01T00:00Z"), note="", title="To come")
    original = {
        **FACTS,
        **TEXT,
        "url": f"{SITE}/messages/public/editions/1/",
        "api_url": f"{SITE}/api/v1/releases/en/public/editions/1",
        "number": 1,
        "purpose": "original",
        "status": "superseded",
        "note": "",
        "live_from": "2026-05-04T09:00:00Z",
        "live_until": "2026-05-05T09:00:00Z",
        "digest": first.digest,
    }
    correction = {
        **FACTS,
        **TEXT,
        "title": "Peace talks in May",
        "url": f"{SITE}/messages/public/",
        "api_url": f"{SITE}/api/v1/releases/en/public/editions/2",
        "number": 2,
        "purpose": "correction",
        "status": "live",
        "note": "The month was wrong.",
        "live_from": "2026-05-05T09:00:00Z",
        "live_until": None,
        "digest": second.digest,
    }

    assert read(client, "/api/v1/releases/en/public/editions") == {"items": [correction, original]}
    assert read(client, "/api/v1/releases/en/public/editions/2") == correction
    assert read(client, "/api/v1/releases/en/public/editions/1") == original


def test_an_instant_before_the_correction_knows_only_the_original(client, mission):
    follow(published(), title="Peace talks in May")
    content = read(client, "/api/v1/releases/en/public/editions?as-of=2026-05-05T08:59Z")

    assert [(item["number"], item["status"], item["live_until"]) for item in content["items"]] == [(1, "live", None)]
    assert titles(content) == ["Peace talks"]
    assert titles(read(client, "/api/v1/releases?as-of=2026-05-05T08:59Z")) == ["Peace talks"]
    assert titles(read(client, "/api/v1/releases?as-of=2026-05-04T08:59Z")) == []


def test_a_withdrawn_text_leaves_the_list_and_keeps_its_address(client, mission):
    follow(published(), purpose=Purpose.WITHDRAWAL, note="It was a draft.")
    content = read(client, "/api/v1/releases/en/public")

    assert titles(read(client, "/api/v1/releases")) == []
    assert (content["status"], content["note"], content["body_text"]) == (
        "withdrawn",
        "It was a draft.",
        "Talks\nThey met.",
    )


def test_a_redacted_edition_is_a_tombstone(client, mission):
    first = published()
    follow(first, title="Peace talks in May")
    erase(first, utc("2026-05-06T09:00Z"))

    content = read(client, "/api/v1/releases/en/public/editions/1")
    assert {name: content[name] for name in ("status", "redacted_at", "digest", "title", "body_html", "body_text")} == {
        "status": "redacted",
        "redacted_at": "2026-05-06T09:00:00Z",
        "digest": first.digest,
        "title": "Redacted for legal reasons",
        "body_html": "",
        "body_text": "",
    }
    assert read(client, "/api/v1/releases/en/public")["status"] == "live"


@pytest.mark.parametrize("rest", ["", "/editions", "/editions/1"])
def test_an_address_that_it_had_before_leads_to_the_one_it_has_now(client, mission, rest):
    """API-08"""
    edition = published()
    for old in ("older", "old"):
        FormerSlug.objects.create(release=edition.release, language="en", slug=old)

    for old in ("older", "old"):
        response = client.get(f"/api/v1/releases/en/{old}{rest}?as-of=2026-05-05")
        assert (response.status_code, response.headers["Location"]) == (
            301,
            f"{SITE}/api/v1/releases/en/public{rest}?as-of=2026-05-05",
        )
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_former_address_of_a_hidden_text_leads_nowhere(client, mission):
    draft = make_draft(slug="hidden")
    FormerSlug.objects.create(release=draft.release, language="en", slug="hidden-before")

    assert read(client, "/api/v1/releases/en/hidden-before", 404) == read(client, "/api/v1/releases/en/never", 404)


def test_addresses_inside_a_text_are_in_full(client, mission):
    published(
        body='<p><a href="/messages/other/?a=1&amp;b=2">x</a> <a href="note.pdf">y</a> <a href="https://e.example/">z</a></p>'
    )

    assert read(client, "/api/v1/releases/en/public")["body_html"].count(f'href="{SITE}/messages/') == 2
    assert 'href="https://e.example/"' in read(client, "/api/v1/releases/en/public")["body_html"]


def test_numbers_of_paragraphs_are_in_the_language_of_the_text(client, mission):
    published(has_paragraph_numbers=True, body="<p>Words.</p>")

    assert read(client, "/api/v1/releases/en/public")["body_html"] == (
        f'<p id="p1"><a class="pn" href="{SITE}/messages/public/#p1"><span class="vh">Paragraph </span>1</a> Words.</p>'
    )


def test_labels_are_given_in_the_languages_that_the_mission_speaks(client, mission):
    mission.languages = ["en", "fr"]
    mission.save()
    make_category("b", {"en": "Trade", "fr": "Commerce", "da": "Handel"})
    make_category("a", {"da": "Fred"})
    make_office()

    assert read(client, "/api/v1/categories") == {
        "items": [{"slug": "a", "name": {"da": "Fred"}}, {"slug": "b", "name": {"en": "Trade", "fr": "Commerce"}}]
    }
    assert read(client, "/api/v1/offices") == {"items": [PRESS]}


def test_a_text_that_counts_days_counts_them_and_has_no_date_of_its_last_change(client, mission):
    make_incident(date(2026, 1, 1), slug="seen", name="the vessel was detained")
    published(body='<p><span data-days-since="seen">days have passed since</span> it was detained.</p>')
    response = client.get("/api/v1/releases/en/public?as-of=2026-05-05")
    content = described(response)

    assert content["body_text"] == "days have passed since it was detained."
    assert "124 days have passed since" in " ".join(re.sub("<[^>]*>", "", content["body_html"]).split())
    assert "Last-Modified" not in response.headers
    assert "Last-Modified" in client.get("/api/v1/releases").headers
