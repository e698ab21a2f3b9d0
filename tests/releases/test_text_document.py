"""A message as plain text, whole (EMB-01, EMB-02, EMB-12)."""

from datetime import date

import pytest

from embassy.lib import instant
from releases import workflow
from releases.models import Edition, Purpose
from tests.factories import follow, make_draft, make_live, make_mission, make_office, utc

pytestmark = pytest.mark.django_db
LINK = "http://localhost:8000/messages/text/editions/"
HEAD = "Embassy of Ruritania in Lutetia\npress@ruritania.example\n\n"


@pytest.fixture(autouse=True)
def _mission(db):
    make_mission(languages=["en", "fr"], reference_prefix="No. ")


def read(client, slug="text", **query):
    response = client.get(f"/messages/{slug}.txt", query)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    return response.content.decode()


def facts(edition, **more):
    told = {
        "Kind": "Statement", "Reference": "No. 2026/1", "Edition": str(edition), "Official date": "4 May 2026", **more,
        "Published": "Lutetia, 4 May 2026, 11:00; Strelsau, 4 May 2026, 12:00", "Link": f"{LINK}{edition}/",
    }  # fmt: skip
    return "\n".join(f"{label}: {value}" for label, value in told.items())


def test_a_message_in_whole(client):
    make_live(
        "The “text”",
        slug="text",
        summary="In short.",
        body='<p>One <a href="/incidents/">two</a>.</p>',
        place="Lutetia",
        office=make_office(),
    )
    assert read(client) == (
        f"{HEAD}{facts(1, Place='Lutetia', **{'Issued by': 'Press Office'})}\n\nThe “text”\n\nIn short.\n\n"
        "One two (http://localhost:8000/incidents/).\n\n--\n"
        "Embassy of Ruritania in Lutetia, “The ‘text’”, Statement No. 2026/1, 4 May 2026, Lutetia, "
        f"{LINK}1/\n"
    )


def test_headers_name_the_page_the_language_and_a_file(client):
    make_live("Un texte", slug="texte", language="fr")
    response = client.get("/fr/messages/texte.txt")

    assert {name: response[name] for name in ("Content-Language", "Content-Disposition", "Link")} == {
        "Content-Language": "fr",
        "Content-Disposition": 'inline; filename="texte.txt"',
        "Link": '<http://localhost:8000/fr/messages/texte/>; rel="canonical"',
    }
    again = client.get("/fr/messages/texte.txt", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/messages/texte.txt").status_code == 404
    assert client.post("/fr/messages/texte.txt").status_code == 405


def test_a_correction_stands_at_the_head_and_the_earlier_words_are_gone(client):
    follow(make_live("Text", slug="text", body="<p>canary</p>"), body="<p>Right words.</p>")

    assert read(client) == (
        f"{HEAD}{facts(2)}\n\nText\n\nCORRECTED ON 5 MAY 2026, 11:00\nA name was misspelt.\n\nRight words.\n\n--\n"
        f"Embassy of Ruritania in Lutetia, “Text”, Statement No. 2026/1, 4 May 2026, edition 2, {LINK}2/\n"
    )
    before = read(client, **{"as-of": "2026-05-04"})
    assert before == (
        f"{HEAD}{facts(1)}\n\nText\n\ncanary\n\n--\n"
        f"Embassy of Ruritania in Lutetia, “Text”, Statement No. 2026/1, 4 May 2026, {LINK}1/\n"
    )


def test_of_a_withdrawn_message_only_the_notice_and_its_reason_are_left(client):
    first = make_live("Text", slug="text", summary="canary", body="<p>canary</p>")
    follow(first, purpose=Purpose.WITHDRAWAL, note="It was not ours.")

    assert read(client) == (
        f"{HEAD}{facts(2)}\n\nText\n\nTHIS MESSAGE WAS WITHDRAWN ON 5 MAY 2026, 11:00\nIt was not ours.\n\n--\n"
        "Embassy of Ruritania in Lutetia, “Text”, Statement No. 2026/1, 4 May 2026, "
        f"withdrawn on 5 May 2026, 11:00, {LINK}2/\n"
    )


def test_of_a_redacted_message_a_tombstone_is_left(client, officer):
    edition = make_live("canary", slug="text", summary="canary", body="<p>canary</p>", place="canary")
    workflow.redact(edition, by=officer, reason="A court order.", at=utc("2026-05-06T09:00Z"))

    assert read(client) == (
        f"{HEAD}{facts(1)}\n\nRedacted for legal reasons\n\nREDACTED FOR LEGAL REASONS ON 6 MAY 2026, 11:00\n"
        "The text of edition 1, public since 4 May 2026, 11:00, was erased. "
        "Its number, its dates and its fingerprint are kept.\n\n--\n"
        f"Embassy of Ruritania in Lutetia, “Redacted for legal reasons”, Statement No. 2026/1, 4 May 2026, {LINK}1/\n"
    )


@pytest.mark.parametrize("extension", ["txt", "pdf"])
def test_a_hidden_text_answers_like_one_that_never_was(client, extension, monkeypatch):
    monkeypatch.setattr(instant, "seconds_to_next_minute", lambda: 30)
    make_draft(slug="draft")
    make_live(slug="timed", live_from=utc("2999-01-01T00:00Z"))
    for hidden in ("draft", "timed"):
        never = "n" * len(hidden)
        found, expected = (
            client.get(f"/messages/{slug}.{extension}", {"as-of": "2026-06-01"}) for slug in (hidden, never)
        )
        assert (found.status_code, found.headers) == (404, expected.headers)
        assert found.content.replace(hidden.encode(), never.encode()) == expected.content


@pytest.mark.parametrize("extension", ["txt", "pdf"])
def test_a_former_address_leads_to_the_document_of_today(client, officer, extension):
    edition = Edition.objects.select_related("release").get(pk=make_live(slug="first").pk)
    workflow.rename(edition, by=officer, slug="second", reason="A name.", at=utc("2026-06-01T09:00Z"))

    response = client.get(f"/messages/first.{extension}", {"as-of": "2026-05-05"})
    assert (response.status_code, response["Location"]) == (301, f"/messages/second.{extension}?as-of=2026-05-05")


def test_it_costs_five_queries_at_most(client, django_assert_max_num_queries):
    edition = make_live(slug="text", dated=date(2026, 5, 4), office=make_office())
    for _ in range(3):
        edition = follow(edition)

    with django_assert_max_num_queries(5):
        client.get("/messages/text.txt")
