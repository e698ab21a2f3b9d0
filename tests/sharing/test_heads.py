"""Canonical addresses and Open Graph on every public page (HTP-01, EMB-01, EMB-13, XSS-03)."""

from datetime import date, timedelta

import pytest
from django.test import override_settings

from releases import previews, workflow
from releases.models import Purpose
from tests.factories import follow, make_category, make_draft, make_incident, make_live, make_office
from tests.sharing.heads import canonical, documents, links, metas

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mission")]
SITE = "http://localhost:8000"


@pytest.fixture
def _site(mission):
    mission.languages = ["en", "fr"]
    mission.save()
    make_live("A text", slug="text", translation_key="peace", categories=[make_category()], office=make_office())
    make_live("Un texte", slug="texte", language="fr", translation_key="peace")
    make_incident(date(2026, 1, 1), slug="seen", steps=[(date(2026, 1, 2), "A step.")])
    for number in range(24):
        make_live(f"Another {number}")


CANONICAL = {
    "/": "/",
    "/?utm_source=a&x=1": "/",
    "/fr/": "/fr/",
    "/messages/": "/messages/",
    "/messages/?page=2": "/messages/?page=2",
    "/messages/?page=1": "/messages/",
    "/messages/?page=002&utm=1": "/messages/?page=2",
    "/messages/?page=abc": "/messages/",
    "/messages/?year=2026&q=text&fbclid=1": "/messages/?q=text&year=2026",
    "/messages/?page=2&kind=statement": "/messages/?kind=statement&page=2",
    "/messages/?year=nonsense&kind=statement": "/messages/?kind=statement",
    "/messages/2026/05/?q=ignored": "/messages/2026/05/",
    "/messages/text/?q=1": "/messages/text/",
    "/fr/messages/texte/": "/fr/messages/texte/",
    "/corrections/": "/corrections/",
    "/incidents/": "/incidents/",
    "/incidents/seen/?b=2": "/incidents/seen/",
}


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(("address", "expected"), CANONICAL.items())
def test_the_canonical_address_has_known_parameters_in_one_order(client, address, expected):
    response = client.get(address)

    assert canonical(response) == [SITE + expected]
    assert metas(response)["og:url"] == SITE + expected


@override_settings(ALLOWED_HOSTS=["*"])
@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("page", ["/", "/messages/", "/messages/text/", "/incidents/seen/"])
def test_no_address_follows_the_host_that_a_request_names(client, page):
    response = client.get(page, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})

    assert b"evil.example" not in response.content


def test_a_superseded_edition_is_canonical_to_itself_and_not_listed(client):
    follow(make_live("Wrong", slug="text"), title="Right")
    response = client.get("/messages/text/editions/1/")

    assert canonical(response) == [f"{SITE}/messages/text/editions/1/"]
    assert b'<meta name="robots" content="noindex">' in response.content
    assert metas(response)["og:title"] == "Wrong (edition 1)"
    assert client.get("/messages/text/editions/2/").status_code == 302


def test_a_page_as_of_an_instant_is_not_listed_and_shared_as_that(client):
    make_live("A text", slug="text")
    response = client.get("/messages/text/?as-of=2026-05-05&x=1")

    assert (canonical(response), b'content="noindex"' in response.content) == ([], True)
    assert metas(response)["og:url"] == f"{SITE}/messages/text/?as-of=2026-05-05"


@pytest.mark.usefixtures("_site")
def test_a_release_is_shared_as_an_article(client):
    found = metas(client.get("/messages/text/"))
    picture = found.pop("og:image")

    assert picture.startswith(f"{SITE}/messages/text/card-")
    assert found == {
        "og:type": "article",
        "og:title": "A text",
        "og:description": "Words of the text.",
        "og:url": f"{SITE}/messages/text/",
        "og:site_name": "Embassy of Ruritania in Lutetia",
        "og:locale": "en",
        "og:locale:alternate": "fr",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "A text, Statement, 4 May 2026, Embassy of Ruritania",
        "article:published_time": "2026-05-04T11:00+02:00",
        "article:modified_time": "2026-05-04T11:00+02:00",
        "article:section": "Statement",
        "article:tag": "Consular",
        "twitter:card": "summary_large_image",
    }


@pytest.mark.usefixtures("_site")
def test_an_incident_is_shared_with_its_figure(client):
    found = metas(client.get("/incidents/seen/?as-of=2026-01-11"))

    assert {name: found[f"og:{name}"] for name in ("title", "description", "image:alt")} == {
        "title": "10 days have passed since the vessel was detained",
        "description": "10 days have passed since the vessel was detained: A step.",
        "image:alt": "10 days have passed since the vessel was detained. As of 11 January 2026. Embassy of Ruritania",
    }


@pytest.mark.usefixtures("_site")
def test_translations_name_each_other(client):
    def alternates(page):
        return {link.get("hreflang"): link.get("href") for link in links(client.get(page), "alternate")
                if link.get("hreflang")}  # fmt: skip

    english, french = f"{SITE}/messages/text/", f"{SITE}/fr/messages/texte/"
    both = {"en": english, "fr": french, "x-default": english}
    assert (alternates("/messages/text/"), alternates("/fr/messages/texte/")) == (both, both)


def test_a_hidden_translation_is_not_named(client, mission):
    mission.languages = ["en", "fr"]
    mission.save()
    make_live("A text", slug="text", translation_key="peace")
    make_draft("Un secret", slug="un-secret", language="fr", translation_key="peace")
    response = client.get("/messages/text/")

    assert [link for link in links(response, "alternate") if link.get("hreflang")] == []
    assert "og:locale:alternate" not in metas(response)
    assert "workTranslation" not in documents(response)["NewsArticle"]


def test_a_withdrawn_text_is_shared_with_the_reason_and_none_of_its_words(client):
    edition = make_live("A text", slug="text", summary="Words that were withdrawn.")
    follow(edition, purpose=Purpose.WITHDRAWAL, note="It was called off.")
    response = client.get("/messages/text/")
    found = metas(response)

    assert (found["og:title"], found["og:description"]) == ("Withdrawn: A text", "It was called off.")
    assert b'name="description" content="It was called off."' in response.content
    head = response.content.partition(b"</head>")[0]
    assert b"Words that were withdrawn" not in head


def test_a_redacted_text_is_shared_with_nothing(client, officer, at):
    edition = make_live("Secret title", slug="text", summary="Secret summary.", categories=[make_category()])
    workflow.redact(edition, by=officer, reason="A court has ordered it.", at=at)
    response = client.get("/messages/text/")

    assert b"Secret" not in response.content
    assert {name: metas(response)[f"og:{name}"] for name in ("title", "description")} == {
        "title": "Redacted for legal reasons",
        "description": "Redacted for legal reasons",
    }


def test_a_page_that_is_not_there_says_nothing_of_itself(client):
    for address in ("/nothing/", "/messages/none/", "/messages/?page=99"):
        response = client.get(address)

        assert (response.status_code, canonical(response), metas(response), documents(response)) == (404, [], {}, {})


def test_a_preview_says_nothing_of_itself(client, officer, at):
    edition = make_draft("A secret", slug="secret")
    expires_at = at + timedelta(days=900)
    _link, token = previews.issue(edition, by=officer, recipient="A reader", expires_at=expires_at, at=at)
    response = client.get(f"/preview/{token}/")

    assert (response.status_code, canonical(response), metas(response), documents(response)) == (200, [], {}, {})


HOSTILE = "\"><script>alert(1)</script> '--></script><!-- \u2028 ]]> {{7*7}} &amp; \u202egnp"
SEEN = "\"><script>alert(1)</script> '--></script><!-- ]]> {{7*7}} &amp; gnp"
NAMED = HOSTILE.replace("\u202e", "")
"""A name may have more than one line."""


def test_hostile_words_stay_words(client, mission):
    """XSS-03: in og:*, in JSON-LD, in the addresses and attributes of the head."""
    mission.name = mission.short_name = mission.address = mission.place = HOSTILE
    mission.save()
    make_live(HOSTILE, slug="text", summary=HOSTILE, office=make_office("o", HOSTILE),
              categories=[make_category("c", HOSTILE)])  # fmt: skip
    make_incident(slug="seen", name=HOSTILE, steps=[(date(2026, 1, 2), HOSTILE)])
    text, incident, home = (client.get(page) for page in ("/messages/text/", "/incidents/seen/", "/"))

    assert (metas(text)["og:title"], metas(text)["og:description"]) == (SEEN, SEEN)
    assert documents(text)["NewsArticle"]["headline"] == SEEN
    assert documents(home)["GovernmentOrganization"]["name"] == NAMED
    assert metas(incident)["og:title"].endswith(NAMED)
    for response in (text, incident, home):
        assert b"<script>alert" not in response.content
        assert response.content.count(b"</script>") == response.content.count(b"<script ")
