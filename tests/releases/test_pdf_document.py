"""A message as a PDF, and what of it may be in no document (EMB-01, EMB-02, EMB-12, AVL-05)."""

import json
from datetime import date

import pytest

from embassy.lib import paper
from releases import workflow
from releases.models import Edition, Purpose
from tests.embassy.reading import parsed, words
from tests.factories import (
    follow,
    make_draft,
    make_incident,
    make_live,
    make_mission,
    make_office,
    next_draft,
    utc,
)
from tests.lib.test_paper import inside

pytest.importorskip("typst")
pytestmark = pytest.mark.django_db
TO_COME = utc("2999-01-01T00:00Z")
CANARY = "kanarienvogel"


@pytest.fixture(autouse=True)
def _mission(db):
    make_mission(languages=["en", "fr"])


@pytest.fixture
def told(monkeypatch):
    """What is given to the typesetter stands in the place of what it makes of it."""
    monkeypatch.setattr(paper, "made", lambda document, files: json.dumps(document, ensure_ascii=False).encode())


def links(client, address="/messages/text/"):
    page = parsed(client.get(address))
    return [link.get("href") for link in page.iter("a") if (link.get("href") or "").endswith((".txt", ".pdf"))]


def test_a_message_in_whole(client):
    make_live("Text & more", slug="text", body="<p>One.</p>", office=make_office())
    response = client.get("/messages/text.pdf")

    assert {name: response[name] for name in ("Content-Type", "Content-Disposition", "Content-Language", "Link")} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'inline; filename="text.pdf"',
        "Content-Language": "en",
        "Link": '<http://localhost:8000/messages/text/>; rel="canonical"',
    }
    assert b">Text &amp; more<" in inside(response.content)
    assert client.get("/messages/text.pdf").content == response.content
    again = client.get("/messages/text.pdf", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.post("/messages/text.pdf").status_code == 405


def test_the_letter_says_what_the_page_says(client, told):
    edition = follow(make_live("Text", slug="text", summary="Short.", body="<p>One.</p>"), body="<p>Two.</p>")
    letter = json.loads(client.get("/messages/text.pdf").content)

    assert {**letter, "seal": letter["seal"]["lines"]} == {
        "lang": "en", "rtl": False, "day": [2026, 5, 4], "title": "Text", "author": "Embassy of Ruritania in Lutetia",
        "colour": "#24405c", "emblem": "emblem.svg", "name": "Embassy of Ruritania in Lutetia", "under": "",
        "address": "", "reference": "2026/1", "kind": "Statement",
        "moments": ["Lutetia, 4 May 2026, 11:00", "Strelsau, 4 May 2026, 12:00"], "summary": "Short.",
        "notices": [{"heading": "Corrected on 5 May 2026, 11:00", "text": "A name was misspelt."}],
        "blocks": [{"k": "p", "c": ["Two."]}], "files_title": "Attachments", "files": [],
        "seal": [
            "2026/1, edition 2",
            "Lutetia, 5 May 2026, 11:00; Strelsau, 5 May 2026, 12:00",
            "This edition is kept at",
        ],
        "footer": "Embassy of Ruritania in Lutetia",
    }  # fmt: skip
    assert (letter["seal"]["link"], letter["seal"]["digest"]) == (
        "http://localhost:8000/messages/text/editions/2/",
        f"SHA-256 {edition.digest}",
    )


def test_a_page_links_to_its_documents(client, monkeypatch):
    make_live("Text", slug="text")
    make_live("中文", slug="chinese")
    assert links(client) == ["/messages/text.txt", "/messages/text.pdf"]
    assert links(client, "/messages/chinese/") == ["/messages/chinese.txt"]
    assert client.get("/messages/chinese.pdf").status_code == 404


def test_without_the_extra_there_is_no_pdf_and_no_link(client, monkeypatch):
    make_live("Text", slug="text")
    never = client.get("/messages/never.pdf")
    monkeypatch.setattr(paper, "is_installed", lambda: False)

    assert links(client) == ["/messages/text.txt"]
    found = client.get("/messages/text.pdf")
    assert (found.status_code, found.content.replace(b"/text.pdf", b"/never.pdf")) == (404, never.content)


def test_a_typesetter_that_is_busy_asks_for_a_moment(client, monkeypatch):
    def busy(*_):
        raise paper.Busy

    make_live(slug="text")
    monkeypatch.setattr(paper, "made", busy)
    response = client.get("/messages/text.pdf")
    assert (response.status_code, response["Retry-After"]) == (503, "2")


def hidden_texts(officer):
    """Texts of which every word that is not for readers is a canary."""
    content = {"title": CANARY, "summary": CANARY, "body": f"<p>{CANARY}</p>", "place": CANARY}
    superseded = make_live(slug="superseded", **content)
    follow(superseded, note="A word.", **{**content, **dict.fromkeys(content, "Open."), "body": "<p>Open.</p>"})
    withdrawn = make_live("Open.", slug="withdrawn", summary=CANARY, body=f"<p>{CANARY}</p>")
    follow(withdrawn, purpose=Purpose.WITHDRAWAL, note="It was not ours.")
    redacted = make_live(slug="redacted", **content)
    workflow.redact(redacted, by=officer, reason=CANARY, at=utc("2026-05-20T09:00Z"))
    corrected = next_draft(make_live("Open.", slug="corrected", body="<p>Open.</p>").release)
    Edition.objects.filter(pk=corrected.pk).update(note=CANARY, **content)
    follow(make_live("Open.", slug="timed", body="<p>Open.</p>"), live_from=TO_COME, note=CANARY, **content)
    make_draft(slug=CANARY, **content)
    make_live(slug=f"{CANARY}-timed", live_from=TO_COME, **content)
    return ["superseded", "withdrawn", "redacted", "corrected", "timed"]


def test_no_canary_sings_in_any_document(client, officer, told):
    for slug in hidden_texts(officer):
        for extension in ("txt", "pdf"):
            response = client.get(f"/messages/{slug}.{extension}")
            assert response.status_code == 200
            assert CANARY not in response.content.decode() + str(response.headers)
            assert "Last-Modified" not in response.headers
    assert CANARY in client.get("/messages/superseded.pdf", {"as-of": "2026-05-04"}).content.decode()


def test_hidden_editions_move_no_byte_of_a_document(client, told):
    edition = make_live("Open.", slug="open")
    addresses = ["/messages/open/", "/messages/open.txt", "/messages/open.pdf", "/messages/open/editions/1/"]

    def seen():
        answers = [client.get(address, {"as-of": "2026-05-05"}) for address in addresses]
        return [(answer.content, answer.headers.get("ETag")) for answer in answers]

    before = seen()
    next_draft(edition.release)
    make_draft(slug="other")
    make_live(slug="later", live_from=TO_COME)
    assert seen() == before


def test_cyrillic_and_arabic_messages_are_set(client):
    make_mission(languages=["en", "ru", "ar"])
    make_live("Заявление", slug="ru", language="ru", body="<p>Слова <em>текста</em>.</p>")
    make_live("بيان صحفي", slug="ar", language="ar", body="<blockquote><p>كلمات النص</p></blockquote>")
    for code in ("ru", "ar"):
        response = client.get(f"/{code}/messages/{code}.pdf")
        assert (response.status_code, f"/Lang({code})" in inside(response.content).decode("latin-1")) == (200, True)


def test_the_words_of_a_page_without_pdf_say_so(client):
    make_live("😀", slug="text")
    page = parsed(client.get("/messages/text.pdf"))

    assert "There is no PDF of this message. Its page can be printed." in words(page)


def test_days_inside_a_text_are_those_of_the_instant_and_the_same_all_day(client, told):
    counted = '<p>Until today <span data-days-since="vessel">days have passed since</span> it.</p>'
    make_incident(slug="vessel", occurred_on=date(2026, 1, 1))
    make_live("Text", slug="text", body=counted)

    def read(at):
        letter, text = (client.get(f"/messages/text.{form}", {"as-of": at}) for form in ("pdf", "txt"))
        return (
            "".join(json.loads(letter.content)["blocks"][0]["c"]),
            text.content.decode().split("\n\n")[3],
            letter["ETag"],
        )

    morning, evening, next_day = (read(f"2026-05-{moment}Z") for moment in ("20T06:00", "20T20:00", "21T06:00"))
    assert morning[:2] == ("Until today 139 days have passed since it.",) * 2
    assert evening == morning
    assert next_day[:2] == ("Until today 140 days have passed since it.",) * 2
