"""oEmbed: what other sites embed, how large, and nothing of what is hidden (EMB-01, 02; HDR-05; HTP-08; XSS-03)."""

import json
from datetime import date
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from embassy import oembed
from releases import workflow
from releases.models import Purpose
from tests.factories import follow, make_draft, make_incident, make_live, utc
from tests.sharing.heads import links

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mission")]
SITE = "http://localhost:8000"
TEXT, SEEN = f"{SITE}/messages/text/", f"{SITE}/incidents/seen/"
NOTHING = (404, b"There is nothing to embed at this address.\n")


def ask(client, url, **more):
    return client.get("/oembed", {"url": url, **more})


def found(client, url, **more):
    return json.loads(ask(client, url, **more).content)


@pytest.fixture
def _site():
    make_live("A text", slug="text")
    make_incident(date(2026, 1, 1), slug="seen")


@pytest.mark.usefixtures("_site")
def test_a_release_is_embedded_as_a_quotation_without_script(client):
    answer = found(client, TEXT)
    picture = answer.pop("thumbnail_url")

    assert picture.startswith(f"{SITE}/messages/text/card-")
    assert answer == {
        "version": "1.0",
        "type": "rich",
        "provider_name": "Embassy of Ruritania in Lutetia",
        "provider_url": f"{SITE}/",
        "author_name": "Embassy of Ruritania in Lutetia",
        "author_url": f"{SITE}/",
        "cache_age": 3600,
        "title": "A text",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        "html": f'<blockquote cite="{TEXT}" lang="en" dir="ltr"><p><a href="{TEXT}"><strong>A text</strong></a></p>'
        "<p>Words of the text.</p><footer>Embassy of Ruritania in Lutetia, "
        '<time datetime="2026-05-04">4 May 2026</time></footer></blockquote>',
        "width": 550,
        "height": 156,
    }


@pytest.mark.usefixtures("_site")
def test_an_incident_is_embedded_as_its_counter(client):
    answer = found(client, SEEN, **{"as-of": "2026-01-11"})

    assert (answer["title"], answer["width"], answer["height"]) == (
        "10 days have passed since the vessel was detained", 300, 250,
    )  # fmt: skip
    assert answer["html"] == (
        f'<iframe src="{SEEN}embed/" width="300" height="250" title="Days since the vessel was detained" '
        'loading="lazy" style="border:0"></iframe>'
    )


ROOMS = {
    (None, None): (300, 250),
    (600, None): (300, 250),
    (1200, None): (970, 250),
    (970, 249): (728, 90),
    (None, 100): (728, 90),
    (500, 100): (320, 100),
    (320, 99): None,
    (299, None): None,
    (1, 1): None,
}


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(("room", "size"), ROOMS.items(), ids=str)
def test_the_counter_has_the_layout_for_the_room_there_is(client, room, size):
    limits = {name: side for name, side in zip(("maxwidth", "maxheight"), room, strict=True) if side}
    answer = found(client, SEEN, **limits)

    assert (answer["type"], (answer.get("width"), answer.get("height")), "html" in answer) == (
        ("rich", size, True) if size else ("link", (None, None), False)
    )


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"maxwidth": 400}, ("rich", 400, None)),
        ({"maxwidth": 2000}, ("rich", 550, 1200)),
        ({"maxwidth": 219}, ("link", None, None)),
        ({"maxheight": 155}, ("link", None, None)),
        ({"maxheight": 156}, ("rich", 550, None)),
    ],
)
def test_a_quotation_keeps_to_the_room_or_is_a_link(client, limits, expected):
    answer = found(client, TEXT, **limits)

    assert (answer["type"], answer.get("width"), answer.get("thumbnail_width")) == expected


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("url", [TEXT, SEEN])
def test_xml_says_the_same_as_json(client, url):
    response = ask(client, url, format="xml")
    root = ElementTree.fromstring(response.content)

    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert (root.tag, {child.tag: child.text for child in root}) == (
        "oembed", {name: str(value) for name, value in found(client, url, format="json").items()},
    )  # fmt: skip


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("page", ["/messages/text/", "/incidents/seen/"])
@pytest.mark.parametrize("kind", ["application/json+oembed", "text/xml+oembed"])
def test_a_page_names_the_addresses_of_its_answers(client, page, kind):
    (link,) = [link for link in links(client.get(page), "alternate") if link.get("type") == kind]
    response = client.get(link.get("href").removeprefix(SITE))

    assert (response.status_code, link.get("title") in response.content.decode()) == (200, True)


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": ""}, 400),
        ({"url": "http://[::1"}, 400),
        ({"url": TEXT, "maxwidth": "abc"}, 400),
        ({"url": TEXT, "maxwidth": "0"}, 400),
        ({"url": TEXT, "maxheight": "-1"}, 400),
        ({"url": TEXT, "maxheight": "9" * 5000}, 400),
        ({"url": TEXT, "maxwidth": "\u0663"}, 400),
        ({"url": TEXT, "format": "yaml"}, 501),
        ({"url": TEXT, "format": ""}, 501),
        ({"url": TEXT, "format": "JSON"}, 501),
        ({"url": "https://evil.example/messages/text/"}, 404),
        ({"url": "//localhost:8000/messages/text/"}, 404),
        ({"url": "http://localhost:8000.evil.example/messages/text/"}, 404),
        ({"url": "http://localhost:8000@evil.example/messages/text/"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": SITE}, 404),
        ({"url": f"{SITE}/"}, 404),
        ({"url": f"{SITE}/admin/"}, 404),
        ({"url": f"{SITE}/messages/text"}, 404),
        ({"url": f"{SITE}/messages/%00/"}, 404),
        ({"url": f"{SITE}/messages/%ff/"}, 404),
        ({"url": f"{SITE}/messages/\ud800/".encode("utf-8", "surrogatepass")}, 404),
        ({"url": f"{SITE}/messages/" + "a" * 10_000 + "/"}, 404),
        ({"url": f"{SITE}/xx/messages/text/"}, 404),
        ({"url": f"{SITE}/fr/messages/text/"}, 404),
        ({"url": f"{SITE}/oembed"}, 404),
    ],
    ids=str,
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(client, query, status):
    response = client.get("/oembed?" + urlencode(query))

    assert (response.status_code, response.headers["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.content.endswith(b".\n")


@pytest.mark.usefixtures("_site")
def test_any_site_may_ask_without_credentials_and_keep_the_answer(client):
    response = ask(client, TEXT)
    again = client.get("/oembed", {"url": TEXT}, headers={"if-none-match": response.headers["ETag"]})

    assert {name: response.headers.get(name) for name in ("Access-Control-Allow-Origin",
            "Access-Control-Allow-Credentials", "Cross-Origin-Resource-Policy", "Content-Type", "Vary")} == {
        "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": None,
        "Cross-Origin-Resource-Policy": "cross-origin", "Content-Type": "application/json", "Vary": None,
    }  # fmt: skip
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")


def test_the_address_of_what_is_hidden_answers_like_one_that_never_was(client, mission):
    make_draft("Draft", slug="a-draft")
    make_live("To come", slug="to-come", live_from=utc("2999-01-01T00:00Z"))
    make_live("Dansk", slug="unspoken", language="da")
    make_incident(slug="to-come", shown_from=utc("2999-01-01T00:00Z"))
    pages = ("messages/a-draft", "messages/to-come", "da/messages/unspoken", "incidents/to-come", "messages/never")
    answers = [ask(client, f"{SITE}/{page}/") for page in pages]

    assert {(answer.status_code, answer.content) for answer in answers} == {NOTHING}
    assert len({str(answer.headers) for answer in answers}) == 1


def test_a_withdrawn_or_redacted_text_is_embedded_as_that(client, officer, at):
    follow(make_live("Gone", slug="text", summary="Old words."), purpose=Purpose.WITHDRAWAL, note="Called off.")
    erased = make_live("Secret", slug="erased", summary="Secret words.")
    workflow.redact(erased, by=officer, reason="A court has ordered it.", at=at)
    gone, nothing = found(client, TEXT), ask(client, f"{SITE}/messages/erased/").content.decode()

    assert (gone["title"], "Called off." in gone["html"], "Old words" in gone["html"]) == (
        "Withdrawn: Gone",
        True,
        False,
    )
    assert (json.loads(nothing)["title"], "Secret" in nothing) == ("Redacted for legal reasons", False)


def test_a_renamed_text_is_found_at_its_old_address(client, officer, at):
    workflow.rename(make_live("A text", slug="text"), by=officer, slug="another", reason="A slip.", at=at)

    assert f'cite="{SITE}/messages/another/"' in found(client, TEXT)["html"]


def test_a_text_in_another_language_is_quoted_in_that(client, mission):
    mission.languages = ["en", "ar"]
    mission.name = {"en": "Embassy", "ar": "سفارة"}
    mission.save()
    make_live("نص", slug="text", language="ar")
    answer = found(client, f"{SITE}/ar/messages/text/")

    assert answer["html"].startswith(f'<blockquote cite="{SITE}/ar/messages/text/" lang="ar" dir="rtl">')


def test_hostile_words_stay_words_in_the_code_to_embed(client, mission):
    hostile = '"><script>alert(1)</script>'
    mission.name = f"{hostile}\x0b\ufffe"
    mission.save()
    make_live(hostile, slug="text", summary=hostile)
    make_incident(slug="seen", name=hostile)

    for url in (TEXT, SEEN):
        assert "<script" not in found(client, url)["html"]
        assert ElementTree.fromstring(ask(client, url, format="xml").content).find("html") is not None


def test_the_answer_is_small_in_queries(client, django_assert_max_num_queries):
    make_live("A text", slug="text")
    with django_assert_max_num_queries(6):
        ask(client, TEXT)
    assert oembed.CACHE_SECONDS == 3600
