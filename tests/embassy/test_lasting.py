"""Parts of pages last until something on them changes, by somebody's hand or by itself. That they are those which would
be made anew is shown in test_kept_parts.py.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from embassy import lasting
from embassy.lib import instant, unchanged
from releases import views, workflow
from tests.factories import PUBLISHED, make_draft, make_live, make_mission

pytestmark = pytest.mark.django_db
AT = PUBLISHED + timedelta(days=3)


@pytest.fixture
def clock(monkeypatch):
    """The present, which a test sets: clock.at."""

    class Clock:
        at = AT

    monkeypatch.setattr(instant, "now", lambda: Clock.at)
    return Clock


@pytest.fixture
def made(monkeypatch):
    """How often the page of a release was made."""
    times = []
    real = views.public_history
    monkeypatch.setattr(views, "public_history", lambda *args: times.append(1) or real(*args))
    return times


def page(path="/messages/a/"):
    return Client(SERVER_NAME="localhost").get(path).content.decode()


def test_a_minute_later_only_the_clock_is_another(mission, clock, made):
    make_live("A text", slug="a")
    first = page()
    clock.at += timedelta(minutes=1)
    page("/messages/")
    page("/messages/b/")
    second = page()
    clock.at += timedelta(minutes=1)
    third = page()

    assert [AT.strftime("%H:%M") in text for text in (first, second)] == [True, False]
    stamps = [(AT + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M") for minutes in (0, 1, 2)]
    for text, stamp in zip((first, second, third), stamps, strict=True):
        assert f'data-at="{stamp}' in text
    # The first page of a minute makes the frame, and its own parts with it.
    assert len(made) == 3
    assert page() == third
    assert len(made) == 3


def test_another_page_of_the_minute_finds_the_frame_and_its_own_parts(mission, clock, made):
    for slug in "ab":
        make_live("A text", slug=slug)
    for slug in "ab":
        page(f"/messages/{slug}/")
    clock.at += timedelta(minutes=1)
    page("/messages/b/")
    made.clear()
    text = page("/messages/a/")

    assert made == []
    assert f'data-at="{clock.at:%Y-%m-%dT%H:%M}' in text


@pytest.mark.parametrize("path", ["/messages/", "/messages/come/"])
def test_what_was_given_a_time_appears_in_its_minute(mission, officer, clock, path):
    make_live("A text", slug="a")
    draft = make_draft("To come", slug="come")
    workflow.approve(draft, by=officer, live_from=AT + timedelta(minutes=2), at=AT)
    before = page(path)
    clock.at += timedelta(minutes=1)
    page()
    still = page(path)
    clock.at += timedelta(minutes=1)

    assert ["To come" in text for text in (before, still, page(path))] == [False, False, True]


def test_what_is_written_appears_at_once(officer, clock):
    make_mission(needs_second_officer=False)
    edition = make_live("A text", slug="a")
    page()
    draft = workflow.begin(edition, "withdraw", by=officer, note="An error.", at=AT)
    workflow.approve(draft, by=officer, live_from=AT, at=AT)

    assert "An error." in page()


def test_a_list_is_kept_by_what_is_asked_of_it(mission, clock):
    make_live("A statement", slug="a", kind="statement")
    make_live("A comment", slug="b", kind="comment")
    page("/messages/")

    assert "A comment" not in page("/messages/?kind=statement")
    assert "A comment" in page("/messages/?kind=comment")


def test_nothing_is_kept_of_what_is_missing_or_moved(mission, clock):
    make_live("A text", slug="a")
    assert Client(SERVER_NAME="localhost").get("/messages/nowhere/").status_code == 404
    assert Client(SERVER_NAME="localhost").get("/messages/a/editions/1/").status_code == 302

    assert len(lasting.PAGES) == 0


def test_where_others_may_write_nothing_outlasts_the_minute(mission, clock, made, monkeypatch):
    monkeypatch.setattr(unchanged, "is_alone", lambda: False)
    make_live("A text", slug="a")
    page()
    page()

    assert (len(made), len(lasting.PAGES)) == (2, 0)


def test_languages_are_kept_apart(clock):
    make_mission(languages=["en", "fr"])
    english, french = page(reverse("releases:list")), page("/fr/messages/")

    assert 'lang="en"' in english
    assert 'lang="fr"' in french
