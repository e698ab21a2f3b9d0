"""From a page to the same page in another language, and what machines are told of it (EMB-13)."""

from datetime import timedelta

import pytest

from releases.models import Edition, Purpose
from tests.embassy.reading import by_class, parsed, words
from tests.factories import PUBLISHED, follow, make_draft, make_incident, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
ORIGIN = "http://localhost:8000"
TO_COME = utc("2999-01-01T00:00Z")


@pytest.fixture(autouse=True)
def _three_languages():
    make_mission(languages=["en", "fr", "ar"])


def switcher(client, address):
    """The links of the switcher but for the page's own: code and address, "list" where it leads to a list."""
    (nav,) = by_class(parsed(client.get(address)), "langs")
    return {
        link.get("hreflang"): (link.get("href"), *(["list"] if link.get("class") == "is-list" else []))
        for link in nav.iter("a")
        if link.get("aria-current") is None
    }


def alternates(client, address):
    found = [link for link in parsed(client.get(address)).iter("link") if link.get("rel") == "alternate"]
    return {link.get("hreflang"): link.get("href") for link in found if link.get("hreflang")}


def make_group(**others):
    make_live("Peace", slug="peace", translation_key="peace")
    for language, made in others.items():
        made(f"Peace in {language}", slug=f"peace-{language}", language=language, translation_key="peace")


@pytest.mark.parametrize(
    "path", ["/", "/messages/", "/messages/2026/05/", "/corrections/", "/incidents/", "/incidents/i/"]
)
def test_a_page_that_is_in_every_language_leads_to_itself(client, path):
    make_incident(slug="i")
    make_live("A text")
    make_live("Un texte", language="fr")

    assert switcher(client, path) == {"fr": (f"/fr{path}",), "ar": (f"/ar{path}",)}
    assert switcher(client, f"/fr{path}") == {"en": (path,), "ar": (f"/ar{path}",)}
    expected = {"en": path, "fr": f"/fr{path}", "ar": f"/ar{path}", "x-default": path}
    assert alternates(client, f"/fr{path}") == {code: ORIGIN + url for code, url in expected.items()}


def test_a_list_keeps_the_filters_that_mean_the_same_there(client):
    address = "/messages/?q=peace&kind=statement&kind=news&from=2026-01-01&page=1&junk=1"

    assert switcher(client, address)["fr"] == ("/fr/messages/?kind=statement&kind=news&from=2026-01-01",)


def test_a_text_leads_to_its_live_translation_and_elsewhere_to_the_list(client):
    make_group(fr=make_live)

    assert switcher(client, "/messages/peace/") == {
        "fr": ("/fr/messages/peace-fr/",),
        "ar": ("/ar/messages/", "list"),
    }
    assert alternates(client, "/messages/peace/") == {
        "en": f"{ORIGIN}/messages/peace/",
        "fr": f"{ORIGIN}/fr/messages/peace-fr/",
        "x-default": f"{ORIGIN}/messages/peace/",
    }


def test_the_link_says_that_it_leads_to_a_list(client):
    make_group()
    (nav,) = by_class(parsed(client.get("/messages/peace/")), "langs")

    to_list = "(no translation of this page: all messages)"
    assert words(nav) == f"English Français {to_list} العربيّة {to_list}"


def test_a_translation_that_is_not_public_is_nowhere(client):
    make_group(fr=make_draft, ar=lambda *words, **facts: make_live(*words, live_from=TO_COME, **facts))

    assert switcher(client, "/messages/peace/") == {
        "fr": ("/fr/messages/", "list"),
        "ar": ("/ar/messages/", "list"),
    }
    assert alternates(client, "/messages/peace/") == {}


def test_a_withdrawn_translation_is_no_translation(client):
    make_group(fr=make_live)
    follow(
        Edition.objects.get(release__language="fr"),
        purpose=Purpose.WITHDRAWAL,
        live_from=PUBLISHED + timedelta(hours=1),
    )

    assert switcher(client, "/messages/peace/")["fr"] == ("/fr/messages/", "list")


def test_a_page_of_another_instant_carries_it_on_and_has_no_alternates(client):
    make_group(fr=make_live)
    address = "/messages/peace/?as-of=2026-05-10"

    assert switcher(client, address)["fr"] == ("/fr/messages/peace-fr/?as-of=2026-05-10",)
    assert alternates(client, address) == {}


def test_an_address_that_is_not_there_leads_to_the_lists(client):
    assert switcher(client, "/messages/never/")["fr"] == ("/fr/messages/", "list")


def test_a_mission_of_one_language_has_no_switcher(client):
    make_mission(languages=["en"])
    page = parsed(client.get("/"))

    assert by_class(page, "langs") == []
    assert alternates(client, "/") == {}


@pytest.mark.parametrize(
    ("address", "language"), [("/", "en"), ("/fr/", "fr"), ("/ar/messages/", "ar"), ("/fr/no", "fr")]
)
def test_an_answer_names_its_language(client, address, language):
    assert client.get(address)["Content-Language"] == language


def test_no_reader_is_sent_elsewhere_for_the_language_of_a_browser(client):
    response = client.get("/", headers={"Accept-Language": "fr"})

    assert (response.status_code, response["Content-Language"]) == (200, "en")
    assert "Accept-Language" not in response.get("Vary", "")


def test_a_reader_is_offered_the_page_in_each_other_language_it_is_in(client):
    make_group(fr=make_live)
    hints = [
        hint
        for hint in parsed(client.get("/messages/peace/")).iter("aside")
        if hint.get("data-language-hint") is not None
    ]

    assert [(hint.get("lang"), hint.get("hidden"), next(hint.iter("a")).get("href")) for hint in hints] == [
        ("fr", "", "/fr/messages/peace-fr/")
    ]
