"""What is due is done once, however many workers there are and whatever becomes of them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from embassy.audit.models import Act, Entry
from embassy.background import checks, schedule, timetable
from embassy.background.models import Job, Worker
from embassy.background.worker import Loop
from embassy.lib import instant
from releases import tasks
from tests.factories import utc

pytestmark = pytest.mark.django_db
EVENING = utc("2026-06-01T18:00Z")
MORNING = utc("2026-06-02T06:00Z")


def queued():
    return sorted(row.task_name for row in DBTaskResult.objects.filter(status=TaskResultStatus.READY))


@pytest.fixture(autouse=True)
def _the_connection_of_the_test_stays(monkeypatch):
    """A worker looks after each piece of work whether its connections are too old."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture
def timetable_of_one(monkeypatch, mission):
    entries = (timetable.Entry(tasks.forget_traces, timetable.nightly(3, 10)),)
    monkeypatch.setattr(schedule, "ENTRIES", entries)
    monkeypatch.setattr(checks, "ENTRIES", entries)


@pytest.fixture
def at_morning(monkeypatch):
    monkeypatch.setattr(instant, "now", lambda: MORNING)


@pytest.mark.parametrize(
    ("zone", "after", "due"),
    [
        ("UTC", "2026-06-01T03:09Z", "2026-06-01T03:10Z"),
        ("UTC", "2026-06-01T03:10Z", "2026-06-02T03:10Z"),
        ("Europe/Paris", "2026-06-01T18:00Z", "2026-06-02T01:10Z"),
        ("Pacific/Kiritimati", "2026-06-01T18:00Z", "2026-06-02T13:10Z"),
        ("America/New_York", "2026-06-01T18:00Z", "2026-06-02T07:10Z"),
        # 3:10 twice in the night of 25 October: once is enough. In that of 29 March it does not exist.
        ("Europe/Helsinki", "2026-10-24T20:00Z", "2026-10-25T00:10Z"),
        ("Europe/Helsinki", "2026-10-25T00:10Z", "2026-10-26T01:10Z"),
        ("Europe/Helsinki", "2026-03-28T20:00Z", "2026-03-29T01:10Z"),
        ("Europe/Helsinki", "2026-03-29T01:10Z", "2026-03-30T00:10Z"),
    ],
)
def test_nights_are_those_of_the_home_capital(zone, after, due):
    assert timetable.nightly(3, 10)(utc(after), ZoneInfo(zone)) == utc(due)


def test_a_job_is_queued_once_a_night_by_however_many_workers(timetable_of_one):
    first = [schedule.queue_due(EVENING), schedule.queue_due(MORNING), schedule.queue_due(MORNING)]
    rows = {"forget_traces": Job.objects.get()}
    Job.objects.update(due_at=MORNING)
    stale = schedule._queue(schedule.ENTRIES[0], rows["forget_traces"], ZoneInfo("UTC"), MORNING)

    assert (first, stale, queued()) == ([[], ["forget_traces"], []], False, ["forget_traces"])


def test_after_three_nights_without_a_worker_it_is_done_once_and_the_log_says_how_late(timetable_of_one):
    """EMB-07: audit shows lateness."""
    schedule.queue_due(EVENING)
    later = MORNING + timedelta(days=3)

    assert schedule.queue_due(later) == ["forget_traces"]
    assert (queued(), Job.objects.get().due_at) == (["forget_traces"], utc("2026-06-06T00:10Z"))
    entry = Entry.objects.get(act=Act.LATE)
    assert (entry.subject_type, entry.subject_text, entry.detail) == (
        "job",
        "forget_traces",
        {"minutes": 4670, "due": "2026-06-02T00:10:00+00:00"},
    )


def test_work_of_a_dead_worker_is_done_by_another_but_not_for_ever(timetable_of_one, at_morning):
    tasks.forget_traces.enqueue()
    Worker.objects.create(name="alive", place="a", seen_at=MORNING)
    Worker.objects.create(name="dead", place="b", seen_at=MORNING - Worker.SILENT_FOR)
    row = DBTaskResult.objects.get()
    row.claim("alive")
    assert schedule.take_back(MORNING) == 0

    row.claim("dead")
    assert (schedule.take_back(MORNING), queued()) == (1, ["forget_traces"])
    row.claim("dead")

    assert (schedule.take_back(MORNING), queued(), DBTaskResult.objects.get().status) == (1, [], "FAILED")


def test_a_turn_does_what_is_due_and_says_that_the_worker_is_there(timetable_of_one, at_morning):
    schedule.queue_due(EVENING)

    assert Loop().turn() is True
    done = DBTaskResult.objects.get()
    assert (done.status, done.return_value, list(Worker.objects.values_list("seen_at", flat=True))) == (
        "SUCCESSFUL",
        {"presences": 0, "autosaves": 0, "previews": 0},
        [MORNING],
    )


def test_a_task_that_fails_is_told_and_tried_again_the_next_night(timetable_of_one, at_morning, monkeypatch, caplog):
    def broken(at):
        raise OSError("disk full")

    monkeypatch.setattr(tasks.traces, "forget", broken)
    schedule.queue_due(EVENING)
    Loop().turn()
    done = DBTaskResult.objects.get()

    assert list(checks.check(MORNING)) == [
        (
            f"forget_traces failed on {done.finished_at:%d.%m.%Y %H:%M} UTC (OSError: disk full). "
            "It is tried again every night."
        )
    ]
    assert "forget_traces: failed after 0.0 s: OSError: disk full" in caplog.messages
    assert schedule.queue_due(MORNING + timedelta(days=1)) == ["forget_traces"]


def test_every_job_of_the_timetable_runs_on_an_empty_site(mission, monkeypatch):
    for entry in timetable.ENTRIES:
        entry.task.enqueue()
    Loop().turn()

    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    assert len({entry.name for entry in timetable.ENTRIES}) == DBTaskResult.objects.count()


def test_all_is_well_says_nothing(timetable_of_one):
    schedule.queue_due(EVENING)
    Worker.objects.create(name="w", place="here, process 1", seen_at=EVENING)

    assert list(checks.check(EVENING)) == []


def test_without_a_worker_an_alarm_says_since_when(timetable_of_one):
    """EMB-08."""
    never = list(checks.check(EVENING))
    Worker.objects.create(name="w", place="here, process 1", seen_at=EVENING)

    remedy = "start one with manage.py worker. Publishing needs none."
    assert never == [f"No background worker has been heard of on this site: {remedy}"]
    assert list(checks.check(EVENING + timedelta(hours=1))) == [
        f"No background worker has been heard of since 01.06.2026 18:00 UTC (here, process 1): {remedy}"
    ]


def test_what_is_overdue_waits_or_hangs_raises_an_alarm(timetable_of_one):
    """EMB-08: the timetable against the queue."""
    schedule.queue_due(EVENING)
    Worker.objects.create(name="w", place="here, process 1", seen_at=MORNING)
    tasks.sweep_media.enqueue()
    tasks.check_links.enqueue()
    DBTaskResult.objects.update(enqueued_at=EVENING)
    hanging = DBTaskResult.objects.get(task_path="releases.tasks.check_links")
    hanging.claim("w")
    DBTaskResult.objects.filter(pk=hanging.pk).update(started_at=EVENING)

    assert list(checks.check(MORNING)) == [
        "forget_traces has been due since 02.06.2026 00:10 UTC: see the log of the workers.",
        "Background work has waited for half an hour or more (1 in the queue): start more workers.",
        "check_links has run since 01.06.2026 18:00 UTC: restart its worker.",
    ]


def test_what_is_queued_in_an_act_that_fails_is_not_done(timetable_of_one):
    with transaction.atomic():
        tasks.sweep_media.enqueue()
        transaction.set_rollback(True)

    assert queued() == []
