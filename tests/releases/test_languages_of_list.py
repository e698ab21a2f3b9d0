"""Lists, feeds and the API are of one language, or of all that the mission speaks (EMB-13)."""

import feedparser
import pytest

from tests.embassy.reading import errors, feed, parsed, texts
from tests.factories import make_draft, make_live, make_mission, utc

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_languages():
    make_mission(languages=["en", "fr", "ru"])
    make_live("Peace", slug="peace")
    make_live("Paix", slug="paix", language="fr")
    make_live("Мир", slug="mir", language="ru")
    make_live("Fred", slug="fred", language="da")
    make_draft("Guerre", slug="guerre", language="fr")
    make_live("Demain", slug="demain", language="fr", live_from=utc("2999-01-01T00:00Z"))


def titles(client, address):
    return {line.split(" - ")[1] for line in feed(parsed(client.get(address)))}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/messages/", {"Peace"}),
        ("/fr/messages/", {"Paix"}),
        ("/messages/?language=all", {"Peace", "Paix", "Мир"}),
        ("/ru/messages/?language=all", {"Peace", "Paix", "Мир"}),
        ("/messages/?language=fr", {"Paix"}),
        ("/messages/?language=all&q=мира", {"Мир"}),
        ("/messages/?language=all&kind=news", set()),
        ("/messages/?language=da", {"Peace"}),
    ],
)
def test_a_list_is_of_the_languages_that_are_asked_for(client, address, found):
    assert titles(client, address) == found


def test_a_language_that_the_mission_does_not_speak_is_said_beside_the_field(client):
    assert errors(parsed(client.get("/messages/?language=da"))) == {
        "language-error-1": "There is no language “da” here."
    }


def test_the_choice_is_a_chip_and_goes_on_to_the_next_page(client):
    page = parsed(client.get("/messages/?language=all"))

    assert texts(page, "chip") == ["Remove filter All languages"]
    for number in range(30):
        make_live(f"Text {number}")
    page = parsed(client.get("/messages/?language=all"))
    assert "/messages/?language=all&page=2" in [link.get("href") for link in page.iter("a")]


def test_a_title_in_another_language_says_which(client):
    page = parsed(client.get("/messages/?language=all"))
    marked = {item.text: (item.get("lang"), item.get("dir")) for item in page.iter("bdi") if item.get("lang")}

    assert marked == {"Paix": ("fr", "ltr"), "Мир": ("ru", "ltr")}


def test_feeds_and_the_api_take_the_same_choice(client):
    for address, expected in (
        ("/messages/feed.atom", {"Peace"}),
        ("/messages/feed.atom?language=all", {"Peace", "Paix", "Мир"}),
    ):
        read = feedparser.parse(client.get(address).content)
        assert {entry.title for entry in read.entries} == expected
    items = client.get("/api/v1/releases?language=all").json()["items"]
    assert {item["title"] for item in items} == {"Peace", "Paix", "Мир"}


def test_a_mission_of_one_language_is_not_asked(client):
    make_mission(languages=["en"])

    assert b'name="language"' not in client.get("/messages/").content
