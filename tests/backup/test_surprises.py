"""A restored site publishes and sends nothing by surprise (DUR-05)."""

import io
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from embassy.audit.models import Entry
from embassy.backup import surprises
from embassy.lib import generation, instant
from embassy.models import Notice
from releases import workflow
from releases.models import END_OF_TIME, Edition, Purpose, Release, State
from tests.factories import follow, make_incident, make_live, make_mission

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def soon():
    return instant.now() + timedelta(hours=1)


def run(name, *arguments, **options) -> list[str]:
    out = io.StringIO()
    call_command(name, *arguments, **options, stdout=out, no_color=True)
    return out.getvalue().splitlines()


def there_and_back(path, **options) -> list[str]:
    run("backup", path)
    return run("restore", path, replace=True, **options)


def later(moment):
    return moment + timedelta(days=1)


def states() -> list[tuple]:
    rows = Edition.objects.order_by("release__slug", "number")
    return list(rows.values_list("release__slug", "number", "state", "live_from", "live_until"))


def test_a_text_that_was_to_go_live_is_held_and_stands_in_the_log(tmp_path, soon):
    make_mission()
    make_live("Scheduled", slug="scheduled", live_from=soon)
    public = make_live("Public", slug="public")
    number = generation.of_this_site().current()
    out = there_and_back(tmp_path / "a")

    assert states() == [
        ("public", 1, State.APPROVED, public.live_from, END_OF_TIME),
        ("scheduled", 1, State.IN_REVIEW, None, None),
    ]
    assert list(Release.objects.order_by("slug").values_list("first_published_at", flat=True)) == [
        public.live_from,
        None,
    ]
    assert out[4:6] == [
        "1 texts that were to go live by themselves are held, in review:",
        "  en/scheduled, number 1",
    ]
    held = Entry.objects.get(act="hold")
    assert (held.subject_text, held.actor, held.detail["reason"]) == ("scheduled", None, surprises.WHY)
    assert generation.of_this_site().current() != number


def test_one_whose_minute_passed_between_backup_and_restore_is_held_too(tmp_path, soon, monkeypatch):
    """By the clock it is public when the restore runs, and the guards would keep it so."""
    make_mission()
    first = make_live("Public", slug="public")
    make_live("Late", slug="late", live_from=soon - timedelta(minutes=61))
    follow(first, live_from=soon - timedelta(minutes=61))
    monkeypatch.setattr(instant, "second", lambda: soon - timedelta(hours=2))
    there_and_back(tmp_path / "a")

    assert states() == [
        ("late", 1, State.IN_REVIEW, None, None),
        ("public", 1, State.APPROVED, first.live_from, END_OF_TIME),
        ("public", 2, State.IN_REVIEW, None, None),
    ]


def test_several_in_a_row_leave_one_draft_and_the_rest_behind_the_end_of_the_calendar(tmp_path, soon):
    """Only an import makes them; a release has one draft."""
    make_mission()
    first = make_live("Public", slug="public")
    second = follow(first, live_from=soon)
    third = follow(second, live_from=later(soon))
    follow(third, live_from=later(later(soon)))
    there_and_back(tmp_path / "a")
    never = [instant.LATEST + timedelta(minutes=place) for place in (1, 2)]

    assert states() == [
        ("public", 1, State.APPROVED, first.live_from, never[0]),
        ("public", 2, State.IN_REVIEW, None, None),
        ("public", 3, State.APPROVED, never[0], never[1]),
        ("public", 4, State.APPROVED, never[1], END_OF_TIME),
    ]


def test_the_schedule_is_kept_where_that_was_asked_for(tmp_path, soon):
    make_mission()
    make_live("Scheduled", slug="scheduled", live_from=soon)
    before = states()
    out = there_and_back(tmp_path / "a", keep_schedule=True)

    assert states() == before
    assert out[4:] == [f"Note: en/scheduled goes live by itself: {soon:%d.%m.%Y %H:%M:%S} UTC."]


def test_what_nobody_can_hold_is_told(tmp_path, soon):
    make_mission()
    Notice.objects.create(heading="Closed", shown_from=soon)
    Notice.objects.create(heading="Of before", shown_from=instant.now() - timedelta(days=1))
    incident = make_incident(date(2026, 1, 1))
    type(incident).objects.update(shown_from=soon, name={"en": "The ship"})
    out = there_and_back(tmp_path / "a")

    assert out[4:] == [
        f"Note: The notice “Closed” is shown by itself from {soon:%d.%m.%Y %H:%M:%S} UTC.",
        f"Note: The incident “The ship” is shown by itself from {soon:%d.%m.%Y %H:%M:%S} UTC.",
    ]


def test_a_held_text_is_approved_and_scheduled_anew_as_any_other(tmp_path, soon, officer):
    make_mission(needs_second_officer=False)
    first = make_live("Public", slug="public")
    follow(first, live_from=soon, purpose=Purpose.UPDATE)
    there_and_back(tmp_path / "a")
    held = Edition.objects.get(state=State.IN_REVIEW)
    workflow.approve(held, by=officer, live_from=later(soon), at=instant.now())

    assert states() == [
        ("public", 1, State.APPROVED, first.live_from, later(soon)),
        ("public", 2, State.APPROVED, later(soon), END_OF_TIME),
    ]


def test_the_guards_and_the_rights_of_the_groups_are_up_again(tmp_path):
    make_mission()
    edition = make_live("Public")
    there_and_back(tmp_path / "a")

    with pytest.raises(Exception, match="frozen"):
        Edition.objects.filter(pk=edition.pk).update(title="Another")
    with pytest.raises(Exception, match="append-only"):
        Entry.objects.update(act="x")
    assert sorted(Group.objects.values_list("name", flat=True)) == ["Administrator", "Editor", "Press officer"]
    assert Group.objects.get(name="Editor").permissions.filter(codename="approve_edition").exists()
