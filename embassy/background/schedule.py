"""Hands what is due to the workers, each time once however many they are, and takes back what a dead one held."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from embassy.audit.models import Act
from embassy.audit.recording import record
from embassy.background.models import Job, Worker
from embassy.background.timetable import ENTRIES, Entry
from embassy.models import Mission

LATE = timedelta(hours=1)
MOST_TRIES = 3
"""Work that has killed its worker so often is not given to another."""


def queue_due(at: datetime) -> list[str]:
    """Hand over each job whose time has come. After any pause it is handed over once, not once for each night."""
    rows = {row.name: row for row in Job.objects.all()}
    waiting = [entry for entry in ENTRIES if entry.name not in rows or rows[entry.name].due_at <= at]
    zone = ZoneInfo(Mission.current().home_time_zone) if waiting else ZoneInfo("UTC")
    return [entry.name for entry in waiting if _queue(entry, rows.get(entry.name), zone, at)]


def _queue(entry: Entry, row: Job | None, zone: ZoneInfo, at: datetime) -> bool:
    next_at = entry.next_after(at, zone)
    if row is None:
        Job.objects.get_or_create(name=entry.name, defaults={"due_at": next_at})
        return False
    with transaction.atomic():
        ours = Job.objects.filter(pk=row.pk, due_at=row.due_at)
        if not ours.update(due_at=next_at, queued_at=at):
            return False  # another worker was quicker
        entry.task.enqueue()
        if at - row.due_at > LATE:
            minutes = int((at - row.due_at).total_seconds() // 60)
            record(Act.LATE, kind="job", text=entry.name, detail={"minutes": minutes, "due": row.due_at.isoformat()})
    return True


def take_back(at: datetime) -> int:
    """What dead workers held is ready again, or failed where it may be what killed them. How many pieces there were."""
    alive = set(Worker.objects.alive(at).values_list("name", flat=True))
    held = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    orphaned = [row for row in held if row.worker_ids and row.worker_ids[-1] not in alive]
    return sum(_take_back(row, at) for row in orphaned)


def _take_back(row: DBTaskResult[Any, Any], at: datetime) -> int:
    ours = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
    if len(row.worker_ids) < MOST_TRIES:
        return ours.update(status=TaskResultStatus.READY, started_at=None)
    why = f"Its worker died {MOST_TRIES} times."
    return ours.update(status=TaskResultStatus.FAILED, finished_at=at, exception_class_path="", traceback=why)
