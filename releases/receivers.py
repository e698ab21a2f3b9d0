"""What follows an act on an edition, each consequence in a line or two."""

import json
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.dispatch import receiver

from embassy.audit.recording import record
from releases import signals
from releases.models import Edition, Release


@receiver(signals.acted)
def keep_a_record(
    edition: Edition, act: str, by: Any, reason: str = "", detail: dict[str, Any] | None = None, **_rest: Any
) -> None:
    """The act stands in the history that the admin shows of the release, also when the release is gone."""
    if by is None:
        return
    record = {"act": act, "edition": edition.number, "reason": reason, "detail": detail or {}}
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(Release),
        object_id=str(edition.release_id),
        object_repr=edition.release.slug[:200],
        action_flag=CHANGE,
        change_message=json.dumps(record, ensure_ascii=False),
    )


@receiver(signals.acted)
def enter_in_the_audit_log(
    edition: Edition, act: str, by: Any, reason: str = "", detail: dict[str, Any] | None = None, **_rest: Any
) -> None:
    why = {"reason": reason} if reason else {}
    told = {"release": edition.release_id, "edition": edition.number, **why, **(detail or {})}
    # By its address: what the log says stays for ever, and a redaction must reach every word.
    record(act, by=by, subject=edition, text=edition.release.slug, detail=told)
