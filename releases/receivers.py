"""What follows an act on an edition, each consequence in a line or two."""

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.dispatch import receiver

from embassy.audit.recording import record
from releases import signals
from releases.models import Edition


@receiver(signals.acted)
def keep_a_record(edition: Edition, act: str, by: Any, **_rest: Any) -> None:
    """The act stands in the history that the admin shows of the release."""
    if by is not None:
        LogEntry.objects.log_actions(
            by.pk, [edition.release], CHANGE, change_message=f"{act}: edition {edition.number}"
        )


@receiver(signals.acted)
def enter_in_the_audit_log(edition: Edition, act: str, by: Any, reason: str = "", **_rest: Any) -> None:
    why = {"reason": reason} if reason else {}
    record(act, by=by, subject=edition, detail={"release": edition.release_id, "edition": edition.number, **why})
