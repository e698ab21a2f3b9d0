"""Until when pages stay as they are: at each instant that a page may compare with its own, another stretch begins."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import models

from embassy.lib import unchanged
from embassy.models import Notice
from releases import workflow
from tests.factories import PUBLISHED, make_draft, make_feature, make_incident, make_live, make_mission

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 9, 1, tzinfo=UTC)
SOON = AT + timedelta(minutes=3)
NEVER_HELD_AGAINST_A_PAGE = set(
    "releases.Release.created_at releases.Edition.created_at releases.Edition.saved_at releases.LinkResult.checked_at "
    "releases.Image.uploaded_at releases.Attachment.uploaded_at releases.ImageUse.withheld_at "
    "releases.AttachmentUse.withheld_at releases.Override.at releases.Override.acknowledged_at "
    "releases.PreviewLink.created_at releases.PreviewLink.expires_at releases.PreviewLink.revoked_at "
    "releases.PreviewOpening.opened_at releases.Autosave.kept_at releases.Presence.opened_at releases.Presence.seen_at "
    "counters.CalendarAddress.created_at audit.Entry.at background.Job.due_at background.Job.queued_at "
    "background.Worker.seen_at".split()
)
"""Of the desk, of secret links and of what was once done."""
THE_SAME_AS_ANOTHER = {"releases.Edition.live_until", "releases.Release.first_published_at"}
"""The beginning of the next edition, and that of the first: the doctor checks both."""


def schedule(officer):
    workflow.approve(make_draft(), by=officer, live_from=SOON, at=AT)


def correct_later(officer):
    draft = workflow.begin(make_live(live_from=PUBLISHED), "correct", by=officer, note="A word.", at=AT)
    workflow.approve(draft, by=officer, live_from=SOON, at=AT)


CHANGES = {
    "nothing, to the next midnight of some zone": (lambda officer: None, datetime(2026, 5, 4, 9, 15, tzinfo=UTC)),
    "a text appears": (schedule, SOON),
    "a text is corrected": (correct_later, SOON),
    "a feature begins": (lambda officer: make_feature(make_live(), featured_from=SOON), SOON),
    "a feature ends": (lambda officer: make_feature(make_live(), featured_until=SOON), SOON),
    "a notice appears": (lambda officer: Notice.objects.create(heading="Closed", shown_from=SOON), SOON),
    "a notice goes": (
        lambda officer: Notice.objects.create(heading="Closed", shown_from=PUBLISHED, shown_until=SOON),
        SOON,
    ),
    "an incident appears": (lambda officer: make_incident(shown_from=SOON), SOON),
    "an incident goes": (lambda officer: make_incident(shown_until=SOON), SOON),
    "what has been": (lambda officer: make_incident(shown_from=AT), datetime(2026, 5, 4, 9, 15, tzinfo=UTC)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_next_change(change, officer):
    make_mission(needs_second_officer=False)
    make, expected = CHANGES[change]
    make(officer)

    assert unchanged.until(AT) == expected


def test_a_redaction_counts_from_its_second(officer, mission):
    edition = make_live(live_from=PUBLISHED)
    workflow.redact(edition, by=officer, reason="A court.", at=SOON)

    assert unchanged.until(AT) == SOON


def test_the_stretch_is_the_same_between_two_changes_and_another_after_each(officer, mission):
    schedule(officer)

    before, later, after = (unchanged.stretch(AT + timedelta(minutes=minutes)) for minutes in (0, 2, 3))
    back = unchanged.stretch(AT)
    make_incident()

    assert before == later == back
    assert after != before
    assert unchanged.stretch(AT) != before


@pytest.mark.parametrize("offset", range(0, 60, 5))
def test_every_midnight_lies_on_a_quarter(offset):
    at = datetime(2026, 5, 4, 9, offset, tzinfo=UTC)
    end = unchanged.quarter_after(at)

    assert end.minute % 15 == 0
    assert timedelta(0) < end - at <= timedelta(minutes=15)


def test_no_instant_is_forgotten():
    """A new column of instants is either told of, or stands above with a reason."""
    own = [model for model in apps.get_models() if model.__module__.startswith(("embassy.", "releases.", "counters."))]
    instants = {
        f"{model._meta.label}.{field.name}"
        for model in own
        for field in model._meta.local_fields
        if isinstance(field, models.DateTimeField)
    }
    told = {f"{model._meta.label}.{name}" for model, name in unchanged.columns()}

    assert instants == told | NEVER_HELD_AGAINST_A_PAGE | THE_SAME_AS_ANOTHER
