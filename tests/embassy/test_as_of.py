"""A page as of another instant: what it shows, what it says, and that its links stay there."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from releases.models import Purpose
from tests.embassy.reading import addresses, by_class, crawl, feed, is_page, parsed, robots, tags, texts, words
from tests.factories import follow, make_category, make_feature, make_incident, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
AS_OF = "2026-05-20T09:00Z"
MALFORMED = (
    "Another time could not be shown “as-of” takes a date (2020-01-18) or an instant (2020-01-18T08:46Z). "
    "This is the page of now."
)
FUTURE = "Another time could not be shown The instant asked for lies in the future. This is the page of now."


def notice(page):
    return [(words(aside), [link.get("href") for link in aside.iter("a")]) for aside in by_class(page, "as-of")]


def test_the_site_as_it_stood(client, mission):
    edition = make_live("Wrong", slug="text", dated=date(2026, 5, 4))
    follow(edition, title="Right", live_from=utc("2026-05-20T09:01Z"))

    assert feed(parsed(client.get("/", {"as-of": AS_OF}))) == ["04.05.2026 - Wrong"]
    assert feed(parsed(client.get("/", {"as-of": "2026-05-20T09:01Z"}))) == ["04.05.2026 - Right"]
    assert feed(parsed(client.get("/", {"as-of": "2026-05-04T08:59Z"}))) == []
    assert client.get("/messages/text/", {"as-of": "2026-05-04T08:59Z"}).status_code == 404


def test_it_says_so_in_both_cities_and_leads_back_to_now(client, mission):
    page = parsed(client.get("/messages/", {"as-of": AS_OF}))

    assert notice(page) == [
        (
            "This is the site as it stood on 20 May 2026, 11:00 in Lutetia (12:00 in Strelsau). See this page now",
            ["/messages/"],
        )
    ]
    assert robots(page) == ["noindex"]


def test_two_dates_where_they_differ(client, mission):
    page = parsed(client.get("/", {"as-of": "2026-05-20T21:30Z"}))

    assert notice(page) == [
        (
            (
                "This is the site as it stood on 20 May 2026, 23:30 in Lutetia (21 May 2026, 00:30 in Strelsau). "
                "See this page now"
            ),
            ["/"],
        )
    ]


def test_a_page_of_now_says_nothing_and_is_indexed(client, mission):
    page = parsed(client.get("/"))

    assert (notice(page), robots(page), texts(page, "notices")) == ([], [], [])


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-05-20T09:00", "0001-01-01", "9999-12-31T23:59Z", "\x00", "9" * 9000]
)
def test_what_is_no_instant_gets_the_page_of_now_and_a_sentence(client, mission, text):
    response = client.get("/messages/", {"as-of": text})
    page = parsed(response)

    assert (response.status_code, texts(page, "notices"), notice(page)) == (200, [MALFORMED], [])
    assert "as-of=" not in response.content.decode()


def test_the_future_is_not_for_visitors(client, mission):
    make_live("To come", live_from=utc("2998-01-01T00:00Z"))
    page = parsed(client.get("/", {"as-of": "2999-01-01"}))

    assert (texts(page, "notices"), notice(page), feed(page)) == ([FUTURE], [], [])


def test_staff_rehearse_the_future(admin_client, mission):
    make_live("To come", live_from=utc("2998-01-01T00:00Z"))
    page = parsed(admin_client.get("/", {"as-of": "2998-01-01T00:00Z"}))

    assert feed(page) == ["04.05.2026 - To come"]
    assert notice(page) == [
        (
            (
                "Rehearsal, for the press office alone: "
                "this is the site as it will stand on 1 January 2998, 01:00 in Lutetia (02:00 in Strelsau). "
                "See this page now"
            ),
            ["/"],
        )
    ]


@pytest.mark.parametrize("facts", [{"is_staff": False}, {"is_active": False}])
def test_an_account_alone_does_not_open_the_future(client, officer, mission, facts):
    client.force_login(officer)
    type(officer).objects.update(**facts)

    assert notice(parsed(client.get("/", {"as-of": "2999-01-01"}))) == []


def whole_site():
    make_mission(languages=["en", "fr"])
    category = make_category()
    for number in range(25):
        make_live(f"Text {number}", dated=date(2026, 4, 1 + number), categories=[category])
    edition = make_live("Wrong", slug="text", translation_key="t")
    follow(edition, title="Right")
    follow(make_live("Untrue"), purpose=Purpose.WITHDRAWAL)
    make_live("Texte", slug="texte", language="fr", translation_key="t")
    make_feature(edition)
    make_incident(slug="seen", steps=[(date(2026, 1, 2), "A step.")]).releases.add(edition.release)
    make_incident(slug="settled", resolved_on=date(2026, 2, 1))


# The same at every instant.
TIMELESS = ("/static/", "/site-", "/brand-", "/emblem/", "/admin/")
BACK_TO_NOW = re.compile(r'<aside class="as-of".*?</aside>', re.DOTALL)
LANGUAGES = re.compile(r'<nav class="langs".*?</nav>', re.DOTALL)


def stray(html, base):
    """The links and forms of a page that leave its instant."""
    carried = {tag["value"] for name, tag in tags(html) if name == "input" and tag.get("name") == "as-of"}
    for tag, link in addresses(html, base):
        if not link.startswith(TIMELESS):
            stays = carried if tag == "form" else set(parse_qs(urlsplit(link).query).get("as-of", []))
            if stays != {AS_OF}:
                yield tag, link


def test_every_link_of_a_page_as_of_an_instant_stays_there(client):
    whole_site()
    starts = [f"{start}?as-of={AS_OF}" for start in ("/", "/fr/")]
    pages = {link: page for link, page in crawl(client, *starts).items() if "as-of" in link and is_page(page)}
    left = {
        found
        for link, page in pages.items()
        for found in stray(LANGUAGES.sub("", BACK_TO_NOW.sub("", page.content.decode())), link)
    }

    assert len(pages) > 40
    assert left == set()
    assert {page.status_code for page in pages.values()} == {200}
    assert [link for link, page in pages.items() if robots_of(page) != {"noindex"}] == []


def robots_of(response):
    return {tag["content"] for name, tag in tags(response.content.decode()) if tag.get("name") == "robots"}


def test_the_other_language_is_of_the_same_instant(client):
    make_mission(languages=["en", "fr"])
    page = parsed(client.get("/", {"as-of": AS_OF}))

    assert [link.get("href") for link in by_class(page, "langs")[0]] == [f"/?as-of={AS_OF}", f"/fr/?as-of={AS_OF}"]
