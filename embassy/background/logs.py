"""Each piece of background work is a line in the log: what was done, how long it took, or why it failed."""

import logging
from typing import Any

from django_tasks import TaskResult, TaskResultStatus
from django_tasks.signals import task_finished

logger = logging.getLogger("embassy.background")


def connect() -> None:
    task_finished.connect(on_finished, dispatch_uid="background log")


def on_finished(task_result: TaskResult[Any], **_rest: Any) -> None:
    begun, ended = task_result.started_at, task_result.finished_at
    seconds = (ended - begun).total_seconds() if begun and ended else 0.0
    name = task_result.task.name
    if task_result.status == TaskResultStatus.SUCCESSFUL:
        logger.info("%s: done in %.1f s: %s", name, seconds, task_result.return_value)
    else:
        logger.error("%s: failed after %.1f s: %s", name, seconds, last_line(task_result.errors[-1].traceback))


def last_line(traceback: str) -> str:
    return traceback.strip().rsplit("\n", 1)[-1]
