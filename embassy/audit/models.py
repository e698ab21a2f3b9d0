"""The audit log: who did what, when and from where. Written once; the database refuses to change or delete a row."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """The verbs of the log. Not choices of the column: a new verb needs no migration, an old one stays readable."""

    LOG_IN = "log-in", _("logged in")
    LOG_IN_REFUSED = "log-in refused", _("log-in refused")
    LOG_IN_THROTTLED = "log-in throttled", _("log-in attempts slowed down")
    LOG_OUT = "log-out", _("logged out")
    SESSION_ENDED = "session ended", _("session ended")
    PASSWORD_CHANGED = "password changed", _("changed the password")
    PASSWORD_RESET = "password reset", _("set a new password by e-mail")
    FACTOR_ADDED = "second factor added", _("set up a second factor")
    FACTOR_REMOVED = "second factor removed", _("removed a second factor")
    FACTOR_RENEWED = "recovery codes renewed", _("made new recovery codes")
    FACTOR_REFUSED = "second factor refused", _("second factor refused")
    RECOVERY_CODE_USED = "recovery code used", _("used a recovery code")
    RIGHTS_CHANGED = "rights changed", _("rights changed")
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    DELETED = "deleted", _("deleted")
    PREVIEW_MADE = "preview link made", _("made a preview link")
    PREVIEW_ENDED = "preview link ended", _("ended a preview link")
    CALENDAR_MADE = "calendar address made", _("made an address of the calendar")
    CALENDAR_ENDED = "calendar address ended", _("ended an address of the calendar")
    EXPORTED = "exported", _("exported")
    IMPORTED = "imported", _("imported")
    LATE = "ran late", _("ran late")
    BACKED_UP = "backed up", _("backed up")
    RESTORED = "restored", _("restored")


class EntryQuerySet(models.QuerySet["Entry"]):
    def refusals(self, since: datetime) -> Self:
        """Log-ins that were refused because of a wrong name or password."""
        return self.filter(act=Act.LOG_IN_REFUSED, at__gte=since)


class Entry(models.Model):
    """One event. `actor_name` and `subject_text` are what they were called then."""

    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("account"), related_name="+"
    )
    actor_name = models.CharField(_("who"), max_length=150, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    network = models.GenericIPAddressField(_("network"), null=True, help_text=_("What throttles count: an IPv6 /64."))
    act = models.CharField(_("act"), max_length=40)
    subject_type = models.CharField(_("kind of subject"), max_length=60, blank=True)
    subject_id = models.CharField(_("number of subject"), max_length=64, blank=True)
    subject_text = models.CharField(_("subject"), max_length=200, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("export_entry", _("Can export the audit log"))]
        indexes = [
            models.Index(fields=["act", "at"], name="audit_by_act"),
            models.Index(fields=["subject_type", "subject_id"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.subject_text}" if self.subject_text else self.label

    @property
    def label(self) -> str:
        """The act in the reader's language; as it stands where it is none of ours."""
        return str(Act(self.act).label) if self.act in Act.values else self.act
