"""The real site behind its finished pages: what is kept is what would be rendered, whatever is done and whenever."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from counters.models import Incident
from embassy import known_query
from embassy.lib import generation, instant
from embassy.lib.minute_pages import MinutePages
from embassy.models import Mission, Notice
from releases import workflow
from releases.models import Edition, Feature, Release
from tests.factories import (
    PUBLISHED,
    make_category,
    make_draft,
    make_feature,
    make_incident,
    make_live,
    make_mission,
    utc,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_server")]
PAGES = [
    "/",
    "/messages/",
    "/messages/a/",
    "/messages/a/editions/1/",
    "/corrections/",
    "/incidents/",
    "/messages/2026/05/",
]


class Server:
    """The site as the server enters it, at an instant that the test sets."""

    def __init__(self):
        self.at = PUBLISHED
        self.rendered = 0
        self.handler = WSGIHandler()
        self.pages = self.new()

    def new(self):
        return MinutePages(self.django, known_query.canonical, generation.of_this_site().current, 1 << 24, self.now)

    def now(self):
        return self.at.timestamp()

    def django(self, environ, start_response):
        self.rendered += 1
        return self.handler(environ, start_response)

    def get(self, address, pages=None, **headers):
        environ = RequestFactory().get(address, HTTP_HOST="localhost", **headers).environ
        said = []
        content = b"".join((pages or self.pages)(environ, lambda *words: said.extend(words)))
        return said[0], dict(said[1]), content

    def fresh(self, address):
        return self.get(address, self.new())


@pytest.fixture
def server(monkeypatch, django_capture_on_commit_callbacks):
    found = Server()
    monkeypatch.setattr(instant, "now", lambda: instant.truncated(found.at))
    found.commit = lambda: django_capture_on_commit_callbacks(execute=True)
    with found.commit():
        make_mission()
    return found


def test_a_page_is_kept_and_compressed_and_sets_no_cookie(server):
    first = server.get("/", HTTP_ACCEPT_ENCODING="gzip")
    second = server.get("/?utm_source=x&fbclid=1", HTTP_ACCEPT_ENCODING="gzip")

    assert server.rendered == 1
    assert first == second
    assert (first[0], first[1]["Content-Encoding"], first[1]["Vary"]) == ("200 OK", "gzip", "Accept-Encoding")
    assert first[1]["Cache-Control"].startswith("public, max-age=60, ")
    assert "Set-Cookie" not in first[1]


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/preview/x/", "/health/live", "/media/x"])
def test_what_is_not_for_everybody_is_rendered_each_time(server, address):
    server.get(address)
    server.get(address)

    assert server.rendered == 2


def test_a_rehearsal_and_its_refusal_are_not_kept(server, officer):
    server.get("/?as-of=2030-01-01T00:00Z")
    _status, headers, _body = server.get("/?as-of=2030-01-01T00:00Z")

    assert (server.rendered, headers["Cache-Control"]) == (2, "private, no-store")


def test_a_publication_is_seen_at_once(server, officer):
    draft = make_draft("The news", slug="news")
    before = server.get("/messages/")
    with server.commit():
        workflow.approve(draft, by=officer, live_from=server.at, at=server.at)

    assert b"The news" not in before[2]
    assert b"The news" in server.get("/messages/")[2]
    assert server.get("/messages/news/")[0] == "200 OK"


def test_a_scheduled_text_and_a_counter_turn_with_their_minute(server):
    make_live("To come", slug="come", live_from=server.at + timedelta(minutes=1))
    server.get("/messages/")
    assert server.get("/messages/come/")[0] == "404 Not Found"

    server.at += timedelta(seconds=59.9)
    assert b"To come" not in server.get("/messages/")[2]
    server.at += timedelta(seconds=0.1)
    assert b"To come" in server.get("/messages/")[2]
    assert server.get("/messages/come/")[0] == "200 OK"


@pytest.mark.parametrize(
    "write",
    [
        lambda: Notice.objects.create(heading="Closed today", shown_from=PUBLISHED),
        lambda: make_incident(name="a bridge fell"),
        lambda: Mission.objects.get().save(),
        lambda: make_feature(Edition.objects.get()),
        lambda: make_incident().releases.add(Edition.objects.get().release),
    ],
)
def test_whatever_is_written_for_readers_ends_the_pages_of_before(server, write):
    make_live("A", slug="a")
    server.get("/")
    before = generation.of_this_site().current()
    with server.commit():
        write()

    assert generation.of_this_site().current() != before


ADDRESSES = [
    *PAGES,
    "/messages/?kind=statement&page=1",
    "/messages/?q=words&utm=x",
    "/messages/feed.atom",
    "/messages/feed.json?kind=comment",
    "/corrections/feed.atom",
    "/?as-of=2026-05-04T09:01Z",
    "/messages/a/?as-of=2026-05-04T09:02Z",
    "/incidents/bridge/",
    "/incidents/bridge/embed/",
    "/incidents/bridge.json",
    "/messages/renamed/",
    "/fr/",
    "/sitemap.xml",
]


def begun(officer, at, act):
    return workflow.begin(live(at), act, by=officer, note="A word.", at=at)


ACTS = {
    "publish": lambda officer, at: workflow.approve(make_draft("New"), by=officer, live_from=at, at=at),
    "schedule": lambda officer, at: workflow.approve(
        make_draft("Later"), by=officer, live_from=at + timedelta(minutes=2), at=at
    ),
    "correct": lambda officer, at: workflow.approve(begun(officer, at, "correct"), by=officer, live_from=at, at=at),
    "correct later": lambda officer, at: workflow.approve(
        begun(officer, at, "correct"), by=officer, live_from=at + timedelta(minutes=1), at=at
    ),
    "withdraw": lambda officer, at: workflow.approve(begun(officer, at, "withdraw"), by=officer, live_from=at, at=at),
    "redact": lambda officer, at: workflow.redact(live(at), by=officer, reason="The court.", at=at),
    "rename": lambda officer, at: workflow.rename(live(at), by=officer, slug="renamed", reason="Misspelt.", at=at),
    "notice": lambda officer, at: Notice.objects.create(
        heading=f"Closed {at}", shown_from=at, shown_until=at + timedelta(minutes=1)
    ),
    "incident": lambda officer, at: make_incident(at.date()),
    "resolve": lambda officer, at: resolve(at),
    "feature": lambda officer, at: Feature.objects.get_or_create(release=live(at).release, featured_from=at),
    "mission": lambda officer, at: make_mission(needs_second_officer=False, name=f"Embassy at {at}"),
    "category": lambda officer, at: make_category(name=f"Consular {at}").save(),
}


def live(at):
    return Edition.objects.live(at).select_related("release").filter(release=Release.objects.earliest("pk")).get()


def resolve(at):
    incident = Incident.objects.get(slug="bridge")
    incident.resolved_on = at.date()
    incident.save()


@settings(max_examples=12)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from([*ACTS, "wait"]), st.sampled_from([0, 1, 29, 60, 61, 3600])), min_size=1, max_size=4
    ),
    addresses=st.lists(st.sampled_from(ADDRESSES), min_size=4, max_size=6, unique=True),
)
def test_what_is_given_is_what_would_be_rendered(steps, addresses):
    """Over random acts and instants, byte for byte with every header; the test of all the others."""
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        server = Server()
        patch.setattr(instant, "now", lambda: instant.truncated(server.at))
        # What is not kept names the seconds of the machine's clock.
        patch.setattr(instant, "seconds_to_next_minute", lambda: 30)
        officer = User.objects.create_superuser("someone")
        make_mission(needs_second_officer=False, languages=["fr"])
        make_live("A", slug="a", categories=[make_category()])
        make_incident(slug="bridge")
        for act, seconds in steps:
            for address in addresses:
                server.get(address)
            if act != "wait":
                # A second correction is refused while the first is still to come.
                with suppress(workflow.ActRefused, Edition.DoesNotExist):
                    ACTS[act](officer, instant.now())
                # What the end of the transaction does.
                generation.of_this_site().raise_by_one()
            server.at += timedelta(seconds=seconds)
            for address in addresses:
                assert server.get(address) == server.fresh(address)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("address", "minutes"),
    [
        ("/", 60),  # the clock is set back by an hour
        ("/messages/", 60),
        ("/?as-of=2026-05-04T09:30Z", 60),  # which is the past, and then the future
    ],
)
def test_a_clock_that_is_set_back_gives_the_page_of_its_minute(server, address, minutes):
    server.at = PUBLISHED + timedelta(hours=1)
    make_live("To come", slug="come", live_from=server.at - timedelta(minutes=10))
    first = server.get(address)
    server.at -= timedelta(minutes=minutes)

    assert server.get(address) == server.fresh(address) != first


@pytest.mark.parametrize("turn", ["2026-03-29T00:59Z", "2026-10-25T00:59Z", "2026-05-04T20:59Z", "2026-12-31T22:59Z"])
def test_the_pages_of_both_sides_of_midnight_and_of_a_change_of_the_clocks_are_of_their_own(server, turn):
    """Summer time begins and ends, a home midnight, a new year."""
    make_incident(slug="bridge", zone="Europe/Helsinki")
    server.at = utc(turn)
    before = server.get("/")
    server.at += timedelta(minutes=1)

    assert server.get("/") == server.fresh("/")
    assert server.get("/")[2] != before[2]
