"""Texts of which somebody should hear: planned, held, and forgotten.

Publication needs nothing that could be late. What can go wrong is that an officer stopped a text and its minute went
by (EMB-08). Whether the rows are in step with one another: releases/consistency.py.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from embassy.lib import instant
from releases.models import Edition, Release, State

PLANNING = ("approve", "reschedule")


def check(at: datetime | None = None) -> Iterator[str]:
    """A sentence for each finding, with what to do; nothing when all is well."""
    at = at or instant.now()
    waiting = Edition.objects.filter(state=State.IN_REVIEW).select_related("release").order_by("pk")
    acts = acts_on([edition.release_id for edition in waiting])
    for edition in waiting:
        planned = planned_for(acts.get(str(edition.release_id), []), edition.number)
        if planned is not None and planned <= at:
            yield (
                f"{edition.release.slug}, edition {edition.number}, was held, and the minute it was planned for has "
                f"passed ({planned:%d.%m.%Y %H:%M} UTC): approve it, or send it back."
            )


def acts_on(releases: list[int]) -> dict[str, list[dict[str, Any]]]:
    """What was done to each release, the latest first."""
    kind = ContentType.objects.get_for_model(Release)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=map(str, releases)).order_by("-pk")
    found: dict[str, list[dict[str, Any]]] = {}
    for key, message in entries.values_list("object_id", "change_message"):
        if message.startswith("{"):
            found.setdefault(str(key), []).append(json.loads(message))
    return found


def planned_for(acts: list[dict[str, Any]], number: int) -> datetime | None:
    """The minute of an edition of which the last act is that it was held; None for any other."""
    own = [act for act in acts if act.get("edition") == number]
    if not own or own[0].get("act") != "hold":
        return None
    planned = next((act["detail"].get("live_from") for act in own if act["act"] in PLANNING), None)
    return datetime.fromisoformat(planned) if planned else None
