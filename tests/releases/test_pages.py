"""The page of a release, of a superseded edition, and of all corrections."""

from datetime import date

import pytest

from releases.models import Purpose
from tests.embassy.reading import by_class, by_id, feed, heading, parsed, robots, texts, title, words
from tests.factories import follow, make_category, make_incident, make_live, make_mission, make_office, utc

pytestmark = pytest.mark.django_db
CORRECTED = utc("2026-05-05T09:00Z")


def page_of(client, address="/messages/text/"):
    return parsed(client.get(address, {"as-of": "2026-06-01"}))


def hrefs(root, name):
    return [link.get("href") for element in by_class(root, name) for link in element.iter("a")]


def test_a_release_in_whole(client, mission):
    edition = make_live(
        "The text",
        slug="text",
        summary="In short.",
        body="<p>One.</p><h2>Two</h2>",
        place="Strelsau",
        office=make_office(),
        categories=[make_category()],
    )
    make_incident(name="the vessel was detained").releases.add(edition.release)
    page = page_of(client)

    assert (heading(page), texts(page, "lead"), texts(page, "prose")) == (["The text"], ["In short."], ["One. Two"])
    assert texts(page, "dateline") == ["Lutetia, 4 May 2026, 11:00 Strelsau, 12:00"]
    assert [[words(cell) for cell in row] for row in by_class(page, "facts")[-1]] == [
        ["Reference", "2026/1"],
        ["Official date", "04.05.2026"],
        ["Place", "Strelsau"],
        ["Issued by", "Press Office"],
        ["Category", "Consular"],
        ["Published", "4 May 2026, 11:00"],
        ["Language", "English"],
    ]
    assert "The vessel was detained" in [words(link) for link in page.iter("a")]
    assert title(page) == "The text – Embassy of Ruritania in Lutetia"  # noqa: RUF001


def test_a_correction_is_told_and_the_old_text_stays(client, mission):
    first = make_live("Wrong name", slug="text", body="<p>One.</p><p>He came.</p>")
    follow(first, title="Right name", body="<p>One.</p><p>She came.</p>", note="A name was misspelt.")
    page = page_of(client)

    assert texts(page, "notice") == ["Corrected on 5 May 2026, 11:00 A name was misspelt."]
    assert texts(page, "prose") == ["One. She came."]
    assert [words(entry) for entry in by_class(page, "log")[0]] == [
        "5 May 2026, 11:00 Corrected. A name was misspelt.",
        "4 May 2026, 11:00 First published. Edition 1, as it read then",
    ]

    old = page_of(client, "/messages/text/editions/1/")
    assert (heading(old), texts(old, "prose"), robots(old)) == (["Wrong name"], ["One. He came."], ["noindex"])
    assert texts(old, "notice") == [
        (
            "This is edition 1 of this message; it was replaced on 5 May 2026, 11:00 A name was misspelt. "
            "Read the message as it stands"
        )
    ]
    assert [words(part) for part in old.iter("del")] == ["removed: Wrong", "removed: He"]
    assert [words(part) for part in old.iter("ins")] == ["added: Right", "added: She"]
    assert robots(parsed(client.get("/messages/text/editions/1/"))) == ["noindex"]


def test_the_edition_that_is_live_is_at_the_address_of_the_release(client, mission):
    follow(make_live(slug="text"))
    response = client.get("/messages/text/editions/2/", {"as-of": "2026-06-01"})

    assert (response.status_code, response.headers["Location"]) == (302, "/messages/text/?as-of=2026-06-01")
    assert client.get("/messages/text/editions/3/").status_code == 404


def test_a_withdrawn_release_keeps_its_page_and_says_why(client, mission):
    follow(make_live("Untrue", slug="text", summary="Short."), purpose=Purpose.WITHDRAWAL, note="It was not so.")
    page = page_of(client)

    assert texts(page, "notice") == ["This message was withdrawn on 5 May 2026, 11:00 It was not so."]
    assert title(page) == "Withdrawn: Untrue – Embassy of Ruritania in Lutetia"  # noqa: RUF001
    assert [words(part) for part in page.iter("summary")] == [
        "Read the withdrawn text, kept for the record",
        "Change history (2)",
    ]


def test_translations_lead_to_one_another(client):
    make_mission(languages=["en", "fr"])
    make_live("Peace", slug="text", translation_key="peace")
    make_live("Paix", slug="paix", language="fr", translation_key="peace")

    assert [link.get("href") for link in page_of(client).iter("a") if link.get("hreflang") == "fr"][-1] == (
        "/fr/messages/paix/?as-of=2026-06-01"
    )
    assert client.get("/messages/paix/").status_code == 404
    assert client.get("/fr/messages/text/").status_code == 404
    assert heading(parsed(client.get("/fr/messages/paix/"))) == ["Paix"]


def test_every_correction_and_withdrawal_the_latest_first(client, mission):
    follow(make_live("One", slug="one"), note="A name was misspelt.", live_from=CORRECTED)
    follow(make_live("Two"), purpose=Purpose.WITHDRAWAL, note="It was not so.", live_from=utc("2026-05-06T22:30Z"))
    follow(make_live("Three"), purpose=Purpose.UPDATE, note="")
    page = page_of(client, "/corrections/")

    assert feed(page) == ["07.05.2026 - Two", "05.05.2026 - One"]  # on the host city's day
    assert texts(page, "item__text") == ["It was not so.", "A name was misspelt."]
    assert texts(page, "item__notes") == ["Withdrawn", "Corrected"]


def test_texts_are_escaped_wherever_they_stand(client, mission):
    wicked = "<script>alert(1)</script>&\"'"
    make_live(
        wicked, slug="text", summary=wicked, place=wicked, office=make_office(name=wicked), dated=date(2026, 5, 1)
    )
    for address in ("/", "/messages/", "/messages/text/", "/messages/2026/05/"):
        assert b"<script>alert" not in client.get(address).content
    assert feed(parsed(client.get("/"))) == [f"01.05.2026 - {heading(page_of(client))[0]}"]


def test_a_long_text_in_arabic_says_its_direction(client):
    make_mission(languages=["en", "ar"])
    make_live("سلام", slug="salam", language="ar")
    root = next(parsed(client.get("/ar/messages/salam/")).iter("html"))

    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    assert by_id(root, "title") is not None
