"""Pages made of kept parts are the pages that would be made anew, whatever is done and whenever (AVL-05, EMB-09)."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from counters.models import Incident
from embassy import lasting
from embassy.lib import fragments, generation, instant, keep, once_a_minute
from embassy.models import Mission, Notice
from releases import workflow
from releases.models import Category, Edition, Feature
from tests.factories import PUBLISHED, make_category, make_draft, make_feature, make_incident, make_live, make_mission

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/fr/",
    "/messages/",
    "/messages/?kind=statement&category=consular",
    "/messages/?q=text",
    "/messages/2026/05/",
    "/messages/a/",
    "/messages/b/",
    "/fr/messages/a-fr/",
    "/messages/a/editions/1/",
    "/corrections/",
    "/incidents/",
    "/incidents/i/",
    "/messages/feed.atom",
    "/messages/feed.rss",
    "/messages/feed.json?kind=statement",
    "/corrections/feed.atom",
    "/api/v1/releases",
    "/api/v1/releases?language=all&kind=statement&limit=2",
    "/api/v1/releases?q=text",
    "/api/v1/releases?as-of=2026-05-05",
    "/api/v1/releases/en/a",
    "/api/v1/releases/en/b",
    "/api/v1/releases/fr/a-fr",
    "/api/v1/releases/en/b/editions",
    "/api/v1/releases/en/a?as-of=2026-05-04T09:00Z",
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/?as-of=2026-05-04T09:01Z",
    "/messages/?as-of=2026-05-04",
    "/messages/a/?as-of=2026-05-04T09:00Z",
]


class Site:
    """The site at an instant that the test sets, with what it keeps of before."""

    def __init__(self):
        self.at = PUBLISHED

    def now(self):
        return instant.truncated(self.at)

    def stamp(self):
        return self.now(), generation.of_this_site().current()

    def pages(self):
        client = Client(SERVER_NAME="localhost")
        answers = ((page, client.get(page)) for page in PAGES)
        return {page: (answer.status_code, dict(answer.headers), answer.content) for page, answer in answers}


def live(at, slug="a"):
    return Edition.objects.live(at).select_related("release").get(release__slug=slug)


def act(name, at, officer, **details):
    draft = workflow.begin(live(at), name, by=officer, note="A word.", at=at)
    workflow.approve(draft, by=officer, live_from=at + timedelta(**details), at=at)


def rename_mission():
    mission = Mission.objects.get()
    mission.name = f"{mission.name}!"
    mission.save()


def rename_category():
    category = Category.objects.get()
    category.name = f"{category.name}!"
    category.save()


ACTS = {
    "publish": lambda at, officer: workflow.approve(make_draft("New text"), by=officer, live_from=at, at=at),
    "schedule": lambda at, officer: workflow.approve(
        make_draft("Later text"), by=officer, live_from=at + timedelta(minutes=2), at=at
    ),
    "correct": lambda at, officer: act("correct", at, officer),
    "correct later": lambda at, officer: act("correct", at, officer, minutes=1),
    "withdraw": lambda at, officer: act("withdraw", at, officer),
    "redact": lambda at, officer: workflow.redact(live(at), by=officer, reason="A court.", at=at),
    "notice": lambda at, officer: Notice.objects.create(
        heading="Closed <today>", shown_from=at + timedelta(minutes=1), shown_until=at + timedelta(minutes=3)
    ),
    "incident": lambda at, officer: make_incident(at.date(), shown_until=at + timedelta(minutes=1)),
    "resolve": lambda at, officer: [
        (setattr(incident, "resolved_on", at.date()), incident.save()) for incident in Incident.objects.all()
    ],
    "feature": lambda at, officer: Feature.objects.get_or_create(release=live(at).release, featured_from=at),
    "rename mission": lambda at, officer: rename_mission(),
    "rename category": lambda at, officer: rename_category(),
}
WAITS = st.sampled_from([0, 1, 29, 60, 61, 3600, 86_400])


def make_site():
    make_mission(needs_second_officer=False, languages=["en", "fr"])
    consular = make_category()
    incident = make_incident(slug="i")
    counted = f'<p>For 3 <span data-days-since="{incident.slug}">days have passed since</span> it.</p>'
    first = make_live("A text", slug="a", translation_key="a", categories=[consular], body=counted)
    make_live("Un texte", slug="a-fr", language="fr", translation_key="a")
    make_live("B text", slug="b", categories=[consular])
    incident.releases.add(first.release)
    make_feature(first)


@settings(max_examples=6)
@given(steps=st.lists(st.tuples(st.sampled_from([*ACTS, "wait"]), WAITS), max_size=4))
def test_what_is_kept_is_what_would_be_made(steps):
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        site = Site()
        patch.setattr(instant, "now", site.now)
        patch.setattr(instant, "seconds_to_next_minute", lambda: 30)
        patch.setattr(once_a_minute, "stamp", site.stamp)
        patch.setattr(site_settings, "REQUESTS_PER_MINUTE", {})
        patch.setattr(site_settings, "API_REQUESTS_PER_MINUTE", 0)
        keep.empty_all()
        officer = User.objects.create_superuser("someone")
        make_site()
        generation.of_this_site().raise_by_one()
        for name, seconds in steps:
            site.pages()
            if name != "wait":
                # Some acts are refused while another is still to come, or once the text is taken back.
                with suppress(workflow.ActRefused):
                    ACTS[name](site.now(), officer)
                # What the end of the transaction does.
                generation.of_this_site().raise_by_one()
            site.at += timedelta(seconds=seconds)
            kept = site.pages()
            keep.empty_all()
            once_a_minute.forget_all()
            assert kept == site.pages()
        transaction.set_rollback(True)


def test_a_rehearsal_and_a_page_of_the_past_leave_nothing_for_others(client, officer):
    make_site()
    make_live("To come", slug="come", live_from=PUBLISHED + timedelta(days=40_000))
    client.force_login(officer)
    keep.empty_all()

    for page in ("/", "/messages/", "/messages/come/", "/messages/a/", "/nowhere/"):
        client.get(page, {"as-of": "2999-01-01T00:00Z"})
        client.get(page, {"as-of": "2026-05-05"})

    assert (len(fragments.FRAGMENTS), len(fragments.FRAMES), len(lasting.PAGES)) == (0, 0, 0)


def test_what_is_kept_of_a_flood_of_addresses_stays_within_its_bound(client, monkeypatch):
    make_site()
    monkeypatch.setattr(fragments.FRAGMENTS, "max_bytes", 100_000)

    for number in range(60):
        assert client.get(f"/messages/?from=20{number:02}-01-01").status_code == 200
        assert client.get(f"/nowhere-{number}/").status_code == 404

    assert 0 < fragments.FRAGMENTS.bytes <= 100_000
