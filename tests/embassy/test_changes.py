"""Everything that readers see, and only that, ends the pages of before when it is written."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command

from counters.models import Step
from embassy import receivers
from embassy.lib import generation, instant
from embassy.models import Mission, Notice
from releases import workflow
from releases.models import Category, Edition, FormerSlug
from releases.workflow.table import ACTS
from tests.factories import (
    PUBLISHED,
    follow,
    make_category,
    make_draft,
    make_feature,
    make_incident,
    make_live,
    make_mission,
    make_office,
)
from tests.media.rows import make_attachment, make_image

pytestmark = pytest.mark.django_db
NOT_SHOWN = {
    "embassy.Board",
    # Presses and preferences of officers, their drafts, and what the desk knows of both.
    *("releases.Edition_writers", "releases.Override", "releases.Autosave", "releases.Presence", "releases.LinkResult"),
    *("releases.PreviewLink", "releases.PreviewOpening", "counters.CalendarAddress", "audit.Entry", "admin.LogEntry"),
    *("auth.Permission", "auth.Group", "auth.Group_permissions", "auth.User", "auth.User_groups"),
    *("auth.User_user_permissions", "contenttypes.ContentType", "sessions.Session", "account.EmailAddress"),
    # Work that is done by itself.
    *("django_tasks_database.DBTaskResult", "background.Job", "background.Worker"),
    *("account.EmailConfirmation", "mfa.Authenticator", "usersessions.UserSession"),
}


@pytest.fixture
def raised(django_capture_on_commit_callbacks):
    """raised(write) is whether a write ended the pages of before."""

    def ask(write):
        before = generation.of_this_site().current()
        with django_capture_on_commit_callbacks(execute=True):
            write()
        return generation.of_this_site().current() != before

    return ask


def test_of_every_table_it_is_said_whether_readers_see_it():
    """A new table is added here, or to embassy.receivers."""
    by_hand = {"releases.Release", "counters.Incident_releases"}
    tables = {model._meta.label for model in apps.get_models(include_auto_created=True)}

    assert tables == {*receivers.SHOWN, *receivers.BY_ACTS, *by_hand, *NOT_SHOWN}


ROWS = {
    "embassy.Mission": make_mission,
    "embassy.Notice": lambda: Notice.objects.create(heading="Closed", shown_from=PUBLISHED),
    "counters.Incident": make_incident,
    "counters.Step": lambda: Step.objects.create(
        incident=make_incident(), happened_on=PUBLISHED.date(), text="A step."
    ),
    "releases.Category": make_category,
    "releases.Office": make_office,
    "releases.Feature": lambda: make_feature(make_live()),
    "releases.FormerSlug": lambda: FormerSlug.objects.create(release=make_live().release, language="en", slug="old"),
    "releases.Image": make_image,
    "releases.Attachment": make_attachment,
}


@pytest.mark.parametrize("label", receivers.SHOWN)
def test_a_row_that_is_shown_ends_them_when_it_is_made_changed_and_deleted(label, raised):
    made = []
    assert raised(lambda: made.append(ROWS[label]()))
    assert raised(made[0].save)
    assert raised(made[0].delete)


def test_the_messages_of_an_incident_and_the_translations_of_a_public_text_end_them(raised):
    incident, edition = make_incident(), make_live()
    release = edition.release

    assert raised(lambda: incident.releases.add(release))
    assert raised(incident.releases.clear)
    release.translation_key = "joined"
    assert raised(release.save)


def test_each_act_ends_them_unless_it_stays_at_the_desk(officer, raised):
    make_mission(needs_second_officer=False)
    at = instant.now()
    texts = {name: make_live(name, slug=name) for name in ("correct", "redact", "rename")}
    draft, other = make_draft("New"), make_draft("Later")
    follow(texts["redact"])

    def begin():
        draft.begun = workflow.begin(texts["correct"], "correct", by=officer, note="A word.", at=at)

    def schedule():
        later = at + timedelta(hours=1)
        draft.later = workflow.approve(other, by=officer, live_from=later, at=at)

    acts = {
        "submit": lambda: workflow.submit(draft, by=officer, at=at),
        "approve": lambda: workflow.approve(Edition.objects.get(pk=draft.pk), by=officer, live_from=at, at=at),
        "correct": begin,
        "discard": lambda: workflow.discard(draft.begun, by=officer, at=at),
        "schedule": schedule,
        "hold": lambda: workflow.hold(draft.later, by=officer, reason="Wait.", at=at),
        "redact": lambda: workflow.redact(texts["redact"], by=officer, reason="The court.", at=at),
        "rename": lambda: workflow.rename(texts["rename"], by=officer, slug="renamed", reason="Misspelt.", at=at),
    }
    found = {name: raised(act) for name, act in acts.items()}

    assert found == {name: name not in receivers.AT_THE_DESK for name in acts}


def test_the_acts_that_stay_at_the_desk_are_acts():
    assert set(ACTS) >= receivers.AT_THE_DESK


def test_however_much_is_written_at_once_they_are_ended_once(transactional_db):
    before = generation.of_this_site().current()
    from django.db import transaction

    with transaction.atomic():
        for number in range(5):
            make_category(f"c-{number}")
    after = generation.of_this_site().current()

    assert int.from_bytes(after, "little") == int.from_bytes(before, "little") + 1
    assert Category.objects.count() == 5


def test_an_archive_and_the_demo_that_are_taken_in_end_them(transactional_db):
    before = generation.of_this_site().current()
    call_command("demo", verbosity=0)

    assert generation.of_this_site().current() != before
    assert Mission.objects.count() == 1
