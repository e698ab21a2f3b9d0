"""What is to be done by itself, and the workers that do it. What was done stands in the table of django-tasks-db."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models


class Job(models.Model):
    """When a job of the timetable is due next. The row is the timetable's memory, the rule stands in the code."""

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    """When it was last handed to the workers."""

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self, at: datetime) -> Self:
        return self.filter(seen_at__gt=at - Worker.SILENT_FOR)


class Worker(models.Model):
    """A process that does background work; it says every half minute that it is there."""

    SILENT_FOR = timedelta(minutes=4)
    """Then it is taken for dead, and what it was doing is done anew."""

    name = models.CharField(max_length=64, unique=True)
    place = models.CharField(max_length=200)
    """The machine and the process."""
    seen_at = models.DateTimeField()

    objects = WorkerQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.place
