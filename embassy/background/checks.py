"""What went wrong with background work, each in a sentence with its remedy (EMB-08)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from embassy.background.logs import last_line
from embassy.background.models import Job, Worker
from embassy.background.timetable import ENTRIES
from embassy.lib import instant

WAITS_AT_MOST = timedelta(minutes=30)
RUNS_AT_MOST = timedelta(hours=6)


def check(at: datetime | None = None) -> Iterator[str]:
    """No worker, jobs that nobody took up, work that waits, hangs or failed; nothing when all is well."""
    at = at or instant.now()
    if not Worker.objects.alive(at).exists():
        yield without_worker()
    else:
        yield from overdue(at)
    yield from failed()


def without_worker() -> str:
    last = Worker.objects.order_by("-seen_at").first()
    since = f"since {last.seen_at:%d.%m.%Y %H:%M} UTC ({last.place})" if last else "on this site"
    return f"No background worker has been heard of {since}: start one with manage.py worker. Publishing needs none."


def overdue(at: datetime) -> Iterator[str]:
    """What the timetable says against what was handed over, and against what is in the queue."""
    names = [entry.name for entry in ENTRIES]
    for job in Job.objects.filter(name__in=names, due_at__lte=at - WAITS_AT_MOST):
        yield f"{job.name} has been due since {job.due_at:%d.%m.%Y %H:%M} UTC: see the log of the workers."
    ready = DBTaskResult.objects.ready().filter(enqueued_at__lte=at - WAITS_AT_MOST).count()
    if ready:
        yield f"Background work has waited for half an hour or more ({ready} in the queue): start more workers."
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lte=at - RUNS_AT_MOST):
        yield f"{row.task_name} has run since {row.started_at:%d.%m.%Y %H:%M} UTC: restart its worker."


def failed() -> Iterator[str]:
    """Jobs that failed the last time that they ran to an end."""
    for entry in ENTRIES:
        last = DBTaskResult.objects.finished().filter(task_path=entry.task.module_path).order_by("-finished_at").first()
        if last is not None and last.status == TaskResultStatus.FAILED:
            when = f"{last.finished_at:%d.%m.%Y %H:%M}"
            yield f"{entry.name} failed on {when} UTC ({last_line(last.traceback)}). It is tried again every night."
