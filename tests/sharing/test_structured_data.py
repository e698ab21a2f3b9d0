"""schema.org documents: extruct reads them, nothing required is missing, nothing hidden is said (EMB-01, XSS-03)."""

import json
from datetime import date

import extruct
import pytest

from embassy.lib import json_ld
from releases.models import Purpose
from tests.factories import follow, make_category, make_incident, make_live, make_office, utc
from tests.sharing.heads import documents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mission")]
SITE = "http://localhost:8000"
NEEDED = {
    "NewsArticle": {
        "headline", "datePublished", "dateModified", "author", "publisher", "image", "url", "mainEntityOfPage",
        "inLanguage", "description", "articleSection", "isAccessibleForFree",
    },
    "GovernmentOrganization": {"@id", "name", "url", "logo", "contactPoint"},
    "WebSite": {"name", "url", "potentialAction", "publisher"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "ContactPoint": {"contactType", "availableLanguage"},
    "CorrectionComment": {"text", "datePublished"},
    "ImageObject": {"url"},
}  # fmt: skip
"""What schema.org's consumers ask for, by type; a document inside another may be a mere reference."""
PAGES = {
    "/": ["GovernmentOrganization", "WebSite"],
    "/messages/": [],
    "/messages/2026/05/": ["BreadcrumbList"],
    "/messages/text/": ["BreadcrumbList", "NewsArticle"],
    "/incidents/": [],
    "/incidents/seen/": ["BreadcrumbList"],
}


@pytest.fixture
def _site(mission):
    mission.languages = ["en", "fr"]
    mission.address, mission.press_phone = "14 Rue des Tanneurs", "+33 1 99 00 46 00"
    mission.profiles = "https://social.example/@ruritania"
    mission.save()
    edition = make_live(
        "A text", slug="text", translation_key="peace", categories=[make_category()], office=make_office()
    )
    follow(edition, live_from=utc("2026-05-05T09:00Z"), note="A name was misspelt.")
    make_live("Un texte", slug="texte", language="fr", translation_key="peace")
    make_incident(date(2026, 1, 1), slug="seen")


def inside(value):
    """Every document in a document."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from inside(part)
    elif isinstance(value, list):
        for part in value:
            yield from inside(part)


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(("page", "types"), PAGES.items())
def test_extruct_reads_the_documents_and_nothing_required_is_missing(client, page, types):
    html = client.get(page).content.decode()
    found = extruct.extract(html, base_url=SITE, syntaxes=["json-ld"])["json-ld"]

    assert sorted(document["@type"] for document in found) == types
    assert {document["@context"] for document in found} <= {"https://schema.org"}
    missing = {document["@type"]: NEEDED[document["@type"]] - document.keys() for document in found}
    missing |= {
        part["@type"]: NEEDED[part["@type"]] - part.keys()
        for part in inside(found)
        if part.get("@type") in NEEDED.keys() - {"GovernmentOrganization", "NewsArticle"}
    }
    assert {kind: names for kind, names in missing.items() if names} == {}


@pytest.mark.usefixtures("_site")
def test_an_article_says_when_by_whom_and_what_was_corrected(client):
    article = documents(client.get("/messages/text/"))["NewsArticle"]
    (image,) = article.pop("image")
    mission = {"@type": "GovernmentOrganization", "@id": f"{SITE}/#mission", "name": "Embassy of Ruritania in Lutetia"}

    assert image.startswith(f"{SITE}/messages/text/card-")
    assert article == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "A text",
        "description": "Words of the text.",
        "url": f"{SITE}/messages/text/",
        "mainEntityOfPage": f"{SITE}/messages/text/",
        "datePublished": "2026-05-04T11:00+02:00",
        "dateModified": "2026-05-05T11:00+02:00",
        "inLanguage": "en",
        "author": {"@type": "GovernmentOrganization", "name": "Press Office", "parentOrganization": mission},
        "publisher": {
            **mission,
            "url": f"{SITE}/",
            "logo": {"@type": "ImageObject", "url": f"{SITE}/static/img/emblem.png"},
        },
        "articleSection": "Statement",
        "keywords": ["Consular"],
        "isAccessibleForFree": True,
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": "A name was misspelt.",
                "datePublished": "2026-05-05T11:00+02:00",
            }
        ],
        "workTranslation": [{"@type": "NewsArticle", "url": f"{SITE}/fr/messages/texte/", "inLanguage": "fr"}],
    }


@pytest.mark.usefixtures("_site")
def test_an_article_as_of_an_instant_knows_nothing_of_what_came_after(client):
    article = documents(client.get("/messages/text/?as-of=2026-05-05T08:59Z"))["NewsArticle"]

    assert (article["dateModified"], "correction" in article) == ("2026-05-04T11:00+02:00", False)


def test_a_withdrawn_article_says_so(client):
    follow(make_live("A text", slug="text"), purpose=Purpose.WITHDRAWAL, note="It was called off.")
    article = documents(client.get("/messages/text/"))["NewsArticle"]

    assert (article["headline"], article["description"]) == ("Withdrawn: A text", "It was called off.")


@pytest.mark.usefixtures("_site")
def test_the_mission_says_who_it_is_and_how_it_is_reached(client):
    found = documents(client.get("/"))

    assert found["GovernmentOrganization"] == {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "@id": f"{SITE}/#mission",
        "name": "Embassy of Ruritania in Lutetia",
        "url": f"{SITE}/",
        "logo": {"@type": "ImageObject", "url": f"{SITE}/static/img/emblem.png"},
        "alternateName": "Embassy of Ruritania",
        "address": "14 Rue des Tanneurs",
        "telephone": "+33 1 99 00 46 00",
        "email": "press@ruritania.example",
        "contactPoint": [
            {
                "@type": "ContactPoint",
                "contactType": "press",
                "telephone": "+33 1 99 00 46 00",
                "email": "press@ruritania.example",
                "availableLanguage": ["en", "fr"],
            },
            {
                "@type": "ContactPoint",
                "contactType": "consular",
                "telephone": "+33 1 99 00 46 85",
                "availableLanguage": ["en", "fr"],
            },
        ],
        "sameAs": ["https://social.example/@ruritania"],
    }
    assert found["WebSite"]["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/messages/?q={{search_term_string}}"


@pytest.mark.usefixtures("_site")
def test_breadcrumbs_lead_from_home_to_the_text(client):
    steps = documents(client.get("/messages/text/"))["BreadcrumbList"]["itemListElement"]

    assert [(step["position"], step["name"], step["item"].removeprefix(SITE)) for step in steps] == [
        (1, "Embassy of Ruritania in Lutetia", "/"),
        (2, "All messages", "/messages/"),
        (3, "May 2026", "/messages/2026/05/"),
        (4, "A text", "/messages/text/"),
    ]


@pytest.mark.parametrize("words", ["</script>", "<!--", "]]>", "&lt;", "\u2028\u2029", '"\\', "<script>"])
def test_no_words_end_the_data_block(words):
    html = json_ld.script({"name": words})
    text = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")

    assert json.loads(text) == {"@context": "https://schema.org", "name": words}
    assert [char for char in "<>&\u2028\u2029" if char in text] == []
