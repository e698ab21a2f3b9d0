"""The address of one unpublished edition, for one reader without an account, and when it was opened."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from embassy.lib import markup
from releases.models.edition import Edition


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def usable(self, at: datetime) -> Self:
        """Links that were neither revoked nor have expired at `at`; what has become of the edition is not asked."""
        return self.filter(revoked_at=None, expires_at__gt=at)


class PreviewLink(models.Model):
    """Good for [created_at, expires_at) unless revoked. The token itself is nowhere: only its digest."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="previews", verbose_name=_("edition"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    recipient = models.CharField(_("recipient"), max_length=200, help_text=_("Shown on the page: who it is made for."))
    note = models.CharField(_("note"), max_length=500, blank=True, help_text=_("For the press office only."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="preview_link_expires_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="preview_link_is_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.recipient

    def save(self, *args: Any, **options: Any) -> None:
        self.recipient, self.note = markup.clean_line(self.recipient), markup.clean_line(self.note)
        super().save(*args, **options)

    def is_usable(self, at: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > at


class PreviewOpening(models.Model):
    """That a link was opened, and in which minute. Nothing is kept of who opened it."""

    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField(_("opened"))

    class Meta:
        verbose_name = _("opening of a preview")
        verbose_name_plural = _("openings of a preview")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["link", "opened_at"], name="preview_opening_is_noted_once_a_minute"),
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%d.%m.%Y %H:%M}"
