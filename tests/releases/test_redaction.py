"""A redacted text is gone from every page and from the database; that it was there stays (EMB-01, EMB-12)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction

from releases import workflow
from releases.models import Edition, Purpose, Release
from releases.permissions import ADMINISTRATOR
from releases.workflow import ActRefused
from tests.embassy.reading import crawl, feed, heading, parsed, texts
from tests.factories import PUBLISHED, follow, make_category, make_feature, make_incident, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
AT = utc("2026-06-01T09:00Z")
CANARY = "kanarienvogel"
ERASED = ("title", "summary", "body", "place", "excerpt", "folded_text")


@pytest.fixture
def administrator(db):
    user = User.objects.create_user("administrator", is_staff=True)
    user.groups.add(Group.objects.get(name=ADMINISTRATOR))
    return user


def make_named(**content):
    """A public text of which every word is a canary, on every page that can show it."""
    words = {"summary": f"{CANARY} summary", "body": f"<p>{CANARY} text.</p>", "place": CANARY}
    edition = make_live(
        f"{CANARY} title", slug="named", categories=[make_category()], translation_key="named", **{**words, **content}
    )
    make_feature(edition)
    make_incident(slug="seen").releases.add(edition.release)
    make_live("Traduit", language="fr", slug="nomme", translation_key="named")
    return edition


def redact(edition, by):
    return workflow.redact(edition, by=by, reason="By order of a court.", at=AT)


def test_the_words_go_and_the_rest_stays(administrator):
    edition = make_named()
    before = Edition.objects.filter(pk=edition.pk).values().get()

    redact(edition, administrator)

    after = Edition.objects.filter(pk=edition.pk).values().get()
    assert after == {**before, **dict.fromkeys(ERASED, ""), "redacted_at": AT}
    assert len(after["digest"]) == 64


def test_no_word_of_it_is_on_any_page(client, administrator):
    make_mission(languages=["en", "fr"])
    first = make_named()
    edition = follow(first, title=f"{CANARY} corrected", live_from=PUBLISHED + timedelta(days=1))
    make_live("Another text", slug="another")
    guesses = ["/messages/named/", "/messages/named/editions/1/", "/corrections/", f"/messages/?q={CANARY}"]
    assert any(CANARY in page.content.decode(errors="replace") for page in crawl(client, "/").values())

    for row in (first, edition):
        redact(row, administrator)

    pages = crawl(client, "/", *guesses, "/messages/named/?as-of=2026-05-04T12:00Z")
    assert len(pages) > 15
    assert {address for address, page in pages.items() if CANARY in page.content.decode(errors="replace")} <= {
        address for address in pages if f"q={CANARY}" in address
    }
    assert feed(parsed(client.get("/"))) == ["04.05.2026 - Another text"]
    assert feed(parsed(client.get("/messages/"))) == ["04.05.2026 - Another text"]


def test_its_page_keeps_its_address_and_says_why_it_is_empty(client, mission, administrator):
    redact(make_named(), administrator)

    page = parsed(client.get("/messages/named/", {"as-of": "2026-06-02"}))

    assert heading(page) == ["Redacted for legal reasons"]
    assert texts(page, "notice__title") == ["Redacted for legal reasons on 1 June 2026, 11:00"]
    assert texts(page, "prose") == []


def test_a_superseded_text_that_is_redacted_shows_neither_words_nor_difference(client, mission, administrator):
    first = make_named()
    follow(first, title="The new title", body="<p>New words.</p>", live_from=PUBLISHED + timedelta(days=1))
    redact(Edition.objects.select_related("release").get(pk=first.pk), administrator)

    page = parsed(client.get("/messages/named/editions/1/", {"as-of": "2026-06-02"}))

    assert heading(page) == ["Redacted for legal reasons"]
    assert (texts(page, "diff"), texts(page, "prose")) == ([], [])
    assert texts(parsed(client.get("/messages/named/")), "prose") == ["New words."]


def test_the_edition_before_a_redacted_one_shows_its_own_words_and_no_difference(client, mission, administrator):
    first = make_named(body="<p>Old words.</p>")
    redact(follow(first, live_from=PUBLISHED + timedelta(days=1)), administrator)

    page = parsed(client.get("/messages/named/editions/1/", {"as-of": "2026-06-02"}))

    assert (texts(page, "diff"), texts(page, "prose")) == ([], ["Old words."])


def test_it_is_done_once_and_for_good(administrator, officer):
    edition = redact(make_named(), administrator)

    for act in (
        lambda: redact(edition, administrator),
        *(
            lambda act=act: workflow.begin(edition, act, by=officer, note="Why.", at=AT)
            for act in ("update", "withdraw")
        ),
    ):
        with pytest.raises(ActRefused, match=r"This edition is redacted already\."):
            act()
    assert workflow.begin(edition, "correct", by=officer, note="New words.", at=AT).title == ""


def test_of_two_administrators_at_once_one_erases(administrator, officer):
    edition = make_named()
    other = Edition.objects.select_related("release").get(pk=edition.pk)
    redact(edition, administrator)

    with pytest.raises(ActRefused, match="has just been changed by somebody else"):
        redact(other, officer)


# What the database lets through


EMPTY = {**dict.fromkeys(ERASED, ""), "redacted_at": AT}


@pytest.mark.parametrize(
    "columns",
    [
        {name: value for name, value in EMPTY.items() if name != "redacted_at"},
        *({name: value for name, value in EMPTY.items() if name != kept} for kept in ERASED),
        {**EMPTY, "title": "Another title"},
        *(
            {**EMPTY, name: value}
            for name, value in {
                "number": 9, "dated": "2020-02-29", "note": "Another", "digest": "0" * 64, "version": 7,
                "live_until": utc("2026-05-20T00:00Z"), "live_from": PUBLISHED - timedelta(days=1),
                "has_paragraph_numbers": True, "purpose": Purpose.UPDATE, "state": "draft", "review_note": "x",
            }.items()
        ),
    ],
)  # fmt: skip
def test_the_database_lets_nothing_but_a_whole_redaction_pass(columns):
    edition = make_named()

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**columns)
    assert Edition.objects.filter(pk=edition.pk).update(**EMPTY) == 1


@pytest.mark.parametrize(
    "columns", [{"redacted_at": None}, {"redacted_at": PUBLISHED}, {"title": "Back"}, {"folded_text": "back"}]
)
def test_the_database_takes_no_redaction_back(columns):
    edition = make_named()
    Edition.objects.filter(pk=edition.pk).update(**EMPTY)

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**columns)


def test_the_database_redacts_nothing_that_is_still_to_come():
    edition = make_live(live_from=utc("2999-01-01T00:00Z"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**EMPTY)


def test_the_digest_of_an_approved_text_stays():
    edition = make_named()

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(digest="0" * 64)


def test_a_redacted_text_is_never_deleted(administrator):
    edition = redact(make_named(), administrator)

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).delete()
    assert Release.objects.filter(slug="named").exists()
