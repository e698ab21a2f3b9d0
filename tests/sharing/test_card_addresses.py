"""Where share cards are: at addresses that say what they show, and none for what is hidden (EMB-01, 02, 04; AVL-05)."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from embassy.lib import cards, instant, storage
from embassy.lib.cards import serving
from releases import workflow
from releases.models import Edition, Purpose
from tests.factories import follow, make_draft, make_incident, make_live, next_draft, utc
from tests.sharing.heads import card_path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mission")]
INVENTED = "0123456789abcdef0123"
TO_COME = utc("2999-01-01T00:00Z")
CACHING = "public, max-age=31536000, s-maxage=600, immutable"


@pytest.fixture
def drawings(monkeypatch):
    """The cards that were drawn."""
    found = []
    real = serving.drawn
    monkeypatch.setattr(serving, "drawn", lambda card, emblem: found.append(card) or real(card, emblem))
    return found


def location(response):
    return response.status_code, response.headers.get("Location"), response.headers.get("Cache-Control")


def test_a_card_is_a_png_that_any_site_may_show_and_keep(client):
    make_live("A text", slug="text")
    path = card_path(client.get("/messages/text/"))
    response = client.get(path)

    assert response.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert {name: response.headers.get(name) for name in
            ("Content-Type", "Cache-Control", "ETag", "Cross-Origin-Resource-Policy", "Vary", "Set-Cookie")} == {
        "Content-Type": "image/png", "Cache-Control": CACHING, "ETag": f'"{path[-24:-4]}"',
        "Cross-Origin-Resource-Policy": "cross-origin", "Vary": None, "Set-Cookie": None,
    }  # fmt: skip


@pytest.mark.parametrize("page", ["/", "/messages/", "/messages/2026/05/", "/corrections/", "/incidents/", "/fr/",
                                  "/messages/text/", "/messages/text/editions/1/", "/incidents/seen/"])  # fmt: skip
def test_every_public_page_has_a_card_that_is_there(client, mission, page):
    mission.languages = ["en", "fr"]
    mission.save()
    follow(make_live("Wrong", slug="text"), title="Right")
    make_incident(slug="seen")

    assert client.get(card_path(client.get(page))).status_code == 200


def test_a_card_is_drawn_once_and_not_at_all_for_who_has_it(client, drawings):
    make_live("A text", slug="text")
    path = card_path(client.get("/messages/text/"))
    known = client.get(path, headers={"if-none-match": f'"{path[-24:-4]}"'})
    assert (known.status_code, known.content, known.headers["Cache-Control"], drawings) == (304, b"", CACHING, [])

    assert client.get(path).content == client.get(path).content == client.get(path).content
    assert [card.title for card in drawings] == ["A text"]


@pytest.mark.parametrize("path", ["/messages/{}/", "/incidents/{}/", "/{}"])
def test_an_invented_address_draws_nothing_and_leads_to_the_card_of_the_page(client, drawings, path):
    make_live("A text", slug="seen")
    make_incident(slug="seen")
    page = path.format("seen") if path != "/{}" else "/"
    answers = [client.get(f"{page}card-{INVENTED[n:]}{INVENTED[:n]}.png") for n in range(10)]

    assert {location(answer) for answer in answers} == {(302, card_path(client.get(page)), "no-store")}
    assert drawings == []


def test_an_address_without_a_digest_is_not_found(client):
    make_live("A text", slug="text")
    addresses = ("card-.png", "card-xyz.png", f"card-{INVENTED}0.png", f"card-{INVENTED.upper()}.png", "card.png")

    assert {client.get(f"/messages/text/{address}").status_code for address in addresses} == {404}


def test_the_address_changes_with_what_the_text_says_and_the_old_one_leads_on(client):
    edition = make_live("A mistake", slug="text")
    before = card_path(client.get("/messages/text/"))
    follow(edition, title="Put right")
    after = card_path(client.get("/messages/text/"))

    assert before != after
    assert location(client.get(before)) == (302, after, "no-store")


@pytest.mark.parametrize("purpose", [Purpose.UPDATE, Purpose.CORRECTION, Purpose.WITHDRAWAL])
def test_a_card_says_that_its_text_was_corrected_or_withdrawn(client, drawings, purpose):
    note = "" if purpose == Purpose.UPDATE else "Why."
    follow(make_live("A text", slug="text"), purpose=purpose, note=note)
    client.get(card_path(client.get("/messages/text/")))

    (card,) = drawings
    assert (card.label, card.is_struck) == {
        Purpose.UPDATE: ("", False), Purpose.CORRECTION: ("Corrected", False), Purpose.WITHDRAWAL: ("Withdrawn", True),
    }[purpose]  # fmt: skip


def test_of_a_redacted_text_a_card_shows_nothing(client, drawings, officer):
    edition = make_live("Words to erase", slug="text")
    before = card_path(client.get("/messages/text/"))
    client.get(before)
    workflow.redact(edition, by=officer, reason="A court has ordered it.", at=instant.now())
    page = client.get("/messages/text/")
    after = card_path(page)
    client.get(after)

    assert location(client.get(before)) == (302, after, "no-store")
    assert (drawings[-1].title, "Words to erase" in repr(drawings[-1])) == ("Redacted for legal reasons", False)
    assert b"Words to erase" not in page.content


def hidden_slugs():
    make_draft("Draft", slug="a-draft")
    make_live("To come", slug="to-come", live_from=TO_COME)
    make_live("Dansk", slug="unspoken", language="da")
    make_incident(slug="to-come", shown_from=TO_COME)
    make_incident(slug="no-more", shown_until=utc("2026-01-02T00:00Z"))
    return (
        "/messages/a-draft/",
        "/messages/to-come/",
        "/messages/unspoken/",
        "/incidents/to-come/",
        "/incidents/no-more/",
    )


def test_the_card_of_what_is_hidden_answers_like_one_that_never_was(client, drawings):
    for page in hidden_slugs():
        never = "/" + page.split("/")[1] + "/" + "n" * len(page.split("/")[2]) + "/"
        response, expected = (client.get(f"{address}card-{INVENTED}.png") for address in (page, never))

        assert (response.status_code, response.headers) == (404, expected.headers)
        assert response.content.replace(page.encode(), never.encode()) == expected.content
    assert drawings == []


def test_the_very_address_of_a_card_to_come_is_not_there_before_its_minute(client, mission):
    """EMB-04: with the exact address, known in advance."""
    from releases.cards import of, path

    edition = make_live("To come", slug="to-come", live_from=TO_COME)
    digest = path(edition, of([edition], mission))

    assert client.get(digest).status_code == 404
    assert client.get(f"{digest}?as-of=2999-01-02").status_code == 404


def test_a_draft_of_a_public_text_moves_no_card(client):
    edition = make_live("A text", slug="text")
    before = card_path(client.get("/messages/text/"))
    draft = next_draft(edition.release)
    draft.title = "A secret"
    draft.save()
    Edition.objects.filter(pk=draft.pk).update(note="A secret")

    assert card_path(client.get("/messages/text/")) == before


def test_a_page_as_of_an_instant_has_the_card_of_that_instant(client, drawings):
    edition = make_live("As it was", slug="text", live_from=utc("2026-05-04T09:00Z"))
    follow(edition, title="As it is", live_from=utc("2026-05-06T09:00Z"))
    path = card_path(client.get("/messages/text/?as-of=2026-05-05"))

    assert (path[-20:], client.get(path).status_code) == ("png?as-of=2026-05-05", 200)
    assert [card.title for card in drawings] == ["As it was"]


def test_the_card_of_an_incident_is_of_its_day(client, drawings):
    make_incident(date(2026, 5, 1), zone="Europe/Paris", slug="seen", steps=[(date(2026, 5, 3), "A step.")])
    at = utc("2026-05-11T21:59Z")
    instants = [f"{at + timedelta(minutes=minutes):%Y-%m-%dT%H:%MZ}" for minutes in (-1, 0, 1)]
    paths = [card_path(client.get(f"/incidents/seen/?as-of={instant}")) for instant in instants]
    for path in paths:
        client.get(path)

    assert [path[:40] == paths[0][:40] for path in paths] == [True, True, False]
    assert [(card.figure, card.date, card.marks) for card in drawings] == [
        ("10", "As of 11 May 2026", (2,)), ("11", "As of 12 May 2026", (2,)),
    ]  # fmt: skip


def test_the_card_of_a_settled_incident_says_so(client, drawings):
    make_incident(date(2026, 1, 1), slug="seen", resolved_on=date(2026, 4, 11))
    client.get(card_path(client.get("/incidents/seen/")))

    assert [(card.kind, card.figure, card.date) for card in drawings] == [
        ("Settled incident", "100", "Settled on 11 April 2026")
    ]


def test_a_card_keeps_its_reader_no_longer_than_two_seconds_waiting(client, drawings, monkeypatch):
    make_live("A text", slug="text")
    monkeypatch.setattr(serving, "MAX_WAIT_SECONDS", 0.01)
    path = card_path(client.get("/messages/text/"))
    with serving.DRAWING:
        response = client.get(path)

    assert (response.status_code, response.headers["Retry-After"], response.headers["Cache-Control"]) == (
        503, "5", "no-store",
    )  # fmt: skip
    assert drawings == []
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("act", ["get", "set"])
def test_a_cache_that_is_down_costs_no_picture(client, monkeypatch, act):
    make_live("A text", slug="text")
    path = card_path(client.get("/messages/text/"))

    def down(*_args):
        raise ConnectionError

    monkeypatch.setattr(serving.cache, act, down)
    assert client.get(path).status_code == 200


def test_a_card_of_a_rehearsal_is_for_staff_and_kept_by_no_cache(client, officer):
    make_live("To come", slug="to-come", live_from=TO_COME)
    client.force_login(officer)
    path = card_path(client.get("/messages/to-come/?as-of=2999-01-02"))
    response = client.get(path)
    client.logout()

    assert (response.status_code, response.headers["Cache-Control"]) == (200, "private, no-store")
    assert client.get(path).status_code == 404


def test_a_mission_whose_emblem_cannot_be_had_has_no_wrong_card(client, mission, monkeypatch):
    make_live("A text", slug="text")
    mission.emblem = "emblem/0123456789abcdef.png"
    mission.save()
    path = card_path(client.get("/messages/text/"))

    def down(_name):
        raise storage.StorageDown

    monkeypatch.setattr(serving.storage, "read", down)
    assert (client.get(path).status_code, cache.get(f"card-{path[-24:-4]}")) == (503, None)


def test_a_renamed_text_keeps_its_old_card_address(client, officer):
    edition = make_live("A text", slug="text")
    old = card_path(client.get("/messages/text/"))
    workflow.rename(edition, by=officer, slug="another", reason="A slip.", at=instant.now())

    assert client.get(old).content == client.get(old.replace("/text/", "/another/")).content
    assert location(client.get(f"/messages/text/card-{INVENTED}.png"))[1] == card_path(client.get("/messages/another/"))


def test_a_card_is_in_the_language_of_its_page(client, mission, drawings):
    mission.languages = ["en", "ar"]
    mission.name, mission.short_name = {"en": "Embassy", "ar": "سفارة"}, {}
    mission.save()
    make_live("نص", slug="text", language="ar")
    client.get(card_path(client.get("/ar/messages/text/")))

    (card,) = drawings
    assert (card.direction, card.title, card.brand.name) == ("rtl", "نص", "سفارة")
    assert cards.SIZE == (1200, 630)
