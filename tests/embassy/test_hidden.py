"""What is not public is on no public page, and moves nothing that is (EMB-01, EMB-02, EMB-03, EMB-05, EMB-13)."""

from datetime import date, timedelta

import pytest

from embassy.models import Notice
from releases import workflow
from releases.models import Edition, Purpose, State
from tests.embassy.reading import crawl, feed, parsed, texts
from tests.factories import (
    PUBLISHED,
    make_category,
    make_draft,
    make_feature,
    make_incident,
    make_live,
    make_mission,
    make_office,
    next_draft,
    utc,
)

pytestmark = pytest.mark.django_db
TO_COME = utc("2999-01-01T00:00Z")
CANARY = "kanarienvogel"


def canary(name):
    """Content of which every word is a canary."""
    return {
        "summary": f"{CANARY} summary of {name}",
        "body": f"<p>{CANARY} text of {name}</p>",
        "place": f"{CANARY} place",
        "note": f"{CANARY} note",
        "dated": date(2026, 5, 7),
        "office": make_office(f"{CANARY}-{name}", "Another office"),
        "categories": [make_category(f"{CANARY}-{name}", "Another category")],
    }


def visible():
    """A site with something of everything, so that every kind of page is there to be looked at."""
    edition = make_live(
        "A public text", slug="public", dated=date(2026, 5, 4), translation_key="peace",
        categories=[make_category()], office=make_office(),
    )  # fmt: skip
    make_feature(edition)
    make_incident(slug="seen", steps=[(date(2026, 1, 1), "Seen.")]).releases.add(edition.release)
    Notice.objects.create(heading="Closed today", shown_from=PUBLISHED)
    return edition


def hide_everything_else(edition):
    incident = make_incident(slug="seen-too", steps=[(date(2998, 1, 1), f"{CANARY} step to come")])
    others = {
        "draft": make_draft(f"{CANARY} draft", slug=f"{CANARY}-draft", **canary("draft")),
        "review": make_draft(f"{CANARY} review", slug=f"{CANARY}-review", **canary("review")),
        "scheduled": make_live(
            f"{CANARY} scheduled", slug=f"{CANARY}-scheduled", live_from=TO_COME, **canary("scheduled")
        ),
        "translation": make_draft(
            f"{CANARY} traduit", slug=f"{CANARY}-fr", language="fr", translation_key="peace", **canary("fr")
        ),
        "unspoken": make_live(f"{CANARY} dansk", slug=f"{CANARY}-da", language="da", **canary("da")),
    }
    Edition.objects.filter(pk=others["review"].pk).update(state=State.IN_REVIEW)
    for other in others.values():
        make_feature(other, PUBLISHED + timedelta(hours=1))
        incident.releases.add(other.release)
    correction = next_draft(edition.release)
    content = canary("correction")
    content.pop("categories")
    for name, value in {"title": f"{CANARY} correction", **content}.items():
        setattr(correction, name, value)
    correction.save()
    for name, facts in {
        "not-yet": {"shown_from": TO_COME},
        "no-more": {"shown_until": PUBLISHED},
        "to-come": {"occurred_on": date(2998, 1, 1)},
    }.items():
        tracked = make_incident(slug=f"{CANARY}-{name}", name=f"{CANARY} {name}", description=CANARY, **facts)
        tracked.releases.add(edition.release)
    for facts in ({"shown_from": TO_COME}, {"shown_from": PUBLISHED, "shown_until": PUBLISHED + timedelta(days=1)}):
        Notice.objects.create(heading=f"{CANARY} heading", text=f"{CANARY} text", **facts)


FEEDS = ("feed.atom", "feed.rss", "feed.json")
GUESSES = [
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-2026-1.xml",
    "/sitemap-2999-1.xml",
    "/news-sitemap.xml",
    "/sitemap.xml?as-of=2999-01-02T00:00Z",
    *(f"/fr/messages/{name}" for name in FEEDS),
    *(f"/messages/{name}?{query}" for name in FEEDS for query in ("archive=1", "year=2026", f"q={CANARY}")),
    *(f"/messages/{name}?as-of=2999-01-02T00:00Z" for name in FEEDS),
    "/robots.txt",
    "/health/live",
    "/.well-known/security.txt",
    "/trust.txt",
    "/oembed?url=http://localhost:8000/messages/public/",
    "/oembed?url=http://localhost:8000/incidents/seen-too/&format=xml",
    "/messages/public/editions/1/",
    "/messages/public/editions/2/",
    "/messages/2026/05/",
    "/fr/messages/",
    "/da/messages/",
    "/incidents/seen-too/",
    "/incidents/seen-too/embed/",
    "/incidents/seen-too.svg",
    "/incidents/seen-too.json",
    f"/messages/?q={CANARY}&as-of=2026-06-01",
    "/messages/?q=text",
    "/messages/?kind=statement",
    "/messages/?year=2026",
    "/messages/?as-of=2999-01-02T00:00Z",
    "/?as-of=2999-01-02T00:00Z",
    "/corrections/?as-of=2026-06-01",
    *(f"/messages/{CANARY}-{name}/" for name in ("draft", "review", "scheduled", "fr", "da")),
    *(f"/messages/{CANARY}-{name}/editions/1/" for name in ("draft", "scheduled")),
    *(f"/messages/{CANARY}-{name}/card-0123456789abcdef0123.png" for name in ("draft", "scheduled")),
    *(f"/oembed?url=http://localhost:8000/messages/{CANARY}-{name}/" for name in ("draft", "review", "scheduled")),
    f"/fr/messages/{CANARY}-fr/",
    *(
        f"/incidents/{CANARY}-{name}{page}"
        for name in ("not-yet", "no-more", "to-come")
        for page in ("/", "/embed/", ".svg", ".json")
    ),
]


SEARCHED = [f"{prefix}/messages/{name}" for prefix in ("", "/fr") for name in ("", *FEEDS)]


def asked_for(address):
    """A page may say again what its reader typed."""
    return CANARY in address


def test_no_canary_sings_on_any_public_page(client):
    make_mission(languages=["en", "fr"])
    hide_everything_else(visible())
    pages = crawl(client, "/", *GUESSES)
    assert len(pages) > 60

    names_only = f"{CANARY}-"  # categories and offices are offered by the filters, used or not
    singing = {
        address
        for address, response in pages.items()
        if not asked_for(address) and CANARY in response.content.decode(errors="replace").replace(names_only, "")
    }
    assert singing == set()
    assert {address for address, response in pages.items() if asked_for(address) and response.status_code == 200} <= {
        address for address in pages if address.split("?")[0] in SEARCHED
    }
    found = [pages[address].content for address in pages if address.split("?")[0] in SEARCHED and asked_for(address)]
    assert [content for content in found if b"<entry>" in content or b"<item>" in content or b'"id":' in content] == []


def test_the_address_of_a_hidden_text_answers_like_one_that_never_was(client):
    make_mission(languages=["en", "fr"])
    hide_everything_else(visible())
    for address in ("/messages/{}/", "/messages/{}/editions/1/", "/messages/{}/editions/2/", "/fr/messages/{}/"):
        for name in ("draft", "review", "scheduled", "fr", "da"):
            hidden, never = f"{CANARY}-{name}", "n" * len(f"{CANARY}-{name}")
            response, expected = (client.get(address.format(slug), {"as-of": "2026-06-01"}) for slug in (hidden, never))

            assert (response.status_code, response.headers) == (404, expected.headers)
            assert response.content.replace(hidden.encode(), never.encode()) == expected.content


def test_a_hidden_edition_of_a_public_text_answers_like_one_that_never_was(client):
    make_mission()
    hide_everything_else(visible())
    draft, never = (client.get(f"/messages/public/editions/{n}/", {"as-of": "2026-06-01"}) for n in (2, 77))

    assert (draft.status_code, never.status_code) == (404, 404)
    assert draft.content.replace(b"/editions/2/", b"/editions/77/") == never.content


def test_hidden_texts_move_no_count_no_year_and_no_page(client):
    make_mission()
    edition = visible()
    addresses = ["/", "/messages/", "/messages/public/"]
    addresses += ["/messages/2026/05/", "/corrections/", "/incidents/", "/incidents/seen/", "/incidents/seen/embed/"]
    addresses += ["/incidents/seen.svg", "/incidents/seen.json"]

    def site():
        return [client.get(address, {"as-of": "2026-05-04T12:00Z"}).content for address in addresses]

    before = site(), client.get("/messages/?kind=statement&q=text&as-of=2026-05-05").content
    for number in range(25):
        make_draft(f"draft {number}", dated=date(1999, 1, 1), categories=[make_category()], office=make_office())
        make_live(f"to come {number}", dated=date(2031, 1, 1), live_from=TO_COME)
    next_draft(edition.release, Purpose.WITHDRAWAL)

    assert (site(), client.get("/messages/?kind=statement&q=text&as-of=2026-05-05").content) == before


def test_an_edit_of_a_public_text_stays_private_until_its_minute(client, officer, writer):
    make_mission()
    edition = visible()
    draft = workflow.begin(edition, "correct", by=writer, note="The date was wrong.", at=PUBLISHED)
    draft.title = "A corrected text"
    workflow.save(draft, by=writer, version=draft.version, at=PUBLISHED)
    assert feed(parsed(client.get("/messages/"))) == ["04.05.2026 - A public text"]

    workflow.approve(Edition.objects.get(pk=draft.pk), by=officer, live_from=TO_COME, at=PUBLISHED)
    assert feed(parsed(client.get("/messages/"))) == ["04.05.2026 - A public text"]
    assert texts(parsed(client.get("/messages/public/")), "notice__title") == ["Closed today"]
