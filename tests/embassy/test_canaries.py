"""A canary in every field of what is hidden, and every surface that tells anything (EMB-01, EMB-03, EMB-12)."""

from datetime import date, timedelta

import pytest

from embassy.lib import instant
from releases import workflow
from releases.models import Edition, Purpose
from tests.embassy.reading import crawl
from tests.factories import (
    PUBLISHED,
    follow,
    make_category,
    make_draft,
    make_incident,
    make_live,
    make_mission,
    make_office,
    next_draft,
    utc,
)
from tests.media.rows import attach, make_attachment, make_image, show

pytestmark = pytest.mark.django_db
NOW, TO_COME = utc("2026-06-01T09:00Z"), utc("2999-01-01T00:00Z")
HOUR = timedelta(hours=1)
FEEDS = ["feed.atom", "feed.rss", "feed.json"]
LISTS = [
    "/messages/?q={}",
    "/messages/?q={}*&language=all",
    "/messages/?q={}&sort=date",
    "/messages/?q=-zzz&kind=statement",
    *(f"/messages/{name}?q={{}}" for name in FEEDS),
    *(f"/messages/{name}" for name in FEEDS),
    *(f"/corrections/{name}" for name in FEEDS),
    "/api/v1/releases?q={}",
    "/api/v1/releases?language=all&limit=100",
    "/api/v1/incidents",
    "/api/v1/incidents/seen",
    "/api/v1/categories",
    "/api/v1/offices",
    "/incidents/seen.json",
    "/incidents/seen.svg",
    "/incidents/seen/embed/",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-2026-1.xml",
    "/news-sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/trust.txt",
]
PLACES = [
    "/messages/{}/",
    "/messages/{}.txt",
    "/messages/{}.pdf",
    "/messages/{}/editions/1/",
    "/messages/{}/editions/1.txt",
    "/messages/{}/card-0123456789abcdef.png",
    "/api/v1/releases/en/{}",
    "/api/v1/releases/en/{}/editions",
    "/api/v1/releases/en/{}/editions/1",
    "/oembed?url=http://localhost:8000/messages/{}/",
]


@pytest.fixture(autouse=True)
def _present(monkeypatch):
    monkeypatch.setattr(instant, "now", lambda: NOW)
    monkeypatch.setattr(instant, "seconds_to_next_minute", lambda: 30)


def sung(name):
    """Content of which every word is the canary of that name."""
    canary = f"kanarienvogel{name}"
    return {
        "summary": f"{canary} summary",
        "body": f'<h2>{canary}</h2><p>{canary} <a href="https://{canary}.example/">{canary}</a></p>',
        "place": canary,
        "dated": date(2026, 5, 20),
    }


def with_media(edition, name):
    show(edition, make_image(f"kanarienvogel{name}"), alt=f"kanarienvogel{name}", caption=f"kanarienvogel{name}")
    attach(edition, make_attachment(f"kanarienvogel{name}"), label=f"kanarienvogel{name}")


def written(edition, name, **facts):
    for column, value in {"title": f"kanarienvogel{name} title", **sung(name), **facts}.items():
        setattr(edition, column, value)
    edition.save()


@pytest.fixture
def public(officer):
    """What readers may see: it is there on every surface, so that the canaries could be."""
    make_mission(languages=["en", "fr"], needs_second_officer=False)
    office, category = make_office(), make_category()
    text = make_live("A public text", slug="public", office=office, categories=[category], translation_key="peace")
    make_incident(slug="seen", steps=[(date(2026, 1, 1), "Seen.")]).releases.add(text.release)
    return text


def superseded(officer):
    """Its first words were public; a correction took their place."""
    first = make_live("kanarienvogelold title", slug="corrected", **sung("old"))
    right = {"title": "A corrected text", "summary": "", "body": "<p>Right.</p>", "place": "", "note": "A word."}
    follow(first, live_from=PUBLISHED + HOUR, **right)


def withdrawn(officer):
    """Its title stays in the notice of the withdrawal, its words on its own page, for the record."""
    first = make_live("A withdrawn text", slug="gone", **sung("gone"))
    follow(first, purpose=Purpose.WITHDRAWAL, live_from=PUBLISHED + HOUR, note="It was wrong.")


def redacted(officer):
    text = make_live("kanarienvogelerased title", slug="erased", **sung("erased"))
    workflow.redact(text, by=officer, reason="A court.", at=NOW)


def draft(officer):
    made = make_draft("kanarienvogeldraft title", slug="kanarienvogeldraft", categories=[make_category()])
    written(made, "draft", note="kanarienvogeldraft")
    with_media(made, "draft")


def scheduled(officer):
    made = make_draft("kanarienvogellater title", slug="kanarienvogellater", translation_key="peace", language="fr")
    written(made, "later")
    with_media(made, "later")
    workflow.approve(made, by=officer, live_from=TO_COME, at=NOW)


def correction_to_come(officer):
    made = next_draft(Edition.objects.get(release__slug="public").release, by=officer, note="kanarienvogelnext note")
    written(made, "next", note="kanarienvogelnext note")
    with_media(made, "next")
    workflow.approve(made, by=officer, live_from=TO_COME, at=NOW)


HIDDEN = {"draft": draft, "later": scheduled, "next": correction_to_come}
TAKEN_BACK = {"old": superseded, "gone": withdrawn, "erased": redacted}
# Of what was public its own record stays, for whoever asks for that very edition.
RECORDS = {
    "old": ("/messages/corrected/editions/1", "/api/v1/releases/en/corrected/editions"),
    "gone": ("/messages/gone/", "/messages/gone.", "/api/v1/releases/en/gone"),
    "erased": (),
}


def surfaces(name):
    canary = f"kanarienvogel{name}"
    slugs = ["public", "corrected", "gone", "erased", f"{canary}", "never"]
    return [*(address.format(canary) for address in LISTS), *(place.format(slug) for slug in slugs for place in PLACES)]


def told(client, name):
    """Every answer of the site, found by links or guessed, its headers among its words; by address."""
    pages = crawl(client, "/", "/fr/", "/messages/", *surfaces(name), limit=900)
    return {
        address: f"{page.status_code} {dict(page.headers)} " + b"".join(page).decode(errors="replace")
        for address, page in pages.items()
    }


def sings(name, address, text):
    """Whether the canary is heard where nobody has said its name: an answer may repeat what was typed."""
    canary = f"kanarienvogel{name}"
    return canary in text.lower() and canary not in address


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_to_come_is_on_no_surface_and_moves_nothing(client, officer, public, name):
    before = told(client, name)
    HIDDEN[name](officer)
    after = told(client, name)

    assert len(before) > 80
    assert {address for address, text in after.items() if sings(name, address, text)} == set()
    # Words, headers, counts, validators: not a byte is another.
    shown = {address: text for address, text in after.items() if not address.startswith("/static/")}
    assert {address for address in before.keys() | shown.keys() if before.get(address) != shown.get(address)} == set()


@pytest.mark.parametrize("name", TAKEN_BACK)
def test_what_was_taken_back_is_on_no_surface_but_its_record(client, officer, public, name):
    TAKEN_BACK[name](officer)
    heard = {address for address, text in told(client, name).items() if sings(name, address, text)}

    assert {address for address in heard if not address.startswith(RECORDS[name] or ("none",))} == set()
    assert bool(heard) == bool(RECORDS[name])


def test_the_canaries_would_be_heard(client, officer, public):
    """The leak before it is looked for: public, the same words sing on every kind of surface."""
    loud = make_live("kanarienvogelloud title", slug="loud", **sung("loud"), live_from=NOW - HOUR)
    heard = {address for address, text in told(client, "loud").items() if sings("loud", address, text)}

    kinds = {"/", "/messages/", "/api/v1/releases?language=all&limit=100", "/news-sitemap.xml"}
    assert (kinds | {f"/messages/{name}" for name in FEEDS}) - heard == set()
    assert loud.get_absolute_url() in heard
