"""A text is cited by number and permanent link, on its page and on paper."""

import re

import pytest

from embassy.lib import qr
from releases import references, workflow
from releases.models import Edition, Purpose
from tests.embassy.reading import by_class, by_id, parsed, words
from tests.factories import follow, make_draft, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
LINK = "http://localhost:8000/messages/text/editions/"
HEAD = "Embassy of Ruritania in Lutetia, “Text”, Statement 2026/1, 4 May 2026, "


@pytest.fixture(autouse=True)
def _mission(db):
    make_mission()


def page_of(client, path="/messages/text/", **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return parsed(response)


def cited(page):
    return words(by_id(page, "quotation"))


def test_the_box_says_number_edition_both_times_and_the_permanent_link(client):
    make_live("Text", slug="text", place="Lutetia")
    page = page_of(client)
    [box] = by_class(page, "cite")

    assert [[words(part) for part in row] for row in by_class(box, "facts")[0]] == [
        ["Reference", "2026/1"],
        ["Edition", "1"],
        ["Published", "Lutetia, 4 May 2026, 11:00 Strelsau, 12:00"],
        ["Permanent link to this edition", f"{LINK}1/"],
    ]
    assert cited(page) == f"{HEAD}Lutetia, {LINK}1/"


def test_the_permanent_link_leads_to_the_very_edition_also_after_it_was_replaced_and_moved(client, officer):
    edition = make_live("Text", slug="text", body="<p>First words.</p>")
    address = f"{LINK}1/".removeprefix("http://localhost:8000")
    assert client.get(address, {"as-of": "2026-05-04"})["Location"] == "/messages/text/?as-of=2026-05-04"

    follow(edition, body="<p>Second words.</p>")
    workflow.rename(
        Edition.objects.select_related("release").get(number=2), by=officer, slug="moved", reason="A name.",
        at=utc("2026-06-01T09:00Z"),
    )  # fmt: skip
    response = client.get(address, follow=True)
    assert response.redirect_chain == [("/messages/moved/editions/1/", 301)]
    assert words(by_class(parsed(response), "prose")[0]) == "First words."


def test_a_replaced_edition_is_cited_as_such(client):
    follow(make_live("Text", slug="text"), live_from=utc("2026-05-05T09:00Z"))

    assert cited(page_of(client)) == f"{HEAD}edition 2, {LINK}2/"
    before = page_of(client, "/messages/text/editions/1/")
    assert cited(before) == f"{HEAD}edition 1, replaced on 5 May 2026, 11:00, {LINK}1/"


def test_a_withdrawn_message_is_cited_as_such(client):
    follow(make_live("Text", slug="text"), purpose=Purpose.WITHDRAWAL, live_from=utc("2026-05-05T09:00Z"))

    assert cited(page_of(client)) == f"{HEAD}withdrawn on 5 May 2026, 11:00, {LINK}2/"


def test_a_redacted_message_is_cited_without_its_words(client, officer):
    edition = make_live("canary", slug="text", place="canary")
    workflow.redact(edition, by=officer, reason="A court order.", at=utc("2026-05-06T09:00Z"))

    assert cited(page_of(client)) == HEAD.replace("Text", "Redacted for legal reasons") + f"{LINK}1/"


def test_on_paper_the_message_begins_with_a_letterhead_and_ends_with_a_seal(client):
    mission = make_mission(address="1 Quay, Lutetia", reference_prefix="No. ")
    edition = make_live("Text", slug="text")
    page = page_of(client)
    [head], [seal] = by_class(page, "letterhead"), by_class(page, "seal")

    assert words(head) == "1 Quay, Lutetia No. 2026/1"
    assert words(seal) == (
        "No. 2026/1, edition 1 Lutetia, 4 May 2026, 11:00 Strelsau, 12:00 "
        f"This edition is kept at {LINK}1/ Fingerprint (SHA-256) {edition.digest}"
    )
    assert {"print-only"} <= set(head.get("class").split()) & set(seal.get("class").split())
    assert str(mission.name) in words(page)


def test_the_code_on_paper_is_the_permanent_link_without_style_or_script(client):
    make_live("Text", slug="text")
    html = client.get("/messages/text/").content.decode()

    assert qr.svg(f"{LINK}1/", "QR code of the permanent link") in html
    assert re.findall(r"<style|style=|onclick|<script>", html) == []


def test_paragraphs_without_numbers_have_addresses_too(client):
    make_live(slug="text", body="<p>One.</p><ul><li><p>in</p></li></ul><p>Two.</p>")
    page = page_of(client)
    [prose] = by_class(page, "prose")

    assert [(p.get("id"), words(p)) for p in prose if p.tag == "p"] == [("p1", "One."), ("p2", "Two.")]
    assert [(a.get("href"), a.get("aria-label")) for a in by_class(page, "pa")] == [
        ("#p1", "Paragraph 1"),
        ("#p2", "Paragraph 2"),
    ]
    assert by_class(page_of(client, "/"), "pa") == []


def test_numbered_paragraphs_keep_the_numbers_in_their_margin(client):
    make_live(slug="text", body="<p>One.</p>", has_paragraph_numbers=True)
    page = page_of(client)

    assert ([words(a) for a in by_class(page, "pn")], by_class(page, "pa")) == (["Paragraph 1"], [])


def test_the_desk_shows_the_number_and_finds_a_text_by_it(admin_client):
    make_mission(reference_prefix="No. ")
    edition = make_live("Text", slug="text")
    make_live("Another", slug="another")
    page = parsed(admin_client.get(f"/admin/releases/release/{edition.release_id}/change/"))
    assert "Reference No. 2026/1" in [words(p) for p in by_class(page, "quiet")]

    draft = make_draft("Draft")
    page = parsed(admin_client.get(f"/admin/releases/release/{draft.release_id}/change/"))
    assert [words(p) for p in by_class(page, "quiet") if "Reference" in words(p)] == []


def test_the_desk_finds_a_text_by_its_number(admin_client):
    mission = make_mission(reference_prefix="No. ")
    make_live("Text 2026/2", slug="text")
    make_live("Another", slug="another", live_from=utc("2026-05-05T09:00Z"))
    make_live("A third", slug="third", live_from=utc("2026-05-06T09:00Z"))
    references.settle(utc("2026-06-01T09:00Z"))

    def found(words_asked):
        page = parsed(admin_client.get("/admin/search/", {"q": words_asked}))
        return sorted(words(link) for link in page.iter("a") if "/releases/release/" in (link.get("href") or ""))

    assert found("2026/2") == ["Another", "Text 2026/2"]
    assert found(f"{mission.reference_prefix}2026/3") == ["A third"]
    assert found("2026/99999") == []
