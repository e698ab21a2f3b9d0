"""EMB-08: what should be known of before a reader asks for it; and nothing is said while all is well."""

from datetime import timedelta

import pytest

from releases import overdue, workflow
from releases.models import Edition
from tests.factories import follow, make_draft, make_live, utc

# By the clock of the database, too, a text that is held is still to come.
AT = utc("2096-06-01T09:00Z")
PLANNED = AT + timedelta(hours=2)

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(mission, officer, writer, django_capture_on_commit_callbacks):
    """A text that was planned for PLANNED and held an hour before."""
    draft = make_draft(slug="visit")
    with django_capture_on_commit_callbacks(execute=True):
        draft = workflow.submit(draft, by=writer, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.approve(draft, by=officer, live_from=PLANNED, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        return workflow.hold(Edition.objects.get(), by=officer, reason="Not yet.", at=AT)


def test_a_held_text_is_told_of_once_its_minute_has_passed(held):
    before, then = ([*overdue.check(at)] for at in (PLANNED - timedelta(minutes=1), PLANNED))

    assert (before, then) == (
        [],
        [
            (
                "visit, edition 1, was held, and the minute it was planned for has passed (01.06.2096 11:00 UTC): "
                "approve it, or send it back."
            )
        ],
    )


def test_a_text_that_was_held_and_sent_back_is_nobodys_alarm(held, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        workflow.send_back(held, by=officer, reason="Another day.", at=AT)

    assert [*overdue.check(PLANNED)] == []


def test_drafts_and_texts_of_every_age_are_no_finding(mission):
    make_draft()
    follow(make_live(live_from=AT))
    make_live(live_from=PLANNED)

    assert [*overdue.check(PLANNED)] == []
